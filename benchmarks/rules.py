"""How well the ready rules find what their reader wants, beside the words that one would type for an alert.

    python -m benchmarks.rules [--part tune|held|all] [--verbose]

Every labelled article of the demo newsroom is read from its page as a crawl does and stored in a SQLite
file, and the monitor's own match job shows it to the eight ready rules whose readers are labelled. Precision
is how much of what a rule finds was wanted, recall how much of what was wanted it finds. Six of the eight
must reach 0.8 in both.

The baselines are rules of a few English words (``WORDS``), once in any inflection and once as typed. The
stories whose label falls into the half ``tune`` were looked at when the queries were improved, those of
``held`` were only counted. ``--verbose`` lists what was found wrongly, with the words, and what was missed,
with the clauses that failed.
"""

import argparse
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from benchmarks.labelled import PARTS, Told, add_sources, read_labelled, store
from core.article import Article
from core.gazetteer import gazetteer
from core.query.explain import query_text
from core.query.matcher import document, matches, spans
from core.query.nodes import And, Exact, Leaf, Node, Words, replace_leaves
from core.query.parser import parse
from demo.model import LABELLED_RULES
from demo.world import World, load_world
from scheduler.jobs.match import Matching
from storage import finding, rules
from storage.library import all_articles
from storage.migrate import open_database
from storage.schema import ArticleRow, MatchRow, RuleRow
from storage.session import Database

GOAL = 0.8
NEEDED = 6
WORDS = {
    "cn-licence": '"manufacturing license" OR "production license"',
    "contract-end": '"contract manufacturing" OR "contract manufacturer" OR "plant sale"',
    "factory": "factory OR gigafactory",
    "layoffs": 'layoffs OR "job cuts" OR "cuts jobs"',
    "monthly-deliveries": "deliveries",
    "recall-cn": "recall China",
    "recall-west": "recall -China",
    "tariff": 'tariffs OR "anti-subsidy"',
}
"""What one would type into a keyword alert for the same news, by the id of the ready rule."""
KINDS = ("ready rule", "words, inflected", "words as typed")
_LONGEST = 80  # characters of a clause or of a list of words in --verbose


@dataclass(frozen=True)
class Score:
    """Articles that were wanted, that were found, and that were both."""

    wanted: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """1 where nothing was wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def is_good(self) -> bool:
        """Whether it reaches the goal."""
        return min(self.precision, self.recall) >= GOAL


Found = Mapping[tuple[str, str], Collection[str]]
"""The addresses of the articles that a rule matched, by the preset and the kind of rule."""


def main() -> None:
    """Measure, print, and exit 1 when fewer rules than needed are good."""
    options = _options()
    world = load_world(events=True)
    told = read_labelled(world)
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'evwatch.db'}")
        try:
            found = matched(database, world, told)
            chosen = [each for each in told if each.is_in(options.part)]
            _print_table(found, chosen)
            if options.verbose:
                _print_mistakes(database, found, chosen)
        finally:
            database.close()
    good = sum(score(found[preset, KINDS[0]], preset, chosen).is_good for preset in LABELLED_RULES)
    said = f"{good} of {len(LABELLED_RULES)} rules have precision and recall of {GOAL:g} or more"
    print(f"{said}; needed {NEEDED}")
    sys.exit(good < NEEDED)


def matched(database: Database, world: World, told: Sequence[Told]) -> Found:
    """What the match job makes of the articles and of each preset's ready rule and baselines."""
    add_sources(database, list(world.sites.values()), told[0].time)
    kinds = {f"{preset}: {kind}": (preset, kind) for preset in LABELLED_RULES for kind in KINDS}
    with database.writing() as session:
        for name, (preset, kind) in kinds.items():
            rules.add_rule(session, name, _query(preset, kind), now=told[0].time)
        for each in told:
            store(session, each)
    Matching(database).run(told[-1].time)
    found: dict[tuple[str, str], set[str]] = {key: set() for key in kinds.values()}
    query = select(RuleRow.name, ArticleRow.url).select_from(MatchRow).join(RuleRow).join(ArticleRow)
    with database.reading() as session:
        for name, url in session.execute(query):
            found[kinds[name]].add(url)
    return found


def score(found: Collection[str], preset: str, chosen: Iterable[Told]) -> Score:
    """How well the rule that found these addresses serves the preset's reader among the ``chosen``."""
    pairs = [(preset in each.rules, each.draft.url in found) for each in chosen]
    wanted, hits = zip(*pairs, strict=True)
    return Score(sum(wanted), sum(hits), pairs.count((True, True)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=PARTS, default="all", help="whose articles count")
    parser.add_argument(
        "--verbose", action="store_true", help="list what was found wrongly and what was missed"
    )
    return parser.parse_args()


def _query(preset: str, kind: str) -> str:
    if kind == KINDS[0]:
        return gazetteer().presets[preset].query
    return WORDS[preset] if kind == KINDS[1] else query_text(replace_leaves(parse(WORDS[preset]), _as_typed))


def _as_typed(leaf: Leaf) -> Node:
    return Exact(leaf.text) if isinstance(leaf, Words) else leaf


def _print_table(found: Found, chosen: Sequence[Told]) -> None:
    languages = sorted({each.draft.language for each in chosen})
    stories = len({each.label for each in chosen})
    print(f"{len(chosen)} articles of {stories} stories: precision/recall (found/wanted)")
    print(f"{'':19}" + "".join(f"{kind:26}" for kind in KINDS) + "ready rule by language")
    for preset in sorted(LABELLED_RULES):
        scores = [score(found[preset, kind], preset, chosen) for kind in KINDS]
        spoken = (
            f"{language} {_ratios(score(found[preset, KINDS[0]], preset, _speaking(language, chosen)))}"
            for language in languages
        )
        print(f"{preset:19}" + "".join(f"{_said(each):26}" for each in scores) + "  ".join(spoken))


def _speaking(language: str, chosen: Sequence[Told]) -> list[Told]:
    return [each for each in chosen if each.draft.language == language]


def _ratios(score: Score) -> str:
    return f"{score.precision:.2f}/{score.recall:.2f}"


def _said(score: Score) -> str:
    return f"{score.precision:.3f}/{score.recall:.3f} ({score.found}/{score.wanted})"


def _print_mistakes(database: Database, found: Found, chosen: Sequence[Told]) -> None:
    with database.reading() as session:
        articles = {article.url: article for article in all_articles(session)}
        nodes = {
            preset: finding.resolved(session, parse(_query(preset, KINDS[0])), now=chosen[-1].time)
            for preset in sorted(LABELLED_RULES)
        }
    for preset, node in nodes.items():
        for each in chosen:
            article, hit = articles[each.draft.url], each.draft.url in found[preset, KINDS[0]]
            if hit and preset not in each.rules:
                print(f"{preset} found {each.id}: {article.title}\n    by {_words(node, article)}")
            elif not hit and preset in each.rules:
                print(f"{preset} missed {each.id}: {article.title}\n    for {_failed(node, article)}")


def _words(node: Node, article: Article) -> str:
    """What of the article the rule found, each once."""
    shown = {"title": article.title, "body": article.body, "authors": ", ".join(article.authors)}
    places = (shown[field][start:end] for field, start, end in spans(node, document(article)))
    return "; ".join(dict.fromkeys(places))[:_LONGEST]


def _failed(node: Node, article: Article) -> str:
    """The clauses of the rule that the article does not meet."""
    parts = node.parts if isinstance(node, And) else (node,)
    analysed = document(article)
    return "; ".join(query_text(part)[:_LONGEST] for part in parts if not matches(part, analysed))


if __name__ == "__main__":
    main()
