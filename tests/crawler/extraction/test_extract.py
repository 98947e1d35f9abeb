"""What the cascade makes of whole pages, each with the quirk of a kind of site."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.article import Field, Precision
from core.context import Context
from core.link import Link
from crawler.extraction import extract

FIXTURES = Path(__file__).parents[2] / "fixtures" / "extraction"
URL = "https://voltharbour.example/2024/02/06/lisbon-ferries/"
PARAGRAPHS = "".join(
    f"<p>Paragraph {word} tells a little more about the battery plant in the north, its forty robots and the"
    f" people who look after them by day and by night, whatever the {word} of the company may think.</p>"
    for word in ("founder", "chairman", "cook", "night guard", "lawyer", "painter")
)


def page(head: str = "", before: str = "", after: str = "", *, lang: str = "en") -> bytes:
    """A plain article page with room for the case at hand."""
    return (
        f"<html lang={lang}><head><title>Robots build batteries</title>{head}</head><body><article>"
        f"<h1>Robots build batteries</h1>{before}<div class='entry-content'>{PARAGRAPHS}</div>{after}"
        "</article></body></html>"
    ).encode()


def linked(author: str) -> str:
    return (
        '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle",'
        '"headline":"Robots build batteries","datePublished":"2024-03-01T08:00:00+01:00",'
        f'"author":{author}}}]}}</script>'
    )


def test_the_author_box_page_gives_one_author_one_date_and_no_tail() -> None:
    draft = extract((FIXTURES / "author_box.html").read_bytes(), URL)
    assert draft.title == "Lisbon ferries swap diesel for batteries"
    assert draft.authors == ("Ines Calado",)
    assert draft.published == datetime(2024, 2, 6, 9, 15, tzinfo=UTC)
    assert draft.language == "en"
    assert draft.body.startswith("The first of ten electric ferries")
    assert draft.body.endswith("faster than to the new timetable.")
    for tail in ("Articles:", "Leave a Reply", "diesel boats", "FTC", "shop", "Porto", "lives on one"):
        assert tail not in draft.body


def test_article_text_is_found_in_a_state_script() -> None:
    draft = extract(
        (FIXTURES / "state_script.html").read_bytes(),
        "https://chechao.example/p/88123",
        Context(zone="Asia/Shanghai"),
    )
    assert draft.title == "固态电池中试线投产 一年可装车千辆"
    assert draft.authors == ("林知远",)
    assert draft.published == datetime(2024, 2, 6, 2, 35, tzinfo=UTC)
    assert draft.language == "zh"
    assert draft.body.split("\n\n")[0].startswith("一条固态电池中试线")
    assert len(draft.body.split("\n\n")) == 3
    assert draft.origins[Field.BODY].stage.endswith("state")


def test_a_gbk_page_with_naive_beijing_time() -> None:
    text = "".join(
        f"<p>第{n}段:工厂的机器人昼夜不停地组装电池,工程师在一旁记录每一个数据,以便改进下一批产品。</p>"
        for n in "一二三四五六"
    )
    html = (
        "<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'>"
        "<title>机器人造电池_电池报</title></head><body><h1>机器人造电池</h1>"
        "<div class='info'><span class='time'>2024-02-06 09:30</span> <span>作者:王小川</span></div>"
        f"<div class='content'>{text}</div></body></html>"
    ).encode("gbk")
    draft = extract(html, "https://dianchibao.example/a/1.html", Context(zone="Asia/Shanghai"))
    assert draft.title == "机器人造电池"
    assert draft.published == datetime(2024, 2, 6, 1, 30, tzinfo=UTC)
    assert draft.authors == ("王小川",)
    assert "昼夜不停" in draft.body
    assert "�" not in draft.body


ADA = '{"@type":"Person","name":"Ada Lind"}'
BO = '{"@type":"Person","name":"Bo Ek"}'
WEEKLY = '{"@type":"Organization","name":"Plant Weekly"}'


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        pytest.param(ADA, ("Ada Lind",), id="a person"),
        pytest.param(f"[{ADA},{BO}]", ("Ada Lind", "Bo Ek"), id="two persons"),
        pytest.param(f"[{ADA},{WEEKLY}]", ("Ada Lind",), id="the person, not the organisation"),
        pytest.param('"By Ada Lind, Senior Reporter"', ("Ada Lind",), id="without lead and role"),
    ],
)
def test_declared_authors(author: str, expected: tuple[str, ...]) -> None:
    assert extract(page(linked(author)), URL).authors == expected


def test_the_visible_byline_wins_over_a_declared_other_person() -> None:
    html = page(
        linked('{"@type":"Person","name":"Toni Weber"}'),
        before="<p class='byline'>By <a rel='author' href='/a'>Ada Lind</a></p>",
    )
    assert extract(html, URL).authors == ("Ada Lind",)


def test_a_user_name_made_for_machines_is_no_author() -> None:
    assert extract(page("<meta name='author' content='admin'>"), URL).authors == ()


def test_illegal_character_references_do_not_cost_the_article() -> None:
    html = page(
        after="<p>It ends with an escape &#27; and a &#xFFFF; and a \x08 in the last line of the text.</p>"
    )
    draft = extract(html, URL)
    assert "Paragraph founder" in draft.body
    assert "\x1b" not in draft.body


def test_a_page_without_text_has_an_empty_body() -> None:
    for html in (b"", b"   ", b"<html></html>", b"<!-- nothing -->", b"\x00\x01\x02", b"<p>"):
        assert extract(html, URL).body == ""


def test_a_naive_time_is_the_sites_wall_clock() -> None:
    html = page("<meta property='article:published_time' content='2024-07-01 09:00:00'>")
    draft = extract(html, URL, Context(zone="America/New_York"))
    assert draft.published == datetime(2024, 7, 1, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("claim", "precision"),
    [
        pytest.param("2024-07-01T09:00:00Z", Precision.INSTANT, id="a time of day"),
        pytest.param("2024-07-01", Precision.DAY, id="a bare day"),
    ],
)
def test_a_publication_time_says_how_much_of_it_was_claimed(claim: str, precision: Precision) -> None:
    html = page(f"<meta property='article:published_time' content='{claim}'>")
    assert extract(html, "https://voltharbour.example/robots").precision is precision


def test_a_date_far_ahead_is_no_date() -> None:
    html = page("<meta property='article:published_time' content='2099-01-01T00:00:00Z'>")
    now = datetime(2024, 2, 6, tzinfo=UTC)
    assert extract(html, "https://voltharbour.example/robots", Context(now=now)).published is None


def test_a_year_in_the_prose_is_no_date() -> None:
    html = page(
        after="<p>In 1995, on May 3, 1995 to be exact, the plant made its first battery for a golf cart.</p>"
    )
    assert extract(html, "https://voltharbour.example/robots").published is None


def test_the_feed_speaks_where_the_page_is_silent() -> None:
    link = Link(
        URL,
        title="Robots build batteries",
        authors=("Ada Lind",),
        published=datetime(2024, 2, 6, 8, tzinfo=UTC),
        content=PARAGRAPHS,
    )
    shell = b"<html><body><div id=app></div></body></html>"
    draft = extract(shell, "https://voltharbour.example/robots", Context(link=link))
    assert (draft.title, draft.authors, draft.published) == (link.title, link.authors, link.published)
    assert "night guard" in draft.body


def test_every_filled_field_says_where_it_came_from() -> None:
    draft = extract((FIXTURES / "author_box.html").read_bytes(), URL)
    for field in (Field.TITLE, Field.AUTHORS, Field.PUBLISHED, Field.BODY, Field.LANGUAGE):
        origin = draft.origins[field]
        assert origin.stage
        assert 0 < origin.confidence <= 1
    assert draft.origins[Field.PUBLISHED].claim == "2024-02-06T09:15:00+00:00"


def test_another_sites_canonical_address_is_ignored() -> None:
    assert extract(page("<link rel='canonical' href='https://victim.example/a'>"), URL).canonical_url == ""
    own = extract(page("<link rel='canonical' href='/robots'>"), URL)
    assert own.canonical_url == "https://voltharbour.example/robots"
