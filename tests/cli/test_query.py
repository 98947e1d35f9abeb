"""`evwatch query explain`, as typed."""

from tests.cli.test_rules import evwatch, world
from tests.scheduler.world import World

__all__ = ["world"]


def test_a_query_is_shown_as_it_is_understood(world: World) -> None:
    printed = evwatch(world, "query", "explain", "licen?e NEAR/5 (NIO OR BYD) -is:opinion published:7d")

    assert printed.splitlines() == [
        "all of",
        "  at most 5 words apart",
        "    a word like licen?e in title or body",
        "    any of",
        '      "NIO" in title or body, any inflection',
        '      "BYD" in title or body, any inflection',
        "  not",
        "    marked as opinion",
        "  published in the last 7 days",
    ]


def test_each_clause_says_whether_an_article_meets_it_and_where(world: World) -> None:
    world.publish("NIO gets its licence", "The licences are three.")
    query = 'license (BYD OR NIO) -"ministry"'

    printed = evwatch(world, "query", "explain", query, "--article", "1")
    assert '  yes  "license" in title or body, any inflection  [title: licence; body: licences]' in printed
    assert '    no   "BYD" in title or body' in printed
    assert printed.endswith("the article meets the query\n")

    evwatch(world, "query", "explain", "license -NIO", "--article", "1", status=1)


def test_of_a_name_that_does_not_count_it_says_why(world: World) -> None:
    world.publish("Nio builds a plant", "A town in Japan.")
    printed = evwatch(world, "query", "explain", "plant OR @nio OR @maker", "--article", "1")
    because = "[NIO is not printed in these capitals; Nio counts only with a word of the context ev]"
    assert f"  no   NIO named in title or body  {because}" in printed
    assert f"  no   any maker named in title or body  {because}" in printed


def test_an_unknown_article_is_named(world: World) -> None:
    assert "there is no article 'https://evpost.example/no'" in evwatch(
        world, "query", "explain", "NIO", "--article", "https://evpost.example/no", status=2
    )
