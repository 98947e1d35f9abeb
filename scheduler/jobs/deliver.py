"""Deliver: the outbox -> channels. Each channel has its own thread: a slow one delays no other."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core import clock
from core.errors import ConfigError, DeliveryError
from scheduler.alerts.channels import Channel, open_channel
from scheduler.alerts.digest_message import compose_bulletin, said_reason
from scheduler.alerts.message import Message, compose, compose_notice
from storage import outbox
from storage.outbox import Delivery, Destination, RetryPolicy
from storage.schema import DeliveryState
from storage.session import Database

# Beyond connecting and answering: Apprise spaces its requests by up to 5.5 s.
SPARE_S = 10.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a run of the job came to; ``running`` channels were still at it when it ended."""

    sent: int = 0
    failed: int = 0
    dead: int = 0
    running: int = 0

    @property
    def detail(self) -> str | None:
        """One line for the log and the status; None when there was nothing to do."""
        if self == Delivered():
            return None
        parts = [f"sent {self.sent} messages"]
        parts += [f"{self.failed} attempts failed"] if self.failed else []
        parts += [f"{self.dead} given up"] if self.dead else []
        parts += [f"{self.running} channels at work"] if self.running else []
        return ", ".join(parts)


class Deliverer:
    """Keeps one thread per channel while that has messages due.

    ``timeout_s`` is what one attempt may take to connect, and again to answer.
    """

    def __init__(
        self,
        database: Database,
        *,
        timeout_s: float,
        policy: RetryPolicy | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._database = database
        self._timeout_s = timeout_s
        self._hold = timedelta(seconds=2 * timeout_s + SPARE_S)
        self._policy = policy or RetryPolicy()
        self._now = now
        self._threads: dict[int, threading.Thread] = {}
        self._counted: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def tick(self, *, patience_s: float = 0.0) -> Delivered:
        """Start on every channel that has something due and is not at work. A channel that takes longer
        than ``patience_s`` goes on by itself.

        Returns what the channels have done since the last report.
        """
        with self._database.reading() as session:
            due = outbox.due_destinations(session, now=self._now())
        self._threads = {key: thread for key, thread in self._threads.items() if thread.is_alive()}
        for destination in due:
            if destination.id not in self._threads and not self._stopping.is_set():
                thread = threading.Thread(
                    target=self._work, args=(destination,), name=f"deliver-{destination.id}", daemon=True
                )
                self._threads[destination.id] = thread
                thread.start()
        return self.wait(patience_s)

    def wait(self, timeout_s: float | None = None) -> Delivered:
        """Wait until the channels are done, at most ``timeout_s`` in all."""
        until = clock.monotonic_s() + timeout_s if timeout_s is not None else None
        for thread in list(self._threads.values()):
            thread.join(None if until is None else max(0.0, until - clock.monotonic_s()))
        return self._report()

    def stop(self, timeout_s: float) -> Delivered:
        """Send nothing more; attempts that run may end within ``timeout_s``. One that does not is made
        again, under the same key, when its hold has run out."""
        self._stopping.set()
        return self.wait(timeout_s)

    def _report(self) -> Delivered:
        with self._lock:
            counted, self._counted = self._counted, Counter()
        running = sum(thread.is_alive() for thread in self._threads.values())
        return Delivered(counted["sent"], counted["failed"], counted["dead"], running)

    def _count(self, what: str) -> None:
        with self._lock:
            self._counted[what] += 1

    def _work(self, destination: Destination) -> None:
        """The thread of one channel: its messages in order, until one fails or none is due."""
        try:
            channel: Channel | None = None
            while not self._stopping.is_set():
                with self._database.writing() as session:
                    delivery = outbox.take_head(session, destination.id, now=self._now(), hold=self._hold)
                if delivery is None:
                    return
                try:
                    channel = channel or open_channel(destination.url, timeout_s=self._timeout_s)
                    channel.send(message_of(delivery))
                except Exception as error:
                    self._failed(destination, delivery, _as_delivery_error(error))
                    return
                self._sent(destination, delivery)
        except Exception:
            logger.exception("delivery stopped", extra={"channel": destination.name})

    def _sent(self, destination: Destination, delivery: Delivery) -> None:
        with self._database.writing() as session:
            outbox.mark_sent(session, delivery.id, now=self._now())
        self._count("sent")
        logger.info("alert sent", extra=_about(destination, delivery))

    def _failed(self, destination: Destination, delivery: Delivery, error: DeliveryError) -> None:
        with self._database.writing() as session:
            state = outbox.mark_failed(session, delivery.id, error, policy=self._policy, now=self._now())
        self._count("dead" if state == DeliveryState.DEAD else "failed")
        logger.warning(
            "alert given up" if state == DeliveryState.DEAD else "alert not sent",
            extra={**_about(destination, delivery), "attempts": delivery.attempts, "reason": str(error)},
        )


def deliver(
    database: Database,
    *,
    timeout_s: float,
    policy: RetryPolicy | None = None,
    now: Callable[[], datetime] = clock.now,
) -> Delivered:
    """Send what is due and wait until every channel is done with it."""
    deliverer = Deliverer(database, timeout_s=timeout_s, policy=policy, now=now)
    first, rest = deliverer.tick(), deliverer.wait()
    return Delivered(first.sent + rest.sent, first.failed + rest.failed, first.dead + rest.dead)


def message_of(delivery: Delivery) -> Message:
    """What the delivery says."""
    if delivery.notice is not None:
        return compose_notice(delivery.key, delivery.notice)
    if delivery.bulletin is not None:
        return compose_bulletin(delivery.key, delivery.bulletin)
    message = compose(delivery)
    return replace(message, reason=said_reason(delivery.reason, delivery.sources, is_late=delivery.late))


def _as_delivery_error(error: Exception) -> DeliveryError:
    if isinstance(error, DeliveryError):
        return error
    if isinstance(error, ConfigError):
        return DeliveryError(str(error), retry_after=timedelta(0))
    # A fault of ours or of a plugin: its text may hold secrets of the address.
    logger.debug("channel failed", exc_info=error)
    return DeliveryError(f"the channel failed with {type(error).__name__}", retry_after=timedelta(0))


def _about(destination: Destination, delivery: Delivery) -> dict[str, object]:
    return {"channel": destination.name, "rule": delivery.rule, "key": delivery.key}
