"""Stories: what several articles tell."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class StoryRow(Base):
    """One event. Its articles point here; the unit in which people are alerted.

    ``merged_into_id`` is the story to which its articles went, None where they are here.
    """

    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    merged_into_id: Mapped[int | None]
