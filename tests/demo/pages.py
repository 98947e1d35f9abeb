"""Whether a newsroom's pages show what its gold says of them."""

import re
from typing import Any

from lxml import html

from demo.newsroom import Newsroom
from tests.demo.conftest import fetch

PARSER = html.HTMLParser(encoding="utf-8")


def broken_promises(room: Newsroom, gold: dict[str, Any]) -> list[str]:
    """Lines of ``gold`` that do not stand in the article's pages, wanted and forbidden ones alike."""
    paths = [url.removeprefix(room.url(gold["site"], "")) for url in gold["page_urls"]]
    replies = [fetch(room, gold["site"], path) for path in paths]
    text = " ".join(visible_text(room, gold["site"], reply.body) for reply in replies if reply.status == 200)
    wanted = [gold["title"], *gold["paragraphs"], *gold["headings"], *gold["cells"], *gold["authors"]]
    return [line for line in [*wanted, *gold["forbidden"]] if squeezed(line) not in text]


def visible_text(room: Newsroom, site_id: str, body: bytes) -> str:
    """Text of the page; of a page whose article is in a script, the state with its markup taken off."""
    site = room.world.sites[site_id]
    text = body.decode(site.charset)
    if site.shape == "state":
        unescaped = re.sub(r"\\u00([0-9a-f]{2})", lambda hit: chr(int(hit[1], 16)), text)
        return squeezed(re.sub(r"</?[a-z][^>]*>", "", unescaped))
    return squeezed("".join(str(part) for part in html.fromstring(text.encode(), parser=PARSER).itertext()))


def squeezed(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text)
