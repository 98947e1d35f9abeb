"""What the pages of a source have in common."""

from core.habits import HEAD_LINES, SHARED, TAIL_LINES, Habits, Traces, habits_of, mark


def pages(count: int, *lines: str, around: int = 0) -> dict[str, Traces]:
    """``count`` pages that end with ``lines``, below lines of their own and with ``around`` more behind."""
    return {
        f"page {page}": Traces(
            tuple(
                map(
                    mark,
                    [
                        *(f"{page} before {n}" for n in range(HEAD_LINES)),
                        *lines,
                        *(f"{page} behind {n}" for n in range(around)),
                    ],
                )
            )
        )
        for page in range(count)
    }


def test_what_too_few_pages_show_is_no_habit() -> None:
    line = mark("Follow the river")
    assert line not in habits_of(pages(SHARED - 1, "Follow the river")).edges
    assert habits_of(pages(SHARED, "Follow the river")).edges[line] == {"page 0", "page 1", "page 2"}


def test_a_line_in_the_middle_stands_at_no_edge() -> None:
    habits = habits_of(pages(SHARED, "Key takeaways", around=TAIL_LINES))
    assert mark("Key takeaways") in habits.lines
    assert mark("Key takeaways") not in habits.edges


def test_a_page_that_prints_a_line_twice_is_one_page() -> None:
    habits = habits_of(pages(SHARED - 1, "Follow the river", "Follow the river"))
    assert mark("Follow the river") not in habits.lines


def test_no_page_is_its_own_witness() -> None:
    habits = habits_of(pages(SHARED, "Follow the river"))
    others = habits.without(frozenset({"page 1"}))
    assert others.edges[mark("Follow the river")] == {"page 0", "page 2"}
    assert others.pages.keys() == {"page 0", "page 2"}
    assert habits.without(frozenset({"another page"})) is habits


def test_of_no_pages_nothing_is_known() -> None:
    assert habits_of({}) == Habits()
