"""Sources follow the catalogue; what polls said stays."""

from datetime import timedelta

import pytest

from core.errors import ConfigError
from core.hints import Hints
from storage import sources
from storage.schema import EndpointRow, SourceOrigin, SourceRow
from storage.session import Database
from storage.sources import ListedAs, PollResult
from tests.storage.newsdesk import NOON, Newsdesk, source


@pytest.fixture
def desk(database: Database) -> Newsdesk:
    return Newsdesk(database).setup()


def _sync(desk: Newsdesk, *wanted: object) -> None:
    with desk.database.writing() as session:
        sources.sync_sources(session, wanted, origin=SourceOrigin.CATALOG, now=NOON)  # type: ignore[arg-type]


def _watched(desk: Newsdesk) -> list[str]:
    with desk.database.reading() as session:
        return [endpoint.url.removeprefix("https://") for endpoint, _ in sources.endpoints(session)]


def test_the_catalogue_is_taken_over_once(desk: Newsdesk) -> None:
    before = _watched(desk)
    _sync(desk, *desk.known)
    assert _watched(desk) == before == ["evpost.example/feed", "evpost.example/tag", "dailyev.example/feed"]


def test_what_leaves_the_catalogue_is_switched_off_and_comes_back_with_its_past(desk: Newsdesk) -> None:
    with desk.database.writing() as session:
        endpoint = desk.endpoint(session, "evpost")
        sources.record_poll(session, endpoint, PollResult(200, etag='"1"'), now=NOON)
    _sync(desk, source("evpost", "tag"))
    assert _watched(desk) == ["evpost.example/tag"]
    _sync(desk, *desk.known)
    with desk.database.reading() as session:
        assert session.get_one(EndpointRow, endpoint).etag == '"1"'
    assert len(_watched(desk)) == 3


def test_a_source_of_the_users_own_is_not_touched_by_the_catalogue(desk: Newsdesk) -> None:
    with desk.database.writing() as session:
        sources.add_source(session, source("mine"), now=NOON)
        with pytest.raises(ConfigError, match="already a source 'mine'"):
            sources.add_source(session, source("mine"), now=NOON)
    _sync(desk, source("mine", "other"))
    assert _watched(desk) == ["mine.example/feed"]
    with desk.database.reading() as session:
        assert session.get_one(SourceRow, "mine").origin == SourceOrigin.USER


def test_only_sources_that_are_there_and_on_can_be_named(desk: Newsdesk) -> None:
    _sync(desk, source("evpost"))
    with desk.database.reading() as session:
        sources.require_sources(session, ["evpost"])
        with pytest.raises(ConfigError, match="unknown source 'evpst'"):
            sources.require_sources(session, ["evpost", "evpst"])
        with pytest.raises(ConfigError, match="'dailyev' is off: it is no longer in the catalogue"):
            sources.require_sources(session, ["dailyev"])


def test_a_source_that_the_catalogue_switches_off_is_kept_with_the_reason_and_never_due(
    desk: Newsdesk,
) -> None:
    shut = desk.known[0].model_copy(update={"off": "robots.txt forbids every path"})
    _sync(desk, shut, desk.known[1])
    assert _watched(desk) == ["dailyev.example/feed"]
    with desk.database.reading() as session:
        assert [len(one.endpoints) for one in sources.watched(session)] == [1, 2]
        with pytest.raises(ConfigError, match=r"'evpost' is off: robots\.txt forbids every path"):
            sources.require_sources(session, ["evpost"])
    _sync(desk, *desk.known)
    assert len(_watched(desk)) == 3


def test_an_endpoint_is_due_when_its_time_has_come_and_before_its_first_poll(desk: Newsdesk) -> None:
    with desk.database.writing() as session:
        session.get_one(EndpointRow, desk.endpoint(session, "evpost")).next_check_at = NOON
        later = session.get_one(EndpointRow, desk.endpoint(session, "evpost", "tag"))
        later.next_check_at = NOON + timedelta(seconds=1)
    with desk.database.reading() as session:
        due = [endpoint.url for endpoint, _ in sources.endpoints(session, due_at=NOON)]
    assert due == ["https://dailyev.example/feed", "https://evpost.example/feed"]


def test_not_modified_says_anew_how_long_the_list_is_fresh_and_nothing_else(desk: Newsdesk) -> None:
    def hints_after(result: PollResult) -> dict[str, object]:
        with desk.database.writing() as session:
            endpoint = desk.endpoint(session, "evpost")
            sources.record_poll(session, endpoint, result, now=NOON)
            return session.get_one(EndpointRow, endpoint).hints

    listed = ListedAs(Hints(max_age_s=300, every_s=1800), window=1, links_hash="1")
    assert hints_after(PollResult(200, listed=listed)) == {"max_age_s": 300, "every_s": 1800}
    assert hints_after(PollResult(304)) == {"max_age_s": 300, "every_s": 1800}
    assert hints_after(PollResult(304, fresh_for_s=60)) == {"max_age_s": 60, "every_s": 1800}
    assert hints_after(PollResult(304, fresh_for_s=0)) == {"every_s": 1800}


def test_validators_are_those_of_the_last_answer_that_was_read(desk: Newsdesk) -> None:
    def poll(result: PollResult) -> tuple[str | None, int, int]:
        with desk.database.writing() as session:
            endpoint = desk.endpoint(session, "evpost")
            sources.record_poll(session, endpoint, result, now=NOON)
            row = session.get_one(EndpointRow, endpoint)
            return row.etag, row.failures, row.polls

    assert poll(PollResult(200, etag='"1"')) == ('"1"', 0, 1)
    assert poll(PollResult(304)) == ('"1"', 0, 2)
    assert poll(PollResult(None, error="timeout")) == ('"1"', 1, 3)
    assert poll(PollResult(200, error="not a feed", etag='"garbage"')) == ('"1"', 2, 4)
    assert poll(PollResult(200)) == (None, 0, 5)
