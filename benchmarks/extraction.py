"""Extraction against trafilatura's default, on pages whose true values are known.

    python -m benchmarks.extraction --data DIR [--sets a,b] [--sample N]

``DIR/<set>/pages.jsonl`` has ``html`` (path of a gzipped file below DIR), ``url`` and ``gold``
with any of ``title``, ``authors``, ``date``, ``body``. Both extractors read each page in turn, so that their
CPU times compare. Without --data it says so and ends: the pages are not part of this repository.
"""

import argparse
import gzip
import json
import random
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from trafilatura import bare_extraction

from crawler.extraction import extract

SHINGLE = 4
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|\w+")
Values = dict[str, Any]


def main() -> int:
    options = _options()
    if options.data is None:
        print("no --data DIR given: nothing to measure")
        return 0
    scores: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    cpu_s: dict[str, float] = defaultdict(float)
    for name, page in _pages(options):
        html = gzip.decompress((options.data / page["html"]).read_bytes())
        for label, extractor in EXTRACTORS.items():
            started = time.process_time()
            got = extractor(html, page["url"])
            cpu_s[label] += time.process_time() - started
            for field, score in _scores(page["gold"], got):
                scores[name, label][field].append(score)
    _print_table(scores)
    if cpu_s["ours"]:
        print(f"\npages per CPU second against trafilatura: {cpu_s['trafilatura'] / cpu_s['ours']:.2f} x")
    return 0


def ours(html: bytes, url: str) -> Values:
    draft = extract(html, url)
    return {"title": draft.title, "authors": draft.authors, "date": draft.date, "body": draft.body}


def trafilatura(html: bytes, url: str) -> Values:
    found: Any = bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    if found is None:
        return {}
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    date = datetime.fromisoformat(found.date) if found.date else None
    return {"title": found.title, "authors": authors, "date": date, "body": found.text}


EXTRACTORS: dict[str, Callable[[bytes, str], Values]] = {"ours": ours, "trafilatura": trafilatura}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of the sets")
    parser.add_argument("--sets", default="", help="comma-separated; all by default")
    parser.add_argument("--sample", type=int, default=0, help="so many pages of each set; all by default")
    return parser.parse_args()


def _pages(options: argparse.Namespace) -> Iterator[tuple[str, Values]]:
    wanted = set(filter(None, options.sets.split(",")))
    for listing in sorted(options.data.glob("*/pages.jsonl")):
        name = listing.parent.name
        if wanted and name not in wanted:
            continue
        pages = [json.loads(line) for line in listing.read_text().splitlines()]
        if options.sample:
            pages = random.Random(name).sample(pages, min(options.sample, len(pages)))
        yield from ((name, page) for page in pages)


def _scores(gold: Values, got: Values) -> Iterator[tuple[str, float]]:
    if gold.get("title"):
        yield "title=", float(_folded(gold["title"]) == _folded(got.get("title") or ""))
    if gold.get("authors"):
        yield "au=", float({*map(_folded, gold["authors"])} == {*map(_folded, got.get("authors") or ())})
    if gold.get("date"):
        date = got.get("date")
        yield "date=", float(date is not None and date.date().isoformat() == gold["date"][:10])
    if gold.get("body"):
        yield "body F1", _overlap(gold["body"], got.get("body") or "")


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text).casefold())


def _overlap(gold: str, got: str) -> float:
    """F1 of the runs of four words (Han and Kana: characters) that two texts share."""
    first, second = _shingles(gold), _shingles(got)
    return 2 * (first & second).total() / max(1, first.total() + second.total())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    return Counter(zip(*(words[i:] for i in range(SHINGLE)), strict=False))


def _print_table(scores: dict[tuple[str, str], dict[str, list[float]]]) -> None:
    fields = ("title=", "au=", "date=", "body F1")
    print("| set | extractor | " + " | ".join(fields) + " |\n|---|---|" + "---|" * len(fields))
    for (name, label), found in scores.items():
        cells = [f"{fmean(found[field]):.3f}" if found[field] else "" for field in fields]
        print(f"| {name} | {label} | {' | '.join(cells)} |")


if __name__ == "__main__":
    sys.exit(main())
