"""A message as HTML for mail and feed readers: no images, nothing loaded, nothing but our own links.

Every text that the template prints is escaped, and defanged like the plain text: mail programs make links of
what looks like one. Only what went through the filter ``address`` is printed as a link.
"""

from dataclasses import replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from core.query.highlight import Segment
from scheduler.alerts.message import Line, Message
from scheduler.alerts.render import lead, utc_minute
from scheduler.alerts.wording import cut, defanged, single_spaced, web_link

TELLERS = 20
LONGEST_LINE = 400
LONGEST_LINK = 1000


class _Address(str):
    """An http(s) address that we link to; escaped like all text, not defanged."""

    __slots__ = ()


def as_html(message: Message, *, limit: int) -> str:
    """The body of the message in at most ``limit`` characters: excerpts give way first, then items from the
    last, then sources. A ``limit`` of 20,000 always suffices for the rest."""
    shown, omitted = _bounded(message), 0
    while len(written := _TEMPLATE.render(message=shown, omitted=omitted, most_tellers=TELLERS)) > limit:
        if shown.excerpts:
            shown = replace(shown, excerpts=shown.excerpts[:-1])
        elif shown.items:
            kept = shown.items[: len(shown.items) * 3 // 4]
            omitted, shown = omitted + len(shown.items) - len(kept), replace(shown, items=kept)
        elif shown.tellers:
            shown = replace(shown, tellers=shown.tellers[:-1])
        else:
            break
    return written


def _bounded(message: Message) -> Message:
    """The message with no line and no link out of measure."""
    return replace(
        message,
        headline=_cut_line(message.headline),
        byline=_cut_line(message.byline),
        url=_bounded_link(message.url),
        tellers=tuple(replace(each, url=_bounded_link(each.url)) for each in message.tellers),
        items=tuple(
            replace(each, headline=_cut_line(each.headline), url=_bounded_link(each.url))
            for each in message.items
        ),
    )


def _cut_line(line: Line) -> Line:
    left, kept = LONGEST_LINE, []
    for text, is_match in line:
        if left > 0:
            kept.append(Segment(cut(text, left), is_match))
        left -= len(text)
    return tuple(kept)


def _bounded_link(url: str) -> str:
    return url if len(url) <= LONGEST_LINK else ""


def _address(url: str) -> _Address:
    return _Address(web_link(url))


def _finalize(value: object) -> object:
    """What an expression of the template prints, before it is escaped."""
    is_ours = isinstance(value, Markup | _Address)
    return defanged(single_spaced(value)) if isinstance(value, str) and not is_ours else value


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )
    environment.filters |= {
        "address": _address,
        "minute": utc_minute,
        "lead": lead,
    }
    return environment


_TEMPLATE = _environment().get_template("alert.html.j2")
