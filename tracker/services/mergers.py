"""Merging bodies: one takes the place of others, with their posts and open commitments; what has ended stays."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from pydantic import model_validator

from tracker.domain.rights import Right
from tracker.kit.errors import Conflict
from tracker.kit.text import text
from tracker.services import holdings, restructuring
from tracker.services.actors import entitled
from tracker.services.body_changes import require_not_office
from tracker.services.context import Changing, Context
from tracker.services.keeping import Row, Upkeep, append, current, keeper, living, settled_day
from tracker.services.restructuring import Losing
from tracker.store import bodies
from tracker.store.database import Session
from tracker.store.history import Change

ACTION = "merge"


class Merge(Upkeep):
    """``bodies`` end, and ``into`` takes over from the local day ``on``, today unless given.

    ``version`` is that of ``into``. ``ending`` are posts that end with their bodies; the others move to ``into``.
    """

    bodies: tuple[str, ...]
    into: str
    on: date | None = None
    ending: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _several(self) -> Self:
        if not self.bodies or len(set(self.bodies)) != len(self.bodies) or self.into in self.bodies:
            raise ValueError("name each body that ends once, and another that takes over")
        return self


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merger carried over: the bodies that ended, and how many posts, bodies below and commitments followed."""

    into: str
    version: int
    ended: tuple[str, ...]
    posts: int
    below: int
    commitments: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a merger would carry over from the day ``on``, ``ending`` being the posts that would end.

    ``losing`` are the open commitments that nobody in their accepting body could accept afterwards. ``version`` is
    that of ``into`` now.
    """

    into: str
    version: int
    on: date
    ended: tuple[str, ...]
    ending: tuple[str, ...]
    posts: int
    below: int
    commitments: int
    losing: tuple[Losing, ...]


def merge(ctx: Context, command: Merge) -> Merged:
    """Merge bodies into one, in one transaction; each record that follows gets an entry.

    The last day of what ends is the one before ``on``. Raises Conflict for the register office, for a body that takes
    over from one above it, and for another version of it; Invalid for a day to come, or one gone by without a reason.
    """
    with ctx.changing() as change:
        who = keeper(change, ctx, Right.KEEP_BODIES)
        plan = _planned(change, command)
        if plan.ends_duty:
            keeper(change, ctx, Right.APPOINT)
        append(change, who, plan.changes(change.session, command))
        return Merged(plan.into["slug"], plan.into["version"], command.bodies, *plan.counts)


def preview(ctx: Context, command: Merge) -> Foreseen:
    """What ``merge`` would do and warn of, without doing it; raises what it raises."""
    moment = ctx.moment()
    at = moment.judged if ctx.as_if is not None and ctx.as_of is None else ctx.writing_at()
    with ctx.db.read() as session:
        change = Changing(session, at, ctx.local_day(at))
        entitled(session, ctx, Right.KEEP_BODIES, day=change.today)
        plan = _planned(change, command)
        if plan.ends_duty:
            entitled(session, ctx, Right.APPOINT, day=change.today)
        losing = restructuring.losing(session, dict(plan.renamed), plan.moved)
        ended, ending = command.bodies, command.ending
        return Foreseen(plan.into["slug"], plan.into["version"], plan.day, ended, ending, *plan.counts, losing)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The rows of a merger as they are afterwards; ``moved`` says which place in the tree became which."""

    into: Row
    day: date
    tree: "Tree"
    moved: dict[str, str]
    posts: "Tree"
    closing: list[Change]
    commitments: list[Row]
    gone: frozenset[str]
    ends_duty: bool

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many posts, bodies below and open commitments follow."""
        return len(self.posts), len(self.tree) - len(self.gone), len(self.commitments)

    @property
    def renamed(self) -> Iterator[tuple[str, str]]:
        """Each body that ends or moves, and the one that stands in its place."""
        for _, row in self.tree:
            yield row["slug"], self.into["slug"] if row["slug"] in self.gone else row["slug"]

    def changes(self, session: Session, command: Merge) -> list[Change]:
        """The entries of the merger."""
        day, reason = self.day, command.reason
        return [
            *(Change(noun, row["slug"], ACTION, row, day, reason) for noun, row in (*self.tree, *self.posts)),
            *self.closing,
            *(Change("commitment", row["ref"], ACTION, row, day, reason) for row in self.commitments),
            *restructuring.reports(session, self.moved, action=ACTION, day=day, reason=reason),
        ]


def _planned(change: Changing, command: Merge) -> _Plan:
    session = change.session
    into = living(session, "body", command.into, command.version)
    ended = [living(session, "body", slug) for slug in command.bodies]
    _require_apart(ended, into)
    day = settled_day(command.on, change.today, command.reason)
    posts, closing = _posts(session, command, into, day)
    tree, moved = _tree(session, ended, into, day)
    return _Plan(
        into=into,
        day=day,
        tree=tree,
        moved=moved,
        posts=posts,
        closing=closing,
        commitments=_commitments(session, command, into["slug"], change.today),
        gone=frozenset(command.bodies),
        ends_duty=any(row["duty"] and row["slug"] in command.ending for _, row in posts),
    )


def _require_apart(ended: Iterable[Row], into: Row) -> None:
    for row in ended:
        require_not_office(row["slug"])
        if into["path"].startswith(row["path"]):
            raise Conflict(
                text("{into} is below {slug} and cannot take over from it.", into=into["slug"], slug=row["slug"]),
                hint=text("Move {into} out of it first.", into=into["slug"]),
            )


Tree = list[tuple[str, Row]]


def _tree(session: Session, ended: list[Row], into: Row, day: date) -> tuple[Tree, dict[str, str]]:
    """The bodies that end or come to stand below ``into``, and old to new places for whoever was in one of them."""
    last, gone = day - timedelta(days=1), {row["slug"] for row in ended}
    found: dict[str, Row] = {}
    moved: dict[str, str] = {}
    before = {each["slug"]: each for row in ended for each in bodies.subtree(session, row["path"])}
    for slug, row in sorted(before.items(), key=lambda item: str(item[1]["path"])):
        above = into if row["parent"] in gone and slug not in gone else found.get(row["parent"])
        placed = row if above is None else {**row, "parent": above["slug"], "path": f"{above['path']}{slug}/"}
        if slug in gone:
            placed = {**placed, "ended_on": last, "merged_into": into["slug"]}
        found[slug] = placed
        moved[row["path"]] = into["path"] if slug in gone else placed["path"]
    return [("body", row) for row in found.values()], moved


def _posts(session: Session, command: Merge, into: Row, day: date) -> tuple[Tree, list[Change]]:
    """The posts that move or end, those of auditors who look after what ended, and the holdings that end with them."""
    last = day - timedelta(days=1)
    rows = {row["slug"]: row for row in bodies.posts_in(session, command.bodies) if row["ended_on"] is None}
    for slug in command.ending:
        if slug not in rows:
            current(session, "post", slug)
            raise Conflict(text("The post {post} is in none of the bodies that end.", post=slug))
    found = {
        slug: {**row, "ended_on": last} if slug in command.ending else {**row, "body": into["slug"]}
        for slug, row in rows.items()
    }
    for row in bodies.posts_over(session, command.bodies):
        if row["ended_on"] is not None:
            continue
        found[row["slug"]] = {**found.get(row["slug"], row), "scope": into["slug"]}
    ending = holdings.ended_with(session, command.ending, last, action=ACTION, reason=command.reason)
    return [("post", row) for row in found.values()], ending


def _commitments(session: Session, command: Merge, into: str, today: date) -> list[Row]:
    gone, ending = set(command.bodies), set(command.ending)
    naming = bodies.open_naming(session, bodies=command.bodies, posts=command.ending)
    return [_following(row, gone, into, ending, today) for row in naming]


def _following(row: Row, gone: Collection[str], into: str, ending: Collection[str], today: date) -> Row:
    """An open commitment as it is afterwards; one whose post ended is owned by nobody from today on."""
    after = dict(row)
    for name in ("body", "supervisor", "acceptor"):
        after[name] = into if row[name] in gone else row[name]
    together = dict.fromkeys(into if slug in gone else slug for slug in row["co_bodies"])
    after["co_bodies"] = [slug for slug in together if slug != after["body"]]
    if row["post"] in ending:
        after.update(post=None, unowned_since=today)
    if row["leader"] in ending:
        after["leader"] = None
    return after
