"""A walk's steps are closed with what they brought, and go on where they were."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.archive import Archive, Further
from core.article import Draft
from core.link import Link
from storage import walks
from storage.schema import ArticleRow, FrontierRow
from storage.session import Database
from storage.walks import Left, WalkStep
from tests.storage.newsdesk import NOON, Newsdesk

SINCE = date(2023, 12, 1)
HOME = "https://evpost.example/"
ROOT = Further("sitemap", f"{HOME}index.xml", date(2024, 1, 31))


@pytest.fixture
def desk(database: Database) -> Newsdesk:
    return Newsdesk(database).setup()


def begin(desk: Newsdesk, since: date = SINCE) -> None:
    with desk.database.writing() as session:
        walks.begin(session, "evpost", [ROOT], since=since, now=desk.now)


def step(desk: Newsdesk) -> WalkStep | None:
    with desk.database.writing() as session:
        return walks.next_step(session, "evpost", now=desk.now)


def finish(desk: Newsdesk, *lists: Further, links: tuple[Link, ...] = ()) -> int:
    found = step(desk)
    assert found is not None
    with desk.database.writing() as session:
        return walks.finish(session, found, Archive(links, lists), now=desk.now)


def left(desk: Newsdesk) -> list[Left]:
    with desk.database.reading() as session:
        return walks.left(session)


def urls(desk: Newsdesk) -> list[str]:
    found = []
    while (one := step(desk)) is not None:
        found.append(one.url.removeprefix(HOME))
        finish(desk)
    return found


def part(name: str, newest: date, *, own: tuple[str, ...] = ()) -> Further:
    return Further("section" if own else "sitemap", HOME + name, newest, own, own)


def test_the_newest_list_is_read_first_and_none_twice(desk: Newsdesk) -> None:
    begin(desk)
    finish(
        desk,
        part("old", date(2023, 12, 5)),
        part("new", date(2024, 1, 5)),
        part("new", date(2024, 1, 5)),
        part("index.xml", date(2024, 1, 5)),
    )
    assert urls(desk) == ["new", "old"]
    assert left(desk) == []


def test_an_unfinished_walk_goes_on_and_one_to_another_day_starts_anew(desk: Newsdesk) -> None:
    begin(desk)
    finish(desk, part("a", SINCE), links=(Link(f"{HOME}story"),))
    begin(desk)
    assert left(desk) == [Left("evpost", SINCE, 1, 1)]
    assert urls(desk) == ["a"]
    begin(desk)
    assert left(desk) == [Left("evpost", SINCE, 0, 1)], "its links are still to be fetched"
    begin(desk, since=date(2023, 6, 1))
    assert left(desk) == [Left("evpost", date(2023, 6, 1), 1, 1)]


def test_a_finished_walk_starts_again_from_the_top(desk: Newsdesk) -> None:
    begin(desk)
    assert urls(desk) == ["index.xml"]
    begin(desk)
    assert urls(desk) == ["index.xml"]


def test_a_list_that_is_put_off_waits_until_it_is_due(desk: Newsdesk) -> None:
    begin(desk)
    first = step(desk)
    assert first is not None
    with desk.database.writing() as session:
        walks.put_off(session, first.id, due_at=NOON + timedelta(minutes=1), reason="late", attempts=1)
    assert step(desk) is None
    desk.now += timedelta(minutes=1)
    again = step(desk)
    assert again is not None
    assert (again.id, again.attempts) == (first.id, 1)


@pytest.mark.parametrize(
    ("days", "goes_on"),
    [
        pytest.param((20, 25, 29), False, id="three older than the span"),
        pytest.param((20, 25), True, id="two are too few to tell"),
        pytest.param((20, 25, 29, 31), True, id="one of the span"),
        pytest.param((20, 25, 0), True, id="two, and one without a date"),
    ],
)
def test_a_section_ends_where_its_last_page_brought_only_older_articles(
    desk: Newsdesk, days: tuple[int, ...], goes_on: bool
) -> None:
    first = datetime(2023, 11, 1, 12, tzinfo=UTC)
    for day in days:
        published = first + timedelta(days=day - 1) if day else None
        desk.store(Draft(url=f"{HOME}{day}", title=str(day), body=f"text {day}", published=published))
    begin(desk)
    finish(desk, part("page/2/", SINCE, own=tuple(f"evpost.example/{day}" for day in days)))
    assert urls(desk) == (["page/2/"] if goes_on else [])


def test_what_a_walk_brings_is_stored_once_and_is_no_news(desk: Newsdesk) -> None:
    begin(desk)
    assert finish(desk, links=(Link(f"{HOME}a"), Link(f"{HOME}b"))) == 2
    assert [row.priority for row in _frontier(desk)] == [0, 0]
    begin(desk, since=date(2023, 6, 1))
    assert finish(desk, links=(Link(f"{HOME}a/"),)) == 0


def _frontier(desk: Newsdesk) -> list[FrontierRow]:
    with desk.database.reading() as session:
        return list(session.query(FrontierRow))


def test_the_rules_do_not_see_what_is_no_news(desk: Newsdesk) -> None:
    draft = Draft(url=f"{HOME}a", title="A", body="text")
    desk.store(draft, is_news=False)
    assert _due(desk) == [False]
    desk.store(Draft(url=f"{HOME}a", title="A, corrected", body="text"), is_news=False)
    assert _due(desk) == [False]
    desk.store(Draft(url=f"{HOME}a", title="A, updated", body="text"))
    assert _due(desk) == [True]


def _due(desk: Newsdesk) -> list[bool]:
    with desk.database.reading() as session:
        return [row.match_due for row in session.query(ArticleRow)]
