"""Entering a commitment in the register: from the command line, from seeds, later from pages and spreadsheets."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tracker.domain.commitment import Assurance, Kind, Work
from tracker.domain.deadline import Policy, Reading
from tracker.domain.moves import BEGINNINGS, Closing, Move, State, failure, judge
from tracker.domain.moves.roles import is_within
from tracker.domain.moves.states import DRAFT
from tracker.kit.errors import Conflict, Invalid
from tracker.kit.text import Text, text
from tracker.kit.wording import Alias, Citation, Line, Prose, Ref, Slug
from tracker.services import deadlines
from tracker.services.actors import Acting, acting, newcomer
from tracker.services.context import Context
from tracker.services.names import called
from tracker.store import bodies, commitments, history, nouns
from tracker.store.database import Session


class NewCommitment(BaseModel):
    """What a person states about a new commitment; slugs and references are checked against the register."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ref: Ref | None = None
    aliases: tuple[Alias, ...] = ()
    kind: Kind = Kind.TASK
    programme: str
    parent: str | None = None
    title_en: Line = ""
    title_zh: Line = ""
    note_en: Prose = ""
    note_zh: Prose = ""
    work: Work = Work.REGISTERED
    owner_words: Line = ""
    body: str | None = None
    post: str | None = None
    supervisor: str | None = None
    acceptor: str | None = None
    leader: str | None = None
    co_bodies: tuple[str, ...] = ()
    due_words: Line = ""
    anchor: date | None = None
    context_day: date | None = None
    context_words: Line = ""
    review_day: date | None = None
    size: dict[str, Any] | None = None
    quantity: dict[str, Any] | None = None
    sources: tuple[Citation, ...] = ()
    places: tuple[str, ...] = ()
    tags: tuple[Slug, ...] = ()
    marks: tuple[Slug, ...] = ()
    reason: Prose = Field(default="", exclude=True)


REFERS_TO: dict[str, str] = {
    "programme": "programme",
    "parent": "commitment",
    "body": "body",
    "post": "post",
    "supervisor": "body",
    "acceptor": "body",
    "leader": "post",
    "co_bodies": "body",
    "places": "place",
}
"""Field → the noun whose slug it holds."""

NOUN_WORDS = {
    "programme": text("programme"),
    "commitment": text("commitment"),
    "body": text("body"),
    "post": text("post"),
    "place": text("place"),
    "source": text("source"),
}
"""The nouns as they stand in a sentence."""


def add(ctx: Context, command: NewCommitment, *, words_only: bool = False) -> str:
    """Register one commitment; returns its reference. ``words_only``: no day is read from its deadline words.

    Raises Invalid for what cannot be understood, Forbidden for whoever may not register, Conflict for a reference or
    alias that is taken.
    """
    with ctx.changing() as change:
        session, today = change.session, change.today
        who = acting(session, ctx, day=today)
        require_registrar(session, who, today)
        command = _settled(session, command)
        _check_references(session, command)
        if command.review_day and command.review_day <= today:
            raise Invalid(
                text("{day} has passed; a review day is still to come.", day=command.review_day), where="review"
            )
        source = nouns.source(session, command.sources[0].source) if command.sources else None
        reading = deadlines.stated(
            command.due_words,
            by=deadlines.policy(source.policy if source else Policy().slug),
            anchor=command.anchor,
            published=source.published_on if source else today,
            registered=today,
            words_only=words_only,
        )
        row = row_of(command, reading, today=today)
        require_independent(session, row)
        _check_free(session, command)
        entered = history.Change("commitment", row["ref"], "register", row, today, command.reason)
        history.append(session, [entered], by=who.by, at=change.at, new=True)
        return str(row["ref"])


def require_registrar(session: Session, who: Acting, today: date) -> None:
    """Refuse whoever may not register, before anything is said about what there is; raises Forbidden.

    Who may does not depend on what is registered.
    """
    nobody: dict[str, Any] = {
        "body": None,
        "supervisor": None,
        "acceptor": None,
        "co_bodies": [],
        "post": None,
        "leader": None,
    }
    actor = newcomer(session, who, nobody)
    stop = failure(judge(Move.REGISTER, DRAFT, actor, closing=Closing.SIMPLE, day=today))
    if stop:
        raise stop


