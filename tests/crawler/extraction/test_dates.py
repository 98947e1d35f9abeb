"""Claims about the day: how exact they are, which are believed, which are none."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.article import Draft, Precision
from core.context import Context
from crawler.extraction import extract
from crawler.extraction.instants import instant, month

ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
URL = "https://voltharbour.example/guides/ferries"
TEXT = "<p>The yard has built ferries for a century and now fits them with batteries from the north.</p>" * 20
HEADING = "Ferries leave diesel behind"


def read(head: str = "", *, under: str = "", after: str = "", url: str = URL, lang: str = "en") -> Draft:
    """The draft of a page with these parts."""
    page = (
        f"<html lang={lang}><head><title>{HEADING}</title>{head}</head><body><article><h1>{HEADING}</h1>"
        f"{under}<div class=entry-content>{TEXT}</div>{after}</article></body></html>"
    )
    return extract(page.encode(), url, Context(now=NOW))


def linked(published: str, modified: str = "", kind: str = "BlogPosting") -> str:
    changed = f',"dateModified":"{modified}"' if modified else ""
    return (
        f'<script type="application/ld+json">{{"@type":"{kind}","headline":"{HEADING}",'
        f'"datePublished":"{published}"{changed}}}</script>'
    )


def day(draft: Draft) -> str:
    return draft.date.date().isoformat() if draft.date else ""


@pytest.mark.parametrize(
    "claim",
    [
        "December 2023",
        "2023-12",
        "2023年12月",
        "2023/12",
        "Dec. 2023",
        "décembre 2023",
        "Issue: December 2023",
    ],
)
def test_a_month_is_read_as_a_month(claim: str) -> None:
    found = month(claim, ZONE)
    assert found is not None
    assert (found.when, found.precision) == (datetime(2023, 12, 1, tzinfo=ZONE), Precision.MONTH)
    assert instant(claim, ZONE) is None


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("3 December 2023", id="a day"),
        pytest.param("2023-12-03", id="a day in numbers"),
        pytest.param("Sales have been falling since May 2019, said the yard", id="a sentence"),
        pytest.param("In 1995", id="a year"),
        pytest.param("May 2019 - June 2021", id="a span"),
        pytest.param("December 1899", id="before the web"),
    ],
)
def test_what_is_no_lone_month_is_none(claim: str) -> None:
    assert month(claim, ZONE, now=NOW) is None


def test_a_page_that_says_only_its_month_is_dated_to_the_month() -> None:
    draft = read(under="<div class=date>December 2023</div>")
    assert draft.published == datetime(2023, 12, 1, tzinfo=UTC)
    assert draft.precision is Precision.MONTH


def test_a_declared_month_loses_against_a_day_that_is_shown() -> None:
    draft = read("<meta name=citation_publication_date content=2023/12>", under="<time>5 Dec 2023</time>")
    assert day(draft) == "2023-12-05"
    assert draft.precision is Precision.DAY


def test_a_declared_minute_is_an_instant() -> None:
    assert read(linked("2025-03-01T08:00:00Z")).precision is Precision.INSTANT


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param((NOW + timedelta(days=7)).isoformat(), id="next week"),
        pytest.param("2099-01-01T00:00:00Z", id="year 2099"),
        pytest.param("0001-01-01T00:00:00Z", id="year 1"),
        pytest.param("tomorrow", id="a word"),
    ],
)
def test_an_impossible_declared_date_is_none(claim: str) -> None:
    draft = read(linked(claim), under="<p>In 1995 the yard was sold. It opens again tomorrow.</p>")
    assert draft.published is None
    assert draft.precision is None


def test_a_guide_written_over_bears_the_day_it_shows() -> None:
    draft = read(
        linked("2021-05-03T10:00:00Z", "2025-06-12T10:00:00Z"), under="<span class=date>June 12, 2025</span>"
    )
    assert day(draft) == "2025-06-12"


def test_a_declared_day_that_a_meta_element_repeats_outweighs_an_update() -> None:
    meta = "<meta property=article:published_time content=2021-05-03T10:00:00Z>"
    shown = "<span class=date>Updated June 12, 2025</span>"
    assert (
        day(read(meta + linked("2021-05-03T10:00:00Z", "2025-06-12T10:00:00Z"), under=shown)) == "2021-05-03"
    )


def test_news_keeps_its_first_day() -> None:
    data = linked("2025-06-10T10:00:00Z", "2025-06-12T10:00:00Z", "NewsArticle")
    assert day(read(data, under="<span class=date>Updated June 12, 2025</span>")) == "2025-06-10"


def test_a_page_that_tells_both_days_apart_corrects_the_declared_one() -> None:
    shown = "<div class=meta><span>Published Apr 26, 2023</span> <span>Updated Aug 21, 2025</span></div>"
    assert day(read(linked("2025-08-21"), under=shown)) == "2023-04-26"


def test_classes_with_numbers_hide_no_label() -> None:
    data = "<meta property=article:published_time content=2024-10-15T18:50:03Z>"
    shown = (
        "<p class='published mt-4 text-2'><span class='text-4'>Last Updated: September 26, 2025</span></p>"
    )
    assert day(read(data, under=shown)) == "2024-10-15"


def test_a_day_and_a_month_are_told_apart_by_another_date() -> None:
    shown = "<span class=date>03/10/2025</span>"
    url = "https://voltharbour.example/blog/2025/october/03/ferries"
    assert day(read(under=shown, url=url)) == "2025-10-03"
    assert day(read(under=shown)) == "2025-03-10"


def test_the_zone_behind_a_time_is_not_the_number_behind_it() -> None:
    found = instant("Dec 31, 2025 8:51pm UTC 21 comments", ZONE)
    assert found is not None
    assert found.when == datetime(2025, 12, 31, 20, 51, tzinfo=UTC)


def test_the_foot_of_the_article_is_its_own_and_the_foot_of_a_teaser_is_not() -> None:
    foot = "<footer class=post-footer><time datetime=2025-02-03T10:00:00Z>3 Feb</time></footer>"
    assert day(read(after=foot)) == "2025-02-03"
    teaser = f"<article class=card><h2>Old news of the yard</h2>{foot}</article>"
    assert day(read(after="<p>More of it</p>" * 80 + teaser)) == ""


def test_the_one_day_that_script_data_call_publication_dates_a_page_that_shows_none() -> None:
    filler = '"media":"' + "x" * 300 + '"'
    state = '<script>window.DATA = {%s,"pubtime":"2025-09-07 19:02:26"};</script>'
    assert day(read(state % filler)) == "2025-09-07"
    assert day(read(state % (filler + ',"publish_time":"2024-01-02"'))) == ""
