"""Tables that lay out a page, as opposed to those that hold data: turned into plain boxes."""

from lxml.html import HtmlElement

# A cell of data holds a figure or a phrase; this much text in one cell is an article in a frame.
LONG_CELL = 500
_PARTS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")


def unframe(tree: HtmlElement) -> None:
    """Rename the parts of every layout table in ``tree`` to ``div``, from the inside out."""
    for table in reversed(list(tree.iter("table"))):
        if not _lays_out(table):
            continue
        for part in table.iter(*_PARTS):
            if part is table or next(part.iterancestors("table"), None) is table:
                part.tag = "div"
        table.tag = "div"


def _lays_out(table: HtmlElement) -> bool:
    if table.find(".//table") is not None or table.find(".//h1") is not None:
        return True
    return any(len(cell.text_content()) > LONG_CELL for cell in table.iter("td"))
