"""Articles: stored once, revised when the site changes them, put into the search index."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from core.article import Article, Draft, Field, Flag
from core.text.fingerprint import fingerprint
from core.urls import article_key
from storage import frontier, habits, health, search
from storage.library import time_of, to_article
from storage.schema import ArticleRow, AuthorRow, Cause, RevisionRow, StoryRow
from storage.schema.base import inserted, insertion, storable, table_of
from storage.search.keys import time_key

# Built once: putting a statement together costs more than running it.
_KNOWN = select(ArticleRow.url_key, ArticleRow.id).where(
    ArticleRow.url_key.in_(bindparam("keys", expanding=True))
)
_STORIES_OF_COPIES = (
    select(ArticleRow.fingerprint, ArticleRow.story_id)
    .where(ArticleRow.fingerprint.in_(bindparam("marks", expanding=True)))
    .order_by(ArticleRow.id.desc())
)
_NEW_ARTICLE, _NEW_STORY = insertion(ArticleRow), insertion(StoryRow)
_NEW_AUTHOR = insert(table_of(AuthorRow))
_PLACED = (
    update(table_of(ArticleRow))
    .where(table_of(ArticleRow).c.id == bindparam("article"))
    .values(time_key=bindparam("place"))
)


class Outcome(StrEnum):
    """What storing a draft came to. TIDIED: the page is as it was, and we read it better."""

    NEW = "new"
    REVISED = "revised"
    TIDIED = "tidied"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Rest:
    """A further page of an article that could not be had: why, and when to try again."""

    due_at: datetime
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A draft with what storage must know of its way here; ``rest`` is what it lacks. The rules do not see
    what is no news."""

    draft: Draft
    source_id: str
    candidate_id: int
    page_id: int | None
    extractor_version: str
    rest: Rest | None = None
    is_news: bool = True


@dataclass(frozen=True, slots=True)
class Stored:
    """The article's id and what became of the draft."""

    article_id: int
    outcome: Outcome


def add_articles(session: Session, drafts: Sequence[Incoming], now: datetime) -> list[Stored]:
    """Insert the articles, or revisions of those that are known, and index them. Their frontier rows are
    closed in the same transaction: a crash between the two would fetch and alert twice. A row stays open
    for the rest of its article's pages."""
    coming = [replace(incoming, draft=_storable(incoming.draft)) for incoming in drafts]
    keys = [article_key(incoming.draft.url, incoming.draft.canonical_url) for incoming in coming]
    known = {row.url_key: row.id for row in session.execute(_KNOWN, {"keys": keys})}
    known |= _moved(session, keys, coming, known)
    new: dict[str, Incoming] = {}
    for key, incoming in zip(keys, coming, strict=True):
        if key not in known:
            new.setdefault(key, incoming)
    ids = _insert(session, new, now)
    stored = []
    for key, incoming in zip(keys, coming, strict=True):
        if new.get(key) is incoming:
            stored.append(Stored(ids[key], Outcome.NEW))
        else:
            stored.append(_update(session, known.get(key) or ids[key], incoming, now))
    _close(session, coming, stored, now)
    _note(session, coming, stored, now)
    return stored


def reread(
    session: Session, row: ArticleRow, draft: Draft, *, version: str, now: datetime, alert: bool
) -> None:
    """Put today's reading of the kept page, by extraction ``version``, in place of an older one.

    Where they differ the older one is kept as a revision of ours. Rules see the article again only with
    ``alert``.
    """
    draft = _storable(draft)
    differs = bool(differences(row, draft))
    match_due = row.match_due or (alert and differs)
    if differs:
        _keep_revision(session, row, Cause.REPARSE, now)
    _overwrite(session, row, draft, page_id=row.page_id, version=version)
    row.match_due = match_due


def differences(row: ArticleRow, draft: Draft) -> dict[Field, tuple[object, object]]:
    """The fields in which a draft would change the stored article, each with the old and the new value."""
    pairs: dict[Field, tuple[object, object]] = {
        Field.TITLE: (row.title, draft.title),
        Field.AUTHORS: (tuple(author.name for author in row.authors), draft.authors),
        Field.PUBLISHED: (row.published_at, draft.published),
        Field.BODY: (row.body, draft.body),
    }
    return {field: (old, new) for field, (old, new) in pairs.items() if old != new}


