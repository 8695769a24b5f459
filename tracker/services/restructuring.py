"""Bodies that come to stand elsewhere in the tree, and what follows for whoever reported from inside them."""

from collections.abc import Iterable, Mapping
from datetime import date

from tracker.domain.moves.roles import is_within
from tracker.services.keeping import Row
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


def _followed(inside: Iterable[str], moved: Paths) -> set[str]:
    known = list(inside)
    return {new for old, new in moved.items() for path in known if is_within(old, path)}
