"""What one look at every source of the catalogue showed, as a report for people."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.article import Draft
from core.link import Link, freshness
from core.source import Source, place_in_list

# Regulators publish now and then; a list that has been still for longer is worth a look.
STILL_AFTER = timedelta(days=45)
LONGEST_CELL = 160
_MARKUP = re.compile(r"[\\`*_\[\]<>|&#!~]")
LISTS = ("source", "list", "status", "answer", "items", "newest (UTC)", "dated", "signed")
ARTICLES = ("source", "article", "title", "byline", "published (UTC)", "words", "flags")


@dataclass(frozen=True, slots=True)
class ListSeen:
    """What one address of a source answered. ``status`` None: nothing; ``form`` is what it turned out to be,
    ``trouble`` why it could not be read."""

    kind: str
    url: str
    status: int | None
    form: str = ""
    trouble: str = ""
    links: tuple[Link, ...] = ()

    @property
    def newest(self) -> datetime | None:
        """The latest time of an entry; None where none says one."""
        return max((link.published for link in self.links if link.published), default=None)


@dataclass(frozen=True, slots=True)
class ArticleSeen:
    """What extraction made of one article, or ``trouble``: why nothing."""

    url: str
    draft: Draft | None = None
    trouble: str = ""


@dataclass(slots=True)
class SourceSeen:
    """What a source showed. ``article`` None: no list named one."""

    source: Source
    lists: list[ListSeen] = field(default_factory=list)
    article: ArticleSeen | None = None

    def links(self) -> list[Link]:
        """The entries of all its lists, the newest first, those without a time in the lists' order."""
        found = [link for one in self.lists for link in one.links]
        return sorted(found, key=freshness, reverse=True)

    def troubles(self, now: datetime) -> list[str]:
        """What somebody should look into."""
        found = [f"{one.kind} {one.url}: {one.trouble}" for one in self.lists if one.trouble]
        found += [f"{one.kind} {one.url}: empty" for one in self.lists if not (one.trouble or one.links)]
        newest = max((one.newest for one in self.lists if one.newest), default=None)
        if newest is not None and now - newest > STILL_AFTER:
            found.append(f"nothing new since {newest:%Y-%m-%d}")
        if self.article is not None and self.article.trouble:
            found.append(f"article {self.article.url}: {self.article.trouble}")
        rules, draft = self.source.rules_at(now), self.article.draft if self.article else None
        if rules is not None and draft is not None:
            found += [f"its rule for {name} found nothing" for name in rules.missed(draft.origins)]
        return found


def summary(seen: Iterable[SourceSeen]) -> str:
    """The survey in one line."""
    all_of = list(seen)
    read = sum(any(not one.trouble for one in source.lists) for source in all_of)
    articles = sum(source.article is not None and source.article.draft is not None for source in all_of)
    return f"{len(all_of)} sources asked, {read} could be read, an article of {articles} was extracted"


def report(seen: Iterable[SourceSeen], *, now: datetime) -> str:
    """The survey in Markdown; nothing that a site wrote is markup in it."""
    in_order = sorted(seen, key=lambda one: place_in_list(one.source.country, one.source.focus))
    troubles = [(one.source.id, said) for one in in_order for said in one.troubles(now)]
    lists = [_list_row(one.source.id, said) for one in in_order for said in one.lists]
    articles = [_article_row(one.source.id, one.article) for one in in_order if one.article is not None]
    return "\n".join(
        (
            f"# The catalogue on {now:%Y-%m-%d %H:%M} UTC",
            f"\n{summary(in_order)}.",
            f"\n## Worth a look\n\n{_table(('source', 'what'), troubles)}",
            f"\n## Lists\n\n{_table(LISTS, lists)}",
            f"\n## One article each\n\n{_table(ARTICLES, articles)}",
        )
    )


def _list_row(source_id: str, one: ListSeen) -> Sequence[str]:
    dated = [link for link in one.links if link.published or link.published_claim]
    signed = [link for link in one.links if link.authors]
    return (
        *(source_id, f"{one.kind} {one.url}", str(one.status or "-"), one.trouble or one.form),
        *(str(len(one.links)), _minute(one.newest), _share(dated, one.links), _share(signed, one.links)),
    )


def _article_row(source_id: str, article: ArticleSeen) -> Sequence[str]:
    draft = article.draft
    if draft is None:
        return source_id, article.url, article.trouble, "", "", "", ""
    flags = ", ".join(sorted(draft.flags))
    who, when = ", ".join(draft.authors), _minute(draft.published)
    return source_id, article.url, draft.title, who, when, str(draft.word_count), flags


def _share(part: Sequence[Link], whole: Sequence[Link]) -> str:
    return f"{len(part) / len(whole):.0%}" if whole else ""


def _minute(time: datetime | None) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if time else ""


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(line) + " |" for line in (columns, ["---"] * len(columns))]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in text)
    short = line if len(line) <= LONGEST_CELL else line[: LONGEST_CELL - 1] + "…"
    return _MARKUP.sub(r"\\\g<0>", short)
