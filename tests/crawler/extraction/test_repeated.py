"""What a source's pages share is cut out, and what an article says is not."""

from collections.abc import Callable

import pytest

from core.article import Draft
from core.context import Context
from core.habits import SHARED, Habits, Traces, habits_of, mark
from crawler.extraction import extract
from crawler.extraction.repeated import identity, marks_of, shorn, traces, without_repeated

BIO = "Ada walks the harbour every morning and counts the buses, and nobody has asked her to."
LONG = (
    "The maker, founded by two brothers in a shed behind the station, has built cars since 1994 and sells"
    " them in forty countries, among them all of Scandinavia, and it has never in these years closed a plant."
)
SITE = "https://voltharbour.example"


def story(number: int, lines: int = 14) -> list[str]:
    """Lines that no other story has."""
    return [f"Story {number} says in its line {n} what no other story says of any bus." for n in range(lines)]


def known(*bodies: list[str], titles: tuple[str, ...] = (), headlines: tuple[str, ...] = ()) -> Habits:
    """What is known of a source after these pages."""
    said = titles + ("",) * (len(bodies) - len(titles))
    heads = headlines + ("",) * (len(bodies) - len(headlines))
    return habits_of(
        {
            str(n): traces(list(map(mark, body)), [title], headline)
            for n, (body, title, headline) in enumerate(zip(bodies, said, heads, strict=True))
        }
    )


def cut(body: list[str], habits: Habits) -> list[str]:
    """The lines that go."""
    rest, furniture = without_repeated("\n\n".join(body), list(map(mark, body)), habits)
    assert [line for line in body if line in rest.split("\n\n") or line in furniture] == body
    return list(furniture)


def ending(*tail: str, pages: int = SHARED, others: int = 0) -> Habits:
    """A source of which so many pages end in ``tail``, and others do not."""
    return known(
        *([*story(n), *tail] for n in range(pages)), *(story(n) for n in range(pages, pages + others))
    )


def test_a_line_at_the_end_that_three_other_pages_have_is_cut() -> None:
    assert cut([*story(9), BIO], ending(BIO)) == [BIO]


def test_two_other_pages_are_too_few() -> None:
    assert cut([*story(9), BIO], ending(BIO, pages=SHARED - 1, others=20)) == []


def test_what_stands_between_repeated_lines_stays() -> None:
    own = "Story 9 ends with this line between the two."
    assert cut([*story(9), BIO, own, "Mail Ada."], ending(BIO, "Mail Ada.")) == [BIO, "Mail Ada."]


def test_a_repeated_heading_stays_above_what_it_heads() -> None:
    assert cut([*story(9), "The verdict", "We liked this bus."], ending("The verdict", "Bus", others=9)) == []


def test_a_repeated_heading_goes_with_what_it_heads() -> None:
    assert cut([*story(9), "About Ada", BIO], ending("About Ada", BIO)) == ["About Ada", BIO]


@pytest.mark.parametrize(
    ("others", "gone"),
    [pytest.param(0, [LONG], id="most pages"), pytest.param(9, [], id="a few pages")],
)
def test_a_long_paragraph_goes_only_where_many_pages_have_it(others: int, gone: list[str]) -> None:
    assert cut([*story(9), LONG], ending(LONG, others=others)) == gone


@pytest.mark.parametrize(
    ("others", "gone"),
    [pytest.param(2, ["Disclosure."], id="most pages"), pytest.param(9, [], id="a few pages")],
)
def test_in_the_middle_a_line_goes_only_where_most_pages_have_it(others: int, gone: list[str]) -> None:
    def around(number: int) -> list[str]:
        return [*story(number)[:7], "Disclosure.", *story(number, 20)[7:]]

    habits = known(*map(around, range(3)), *map(story, range(3, 3 + others)))
    assert cut(around(99), habits) == gone


def test_copies_of_an_article_do_not_empty_it() -> None:
    text = story(1)
    assert cut(text, known(text, text, text)) == []
    assert cut([*text, "It has a new last line."], known(text, text, text)) == []


def test_a_text_of_nothing_but_repeated_lines_stays() -> None:
    assert cut([BIO], ending(BIO)) == []


