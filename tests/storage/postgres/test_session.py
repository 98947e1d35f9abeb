"""Sessions, leadership and the first start on PostgreSQL."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.errors import ConfigError
from core.link import Link
from storage import frontier, jobs, leases, sources
from storage.leadership import leadership
from storage.migrate import current, newest, open_database
from storage.session import Database
from tests.scheduler.world import SOURCE, START
from tests.support.postgres import Server

pytestmark = pytest.mark.postgres

OPEN = "import sys; from storage.migrate import open_database; open_database(sys.argv[1])"


def test_processes_that_meet_at_an_empty_database_set_it_up_once(postgres: Server) -> None:
    with postgres.empty() as url:
        command = [sys.executable, "-c", OPEN, url]
        started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
        assert [process.communicate(timeout=60)[1] for process in started] == [b""] * 3
        assert [process.returncode for process in started] == [0] * 3
        assert current(Database(url)) == newest()


def test_one_who_may_not_create_tables_is_told_in_one_line(postgres: Server) -> None:
    with postgres.empty() as url:
        database = Database(url)
        with database.engine.begin() as connection:
            connection.execute(text("REVOKE ALL ON SCHEMA public FROM public"))
            connection.execute(text(f"CREATE ROLE {database.engine.url.database} LOGIN"))
        role = database.engine.url.database
        database.close()
        poor = database.engine.url.set(username=role).render_as_string(hide_password=False)
        try:
            with pytest.raises(ConfigError, match="cannot be upgraded") as refused:
                open_database(poor)
            assert "\n" not in str(refused.value)
        finally:
            with database.engine.begin() as connection:
                connection.execute(text(f"DROP ROLE {role}"))
            database.close()


def test_a_server_out_of_reach_is_told_in_one_line() -> None:
    with pytest.raises(ConfigError, match=r"cannot be reached") as refused:
        open_database("postgresql://u:secret@127.0.0.1:1/evwatch")
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_database_of_another_encoding_is_refused(postgres: Server) -> None:
    with postgres.empty(encoding="LATIN1") as url, pytest.raises(ConfigError, match="as LATIN1"):
        open_database(url)


def test_writers_come_one_after_the_other_and_readers_do_not_wait(database: Database) -> None:
    def known_to_another_writer() -> int:
        with database.writing() as session:
            return len(sources.all_sources(session))

    with ThreadPoolExecutor() as pool:
        with database.writing() as first:
            sources.add_source(first, SOURCE, now=START)
            other = pool.submit(known_to_another_writer)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
            with database.reading() as reader:
                assert sources.all_sources(reader) == []
        assert other.result(timeout=10) == 1


def test_a_reader_sees_one_state_and_changes_nothing(database: Database) -> None:
    with database.reading() as reader:
        assert sources.all_sources(reader) == []
        with database.writing() as writer:
            sources.add_source(writer, SOURCE, now=START)
        assert sources.all_sources(reader) == []
    with database.reading() as reader:
        assert len(sources.all_sources(reader)) == 1
        with pytest.raises(DBAPIError, match="read-only"):
            reader.execute(text("DELETE FROM sources"))


def test_a_candidate_is_leased_to_one_crawl(database: Database) -> None:
    with database.writing() as session:
        sources.add_source(session, SOURCE, now=START)
        links = [Link(f"https://evpost.example/{number}") for number in range(30)]
        frontier.add_links(session, links, source_id=SOURCE.id, endpoint_id=1, now=START, revisits=True)
    taken = []
    for crawl_id in (1, 2):
        with database.writing() as session:
            leased = leases.lease(session, crawl_id, now=START, duration=timedelta(minutes=5), per_source=20)
            taken.append({candidate.id for candidate in leased})
    assert list(map(len, taken)) == [20, 10]
    assert not taken[0] & taken[1]


def test_the_lead_is_held_by_one_and_given_back(database: Database, database_url: str) -> None:
    other = Database(database_url)
    with leadership(database), pytest.raises(ConfigError, match="already at work"), leadership(other):
        pass
    with leadership(other):
        pass
    other.close()


def test_a_heartbeat_is_renewed_and_ends(database: Database) -> None:
    for now in (START, START + timedelta(seconds=5)):
        with database.writing() as session:
            jobs.beat(session, machine="here", pid=1, started_at=START, now=now)
    with database.writing() as session:
        last = jobs.heartbeat(session)
        assert last is not None
        assert last.beat_at == START + timedelta(seconds=5)
        jobs.stop_beating(session)
    with database.reading() as session:
        assert jobs.heartbeat(session) is None
