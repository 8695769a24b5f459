"""Rows of commitments as the facts that judgements rest on; looked up is only what the packs in force ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tracker.domain.commitment import Assurance, Facts, Kind, Work
from tracker.domain.deadline import Precision
from tracker.domain.moment import Moment
from tracker.query.tree import Value, conditions
from tracker.rules.engine import Packs
from tracker.store import facts as store
from tracker.store.database import Session

COLUMNS: Mapping[str, str] = {
    "text": "search_text",
    "parent": "parent",
    "supervisor": "supervisor",
    "acceptor": "acceptor",
    "leader": "leader",
    "co-unit": "co_bodies",
    "place": "places",
    "source": "sources",
    "tag": "tags",
    "mark": "marks",
}
"""Fields whose column is not in every row of a list."""

TREES: Mapping[str, str] = {
    "unit": "body",
    "supervisor": "body",
    "acceptor": "body",
    "co-unit": "body",
    "place": "place",
}
"""Tree field → the noun whose paths it needs where it is asked for a node."""


_KINDS, _WORKS = {str(each): each for each in Kind}, {str(each): each for each in Work}
_ASSURANCES, _PRECISIONS = {str(each): each for each in Assurance}, {str(each): each for each in Precision}
# Calling an enumeration takes several times as long, and a sweep makes facts of very many rows.


@dataclass(frozen=True, slots=True)
class Needs:
    """What the filters of packs look at beyond the columns of a list."""

    columns: tuple[str, ...]
    trees: frozenset[str]
    duplicates: bool
    entered: bool


@dataclass(slots=True)
class _Known:
    """What was looked up for all rows together."""

    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    duplicates: Mapping[str, str] = field(default_factory=dict)
    entered: Mapping[str, int] = field(default_factory=dict)
    paths: dict[str, Mapping[str, str]] = field(default_factory=lambda: {"body": {}, "place": {}})


def load(session: Session, rows: Iterable[Any], moment: Moment, packs: Packs) -> dict[str, Facts]:
    """Reference → facts, of rows with at least the columns of ``store.commitments.LISTED``.

    The facts are whole as far as ``packs`` and the judgements of ``domain.flags`` look at them; other tree paths stand
    for their slugs alone, and other fields may be empty.
    """
    listed = list(rows)
    needs = needs_of(packs)
    known = _looked_up(session, listed, moment, needs)
    return {row["ref"]: _facts(row, known) for row in listed}


@lru_cache(maxsize=64)
def needs_of(packs: Packs) -> Needs:
    """What must be known of a commitment so that ``packs`` can be applied to it."""
    asked = [where for node in packs.filters for where in conditions(node)]
    fields = {where.field for where in asked}
    words = {test.value for where in asked if where.field == "is" for test in where.tests if isinstance(test, Value)}
    nodes = {where.field for where in asked for test in where.tests if isinstance(test, Value)}
    return Needs(
        columns=tuple(column for field, column in COLUMNS.items() if field in fields),
        trees=frozenset(TREES) & nodes,
        duplicates="duplicate" in words,
        entered="incomplete" in words or _names(packs, {"stated", "entered", "missing"}),
    )


def _names(packs: Packs, places: set[str]) -> bool:
    spoken = (choice for pack in packs.packs for reason in pack.reasons for choice in reason)
    return any(not places.isdisjoint(choice.places) for choice in spoken)


def _looked_up(session: Session, rows: list[Mapping[str, Any]], moment: Moment, needs: Needs) -> _Known:
    known = _Known()
    refs = [row["ref"] for row in rows]
    missing = [name for name in needs.columns if rows and name not in rows[0]]
    if missing:
        known.columns = store.columns(session, missing, refs, moment)
    if needs.duplicates and refs:
        known.duplicates = store.duplicates(session, refs, moment)
    tallies = [row["ref"] for row in rows if row["size"]] if needs.entered else []
    if tallies:
        known.entered = store.entered(session, tallies, moment)
    for noun in ("body", "place"):
        fields = frozenset(name for name in needs.trees if TREES[name] == noun)
        slugs = {slug for row in rows for slug in _slugs(_whole(row, known), fields)} if fields else set()
        if slugs:
            known.paths[noun] = store.paths(session, noun, slugs, moment)
    return known


def _slugs(row: Mapping[str, Any], fields: frozenset[str]) -> set[str]:
    """The nodes of trees that a row names in ``fields``."""
    found: set[str] = set()
    for name in fields:
        value = row[COLUMNS.get(name, "body")]
        found.update([value] if isinstance(value, str) else value or ())
    return found


def _whole(row: Mapping[str, Any], known: _Known) -> Mapping[str, Any]:
    more = known.columns.get(row["ref"])
    return {**row, **more} if more else row


def _facts(listed: Mapping[str, Any], known: _Known) -> Facts:
    row = _whole(listed, known)
    size, bodies, places = row["size"] or {}, known.paths["body"], known.paths["place"]
    return Facts(
        ref=row["ref"],
        kind=_KINDS[row["kind"]],
        work=_WORKS[row["work"]],
        assurance=_ASSURANCES[row["assurance"]],
        programme=row["programme"],
        title_en=row["title_en"],
        title_zh=row["title_zh"],
        registered_on=row["registered_on"],
        updated_on=row["updated_on"],
        precision=_PRECISIONS[row["precision"]],
        aliases=tuple(row["aliases"]),
        parent=row.get("parent"),
        duplicate_of=known.duplicates.get(row["ref"]),
        body_path=_path(row["body"], bodies),
        post=row["post"],
        leader=row.get("leader"),
        supervisor_path=_path(row.get("supervisor"), bodies),
        acceptor_path=_path(row.get("acceptor"), bodies),
        co_paths=_paths(row.get("co_bodies"), bodies),
        owner_words=row["owner_words"],
        due_words=row["due_words"],
        last_day=row["last_day"],
        first_day=row["first_day"],
        context_day=row["context_day"],
        confirmed=row["confirmed_by"] is not None,
        stage_day=row["stage_day"],
        done_on=row["done_on"],
        review_day=row["review_day"],
        unowned_since=row["unowned_since"],
        stated_size=size.get("stated"),
        entered=known.entered.get(row["ref"], 0),
        extended=row["extended"],
        reopened=row["reopened"],
        places=_paths(row.get("places"), places),
        tags=tuple(row.get("tags") or ()),
        marks=tuple(row.get("marks") or ()),
        sources=tuple(citation["source"] for citation in row.get("sources") or ()),
        search_text=row.get("search_text") or "",
    )


def _path(slug: str | None, paths: Mapping[str, str]) -> str | None:
    return paths.get(slug, f"/{slug}/") if slug else None


def _paths(slugs: Iterable[str] | None, paths: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(paths.get(slug, f"/{slug}/") for slug in slugs or ())
