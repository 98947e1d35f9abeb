"""What we must remember of a host to be polite to it across processes."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class HostRow(Base):
    """One host (with its port where unusual). ``robots_status`` is the HTTP status of robots.txt, 0 when
    the host could not be reached."""

    __tablename__ = "hosts"

    host: Mapped[str] = mapped_column(primary_key=True)
    backoff_until: Mapped[datetime | None]
    robots_body: Mapped[bytes | None] = mapped_column(LargeBinary)
    robots_status: Mapped[int | None]
    robots_fetched_at: Mapped[datetime | None]
