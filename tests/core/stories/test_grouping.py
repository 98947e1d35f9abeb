"""What makes two articles one story, and what does not."""

from core.article import Flag
from core.stories.features import features
from core.stories.index import Index
from tests.core.stories.telling import (
    LICENCE_EN,
    LICENCE_EN_TOO,
    LICENCE_ZH,
    RECALL_EN,
    RECALL_XPENG,
    article,
    stories,
    titled,
)


def test_two_wordings_of_one_event_are_one_story() -> None:
    assert stories(article(1, LICENCE_EN), article(2, LICENCE_EN_TOO, hours=3)) == [1, 1]


def test_an_event_told_in_chinese_and_english_is_one_story() -> None:
    assert stories(article(1, LICENCE_ZH, language="zh"), article(2, LICENCE_EN, hours=2)) == [1, 1]


def test_another_event_at_the_same_company_is_another_story() -> None:
    assert stories(article(1, LICENCE_EN), article(2, RECALL_EN, hours=2)) == [1, 2]


def test_the_same_kind_of_event_at_another_company_is_another_story() -> None:
    assert stories(article(1, RECALL_EN), article(2, RECALL_XPENG, hours=2)) == [1, 2]


def test_a_follow_up_weeks_later_is_another_story() -> None:
    assert stories(article(1, LICENCE_EN), article(2, LICENCE_EN_TOO, hours=24 * 21)) == [1, 2]


def test_a_title_alone_makes_no_story() -> None:
    title, _ = LICENCE_EN
    twin = article(2, RECALL_XPENG, hours=1)
    assert stories(article(1, LICENCE_EN), titled(twin, title)) == [1, 2]


def test_opinion_under_the_title_of_the_news_stays_outside() -> None:
    title, text = LICENCE_EN_TOO
    column = article(2, (f"Opinion | {title} - EV Post", text), hours=5, flags=[Flag.OPINION])
    assert stories(article(1, LICENCE_EN), column, article(3, LICENCE_EN_TOO, hours=6)) == [1, 2, 2]


def test_a_round_up_neither_joins_nor_swallows() -> None:
    everything = (
        "The week in review",
        "\n\n".join(text for _, text in (LICENCE_EN, RECALL_EN, RECALL_XPENG)),
    )
    came = stories(
        article(1, LICENCE_EN),
        article(2, everything, hours=4, flags=[Flag.ROUND_UP]),
        article(3, RECALL_EN, hours=5),
        article(4, LICENCE_EN_TOO, hours=6),
    )
    assert came == [1, 2, 3, 1]


def test_a_copy_with_small_edits_joins_its_original_even_as_opinion() -> None:
    _, text = LICENCE_EN
    copy = article(
        2, ("Another title", text.replace("showed on Monday", "showed Monday")), flags=[Flag.OPINION]
    )
    assert stories(article(1, LICENCE_EN), copy) == [1, 1]


def test_a_notice_that_repeats_its_wording_with_other_numbers_is_no_copy() -> None:
    text = """The office has tested {0} cars of {1} makers this month, and {2} of them passed at the first
    try. Another {3} passed after repair. The tests were made in the hall beside the river, as always, by the
    same five engineers, who publish their findings on the first working day of each month at nine in the
    morning."""
    may, june = text.format(1215, 31, 874, 216), text.format(1388, 44, 912, 307)
    first = article(1, ("Tests of the month", may), flags=[Flag.ROUND_UP])
    assert stories(first, article(2, ("Tests of the month", june), hours=30, flags=[Flag.ROUND_UP])) == [1, 2]


def test_a_line_under_a_title_says_too_little_to_join() -> None:
    line = ("Nio wins right to build cars", "Nio wins right to build cars. More will follow.")
    assert stories(article(1, line), article(2, ("XPeng wins right to build cars", line[1]))) == [1, 2]


def test_the_index_forgets_the_earliest_beyond_its_capacity() -> None:
    index = Index(capacity=2)
    for number, told in enumerate((LICENCE_EN, RECALL_EN, RECALL_XPENG)):
        index.add(features(article(number, told, hours=number)))
    late = index.add(features(article(9, LICENCE_EN_TOO, hours=9)))
    assert {each.article_id for each in index.candidates(late)} == {2}


def test_a_revised_article_is_found_by_what_it_says_now() -> None:
    index = Index()
    index.add(features(article(1, RECALL_EN)))
    index.add(features(article(1, LICENCE_EN)))
    (found,) = index.candidates(index.add(features(article(2, LICENCE_EN_TOO, hours=1))))
    assert found.article_id == 1
    assert len(index) == 2


def test_a_revised_article_that_is_forgotten_leaves_nothing_behind() -> None:
    index = Index(capacity=2)
    index.add(features(article(1, RECALL_EN)))
    index.add(features(article(1, LICENCE_EN)))
    for number, told in enumerate((LICENCE_ZH, RECALL_XPENG), start=2):
        index.add(features(article(number, told, hours=number)))
    late = index.add(features(article(9, RECALL_EN, hours=9)))
    assert {each.article_id for each in index.candidates(late)} <= {3}
