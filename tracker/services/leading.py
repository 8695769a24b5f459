"""The leader's screen: the answer for what somebody's posts lead or their bodies supervise, and what waits for him."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.commitment import leaf
from tracker.services import names, numbers, packs, trends
from tracker.services.actors import Acting, asking
from tracker.services.board import ANSWERS, count, first, late_since, of_rules
from tracker.services.context import Context
from tracker.services.my_steps import MySteps, Waits
from tracker.services.names import Names
from tracker.services.trends import Week
from tracker.services.views import Both, Item
from tracker.store.database import Session

WAITING = 5
"""So many of the steps that wait are named; the review queue has them all."""

QUERIES = {"all": "", "open": "is:open", **ANSWERS}


@dataclass(frozen=True, slots=True)
class Leading:
    """One screen of what somebody leads or supervises, or of the whole register for whoever keeps or audits it.

    ``is_whole`` says which; ``counts`` are empty where nothing is led or supervised, and ``waits`` may stand all the
    same. ``scope`` is the query that all the others begin with; ``waiting`` counts all steps of which ``waits`` are the
    oldest. ``since``: reference of each of the worst → the first day on which it was late; ``oldest`` the first of all.
    """

    day: date
    is_whole: bool
    posts: tuple[Both, ...]
    scope: str
    queries: Mapping[str, str]
    all: int
    open: int
    counts: Mapping[str, int]
    oldest: date | None
    worst: tuple[Item, ...]
    since: Mapping[str, date]
    weeks: tuple[Week, ...]
    waiting: int
    waits: tuple[Waits, ...]
    names: Names


def show(ctx: Context) -> Leading:
    """The screen of whoever asks, of what may be seen."""
    moment = ctx.moment()
    with ctx.db.read() as session:
        who = asking(session, ctx)
        without, seen = numbers.without_duplicates(session, moment), who.sight
        scope = scope_of(who)
        is_whole = seen.everything and (not scope or not count(session, scope, moment, seen))
        scope = "" if is_whole else scope
        queries = of_rules(session, moment, QUERIES, without, scope) if scope or is_whole else {}
        found = {name: count(session, query, moment, seen) for name, query in queries.items()}
        any_ = found.get("all", 0) > 0
        worst = first(session, queries["overdue"], moment, seen) if any_ else ()
        weeks = trends.overdue(session, ctx, moment, seen, found["overdue"], scope + without) if any_ else ()
        steps = sorted(_steps(session, ctx, who), key=lambda each: (each.step.since, each.facts.ref))
        called = names.of_items(session, moment, worst)
        posts = names.find(session, moment, "post", (held.post for held in who.held if not held.duty))
        return Leading(
            day=moment.day,
            is_whole=is_whole,
            posts=tuple(posts.values()),
            scope=scope,
            queries=queries,
            all=found.get("all", 0),
            open=found.get("open", 0),
            counts={name: found[name] for name in ANSWERS if name in found} if any_ else {},
            oldest=late_since(worst[0], moment.day) if worst else None,
            worst=worst,
            since={item.ref: late_since(item, moment.day) for item in worst},
            weeks=weeks,
            waiting=len(steps),
            waits=tuple(steps[:WAITING]),
            names=called,
        )


def scope_of(who: Acting) -> str:
    """What the posts lead, or the bodies of the posts supervise; empty for whoever holds none."""
    plain = [held for held in who.held if not held.duty]
    if not plain:
        return ""
    posts = ",".join(sorted(held.post for held in plain))
    bodies = ",".join(f"={body}" for body in sorted({str(leaf(held.body_path)) for held in plain}))
    return f"(leader:{posts} OR supervisor:{bodies})"


def _steps(session: Session, ctx: Context, who: Acting) -> list[Waits]:
    moment = ctx.moment()
    return list(MySteps(session, moment, who, packs.in_force(session, moment)).to_review())
