"""What a rule pack may say: checked models of the YAML in ``rules/``, and the pack that is made of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256 as hash_of
from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from tracker.domain.chain import canonical
from tracker.domain.deadline import Precision
from tracker.kit.text import Text, text
from tracker.query.compiled import Check, compiled
from tracker.query.errors import QueryError
from tracker.query.evaluate import moves
from tracker.query.language import parse
from tracker.query.tree import Everything, Node
from tracker.query.windows import Anchor, Edge, Window
from tracker.rules.examples import Example
from tracker.rules.refusal import Refusal, Strict

PLACES = frozenset(
    {
        *("words", "due", "first_due", "day", "late", "left", "lead", "since", "heard", "quiet", "allowed"),
        *("review", "context", "owner_words", "done", "registered", "stated", "entered", "missing"),
    }
)
"""What a sentence may name in braces; docs/guide/rules.md says what each is."""

RESERVED = frozenset({"new", "closed", "all", "open"})
"""Names of groups of a letter that are no rules."""

FURTHEST = 36_500
"""So many days may be counted from an anchor: a hundred years."""


def _filter(words: str) -> str:
    """The canonical text of a static filter."""
    try:
        query = parse(words)
    except QueryError as error:
        raise Refusal(text("“where” cannot be read: {why}", why=error.message)) from error
    if query.sort:
        raise Refusal(text("“where” only chooses; it cannot order."))
    if moves(query.where):
        raise Refusal(
            text(
                "“where” must not depend on today’s date; count days with “begins” and “ends” instead: {words}",
                words=words,
            )
        )
    return words


def _places(words: str) -> str:
    """A sentence whose places in braces are all known."""
    try:
        found = list(Formatter().parse(words))
    except ValueError as error:
        raise Refusal(text("the braces of this sentence do not match")) from error
    for literal, name, form, conversion in found:
        if "{" in literal or "}" in literal or form or conversion:
            raise Refusal(text("write braces only around a name, such as {example}", example="{due}"))
        if name is not None and name not in PLACES:
            known = ", ".join(sorted(PLACES))
            raise Refusal(text("“{name}” is no place of a sentence; there are: {known}", name=name, known=known))
    return words


def _no_places(words: str) -> str:
    if "{" in words or "}" in words:
        raise Refusal(text("no braces can stand here"))
    return words


def _rule(name: str) -> str:
    if name in RESERVED:
        raise Refusal(text("“{name}” cannot be the name of a rule.", name=name))
    return name


Filter = Annotated[str, StringConstraints(max_length=500), AfterValidator(_filter)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^\S[^\r\n]*$")]
Sentence = Annotated[Words, AfterValidator(_places)]
Plain = Annotated[Words, AfterValidator(_no_places)]
Rule = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,31}$"), AfterValidator(_rule)]
Days = Annotated[int, Field(ge=-FURTHEST, le=FURTHEST)]


class Both(Strict):
    """A text in both languages, without places."""

    en: Plain
    zh: Plain

    def text(self) -> Text:
        """The text, to be said in either language."""
        return Text(self.en, zh=self.zh)


class EdgeText(Strict):
    """A day counted from an anchor; ``plus`` also serves the precisions that ``by_precision`` leaves out."""

    anchor: Anchor
    plus: Days = 0
    by_precision: Mapping[Precision, Days] = Field(default_factory=dict)

    def edge(self) -> Edge:
        """The same as the engine takes it."""
        return Edge(self.anchor, self.plus, tuple(sorted(self.by_precision.items())))


class WindowText(Strict):
    """A stretch of days in which the flag stands on what passes ``where``."""

    where: Filter = ""
    begins: EdgeText
    ends: tuple[EdgeText, ...] = ()


class Choice(Strict):
    """One sentence in both languages; said where ``where`` holds and every place in it has a value."""

    en: Sentence
    zh: Sentence
    where: Filter = ""

    @model_validator(mode="after")
    def _same_places(self) -> "Choice":
        if places(self.en) != places(self.zh):
            raise Refusal(text("the English and the Chinese sentence name different places"))
        return self


class ReasonText(Strict):
    """A sentence, or a list of which the first that applies is said."""

    en: Sentence | None = None
    zh: Sentence | None = None
    where: Filter = ""
    first_of: Annotated[tuple[Choice, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "ReasonText":
        if self.first_of is not None:
            if self.en is not None or self.zh is not None or self.where:
                raise Refusal(text("write either a sentence or “first_of”, not both"))
        elif self.en is None or self.zh is None:
            raise Refusal(text("a sentence needs both languages, “en” and “zh”"))
        elif places(self.en) != places(self.zh):
            raise Refusal(text("the English and the Chinese sentence name different places"))
        return self

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The sentences of which the first that applies is said."""
        if self.first_of is not None:
            return self.first_of
        return (Choice.model_construct(en=self.en or "", zh=self.zh or "", where=self.where),)


