"""Digest: alerts whose time has come -> the outbox: held ones in order, others in digests and summaries."""

from datetime import datetime

from storage import plans, rules
from storage.session import Database

# Rules in one transaction: short ones let the crawls write between.
BATCH = 100


def tell(database: Database, now: datetime, *, batch: int = BATCH) -> str | None:
    """Tell what is due; what that came to, None when nothing was. Killed at any moment, it has told a rule's
    alerts or not, and noted that it has."""
    with database.reading() as session:
        due = plans.rules_with_due(session, now=now)
    told = 0
    for at in range(0, len(due), batch):
        with database.writing() as session:
            for rule in rules.enabled_rules(session, ids=due[at : at + batch]):
                told += plans.tell_due(session, rule, now=now)
    return f"told {told} messages that had waited" if told else None
