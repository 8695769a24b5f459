"""Bodies that come to stand elsewhere in the tree, and what follows for whoever reported from inside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.moves.roles import is_within
from tracker.services.keeping import Row
from tracker.services.views import Both
from tracker.store import bodies
from tracker.store.database import Session
from tracker.store.history import Change

Paths = Mapping[str, str]
"""Tree path before → tree path afterwards, of every body whose place changes."""


def replanted(tree: Iterable[Row], parent: Row | None) -> list[Row]:
    """The rows of a body and of all below it (those above first), as they are below another parent or at the root."""
    rows = list(tree)
    top = rows[0]["path"]
    new = f"{parent['path'] if parent else '/'}{rows[0]['slug']}/"
    moved = [{**row, "path": f"{new}{row['path'].removeprefix(top)}"} for row in rows]
    moved[0]["parent"] = parent["slug"] if parent else None
    return moved


def paths(before: Iterable[Row], after: Iterable[Row]) -> dict[str, str]:
    """The places of bodies before and afterwards, where they differ."""
    pairs = zip(before, after, strict=True)
    return {old["path"]: new["path"] for old, new in pairs if old["path"] != new["path"]}


def reports(session: Session, moved: Paths, *, action: str, day: date, reason: str) -> list[Change]:
    """The standing reports of completion that rest on one of these bodies, with its new place beside the old.

    Whoever was inside when it was reported stays inside, wherever the body that was responsible went.
    """
    found = []
    for row in bodies.standing_reports(session):
        inside = sorted({*row["inside"], *_followed(row["inside"], moved)})
        if inside != sorted(row["inside"]):
            found.append(Change("report", row["key"], action, {**row, "inside": inside}, day, reason))
    return found


@dataclass(frozen=True, slots=True)
class Losing:
    """A commitment whose accepting body is no longer independent: it is ``within`` a responsible one, or is it."""

    ref: str
    title: Both
    acceptor: str
    within: str


def losing(session: Session, renamed: Mapping[str, str], moved: Paths) -> tuple[Losing, ...]:
    """The open commitments that nobody in their accepting body could accept any more, by reference.

    ``renamed``: each body that ends or moves → the one in its place; ``moved``: its path before → afterwards.
    """
    rows = [row for row in bodies.open_naming(session, bodies=list(renamed)) if row["acceptor"]]
    before = bodies.paths(session, (slug for row in rows for slug in (row["acceptor"], *_responsible(row))))
    after = {slug: moved.get(path, path) for slug, path in before.items()}
    found = []
    for row in rows:
        within = _within(row, after)
        if within is not None and _within(row, before) is None:
            titles = Both(row["title_en"], row["title_zh"])
            acceptor = renamed.get(row["acceptor"], row["acceptor"])
            found.append(Losing(row["ref"], titles, acceptor, renamed.get(within, within)))
    return tuple(found)


def _responsible(row: Row) -> list[str]:
    return [slug for slug in (row["body"], *row["co_bodies"]) if slug]


def _within(row: Row, places: Mapping[str, str]) -> str | None:
    """The responsible body that the accepting one is, or is below; None where it is independent."""
    accepting = places.get(row["acceptor"])
    if accepting is None:
        return None
    return next((s for s in _responsible(row) if s in places and is_within(accepting, places[s])), None)


def _followed(inside: Iterable[str], moved: Paths) -> set[str]:
    known = list(inside)
    return {new for old, new in moved.items() for path in known if is_within(old, path)}
