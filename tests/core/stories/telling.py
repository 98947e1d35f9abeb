"""Short articles on made-up events, and whether a new one joins those that were there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from core.article import Article, Flag
from core.stories.features import Features, features
from core.stories.grouping import joined
from core.stories.index import Index
from demo.world import load_world

NOON = datetime(2023, 12, 4, 12, 0, tzinfo=UTC)

LICENCE_EN = (
    "Nio wins right to build cars under its own name",
    """China's industry ministry has put Nio on its list of approved vehicle manufacturers, a
    notice showed on
    Monday. The carmaker may now produce electric cars without the badge of its partner JAC.

    Nio agreed in October to buy two plants in Hefei from JAC for 3.16 billion yuan. With a
    production licence of
    its own it expects to lower its manufacturing cost by 10 per cent.""",
)
LICENCE_EN_TOO = (
    "Permit ends Nio's years as a guest in another firm's factory",
    """Electric carmaker Nio no longer needs JAC's paperwork: the ministry in Beijing listed it among the
    manufacturers that hold a licence of their own.

    It paid 3.16 billion yuan for the two Hefei plants and hopes that making cars gets a tenth, or
    10 per cent,
    cheaper. The tail badge of JAC will disappear from new cars.""",
)
LICENCE_ZH = (
    "蔚来获得独立生产资质",
    """工信部12月4日公布的准入名单中出现蔚来,这家车企今后不必再使用江淮汽车的资质,新车尾标也将改变。

    蔚来此前以31.6亿元收购了江淮位于合肥的两座工厂。公司预计自有资质可使制造成本降低10%。""",
)
RECALL_EN = (
    "Nio recalls 4,200 sedans over brake fault",
    """Nio is calling back 4,200 ET5 sedans in China because a brake hose may leak, the market
    regulator said.
    Owners get a new hose free of charge.

    The recall begins on 20 December. No accidents are known, and the cars may be driven until the
    repair.""",
)
RECALL_XPENG = (
    "XPeng recalls 13,399 sedans over steering fault",
    """XPeng is calling back 13,399 P5 sedans in China because a steering cable may loosen, the
    market regulator
    said. Owners get a new cable free of charge.

    The recall begins on 28 December. No accidents are known, and the cars may be driven until the
    repair.""",
)


def article(
    number: int,
    told: tuple[str, str],
    *,
    language: str = "en",
    hours: float = 0,
    flags: Sequence[Flag] = (),
) -> Article:
    """``hours`` after the first of them."""
    time = NOON + timedelta(hours=hours)
    title, text = told
    return Article(
        id=number,
        url=f"https://evpost.example/{number}",
        source_id="evpost",
        title=title,
        body="\n\n".join(" ".join(part.split()) for part in text.split("\n\n")),
        authors=(),
        language=language,
        time=time,
        published=time,
        first_seen=time,
        story_id=number,
        flags=frozenset(flags),
    )


def titled(told: Article, title: str) -> Article:
    return replace(told, title=title)


@cache
def other_news() -> tuple[Features, ...]:
    """What the demo newsroom wrote, long before: from it one learns which words are rare."""
    gold = load_world().gold(port=80, at=datetime(2024, 1, 1, tzinfo=UTC))
    return tuple(
        features(
            article(
                1000 + number,
                (each.title, "\n\n".join(each.paragraphs)),
                language=each.language,
                hours=-24 * 30,
            )
        )
        for number, each in enumerate(gold)
    )


def stories(*articles: Article) -> list[int]:
    """The story of each, named after the article that founded it, as they come in this order."""
    index = Index()
    story_of: dict[int, int] = {}
    for each in other_news():
        index.add(each)
    for new in articles:
        weighed = index.add(features(new))
        found = joined(weighed, index.candidates(weighed), story_of)
        story_of[new.id] = new.id if found is None else found
    return [story_of[each.id] for each in articles]
