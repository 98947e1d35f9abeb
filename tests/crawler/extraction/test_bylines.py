"""Who signed: several authors, other roles, bodies, and people whose site bears their name."""

import pytest

from crawler.extraction import extract
from crawler.extraction.names import byline, other_role

URL = "https://voltharbour.example/news/ferries"
TEXT = "<p>The yard has built ferries for a century and now fits them with batteries from the north.</p>" * 20
HEADING = "Ferries leave diesel behind"


def authors(head: str = "", *, under: str = "", after: str = "", url: str = URL) -> tuple[str, ...]:
    """The authors of a page with these parts."""
    page = (
        f"<html lang=en><head><title>{HEADING}</title>{head}</head><body><article><h1>{HEADING}</h1>"
        f"{under}<div class=entry-content>{TEXT}</div>{after}</article></body></html>"
    )
    return extract(page.encode(), url).authors


def linked(*names: str, kind: str = "Person") -> str:
    people = ",".join(f'{{"@type":"{kind}","name":"{name}"}}' for name in names)
    return (
        '<script type="application/ld+json">{"@type":"NewsArticle",'
        f'"headline":"{HEADING}","author":[{people}]}}</script>'
    )


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        pytest.param("By Ada Lind; Ap Auto Writer", ("Ada Lind",), id="a role after a semicolon"),
        pytest.param("By Ada Lind and Bo Marsh, Detroit", ("Ada Lind", "Bo Marsh"), id="a place behind"),
        pytest.param("Ada Lind,Bo Marsh", ("Ada Lind", "Bo Marsh"), id="no blank behind the comma"),
        pytest.param("Ada Lind Ada Lind Ada Lind", ("Ada Lind",), id="said three times"),
        pytest.param("Ada Lind (Team, Volt Corp)", ("Ada Lind",), id="an aside in brackets"),
        pytest.param("Ada Lind • 4 mins read", ("Ada Lind",), id="reading time"),
        pytest.param("Ada Lind ∙ Paid", ("Ada Lind",), id="a label behind a dot"),
        pytest.param("Reuters", (), id="an agency"),
        pytest.param("Foto: Ada Lind", (), id="a photo credit"),
        pytest.param("By submitting, you authorize the institute of the north", (), id="a phrase"),
    ],
)
def test_a_byline_gives_its_persons(text: str, persons: tuple[str, ...]) -> None:
    assert byline(text, frozenset()).persons == persons


@pytest.mark.parametrize(
    "text",
    ["Translated by Ada Lind", "Editor : Ada Lind", "Fact-checked by Ada Lind", "Übersetzt von Ada Lind"],
)
def test_another_role_is_told_by_its_label(text: str) -> None:
    assert other_role(text) == ("Ada Lind",)
    assert other_role("By Ada Lind") == ()


def test_a_declared_translator_loses_against_the_visible_byline() -> None:
    under = "<p class=byline>Bo Marsh</p><p class=byline>Translated by Ada Lind</p>"
    assert authors(linked("Ada Lind"), under=under) == ("Bo Marsh",)


def test_a_declared_editor_alone_is_no_author() -> None:
    assert authors(linked("Ada Lind"), under="<p class=byline>Edited by Ada Lind</p>") == ()


def test_two_authors_in_boxes_of_their_own_are_both_named() -> None:
    boxes = "".join(
        f"<span class=author-name><a rel=author href=/authors/{n[0].lower()}x>{n}</a></span>"
        for n in ("Ada Lind", "Bo Marsh")
    )
    assert authors(under=f"<div class=byline>{boxes}</div>") == ("Ada Lind", "Bo Marsh")


def test_a_role_on_the_line_below_is_no_part_of_the_name() -> None:
    under = "<div class=author-name><div>Ada Lind</div><div>Growth Manager</div></div>"
    assert authors(under=under) == ("Ada Lind",)


def test_a_blog_called_after_its_author_is_signed_by_a_person() -> None:
    head = "<meta name=author content='Ada Lind'><meta property=og:site_name content='Ada Lind'>"
    assert authors(head, url="https://adalind.example/p/ferries") == ("Ada Lind",)
    shop = head.replace("Ada Lind", "Harbour Shop")
    assert authors(shop, url="https://harbourshop.example/p/ferries") == ()


def test_a_name_and_its_day_in_an_author_box_are_a_byline() -> None:
    assert authors(under="<div class=post-author>Ada Lind <span>December 17, 2025</span></div>") == (
        "Ada Lind",
    )


def test_a_box_beside_the_headline_belongs_to_it_whatever_it_is_called() -> None:
    assert authors(under="<div class=sidebar-meta><p class=author>By Ada Lind</p></div>") == ("Ada Lind",)
    comment = "<div class=comments><p class=author>By Ada Lind</p></div>"
    assert authors(under=comment) == ()


def test_a_page_builders_layout_is_no_furniture() -> None:
    box = (
        "<div class='elementor-widget elementor-widget-author-box'><h4 class=author-name>Ada Lind</h4></div>"
    )
    assert authors(after="<p>More of it</p>" * 80 + box) == ("Ada Lind",)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param("<p>（林知远）</p>", "林知远", id="the name that closes a text"),
        pytest.param("<p><a>chechao</a> 发表于 2025-9-15 11:46</p>", "chechao", id="a forum's line"),
    ],
)
def test_chinese_pages_sign_without_a_label(line: str, name: str) -> None:
    assert authors(after=line) == (name,)


def test_only_the_linked_data_of_this_page_count() -> None:
    other = linked("Cy Ode").replace('"author"', '"url":"https://voltharbour.example/news/trams","author"')
    own = linked("Ada Lind").replace('"author"', f'"url":"{URL}","author"')
    assert authors(other + own) == ("Ada Lind",)
    escaped = '<script>window.__STATE__ = "' + other.replace('"', '\\"').replace("</", "<\\/") + '";</script>'
    assert authors(own + escaped) == ("Ada Lind",)
