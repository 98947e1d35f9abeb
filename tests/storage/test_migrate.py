"""From an empty database to the schema of the models; nothing else is opened."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from core.errors import ConfigError
from core.link import Link
from core.same_item import guid_key
from storage.habits import latest_traces
from storage.migrate import alembic_config, current, newest, open_database, upgrade
from storage.schema import AlertRow, ArticleRow, Base, DeliveryRow, FrontierRow, PlanRow
from storage.session import Database
from tests.storage.conftest import DIALECTS
from tests.support.postgres import Server

# The search index is no table of the models.
OWN_TABLES = ("article_terms",)


def test_an_empty_database_gets_the_newest_schema_and_a_second_upgrade_changes_nothing(
    database_url: str,
) -> None:
    database = open_database(database_url)
    assert current(database) == newest()
    upgrade(database)
    assert current(database) == newest()
    database.close()


def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": _is_of_the_models, "compare_type": False}
        )
        assert compare_metadata(context, Base.metadata) == []


def _is_of_the_models(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    return not (kind == "table" and reflected and (name or "").startswith(OWN_TABLES))


def test_a_schema_of_a_newer_evwatch_is_refused(database: Database, database_url: str) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    with pytest.raises(ConfigError, match="made by a newer evwatch"):
        open_database(database_url)
    with pytest.raises(ConfigError, match="cannot be upgraded"):
        upgrade(database)


def test_processes_that_meet_at_an_empty_database_all_find_it_ready(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    opening = f"from storage.migrate import open_database; open_database({url!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", opening], stderr=subprocess.PIPE) for _ in range(4)]
    for process in processes:
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said.decode()) == (0, "")


@pytest.fixture(params=DIALECTS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/old.db"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.empty() as url:
        yield url


OLD_ARTICLE = """
INSERT INTO articles (id, url, url_key, source_id, story_id, title, body, summary, language, first_seen_at,
    fingerprint, teaser, paywalled, origins, extractor_version, match_due)
VALUES ({id}, 'u{id}', 'k{id}', 'a', 1, 'A title', 'Text', '', 'en', '2023-12-04 12:00:00',
    'f', {teaser}, {paywalled}, '{{}}', '2', false)
"""
OLD_ROWS = (
    "INSERT INTO sources (id, name, home, language, zone, country, trust, origin, enabled, added_at)"
    " VALUES ('a', 'A', 'h', '', 'UTC', '', 0, 'user', true, '2023-12-04 12:00:00')",
    "INSERT INTO stories (id, created_at) VALUES (1, '2023-12-04 12:00:00')",
    OLD_ARTICLE.format(id=1, teaser="false", paywalled="false"),
    OLD_ARTICLE.format(id=2, teaser="true", paywalled="true"),
    OLD_ARTICLE.format(id=3, teaser="false", paywalled="true"),
)


def test_articles_of_the_first_schema_keep_their_flags_and_get_what_came_later(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as session:
        command.upgrade(alembic_config(session.connection()), "0001")
        for statement in OLD_ROWS:
            session.execute(text(statement))
    with pytest.raises(ConfigError, match="run `evwatch db upgrade`"):
        open_database(empty_url)
    upgrade(database)
    assert current(database) == newest()
    with database.reading() as session:
        rows = session.scalars(select(ArticleRow).order_by(ArticleRow.id)).all()
        assert [set(row.flags) for row in rows] == [set(), {"teaser", "paywalled"}, {"paywalled"}]
        first = rows[0]
        assert (first.section, first.image, first.agency, first.contributors) == ("", "", "", {})
        assert (first.word_count, first.published_precision, first.traces) == (None, None, None)
        assert latest_traces(session, "a") == {}
    database.close()


KEPT_ARTICLE = """
INSERT INTO articles (id, url, url_key, source_id, story_id, title, body, summary, language, first_seen_at,
    fingerprint, flags, section, image, agency, contributors, origins, extractor_version, match_due)
VALUES ({id}, '{url}', '{key}', 'a', 1, 'A title', 'Text', '', 'en', '2023-12-04 12:00:00',
    'f', '{{}}', '', '', '', '{{}}', '{{}}', '2', false)
