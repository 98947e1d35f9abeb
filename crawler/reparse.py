"""Today's extraction over the pages that were kept: nothing is fetched again.

What it has done is written down with the articles (the version that read them), so it goes on where it was.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core import clock
from core.article import Field
from core.context import Context
from core.errors import SkipArticle
from crawler.parsing import Extracted
from crawler.pool import ParserPool
from crawler.reading import read_article
from storage import frontier, pages
from storage.articles import differences, index_articles, reread
from storage.schema import ArticleRow, SourceRow
from storage.session import Database

BATCH = 40
# An article's page was within the limit of its day.
MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles to read again: of these sources, first seen since then, not yet read by ``version``."""

    version: str
    source_ids: Collection[str] = ()
    since: datetime | None = None
    dry_run: bool = False
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One article that reads differently: per field the old and the new value."""

    url: str
    fields: dict[Field, tuple[object, object]]


@dataclass(slots=True)
class Report:
    """How far a run has come. ``lost`` counts pages that today give no article: they stay as they were."""

    total: int = 0
    read: int = 0
    lost: int = 0
    changed: Counter[Field] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Task:
    article_id: int
    source_id: str
    page_id: int
    context: Context
    page: pages.Page


class Reparse:
    """One run. ``batches`` does the work and gives the changes of each batch once they are stored."""

    def __init__(self, database: Database, pool: ParserPool, wanted: Wanted) -> None:
        self._database = database
        self._pool = pool
        self._wanted = wanted
        self.report = Report()

    def batches(self) -> Iterator[list[Change]]:
        """Work through the articles, oldest first."""
        with self._database.reading() as session:
            self.report.total = session.scalar(select(func.count()).where(*self._conditions(0))) or 0
        last = 0
        while tasks := self._next(last):
            last = tasks[-1].article_id
            drafts = asyncio.run(self._read(tasks))
            self.report.read += len(tasks)
            yield self._store([(task, draft) for task, draft in zip(tasks, drafts, strict=True) if draft])

    def _conditions(self, last: int) -> list[ColumnElement[bool]]:
        conditions = [
            ArticleRow.id > last,
            ArticleRow.page_id.is_not(None),
            ArticleRow.extractor_version != self._wanted.version,
        ]
        if self._wanted.source_ids:
            conditions.append(ArticleRow.source_id.in_(self._wanted.source_ids))
        if self._wanted.since is not None:
            conditions.append(ArticleRow.first_seen_at >= self._wanted.since)
        return conditions

    def _next(self, last: int) -> list[_Task]:
        query = (
            select(ArticleRow.id, ArticleRow.page_id, SourceRow)
            .join(SourceRow, SourceRow.id == ArticleRow.source_id)
            .where(*self._conditions(last))
            .order_by(ArticleRow.id)
            .limit(BATCH)
        )
        with self._database.reading() as session:
            return [
                _Task(
                    article_id,
                    source.id,
                    page_id,
                    Context(
                        link=frontier.link_of_page(session, page_id),
                        zone=source.zone,
                        language=source.language,
                    ),
                    pages.read_page(session, page_id),
                )
                for article_id, page_id, source in session.execute(query)
                if page_id is not None
            ]

    async def _read(self, tasks: list[_Task]) -> list[Extracted | None]:
        return list(await asyncio.gather(*map(self._extract, tasks)))

    async def _extract(self, task: _Task) -> Extracted | None:
        try:
            return await read_article(self._pool, task.page, task.context, most_bytes=MOST_BYTES)
        except SkipArticle:
            self.report.lost += 1
            return None

    def _store(self, found: list[tuple[_Task, Extracted]]) -> list[Change]:
        if self._wanted.dry_run:
            with self._database.reading() as session:
                changes = [self._change(session, task, extracted) for task, extracted in found]
        else:
            with self._database.writing() as session:
                changes = [self._replace(session, task, extracted) for task, extracted in found]
                index_articles(session, [task.article_id for task, _ in found])
        told = [change for change in changes if change.fields]
        for change in told:
            self.report.changed.update(change.fields.keys())
        return told

    def _change(self, session: Session, task: _Task, extracted: Extracted) -> Change:
        row = session.get_one(ArticleRow, task.article_id)
        return Change(row.url, differences(row, extracted.draft))

    def _replace(self, session: Session, task: _Task, extracted: Extracted) -> Change:
        change = self._change(session, task, extracted)
        row = session.get_one(ArticleRow, task.article_id)
        reread(
            session,
            row,
            extracted.draft,
            version=extracted.version,
            now=clock.now(),
            alert=self._wanted.alert,
        )
        return change