def test_titles_of_other_pages_at_the_end_are_links_to_them() -> None:
    other = "A bus that nobody drives passes the harbour test"
    habits = known(story(1), headlines=(other,))
    assert cut([*story(9), other], habits) == [other]
    assert cut([other, *story(9)], habits) == []


@pytest.mark.parametrize(
    ("title", "titles", "expected"),
    [
        pytest.param("A new bus | Markets", ["B | Markets", "C"], "A new bus", id="a section of some"),
        pytest.param("A new bus: report", ["B: report", "C"], "A new bus: report", id="a word of some"),
        pytest.param("A new bus - report", ["B - report", "C"], "A new bus - report", id="... behind a dash"),
        pytest.param("A new bus - Volt", ["B - Volt"], "A new bus", id="the site that most share"),
        pytest.param("A new bus - Cars - Volt", ["B - Cars - Volt", "C - Volt"], "A new bus", id="both"),
        pytest.param("Volt: A new bus", ["Volt: B"], "A new bus", id="the site in front"),
        pytest.param("Opinion | A bus", ["Opinion | B", "C"], "Opinion | A bus", id="a kicker of some"),
        pytest.param("电动巴士来了_汽车频道", ["B_汽车频道"], "电动巴士来了", id="a Chinese channel"),
        pytest.param("A plug-in bus", ["B-in bus", "C"], "A plug-in bus", id="a word with a hyphen"),
        pytest.param("Volt - Cars", ["B - Cars"], "Volt - Cars", id="what would leave next to nothing"),
    ],
)  # fmt: skip
def test_titles_lose_what_the_source_shares(title: str, titles: list[str], expected: str) -> None:
    some, *others = titles
    said = [some.replace("B", f"Bus {n}") for n in range(3)]
    said += [other.replace("C", f"Coach {n}") for other in others for n in range(9)]
    assert shorn(title, known(*map(story, range(len(said))), titles=tuple(said))) == expected


def page(number: int, title: str = "") -> bytes:
    paragraphs = "".join(
        f"<p>{line} It was seen by many, and some of them took notes.</p>" for line in story(number)
    )
    return (
        f"<html lang=en><head><title>{title or f'Bus line {number} opens at last'}</title></head><body><main>"
        f"<article>{paragraphs}<p>{BIO}</p></article></main></body></html>"
    ).encode()


def read(number: int, habits: Habits, title: str = "") -> Draft:
    return extract(page(number, title), f"{SITE}/{number}", Context(habits=habits))


def source(*numbers: int, title: Callable[[int], str] = lambda _: "") -> Habits:
    return habits_of({mark(f"voltharbour.example/{n}"): read(n, Habits(), title(n)).traces for n in numbers})


def test_the_first_page_keeps_the_line_that_a_later_one_loses() -> None:
    first, later = read(1, Habits()), read(5, source(1, 2, 3))
    assert first.body.endswith(BIO)
    assert (BIO in later.body, later.furniture) == (False, (BIO,))
    assert later.traces.lines[-1] == first.traces.lines[-1] == mark(BIO)


def test_an_article_that_is_read_again_is_not_its_own_witness() -> None:
    assert read(3, source(1, 2, 3)).body.endswith(BIO)
    assert BIO not in read(3, source(1, 2, 3, 4)).body


def test_a_page_is_known_by_its_canonical_address_too() -> None:
    assert identity(f"{SITE}/amp/3", f"{SITE}/3") >= identity(f"{SITE}/3?utm_source=feed", "")


def test_the_title_of_a_page_without_a_heading_loses_the_sources_own_words() -> None:
    def titled(number: int) -> str:
        return (
            f"Bus line {number} opens at last to great applause » Wheels and roads » The big harbour mirror"
        )

    expected = "Bus line 5 opens at last to great applause"
    assert read(5, source(1, 2, 3, title=titled), titled(5)).title == expected


def test_a_page_leaves_few_traces_however_long_it_is() -> None:
    left = traces(list(map(mark, story(1, 500))), ["A | B | C | D | E | F | G"] * 9, "A")
    assert (len(left.lines), len(left.titles)) == (60, 5)
    assert traces(marks_of(""), [], "") == Traces(headline=mark(""))
