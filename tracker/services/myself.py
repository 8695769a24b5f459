"""Who asks: the person, the posts held today, and what that makes of him."""

from dataclasses import dataclass

from tracker.services.actors import asking
from tracker.services.context import Context
from tracker.services.views import Both
from tracker.store import board


@dataclass(frozen=True, slots=True)
class Myself:
    """Whoever is signed in; ``person`` is an opaque id, ``posts`` are held on the present day."""

    person: str | None
    name: Both
    token: str | None
    scopes: tuple[str, ...]
    roles: tuple[str, ...]
    posts: tuple[str, ...]
    sees_everything: bool


def show(ctx: Context) -> Myself:
    """Whoever asks; a name that was erased is empty."""
    with ctx.db.read() as session:
        who = asking(session, ctx)
        names = board.people(session, {who.person}) if who.person else {}
    signed = ctx.who
    return Myself(
        person=who.person,
        name=Both(*names.get(who.person or "", ("", ""))),
        token=signed.token if signed else None,
        scopes=tuple(sorted(signed.scopes)) if signed else (),
        roles=tuple(sorted(str(role) for role in who.roles)),
        posts=tuple(held.post for held in who.held),
        sees_everything=who.sight.everything,
    )