"""
KEPT_CANDIDATE = """
INSERT INTO frontier (id, url, url_key, host, source_id, state, priority, attempts, due_at, link, digests,
    discovered_at)
VALUES ({id}, '{url}', '{key}', 'a.example', 'a', 'done', 2, 0, '2023-12-04 12:00:00', '{link}', '{{}}',
    '2023-12-04 12:00:00')
"""
GUID = "https://a.example/?p=7"
KEPT_ROWS = (
    "INSERT INTO sources (id, name, home, language, zone, country, trust, paywall, origin, enabled, focus,"
    " off, added_at)"
    " VALUES ('a', 'A', 'h', '', 'UTC', '', 0, 'no', 'user', true, '[]', '', '2023-12-04 12:00:00')",
    "INSERT INTO stories (id, created_at) VALUES (1, '2023-12-04 12:00:00')",
    KEPT_ARTICLE.format(id=1, url="https://a.example/x", key="a.example/x"),
    KEPT_ARTICLE.format(id=2, url="https://a.example/x/amp/", key="a.example/x/amp"),
    KEPT_ARTICLE.format(id=3, url="https://m.a.example/y", key="m.a.example/y"),
    KEPT_CANDIDATE.format(id=1, url="https://a.example/x", key="a.example/x", link=f'{{"guid": "{GUID}"}}'),
    KEPT_CANDIDATE.format(id=2, url="https://m.a.example/y", key="m.a.example/y", link="{}"),
)


def test_addresses_get_the_keys_of_today_and_candidates_their_articles(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as session:
        command.upgrade(alembic_config(session.connection()), "0007")
        for statement in KEPT_ROWS:
            session.connection().exec_driver_sql(statement)
    upgrade(database)
    with database.reading() as session:
        articles = session.scalars(select(ArticleRow).order_by(ArticleRow.id)).all()
        # The twin of an article that is known keeps its old key: nobody will ask for it again.
        assert [row.url_key for row in articles] == ["a.example/x", "a.example/x/amp", "a.example/y"]
        candidates = session.scalars(select(FrontierRow).order_by(FrontierRow.id)).all()
        identities = [(row.url_key, row.article_id, row.guid_key) for row in candidates]
        guid = guid_key("a", Link("https://a.example/x", guid=GUID))
        assert identities == [("a.example/x", 1, guid), ("a.example/y", 3, None)]
    database.close()


ALERTED_ROWS = (
    *KEPT_ROWS[:3],
    "INSERT INTO channels (id, name, url, operations, created_at)"
    " VALUES (1, 'console', 'console://', false, '2023-12-04 12:00:00')",
    "INSERT INTO rules (id, name, query, enabled, created_at)"
    " VALUES (1, 'all', 'title', true, '2023-12-04 12:00:00')",
    "INSERT INTO alerts (id, rule_id, story_id, article_id, created_at)"
    " VALUES (1, 1, 1, 1, '2023-12-04 12:00:00')",
    "INSERT INTO deliveries (id, alert_id, channel_id, key, state, attempts, next_attempt_at, queued_at)"
    " VALUES (1, 1, 1, 'k', 'pending', 2, '2023-12-04 12:00:00', '2023-12-04 12:00:00')",
)


def test_alerts_and_what_waits_of_them_stay_what_they_were(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as session:
        command.upgrade(alembic_config(session.connection()), "0010")
        for statement in ALERTED_ROWS:
            session.connection().exec_driver_sql(statement)
    upgrade(database)
    with database.reading() as session:
        alert = session.scalars(select(AlertRow)).one()
        assert (alert.reason, alert.late, alert.sources, alert.has_regulator) == ("first", False, 1, False)
        delivery = session.scalars(select(DeliveryRow)).one()
        assert (delivery.alert_id, delivery.key, delivery.attempts) == (1, "k", 2)
        plan = session.scalars(select(PlanRow)).one()
        assert (plan.alert_id, plan.way, plan.told_at) == (1, "own", alert.created_at)
    database.close()
