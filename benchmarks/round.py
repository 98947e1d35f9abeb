"""What a round over many sites takes: slow ones among them, and one in which nothing is new.

    python -m benchmarks.round [--sites 200] [--hanging 5] [--sources 1000]

First ``--sites`` sites whose every answer takes 200 ms, some of which never answer for an article: the round
should take what the delays of one site dictate. The baseline is the same requests one after the other. Then
``--sources`` feeds of which none has anything new: one conditional request each, with the crawl's seconds and
CPU seconds.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from tests.support.bench import bench_of
from tests.support.sites import Sites, serving

DELAY_S = 0.5
TIMEOUT_S = 5.0


def slow(count: int, hanging: int) -> None:
    """A round over slow and hanging sites."""
    with tempfile.TemporaryDirectory() as scratch, serving(Sites(count, hanging=hanging)) as sites:
        folder = Path(scratch)
        with bench_of(folder, host_delay_s=DELAY_S, request_timeout_s=TIMEOUT_S, extract_timeout_s=60) as on:
            sites.write_catalog(folder / "catalog")
            assert on.evwatch("crawl").status == 0
        took = max(one.ended_s for one in sites.log) - min(one.started_s for one in sites.log)
        in_turn = sum(max(one.ended_s - one.started_s, DELAY_S) for one in sites.log)
        dictated = max((1 + sites.articles) * DELAY_S + sites.delay_s, 2 * DELAY_S + TIMEOUT_S)
        at_once = sum(one.others > 0 for one in sites.log)
        private = sum(one.path.startswith("/private/") for one in sites.log)
    print(
        f"{count} sites, {hanging} of them hanging: {len(sites.log)} requests in {took:.1f} s"
        f" (one site's delays: {dictated:.1f} s; one after the other: {in_turn:.0f} s);"
        f" {at_once} times two at once at a site, {private} times what robots.txt disallows",
        flush=True,
    )


def nothing_new(count: int) -> None:
    """Two rounds over feeds; the second one has nothing to bring."""
    with tempfile.TemporaryDirectory() as scratch, serving(Sites(count, articles=0, delay_s=0)) as sites:
        folder = Path(scratch)
        with bench_of(folder, host_delay_s=DELAY_S, request_timeout_s=30) as on:
            sites.write_catalog(folder / "catalog")
            assert on.evwatch("crawl").status == 0
            sites.log.clear()
            before, started = _cpu_s(), time.monotonic()
            assert on.evwatch("crawl").status == 0
            took, cpu = time.monotonic() - started, _cpu_s() - before
    statuses = {status: sum(one.status == status for one in sites.log) for status in (200, 304)}
    conditional = sum(one.conditional for one in sites.log)
    print(
        f"{count} sources, nothing new: {len(sites.log)} requests, {conditional} of them conditional,"
        f" {statuses[304]} not modified; {took:.1f} s, {cpu:.1f} s of CPU",
        flush=True,
    )


def _cpu_s() -> float:
    """CPU seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Both rounds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--hanging", type=int, default=5)
    parser.add_argument("--sources", type=int, default=1000)
    options = parser.parse_args()
    # Every site has an address, and a socket, of its own.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    slow(options.sites, options.hanging)
    nothing_new(options.sources)


if __name__ == "__main__":
    main()
