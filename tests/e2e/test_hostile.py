"""Pages that mean harm: they cost themselves, and reach nothing that they should not."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.errors import SkipReason
from core.health import Kind
from demo.newsroom import Newsroom
from storage.schema import ArticleRow, EndpointRow, FrontierRow, PollRow, State
from tests.support.bench import Bench, bench, bench_of
from tests.support.child import run_child
from tests.support.pages import Page, Pages, serving
from tests.support.patience import wait_until

# Half a minute of extraction in a megabyte.
SLOW_TO_PARSE = ("<p>" + "<span>word </span>" * 60_000).encode()
# 127.0.0.1 as nobody writes it.
SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "0",
    "0.0.0.0",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "localhost",
    "ⓛocalhost",
    "127。0。0。1",
)


@pytest.fixture
def site() -> Iterator[Pages]:
    with serving("127.0.0.2") as site:
        yield site


@pytest.fixture
def secret() -> Iterator[Pages]:
    """What listens on this machine and is none of a crawler's business."""
    with serving("127.0.0.1") as secret:
        secret.article("/secret", "The secret of this machine")
        yield secret


@pytest.fixture
def on(site: Pages, tmp_path: Path) -> Iterator[Bench]:
    site.write_source(tmp_path / "catalog")
    with bench_of(tmp_path, allow_networks="127.0.0.2/32") as on:
        yield on


def test_no_spelling_of_an_inner_address_is_dialled(on: Bench, site: Pages, secret: Pages) -> None:
    inward = [f"http://{spelling}:{secret.port}/secret" for spelling in SPELLINGS]
    redirects = [f"/moved/{number}" for number in range(len(inward))]
    for path, target in zip(redirects, inward, strict=True):
        site.pages[path] = Page(location=target.encode().decode("latin-1"))
    site.article("/harmless", "A harmless article")
    site.feed(site.url("/harmless"), *inward, *map(site.url, redirects))
    assert on.crawl().status == 0
    assert secret.asked == []
    assert [row.title for row in on.articles()] == ["A harmless article"]
    reasons = {row.url: (row.state, row.reason) for row in on.rows(FrontierRow)}
    assert len(reasons) > len(SPELLINGS)
    expected = {(State.DONE, None), (State.FAILED, SkipReason.ADDRESS_REFUSED)}
    unresolved = (State.QUEUED, SkipReason.UNREACHABLE)  # names that this machine's resolver does not take
    assert expected <= set(reasons.values()) <= expected | {unresolved}
    assert reasons[f"http://127.0.0.1:{secret.port}/secret"] == (State.FAILED, SkipReason.ADDRESS_REFUSED)
    assert reasons[site.url("/moved/0")] == (State.FAILED, SkipReason.ADDRESS_REFUSED)


def test_no_feed_is_read_from_an_inner_address(on: Bench, site: Pages, secret: Pages) -> None:
    secret.feed(secret.url("/secret"))
    literal = [spelling for spelling in SPELLINGS[:11] if spelling != "[::1]"]  # no IPv6 host is looked up
    inward = tuple(f"http://{spelling}:{secret.port}/feed" for spelling in literal)
    site.write_source(on.folder / "catalog", feeds=inward)
    assert on.crawl().status == 1, "no list could be read"
    assert secret.asked == []
    errors = {row.url: str(row.error) for row in on.rows(EndpointRow)}
    assert [error for error in errors.values() if not error.startswith("address_refused")] == [], errors


def test_a_file_is_no_article(on: Bench) -> None:
    done = on.evwatch("fetch", "file:///etc/hostname")
    assert done.status == 2
    assert "not an http(s) address" in done.err
    command = ["-m", "scrapy", "crawl", "page", "-L", "ERROR", "-a", "url=file:///etc/hostname"]
    done = run_child([on.python, *command], env=on.scrapy_env, cwd=on.folder)
    assert done.out.startswith("error: address_refused")