class PackText(Strict):
    """One file of ``rules/``."""

    rule: Rule
    rank: Annotated[int, Field(ge=1, le=999)]
    shape: Annotated[str, StringConstraints(min_length=1, max_length=1, pattern=r"^[^\s\w{}<>&]$")]
    title: Both
    meaning: Both
    windows: Annotated[tuple[WindowText, ...], Field(min_length=1, max_length=20)]
    reasons: Annotated[tuple[ReasonText, ...], Field(min_length=1, max_length=20)]
    examples: Annotated[tuple[Example, ...], Field(min_length=1, max_length=50)]


class OffText(Strict):
    """A file of an overriding folder that takes a rule out of force."""

    rule: Rule
    off: Literal[True]

    @model_validator(mode="after")
    def _can_be_off(self) -> "OffText":
        if self.rule == "overdue":
            raise Refusal(text("overdue cannot be switched off: what it means is fixed for every register."))
        return self


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence of a reason: English, Chinese, when it is said, and the places in it."""

    en: str
    zh: str
    where: Node
    places: tuple[str, ...]
    check: Check = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "check", compiled(self.where))


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule: what is the matter (``title``, ``meaning``), when (``windows``), and why (``reasons``).

    ``rank``: 1 is the worst. Each of ``reasons`` is a list of which the first sentence that applies is said.
    ``source`` is the whole content as it was checked, ``sha256`` its hash; equal contents are equal packs.
    """

    slug: str
    rank: int
    shape: str
    title: Text
    meaning: Text
    windows: tuple[Window, ...]
    reasons: tuple[tuple[Spoken, ...], ...]
    examples: tuple[Example, ...]
    source: PackText
    sha256: str

    @property
    def key(self) -> str:
        """How it is called on record."""
        return self.slug

    def content(self) -> dict[str, Any]:
        """The whole pack as plain JSON data; ``pack`` reads it back."""
        return _content(self.source)


def pack(content: Mapping[str, Any]) -> Pack:
    """The pack that checked data mean; raises pydantic's ValidationError for data that are none."""
    source = PackText.model_validate(content)
    windows = (
        Window(source.rule, node(each.where), each.begins.edge(), tuple(edge.edge() for edge in each.ends))
        for each in source.windows
    )
    return Pack(
        source.rule,
        source.rank,
        source.shape,
        source.title.text(),
        source.meaning.text(),
        tuple(windows),
        tuple(tuple(_spoken(choice) for choice in reason.choices) for reason in source.reasons),
        source.examples,
        source,
        sha256(_content(source)),
    )


def _content(source: PackText) -> dict[str, Any]:
    return source.model_dump(mode="json", exclude_defaults=True)


def sha256(content: Mapping[str, Any]) -> str:
    """The hash by which a content is known, in hexadecimal: over its canonical text."""
    return hash_of(canonical(content)).hexdigest()


def node(where: str) -> Node:
    """The condition of a filter; an empty one holds for everything."""
    return parse(where).where if where else Everything()


def places(sentence: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(_names(sentence))


def _names(sentence: str) -> Iterator[str]:
    for _, name, _, _ in Formatter().parse(sentence):
        if name is not None:
            yield name


def _spoken(choice: Choice) -> Spoken:
    return Spoken(choice.en, choice.zh, node(choice.where), tuple(sorted(places(choice.en))))
