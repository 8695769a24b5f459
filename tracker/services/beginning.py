"""The first steps of a register that starts empty: which are done, judged from what is in it, and which is next."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.rights import RIGHT_WORDS, Right
from tracker.kit.errors import Forbidden
from tracker.kit.text import Text, text
from tracker.services import correspondence, directory, entering, entry
from tracker.services.actors import OFFICE
from tracker.services.commitments import list_
from tracker.services.context import Context
from tracker.store import holdings


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``count`` is what there is of it, None where whoever asks may not know.

    ``refused``: why he cannot take it himself, None where he can.
    """

    name: str
    title: Text
    meaning: Text
    address: str
    count: int | None
    refused: Text | None

    @property
    def done(self) -> bool:
        """Whether there is any."""
        return bool(self.count)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Every step in its order; ``next`` is the first that is not done."""

    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first that is not done."""
        return next((step for step in self.steps if not step.done), None)


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
        "/letters",
    ),
}
"""The steps in their order: what each is called, what it is for, and where it is taken."""


def show(ctx: Context) -> Beginning:
    """The steps as they stand today."""
    bodies = [row for row in directory.listing(ctx, "body") if not row["ended_on"] and row["slug"] != OFFICE]
    in_office, elsewhere = _held(ctx)
    keep, hand = _refused(ctx, Right.KEEP_BODIES), _refused(ctx, Right.HAND_OVER)
    registering, reading = entry.refusal(ctx), _refused(ctx, Right.READ_LETTERS)
    found: Mapping[str, tuple[int | None, Text | None]] = {
        "office": (in_office, hand),
        "bodies": (len(bodies), keep),
        "posts": (elsewhere, hand),
        "programme": (len(directory.listing(ctx, "programme")), keep),
        "commitment": (list_(ctx, "", limit=1).total, registering.message if registering else None),
        "letter": _letters(ctx, reading),
    }
    return Beginning(tuple(Step(name, *words, *found[name]) for name, words in STEPS.items()))


def _letters(ctx: Context, refused: Text | None) -> tuple[int | None, Text | None]:
    """How many editions there are, for whoever may know it; an auditor of a part has the right and yet may not."""
    if refused is not None:
        return None, refused
    try:
        return len(correspondence.all_editions(ctx)), None
    except Forbidden as error:
        return None, error.message


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
