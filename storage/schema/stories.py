"""Stories: what several articles tell."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class StoryRow(Base):
    """One event. Its articles point here; the unit in which people are alerted."""

    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
