from dataclasses import replace

import pytest
from sqlalchemy.exc import NoResultFound

from core.packing import pack, unpack
from storage.pages import Page, keep_pages, kept_before, kept_later, read_page
from storage.session import Database
from tests.storage.newsdesk import NOON


@pytest.mark.parametrize(
    "body", [b"", b"<p>\x00\xff</p>", b"blank " * 500_000], ids=["nothing", "any bytes", "megabytes"]
)
def test_a_page_comes_back_as_it_was_kept(database: Database, body: bytes) -> None:
    page = Page("https://a.example/x", 200, {"content-type": "text/html"}, body)
    with database.writing() as session:
        (page_id,) = keep_pages(session, [(page, pack(body))], now=NOON)
    with database.reading() as session:
        kept = read_page(session, page_id)
        assert replace(kept, body=unpack(kept.body, most_bytes=len(body))) == replace(page, fetched_at=NOON)
        assert len(kept.body) <= len(body) + 20


def test_a_page_that_is_gone_is_told(database: Database) -> None:
    with database.reading() as session, pytest.raises(NoResultFound):
        read_page(session, 77)


def test_a_further_page_is_found_by_its_address_as_it_was_kept_after_or_before_another(
    database: Database,
) -> None:
    urls = [
        "https://a.example/x/2",
        "https://a.example/x",
        "http://www.a.example/x/2/",
        "https://a.example/x",
    ]
    with database.writing() as session:
        ids = keep_pages(session, [(Page(url, 200, {}, b""), pack(b"")) for url in urls], now=NOON)
    with database.reading() as session:
        assert kept_later(session, urls[0], ids[1]) == ids[2]
        assert kept_before(session, urls[0], ids[1]) == ids[0]
        assert kept_later(session, urls[0], ids[3]) is None
        assert kept_before(session, urls[0], ids[3]) == ids[2]
