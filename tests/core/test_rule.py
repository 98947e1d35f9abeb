"""What a rule may ask for."""

from datetime import UTC, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from core.rule import Digest, RuleOptions, Severity

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
