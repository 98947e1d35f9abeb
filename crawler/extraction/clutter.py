"""Boxes that stand on an article's page without being part of it: cut out before the text is read."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.extraction.survey import names_of

_BOX_TAGS = (
    "div",
    "section",
    "aside",
    "ul",
    "ol",
    "footer",
    "details",
    "nav",
    "table",
    "p",
    "span",
    "dl",
    "figure",
)
_COMMENTS = re.compile(
    r"(?:^|[\s_])(?:[\w-]{0,12}-)?comments?(?:-(?:list|area|container|wrapper|section|content|box|thread|form|block"
    r"|inner|respond))?(?=$|[\s_])|(?:^|[\s_-])(?:respond|disqus(?:_thread)?|livefyre|fb-comments|reply-form)(?=$|[\s_-])",
    re.I,
)
_BESIDE = re.compile(
    r"(?:^|[\s_-])author-?_?-?(?:box|bio|info|card|profile|about|description|block)|about-?(?:the-)?author"
    r"|(?:^|[\s_-])bio-?box|(?:^|[\s_-])(?:related|recommend(?:ed|ations?)?|read-?(?:more|next|also)"
    r"|more-?(?:stories|news|from|articles)|up-?next|also-?like|you-?may|most-?(?:read|popular|viewed)|trending"
    r"|newsletter|subscribe|sign-?up|sharing|share-(?:bar|buttons?|links)|social-(?:share|links|icons)|promo"
    r"|advert(?:isement)?s?|sponsored|disclosure|post-?nav(?:igation)?|breadcrumbs?|infinite-post)(?=$|[\s_-])",
    re.I,
)
# One of these stands in whatever the patterns above find; looking for them first is ten times as quick.
_COMMENT_WORDS = "comment respond disqus livefyre reply".split()
_BESIDE_WORDS = (
    "author bio relat recommend read more next also may popular viewed trend letter subscri sign shar social"
    " promo advert sponsor disclos nav crumb infinite"
).split()
# A box with this share of the page's prose is the article, whatever it is called; only comments get longer.
LARGEST_SHARE = 0.25
LARGEST_COMMENTS_SHARE = 0.9


def prune(tree: HtmlElement) -> None:
    """Remove comments, author boxes, related lists, sign-up and share boxes from ``tree``."""
    body = tree.find("body")
    if body is None:
        return
    whole = 0
    for element in list(body.iter(*_BOX_TAGS)):
        names = names_of(element)
        if len(names) < 5:
            continue
        comments, beside = _kinds(names)
        if not comments and not beside:
            continue
        whole = whole or _prose(body)
        share = LARGEST_COMMENTS_SHARE if comments else LARGEST_SHARE
        if (
            element.getparent() is not None
            and element.find(".//h1") is None
            and _prose(element) <= share * whole
        ):
            element.drop_tree()


@lru_cache(maxsize=20_000)
def _kinds(names: str) -> tuple[bool, bool]:
    """Whether a box's names speak of comments, of things beside the article. A site has few names."""
    said = names.lower()
    comments = any(word in said for word in _COMMENT_WORDS) and bool(_COMMENTS.search(said))
    return comments, any(word in said for word in _BESIDE_WORDS) and bool(_BESIDE.search(said))


def _prose(element: HtmlElement) -> int:
    """Characters in paragraphs; ``element`` may be one."""
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))
