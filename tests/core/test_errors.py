from core.errors import ConfigError, EvwatchError, QueryError, SkipArticle, SkipReason


def test_the_caret_stands_under_the_position() -> None:
    error = QueryError("what now?", query="nio OR )", position=7)
    assert error.caret() == "nio OR )\n       ^ what now?"


def test_a_wide_character_takes_two_columns() -> None:
    assert QueryError("here", query="蔚来 )", position=3).caret().splitlines()[1] == "     ^ here"


def test_of_several_lines_the_right_one_is_shown() -> None:
    assert QueryError("here", query="nio\nbyd )", position=8).caret() == "byd )\n    ^ here"


def test_a_position_at_the_end_is_shown_there() -> None:
    assert QueryError("more", query="nio", position=3).caret() == "nio\n   ^ more"


def test_a_skipped_article_says_its_reason_and_detail() -> None:
    assert str(SkipArticle(SkipReason.NOT_HTML, "video/mp4")) == "not_html: video/mp4"
    assert str(SkipArticle(SkipReason.NO_TEXT)) == "no_text"


def test_all_errors_are_of_one_tree() -> None:
    assert all(issubclass(kind, EvwatchError) for kind in (ConfigError, QueryError, SkipArticle))
