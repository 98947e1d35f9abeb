"""What is marked is what was found, to the character."""

from hypothesis import given

from core.article import Article, Field
from core.gazetteer import EntityType, gazetteer
from core.query.entities import is_type
from core.query.matcher import BYLINE_SEPARATOR, Span, document, matches, spans
from core.query.nodes import Author, Entity, Leaf, Regex, Textual, Words, leaves
from core.query.places import leaf_holds
from core.text.analysis import Tokens, analyse, analyse_name
from tests.core.query.generated import Case, bounded, cases


@bounded(250)
@given(cases())
def test_every_mark_lies_exactly_on_words_of_the_query_and_all_that_holds_is_marked(case: Case) -> None:
    (tree,) = case.trees
    for subject in case.articles:
        analysed = document(subject)
        found = spans(tree, analysed)
        assert not found or matches(tree, analysed)
        for span in found:
            words = marked(subject, span)
            assert any(is_just(leaf, words) for leaf in leaves(tree)), words.text
        for leaf in leaves(tree):
            if isinstance(leaf, Textual | Entity | Author):
                assert bool(spans(leaf, analysed)) == matches(leaf, analysed)


def marked(subject: Article, span: Span) -> Tokens:
    """The words of a mark, read again for themselves."""
    shown = {
        Field.TITLE: subject.title,
        Field.BODY: subject.body,
        Field.AUTHORS: BYLINE_SEPARATOR.join(subject.authors),
    }
    text = shown[span.field][span.start : span.end]
    return analyse_name(text) if span.field is Field.AUTHORS else analyse(text, subject.language)


def is_just(leaf: Leaf, words: Tokens) -> bool:
    """Whether ``words`` are what the leaf finds, with no character too many at either end."""
    match leaf:
        case Regex():
            return leaf_holds(leaf, words)
        case Author(name):
            return ends_with_words(words) and leaf_holds(Words(name), words)
        case Entity(name):
            return ends_with_words(words) and is_name(name, words.text)
        case _:
            return isinstance(leaf, Textual) and ends_with_words(words) and leaf_holds(leaf, words)


def ends_with_words(words: Tokens) -> bool:
    return words.tokens[0].start == 0 and words.tokens[-1].end == len(words.text)


def is_name(entity: str, text: str) -> bool:
    """Whether a name of the entity, or of one of that type, begins the text and one ends it: names may
    overlap."""
    known = gazetteer()
    ids = [each.id for each in known.of_type(EntityType(entity))] if is_type(entity) else [entity]
    names = [name for each in known.entities if each.id in ids for name in each.names]
    forms = [analyse_name(form).terms for name in names for form in name.forms]
    terms = analyse_name(text).terms
    return any(terms[: len(form)] == form for form in forms) and any(
        terms[-len(form) :] == form for form in forms
    )
