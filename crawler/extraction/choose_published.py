"""When it was published: the most trusted claim, made exact by a finer one of the same day."""

from datetime import UTC, datetime, timedelta

from crawler.extraction.page import Candidate

SAME_EVENT = timedelta(hours=36)


def choose_published(candidates: list[Candidate]) -> Candidate | None:
    """The candidate with the highest confidence; the earliest in the page among equals."""
    return max(candidates, key=lambda c: c.confidence) if candidates else None


def as_instant(candidate: Candidate | None) -> datetime | None:
    """The candidate's value as aware UTC."""
    return candidate.value.astimezone(UTC) if candidate and isinstance(candidate.value, datetime) else None