def test_a_page_that_takes_for_ever_to_parse_is_put_aside_and_the_others_come_through(
    on: Bench, site: Pages
) -> None:
    site.pages["/slow"] = Page(b"<html><head><title>Slow page</title></head><body><article>" + SLOW_TO_PARSE)
    for number in range(6):
        site.article(f"/{number}", f"Article number {number}")
    site.feed(site.url("/slow"), *(site.url(f"/{number}") for number in range(6)))
    done = on.crawl(extract_timeout_s=2)
    assert (done.status, done.err) == (0, ""), [row.error for row in on.rows(EndpointRow)]
    assert sorted(row.title for row in on.articles()) == [f"Article number {number}" for number in range(6)]
    (row,) = [row for row in on.rows(FrontierRow) if row.url == site.url("/slow")]
    assert row.reason == SkipReason.EXTRACT_TIMEOUT
    assert row.page_id is not None, "the bytes are kept"
    assert on.last_crawl().counters["skip/extract_timeout"] == 1


def test_a_film_is_not_parsed_and_control_characters_do_not_reach_the_terminal(
    on: Bench, site: Pages
) -> None:
    site.pages["/film"] = Page(b"\x00\x01", "video/mp4")
    site.article("/escape", "Title \x1b]0;owned\x07 with escapes")
    site.feed(site.url("/film"), site.url("/escape"))
    assert on.crawl().status == 0
    film = next(row for row in on.rows(FrontierRow) if row.url == site.url("/film"))
    assert (film.state, film.reason, film.detail) == (State.FAILED, SkipReason.NOT_HTML, "video/mp4")
    done = on.evwatch("search", "escapes")
    assert "1 article found" in done.out
    assert "\x1b" not in done.out
    assert "\x07" not in done.out


def test_a_canonical_address_of_another_site_does_not_overwrite_its_article(on: Bench, site: Pages) -> None:
    with serving("127.0.0.3") as victim:
        victim.article("/story", "The true story")
        victim.feed(victim.url("/story"))
        victim.write_source(on.folder / "catalog", "victim")
        site.article("/fake", "A fake story")
        site.pages["/fake"].body = site.pages["/fake"].body.replace(
            b"<head>", f'<head><link rel="canonical" href="{victim.url("/story")}">'.encode()
        )
        site.feed(site.url("/fake"))
        on.crawl(allow_networks="127.0.0.2/31")
        stored = {row.url: row.title for row in on.articles()}
    assert stored == {victim.url("/story"): "The true story", site.url("/fake"): "A fake story"}


def test_rules_that_cannot_be_read_are_asked_for_again_and_then_heeded(on: Bench, site: Pages) -> None:
    site.pages["/robots.txt"] = Page(b"", "text/plain", status=500)
    site.article("/open", "An open article")
    site.article("/closed/1", "A closed article")
    site.feed(site.url("/open"), site.url("/closed/1"))
    assert on.crawl().status == 1
    assert site.asked == ["/robots.txt"]
    assert [row.kind for row in on.rows(PollRow)] == [Kind.SERVER], "a host that answers is reached"
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /closed/", "text/plain")
    assert on.crawl().status == 0
    assert site.asked == ["/robots.txt", "/robots.txt", "/feed", "/open"]
    assert on.crawl().status == 0
    assert site.asked[4:] == ["/feed"], "a fresh copy of the rules is not asked for again"


def test_a_bomb_is_refused_within_bounded_memory(room: Newsroom, tmp_path: Path) -> None:
    room.misbehave("chewang", "/p/*", mode="bomb", size_mb=256)
    with bench(room, tmp_path, sites=("chewang",), poll_interval_s=600) as on, on.running() as running:
        largest = 0

        def is_over() -> bool:
            nonlocal largest
            crawl = running.crawl()
            if crawl is not None:
                largest = max(largest, _memory(crawl))
            return on.is_at_rest(running)

        wait_until(is_over, within_s=60, what="the end of the crawl")
        assert {row.reason for row in on.rows(FrontierRow)} == {SkipReason.TOO_LARGE}
        assert on.count(ArticleRow) == 0
        assert 0 < largest < 300_000_000


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
