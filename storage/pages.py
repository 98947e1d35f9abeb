"""Pages as they came: under gzip where the site sent them so, else under zstd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.urls import url_key
from storage.schema import PageRow
from storage.schema.base import inserted, insertion

_NEW_PAGE = insertion(PageRow)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a site: ``body`` is its content, packed (``core.packing``) or not; header
    names are in lower case.

    ``fetched_at`` is None for an answer of this moment.
    """

    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime | None = None


def keep_pages(session: Session, pages: Sequence[tuple[Page, bytes]], *, now: datetime) -> list[int]:
    """Store answers, each with its body packed by now, so that no transaction waits for that; their ids."""
    return inserted(session, _NEW_PAGE, [_columns(page, packed, now) for page, packed in pages])


def _columns(page: Page, packed: bytes, now: datetime) -> dict[str, Any]:
    return {
        "url_key": url_key(page.final_url),
        "final_url": page.final_url,
        "status": page.status,
        "headers": dict(page.headers),
        "body": packed,
        "size_bytes": len(page.body),
        "fetched_at": now,
    }


def kept_later(session: Session, url: str, page_id: int) -> int | None:
    """The id of a kept answer of ``url`` that came after the page ``page_id``; None where there is none."""
    query = select(PageRow.id).where(PageRow.url_key == url_key(url), PageRow.id > page_id)
    return session.scalar(query.order_by(PageRow.id).limit(1))


def kept_before(session: Session, url: str, page_id: int) -> int | None:
    """The id of the last kept answer of ``url`` from before the page ``page_id``; None without one."""
    query = select(PageRow.id).where(PageRow.url_key == url_key(url), PageRow.id < page_id)
    return session.scalar(query.order_by(PageRow.id.desc()).limit(1))


def read_page(session: Session, page_id: int) -> Page:
    """A kept answer, its body packed. Raises NoResultFound when retention has removed it."""
    row = session.get_one(PageRow, page_id)
    headers = {name: str(value) for name, value in row.headers.items()}
    return Page(row.final_url, row.status, headers, row.body, row.fetched_at)
