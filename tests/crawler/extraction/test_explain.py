"""What `evwatch fetch --explain` shows is what the cascade saw, with the winners of the draft."""

import json
from pathlib import Path

from core.article import Field, Opinion
from crawler.extraction import extract
from crawler.extraction.explain import LONGEST_SHOWN, explain
from tests.support.bench import bench_of
from tests.support.pages import serving

PAGE = (Path(__file__).parents[2] / "fixtures" / "extraction" / "author_box.html").read_bytes()
URL = "https://voltharbour.example/2024/02/06/lisbon-ferries/"


def of(field: Field) -> list[Opinion]:
    return [opinion for opinion in explain(PAGE, URL) if opinion.field is field]


def test_each_field_of_the_draft_has_one_winner_from_the_stage_that_supplied_it() -> None:
    origins = extract(PAGE, URL).origins
    winners = {opinion.field: opinion for opinion in explain(PAGE, URL) if opinion.chosen}
    assert {field: winner.stage for field, winner in winners.items()} == {
        field: origin.stage for field, origin in origins.items()
    }
    assert sum(opinion.chosen for opinion in explain(PAGE, URL)) == len(winners)


def test_losers_are_listed_with_their_trust_and_claim() -> None:
    titles = of(Field.TITLE)
    assert [one for one in titles if not one.chosen]
    assert all(one.claim and 0 < one.confidence <= 1 for one in titles)


def test_long_values_are_shortened() -> None:
    assert len(of(Field.BODY)[0].value) <= LONGEST_SHOWN


def test_a_page_of_nothing_has_no_opinions() -> None:
    assert explain(b"", URL) == []


def test_the_command_prints_every_opinion_and_marks_the_winners(tmp_path: Path) -> None:
    with serving("127.0.0.2") as site, bench_of(tmp_path, allow_networks="127.0.0.2/32") as on:
        site.article("/robots-build-batteries", "Robots build batteries")
        address = site.url("/robots-build-batteries")
        table = on.evwatch("fetch", address, "--explain")
        shown = json.loads(on.evwatch("fetch", address, "--explain", "--json").out)
    assert table.status == 0
    assert "4-headline" in table.out
    titles = [one for one in shown["opinions"] if one["field"] == "title"]
    assert [one["value"] for one in titles if one["chosen"]] == ["Robots build batteries"]
