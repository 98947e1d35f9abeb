"""Write docs/sources.md: the catalogue as a page.

.venv/bin/python scripts/sources_page.py [FILE]
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.source import Paywall, Source, place_in_list
from crawler.catalog import OWN, load_catalog

PAGE = Path(__file__).parent.parent / "docs" / "sources.md"
HEAD = """\
# Sources

{watched} sources are watched, {off} more are known and off. `make docs` makes this page from the files of
`crawler/catalog/`; [adding a site](adding-a-site.md) says what their fields mean. `evwatch sources list`
shows the same with the latest polls.
"""
OFF = """
## Off

What a polite crawler may not read, or evwatch cannot, with the reason. These are never polled.
"""
WATCHED_COLUMNS = ("id", "source", "language", "country", "about", "trust", "paywall", "watched by", "note")
OFF_COLUMNS = ("id", "source", "country", "about", "why it is off")
TITLES = {"north-america": "North America", "latin-america": "Latin America", "middle-east": "Middle East"}


def page(sources: Sequence[Source]) -> str:
    """The page in Markdown."""
    in_order = sorted(sources, key=lambda source: place_in_list(source.country, source.focus))
    watched = [source for source in in_order if not source.off]
    off = [source for source in in_order if source.off]
    parts = [HEAD.format(watched=len(watched), off=len(off))]
    for region in dict.fromkeys(source.region for source in watched):
        here = [source for source in watched if source.region == region]
        parts.append(
            f"\n## {TITLES.get(region, region.title())}\n\n{_table(WATCHED_COLUMNS, map(_watched, here))}"
        )
    return "".join(parts) + OFF + "\n" + _table(OFF_COLUMNS, map(_off, off))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _watched(source: Source) -> Sequence[str]:
    lists = (("feed", source.feeds), ("section page", source.section_pages), ("sitemap", source.sitemaps))
    by = ", ".join(f"[{kind}]({url})" for kind, urls in lists for url in urls)
    paywall = "" if source.paywall == Paywall.NO else source.paywall
    about = ", ".join(source.focus)
    return (
        *(f"`{source.id}`", _home(source), source.language, source.country, about, str(source.trust)),
        *(paywall, by, source.note),
    )


def _off(source: Source) -> Sequence[str]:
    return f"`{source.id}`", _home(source), source.country, ", ".join(source.focus), source.off


def _home(source: Source) -> str:
    return f"[{source.name}]({source.home})"


if __name__ == "__main__":
    (Path(sys.argv[1]) if sys.argv[1:] else PAGE).write_text(page(load_catalog(OWN)), "utf-8")
