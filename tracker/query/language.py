"""The one language for asking: from text to tree, with errors that say where and what was probably meant.

Juxtaposition and ``AND`` bind closer than ``OR``; ``-`` and ``NOT`` bind closest. Full-width punctuation of Chinese
input methods is the same as its half-width form.
"""

from collections.abc import Iterable
from functools import lru_cache

from tracker.kit.text import Text, text
from tracker.query import tokens, values
from tracker.query.errors import QueryError, clip, did_you_mean, fold, nearest, one_of
from tracker.query.fields import FIELDS, Field, find, names
from tracker.query.render import render
from tracker.query.tokens import MAX_LENGTH, Kind, Token
from tracker.query.tree import Everything, Node, Query, Sort, Test, Value, Where, all_of, any_of, negate
from tracker.query.values import Written
from tracker.query.vocabulary import SORT

MAX_DEPTH = 50
"""Brackets within brackets."""

MAX_TESTS = 200
"""Values asked for in one query; SQLite refuses expressions deeper than 1,000."""

_ENDS: frozenset[Kind | None] = frozenset({None, Kind.OR, Kind.CLOSE})
"""What a conjunction stops at: the end of the text among them."""


@lru_cache(maxsize=512)
def parse(query: str) -> Query:
    """The query that a text means; an empty text asks for everything.

    Raises ``QueryError``, and nothing else, for any text that is not a query.
    """
    parser = _Parser(query)
    built = build(parser.whole(), parser.sorts)
    if len(built.text) > MAX_LENGTH:
        message = text("Written out in full, this query is longer than {n} characters.", n=MAX_LENGTH)
        raise QueryError(message, position=0, length=len(query))
    return built


def build(where: Node, sort: Iterable[Sort] = ()) -> Query:
    """A query from its parts, for those who compose one rather than read it."""
    order = tuple(sort)
    return Query(where, order, render(where, order))


class _Parser:
    """Recursive descent over the tokens; ``depth`` counts open brackets."""

    def __init__(self, query: str) -> None:
        self.tokens = tokens.scan(query)
        self.at = 0
        self.count = 0
        self.sorts: list[Sort] = []

    def whole(self) -> Node:
        """The condition of the whole text; ``sorts`` then holds its order."""
        node = self._alternatives(0)
        stray = self._take(Kind.CLOSE)
        if stray is not None:
            raise _at(stray, text("This bracket closes nothing."))
        return node or Everything()

    def _alternatives(self, depth: int) -> Node | None:
        parts = [self._conjunction(depth)]
        while (operator := self._take(Kind.OR)) is not None:
            if parts[-1] is None:
                raise _missing_before(operator)
            parts.append(self._conjunction(depth))
            if parts[-1] is None:
                raise _missing_after(operator)
        found = [part for part in parts if part is not None]
        return any_of(found) if found else None

    def _conjunction(self, depth: int) -> Node | None:
        parts: list[Node | None] = []
        while self._peek() not in _ENDS:
            operator = self._take(Kind.AND)
            if operator is not None and not parts:
                raise _missing_before(operator)
            parts.append(self._term(depth, operator))
        found = [part for part in parts if part is not None]
        return all_of(found) if found else None

    def _term(self, depth: int, operator: Token | None) -> Node | None:
        """One condition or bracket, negated or not; None for what only orders. ``operator`` stands before it."""
        negated, last = False, operator
        while (sign := self._take(Kind.NOT)) is not None:
            negated, last = not negated, sign
        if last is not None and self._peek() in _ENDS | {Kind.AND}:
            raise _missing_after(last)
        token = self._next()
        if token.kind is Kind.OPEN:
            node = self._bracket(token, depth)
        elif token.kind is Kind.WORDS:
            node = self._where(token, FIELDS["text"], (Value(token.text),))
        elif fold(token.text) in SORT:
            self._order(token, nested=depth > 0 or (last is not None and last.kind is Kind.NOT))
            return None
        else:
            field = _field(token)
            tests = tuple(test for value in token.values for test in values.read(field, _given(token, value)))
            node = self._where(token, field, tests)
        return negate(node) if negated else node

    def _bracket(self, opening: Token, depth: int) -> Node:
        if depth == MAX_DEPTH:
            raise _at(opening, text("Brackets can be {n} deep at most.", n=MAX_DEPTH))
        node = self._alternatives(depth + 1)
        if self._take(Kind.CLOSE) is None:
            raise _at(opening, text("This bracket is not closed."))
        if node is None:
            raise _at(opening, text("There is nothing between these brackets."))
        return node

    def _where(self, token: Token, field: Field, tests: tuple[Test, ...]) -> Node:
        self.count += len(tests)
        if self.count > MAX_TESTS:
            raise _at(token, text("A query asks for {n} values at most.", n=MAX_TESTS))
        return Where(field.name, tuple(dict.fromkeys(tests)))

    def _order(self, token: Token, *, nested: bool) -> None:
        if nested:
            raise _at(token, text("“{field}” orders the whole list: not in brackets, not negated.", field=SORT[0]))
        for value in token.values:
            sort = _sort(_given(token, value))
            if any(sort.field == earlier.field for earlier in self.sorts):
                raise _wrong(value, text("The list is ordered by “{field}” already.", field=sort.field))
            self.sorts.append(sort)

    def _peek(self) -> Kind | None:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def _next(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _take(self, kind: Kind) -> Token | None:
        return self._next() if self._peek() is kind else None


def _field(token: Token) -> Field:
    found = find(token.text)
    if found is not None:
        return found
    near = nearest(token.text, names())
    raise QueryError(
        text("There is no field “{name}”.", name=clip(token.text)),
        position=token.position,
        length=token.length,
        hint=did_you_mean(near) if near else text("Words with a colon can be searched for in quotation marks."),
        suggestion=near,
    )


def _given(token: Token, value: Written) -> Written:
    """``value``, which must not be empty; the error marks the sign after which it is missing."""
    if not value.text:
        hint = text("Write it directly after the sign; several values are separated by commas.")
        message = text("A value for “{field}” is missing here.", field=token.text)
        raise QueryError(message, position=value.position - 1, hint=hint)
    return value


def _sort(value: Written) -> Sort:
    descending = value.text[0] in "-－"
    name = value.text[1:] if descending else value.text
    field = None if value.operator else find(name)
    if field is None or not field.sortable:
        sortable = [field.name for field in FIELDS.values() if field.sortable]
        raise _wrong(value, text("The list cannot be ordered by “{field}”.", field=clip(name)), hint=one_of(sortable))
    return Sort(field.name, descending)


def _missing_before(operator: Token) -> QueryError:
    return _at(operator, text("A condition is missing before “{word}”.", word=operator.text))


def _missing_after(operator: Token) -> QueryError:
    return _at(operator, text("A condition is missing after “{word}”.", word=operator.text))


def _at(token: Token, message: Text) -> QueryError:
    return QueryError(message, position=token.position, length=token.length)


def _wrong(value: Written, message: Text, hint: Text | None = None) -> QueryError:
    return QueryError(message, position=value.position, length=value.length, hint=hint)
