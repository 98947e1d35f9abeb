"""What a source's pages show of its box lets later ones do without trafilatura, and not for ever."""

from dataclasses import replace

from core.article import Draft
from core.context import Context
from core.habits import REMEMBERED, Habits, Trial, boxes_of
from crawler.extraction import extract
from crawler.habits import Memory

PLACES = (
    "lock",
    "lighthouse",
    "ferry slip",
    "boat yard",
    "fish market",
    "customs house",
    "rope walk",
    "pier",
)


def page(number: int, inside: str = "", css: str = "text") -> bytes:
    prose = "".join(
        f"<p>Battery {number} behind the {place} is as large as a barn, and the wires to the harbour are laid"
        f" in spring by a crew of {number + 7}.</p>"
        for place in PLACES
    )
    return (
        f"<html lang=en><head><title>Battery {number}</title></head><body><h1>Battery {number}</h1>"
        f"<article><div class='{css}'>{prose}{inside}</div></article></body></html>"
    ).encode()


def read(memory: Memory, number: int, inside: str = "", css: str = "text") -> Draft:
    url = f"https://harbour.example/{number}"
    draft = extract(page(number, inside, css), url, Context(habits=memory.of("harbour")))
    memory.learn("harbour", draft)
    return draft


def agreed(draft: Draft) -> bool | None:
    trial = draft.traces.trial
    assert trial is not None
    return trial.agreed


def test_the_third_page_with_a_box_is_read_plainly_and_reads_the_same() -> None:
    memory = Memory()
    drafts = [read(memory, number) for number in range(3)]
    assert [agreed(draft) for draft in drafts] == [True, True, None]
    assert drafts[2].body == extract(page(2), "https://harbour.example/2").body


def test_what_trafilatura_leaves_out_is_left_out_by_the_box_it_stands_in() -> None:
    memory = Memory()
    share = (
        "<div class='share-this'><p>Tell the whole harbour about it, now and every morning at nine.</p></div>"
    )
    drafts = [read(memory, number, share) for number in range(4)]
    assert agreed(drafts[3]) is None
    assert [draft.body for draft in drafts if "Tell the whole harbour" in draft.body] == []


def test_a_box_without_two_agreeing_pages_is_left_to_trafilatura() -> None:
    memory = Memory()
    read(memory, 0)
    assert agreed(read(memory, 1, css="other")) is True
    assert agreed(read(memory, 2)) is True


def test_a_disagreement_ends_plain_readings_of_the_box() -> None:
    yes, no = Trial("box", agreed=True), Trial("box", agreed=False)
    assert boxes_of({"box": [yes, yes]}) == {"box": frozenset()}
    assert boxes_of({"box": [yes, no, yes]}) == {"box": None}
    assert boxes_of({"box": [yes]}) == {}


def test_an_inner_box_that_held_text_once_is_kept() -> None:
    one = Trial("box", agreed=True, dropped=frozenset("ab"))
    other = Trial("box", agreed=True, dropped=frozenset("a"), kept=frozenset("b"))
    assert boxes_of({"box": [one, other]}) == {"box": frozenset("a")}


def test_names_that_tell_of_one_article_leave_nothing_out() -> None:
    memory = Memory()
    noise = "<div class='ad-{}'><form><p>A boat for sale, as good as new, to be seen by day.</p></form></div>"
    for number in range(3):
        read(memory, number, noise.format(number))
    part = "<div class='part-3'><p>The last battery stands alone, out on the breakwater.</p></div>"
    draft = read(memory, 3, part)
    assert "out on the breakwater" in draft.body


def test_a_page_that_is_made_differently_is_left_to_trafilatura() -> None:
    memory = Memory()
    share = (
        "<div class='share-this'><p>Tell the whole harbour about it, now and every morning at nine.</p></div>"
    )
    for number in range(3):
        read(memory, number, share)
    wrapped = page(3).replace(b"<div class='text'>", b"<div class='text'><div class='share-this'>")
    draft = extract(wrapped, "https://harbour.example/3", Context(habits=memory.of("harbour")))
    assert "Battery 3 behind the rope walk" in draft.body


def test_a_known_box_has_to_show_it_again() -> None:
    memory = Memory()
    drafts = [read(memory, number) for number in range(REMEMBERED + 4)]
    later = [agreed(draft) for draft in drafts[2:]]
    assert later.count(None) >= REMEMBERED - 2
    assert True in later


def test_a_page_that_nobody_remembers_is_not_compared() -> None:
    draft = extract(page(1), "https://harbour.example/1", Context(habits=Habits()))
    assert draft.traces.trial is None
    learning = replace(Habits(), learning=True)
    assert extract(page(1), "https://harbour.example/1", Context(habits=learning)).traces.trial is not None
