"""A flag stands on a declaration or on words of the page; without them there is none."""

from datetime import UTC, datetime

import pytest

from core.article import Flag
from core.context import Context
from core.link import Link
from crawler.extraction import extract

URL = "https://voltharbour.example/2024/02/06/lisbon-ferries/"
SENTENCE = "<p>The yard has built ferries for a century and now fits them with batteries from the north.</p>"


def evidence(
    head: str = "",
    *,
    under: str = "",
    end: str = "",
    title: str = "Lisbon ferries swap diesel for batteries",
    url: str = URL,
    sentences: int = 40,
    feed: str = "",
) -> dict[Flag, str]:
    """The flags of a page with these parts."""
    page = (
        f"<html lang=en><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{under}<div class=entry-content>{SENTENCE * sentences}</div>{end}"
        "</article></body></html>"
    )
    link = Link(url, content=feed, published=datetime(2024, 2, 6, tzinfo=UTC)) if feed else None
    return dict(extract(page.encode(), url, Context(link=link)).evidence)


def linked(inner: str) -> str:
    return f'<script type="application/ld+json">{{"headline":"Lisbon ferries",{inner}}}</script>'


@pytest.mark.parametrize(
    ("head", "flag"),
    [
        pytest.param(linked('"@type":"LiveBlogPosting"'), Flag.LIVE_BLOG, id="live blog"),
        pytest.param(linked('"@type":"OpinionNewsArticle"'), Flag.OPINION, id="opinion"),
        pytest.param(linked('"@type":["AdvertiserContentArticle"]'), Flag.SPONSORED, id="advertiser"),
        pytest.param(linked('"@type":"NewsArticle","articleSection":"Meinung"'), Flag.OPINION, id="section"),
        pytest.param(
            linked('"@type":"NewsArticle","isAccessibleForFree":"False"'), Flag.PAYWALLED, id="not for free"
        ),
        pytest.param("<meta property=article:content_tier content=locked>", Flag.PAYWALLED, id="locked tier"),
    ],
)
def test_a_declaration_makes_its_flag_and_no_other(head: str, flag: Flag) -> None:
    assert set(evidence(head)) == {flag}


@pytest.mark.parametrize(
    ("title", "flag"),
    [
        pytest.param("Ferry strike: live updates from the docks", Flag.LIVE_BLOG, id="live updates"),
        pytest.param("Battery news: the weekly round-up", Flag.ROUND_UP, id="round-up"),
        pytest.param("Live: the ferry strike", Flag.LIVE_BLOG, id="live"),
        pytest.param("Morning briefing: ferries", Flag.ROUND_UP, id="briefing"),
        pytest.param("The week in ferries", Flag.ROUND_UP, id="the week"),
        pytest.param("Am Morgen", Flag.ROUND_UP, id="German briefing"),
        pytest.param("渡轮早报 | 罢工结束", Flag.ROUND_UP, id="Chinese briefing"),
        pytest.param("Opinion: ferries were never the problem", Flag.OPINION, id="opinion"),
        pytest.param("Letters: leave our ferries alone", Flag.OPINION, id="letters"),
        pytest.param("周末杂谈:渡轮", Flag.OPINION, id="Chinese opinion"),
        pytest.param("Sponsored: ferries you will love", Flag.SPONSORED, id="sponsored"),
    ],
)
def test_a_title_that_says_what_it_is_is_believed(title: str, flag: Flag) -> None:
    assert set(evidence(title=title)) == {flag}


@pytest.mark.parametrize(
    "title",
    [
        "Police round up ferry thieves",
        "Roundup verdict stands, says court",
        "Public opinion turns on ferries",
        "Club drops sponsored ferries",
        "Ferries live longer",
        "Ministers leave the briefing by ferry",
        "A week in the life of a ferry",
        "Am Morgen fährt keine Fähre",
        "公司今天向媒体通报:渡轮周报道有误",
        "Letters of intent for ten ferries",
    ],
)
def test_the_same_words_in_another_sense_flag_nothing(title: str) -> None:
    assert evidence(title=title) == {}


def test_a_folder_of_the_address_is_evidence_and_a_word_of_the_slug_is_not() -> None:
    assert evidence(url="https://voltharbour.example/opinion/ferries/")[Flag.OPINION] == "address: /opinion/"
    assert evidence(url="https://voltharbour.example/2024/public-opinion-on-ferries/") == {}


def test_a_label_beside_the_headline_makes_it_sponsored_and_an_advertisement_does_not() -> None:
    assert evidence(under="<div>Sponsored content</div>")[Flag.SPONSORED] == "Sponsored content"
    assert evidence(under="<div>Advertisement</div>") == {}


NOTICE = "<div class=wall>Subscribe to continue reading</div>"


def test_a_walls_notice_below_a_short_text_makes_a_teaser() -> None:
    assert evidence(end=NOTICE, sentences=5) == {
        Flag.TEASER: "Subscribe to continue reading",
        Flag.PAYWALLED: "Subscribe to continue reading",
    }


def test_the_same_notice_below_a_long_text_makes_none() -> None:
    assert evidence(end=NOTICE) == {}


def test_an_invitation_to_the_newsletter_is_no_wall() -> None:
    assert evidence(end="<p>Subscribe to our newsletter to read more every Friday</p>", sentences=5) == {}


def test_a_feed_that_goes_on_after_the_page_makes_a_teaser() -> None:
    assert set(evidence(feed=SENTENCE * 20, sentences=12)) == {Flag.TEASER}
    assert evidence(feed=SENTENCE * 12, sentences=12) == {}


@pytest.mark.parametrize(
    ("under", "agency"),
    [
        pytest.param("<div class=byline>By Ada Lind, Reuters</div>", "Reuters", id="beside a person"),
        pytest.param("<div class=byline>dpa</div>", "dpa", id="alone"),
        pytest.param("<div class=byline>By Sid Marsh</div>", "", id="a first name"),
        pytest.param("<div class=byline>By Ada Lind</div>", "", id="nobody"),
    ],
)
def test_an_agency_in_the_byline_makes_wire_copy(under: str, agency: str) -> None:
    assert evidence(under=under) == ({Flag.WIRE_COPY: f"agency: {agency}"} if agency else {})


def test_an_agency_on_its_own_site_is_no_wire_copy() -> None:
    assert (
        evidence(under="<div class=byline>By Reuters</div>", url="https://www.reuters.com/lisbon-ferries")
        == {}
    )
