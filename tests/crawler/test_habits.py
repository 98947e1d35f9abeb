"""What a process knows of a source's habits."""

from core.article import Draft
from core.habits import REMEMBERED, SHARED, Traces, mark
from crawler.habits import EARLY, ENOUGH, Memory, version_of

PROMISE = mark("A lamp for every reader")


def draft(number: int, *lines: str) -> Draft:
    url = f"https://a.example/{number}"
    return Draft(url=url, traces=Traces((mark(url), *(lines or (PROMISE,)))))


def test_pages_that_come_back_make_habits_of_their_own_source_only() -> None:
    memory = Memory()
    for number in range(SHARED):
        memory.learn("a", draft(number))
    assert PROMISE in memory.of("a").edges
    assert memory.of("b").pages == {}


def test_a_page_that_is_read_again_counts_once() -> None:
    memory = Memory()
    for _ in range(SHARED):
        memory.learn("a", draft(1))
    assert len(memory.of("a").pages) == 1


def test_what_the_site_has_given_up_is_forgotten() -> None:
    memory = Memory()
    memory.recall("a", {str(n): Traces((PROMISE,)) for n in range(REMEMBERED)})
    assert PROMISE in memory.of("a").edges
    for number in range(REMEMBERED):
        memory.learn("a", draft(number, "another"))
    assert PROMISE not in memory.of("a").edges
    assert len(memory.of("a").pages) == REMEMBERED


def test_what_is_recalled_late_is_older_than_what_was_learned() -> None:
    memory = Memory()
    memory.learn("a", draft(1))
    memory.recall("a", {str(n): Traces(("another",)) for n in range(REMEMBERED)})
    memory.learn("a", draft(2))
    assert {mark("a.example/1"), mark("a.example/2")} <= memory.of("a").pages.keys()


def test_a_reading_with_too_little_knowledge_is_marked() -> None:
    memory = Memory()
    for number in range(ENOUGH):
        assert version_of("7", memory.of("a")) == f"7{EARLY}"
        memory.learn("a", draft(number))
    assert version_of("7", memory.of("a")) == "7"
