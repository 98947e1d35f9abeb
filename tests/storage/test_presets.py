"""Every ready rule finds the articles that it is there for, on every database."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from core.article import Draft
from core.gazetteer import gazetteer
from core.query.matcher import document, matches
from core.query.parser import parse
from core.query.resolve import is_resolved
from core.source import SourceKind
from storage import finding
from storage.library import all_articles, by_time_keys
from storage.migrate import open_database
from storage.session import Database
from tests.core.gazetteer.preset_articles import CASES, Told
from tests.storage.conftest import DIALECTS
from tests.storage.newsdesk import NOON, Newsdesk, source
from tests.support.postgres import Server

REGULATORS = [source("cn-ministry").model_copy(update={"kind": SourceKind.REGULATOR, "country": "CN"})]
SOURCES = sorted({told.source for cases in CASES.values() for half in cases for told in half})


@pytest.fixture(params=DIALECTS, scope="module")
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session on a database with the articles of all cases."""
    if request.param == "sqlite":
        yield from filled(f"sqlite:///{tmp_path_factory.mktemp('presets')}/evwatch.db")
        return
    server: Server = request.getfixturevalue("postgres")
    with server.ready() as url:
        yield from filled(url)


def filled(url: str) -> Iterator[Session]:
    database = open_database(url)
    try:
        store(database)
        with database.reading() as session:
            yield session
    finally:
        database.close()


def store(database: Database) -> None:
    named = {each.id: each for each in REGULATORS}
    desk = Newsdesk(database, known=[named.get(each, source(each)) for each in SOURCES]).setup()
    for preset, cases in CASES.items():
        for told in (*cases.wanted, *cases.unwanted):
            address = f"https://{told.source}.example/{name_of(preset, told)}"
            draft = Draft(address, told.title, body=told.body, published=NOON, language=told.language)
            desk.store(draft, source_id=told.source)


def name_of(preset: str, told: Told) -> str:
    cases = CASES[preset]
    return f"{preset}/{(*cases.wanted, *cases.unwanted).index(told)}"


@pytest.mark.parametrize("preset", gazetteer().presets)
def test_a_preset_finds_what_it_says(session: Session, preset: str) -> None:
    node = finding.resolved(session, parse(gazetteer().presets[preset].query), now=NOON)
    assert is_resolved(node)
    found = by_time_keys(session, finding.search(session, node, limit=1000))
    assert {each.id for each in found} == {
        each.id for each in all_articles(session) if matches(node, document(each))
    }
    own = {each.url.split(".example/")[1] for each in found if f"/{preset}/" in each.url}
    assert own == {name_of(preset, told) for told in CASES[preset].wanted}


def test_a_rule_on_the_plain_words_finds_both_spellings_and_the_plural_and_no_plates(
    session: Session,
) -> None:
    found = by_time_keys(session, finding.search(session, parse('"manufacturing license"')))
    assert sorted(each.title for each in found) == ["Nio gets its own papers", "Three carmakers admitted"]


def test_every_preset_has_articles_to_find_and_to_pass_over() -> None:
    assert CASES.keys() == gazetteer().presets.keys()
    assert all(cases.wanted and cases.unwanted for cases in CASES.values())
