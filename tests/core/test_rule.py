"""What a rule may ask for."""

from datetime import UTC, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from core.errors import ConfigError
from core.rule import Digest, RuleOptions, Severity, rule_from

NOW = datetime(2023, 12, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "options",
    [
        {"quiet_from": "22:00"},
        {"quiet_from": "22:00", "quiet_until": "22:00"},
        {"zone": "Europe/Atlantis"},
        {"again_sources": 1},
        {"daily_limit": 0},
        {"muted_until": "2023-12-04T09:00"},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_meant_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RuleOptions.model_validate(options)


def test_options_come_back_from_their_stored_form() -> None:
    options = RuleOptions(
        severity=Severity.HIGH,
        digest=Digest.WEEKLY,
        quiet_from=time(22),
        quiet_until=time(7),
        zone="Asia/Shanghai",
    )
    stored = options.model_dump(mode="json", exclude_defaults=True)
    assert stored.keys() == {"severity", "digest", "quiet_from", "quiet_until", "zone"}
    assert RuleOptions.model_validate(stored) == options


def test_a_mute_ends_by_itself() -> None:
    options = RuleOptions(muted_until=NOW)
    assert [options.is_muted(NOW - timedelta(seconds=1)), options.is_muted(NOW)] == [True, False]


def test_a_rule_is_its_name_and_one_table_of_what_is_not_as_usual() -> None:
    said = {
        "query": "nio",
        "channels": ("desk",),
        "severity": "high",
        "quiet_from": "22:00",
        "quiet_until": "7:00",
    }
    rule = rule_from("news of NIO", said)

    assert rule.options == RuleOptions(severity=Severity.HIGH, quiet_from=time(22), quiet_until=time(7))
    assert list(rule.said()) == ["query", "channels", "severity", "quiet_from", "quiet_until"]
    assert rule_from(rule.name, rule.said()) == rule


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"query": "nio", "sevrity": "low"}, "there is no 'sevrity' in a rule .did you mean 'severity'"),
        ({"query": "nio", "name": "NIO"}, "there is no 'name' in a rule"),
        ({"severity": "low"}, "it says no query"),
        ({"query": "nio", "severity": "urgent"}, "severity: Input should be 'low', 'medium' or 'high'"),
        ({"query": "nio", "digest_at": 8}, "digest_at: 8 is no time of day; write it like 08:00"),
        ({"query": "nio", "digest_at": "08:00+01:00"}, "digest_at: 08:00\\+01:00 is no time of day"),
        ({"query": "nio", "daily_limit": True}, "daily_limit: Input should be a valid integer"),
        ({"query": "nio", "quiet_from": "22:00"}, "quiet hours need both"),
    ],
)
def test_a_slip_is_named_with_its_rule_and_key(said: dict[str, object], reason: str) -> None:
    with pytest.raises(ConfigError, match=f"^rule 'licences': {reason}"):
        rule_from("licences", said)
