"""Job: judge every source, tell the operator once what has fallen silent, and once a day that all is well."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.diagnosis import assess, line_down_since
from core.health import Poll, State, Verdict
from core.settings import Settings
from core.standing import Alarm, Standing, step
from storage import health as store
from storage import notices, silence
from storage.schema import LineRow, SourceStateRow
from storage.session import Database

_DOWN = "no source can be reached"
# A proof that is later than this (the machine was off) would speak of a day that is over.
_PROOF_LATEST = timedelta(hours=6)


def tend_health(database: Database, settings: Settings, now: datetime) -> str | None:
    """Look at every source that is watched; what was told, None when nothing had to be."""
    with database.writing() as session:
        told = judge(session, now=now)
        store.tidy(session, now=now)
        if settings.proof_at is not None:
            told += _prove_silence(session, settings.proof_at, ZoneInfo(settings.proof_zone), now)
    return "; ".join(told) or None


def judge(session: Session, *, now: datetime) -> list[str]:
    """Store what is thought of each source, and put alarms into the outbox; the titles of those told.

    While nobody at all answers it is our own line: that is told, and no source is judged.
    """
    # Tens of thousands of rows at a thousand sources: read when something has failed.
    polls: Callable[[], list[Poll]] = cache(lambda: store.latest_polls(session))
    down_since = None if store.was_last_reached(session) else line_down_since(polls())
    told, is_down = _judge_line(session, down_since, now)
    if is_down:
        return told
    known = store.states(session)
    for source_id, chart in store.charts(session, store.unjudged(session), now=now).items():
        verdict = assess(chart, polls() if chart.is_in_doubt else (), now=now)
        told += _judge_source(session, source_id, known.get(source_id), verdict, now)
        store.keep_median(session, source_id, chart.looks, now=now)
    return told


def _judge_source(
    session: Session, source_id: str, row: SourceStateRow | None, verdict: Verdict, now: datetime
) -> list[str]:
    before = _standing(row) if row is not None else None
    after, alarm = step(before, verdict, now=now)
    if row is None:
        row = SourceStateRow(source_id=source_id)
        session.add(row)
    row.state, row.why, row.detail = after.verdict.state, after.verdict.why, after.verdict.detail
    row.since, row.good_since, row.judged_at = after.since, after.good_since, now
    row.recoveries, row.recovered_at = after.recoveries, after.recovered_at
    if alarm is None:
        return []
    if alarm is Alarm.RECOVERED:
        assert before is not None
        title, lines = (
            f"{source_id} is well again",
            [f"It was {_said(before.verdict)} since {_minute(before.since)}."],
        )
    else:
        title = f"{source_id} is {_said(verdict)}"
        lines = [verdict.detail, "See `evwatch sources health`."]
    notices.tell(session, f"{alarm}/{source_id}/{after.since.isoformat()}", title, lines, now=now)
    return [title]


def _judge_line(session: Session, down_since: datetime | None, now: datetime) -> tuple[list[str], bool]:
    row = store.line_down(session)
    if down_since is not None:
        if row is not None:
            return [], True
        session.add(LineRow(down_since=down_since))
        lines = [f"Every host has been silent since {_minute(down_since)}: it is most likely our own line."]
        notices.tell(session, f"line/down/{down_since.isoformat()}", _DOWN, lines, now=now)
        return [_DOWN], True
    if row is None:
        return [], False
    title, lines = "sources can be reached again", [f"None could since {_minute(row.down_since)}."]
    notices.tell(session, f"line/up/{row.down_since.isoformat()}", title, lines, now=now)
    session.delete(row)
    return [title], False


def _prove_silence(session: Session, at: time, zone: ZoneInfo, now: datetime) -> list[str]:
    due = datetime.combine(now.astimezone(zone).date(), at, zone).astimezone(UTC)
    if not due <= now < due + _PROOF_LATEST:
        return []
    proof = silence.proof(session, since=now - timedelta(days=1))
    title = "evwatch watches: " + proof.sources
    key = f"proof/{now.astimezone(zone).date()}"
    return [title] if notices.tell(session, key, title, proof.lines, now=now) else []


def _standing(row: SourceStateRow) -> Standing:
    verdict = Verdict(State(row.state), row.why, row.detail)
    return Standing(verdict, row.since, row.good_since, row.recoveries, row.recovered_at)


def _said(verdict: Verdict) -> str:
    return (
        f"{verdict.state} ({verdict.why})" if verdict.why and verdict.why != verdict.state else verdict.state
    )


def _minute(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