def index_articles(session: Session, ids: Collection[int]) -> None:
    """Put new or revised articles into the search index. Call it in the transaction that stored them,
    once for all: the index takes a sorted batch several times faster than single rows."""
    rows = session.scalars(select(ArticleRow).where(ArticleRow.id.in_(ids))).all()
    search.unindex(session, [row.time_key for row in rows if row.time_key is not None])
    for row in rows:
        row.time_key = time_key(time_of(row), row.id)
    session.flush()
    search.index(session, [to_article(row) for row in rows])


def reindex(session: Session, time_keys: Collection[int]) -> None:
    """Index anew the articles at these places; a place without an article is cleared."""
    if not time_keys:
        return
    ids = session.scalars(select(ArticleRow.id).where(ArticleRow.time_key.in_(time_keys))).all()
    search.unindex(session, list(time_keys))
    index_articles(session, ids)


def _storable(draft: Draft) -> Draft:
    """The draft as it will come back from the database: what is compared and indexed is what is stored."""
    return replace(
        draft,
        title=storable(draft.title),
        body=storable(draft.body),
        authors=tuple(map(storable, draft.authors)),
    )


def _insert(session: Session, new: Mapping[str, Incoming], now: datetime) -> dict[str, int]:
    """Store and index articles by their keys, none of which is known; their ids."""
    rows = [
        _columns(incoming.draft, incoming.page_id, incoming.extractor_version)
        | {"url": incoming.draft.url, "url_key": key, "source_id": incoming.source_id, "first_seen_at": now}
        | {"match_due": incoming.is_news, "group_due": incoming.is_news}
        for key, incoming in new.items()
    ]
    stories = _stories_of(session, [row["fingerprint"] for row in rows], now)
    for row in rows:
        row["story_id"] = stories[row["fingerprint"]]
    ids = dict(zip(new, inserted(session, _NEW_ARTICLE, rows), strict=True))
    _add_authors(session, {ids[key]: incoming.draft.authors for key, incoming in new.items()})
    articles = [_inserted_article(ids[row["url_key"]], row, new[row["url_key"]].draft) for row in rows]
    if articles:
        places = [{"article": one.id, "place": time_key(one.time, one.id)} for one in articles]
        session.execute(_PLACED, places)
        search.index(session, articles)
    return ids


def _moved(
    session: Session, keys: Sequence[str], coming: Sequence[Incoming], known: Mapping[str, int]
) -> dict[str, int]:
    """Articles that were known under another address, by the key of the one they have now."""
    unmet = {
        incoming.candidate_id: key for key, incoming in zip(keys, coming, strict=True) if key not in known
    }
    made = frontier.articles_of(session, unmet)
    return {unmet[candidate_id]: article_id for candidate_id, article_id in made.items()}


def _inserted_article(article_id: int, row: Mapping[str, Any], draft: Draft) -> Article:
    """What ``to_article`` would make of the row, without reading it back."""
    return Article(
        id=article_id,
        url=row["url"],
        source_id=row["source_id"],
        title=row["title"],
        body=row["body"],
        authors=draft.authors,
        language=row["language"],
        time=row["published_at"] or row["first_seen_at"],
        published=row["published_at"],
        first_seen=row["first_seen_at"],
        story_id=row["story_id"],
        section=row["section"],
        agency=row["agency"],
        word_count=row["word_count"],
        flags=draft.flags,
    )


def _update(session: Session, article_id: int, incoming: Incoming, now: datetime) -> Stored:
    row, draft, version = session.get_one(ArticleRow, article_id), incoming.draft, incoming.extractor_version
    key = article_key(draft.url, draft.canonical_url)
    if row.url_key != key:
        row.url, row.url_key = draft.url, key
    differing = differences(row, draft)
    if not differing:
        return Stored(article_id, Outcome.UNCHANGED)
    if differing.keys() == {Field.BODY} and _lacks_only_furniture(draft, row.body):
        outcome = Outcome.TIDIED
        reread(session, row, draft, version=version, now=now, alert=False)
    else:
        outcome = Outcome.REVISED
        match_due, was_due = row.match_due or incoming.is_news, row.match_due
        _keep_revision(session, row, Cause.SITE, now)
        _overwrite(session, row, draft, page_id=incoming.page_id, version=version)
        row.match_due, row.match_late = match_due, row.match_late or not was_due
        row.group_due = row.group_due or incoming.is_news
        row.changed_at = now
    index_articles(session, [article_id])
    return Stored(article_id, outcome)


