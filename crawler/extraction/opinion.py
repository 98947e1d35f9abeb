"""A cheap second opinion on where the article stands: the box whose own paragraphs hold the most prose."""

from collections import Counter

from lxml.html import HtmlElement

from crawler.extraction.wording import squeezed

LONGEST_LINKED_SHARE = 0.4


def densest_text(tree: HtmlElement) -> str:
    """Paragraphs of the box that has most of the page's prose directly in it; empty without prose."""
    sizes: Counter[HtmlElement] = Counter()
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None:
            sizes[parent] += _prose(paragraph)
    if not sizes:
        return ""
    box, size = sizes.most_common(1)[0]
    if size <= 0:
        return ""
    return "\n".join(
        filter(None, (squeezed(p.text_content()) for p in box if p.tag in ("p", "h2", "h3", "blockquote")))
    )


def _prose(paragraph: HtmlElement) -> int:
    whole = len(paragraph.text_content())
    linked = sum(len(link.text_content()) for link in paragraph.iter("a"))
    return whole if linked < LONGEST_LINKED_SHARE * whole else 0
