"""The standfirst between headline and text belongs to the text, a site's subtitle does not."""

import pytest

from crawler.extraction import extract

URL = "https://harbour.example/2024/05/17/batteries"
LEDE = (
    "Seven places along the quay get a battery of their own, the council decided on Friday night. The first"
    " of them will stand before Easter."
)
TEXT = "".join(
    f"<p>Number {n} of the batteries is to stand behind the {place}, where the ground is dry and the wires"
    " are short, and where nobody minds the hum of the fans at night.</p>"
    for n, place in enumerate(
        ("lock", "lighthouse", "ferry slip", "boat yard", "fish market", "rope walk"), 1
    )
)
NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Batteries"}</script>'


def body(before: str, head: str = "") -> str:
    page = (
        f"<html lang=en><head><title>Batteries for the quay</title>{head}</head><body><article>"
        f"<header><h1>Batteries for the quay</h1>{before}</header><div class=entry-content>{TEXT}</div>"
        "</article></body></html>"
    )
    return extract(page.encode(), URL).body


@pytest.mark.parametrize(
    ("before", "head"),
    [
        pytest.param(
            f"<div>{LEDE}</div>", f'<meta name=description content="{LEDE}">', id="declared as description"
        ),
        pytest.param(f"<h2 class='standfirst'>{LEDE}</h2>", NEWS, id="called standfirst on news"),
        pytest.param(f"<div class='article-lead'><span>{LEDE}</span></div>", NEWS, id="called lead on news"),
    ],
)
def test_the_standfirst_opens_the_text(before: str, head: str) -> None:
    assert body(before, head).split("\n\n")[0] == LEDE


@pytest.mark.parametrize(
    ("before", "head"),
    [
        pytest.param("<div>By Ada Lind, 17 May 2024</div>", NEWS, id="a byline"),
        pytest.param(
            "<div class='sub-title'>All about batteries on the quay and in the harbour, week by week</div>",
            "",
            id="a subtitle where no news is declared",
        ),
        pytest.param(
            "<div>Discover everything about batteries on the quay and learn how your boat can profit from"
            " them, from the lock to the rope walk.</div>",
            '<meta name=description content="Discover everything about batteries on the quay and learn how'
            ' your boat can profit from them, from the lock to the rope walk.">',
            id="a description that advertises",
        ),
        pytest.param(
            "<div class='lead'><a href='/x'>Ferry plugs in at the northern pier, and the town counts the"
            " minutes until it leaves</a></div>",
            NEWS,
            id="a link to something else",
        ),
    ],
)
def test_what_only_looks_like_one_stays_out(before: str, head: str) -> None:
    assert body(before, head).startswith("Number 1 of the batteries")


def test_who_the_author_is_ends_no_text() -> None:
    bio = "Ada Lind is a freelance reporter who lives on a boat and writes about the quay."
    page = f"<html><head><title>Quay</title></head><body><article>{TEXT}<p>{bio}</p></article></body></html>"
    assert "freelance reporter" not in extract(page.encode(), URL).body
    quoted = page.replace(bio, "The owner of the third battery is a baker who sleeps badly and says so.")
    assert "sleeps badly" in extract(quoted.encode(), URL).body
