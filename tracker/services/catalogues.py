"""Keeping programmes and sources: what commitments are grouped by, and where they were stated."""

from datetime import date
from typing import Literal

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict, Invalid
from tracker.kit.text import text
from tracker.kit.wording import Line, Prose, Ref, Slug
from tracker.services import closings, deadlines
from tracker.services.context import Context
from tracker.services.keeping import Kept, Upkeep, both, changed, current, keeper, living, one, require_new
from tracker.store import nouns
from tracker.store.database import Session

Language = Literal["en", "zh"]


class NewProgramme(Upkeep):
    """What commitments are to be grouped by: ``code`` begins their references, ``closing`` names the steps to close."""

    slug: Slug
    code: Ref
    title_en: Line = ""
    title_zh: Line = ""
    closing: str = "simple"
    note_en: Prose = ""
    note_zh: Prose = ""


class ChangeProgramme(Upkeep):
    """What is different now about a programme; its short name and its code stay."""

    slug: str
    title_en: Line | None = None
    title_zh: Line | None = None
    closing: str | None = None
    note_en: Prose | None = None
    note_zh: Prose | None = None


class NewSource(Upkeep):
    """A document in which commitments are stated; ``policy`` is how its doubtful dates are read."""

    slug: Slug
    title_en: Line = ""
    title_zh: Line = ""
    publisher: str | None = None
    published_on: date | None = None
    language: Language = "zh"
    policy: str = "end-of-period"
    note_en: Prose = ""
    note_zh: Prose = ""


class ChangeSource(Upkeep):
    """What is different now about a source; readings that were made by its policy stay as they are.

    What is not mentioned stays; a publisher or a day that is told as None is taken away.
    """

    slug: str
    title_en: Line | None = None
    title_zh: Line | None = None
    publisher: str | None = None
    published_on: date | None = None
    language: Language | None = None
    policy: str | None = None
    note_en: Prose | None = None
    note_zh: Prose | None = None


CLEARABLE = frozenset({"publisher", "published_on"})
"""What a source may be without."""


def add_programme(ctx: Context, command: NewProgramme) -> Kept:
    """Enter a programme; raises Conflict for a short name or a code that is taken, Invalid for unknown steps."""
    with ctx.changing() as change:
        who = keeper(change, ctx, Right.KEEP_BODIES)
        require_new(change.session, "programme", command.slug)
        _require_free_code(change.session, command.code)
        _require_steps(change.session, command.closing)
        titles = both("title", command.title_en, command.title_zh)
        row = {**command.model_dump(exclude={"version", "reason"}), **titles, "example": 0}
        return one(change, who, "programme", "register", row, command.reason)


def change_programme(ctx: Context, command: ChangeProgramme) -> Kept:
    """Change a programme. Its steps hold for whatever is still open; what was accepted stays so."""
    with ctx.changing() as change:
        who = keeper(change, ctx, Right.KEEP_BODIES)
        row = current(change.session, "programme", command.slug, command.version)
        if command.closing is not None:
            _require_steps(change.session, command.closing)
            if command.closing != row["closing"] and not command.reason:
                raise Invalid(
                    text("Other steps for closing need a reason."), hint=text("Say why, in words."), where="reason"
                )
        after = changed(row, **_given(command), title_en=command.title_en or None, title_zh=command.title_zh or None)
        return one(change, who, "programme", "edit", after, command.reason)


def add_source(ctx: Context, command: NewSource) -> Kept:
    """Enter a source; raises Conflict for a short name that is taken, Invalid for an unknown policy."""
    with ctx.changing() as change:
        who = keeper(change, ctx, Right.KEEP_BODIES)
        require_new(change.session, "source", command.slug)
        if command.publisher is not None:
            living(change.session, "body", command.publisher)
        deadlines.policy(command.policy)
        titles = both("title", command.title_en, command.title_zh)
        row = {**command.model_dump(exclude={"version", "reason"}), **titles, "marks": []}
        return one(change, who, "source", "register", row, command.reason)


def change_source(ctx: Context, command: ChangeSource) -> Kept:
    """Change a source; raises as ``add_source``."""
    with ctx.changing() as change:
        who = keeper(change, ctx, Right.KEEP_BODIES)
        row = current(change.session, "source", command.slug, command.version)
        if command.publisher is not None:
            living(change.session, "body", command.publisher)
        if command.policy is not None:
            deadlines.policy(command.policy)
        told = {**_given(command), "title_en": command.title_en or None, "title_zh": command.title_zh or None}
        cleared = {name for name in CLEARABLE & command.model_fields_set if getattr(command, name) is None}
        after = changed(row, cleared, **told)
        return one(change, who, "source", "edit", after, command.reason)


def _given(command: Upkeep) -> dict[str, object]:
    return command.model_dump(exclude={"slug", "version", "reason", "title_en", "title_zh"})


def _require_free_code(session: Session, code: str) -> None:
    for row in nouns.all_rows(session, "programme"):
        if row["code"] == code:
            raise Conflict(
                text("{code} is already the code of {programme}.", code=code, programme=row["slug"]),
                hint=text("The code begins every reference, so each programme has its own."),
                where="code",
            )


def _require_steps(session: Session, closing: str) -> None:
    wrong = closings.complaint(session, closing)
    if wrong is not None:
        raise Invalid(text("closing: {reason}", reason=wrong), where="closing")
