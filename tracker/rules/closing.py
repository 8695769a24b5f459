"""What a closing pack may say: the steps to a closed commitment, how far it may be extended, how long its notice is.

Such a pack is one file of ``rules/closing/``; programmes name it by its slug.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, PlainValidator, StringConstraints, model_validator

from tracker.domain.commitment import Work
from tracker.domain.moves import Actor, Case, Closing, Given, Move, Need, State, Steps, judge
from tracker.domain.moves.states import ACCEPTED
from tracker.kit.text import Text, text
from tracker.rules.refusal import LONGEST, Refusal, Strict
from tracker.rules.schema import FURTHEST, Both, sha256

FOLDER = "closing"
"""The folder of such packs inside a folder of rules; on record they are called by it: ``closing/verified``."""

MOST = 99
"""So many extensions may be counted; whoever allows more writes that there is no limit."""

NONE = "none"

_LIMITS = frozenset({Need.CAP, Need.LATER, Need.DAY_AHEAD, Need.NOTICE_LENGTH})
"""The needs of a move that depend on what a closing pack says."""


def key_of(slug: str) -> str:
    """How the pack of a closing is called on record, beside the rules that flag."""
    return f"{FOLDER}/{slug}"


def _limit(least: int, most: int) -> PlainValidator:
    def read(found: object) -> int | None:
        if found == NONE:
            return None
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= most:
            return found
        shown = str(found)[:LONGEST]
        raise Refusal(
            text(
                "write a whole number from {least} to {most}, or “none” for no limit, instead of {found}",
                least=least,
                most=most,
                found=shown,
            )
        )

    return PlainValidator(read)


_Said = PlainSerializer(lambda limit: NONE if limit is None else limit)
"""On record no limit is said as in the file, since what is left out there would say nothing."""

Number = Annotated[int | None, _limit(0, MOST), _Said]
Days = Annotated[int | None, _limit(1, FURTHEST), _Said]
Count = Annotated[int, Field(strict=True, ge=0, le=MOST)]


class ExtensionsText(Strict):
    """How often a deadline may be extended, and by how many calendar days at a time."""

    most: Number
    days: Days


class NoticeText(Strict):
    """How many calendar days a public notice has at least."""

    days: Annotated[int, Field(strict=True, ge=1, le=366)]


class Extension(Strict):
    """An extension that is asked for: after so many ``given`` ones, from the last on-time day to a later day."""

    given: Count = 0
    since: Annotated[date, Field(alias="from")]
    to: date


class Notice(Strict):
    """A public notice that is to be opened on a day and to run to the end of another."""

    since: Annotated[date, Field(alias="from")]
    to: date


class ClosingExample(Strict):
    """One worked example: what is asked, and whether it is allowed; ``note`` says what it shows."""

    note: Annotated[str, StringConstraints(max_length=500)] = ""
    extension: Extension | None = None
    notice: Notice | None = None
    allowed: Annotated[bool, Field(strict=True)]

    @model_validator(mode="after")
    def _one_question(self) -> "ClosingExample":
        if (self.extension is None) == (self.notice is None):
            raise Refusal(text("an example asks for either an “extension” or a “notice”"))
        return self


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,31}$")]


class ClosingText(Strict):
    """One file of ``rules/closing/``."""

    closing: Slug
    steps: Closing
    title: Both
    meaning: Both
    extensions: ExtensionsText
    notice: NoticeText | None = None
    examples: Annotated[tuple[ClosingExample, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _notice_where_it_is_a_step(self) -> "ClosingText":
        with_notice = self.steps == Closing.CLOSED_LOOP
        if with_notice and self.notice is None:
            raise Refusal(text("the steps “{steps}” need “notice” with its days", steps=str(self.steps)))
        if not with_notice and (self.notice or any(example.notice for example in self.examples)):
            raise Refusal(text("the steps “{steps}” have no public notice", steps=str(self.steps)))
        return self


class ClosingOffText(Strict):
    """A file of an overriding folder that takes a closing out of force, where no programme uses it."""

    closing: Slug
    off: Literal[True]


@dataclass(frozen=True, slots=True)
class ClosingPack:
    """What a programme asks for before something counts as closed (``steps``), and how people are told of it.

    ``source`` is the whole content as it was checked, ``sha256`` its hash; equal contents are equal packs.
    """

    steps: Steps
    title: Text
    meaning: Text
    examples: tuple[ClosingExample, ...]
    source: ClosingText
    sha256: str

    @property
    def slug(self) -> str:
        """The name by which programmes refer to it."""
        return self.steps.slug

    @property
    def key(self) -> str:
        """How it is called on record."""
        return key_of(self.slug)

    def content(self) -> dict[str, Any]:
        """The whole pack as plain JSON data; ``closing_pack`` reads it back."""
        return _content(self.source)


def closing_pack(content: Mapping[str, Any]) -> ClosingPack:
    """The pack that checked data mean; raises pydantic's ValidationError for data that are none."""
    source = ClosingText.model_validate(content)
    steps = Steps(
        source.closing,
        source.steps,
        extensions=source.extensions.most,
        extension_days=source.extensions.days,
        notice_days=source.notice.days if source.notice else 1,
    )
    title, meaning = source.title.text(), source.meaning.text()
    return ClosingPack(steps, title, meaning, source.examples, source, sha256(_content(source)))


def _content(source: ClosingText) -> dict[str, Any]:
    return source.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def failures(pack: ClosingPack) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    """Where in the pack an example is not as it says, and why."""
    for number, example in enumerate(pack.examples):
        reasons = _against(pack.steps, example)
        if example.allowed == (not reasons):
            continue
        where = ("examples", number, "allowed")
        if reasons:
            yield where, text("the example is refused: {why}", why=reasons[0])
        else:
            yield where, text("the example is allowed")


def _against(steps: Steps, example: ClosingExample) -> list[Text]:
    """What the rules of moves say against an example as far as it depends on the pack; who asks does not matter."""
    if example.extension is not None:
        asked, since = example.extension, example.extension.since
        case = Case(last_day=since, extensions_left=steps.left(asked.given), extend_to=steps.furthest(since))
        return _refused(steps, Move.EXTEND, State(Work.IN_PROGRESS), asked, case)
    if example.notice is not None:
        return _refused(steps, Move.OPEN_NOTICE, ACCEPTED, example.notice, Case(notice_days=steps.notice_days))
    return []


def _refused(steps: Steps, move: Move, state: State, asked: Extension | Notice, case: Case) -> list[Text]:
    given = Given(new_day=asked.to)
    found = judge(move, state, Actor(), closing=steps.closing, day=asked.since, case=case, given=given)
    return [refusal.message for refusal in found if refusal.unmet in _LIMITS]
