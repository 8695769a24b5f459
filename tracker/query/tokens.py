"""From the text of a query to its words: brackets, keywords, free text, and fields with their values."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn
from unicodedata import category

from tracker.kit.text import Text, text
from tracker.query.errors import QueryError
from tracker.query.values import Written

MAX_LENGTH = 4000
"""Characters in a query; longer ones are lists, which belong into a file."""

_QUOTES = {'"': '"', "“": "”", "「": "」"}
_WORD = re.compile(r'[^\s()（）:："“”「」]+')
_PLAIN_VALUE = re.compile(r'[^\s()（）,，"“”「」]*')
_SPACE = re.compile(r"\s*")
_COLON = re.compile(r"[:：]")
_COMMA = re.compile(r"[,，]")
_OPERATOR = re.compile(r"[<＜>＞][=＝]?|[=＝≤≥]")
_OPERATORS = str.maketrans({"＜": "<", "＞": ">", "＝": "=", "≤": "<=", "≥": ">="})
_END_OF_VALUE = re.compile(r"[\s()（）,，]|\Z")
_END_OF_TERM = re.compile(r"[\s)）]|\Z")


class Kind(StrEnum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    WORDS = "words"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a query: what it is, its text (of a field: the name as written), and where it stands."""

    kind: Kind
    text: str
    position: int
    length: int
    values: tuple[Written, ...] = ()


KEYWORDS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
"""In capitals only, so that the words can be searched for."""

_SIGNS = {"(": Kind.OPEN, "（": Kind.OPEN, ")": Kind.CLOSE, "）": Kind.CLOSE, "-": Kind.NOT, "－": Kind.NOT}


def scan(query: str) -> list[Token]:
    """The tokens of ``query`` in order; raises ``QueryError`` for what cannot be one."""
    if len(query) > MAX_LENGTH:
        message = text("A query has at most {n} characters; this one has {length}.", n=MAX_LENGTH, length=len(query))
        raise QueryError(message, position=MAX_LENGTH, length=len(query) - MAX_LENGTH)
    for position, character in enumerate(query):
        if category(character) in {"Cc", "Cs"} and character not in "\t\n\r":
            _unsearchable(character, position)
    return _Scanner(query).tokens()


def _unsearchable(character: str, position: int) -> NoReturn:
    message = text("The character U+{code} cannot be searched for.", code=f"{ord(character):04X}")
    raise QueryError(message, position=position)


class _Scanner:
    """A place in a text that moves on."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0

    def tokens(self) -> list[Token]:
        found = []
        self._skip(_SPACE)
        while self.at < len(self.query):
            found.append(self._token())
            self._skip(_SPACE)
        return found

    def _token(self) -> Token:
        start, character = self.at, self.query[self.at]
        if character in _SIGNS:
            return self._sign(_SIGNS[character])
        if character in _QUOTES:
            words = self._quoted()
            return Token(Kind.WORDS, words, start, self.at - start)
        name = self._skip(_WORD)
        if self._skip(_COLON):
            return self._field(name or "", start)
        if name is None:
            self._fail(text("This quotation mark closes nothing."), start)
        return Token(KEYWORDS.get(name, Kind.WORDS), name, start, len(name))

    def _sign(self, kind: Kind) -> Token:
        start = self.at
        self.at += 1
        if kind is Kind.NOT and _END_OF_TERM.match(self.query, self.at):
            hint = text("Put the sign itself in quotation marks to search for it.")
            self._fail(text("Nothing stands after “-” that could be left out."), start, hint=hint)
        return Token(kind, self.query[start], start, 1)

    def _field(self, name: str, start: int) -> Token:
        if not name:
            hint = text("To search for a colon, put it in quotation marks.")
            self._fail(text("A field name is missing before the colon."), start, hint=hint)
        values = [self._value()]
        while self._skip(_COMMA):
            values.append(self._value())
        return Token(Kind.FIELD, name, start, len(name), tuple(values))

    def _value(self) -> Written:
        operator = (self._skip(_OPERATOR) or "").translate(_OPERATORS)
        start = self.at
        if self.query[start : start + 1] not in _QUOTES:
            plain = self._skip(_PLAIN_VALUE) or ""
            return Written(plain, start, len(plain), operator)
        words = self._quoted()
        if not _END_OF_VALUE.match(self.query, self.at):
            self._fail(text("A space is missing after the quotation."), self.at)
        return Written(words, start, self.at - start, operator, quoted=True)

    def _quoted(self) -> str:
        start, closing = self.at, _QUOTES[self.query[self.at]]
        self.at += 1
        words = []
        while (character := self.query[self.at : self.at + 1]) != closing:
            if character == "\\":
                self.at += 1
                character = self.query[self.at : self.at + 1]
            if not character:
                self._fail(text("This quotation is not closed; “{closing}” is missing.", closing=closing), start)
            if character in "\t\n\r":
                _unsearchable(character, self.at)
            words.append(character)
            self.at += 1
        self.at += 1
        if not "".join(words).strip():
            self._fail(text("There is nothing between these quotation marks."), start, length=self.at - start)
        return "".join(words)

    def _skip(self, pattern: re.Pattern[str]) -> str | None:
        """Move past ``pattern`` if it stands here, and say what it was."""
        found = pattern.match(self.query, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[0]

    def _fail(self, message: Text, position: int, *, length: int = 1, hint: Text | None = None) -> NoReturn:
        raise QueryError(message, position=position, length=length, hint=hint)
