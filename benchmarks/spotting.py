"""Entities in texts a second, beside one regular expression of all their names.

    python -m benchmarks.spotting [--rounds 20]

The texts are the articles of the demo newsroom, a few of them joined to the length of a news article. The
expression finds names only: no context, no capitals, no decoys. CPU time of one core, caches filled.
"""

import argparse
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

from core.gazetteer import gazetteer
from core.gazetteer.spotting import Spotter
from demo.world import load_world

JOINED = 4
NOW = datetime(2023, 12, 7, tzinfo=UTC)


def main() -> None:
    """Measure both and print a line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20, help="how often every text is read")
    rounds = parser.parse_args().rounds
    texts = _texts()
    length = sum(map(len, texts)) / len(texts)
    spotter = Spotter(gazetteer())
    named = sum(len(spotter.spot(text)) for text in texts) / len(texts)
    print(f"{len(texts)} texts of {length:,.0f} characters, {named:.1f} entities in each")
    ours = _texts_a_second(spotter.spot, texts, rounds)
    plain = _texts_a_second(_expression().findall, texts, rounds)
    print(f"spotter             {ours:8,.0f} texts/s")
    print(f"regular expression  {plain:8,.0f} texts/s: the spotter is {ours / plain:.1f} x")


def _texts() -> list[str]:
    gold = load_world().gold(port=80, at=NOW)
    articles = ["\n".join((each.title, *each.paragraphs)) for each in gold if each.paragraphs]
    return ["\n".join(articles[first : first + JOINED]) for first in range(0, len(articles), JOINED)]


def _expression() -> re.Pattern[str]:
    forms = {form for entity in gazetteer().entities for name in entity.names for form in name.forms}
    return re.compile("|".join(map(_bounded, sorted(forms, key=len, reverse=True))), re.IGNORECASE)


def _bounded(form: str) -> str:
    return rf"\b{re.escape(form)}\b" if form.isascii() else re.escape(form)


def _texts_a_second(read: Callable[[str], object], texts: list[str], rounds: int) -> float:
    began = time.process_time()
    for _ in range(rounds):
        for text in texts:
            read(text)
    return len(texts) * rounds / (time.process_time() - began)


if __name__ == "__main__":
    main()
