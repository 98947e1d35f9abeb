"""Polls of a feed that says how fresh it is, that lists the same again, that answers 304 for ever."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from core import clock
from storage.schema import EndpointRow
from tests.support.bench import Bench, bench_of
from tests.support.pages import Pages, serving


def _counters(on: Bench) -> dict[str, int]:
    assert on.crawl().status == 0
    return on.last_crawl().counters


def _endpoint(on: Bench) -> EndpointRow:
    (row,) = on.rows(EndpointRow)
    return row


def _feed(site: Pages, *urls: str, head: str = "") -> None:
    site.feed(*urls)
    page = site.pages["/feed"]
    page.body = page.body.replace(b"<title>f</title>", f"<title>f</title>{head}".encode())


def test_what_a_feed_asks_for_is_kept_and_the_same_list_counts_as_unchanged(tmp_path: Path) -> None:
    with serving("127.0.0.8") as site, bench_of(tmp_path) as on:
        for path in ("/a", "/b"):
            site.article(path, f"Article {path}")
        site.write_source(tmp_path / "catalog")
        _feed(site, site.url("/a"), head="<ttl>30</ttl><lastBuildDate>1</lastBuildDate>")
        site.pages["/feed"].headers["Cache-Control"] = "public, max-age=300"
        assert _counters(on)["polls/read"] == 1
        assert _endpoint(on).hints == {"max_age_s": 300, "every_s": 1800}
        assert _endpoint(on).window == 1

        _feed(site, site.url("/a"), head="<lastBuildDate>2</lastBuildDate>")
        again = _counters(on)
        assert (again["polls/unchanged"], again.get("polls/read", 0)) == (1, 0)
        assert _endpoint(on).hints == {}, "what is no longer said no longer holds"

        _feed(site, site.url("/b"), site.url("/a"))
        assert _counters(on)["polls/read"] == 1
        assert _endpoint(on).window == 2
        assert len(on.articles()) == 2


def test_a_server_that_says_not_modified_for_ever_is_asked_in_full_once_a_day(tmp_path: Path) -> None:
    with serving("127.0.0.9") as site, bench_of(tmp_path) as on:
        for path in ("/a", "/b"):
            site.article(path, f"Article {path}")
        site.write_source(tmp_path / "catalog")
        _feed(site, site.url("/a"))
        site.pages["/feed"].headers["ETag"] = '"always"'
        assert _counters(on)["polls/read"] == 1

        _feed(site, site.url("/b"), site.url("/a"))
        site.pages["/feed"].headers["ETag"] = '"always"'
        assert _counters(on)["polls/unchanged"] == 1
        assert len(on.articles()) == 1

        yesterday = clock.now() - timedelta(hours=25)
        on.write(lambda session: session.execute(update(EndpointRow).values(read_at=yesterday)))
        assert _counters(on)["polls/read"] == 1
        assert len(on.articles()) == 2
