"""What people read: whole, harmless, and no longer than the channel takes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.article import Article
from core.rule import Severity
from core.source import SourceKind
from scheduler.alerts.message import Item, Message, compose, line_of, plain
from scheduler.alerts.render import Limits, as_plain_text
from scheduler.alerts.wording import cut, defanged, printable, web_link
from storage.outbox import Delivery
from storage.stories import Telling

TIME = datetime(2023, 12, 4, 8, 30, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"


def message(
    title: str = "NIO gets manufacturing license",
    body: str = "",
    query: str = '"manufacturing license"',
    *,
    url: str = "https://evpost.example/nio",
    authors: tuple[str, ...] = ("Jane Doe",),
    source: str = "The EV Post",
    tellings: Sequence[Telling] = (),
) -> Message:
    article = Article(1, url, "evpost", title, body, authors, "en", TIME, TIME, TIME, 1)
    return compose(
        Delivery(
            *(1, KEY, 1, "licenses", query, article, source),
            severity=Severity.HIGH,
            alerted_at=TIME,
            tellings=tuple(tellings),
        )
    )


def body(of: Message, limit: int = 3000, *, with_key: bool = False) -> str:
    return as_plain_text(of, Limits(250, limit), with_key=with_key).body


def test_everything_a_reader_wants_is_there() -> None:
    text = as_plain_text(
        message(body="Nothing here.\n\nThe manufacturing licence came. More.\n\nEnd."),
        Limits(),
        with_key=True,
    )

    assert text.title == "licenses: NIO gets manufacturing license"
    assert text.body == (
        "NIO gets **manufacturing license**\n"
        "The EV Post | 2023-12-04 08:30 UTC | Jane Doe\n"
        "Rule: licenses, severity high\n"
        'Why: "manufacturing license" in the title: "**manufacturing license**"\n\n'
        "The **manufacturing licence** came. More.\n\n"
        "https://evpost.example/nio\n"
        f"delivery {KEY}"
    )


def test_an_article_that_no_longer_matches_shows_how_it_begins() -> None:
    shown = body(message(title="Changed", body="It begins so.\n\nAnd goes on."))

    assert "It begins so." in shown
    assert "Why: it met the rule when it came in; the article or the rule has been changed since" in shown
    assert "**" not in shown


def test_a_message_is_never_empty() -> None:
    shown = body(message(title="", body="", query="-x", url="javascript:alert(1)", authors=(), source=""))

    assert "(no title)" in shown
    assert "Rule: licenses" in shown
    assert "javascript" not in shown


def test_at_most_three_passages_in_the_order_of_the_text() -> None:
    paragraphs = [f"Number {n}: a license." for n in range(6)]
    paragraphs[4] = "Number 4: a license and a license and a license."
    found = message(title="x", body="\n\n".join(paragraphs), query="license")

    assert [plain(line)[:8] for line in found.excerpts] == ["Number 0", "Number 1", "Number 4"]


def telling(number: int, source: str, *, minutes: int, kind: SourceKind = SourceKind.MEDIA) -> Telling:
    url = f"https://{source.lower().replace(' ', '-')}.example/{number}"
    return Telling(number, "T", url, source.lower(), source, kind, TIME + timedelta(minutes=minutes))


def test_the_sources_of_the_story_are_told_with_their_lead_the_first_to_publish_first() -> None:
    tellings = [
        telling(2, "Ministry", minutes=-330, kind=SourceKind.REGULATOR),
        telling(3, "Grid Notes", minutes=-323),
        telling(1, "EVPost", minutes=0),
        telling(4, "Grid Notes", minutes=3),
        telling(5, "Weekly", minutes=5000),
    ]

    assert (
        "First: Ministry (regulator) 2023-12-04 03:00 UTC; 3 more: Grid Notes +7 min, EVPost +5 h, "
        "Weekly +3 days" in body(message(tellings=tellings))
    )


def test_a_story_that_one_source_tells_names_no_others() -> None:
    assert "First:" not in body(
        message(tellings=[telling(1, "EVPost", minutes=0), telling(2, "EVPost", minutes=9)])
    )


def test_of_many_sources_eight_are_named_and_the_rest_counted() -> None:
    shown = body(message(tellings=[telling(n, f"Paper {n}", minutes=n) for n in range(30)]))

    assert "29 more: Paper 1 +1 min" in shown
    assert "Paper 8 +8 min and 21 others" in shown


def test_the_excerpts_give_way_before_the_sources() -> None:
    tellings = [telling(2, "Ministry", minutes=-7), telling(1, "EVPost", minutes=0)]
    shown = body(message(body="The manufacturing license came. " * 100, tellings=tellings), 420)

    assert "First: Ministry 2023-12-04 08:23 UTC; 1 more: EVPost +7 min" in shown
    assert shown.endswith("https://evpost.example/nio")
    assert "came" in shown


def test_a_query_with_many_clauses_names_three() -> None:
    shown = body(message(title="one two three four five", query="one two three four five"))

    assert 'three in the title: "**three**"; and 2 more\n' in shown


@pytest.mark.parametrize("query", ["-zebra", "country:de", "-source:x*"])
def test_a_query_without_words_is_its_own_reason(query: str) -> None:
    assert f"Why: {query}" in body(message(query=query)).replace("\u200b", "")


def test_a_list_is_cut_between_its_items_and_says_how_many_are_left_out() -> None:
    items = tuple(
        Item(line_of(f"Headline {n}"), "The EV Post", TIME, f"https://evpost.example/{n}", "2 sources")
        for n in range(40)
    )
    digest = Message(key=KEY, rule="licenses", headline=line_of("40 articles"), items=items)
    shown = body(digest, 700)

    assert len(shown) <= 700
    assert "Headline 3\nThe EV Post | 2023-12-04 08:30 UTC | 2 sources\nhttps://evpost.example/3\n\n" in shown
    listed = shown.count("Headline ")
    assert shown.endswith(f"\n\nand {40 - listed} more")


def test_why_an_alert_comes_now_is_told_when_it_is_not_plain() -> None:
    assert "Told now: 5 sources have it" in body(replace(message(), reason="5 sources have it"))


def test_marks_stand_on_the_words_after_blanks_are_joined() -> None:
    shown = body(message(title="NIO   gets\t manufacturing \x1b license  today"))

    assert shown.startswith("NIO gets **manufacturing license** today\n")


@pytest.mark.parametrize("limit", [1, 20, 60, 90, 120, 160, 200, 280, 500, 2000])
def test_the_body_is_cut_to_the_channels_limit(limit: int) -> None:
    long = message(body="\n\n".join(["The manufacturing license came, and there was more to say. " * 20] * 5))
    text = as_plain_text(long, Limits(title=30, body=limit), with_key=True)

    assert 0 < len(text.body) <= limit
    assert len(text.title) <= 30
    assert text.body.count("**") % 2 == 0 or limit < 60


def test_the_excerpts_give_way_before_link_and_key() -> None:
    shown = body(message(body="The manufacturing license came. " * 100), 400, with_key=True)

    assert shown.endswith(f"https://evpost.example/nio\ndelivery {KEY}")
    assert "…" in shown


def test_a_channel_without_titles_gets_none() -> None:
    text = as_plain_text(message(), Limits(title=0, body=4096), with_key=True)

    assert text.title == ""
    assert "Rule: licenses" in text.body


@pytest.mark.parametrize(
    ("text", "active"),
    [
        pytest.param("hi @everyone", "@everyone", id="discord calls everyone"),
        pytest.param("@here now", "@here", id="discord calls who is online"),
        pytest.param("<!channel> go", "<!channel>", id="slack calls the channel"),
        pytest.param("<@U12345> go", "<@U12345>", id="slack and discord call a user"),
        pytest.param("<https://evil.example|bank>", "<https", id="slack link with another text"),
        pytest.param("[bank](https://evil.example)", "https://evil", id="markdown link"),
        pytest.param("see evil.example/login", "evil.example", id="bare address"),
        pytest.param("see www.evil.example", "www.evil", id="bare www address"),
        pytest.param("tg://resolve?domain=evil", "tg://", id="a telegram link"),
        pytest.param("javascript:alert(1)", "javascript:alert", id="a script's address"),
        pytest.param("mailto:me@evil.example", "mailto:me", id="a mail link"),
        pytest.param("tel:+49123", "tel:+", id="a telephone link"),
        pytest.param("tap /start now", "/start", id="a bot's command"),
        pytest.param("read #breaking", "#breaking", id="a hashtag"),
        pytest.param("a ``` fence", "```", id="a fence of code"),
    ],
)
def test_nothing_in_the_text_acts(text: str, active: str) -> None:
    shown = body(message(title=text, body=text, authors=(text,), source=text, query="-x"))

    assert active not in shown
    assert active in shown.replace("\u200b", ""), "people still read it"


def test_defanging_leaves_ordinary_text_alone() -> None:
    text = "In 2023, sales rose 3.5 % (a < b) to 1.2 million. He said: no."

    assert defanged(text) == text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("https://a.example/x?y=%20z&w=1", "https://a.example/x?y=%20z&w=1", id="kept as it is"),
        pytest.param("https://a.example/@everyone", "https://a.example/%40everyone", id="no mention in it"),
        pytest.param("https://a.example/a b|c>", "https://a.example/a%20b%7Cc%3E", id="no bar, no bracket"),
        pytest.param("https://a.example/\x1b[31m", "https://a.example/%1B[31m", id="no escape sequence"),
        pytest.param("javascript:alert(1)", "", id="no script"),
        pytest.param("file:///etc/passwd", "", id="no file"),
        pytest.param("https://bank.example@evil.example/", "", id="no name before the host"),
        pytest.param("https://[broken", "", id="no broken address"),
    ],
)
def test_links_are_web_addresses_and_nothing_else(url: str, shown: str) -> None:
    assert web_link(url) == shown


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        pytest.param("one two three", 13, "one two three", id="fits"),
        pytest.param("one two three", 12, "one two…", id="between words"),
        pytest.param("one two three", 8, "one two…", id="a word that just fits stays"),
        pytest.param("蔚来获得独立生产资质", 6, "蔚来获得独…", id="chinese has no blanks"),
        pytest.param("word", 0, "", id="no room"),
    ],
)
def test_cutting_at_a_words_border(text: str, limit: int, short: str) -> None:
    assert cut(text, limit) == short


def test_control_characters_become_blanks() -> None:
    assert printable(" a\x1b[31m\nb\u202ec\ud800 ") == "a [31m b c"
