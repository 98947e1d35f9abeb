"""Candidates come in once, are leased, and leave with an article or a reason."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from core.article import Draft
from core.link import Link
from core.packing import pack
from storage import frontier, hosts, leases, sources
from storage.articles import Incoming, add_articles
from storage.frontier import Added
from storage.migrate import open_database
from storage.pages import Page
from storage.schema import SourceOrigin, State
from storage.session import Database
from tests.storage.newsdesk import NOON, Newsdesk


@pytest.fixture
def desk(database: Database) -> Newsdesk:
    return Newsdesk(database).setup()


def _named(path: str, title: str = "", **claims: object) -> Link:
    return Link(f"https://evpost.example/{path}", title=title, **claims)  # type: ignore[arg-type]


def test_an_address_comes_in_once_however_it_is_written(desk: Newsdesk) -> None:
    assert desk.told("a", "b") == Added(2, 0)
    assert desk.told("a/", "b?utm_source=rss", "c", feed="tag") == Added(1, 0)
    assert desk.told("a", "a#x", "a/index.html") == Added(0, 0)


def test_what_the_list_claims_comes_back_with_the_candidate(desk: Newsdesk) -> None:
    link = _named("a", "Title", published=NOON, published_claim="noon", authors=("Jo Doe",), summary="s")
    desk.told(link)
    (candidate,) = desk.lease()
    assert (candidate.link, candidate.zone, candidate.attempts, candidate.page_id) == (link, "UTC", 0, None)


def test_the_freshest_is_taken_first_and_each_source_has_its_share(desk: Newsdesk) -> None:
    desk.told("old-2", "old-1")
    desk.told("new-2", "new-1")
    desk.told("x", source_id="dailyev")
    assert sorted(desk.paths(1, per_source=2)) == ["new-1", "new-2", "x"]
    assert desk.paths(1, per_source=2) == ["old-2", "old-1"]


def test_what_is_leased_is_nobody_elses_until_the_lease_lapses(desk: Newsdesk) -> None:
    desk.told("a")
    assert desk.paths(1) == ["a"]
    assert desk.paths(2) == []
    desk.now += timedelta(minutes=15)
    assert desk.paths(2) == ["a"]


def test_what_is_given_back_can_be_taken_at_once(desk: Newsdesk) -> None:
    desk.told("a", "b")
    desk.lease(1)
    with desk.database.writing() as session:
        assert leases.release(session, 1) == 2
        assert leases.release(session, 1) == 0
    assert sorted(desk.paths(2)) == ["a", "b"]


def test_only_the_named_sources_are_leased(desk: Newsdesk) -> None:
    desk.told("a")
    desk.told("x", source_id="dailyev")
    assert [c.source_id for c in desk.lease(source_ids={"dailyev"})] == ["dailyev"]


def test_a_failed_attempt_waits_until_it_is_due(desk: Newsdesk) -> None:
    desk.told("a")
    (candidate,) = desk.lease()
    with desk.database.writing() as session:
        frontier.retry_later(session, candidate.id, due_at=NOON + timedelta(minutes=1), reason="timeout")
    assert desk.paths() == []
    desk.now += timedelta(minutes=1)
    (again,) = desk.lease()
    assert (again.id, again.attempts) == (candidate.id, 1)


def test_what_is_postponed_was_not_attempted(desk: Newsdesk) -> None:
    desk.told("a")
    (candidate,) = desk.lease()
    with desk.database.writing() as session:
        leases.postpone(session, candidate.id, NOON + timedelta(hours=1))
    assert desk.paths() == []
    desk.now += timedelta(hours=1)
    assert [each.attempts for each in desk.lease()] == [0]


def test_what_was_given_up_keeps_its_reason_and_does_not_come_back(desk: Newsdesk) -> None:
    desk.told("a")
    (candidate,) = desk.lease()
    with desk.database.writing() as session:
        frontier.give_up(session, candidate.id, now=NOON, reason="not_found", detail="HTTP 404")
    row = desk.row("a")
    assert (row.state, row.reason, row.detail, row.leased_by) == (State.FAILED, "not_found", "HTTP 404", None)
    assert desk.told(_named("a", "A new title")) == Added(0, 0)
    desk.now += timedelta(days=400)
    assert desk.paths() == []


def _done(desk: Newsdesk, path: str) -> None:
    row = desk.row(path)
    incoming = Incoming(Draft(row.url, title="A title", body="Text"), row.source_id, row.id, None, "test")
    with desk.database.writing() as session:
        add_articles(session, [incoming], desk.now)


def test_an_article_is_looked_at_again_when_the_feed_says_something_new_of_it(desk: Newsdesk) -> None:
    desk.told(_named("a", "Title"))
    _done(desk, "a")
    assert desk.told(_named("a", "Title")) == Added(0, 0)
    assert desk.told(_named("a", "Title, updated")) == Added(0, 1)
    assert [candidate.link.title for candidate in desk.lease()] == ["Title, updated"]


def test_a_new_time_of_update_is_something_new_and_a_new_summary_is_not(desk: Newsdesk) -> None:
    desk.told(_named("a", "Title", updated=NOON, summary="one"))
    _done(desk, "a")
    assert desk.told(_named("a", "Title", updated=NOON, summary="two")) == Added(0, 0)
    assert desk.told(_named("a", "Title", updated=NOON + timedelta(hours=1))) == Added(0, 1)


def test_another_feed_that_words_it_differently_is_no_news(desk: Newsdesk) -> None:
    desk.told(_named("a", "Title"))
    _done(desk, "a")
    assert desk.told(_named("a", "TITLE | The EV Post"), feed="tag") == Added(0, 0)
    assert desk.told(_named("a", "Title")) == Added(0, 0)
    assert desk.told(_named("a", "TITLE again | The EV Post"), feed="tag") == Added(0, 1)


def test_a_section_page_never_asks_for_a_second_look(desk: Newsdesk) -> None:
    desk.told(_named("a", "Title"), revisits=False)
    _done(desk, "a")
    assert desk.told(_named("a", "Short ti..."), revisits=False) == Added(0, 0)


def test_hosts_on_pause_are_left_alone(desk: Newsdesk) -> None:
    desk.told("a")
    desk.told("x", source_id="dailyev")
    with desk.database.writing() as session:
        hosts.pause_host(session, "evpost.example", NOON + timedelta(minutes=10))
        hosts.pause_host(session, "evpost.example", NOON + timedelta(minutes=1))  # the longer one holds
    with desk.database.reading() as session:
        assert leases.sources_waiting(session, now=NOON) == ["dailyev"]
        assert hosts.paused(session, now=NOON + timedelta(minutes=9)) == {"evpost.example"}
    assert desk.paths() == ["x"]
    desk.now += timedelta(minutes=10)
    assert desk.paths() == ["a"]


def test_a_kept_page_needs_no_host_and_is_taken_before_all(desk: Newsdesk) -> None:
    desk.told("fresh", "kept")
    with desk.database.writing() as session:
        page = Page("https://evpost.example/kept", 200, {}, b"<p>")
        kept = frontier.Kept(desk.row("kept").id, page, pack(page.body))
        (page_id,) = frontier.keep_fetched(session, [kept], NOON)
        hosts.pause_host(session, "evpost.example", NOON + timedelta(hours=1))
    (candidate,) = desk.lease()
    assert (candidate.url, candidate.page_id) == ("https://evpost.example/kept", page_id)


def test_candidates_of_a_source_that_is_switched_off_stay_where_they_are(desk: Newsdesk) -> None:
    desk.told("a")
    with desk.database.writing() as session:
        sources.sync_sources(session, desk.known[1:], origin=SourceOrigin.CATALOG, now=NOON)
    assert desk.paths() == []
    with desk.database.reading() as session:
        assert leases.sources_waiting(session, now=NOON) == []
        assert frontier.count_by_state(session) == {State.QUEUED: 1}


def test_a_list_of_thousands_is_no_trouble(desk: Newsdesk) -> None:
    many = [str(number) for number in range(1800)]
    assert desk.told(*many) == Added(1800, 0)
    assert desk.told(*many, "one-more") == Added(1, 0)


def test_fresh_links_go_first_then_retries_then_the_archive(desk: Newsdesk) -> None:
    desk.told("retried")
    (retried,) = desk.lease()
    with desk.database.writing() as session:
        frontier.retry_later(session, retried.id, due_at=NOON, reason="timeout")
    desk.told("fresh-2", "fresh-1")
    assert desk.archived("archive-2", "archive-1", "fresh-1") == 2
    order = [candidate.url.rpartition("/")[2] for candidate in desk.lease(backfill=True)]
    assert order == ["fresh-2", "fresh-1", "retried", "archive-2", "archive-1"]


def test_only_a_backfill_takes_the_archive(desk: Newsdesk) -> None:
    desk.archived("old")
    with desk.database.reading() as session:
        assert leases.sources_waiting(session, now=NOON) == []
        assert leases.sources_waiting(session, now=NOON, backfill=True) == ["evpost"]
    assert desk.lease() == []
    (old,) = desk.lease(backfill=True)
    with desk.database.writing() as session:
        frontier.retry_later(session, old.id, due_at=NOON, reason="timeout")
    assert desk.lease() == []
    assert len(desk.lease(backfill=True)) == 1


def test_what_waits_as_archive_is_fresh_once_a_poll_names_it(desk: Newsdesk) -> None:
    desk.archived("a", "b")
    assert desk.told("a", revisits=False) == Added(0, 0)
    assert desk.paths() == ["a"]


def test_archive_is_no_news_except_what_has_come_out_within_a_day(desk: Newsdesk) -> None:
    desk.archived("old")
    desk.told("fresh")
    fresh, archived = desk.lease(backfill=True)
    assert fresh.is_news(None)
    assert fresh.is_news(NOON - timedelta(days=900))
    assert not archived.is_news(None)
    assert not archived.is_news(NOON - timedelta(days=2))
    assert archived.is_news(NOON - timedelta(hours=2))


def test_a_lease_reads_the_index_in_its_order_and_sorts_nothing(tmp_path: Path) -> None:
    desk = Newsdesk(open_database(f"sqlite:///{tmp_path}/evwatch.db")).setup()
    asked: list[tuple[str, Any]] = []
    event.listen(
        desk.database.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3]))
    )
    desk.archived("a")
    desk.lease(backfill=True)
    plans = []
    with desk.database.reading() as session:
        for query, values in [one for one in asked if "frontier.priority >=" in one[0]]:
            rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
            plans.append("\n".join(row.detail for row in rows))
    desk.database.close()
    assert len(plans) == 3
    assert all(
        "USING INDEX ix_frontier_open (state=? AND source_id=? AND priority>?)" in plan for plan in plans
    )
    assert not any("TEMP B-TREE" in plan for plan in plans)
