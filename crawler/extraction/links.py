"""Links to other articles between an article's paragraphs: out, because they say nothing of this one."""

from lxml.html import HtmlElement

LONGEST_LINK_LINE = 160
SHORTEST_LINK_LINE = 20
LINKED_SHARE = 0.9
# In a list of headlines each may have a kicker in front that is no link.
LISTED_SHARE = 0.6
FEWEST_ITEMS = 2


def drop_link_lines(tree: HtmlElement) -> None:
    """Remove paragraphs that are one link, and lists in which every item is."""
    for paragraph in list(tree.iter("p")):
        if _is_link_line(paragraph) and paragraph.getparent() is not None:
            paragraph.drop_tree()
    for items in list(tree.iter("ul")):
        lines = [item for item in items if item.tag == "li"]
        if len(lines) >= FEWEST_ITEMS and items.getparent() is not None and all(map(_is_listed, lines)):
            items.drop_tree()


def _is_listed(item: HtmlElement) -> bool:
    return _is_link_line(item, LISTED_SHARE)


def _is_link_line(element: HtmlElement, share: float = LINKED_SHARE) -> bool:
    links = list(element.iter("a"))
    if not links:
        return False
    whole = len(element.text_content().strip())
    if not SHORTEST_LINK_LINE <= whole <= LONGEST_LINK_LINE:
        return False
    return sum(len(link.text_content().strip()) for link in links) >= share * whole
