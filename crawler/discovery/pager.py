"""Where a list goes on: its next page, by rel=next, by the next number in its address or pager, by a word."""

import re
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml.html import HtmlElement

from core.urls import absolute, same_site, url_key
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
_PAGE_PARAMETERS = frozenset("page p pg pn paged pageno page_no pagenum page_num seite pagina".split())
_PAGE_PATH = re.compile(r"(.*?)(?:/page|/seite|/pagina|/p)?[/_-](\d{1,5})(/?|\.s?html?)", re.I)
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
    here, number = numbered_page(url)
    # A list may end in a number that counts no pages: /2023/12/ goes on at /2023/12/page/2/.
    following = {(here, number + 1), (url_key(url), 2)}
    for _, target in links:
        if numbered_page(target) in following:
            return target
    folder = urlsplit(url).path.rpartition("/")[0]
    beside = [(element, target) for element, target in links if urlsplit(target).path.startswith(folder)]
    anchors = [(target, _label(element)) for element, target in beside if element.tag == "a"]
    wanted = str(_marked_number(tree) + 1)
    for target, label in anchors:
        if _counts(target, wanted) and (_numbered(label) == wanted or _MORE.fullmatch(label)):
            return target
    return next((target for target, label in anchors if _NEXT.fullmatch(label)), "")


def numbered_page(url: str) -> tuple[str, int]:
    """The key of the list that ``url`` is a page of, and the page's number: 1 where it names none."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in pairs:
        if name.lower() in _PAGE_PARAMETERS and value.isdigit():
            rest = urlencode([pair for pair in pairs if pair != (name, value)])
            return url_key(parts._replace(query=rest).geturl()), int(value)
    if match := _PAGE_PATH.fullmatch(parts.path):
        ending = match[3] if match[3].startswith(".") else "/"
        return url_key(parts._replace(path=match[1] + ending).geturl()), int(match[2])
    return url_key(url), 1


def _counts(target: str, number: str) -> bool:
    return number in re.findall(r"\d+", target.partition("//")[2].partition("/")[2])


def _numbered(label: str) -> str:
    found = _PAGE_LABEL.fullmatch(label)
    return found[1] if found else ""


def _target(element: HtmlElement, url: str) -> str | None:
    href = element.get("href")
    target = absolute(href, base=url) if href else None
    if target is None or not same_site(target, url) or url_key(target) == url_key(url):
        return None
    return target


def _label(element: HtmlElement) -> str:
    said = squeezed("".join(islice(element.itertext(), 20))[: 4 * LONGEST_LABEL]).strip(_ORNAMENT)
    return said.casefold() if len(said) <= LONGEST_LABEL else ""


def _marked_number(tree: HtmlElement) -> int:
    """Which page of the list the pager marks as this one; the first where it marks none."""
    for element in tree.iter("span", "a", "li", "strong", "em", "b"):
        if element.get("aria-current") == "page" or _CURRENT.search(element.get("class") or ""):
            label = squeezed("".join(islice(element.itertext(), 5))[:8])
            if label.isdecimal() and len(label) < 5:
                return int(label)
    return 1
