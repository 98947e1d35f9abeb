"""An article on several pages: fetched whole, stored once, whatever fails or is killed in between."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from core import clock
from storage.schema import ArticleRow, FrontierRow, PageRow, RevisionRow
from tests.support.bench import Bench, bench_of
from tests.support.pages import Page, Pages, serving

TITLE = "Four winters with one battery"
WORDS = "January February March April May June July August September October November December".split()


def text(number: int) -> list[str]:
    return [
        f"Page {number} tells of {month} in winter {number}, and of what the harbour's meter showed then."
        for month in WORDS[:6]
    ]


def put(site: Pages, number: int, of: int, *, title: str = TITLE) -> None:
    """Page ``number`` of the article, with a pager as WordPress prints it."""
    links = [
        f'<a href="{site.url(path(n))}">{n}</a>' if n != number else f"<b>{n}</b>" for n in range(1, of + 1)
    ]
    paragraphs = "".join(f"<p>{one}</p>" for one in text(number))
    head = f'<title>{title}</title><link rel="canonical" href="{site.url(path(number))}">'
    pager = f"<div class='page-links'>{' '.join(links)}</div>"
    body = f"<article><h1>{title}</h1>{paragraphs}{pager}</article>"
    html = f"<html lang=en><head>{head}</head><body>{body}"
    site.pages[path(number)] = Page(html.encode())


def path(number: int) -> str:
    return "/four-winters/" if number == 1 else f"/four-winters/{number}/"


def whole(of: int) -> str:
    return "\n\n".join(one for number in range(1, of + 1) for one in text(number))


@pytest.fixture
def site() -> Iterator[Pages]:
    with serving("127.0.0.2") as pages:
        for number in (1, 2, 3):
            put(pages, number, 3)
        pages.feed(pages.url(path(1)))
        pages.pages["/robots.txt"] = Page(b"", "text/plain")
        yield pages


@pytest.fixture
def on(site: Pages, tmp_path: Path) -> Iterator[Bench]:
    with bench_of(tmp_path) as opened:
        site.write_source(tmp_path / "catalog")
        yield opened


def come_back(on: Bench) -> None:
    """Let the time until the next attempt be over."""
    past = clock.now() - timedelta(minutes=1)
    on.write(lambda session: session.execute(update(FrontierRow).values(due_at=past)))


def test_the_pages_make_one_article_stored_once(site: Pages, on: Bench) -> None:
    assert on.crawl().status == 0
    (article,) = on.articles()
    assert (article.title, article.body, article.url) == (TITLE, whole(3), site.url(path(1)))
    assert [row.final_url for row in on.rows(PageRow)] == [site.url(path(n)) for n in (1, 2, 3)]
    assert on.count(RevisionRow) == 0
    assert site.asked.count(path(2)) == 1
    assert on.last_crawl().counters["pages/later"] == 2


def test_a_page_that_fails_is_fetched_later_and_the_article_is_there_meanwhile(
    site: Pages, on: Bench
) -> None:
    site.pages[path(2)] = Page(b"try again", status=500)
    assert on.crawl().status == 0
    (article,) = on.articles()
    assert article.body == whole(1)
    (row,) = on.rows(FrontierRow)
    assert (row.state, row.reason, row.attempts) == ("fetched", "http_error", 1)

    put(site, 2, 3)
    come_back(on)
    assert on.crawl().status == 0
    (article,) = on.articles()
    assert article.body == whole(3)
    assert [revision.body for revision in on.rows(RevisionRow)] == [whole(1)]
    assert on.rows(FrontierRow)[0].state == "done"
    assert site.asked.count(path(1)) == 1


def test_a_host_that_asks_for_a_pause_gets_it_before_the_next_page(site: Pages, on: Bench) -> None:
    site.pages[path(2)] = Page(b"not so fast", status=429)
    assert on.crawl().status == 0
    (row,) = on.rows(FrontierRow)
    assert row.due_at > clock.now() + timedelta(minutes=9)
    assert on.crawl().status == 0
    assert site.asked.count(path(2)) == 1


def test_a_page_that_is_gone_leaves_the_article_with_what_there_is(site: Pages, on: Bench) -> None:
    del site.pages[path(3)]
    assert on.crawl().status == 0
    assert [article.body for article in on.articles()] == [whole(2)]
    assert on.rows(FrontierRow)[0].state == "done"


def test_what_a_killed_crawl_has_kept_is_not_fetched_again(site: Pages, on: Bench) -> None:
    site.pages[path(3)] = Page(b"try again", status=500)
    assert on.crawl().status == 0
    # As if it had been killed before it could store: the pages are there, the article is not.
    on.write(lambda session: session.execute(delete(ArticleRow)))
    put(site, 3, 3)
    come_back(on)
    assert on.crawl().status == 0
    assert [article.body for article in on.articles()] == [whole(3)]
    assert [site.asked.count(path(number)) for number in (1, 2, 3)] == [1, 1, 2]


def test_a_later_page_in_a_list_leads_to_the_article_and_becomes_none_itself(site: Pages, on: Bench) -> None:
    site.feed(site.url(path(2)))
    assert on.crawl().status == 0
    assert [(article.url, article.body) for article in on.articles()] == [(site.url(path(1)), whole(3))]
    states = {row.url: (row.state, row.reason) for row in on.rows(FrontierRow)}
    assert states == {site.url(path(2)): ("failed", "later_page"), site.url(path(1)): ("done", None)}


def test_a_page_of_another_title_that_does_not_lead_back_is_not_joined(site: Pages, on: Bench) -> None:
    site.article(path(2), "Something else entirely")
    assert on.crawl().status == 0
    assert [article.body for article in on.articles()] == [whole(1)]


def test_a_circle_of_pages_comes_to_an_end(site: Pages, on: Bench) -> None:
    site.pages[path(3)] = Page(location=site.url(path(1)))
    assert on.crawl().status == 0
    assert [article.body for article in on.articles()] == [whole(2)]


def test_no_more_than_ten_pages_are_joined(site: Pages, on: Bench) -> None:
    for number in range(1, 15):
        put(site, number, 14)
    assert on.crawl().status == 0
    assert [article.body for article in on.articles()] == [whole(10)]
    assert path(11) not in site.asked


def test_a_page_that_robots_txt_forbids_is_not_asked_for(site: Pages, on: Bench) -> None:
    site.pages["/robots.txt"] = Page(f"User-agent: *\nDisallow: {path(3)}".encode(), "text/plain")
    assert on.crawl().status == 0
    assert [article.body for article in on.articles()] == [whole(2)]
    assert path(3) not in site.asked


def test_reading_again_joins_the_kept_pages_without_fetching(site: Pages, on: Bench) -> None:
    assert on.crawl().status == 0
    on.write(lambda session: session.execute(update(ArticleRow).values(body="cut", extractor_version="0")))
    asked = len(site.asked)
    assert on.evwatch("reparse").status == 0
    assert [article.body for article in on.articles()] == [whole(3)]
    assert len(site.asked) == asked


def test_looking_at_an_article_follows_its_pages(site: Pages, on: Bench) -> None:
    shown = json.loads(on.evwatch("fetch", site.url(path(1)), "--json").out)
    assert (shown["body"], len(shown["pages"])) == (whole(3), 3)
    assert "on 3 pages" in on.evwatch("fetch", site.url(path(1))).out
    later = json.loads(on.evwatch("fetch", site.url(path(2)), "--json").out)
    assert (later["first_url"], later["body"]) == (site.url(path(1)), "\n\n".join(text(2)))
    assert on.count(PageRow) == 0
