"""Pages as they came, kept under zstd."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import zstandard
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.urls import url_key
from storage.schema import PageRow

_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a site: ``body`` without transfer and content coding, header names in lower case.

    ``fetched_at`` is None for an answer of this moment.
    """

    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime | None = None


def compress(body: bytes) -> bytes:
    """``body`` as it is kept. Apart from ``keep_page``, so that no transaction waits for it."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(body)


def keep_page(session: Session, page: Page, packed: bytes, *, now: datetime) -> int:
    """Store an answer whose body is ``packed`` (``compress``); its id."""
    row = PageRow(
        url_key=url_key(page.final_url),
        final_url=page.final_url,
        status=page.status,
        headers=dict(page.headers),
        body=packed,
        size_bytes=len(page.body),
        fetched_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def kept_later(session: Session, url: str, page_id: int) -> int | None:
    """The id of a kept answer of ``url`` that came after the page ``page_id``; None where there is none."""
    query = select(PageRow.id).where(PageRow.url_key == url_key(url), PageRow.id > page_id)
    return session.scalar(query.order_by(PageRow.id).limit(1))


def kept_before(session: Session, url: str, page_id: int) -> int | None:
    """The id of the last kept answer of ``url`` from before the page ``page_id``; None without one."""
    query = select(PageRow.id).where(PageRow.url_key == url_key(url), PageRow.id < page_id)
    return session.scalar(query.order_by(PageRow.id.desc()).limit(1))


def read_page(session: Session, page_id: int) -> Page:
    """A kept answer. Raises NoResultFound when retention has removed it."""
    row = session.get_one(PageRow, page_id)
    # The size is our own record of what we compressed; a damaged frame cannot ask for more.
    body = zstandard.ZstdDecompressor().decompress(row.body, max_output_size=row.size_bytes)
    headers = {name: str(value) for name, value in row.headers.items()}
    return Page(row.final_url, row.status, headers, body, row.fetched_at)
