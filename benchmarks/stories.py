"""Stories of the demo newsroom's labelled articles, beside two simpler ways to group them.

    python -m benchmarks.stories [--part tune|held|all] [--verbose] [--pressed] [--window 20000]

Every labelled article is read from its page as a crawl does, stored in a SQLite file in the order of
publication and grouped by the scheduler's own job. BCubed precision is how much of an article's story
belongs there, recall how much of what belongs there is in it, both averaged over articles. The weights were
fitted to the events whose label falls into the one half (``tune``); the other half (``held``) had no say.

The baselines join an article to the story of the likeliest one of the last days: by the words that two
titles share (Jaccard), by the words of the texts weighed by rarity (TF-IDF, cosine); each with the threshold
that does best on the tune half. ``--pressed`` lets all the events happen within one week. ``--window`` also
measures the speed beside so many articles; 0 leaves it out. Exit status 1 below 0.95 of either, or below 100
articles a second, twice what a crawl brings in.
"""

import argparse
import math
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from sqlalchemy import select

from benchmarks.labelled import PARTS, Told, add_sources, read_labelled, store
from core.article import Article
from core.stories import grouping
from core.stories.features import features
from core.stories.index import Index
from core.stories.resemblance import WINDOW
from core.text.analysis import analyse
from demo.world import World, load_world
from scheduler.jobs.group import Grouping
from storage.migrate import open_database
from storage.schema import ArticleRow

GOAL = 0.95
SPEED_NEEDED = 100
MEASURED = 500
Stories = Sequence[Hashable]


def main() -> None:
    options = _options()
    world = load_world(events=True)
    told = read_labelled(world)
    if options.pressed:
        told = _pressed(told)
    chosen = [at for at, each in enumerate(told) if each.is_in(options.part)]
    labels = {told[at].label for at in chosen}
    several = sum(count > 1 for count in Counter(told[at].label for at in chosen).values())
    print(f"{len(chosen)} articles, {len(labels)} stories, {several} of them told more than once")
    ours = by_the_job(world, told)
    rivals = {
        "title words (Jaccard)": _best_baseline(told, _title_likeness(told)),
        "TF-IDF (cosine)": _best_baseline(told, _text_likeness(told)),
    }
    precision, recall = bcubed(ours, told, chosen)
    print(f"{'evwatch':24} precision {precision:.3f}  recall {recall:.3f}")
    for name, stories in rivals.items():
        print("{:24} precision {:.3f}  recall {:.3f}".format(name, *bcubed(stories, told, chosen)))
    _print_languages(ours, told, chosen)
    if options.verbose:
        _print_confusions(ours, told, chosen)
    slow = options.window and _print_speed(told, options.window) < SPEED_NEEDED
    sys.exit(min(precision, recall) < GOAL or bool(slow))


def by_the_job(world: World, told: Sequence[Told]) -> list[int]:
    """The story of each article, as crawl and scheduler make it."""
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'evwatch.db'}")
        try:
            add_sources(database, list(world.sites.values()), told[0].time)
            job = Grouping(database)
            for each in told:
                with database.writing() as session:
                    store(session, each)
                job.run(each.time)
            with database.reading() as session:
                urls = session.execute(select(ArticleRow.url, ArticleRow.story_id))
                found = dict(urls.all())
        finally:
            database.close()
    return [found[each.draft.url] for each in told]


def bcubed(stories: Stories, told: Sequence[Told], chosen: Sequence[int]) -> tuple[float, float]:
    """BCubed precision and recall over the ``chosen`` articles, among all of them."""
    in_story, of_label = Counter(stories), Counter(each.label for each in told)
    both = Counter((story, each.label) for story, each in zip(stories, told, strict=True))
    precision = recall = 0.0
    for at in chosen:
        right = both[stories[at], told[at].label]
        precision += right / in_story[stories[at]]
        recall += right / of_label[told[at].label]
    return precision / len(chosen), recall / len(chosen)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=PARTS, default="all", help="whose articles count")
    parser.add_argument("--verbose", action="store_true", help="list what was confused")
    parser.add_argument("--pressed", action="store_true", help="all events within one week")
    parser.add_argument("--window", type=int, default=20_000, help="articles beside which speed is measured")
    return parser.parse_args()


def _pressed(told: Sequence[Told]) -> list[Told]:
    """The same, each event at its own hour of one week: ten times as much that might be confused."""
    first: dict[str, datetime] = {}
    moved = []
    for each in told:
        began = first.setdefault(each.label, each.time)
        hour = int.from_bytes(blake2b(each.label.encode(), digest_size=4).digest()) % (7 * 24)
        time = told[0].time + timedelta(hours=hour) + (each.time - began)
        moved.append(replace(each, draft=replace(each.draft, published=time), time=time))
    return sorted(moved, key=lambda each: (each.time, each.id))


def _title_likeness(told: Sequence[Told]) -> Callable[[int, int], float]:
    words = [analyse(each.draft.title, each.draft.language).vocabulary for each in told]
    return lambda one, other: len(words[one] & words[other]) / max(1, len(words[one] | words[other]))


