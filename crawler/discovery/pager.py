"""Where a list goes on: its next page, by rel=next, by the number after this one, or by a word."""

import re
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from core.urls import absolute, host_of, same_site, url_key
from crawler.extraction.wording import squeezed

LONGEST_LABEL = 30
MOST_ANCHORS = 5_000
_NEXT = re.compile(
    r"(?:next|older)(?: (?:page|posts?|entries|articles|stories))?|(?:nächste|ältere)(?: \w{1,12})?|weiter"
    r"|(?:page )?suivante?|siguiente|successiva|volgende|próxima|下一?页|下一頁|次のページ|次へ|다음"
)
# Teasers say so, too: the address has to have the number.
_MORE = re.compile(
    r"(?:load|show|view)? ?more(?: (?:posts?|articles|stories|news))?|mehr (?:laden|artikel)|加载更多|更多"
)
_PAGE_LABEL = re.compile(r"(?:page|seite|pagina|página|第)?\s?(\d{1,4})\s?页?")
_ORNAMENT = " []()<>«»‹›→←▶►|·.…"
_NUMBER_IN_ADDRESS = re.compile(r"(?:page|seite|pagina|paged?|p|pg|index|list)[/_=-]?(\d{1,4})(?!\d)", re.I)
_CURRENT = re.compile(r"(?:^|[\s_-])(?:current|active|on|cur)(?:$|[\s_-])", re.I)


def next_page(tree: HtmlElement, url: str) -> str:
    """The address of the list's next page; empty where the page at ``url`` is the last, or does not say."""
    links = [
        (element, target)
        for element in islice(tree.iter("a", "link"), MOST_ANCHORS)
        if (target := _target(element, url))
    ]
    for element, target in links:
        if "next" in (element.get("rel") or "").lower().split():
            return target
    anchors = [(element, target, _label(element)) for element, target in links if element.tag == "a"]
    wanted = str(_number(tree, url) + 1)
    for _, target, label in anchors:
        if _counts(target, wanted) and (_numbered(label) == wanted or _MORE.fullmatch(label)):
            return target
    return next((target for _, target, label in anchors if _NEXT.fullmatch(label)), "")


def _counts(target: str, number: str) -> bool:
    return number in re.findall(r"\d+", target.partition("//")[2].partition("/")[2])


def _numbered(label: str) -> str:
    found = _PAGE_LABEL.fullmatch(label)
    return found[1] if found else ""


def _target(element: HtmlElement, url: str) -> str | None:
    href = element.get("href")
    target = absolute(href, base=url) if href else None
    if target is None or not same_site(target, url) or host_of(target) != host_of(url):
        return None
    return target if url_key(target) != url_key(url) else None


def _label(element: HtmlElement) -> str:
    said = squeezed("".join(islice(element.itertext(), 20))[: 4 * LONGEST_LABEL]).strip(_ORNAMENT)
    return said.casefold() if len(said) <= LONGEST_LABEL else ""


def _number(tree: HtmlElement, url: str) -> int:
    """Which page of the list this is: by the pager's own mark, else by the address, else the first."""
    for element in tree.iter("span", "a", "li", "strong", "em", "b"):
        if element.get("aria-current") == "page" or _CURRENT.search(element.get("class") or ""):
            label = squeezed("".join(islice(element.itertext(), 5))[:8])
            if label.isdecimal() and len(label) < 5:
                return int(label)
    parts = urlsplit(url)
    found = _NUMBER_IN_ADDRESS.findall(f"{parts.path}?{parts.query}")
    return int(found[-1]) if found else 1
