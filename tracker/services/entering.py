"""Coming in: whether somebody has the right that an address asks for, and what he is called."""

from tracker.domain.rights import Right, allowed
from tracker.services.actors import entitled, present, require_right
from tracker.services.context import Context, Principal
from tracker.services.views import Both
from tracker.store import board as rows
from tracker.store import persons


def demand(ctx: Context, right: Right) -> None:
    """See to it that whoever asks has the right by the posts held today; raises Forbidden saying whom to ask."""
    if who := present(ctx):
        require_right(who, right)
        return
    with ctx.db.read() as session:
        entitled(session, ctx, right)


def may(ctx: Context, right: Right) -> bool:
    """Whether somebody who came in has the right, for showing what he can go to; what he does there is asked anew."""
    who = present(ctx)
    return who is not None and allowed(right, who.roles)


def language_of(ctx: Context, who: Principal) -> str | None:
    """The language that somebody has chosen for himself; None where he has not."""
    if who.person is None:
        return None
    with ctx.db.read() as session:
        row = persons.get(session, who.person)
    return str(row["language"]) if row and row["language"] else None


def name_of(ctx: Context) -> Both | None:
    """What whoever is signed in is called; None for somebody who is not signed in or whose name was erased."""
    if ctx.who is None or ctx.who.person is None:
        return None
    with ctx.db.read() as session:
        found = rows.people(session, {ctx.who.person}).get(ctx.who.person)
    return Both(*found) if found else None
