"""A backfill: the archive back to a day, newest first, at low priority, and on again after any kill."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from core import clock
from storage.schema import ArticleRow, FrontierRow, PageRow, State, Step, WalkStepRow
from tests.support.bench import Bench, bench_of
from tests.support.child import kill_all
from tests.support.pages import Page, Pages, serving

XML = "application/xml"
SINCE = "2023-12-01"
TITLE = "How the battery plant in the harbour was built"


@pytest.fixture
def site() -> Iterator[Pages]:
    with serving("127.0.0.2") as pages:
        pages.pages["/robots.txt"] = Page(b"", "text/plain")
        pages.feed()
        yield pages


@pytest.fixture
def on(site: Pages, tmp_path: Path) -> Iterator[Bench]:
    with bench_of(tmp_path) as opened:
        site.write_source(tmp_path / "catalog")
        yield opened


def article(site: Pages, path: str, published: str = "") -> str:
    """An article that says when it came out, if ever; its address."""
    head = f'<meta property="article:published_time" content="{published}T10:00:00Z">' if published else ""
    text = "".join(f"<p>Paragraph {n} of {path} tells what the harbour has seen.</p>" for n in range(9))
    html = f"<html lang=en><head>{head}<title>{TITLE} {path}</title></head><body><article>"
    site.pages[path] = Page(f"{html}<h1>{TITLE} {path}</h1>{text}</article>".encode())
    return site.url(path)


def sitemap(site: Pages, path: str, *entries: tuple[str, str], index: bool = False) -> None:
    """A sitemap of addresses with their ``lastmod``, or an index of sitemaps."""
    root, item = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    listed = "".join(
        f"<{item}><loc>{url}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{item}>"
        for url, day in entries
    )
    site.pages[path] = Page(f"<{root}>{listed}</{root}>".encode(), XML)


def section(site: Pages, path: str, *links: str, following: str = "") -> None:
    """A page of a list."""
    listed = "".join(f'<li><h2><a href="{link}">{TITLE} {link}</a></h2></li>' for link in links)
    more = f'<div class="pagination"><a href="{following}">Older</a></div>' if following else ""
    site.pages[path] = Page(f"<html><body><ul>{listed}</ul>{more}</body></html>".encode())


def backfill(on: Bench, since: str = SINCE) -> str:
    done = on.crawl("pages", "--since", since)
    assert done.status == 0, done.err
    return done.out


def test_the_sitemaps_that_robots_txt_names_are_read_back_to_the_day_newest_first(
    site: Pages, on: Bench
) -> None:
    site.pages["/robots.txt"] = Page(f"Sitemap: {site.url('/index.xml')}".encode(), "text/plain")
    parts = ("2023-11", "2024-01", "2023-12")
    sitemap(site, "/index.xml", *((site.url(f"/sitemap-{part}.xml"), "") for part in parts), index=True)
    for part in parts:
        paths = [f"/{part.replace('-', '/')}/{day:02}/harbour" for day in (1, 2)]
        sitemap(site, f"/sitemap-{part}.xml", *((article(site, path), "") for path in paths))
    assert backfill(on).startswith("4 new articles")
    order = [path for path in site.asked if "harbour" in path]
    assert order == [f"/{day}/harbour" for day in ("2024/01/02", "2024/01/01", "2023/12/02", "2023/12/01")]
    assert "/sitemap-2023-11.xml" not in site.asked
    assert not any(row.match_due for row in on.articles())


def test_what_a_sitemap_says_was_last_changed_before_the_day_is_not_fetched(site: Pages, on: Bench) -> None:
    old, new, unknown = (article(site, f"/harbour-{name}") for name in ("old", "new", "unknown"))
    sitemap(site, "/sitemap.xml", (old, "2023-11-30"), (new, "2023-12-01"), (unknown, ""))
    backfill(on)
    assert {row.url for row in on.articles()} == {new, unknown}


def test_the_pages_of_a_section_are_walked_until_their_articles_are_older_than_the_day(
    site: Pages, on: Bench
) -> None:
    site.write_source(on.folder / "catalog")
    source = on.folder / "catalog" / "pages.toml"
    source.write_text(f'{source.read_text()}section_pages = ["{site.url("/news/")}"]\n')
    paths = ["/news/", "/news/page/2/", "/news/page/3/", "/news/page/4/"]
    for number, (path, following) in enumerate(zip(paths, [*paths[1:], ""], strict=True)):
        # The list itself prints no dates: only the articles do.
        day = (date(2023, 12, 20) - timedelta(days=15 * number)).isoformat()
        section(
            site,
            path,
            *(article(site, f"/how-the-harbour-{number}-grew-{n}", day) for n in range(3)),
            following=following,
        )
    assert backfill(on).startswith("9 new articles")
    assert "/news/page/3/" in site.asked
    assert "/news/page/4/" not in site.asked
    assert on.rows(WalkStepRow)[-1].reason == "older than the span"
    assert "backfill" not in on.evwatch("status").out


def test_a_list_that_cannot_be_read_now_is_left_for_the_next_time(site: Pages, on: Bench) -> None:
    site.pages["/sitemap.xml"] = Page(b"try again", status=500)
    said = backfill(on)
    going_on = f"1 lists to read and 0 links to fetch are left; `evwatch crawl pages --since {SINCE}` goes on"
    assert going_on in said
    assert going_on in on.evwatch("status").out
    sitemap(site, "/sitemap.xml", (article(site, "/harbour"), ""))
    past = clock.now() - timedelta(minutes=1)
    on.write(lambda session: session.execute(update(WalkStepRow).values(due_at=past)))
    assert backfill(on).startswith("1 new articles")
    assert "backfill" not in on.evwatch("status").out


def test_a_backfill_needs_a_source_and_a_day_that_has_been(on: Bench) -> None:
    assert "needs the sources" in on.crawl("--since", SINCE).err
    assert "lies ahead" in on.crawl("pages", "--since", "2999-01-01").err


def test_killed_again_and_again_it_brings_every_article_once(site: Pages, on: Bench) -> None:
    urls = [article(site, f"/2023/12/{1 + n % 28:02}/harbour-{n}") for n in range(190)]
    gone = [site.url(f"/2023/12/05/gone-{n}") for n in range(10)]
    parts = [[*urls, *gone][start : start + 50] for start in range(0, 200, 50)]
    for number, part in enumerate(parts):
        sitemap(site, f"/part-{number}.xml", *((url, "") for url in part))
    index = [(site.url(f"/part-{number}.xml"), "") for number in range(len(parts))]
    sitemap(site, "/sitemap.xml", *index, index=True)
    for kills in range(1, 5):
        _kill_after(on, site, len(site.asked) + 25 * kills)
    backfill(on)
    rows = on.rows(FrontierRow)
    assert {row.url for row in rows} == {*urls, *gone}
    assert {row.url for row in rows if row.state == State.DONE} == set(urls)
    assert {(row.state, row.reason) for row in rows if row.url in gone} == {(State.FAILED, "not_found")}
    assert Counter(row.url for row in on.articles()) == Counter(urls)
    assert on.count(PageRow) == len(urls)
    assert {row.state for row in on.rows(WalkStepRow) if "part" in row.url} == {Step.READ}


def _kill_after(on: Bench, site: Pages, requests: int) -> None:
    """Start the backfill, and kill it with all its processes once the site has had so many requests."""
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", "sources=pages", "-a", f"since={SINCE}"]
    with subprocess.Popen([*command, "-L", "ERROR"], env=on.scrapy_env, cwd=on.folder) as running:
        while running.poll() is None and len(site.asked) < requests:
            time.sleep(0.01)
        kill_all(running.pid)
    assert on.count(ArticleRow) < 190, "it was killed too late to show anything"
