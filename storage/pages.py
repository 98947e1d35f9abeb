"""Pages as they came: under gzip where the site sent them so, else under zstd."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.urls import url_key
from storage.schema import PageRow
from storage.schema.base import inserted, table_of

_NEW_PAGE = insert(table_of(PageRow))


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a site: ``body`` is its content, packed (``core.packing``) or not; header names are in
    lower case."""

    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def keep_page(session: Session, page: Page, packed: bytes, *, now: datetime) -> int:
    """Store an answer whose body is ``packed`` by now, so that no transaction waits for that; its id."""
    values = {
        "url_key": url_key(page.final_url),
        "final_url": page.final_url,
        "status": page.status,
        "headers": dict(page.headers),
        "body": packed,
        "size_bytes": len(page.body),
        "fetched_at": now,
    }
    return inserted(session, _NEW_PAGE, values)


def read_page(session: Session, page_id: int) -> Page:
    """A kept answer, its body packed. Raises NoResultFound when retention has removed it."""
    row = session.get_one(PageRow, page_id)
    return Page(row.final_url, row.status, {k: str(v) for k, v in row.headers.items()}, row.body)
