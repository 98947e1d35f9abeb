"""Today's extraction over the pages that were kept: nothing is fetched again.

What it has done is written down with the articles (the version that read them), so it goes on where it was.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from core import clock
from core.article import Field
from core.context import Context
from core.errors import SkipArticle
from core.habits import Habits
from crawler.habits import EARLY, ENOUGH, Memory
from crawler.parsing import Extracted
from crawler.pool import ParserPool
from crawler.reading import read_whole
from crawler.sites import Sites
from storage import frontier, pages
from storage.articles import differences, index_articles, reread
from storage.habits import latest_traces
from storage.schema import ArticleRow, SourceRow
from storage.session import Database

BATCH = 40
# An article's page was within the limit of its day.
MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles to read again: of these sources, first seen since then, not yet read by ``version``
    unless ``again``."""

    version: str
    source_ids: Collection[str] = ()
    since: datetime | None = None
    dry_run: bool = False
    alert: bool = False
    again: bool = False


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

    def __init__(self, database: Database, pool: ParserPool, wanted: Wanted, sites: Sites) -> None:
        self._database = database
        self._pool = pool
        self._wanted = wanted
        self._habits = Memory()
        self._sites = sites
        self.report = Report()

    def batches(self) -> Iterator[list[Change]]:
        """Work through the articles, oldest first; then once more through those that were read before
        enough was known of their source."""
        version, wanted = ArticleRow.extractor_version, self._wanted.version
        if self._wanted.again:
            yield from self._pass(true())
            return
        yield from self._pass(version.not_in((wanted, wanted + EARLY)))
        well_known = (
            select(ArticleRow.source_id)
            .where(ArticleRow.traces.is_not(None))
            .group_by(ArticleRow.source_id)
            .having(func.count() >= ENOUGH)
        )
        yield from self._pass((version == wanted + EARLY) & ArticleRow.source_id.in_(well_known))

    def _pass(self, unread: ColumnElement[bool]) -> Iterator[list[Change]]:
        with self._database.reading() as session:
            self.report.total += session.scalar(select(func.count()).where(unread, *self._conditions(0))) or 0
        last = 0
        while tasks := self._next(last, unread):
            last = tasks[-1].article_id
            drafts = asyncio.run(self._read(tasks))
            self.report.read += len(tasks)
            yield self._store([(task, draft) for task, draft in zip(tasks, drafts, strict=True) if draft])

    def _conditions(self, last: int) -> list[ColumnElement[bool]]:
        conditions = [ArticleRow.id > last, ArticleRow.page_id.is_not(None)]
        if self._wanted.source_ids:
            conditions.append(ArticleRow.source_id.in_(self._wanted.source_ids))
        if self._wanted.since is not None:
            conditions.append(ArticleRow.first_seen_at >= self._wanted.since)
        return conditions

    def _next(self, last: int, unread: ColumnElement[bool]) -> list[_Task]:
        query = (
            select(ArticleRow.id, ArticleRow.page_id, SourceRow)
            .join(SourceRow, SourceRow.id == ArticleRow.source_id)
            .where(unread, *self._conditions(last))
            .order_by(ArticleRow.id)
            .limit(BATCH)
        )
        with self._database.reading() as session:
            return [
                self._task(session, article_id, page_id, source)
                for article_id, page_id, source in session.execute(query)
                if page_id is not None
            ]

    def _task(self, session: Session, article_id: int, page_id: int, source: SourceRow) -> _Task:
        page, link = pages.read_page(session, page_id), frontier.link_of_page(session, page_id)
        rules = self._sites.rules(source.id, page.fetched_at or clock.now())
        habits = self._habits_of(session, source.id)
        context = Context(link=link, zone=source.zone, language=source.language, habits=habits)
        return _Task(article_id, source.id, page_id, context.under(rules), page)

    def _habits_of(self, session: Session, source_id: str) -> Habits:
        if not self._habits.knows(source_id):
            self._habits.recall(source_id, latest_traces(session, source_id))
        return self._habits.of(source_id)

    async def _read(self, tasks: list[_Task]) -> list[Extracted | None]:
        return list(await asyncio.gather(*map(self._extract, tasks)))

    async def _extract(self, task: _Task) -> Extracted | None:
        try:
            whole = await read_whole(
                self._pool, task.page, task.context, partial(self._kept, task), most_bytes=MOST_BYTES
            )
        except SkipArticle:
            self.report.lost += 1
            return None
        self._habits.learn(task.source_id, whole.extracted.draft)
        return whole.extracted

    async def _kept(self, task: _Task, url: str) -> pages.Page | None:
        """A further page of the article, as it was kept with this one, or before."""
        with self._database.reading() as session:
            later = pages.kept_later(session, url, task.page_id)
            page_id = later or pages.kept_before(session, url, task.page_id)
            return pages.read_page(session, page_id) if page_id else None

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
