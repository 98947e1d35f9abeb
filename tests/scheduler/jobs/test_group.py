"""The story of an article is decided before the rules see it."""

from sqlalchemy import select

from scheduler.jobs.group import Grouping
from storage import stories
from storage.schema import ArticleRow, StoryRow
from tests.core.stories.telling import LICENCE_EN, LICENCE_EN_TOO, LICENCE_ZH, RECALL_EN, RECALL_XPENG
from tests.scheduler.world import World


def tell(world: World, told: tuple[str, str], path: str, *, hours: float = 0, language: str = "en") -> int:
    world.later(hours=hours)
    title, text = told
    body = "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
    return world.publish(title, body, path=path, language=language).article_id


def story_of(world: World, article_id: int) -> int:
    with world.database.reading() as session:
        return session.get_one(ArticleRow, article_id).story_id


def test_five_tellings_in_two_languages_make_one_alert(world: World) -> None:
    world.rule("nio", "nio OR 蔚来")
    title, text = LICENCE_EN
    tell(world, LICENCE_EN, "first")
    tell(world, LICENCE_EN_TOO, "second", hours=1)
    world.match()
    tell(world, LICENCE_EN, "copy", hours=1)
    tell(world, (title, text.replace("showed on Monday", "showed Monday")), "near-copy", hours=1)
    tell(world, LICENCE_ZH, "fifth", hours=1, language="zh")
    world.match()

    assert world.counts()[:2] == (5, 1)
    with world.database.reading() as session:
        assert len(session.scalars(select(StoryRow)).all()) == 1, "a story that nobody knew leaves no trace"


def test_after_a_restart_the_stories_of_the_last_days_are_known(world: World) -> None:
    first = tell(world, LICENCE_EN, "first")
    Grouping(world.database).run(world.now)
    second = tell(world, LICENCE_EN_TOO, "second", hours=1)
    assert Grouping(world.database).run(world.now) == 1
    assert story_of(world, second) == story_of(world, first)
    assert Grouping(world.database).run(world.now) == 0


def test_an_article_placed_by_hand_is_not_moved_when_it_is_revised(world: World) -> None:
    first, second = tell(world, LICENCE_EN, "first"), tell(world, LICENCE_EN_TOO, "second", hours=1)
    world.group()
    with world.database.writing() as session:
        apart = stories.split(session, story_of(world, first), [second], now=world.now)
    tell(world, (LICENCE_EN_TOO[0], f"{LICENCE_EN_TOO[1]} Nio did not comment."), "second", hours=1)
    world.group()
    assert story_of(world, second) == apart


def test_a_revised_article_that_is_alone_joins_what_it_tells_now(world: World) -> None:
    first, second = tell(world, LICENCE_EN, "first"), tell(world, RECALL_XPENG, "second", hours=1)
    world.group()
    assert story_of(world, first) != story_of(world, second)
    tell(world, LICENCE_EN_TOO, "second", hours=1)
    world.group()
    assert story_of(world, first) == story_of(world, second)


def test_what_comes_later_joins_merged_stories(world: World) -> None:
    first, second = tell(world, LICENCE_EN, "first"), tell(world, RECALL_EN, "second", hours=1)
    world.group()
    with world.database.writing() as session:
        number = stories.merge(session, [story_of(world, first), story_of(world, second)])
    copy = tell(world, RECALL_EN, "copy", hours=1)
    near = tell(world, (RECALL_EN[0], f"{RECALL_EN[1]} Nio did not comment."), "near", hours=1)
    world.group()
    assert {story_of(world, each) for each in (copy, near)} == {number}
