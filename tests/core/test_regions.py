"""The parts of the world."""

import pytest
from babel.core import get_global

from core.regions import REGION_OF, region_of


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("CN", "china"),
        ("HK", "china"),
        ("EU", "europe"),
        ("US", "north-america"),
        ("AU", "asia-pacific"),
        ("", ""),
    ],
)
def test_a_country_lies_in_its_region(country: str, region: str) -> None:
    assert region_of(country) == region


def test_every_country_that_has_a_time_zone_lies_somewhere() -> None:
    assert set(get_global("territory_zones")) - set(REGION_OF) == {"001", "ZZ"}  # the world, nowhere
