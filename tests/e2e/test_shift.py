"""A backlog of one slow site does not hold up the next look at the lists of all others."""

from pathlib import Path

from storage.schema import FrontierRow, State
from tests.support.bench import Bench, bench_of
from tests.support.child import Done, run_child
from tests.support.pages import serving

BACKLOG = 60


def _shift(on: Bench) -> Done:
    command = [on.python, "-m", "scrapy", "crawl", "news", "-a", "due=1", "-L", "ERROR"]
    return run_child(command, env=on.scrapy_env, cwd=on.folder)


def _states(on: Bench) -> dict[str, int]:
    states = [row.state for row in on.rows(FrontierRow)]
    return {state: states.count(state) for state in set(states)}


def test_a_crawl_of_the_monitor_ends_its_shift_and_the_next_goes_on(tmp_path: Path) -> None:
    with serving() as site, bench_of(tmp_path, host_delay_s=0.1, crawl_shift_s=1) as on:
        paths = [f"/story-{number}" for number in range(BACKLOG)]
        for path in paths:
            site.article(path, f"A story at {path}")
        site.feed(*map(site.url, paths))
        site.write_source(on.folder / "catalog")
        assert _shift(on).status == 0
        left = _states(on)
        assert left[State.QUEUED] >= 10
        assert left[State.DONE] >= 10
        assert _shift(on).status == 0
        assert _states(on)[State.DONE] > left[State.DONE]
        assert all(row.lease_until is None for row in on.rows(FrontierRow))
        assert len(site.asked) == len(set(site.asked) - {"/feed"}) + site.asked.count("/feed")
