"""robots.txt by RFC 9309: fetched once a day per host, kept in the database; unreachable means no."""

import asyncio
from datetime import timedelta
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from core import clock
from core.errors import SkipReason
from core.health import Kind
from core.urls import host_of
from crawler import failures
from crawler.failures import Failure
from crawler.refusals import AddressRefused, RobotsRefused, RobotsUnreachable
from crawler.run import Run
from storage import hosts

AGENT_NAME = "evwatch"
STALE_AFTER = timedelta(days=30)  # while no newer one can be had, RFC 9309 §2.3.1.4
FRESH_FOR = timedelta(hours=24)  # RFC 9309 §2.4
MAX_BYTES = 500 * 1024  # RFC 9309 §2.5
LONGEST_DELAY_S = 60.0
PRIORITY = 1000
IS_ROBOTS = "is_robots"

NO_ANSWER = Failure(SkipReason.UNREACHABLE, "no answer", final=False, kind=Kind.UNREACHABLE)
ALLOW_ALL = Protego.parse("")


class Robots:
    """Holds every request until the host's rules are known, and drops those it disallows."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._run = Run.of(crawler)
        self._rules: dict[str, asyncio.Future[Protego | None]] = {}
        self._troubles: dict[str, Failure] = {}
        self._refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises RobotsRefused for what the host's robots.txt disallows, RobotsUnreachable while it cannot be
        read (RFC 9309 §2.3.1.4)."""
        if request.meta.get(IS_ROBOTS):
            return
        rules = await self._rules_for(request.url)
        if rules is None:
            host = host_of(request.url)
            if host in self._refused:
                raise AddressRefused(self._refused[host])
            trouble = self._troubles.get(host, NO_ANSWER)
            raise RobotsUnreachable(f"robots.txt of {host}: {trouble.detail}", kind=trouble.kind)
        if not rules.can_fetch(request.url, AGENT_NAME):
            raise RobotsRefused(f"robots.txt of {host_of(request.url)} disallows it")

    async def _rules_for(self, url: str) -> Protego | None:
        host = host_of(url)
        if host not in self._rules:
            self._rules[host] = asyncio.get_running_loop().create_future()
            rules = None
            try:
                rules = await self._load(url, host)
                self._keep_pace(url, rules)
            finally:
                self._rules[host].set_result(rules)
        return await self._rules[host]

    async def _load(self, url: str, host: str) -> Protego | None:
        kept = await self._run.session.read(lambda session: hosts.robots_copy(session, host))
        if kept is not None and clock.now() - kept.fetched_at < FRESH_FOR:
            return parse(kept)
        copy = await self._fetch(url)
        if copy is not None:
            await self._run.session.write(lambda session: hosts.keep_robots(session, host, copy))
            return parse(copy)
        is_usable = kept is not None and clock.now() - kept.fetched_at < STALE_AFTER
        return parse(kept) if kept is not None and is_usable else None

    async def _fetch(self, url: str) -> hosts.RobotsCopy | None:
        scheme, _, rest = url.partition("://")
        request = Request(
            f"{scheme}://{rest.split('/', 1)[0].split('?', 1)[0]}/robots.txt",
            priority=PRIORITY,
            callback=NO_CALLBACK,
            meta={IS_ROBOTS: True, "handle_httpstatus_list": list(range(400, 600))},
            dont_filter=True,
        )
        engine = self._crawler.engine
        assert engine is not None
        try:
            response: Response = await engine.download_async(request)
        except AddressRefused as error:
            self._refused[host_of(url)] = str(error)
            return None
        except Exception as error:
            self._troubles[host_of(url)] = failures.of_error(error)
            return None
        failure = failures.of_status(response.status)
        if failure is not None and (response.status >= 500 or response.status == 429):
            self._troubles[host_of(url)] = failure
            return None
        return hosts.RobotsCopy(response.status, whole_lines(response.body), clock.now())

    def _keep_pace(self, url: str, rules: Protego | None) -> None:
        """A crawl-delay longer than ours is honoured, up to a minute."""
        delay = rules.crawl_delay(AGENT_NAME) if rules is not None else None
        engine = self._crawler.engine
        if delay is None or engine is None:
            return
        downloader = engine.downloader
        key = downloader.get_slot_key(Request(url))
        longer = max(self._run.settings.host_delay_s, min(float(delay), LONGEST_DELAY_S))
        downloader.per_slot_settings[key] = {**downloader.per_slot_settings.get(key, {}), "delay": longer}
        if key in downloader.slots:
            downloader.slots[key].delay = longer


def whole_lines(body: bytes) -> bytes:
    """What of a robots.txt is read: ``MAX_BYTES`` at most, without a rule that they would cut in half."""
    if len(body) <= MAX_BYTES:
        return body
    head = body[:MAX_BYTES]
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]


def parse(copy: hosts.RobotsCopy) -> Protego:
    """The rules of a robots.txt."""
    # RFC 9309 §2.3.1.3: any 4xx means that there are no rules.
    if copy.status >= 400:
        return ALLOW_ALL
    return Protego.parse(copy.body.decode("utf-8-sig", "replace"))
