"""Witnesses that contradict each other: which wording, which day, which names win."""

from core.article import Draft
from crawler.extraction import extract

URL = "https://voltharbour.example/news/ferries"
TEXT = "<p>The yard has built ferries for a century and now fits them with batteries from the north.</p>" * 20
HEADING = "Ferries leave diesel behind"
SEARCHED = "Electric ferries: all you need to know"


def read(head: str = "", *, under: str = "", after: str = "") -> Draft:
    """The draft of a page with these parts."""
    page = (
        f"<html lang=en><head><title>{HEADING} | Volt Harbour</title>{head}</head><body><article>"
        f"<h1>{HEADING}</h1>{under}<div class=entry-content>{TEXT}</div></article>{after}</body></html>"
    )
    return extract(page.encode(), URL)


def linked(published: str, headline: str = HEADING) -> str:
    return (
        '<script type="application/ld+json">{"@type":"NewsArticle",'
        f'"headline":"{headline}","datePublished":"{published}"}}</script>'
    )


def test_a_wording_that_only_open_graph_has_loses_against_one_said_everywhere() -> None:
    agreed = f"<meta name=twitter:title content='{HEADING}'>" + linked("2024-02-06T09:00:00Z")
    assert read(f"<meta property=og:title content='{SEARCHED}'>" + agreed).title == HEADING


def test_the_minute_shown_on_another_clock_tells_the_sites_offset() -> None:
    draft = read(linked("2024-02-07T00:15:20Z"), under="<div class=date>Feb 6, 2024 7:15 PM</div>")
    assert draft.date is not None
    assert draft.date.isoformat() == "2024-02-06T19:15:20-05:00"
    assert draft.published == draft.date


def test_another_minute_tells_no_offset() -> None:
    draft = read(linked("2024-02-07T00:15:20Z"), under="<div class=date>Feb 6, 2024 7:32 PM</div>")
    assert draft.date is not None
    assert draft.date.isoformat() == "2024-02-07T00:15:20+00:00"


def test_microdata_of_related_articles_dates_nothing() -> None:
    draft = read(
        "<meta name=date content='March 27, 2024'>",
        after=TEXT * 4
        + "<div class=related><i itemprop=datePublished content=2025-03-13T12:00:00Z></i></div>",
    )
    assert draft.published is not None
    assert draft.published.date().isoformat() == "2024-03-27"


def test_a_count_of_comments_is_no_part_of_a_name() -> None:
    assert read(under="<div class=byline>By <b>Ada Lind</b> <i>0 Ada Lind</i></div>").authors == ("Ada Lind",)
