"""What is read of a robots.txt, and for how long."""

from datetime import timedelta
from pathlib import Path

import pytest

from core import clock
from crawler.middlewares.robots import AGENT_NAME, MAX_BYTES, parse, whole_lines
from storage import hosts
from storage.hosts import RobotsCopy
from tests.support.bench import bench_of
from tests.support.pages import Page, serving


def test_a_byte_order_mark_does_not_hide_the_first_group() -> None:
    body = "\ufeffUser-agent: *\nDisallow: /private\n".encode()
    rules = parse(RobotsCopy(200, body, clock.now()))
    assert not rules.can_fetch("https://a.example/private/1", AGENT_NAME)
    assert rules.can_fetch("https://a.example/news", AGENT_NAME)


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_a_rule_that_the_size_limit_cuts_in_half_is_no_rule(end: bytes) -> None:
    rule = b"Disallow: /a/long/way" + end
    body = b"User-agent: *" + end + rule * (MAX_BYTES // len(rule) + 1)
    assert whole_lines(body).endswith(rule)
    assert MAX_BYTES - len(rule) < len(whole_lines(body)) <= MAX_BYTES
    assert whole_lines(rule[:-1]) == rule[:-1], "a last line without its end is whole"


@pytest.mark.parametrize(("age_days", "stored"), [(29, 1), (31, 0)])
def test_an_old_copy_serves_for_a_month_while_no_newer_one_can_be_had(
    tmp_path: Path, age_days: int, stored: int
) -> None:
    with serving("127.0.0.7") as site, bench_of(tmp_path) as on:
        site.feed(site.url("/a"))
        site.article("/a", "Kept rules")
        site.pages["/robots.txt"] = Page(status=500)
        site.write_source(tmp_path / "catalog")
        copy = RobotsCopy(200, b"", clock.now() - timedelta(days=age_days))
        on.write(lambda session: hosts.keep_robots(session, f"{site.address}:{site.port}", copy))
        assert on.crawl().status == 1 - stored, "a list that may not be read fails the command"
        assert len(on.articles()) == stored
