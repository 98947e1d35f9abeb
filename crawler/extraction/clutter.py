"""Boxes that stand on an article's page without being part of it: cut out before the text is read."""

import re

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
    r"(?:^|[\s_])(?:[\w-]{0,12}-)?comments?(?:-(?:list|area|container|wrapper|section|content|box|thread"
    r"|form|block|inner|respond))?(?=$|[\s_])"
    r"|(?:^|[\s_-])(?:respond|disqus(?:_thread)?|livefyre|fb-comments|reply-form)(?=$|[\s_-])",
    re.I,
)
_ASIDE = re.compile(
    r"(?:^|[\s_-])author-?_?-?(?:box|bio|info|card|profile|about|description|block)"
    r"|about-?(?:the-)?author|(?:^|[\s_-])bio-?box"
    r"|(?:^|[\s_-])(?:related|recommend(?:ed|ations?)?|read-?(?:more|next|also)|more-?(?:stories|news"
    r"|from|articles)|up-?next|also-?like|you-?may"
    r"|most-?(?:read|popular|viewed)|trending|newsletter|subscribe|sign-?up|sharing|share-(?:bar"
    r"|buttons?|links)|social-(?:share|links|icons)|promo|advert(?:isement)?s?"
    r"|sponsored|disclosure|post-?nav(?:igation)?|breadcrumbs?|infinite-post)(?=$|[\s_-])",
    re.I,
)
# What holds this much of the page's text is the article, whatever it is called.
LARGEST_SHARE = 0.4


def prune(tree: HtmlElement) -> None:
    """Remove comments, author boxes, related lists, sign-up and share boxes from ``tree``."""
    body = tree.find("body")
    if body is None:
        return
    whole = 0
    for element in list(body.iter(*_BOX_TAGS)):
        names = names_of(element)
        if len(names) < 3:
            continue
        comments = _COMMENTS.search(names)
        if not comments and not _ASIDE.search(names):
            continue
        whole = whole or len(body.text_content())
        _drop(element, whole * (0.9 if comments else LARGEST_SHARE))


def _drop(element: HtmlElement, limit: float) -> None:
    if (
        element.getparent() is None
        or element.find(".//h1") is not None
        or len(element.text_content()) > limit
    ):
        return
    element.drop_tree()
