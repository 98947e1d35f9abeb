"""Why an article met a query, for people: the clauses that held, and the words they were found in."""

from typing import NamedTuple

from core.article import Field
from core.query.explain import query_text
from core.query.matcher import BYLINE_SEPARATOR, Document, held
from core.query.nodes import Every, Node

_PLACES = {Field.TITLE: "the title", Field.AUTHORS: "the byline", Field.BODY: "the body"}


class Reason(NamedTuple):
    """A clause that held, as one would write it in a query. ``place`` says where its words stand first and
    ``words`` what stands there, raw; both are empty for what is no words, such as ``lang:zh``."""

    clause: str
    place: str = ""
    words: str = ""


def reasons(node: Node, document: Document) -> list[Reason]:
    """The clauses of the (resolved) query that made it hold, in its own order; empty when it does not."""
    texts = {
        Field.TITLE: document.title.text,
        Field.AUTHORS: BYLINE_SEPARATOR.join(author.text for author in document.authors),
        Field.BODY: document.body.text,
    }
    found = []
    for clause, spans in held(node, document):
        if isinstance(clause, Every):
            continue
        written = query_text(clause)
        if not spans:
            found.append(Reason(written))
            continue
        field, start, end = spans[0]
        found.append(Reason(written, _PLACES[field], texts[field][start:end]))
    return found
