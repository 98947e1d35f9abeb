"""From the text of a query to its nodes, or to a QueryError that says where and why."""

from dataclasses import replace
from functools import cache
from typing import Never

from lark import Lark, Token, Transformer, UnexpectedToken, v_args

from core.errors import QueryError
from core.query.entities import named
from core.query.filters import FILTERS
from core.query.nodes import (
    Author,
    Entity,
    Exact,
    Leaf,
    Near,
    Node,
    Not,
    Pattern,
    Regex,
    Scope,
    Wording,
    Words,
    both,
    either,
    leaves,
    negation,
    replace_leaves,
    subtrees,
)
from core.query.patterns import MAX_REGEX_LENGTH, MIN_HEAD, head_length, is_pattern, regex
from core.text.analysis import analyse
from core.text.words import is_unspaced

FIELDS = ("title", "body", "author", "entity", *FILTERS)

MAX_LENGTH = 10_000
MAX_NESTING = 50
MAX_WORDS = 500

_OPERATORS = ("_AND", "_OR", "_NOT", "_MINUS")
_QUOTES = '"“”„＂'


class _Fault(Exception):
    """A QueryError that does not know its query yet."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


def parse(text: str) -> Node:
    """The query as a tree. Raises QueryError, and nothing else, for a text that is not a query."""
    try:
        return _parse(text)
    except _Fault as fault:
        raise QueryError(fault.reason, query=text, position=fault.position) from None


def _parse(text: str) -> Node:
    if len(text) > MAX_LENGTH:
        raise _Fault(f"a query has at most {MAX_LENGTH:,} characters, this one has {len(text):,}", MAX_LENGTH)
    # The parser's own lexer: Lark.lex() would make a new one for every text.
    reader = _language().parse_interactive(text)
    tokens = list(reader.lexer_thread.lex(reader.parser_state))  # type: ignore[no-untyped-call]
    if not tokens:
        raise _Fault('the query is empty; try a word or a "phrase"', 0)
    _check_parentheses(tokens)
    _check_words(tokens)
    previous: Token | None = None
    for token in tokens:
        try:
            reader.feed_token(token)
        except UnexpectedToken:
            _refuse(token, previous)
        previous = token
    try:
        # With its embedded transformer the parser returns what the transformer makes of the start rule.
        node: Node = reader.feed_token(Token.new_borrow_pos("$END", "", tokens[-1]))
    except UnexpectedToken:
        _refuse(None, previous)
    return node


def _check_parentheses(tokens: list[Token]) -> None:
    opened: list[int] = []
    for token in tokens:
        if token.type == "_OPEN":
            opened.append(_at(token))
            if len(opened) > MAX_NESTING:
                raise _Fault(f"parentheses nest at most {MAX_NESTING} deep", _at(token))
        elif token.type == "_CLOSE":
            if not opened:
                raise _Fault("this parenthesis closes nothing", _at(token))
            opened.pop()
        elif token.type == "UNCLOSED":
            raise _Fault("this quote is never closed", _at(token))
    if opened:
        raise _Fault("this parenthesis is never closed", opened[-1])


def _check_words(tokens: list[Token]) -> None:
    total = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "UNKNOWN":
            known = ", ".join(f"{name}:" for name in FIELDS)
            reason = f'there is no field "{token}"; fields are {known} (in quotes it is text to search for)'
            raise _Fault(reason, _at(token))
        if token.type in ("WORD", "PHRASE", "EXACT", "REGEX"):
            is_value = before is not None and before.type in ("FILTER", "ENTITY")
            total += 1 if is_value else _words_in(token)
        if total > MAX_WORDS:
            raise _Fault(f"a query has at most {MAX_WORDS} words", _at(token))


def _words_in(token: Token) -> int:
    if token.type == "REGEX":
        _check_regex(token)
        return 1
    if token.type == "WORD" and "*" in token:
        _check_star(token)
    words = len(analyse(token).terms)
    if not words:
        raise _Fault("nothing to search for here: no letter and no digit", _at(token))
    return words


def _check_regex(token: Token) -> None:
    if len(token) > MAX_REGEX_LENGTH:
        raise _Fault(f"an expression has at most {MAX_REGEX_LENGTH} characters", _at(token))
    try:
        regex(token[1:-1])
    except ValueError as error:
        reason = f"not an expression of RE2: {error} (in quotes it is text to search for)"
        raise _Fault(reason, _at(token)) from None


def _check_star(token: Token) -> None:
    """A star has its meaning at the end of a word, and only there."""
    if token.rstrip("*").strip("*") and (token[0] == "*" or (not is_pattern(token) and token[-1] == "*")):
        raise _Fault(
            "a * stands once, at the end of a word: deliver* (in quotes it is no wildcard)", _at(token)
        )


def _refuse(token: Token | None, previous: Token | None) -> Never:
    """Why ``token`` (None for the end of the query) cannot follow ``previous``."""
    if previous is not None and previous.type in _OPERATORS:
        raise _Fault(f"{previous} needs something to search for after it", _at(previous))
    if previous is not None and previous.type in ("FILTER", "ENTITY"):
        raise _Fault(f"{previous} takes one word or phrase; write it again for another", _at(previous))
    if previous is not None and previous.type == "SCOPE":
        raise _Fault(f"{previous} needs a word, a phrase or a group in parentheses after it", _at(previous))
    if token is not None and token.type == "_CLOSE" and previous is not None:
        raise _Fault("there is nothing between these parentheses", _at(previous))
    at = _at(token) if token is not None else 0
    raise _Fault(f"{token} needs something to search for before it (in quotes it is a word)", at)


def _at(token: Token) -> int:
    return token.start_pos or 0


def _unquoted(token: Token) -> str:
    return str(token).strip(_QUOTES).strip() if token.type == "PHRASE" else str(token)


def _pattern(token: Token) -> Pattern:
    if any(map(is_unspaced, token)):
        reason = "words of Chinese, Japanese or Thai need no wildcard: 蔚来 is found in 蔚来汽车"
        raise _Fault(reason, _at(token))
    if head_length(token) < MIN_HEAD:
        raise _Fault(f"at least {MIN_HEAD} letters stand before a wildcard", _at(token))
    return Pattern(str(token).casefold())


class _Nodes(Transformer[Token, Node]):
    """Builds nodes while the text is parsed: no tree is walked, so no depth of it can exhaust the stack."""

    def any_of(self, parts: list[Node]) -> Node:
        return either(parts)

    def all_of(self, parts: list[Node]) -> Node:
        return both(parts)

    @v_args(inline=True)
    def negated(self, part: Node) -> Node:
        return negation(part)

    @v_args(inline=True)
    def text(self, token: Token) -> Node:
        match token.type:
            case "EXACT":
                return Exact(token[1:].strip(_QUOTES).strip())
            case "REGEX":
                return Regex(token[1:-1])
            case "WORD" if is_pattern(token):
                return _pattern(token)
            case _:
                return Words(_unquoted(token))

    @v_args(inline=True)
    def entity(self, field: Token, token: Token) -> Node:
        name = _unquoted(token)
        if not name:
            raise _Fault(f"{field} needs a name", _at(token))
        if is_pattern(name):
            raise _Fault(f"{field} takes a whole name, no wildcard", _at(token))
        try:
            return Entity(named(name))
        except ValueError as error:
            raise _Fault(str(error), _at(token)) from None

    @v_args(inline=True)
    def near(self, left: Node, operator: Token, right: Node) -> Node:
        for side in (left, right):
            if not _is_words(side):
                raise _Fault(
                    f"{operator} takes words on both sides: no field but title:/body:, no NOT", _at(operator)
                )
        return Near(left, right, int(operator.partition("/")[2]))

    @v_args(inline=True)
    def scoped(self, field: Token, part: Node) -> Node:
        def scope(leaf: Leaf) -> Node:
            if not isinstance(leaf, Wording) or leaf.scope is not Scope.TEXT:
                raise _Fault(f"{field} takes words, not another field", _at(field))
            if field[0] not in "aA":
                return replace(leaf, scope=Scope(field[:-1].lower()))
            if not isinstance(leaf, Words):
                raise _Fault(f"{field} takes plain words and phrases", _at(field))
            return Author(leaf.text)

        if field[0] in "aA" and any(isinstance(each, Near) for each in subtrees(part)):
            raise _Fault(f"{field} takes plain words and phrases", _at(field))

        return replace_leaves(part, scope)

    @v_args(inline=True)
    def filtered(self, field: Token, token: Token) -> Node:
        name, value = field[:-1].lower(), _unquoted(token)
        if not value:
            raise _Fault(f"{field} needs a value", _at(token))
        try:
            return FILTERS[name](value)
        except ValueError as error:
            raise _Fault(str(error), _at(token)) from None


def _is_words(node: Node) -> bool:
    return not any(isinstance(each, Not) for each in subtrees(node)) and all(
        isinstance(leaf, Wording) for leaf in leaves(node)
    )


@cache
def _language() -> Lark:
    return Lark.open("grammar.lark", rel_to=__file__, parser="lalr", lexer="basic", transformer=_Nodes())
