"""`is:first`: which article told its story first, as the stories stand when it is asked."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from core.article import Draft
from core.query.matcher import document, matches
from core.query.nodes import After, Before, First, Near, Node, Words, both, either, negation
from core.query.parser import parse
from storage import finding
from storage.articles import index_articles
from storage.library import all_articles
from storage.schema import ArticleRow, StoryRow
from storage.search.keys import time_key
from storage.session import Database
from tests.core.query.generated import bounded
from tests.storage.newsdesk import NOON, Newsdesk

HOUR = timedelta(hours=1)


def found(session: Session, query: str) -> list[str]:
    """The paths of the articles, newest first, as both search and matcher find them."""
    node = parse(query)
    by_search = finding.search(session, node)
    assert len(by_search) == finding.count(session, node)
    articles = [each for each in all_articles(session) if matches(node, document(each))]
    assert sorted(time_key(each.time, each.id) for each in articles) == sorted(by_search)
    return [each.url.rpartition("/")[2] for each in reversed(articles)]


def move(session: Session, article_id: int, story_id: int) -> None:
    session.execute(update(ArticleRow).where(ArticleRow.id == article_id).values(story_id=story_id))


def new_story(session: Session) -> int:
    story = StoryRow(created_at=NOON)
    session.add(story)
    session.flush()
    return story.id


def told(desk: Newsdesk, path: str, *, hour: int | None, body: str) -> int:
    """An article published at that hour before noon or after, or without a date."""
    published = None if hour is None else NOON + hour * HOUR
    url = f"https://evpost.example/{path}"
    return desk.store(Draft(url, path, body=body, published=published, language="en")).article_id


def test_the_first_to_publish_is_first_whoever_was_seen_first(database: Database) -> None:
    desk = Newsdesk(database).setup()
    told(desk, "late", hour=-1, body="NIO gets a licence")
    told(desk, "early", hour=-2, body="NIO gets a licence")
    told(desk, "undated", hour=None, body="NIO gets a licence")  # counts as of noon, when it was seen
    told(desk, "other", hour=-1, body="BYD opens a plant")
    with database.reading() as session:
        assert found(session, "is:first") == ["other", "early"]
        assert found(session, "-is:first") == ["undated", "late"]
        assert found(session, "licence is:first") == ["early"]
        assert found(session, "plant OR -is:first") == ["undated", "other", "late"]
        assert found(session, "gets NEAR/1 licence is:first") == ["early"]


def test_it_follows_the_stories_when_they_are_split_and_merged(database: Database) -> None:
    desk = Newsdesk(database).setup()
    early = told(desk, "early", hour=-2, body="NIO gets a licence")
    late = told(desk, "late", hour=-1, body="NIO gets a licence")
    with database.writing() as session:
        assert found(session, "is:first") == ["early"]
        story = new_story(session)
        move(session, late, story)
        assert found(session, "is:first") == ["late", "early"]
        move(session, early, story)
        assert found(session, "is:first") == ["early"]


leaves: st.SearchStrategy[Node] = st.one_of(
    st.just(First()),
    st.sampled_from(
        [Words("license"), Words("plant"), Words("nowhere"), Near(Words("a"), Words("plant"), 1)]
    ),
    st.integers(-3, 3).flatmap(
        lambda hour: st.sampled_from([After(NOON + hour * HOUR), Before(NOON + hour * HOUR)])
    ),
)
trees: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda below: (
        st.lists(below, min_size=2, max_size=3).map(both)
        | st.lists(below, min_size=2, max_size=3).map(either)
        | below.map(negation)
    ),
    max_leaves=6,
)
# Of each of four articles: its story, and the hour that it was published.
tellings = st.lists(st.tuples(st.integers(0, 2), st.integers(-2, 2)), min_size=4, max_size=4)


def test_matcher_and_search_agree_on_any_stories(database: Database) -> None:
    desk = Newsdesk(database).setup()
    bodies = ("a licence", "a plant", "a licence for a plant", "nothing")
    ids = [told(desk, f"a{number}", hour=0, body=body) for number, body in enumerate(bodies)]
    with database.writing() as session:
        stories = [new_story(session) for _ in range(3)]

        @bounded(25)
        @given(tellings, trees)
        def agree(placed: list[tuple[int, int]], tree: Node) -> None:
            for article_id, (story, hour) in zip(ids, placed, strict=True):
                values = {"story_id": stories[story], "published_at": NOON + hour * HOUR}
                session.execute(update(ArticleRow).where(ArticleRow.id == article_id).values(values))
            session.expire_all()
            index_articles(session, ids)
            session.expire_all()
            by_matcher = [each for each in all_articles(session) if matches(tree, document(each))]
            keys = [time_key(each.time, each.id) for each in reversed(by_matcher)]
            assert finding.search(session, tree) == keys
            assert finding.count(session, tree) == len(keys)

        agree()