def _note(session: Session, coming: Sequence[Incoming], stored: Sequence[Stored], now: datetime) -> None:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for incoming, one in zip(coming, stored, strict=True):
        counts[incoming.source_id].update(_columns_counted(incoming.draft, one.outcome))
    for source_id in sorted(counts):
        health.note_pages(session, source_id, counts[source_id], now=now)


def _columns_counted(draft: Draft, outcome: Outcome) -> dict[str, int]:
    """What an article adds to its source's day."""
    counted = {"pages_good": 1, "articles_revised": int(outcome is Outcome.REVISED)}
    if outcome is Outcome.NEW:
        counted |= {
            "articles_new": 1,
            "bylines": int(bool(draft.authors)),
            "dated": int(draft.published is not None),
            "teasers": int(Flag.TEASER in draft.flags),
        }
    return counted


def _close(session: Session, coming: Sequence[Incoming], stored: Sequence[Stored], now: datetime) -> None:
    done = {
        incoming.candidate_id: one.article_id
        for incoming, one in zip(coming, stored, strict=True)
        if incoming.rest is None
    }
    frontier.close_done(session, done, now=now)
    for incoming in coming:
        if (rest := incoming.rest) is not None:
            frontier.retry_later(
                session, incoming.candidate_id, due_at=rest.due_at, reason=rest.reason, detail=rest.detail
            )


def _lacks_only_furniture(draft: Draft, body: str) -> bool:
    """True where the site changed nothing: we have only learned since which lines are no part of ``body``."""
    return [line for line in body.split("\n\n") if line not in draft.furniture] == draft.body.split("\n\n")


def _keep_revision(session: Session, row: ArticleRow, cause: Cause, now: datetime) -> None:
    last = session.scalar(select(func.max(RevisionRow.number)).where(RevisionRow.article_id == row.id))
    session.add(
        RevisionRow(
            article_id=row.id,
            number=(last or 0) + 1,
            title=row.title,
            body=row.body,
            authors=[author.name for author in row.authors],
            published_at=row.published_at,
            page_id=row.page_id,
            replaced_at=now,
            cause=cause,
        )
    )


def _overwrite(session: Session, row: ArticleRow, draft: Draft, *, page_id: int | None, version: str) -> None:
    row.authors.clear()
    for name, value in _columns(draft, page_id, version).items():
        setattr(row, name, value)
    session.flush()
    _add_authors(session, {row.id: draft.authors})
    session.expire(row, ["authors"])


def _columns(draft: Draft, page_id: int | None, version: str) -> dict[str, Any]:
    """What an article takes from a draft, whether it is new or revised."""
    published = draft.origins.get(Field.PUBLISHED)
    return {
        "canonical_url": draft.canonical_url or None,
        "page_id": page_id,
        "title": draft.title,
        "body": draft.body,
        "summary": draft.summary,
        "language": draft.language,
        "published_at": draft.published,
        "published_claim": published.claim if published else None,
        "published_stage": published.stage if published else None,
        "published_confidence": published.confidence if published else None,
        "published_precision": draft.precision,
        "modified_at": draft.modified,
        "fingerprint": fingerprint(draft.body),
        "flags": {flag.value: draft.evidence.get(flag, "") for flag in sorted(draft.flags)},
        "section": draft.section,
        "image": draft.image,
        "agency": draft.agency,
        "contributors": {"editor": list(draft.editors), "translator": list(draft.translators)},
        "word_count": draft.word_count,
        "traces": habits.to_column(draft.traces),
        "origins": {
            field.value: {"stage": origin.stage, "confidence": origin.confidence, "claim": origin.claim}
            for field, origin in draft.origins.items()
        },
        "extractor_version": version,
        "match_due": True,
    }


def _add_authors(session: Session, names: Mapping[int, Sequence[str]]) -> None:
    rows = [
        {"article_id": article_id, "position": position, "name": name}
        for article_id, authors in names.items()
        for position, name in enumerate(authors)
    ]
    if rows:
        session.execute(_NEW_AUTHOR, rows)


def _stories_of(session: Session, marks: Collection[str], now: datetime) -> dict[str, int]:
    """The story of each text by its fingerprint: that of the first article with the very same text
    (syndicated copies tell one story), else a new one."""
    known = {
        row.fingerprint: row.story_id for row in session.execute(_STORIES_OF_COPIES, {"marks": list(marks)})
    }
    new = [mark for mark in dict.fromkeys(marks) if mark not in known]
    ids = inserted(session, _NEW_STORY, [{"created_at": now} for _ in new])
    return known | dict(zip(new, ids, strict=True))
