"""Articles as they are stored, whatever their pages held."""

from core.packing import pack
from core.query.parser import parse
from storage import frontier, search
from storage.articles import Outcome
from storage.library import by_time_keys
from storage.pages import Page, keep_pages
from storage.schema import FrontierRow
from storage.session import Database
from tests.scheduler.world import World

# What PostgreSQL refuses to store, and half a surrogate pair, which SQLite refuses too.
UNSTORABLE = "the manu\x00facturing license \ud83d of NIO"


def test_what_cannot_be_stored_is_replaced_once_and_the_words_stay(
    database: Database, database_url: str
) -> None:
    world = World(database, database_url)
    world.setup()
    first = world.publish("NIO \x00", UNSTORABLE, path="nio", authors=("Jane\x00 Doe\udfff",))
    again = world.publish("NIO \x00", UNSTORABLE, path="nio", authors=("Jane\x00 Doe\udfff",))

    assert (first.outcome, again.outcome) == (Outcome.NEW, Outcome.UNCHANGED)
    with database.reading() as session:
        (article,) = by_time_keys(session, search.search(session, parse('"manu facturing licenses"')))
        assert article.body == "the manu\ufffdfacturing license \ufffd of NIO"
        assert article.title == "NIO \ufffd"
        assert article.authors == ("Jane\ufffd Doe\ufffd",)
        assert search.count(session, parse("manufacturing")) == 0
        assert search.count(session, parse('author:"jane doe"')) == 1


def test_claims_headers_and_reasons_keep_what_they_can(database: Database, database_url: str) -> None:
    world = World(database, database_url)
    world.setup()
    world.publish("NIO")
    page = Page("https://evpost.example/", 200, {"x-odd": "a\x00b\ud800"}, b"<html>\x00")
    with database.writing() as session:
        keep_pages(session, [(page, pack(page.body))], now=world.now)

        frontier.give_up(session, 1, now=world.now, reason="x", detail="a\x00b")
    with database.reading() as session:
        assert session.get_one(FrontierRow, 1).detail == "a\ufffdb"