def row_of(command: NewCommitment, reading: Reading, *, today: date) -> dict[str, Any]:
    """The row that a new commitment becomes; raises Invalid for a state in which nothing may begin."""
    if State(command.work) not in BEGINNINGS:
        raise Invalid(
            text("A commitment cannot enter the register as “{work}”.", work=str(command.work)),
            hint=text("Register it first; what was done is then reported and verified."),
            where="work",
        )
    context = (command.context_day, command.context_words) if command.context_day else None
    stated = command.model_dump(mode="python", exclude={"anchor", "context_day", "context_words", "due_words"})
    return {
        **{name: list(value) if isinstance(value, tuple) else value for name, value in stated.items()},
        **deadlines.due_columns(reading, context=context),
        "kind": str(command.kind),
        "work": str(command.work),
        "assurance": str(Assurance.NONE),
        "unowned_since": None if command.post else today,
        "marks": sorted({*command.marks, *reading.marks}),
        "confirmed_by": None,
        "confirmed_on": None,
        "stage_day": None,
        "done_on": None,
        "registered_on": today,
        "updated_on": today,
    }


def _settled(session: Session, command: NewCommitment) -> NewCommitment:
    """The command with what follows from it: the body of its post, a made-up reference, at least one title."""
    changes: dict[str, Any] = {}
    if not command.title_en and not command.title_zh:
        raise Invalid(text("A title is needed, in English or in Chinese."), where="title")
    if command.post and not command.body:
        changes["body"] = bodies.body_of_post(session, command.post)
    if command.ref is None:
        changes["ref"] = commitments.next_ref(session, command.programme)
    changes["title_en"] = command.title_en or command.title_zh
    changes["title_zh"] = command.title_zh or command.title_en
    return command.model_copy(update=changes)


def _check_references(session: Session, command: NewCommitment) -> None:
    for field, noun in REFERS_TO.items():
        value = getattr(command, field)
        slugs: Iterable[str] = value if isinstance(value, tuple) else [value] if value else []
        require(session, noun, slugs, where=field)
    require(session, "source", [citation.source for citation in command.sources], where="sources")
    if command.post and (in_body := bodies.body_of_post(session, command.post)) != command.body:
        raise Invalid(
            text(
                "The post {post} is in {found}, not in {body}.",
                post=called(session, "post", command.post),
                found=called(session, "body", in_body),
                body=called(session, "body", command.body),
            ),
            hint=text("Name the body of the post, or leave the body out."),
            where="post",
        )


def require(session: Session, noun: str, slugs: Iterable[str], *, where: str) -> None:
    """Refuse slugs that the register does not have; raises Invalid naming the nearest one."""
    for slug in sorted(set(slugs) - nouns.existing(session, noun, slugs)):
        near = nouns.nearest(session, noun, slug)
        raise Invalid(
            text("{field}: there is no {noun} “{slug}” here.", field=where, noun=NOUN_WORDS[noun], slug=slug),
            hint=text("Did you mean {near}?", near=near) if near else None,
            where=where,
        )
    for slug, day in bodies.ended(session, noun, slugs).items():
        raise Invalid(
            text(
                "{field}: the {noun} “{slug}” ended on {day}.", field=where, noun=NOUN_WORDS[noun], slug=slug, day=day
            ),
            hint=text("Name one that is still there."),
            where=where,
        )


def require_independent(session: Session, row: dict[str, Any]) -> None:
    """Refuse an acceptor that is a responsible body or below one; raises Invalid (docs/reference.md, Meanings)."""
    if wrong := not_independent(session, row["acceptor"], row["body"], *row["co_bodies"]):
        raise Invalid(wrong, hint=text("Name a body from outside, or one above."), where="acceptor")


def not_independent(session: Session, acceptor: str | None, *responsible: str | None) -> Text | None:
    """What is wrong with an acceptor that is a responsible body or below one; None where it is outside."""
    tree = bodies.paths(session, [acceptor, *responsible])
    path = tree.get(acceptor or "")
    for slug in responsible:
        if path and slug in tree and is_within(path, tree[slug]):
            return text(
                "{acceptor} cannot accept the work of {body}: it is that body, or below it.",
                acceptor=called(session, "body", acceptor),
                body=called(session, "body", slug),
            )
    return None


def _check_free(session: Session, command: NewCommitment) -> None:
    for name in (command.ref or "", *command.aliases):
        taken = commitments.ref_of(session, name)
        if taken is not None:
            raise Conflict(
                text("“{name}” is already the name of {ref}.", name=name, ref=taken),
                hint=text("Choose another, or leave the reference out and one is made up."),
            )
