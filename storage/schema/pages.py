"""Pages as they came: kept before anything parses them, so that better extraction can be run again."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class PageRow(Base):
    """One answer. ``body`` is the content under gzip, as it came, or under zstd; ``size_bytes`` is the length
    of what came; ``headers`` has lower-case names."""

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(primary_key=True)
    url_key: Mapped[str] = mapped_column(index=True)
    final_url: Mapped[str]
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    size_bytes: Mapped[int]
    fetched_at: Mapped[datetime]
