"""The first steps of a register that starts empty: which are done, judged from what is in it, and which is next."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.rights import RIGHT_WORDS, Right
from tracker.kit.errors import Forbidden
from tracker.kit.text import Text, text
from tracker.services import directory, editions, entering, entry, structure
from tracker.services.actors import OFFICE, asking, entitled
from tracker.services.commitments import list_
from tracker.services.context import Context
from tracker.services.own_letters import Preview
from tracker.services.structure import Holder, PostLine
from tracker.settings import Language, Settings
from tracker.store import holdings, letters, preferences
from tracker.store.database import Session

LOOKED = "first_letter"
"""By this name it is kept with somebody's wishes that he has looked at a letter before it goes out."""

MONTH = 4
"""After so many weekly editions nobody is led to the first steps any more."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``count`` is what there is of it, None where whoever asks may not know.

    ``refused``: why he cannot take it himself, None where he can; ``looked``: he has taken it by looking.
    """

    name: str
    title: Text
    meaning: Text
    address: str
    count: int | None
    refused: Text | None
    looked: bool = False

    @property
    def done(self) -> bool:
        """Whether there is any, or it was looked at."""
        return bool(self.count) or self.looked


@dataclass(frozen=True, slots=True)
class Beginning:
    """Every step in its order; ``next`` is the first that is not done.

    ``known``: whether whoever asks sees enough of the register to judge by it; ``next`` is None where not.
    """

    steps: tuple[Step, ...]
    known: bool

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first that is not done."""
        return next((step for step in self.steps if not step.done), None) if self.known else None


STEPS: Mapping[str, tuple[Text, Text, str]] = {
    "office": (
        text("Put people in the register office"),
        text("They keep the register: they enter commitments, assign them and confirm how deadlines are read."),
        "/admin/persons",
    ),
    "bodies": (
        text("Enter the bodies that answer"),
        text("The tree of bodies: who is responsible, who supervises, who accepts."),
        "/admin/bodies",
    ),
    "posts": (
        text("Enter posts in these bodies, and who holds them"),
        text("A commitment is answered for by a post; whoever holds it gets the letters."),
        "/admin/posts",
    ),
    "programme": (
        text("Open the first programme"),
        text("Commitments are grouped by programme; it says which steps lead to closing them."),
        "/admin/programmes",
    ),
    "commitment": (
        text("Register the first commitment"),
        text("In the words of its source; the deadline is read as you type."),
        "/commitments/new",
    ),
    "letter": (
        text("See the first letter"),
        text("Every Monday each person is written what to do; look at it before it goes out."),
        "/start/letter",
    ),
}
"""The steps in their order: what each is called, what it is for, and where it is taken."""


def show(ctx: Context) -> Beginning:
    """The steps as they stand today."""
    with ctx.db.read() as session:
        known = asking(session, ctx).sight.everything
    bodies = [row for row in directory.listing(ctx, "body") if not row["ended_on"] and row["slug"] != OFFICE]
    in_office, elsewhere = _held(ctx)
    keep, hand = _refused(ctx, Right.KEEP_BODIES), _refused(ctx, Right.HAND_OVER)
    registering = entry.refusal(ctx)
    found: Mapping[str, tuple[int | None, Text | None, bool]] = {
        "office": (in_office, hand, False),
        "bodies": (len(bodies), keep, False),
        "posts": (elsewhere, hand, False),
        "programme": (len(directory.listing(ctx, "programme")), keep, False),
        "commitment": (list_(ctx, "", limit=1).total, registering.message if registering else None, False),
        "letter": _letters(ctx),
    }
    if known:
        return Beginning(tuple(Step(name, *words, *found[name]) for name, words in STEPS.items()), known)
    # Of what is there he sees a part, which says nothing about the whole.
    return Beginning(tuple(Step(name, *words, None, found[name][1]) for name, words in STEPS.items()), known)


def is_over(ctx: Context) -> bool:
    """Whether nobody needs to be led to the first steps: all are taken, or they are not for whoever asks to take."""
    if not entering.may(ctx, Right.KEEP_BODIES):
        return True
    editions_made, _, looked = _letters(ctx)
    if not editions_made and not looked:
        return False  # asked first, since it costs least
    return (editions_made or 0) >= MONTH or show(ctx).next is None


def readers(ctx: Context) -> tuple[tuple[PostLine, Holder], ...]:
    """Whose letter can be looked at: the posts that answer for something, each with those who hold it today.

    Raises as ``preview``.
    """
    with ctx.db.read() as session:
        _require_all(session, ctx)
    return tuple((post, held) for post in structure.posts(ctx) if not post.duty for held in post.now)


def preview(ctx: Context, settings: Settings, person: str, language: Language) -> Preview:
    """The letter that somebody (an opaque id) would get now; nothing is written.

    Raises Forbidden for whoever does not see the whole register, of which a letter to somebody else may tell, and
    NotFound where that person would get none.
    """
    with ctx.db.read() as session:
        _require_all(session, ctx)
    letter = editions.preview(ctx, settings, person, language=language)
    rendered = editions.render(settings, letter)
    return Preview(rendered.subject, rendered.html, letter.optional)


def look(ctx: Context) -> None:
    """Keep with whoever asks that he looks at a letter before it goes out; raises Forbidden as ``preview``."""
    with ctx.db.write() as session:
        _require_all(session, ctx)
        if ctx.who is not None and ctx.who.person is not None:
            preferences.put(session, ctx.who.person, LOOKED, "yes", at=ctx.clock.now())


def _require_all(session: Session, ctx: Context) -> None:
    entitled(session, ctx, Right.READ_LETTERS)
    if not asking(session, ctx).sight.everything:
        raise Forbidden(
            text("Letters to others tell of commitments that you do not see."),
            hint=text("Ask the register office to look at them."),
        )


def _letters(ctx: Context) -> tuple[int | None, Text | None, bool]:
    """How many editions hold a letter, for whoever may look at letters to others; and whether he has."""
    with ctx.db.read() as session:
        try:
            _require_all(session, ctx)
        except Forbidden as error:
            return None, error.message, False
        made = letters.editions(session)
        person = ctx.who.person if ctx.who else None
        looked = bool(person) and LOOKED in preferences.of(session, str(person))
    return sum(each.letters > 0 for each in made), None, looked


def _held(ctx: Context) -> tuple[int, int]:
    """How many ordinary posts somebody holds today, in the register office and elsewhere."""
    posts = {row["slug"]: row["body"] for row in directory.listing(ctx, "post") if not row["duty"]}
    today = ctx.local_day(ctx.clock.now())
    with ctx.db.read() as session:
        now = [row for row in holdings.everyones(session) if row["until"] is None or row["until"] >= today]
    held = {row["post"] for row in now} & posts.keys()
    in_office = sum(posts[post] == OFFICE for post in held)
    return in_office, len(held) - in_office


def _refused(ctx: Context, right: Right) -> Text | None:
    if entering.may(ctx, right):
        return None
    return text("None of your posts allows you to {what}.", what=RIGHT_WORDS[right])
