"""A small register for the closed loop: bodies in a tree, posts in them, and persons who hold one post or several.

The register office, a superior body (``state``) with two provinces, their departments and divisions, a ministry that
supervises, an inspection that accepts, a body that has nothing to do with any of it (``elsewhere``), posts with the
duty of an auditor or an administrator, and a programme with each closing.
"""

from datetime import date
from typing import Any

from tests.support.registers import make_empty, opened
from tests.support.rows import BY, body, change, post, programme
from tracker.store import bodies, history
from tracker.store.history import Change

SINCE = date(2025, 1, 1)

PATHS = {
    "register-office": "/register-office/",
    "state": "/state/",
    "north": "/state/north/",
    "north-water": "/state/north/north-water/",
    "north-rivers": "/state/north/north-water/north-rivers/",
    "north-finance": "/state/north/north-finance/",
    "south": "/state/south/",
    "south-health": "/state/south/south-health/",
    "south-clinics": "/state/south/south-health/south-clinics/",
    "ministry": "/ministry/",
    "inspection": "/inspection/",
    "inspection-field": "/inspection/inspection-field/",
    "elsewhere": "/elsewhere/",
}
"""Body → its path in the tree, those above first."""

POSTS = {
    "office-head": "register-office",
    "office-clerk": "register-office",
    "state-leader": "state",
    "north-leader": "north",
    "water-head": "north-water",
    "water-clerk": "north-water",
    "rivers-head": "north-rivers",
    "finance-head": "north-finance",
    "south-leader": "south",
    "health-head": "south-health",
    "clinics-head": "south-clinics",
    "ministry-head": "ministry",
    "ministry-clerk": "ministry",
    "inspector": "inspection",
    "second-inspector": "inspection",
    "field-inspector": "inspection-field",
    "elsewhere-head": "elsewhere",
}
"""Ordinary post → its body."""

DUTIES: dict[str, tuple[str, str, str | None]] = {
    "state-auditor": ("elsewhere", "auditor", None),
    "north-auditor": ("elsewhere", "auditor", "north"),
    "administrator": ("register-office", "administrator", None),
}
"""Post with a duty → its body, the duty, and what an auditor's scope is."""

PERSONS: dict[str, tuple[str, ...]] = {
    "p-office-head": ("office-head",),
    "p-office-clerk": ("office-clerk",),
    "p-state-leader": ("state-leader",),
    "p-north-leader": ("north-leader",),
    "p-water-head": ("water-head",),
    "p-water-clerk": ("water-clerk",),
    "p-rivers-head": ("rivers-head",),
    "p-finance-head": ("finance-head",),
    "p-south-leader": ("south-leader",),
    "p-health-head": ("health-head",),
    "p-clinics-head": ("clinics-head",),
    "p-ministry-head": ("ministry-head",),
    "p-inspector": ("inspector",),
    "p-field-inspector": ("field-inspector",),
    "p-two-sides": ("second-inspector", "rivers-head"),
    "p-two-ministries": ("ministry-clerk", "second-inspector"),
    "p-office-and-water": ("office-clerk", "water-clerk"),
    "p-auditor": ("state-auditor",),
    "p-auditor-in-office": ("north-auditor", "office-clerk"),
    "p-north-auditor": ("north-auditor",),
    "p-administrator": ("administrator",),
    "p-administrator-in-water": ("administrator", "water-clerk"),
    "p-elsewhere": ("elsewhere-head",),
    "p-nobody": (),
}
"""Person → the posts held; several persons may hold one post."""

PROGRAMMES = {"plain": "simple", "checked": "verified", "looped": "closed_loop"}
"""Programme → its closing."""


def holding(post: str, person: str, *, since: date = SINCE, until: date | None = None, n: int = 0) -> dict[str, Any]:
    """The row that says who holds a post from when to when, both days included."""
    return {"key": f"{post}:{person}:{n}", "post": post, "person": person, "since": since, "until": until}


def ground() -> list[Change]:
    """The changes that make bodies, posts, holdings and programmes."""
    tree = [change("body", body(slug, path[: -len(slug) - 1])) for slug, path in PATHS.items()]
    posts = [change("post", post(slug, of)) for slug, of in POSTS.items()]
    posts += [
        change("post", {**post(slug, of), "duty": duty, "scope": scope}) for slug, (of, duty, scope) in DUTIES.items()
    ]
    held = [change("holding", holding(slug, person)) for person, slugs in PERSONS.items() for slug in slugs]
    programmes = [
        change("programme", programme(slug, code=slug.upper(), closing=closing)) for slug, closing in PROGRAMMES.items()
    ]
    return [*tree, *posts, *held, *programmes]


def make_people(url: str) -> None:
    """Make a register at ``url`` with these bodies, posts, persons and programmes, and no commitment."""
    make_empty(url)
    ctx = opened(url)
    with ctx.db.write() as session:
        for person in PERSONS:
            values = {"id": person, "slug": person, "name_en": person, "name_zh": person, "email": "", "language": "en"}
            bodies.put_person(session, {**values, "empty_week": "letter"})
        history.append(session, ground(), by=BY, at=ctx.clock.now())
    ctx.db.close()
