"""A backfill that is killed again and again: every address fetched or failed with a reason, none twice.

    python -m benchmarks.backfill [--urls 10000] [--kills 50] [--seed 1]

A site on loopback lists its archive in monthly sitemaps; one address in fifty is gone. The crawl and its
parsers get SIGKILL at random moments, then the last one runs to its end. Exit status 1 when anything is
missing or double.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from storage.schema import FrontierRow, PageRow
from tests.support.bench import Bench, bench_of
from tests.support.child import kill_all
from tests.support.pages import Page, Pages, serving

LAST = date(2024, 6, 30)
SINCE = "2010-01-01"
GONE = 50


def build(site: Pages, count: int) -> tuple[set[str], set[str]]:
    """Fill the site; the addresses of its articles, and those that are gone."""
    site.pages["/robots.txt"] = Page(f"Sitemap: {site.url('/index.xml')}".encode(), "text/plain")
    site.feed()
    months: dict[str, list[str]] = {}
    articles, gone = set(), set()
    for number in range(count):
        day = LAST - timedelta(days=number // 10)
        path = f"/{day:%Y/%m/%d}/harbour-{number}"
        months.setdefault(f"{day:%Y-%m}", []).append(site.url(path))
        if number % GONE:
            site.article(path, f"What the harbour saw on day {number}")
            articles.add(site.url(path))
        else:
            gone.add(site.url(path))
    for month, urls in months.items():
        site.pages[f"/sitemap-{month}.xml"] = _sitemap("urlset", "url", urls)
    parts = [site.url(f"/sitemap-{month}.xml") for month in months]
    site.pages["/index.xml"] = _sitemap("sitemapindex", "sitemap", parts)
    return articles, gone


def _sitemap(root: str, item: str, urls: Sequence[str]) -> Page:
    listed = "".join(f"<{item}><loc>{url}</loc></{item}>" for url in urls)
    return Page(f"<{root}>{listed}</{root}>".encode(), "application/xml")


def crawl(on: Bench, until: int, site: Pages) -> bool:
    """One backfill, killed with all its processes once the site has had ``until`` requests; True when it
    came to its end before."""
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", "sources=pages", "-a", f"since={SINCE}"]
    with subprocess.Popen([*command, "-L", "ERROR"], env=on.scrapy_env, cwd=os.getcwd()) as running:
        while running.poll() is None and len(site.asked) < until:
            time.sleep(0.005)
        ended = running.poll() == 0
        kill_all(running.pid)
    return ended


def faults(on: Bench, site: Pages, articles: set[str], gone: set[str]) -> dict[str, int]:
    """What must not be, counted; and how many pages were fetched again, which a kill may cost."""
    rows, stored = on.rows(FrontierRow), Counter(row.url for row in on.articles())
    asked = Counter(site.url(path) for path in site.asked)
    done = {row.url for row in rows if row.state == "done"}
    failed = {row.url for row in rows if row.state == "failed" and row.reason == "not_found"}
    return {
        "articles missing": len(articles - set(stored)) + len(articles - done),
        "articles stored twice": sum(count - 1 for count in stored.values()),
        "pages kept twice": on.count(PageRow) - len(articles),
        "gone without a reason": len(gone - failed),
        "neither done nor failed": len(rows) - len(done) - len(failed),
        "(fetched again)": sum(asked[url] - 1 for url in articles | gone if asked[url]),
    }


def main() -> None:
    """Kill, go on, count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--urls", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, started = random.Random(options.seed), time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, serving() as site:
        articles, gone = build(site, options.urls)
        usual = max(options.urls // (options.kills + 1), 1)
        with bench_of(Path(scratch)) as on:
            site.write_source(Path(scratch) / "catalog")
            kills = 0
            while kills < options.kills and not crawl(
                on, len(site.asked) + chance.randint(1, 2 * usual), site
            ):
                kills += 1
            while not crawl(on, sys.maxsize, site):
                pass
            found = faults(on, site, articles, gone)
    for name, count in found.items():
        print(f"{count:6} {name}")
    seconds = time.monotonic() - started
    print(f"{options.urls} addresses, {kills} kills, {len(site.asked)} requests, {seconds:.0f} s")
    if any(count for name, count in found.items() if not name.startswith("(")):
        sys.exit(1)


if __name__ == "__main__":
    main()
