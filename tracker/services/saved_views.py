"""Views of the register that somebody keeps under a name; each sees and changes only those of his own."""

from dataclasses import dataclass
from secrets import token_hex

from tracker.kit.errors import Conflict, Invalid, NotFound
from tracker.kit.text import text
from tracker.query.language import parse
from tracker.services import columns
from tracker.services.actors import asking
from tracker.services.context import Context
from tracker.store import saved_views as rows
from tracker.store.database import Session

LONGEST = 100
MOST = 100


@dataclass(frozen=True, slots=True)
class View:
    """A question under a name; ``columns`` as an address says them, empty for the usual ones."""

    id: str
    title: str
    query: str
    columns: str


def listing(ctx: Context) -> tuple[View, ...]:
    """One's own, by name; none for whoever is nobody in particular."""
    with ctx.db.read() as session:
        person = asking(session, ctx).person
        found = rows.listing(session, person) if person else []
    return tuple(View(row.id, row.title, row.query, row.columns) for row in found)


def save(ctx: Context, title: str, query: str, shown: str = "") -> None:
    """Keep a question, and the columns that are shown, under a name.

    Raises Invalid for a faulty question, column or name, and Conflict where the name is taken or there are too many.
    """
    name, asked = _title(title), parse(query).text
    kept = columns.address(columns.chosen((shown,)))
    at = ctx.clock.now()
    with ctx.db.write() as session:
        person = _oneself(session, ctx)
        if rows.count(session, person) >= MOST:
            raise Conflict(
                text("You keep {n} views already, which is as many as there can be.", n=MOST),
                hint=text("Delete one that you no longer need."),
            )
        _require_free(session, person, name)
        rows.add(session, id=token_hex(6), person=person, title=name, query=asked, columns=kept, at=at)


def rename(ctx: Context, id_: str, title: str) -> None:
    """Give a view of one's own another name; raises NotFound, Invalid, and Conflict where another has the name."""
    name = _title(title)
    with ctx.db.write() as session:
        person = _oneself(session, ctx)
        _require_free(session, person, name, but=id_)
        if not rows.rename(session, person, id_, name):
            raise _not_found()


def delete(ctx: Context, id_: str) -> None:
    """Keep a view of one's own no longer; raises NotFound."""
    with ctx.db.write() as session:
        if not rows.delete(session, _oneself(session, ctx), id_):
            raise _not_found()


def _oneself(session: Session, ctx: Context) -> str:
    if ctx.who is not None:
        ctx.who.require_scope("write")
    person = asking(session, ctx).person
    if person is None:
        raise Invalid(text("Views are kept for somebody, and nobody is named here."))
    return person


def _title(title: str) -> str:
    name = " ".join(title.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise Invalid(
            text("Give the view a name."), hint=text("It may have up to {n} characters.", n=LONGEST), where="title"
        )
    return name


def _require_free(session: Session, person: str, name: str, *, but: str | None = None) -> None:
    if rows.named(session, person, name) not in (None, but):
        raise Conflict(
            text("You have a view called “{title}” already.", title=name),
            hint=text("Choose another name, or delete that view first."),
            where="title",
        )


def _not_found() -> NotFound:
    return NotFound(text("You have no such view."), hint=text("It may have been deleted meanwhile."))