def _text_likeness(told: Sequence[Told]) -> Callable[[int, int], float]:
    counts = [
        Counter(analyse(f"{one.draft.title}\n{one.draft.body}", one.draft.language).terms) for one in told
    ]
    found_in = Counter(term for count in counts for term in count)
    vectors = []
    for count in counts:
        vector = {term: (1 + math.log(n)) * math.log(len(told) / found_in[term]) for term, n in count.items()}
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({term: weight / length for term, weight in vector.items()})
    return lambda one, other: sum(
        weight * vectors[other].get(term, 0.0) for term, weight in vectors[one].items()
    )


def _best_baseline(told: Sequence[Told], likeness: Callable[[int, int], float]) -> list[int]:
    """Stories by ``likeness`` alone, at the threshold with the best F1 on the tune half."""
    likeliest: list[tuple[float, int]] = []
    for at, each in enumerate(told):
        near = [before for before in range(at) if each.time - told[before].time <= WINDOW]
        likeliest.append(max(((likeness(at, before), before) for before in near), default=(0.0, at)))
    tune = [at for at, each in enumerate(told) if each.is_in("tune")]
    return max(
        (_stories_above(threshold / 50, likeliest) for threshold in range(1, 50)),
        key=lambda stories: _f1(*bcubed(stories, told, tune)),
    )


def _stories_above(threshold: float, likeliest: Sequence[tuple[float, int]]) -> list[int]:
    stories: list[int] = []
    for at, (likeness, before) in enumerate(likeliest):
        stories.append(stories[before] if likeness >= threshold and before < at else at)
    return stories


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall)


def _print_languages(stories: Stories, told: Sequence[Told], chosen: Sequence[int]) -> None:
    """Of two articles on one event, how often both are in one story, by their languages."""
    together: defaultdict[str, list[bool]] = defaultdict(list)
    for one, other in combinations(chosen, 2):
        if told[one].label == told[other].label:
            pair = "-".join(sorted((told[one].draft.language, told[other].draft.language)))
            together[pair].append(stories[one] == stories[other])
    said = (
        f"{pair} {sum(found) / len(found):.3f} of {len(found)}" for pair, found in sorted(together.items())
    )
    print(f"pairs found together: {', '.join(said)}")


def _print_confusions(stories: Stories, told: Sequence[Told], chosen: Sequence[int]) -> None:
    """Stories that hold several events, and events in several stories, the largest first."""
    mixed: defaultdict[Hashable, list[Told]] = defaultdict(list)
    torn: defaultdict[str, defaultdict[Hashable, list[Told]]] = defaultdict(lambda: defaultdict(list))
    for at in chosen:
        mixed[stories[at]].append(told[at])
        torn[told[at].label][stories[at]].append(told[at])
    for held in sorted(mixed.values(), key=len, reverse=True):
        if len({each.label for each in held}) > 1:
            print("one story of several events:")
            for each in held:
                print(f"    {each.label:32} {each.id}")
    for label, places in torn.items():
        if len(places) > 1:
            print(f"{label} in {len(places)} stories:")
            for held in sorted(places.values(), key=len, reverse=True):
                print(f"    {', '.join(each.id for each in held)}")


def _print_speed(told: Sequence[Told], window: int) -> float:
    """Articles a second beside a full window; CPU time of one core, all of the decision but the database."""
    rng = random.Random(7)
    index, story_of, before = Index(window), {}, psutil.Process().memory_info().rss
    for number in range(window):
        story_of[index.add(features(_made_up(told, number, rng))).article_id] = number
    taken = psutil.Process().memory_info().rss - before
    fresh = [_made_up(told, number, rng) for number in range(window, window + MEASURED)]
    started = time.process_time()
    for article in fresh:
        weighed = index.add(features(article))
        grouping.joined(weighed, index.candidates(weighed), story_of)
    speed = MEASURED / (time.process_time() - started)
    words = sum(len(analyse(article.body, article.language).terms) for article in fresh) / MEASURED
    print(
        f"{speed:,.0f} articles/s of {words:,.0f} words beside {window:,}, which take {taken / 1e6:,.0f} MB"
    )
    return speed


def _made_up(told: Sequence[Told], number: int, rng: random.Random) -> Article:
    """An article of paragraphs of three others in its language, with numbers and some words of its own."""
    first = rng.choice(told).draft
    mates = [first, *rng.sample([each.draft for each in told if each.draft.language == first.language], 2)]
    paragraphs = [paragraph for draft in mates for paragraph in draft.body.split("\n\n")]
    rng.shuffle(paragraphs)
    own = " ".join(f"{rng.choice('BDFGKLMNPRST')}{rng.randrange(10**6):x}a" for _ in range(20))
    time = told[0].time + timedelta(seconds=number * 20)
    return Article(
        id=number,
        url=f"https://made.up/{number}",
        source_id="made-up",
        title=first.title,
        body="\n\n".join((*paragraphs, f"{own} {rng.randrange(10**5)}")),
        authors=(),
        language=first.language,
        time=time,
        published=time,
        first_seen=time,
        story_id=number,
    )


if __name__ == "__main__":
    main()
