"""Articles for tests of the query language: a few words where only those matter."""

from datetime import UTC, datetime

from core.article import Article

NOON = datetime(2023, 12, 4, 12, tzinfo=UTC)


def article(
    body: str = "",
    *,
    title: str = "",
    authors: tuple[str, ...] = (),
    language: str = "en",
    source: str = "evpost",
    time: datetime = NOON,
    id: int = 1,
) -> Article:
    return Article(
        id=id,
        url=f"https://evpost.example/{id}",
        source_id=source,
        title=title,
        body=body,
        authors=authors,
        language=language,
        time=time,
        published=time,
        first_seen=time,
        story_id=id,
    )
