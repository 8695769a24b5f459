"""What a reader must know about the question itself: that it names a body or a post which has ended.

The term means what it always meant, the records that still name it; what was open went elsewhere.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.domain.moment import Moment
from tracker.domain.sight import Sight, sees_body
from tracker.kit.text import Text, text
from tracker.query.language import build
from tracker.query.tree import Query, Value, Where, any_of, conditions
from tracker.store import board, commitments
from tracker.store.database import Session
from tracker.store.remembering import remembered

NOUNS: Mapping[str, str] = {
    "unit": "body",
    "co-unit": "body",
    "supervisor": "body",
    "acceptor": "body",
    "owner": "post",
    "leader": "post",
}
"""Field that names a body or a post → which of the two."""

BODIES = tuple(field for field, noun in NOUNS.items() if noun == "body")


def of(session: Session, query: Query, moment: Moment, seen: Sight) -> tuple[Text, ...]:
    """What to say beside the answer to ``query``, for whoever sees something of what it names; in its order.

    One statement for each noun that is named, none where none is; more only where one has ended.
    """
    named = {
        (where.field, test.value): NOUNS[where.field]
        for where in conditions(query.where)
        if where.field in NOUNS
        for test in where.tests
        if isinstance(test, Value)
    }
    rows = {noun: _records(session, noun, moment, named) for noun in set(named.values())}
    found: dict[tuple[str, str], Text] = {}
    for (field, slug), noun in named.items():
        row = rows[noun].get(slug)
        if row is not None and row["ended_on"] is not None and (noun, slug) not in found:
            heir = _heir(session, row, moment)
            if _may_know(session, row, heir, moment, seen):
                found[noun, slug] = _said(field, row, heir)
    return tuple(found.values())


def _records(
    session: Session, noun: str, moment: Moment, named: Mapping[tuple[str, str], str]
) -> Mapping[str, Mapping[str, Any]]:
    slugs = frozenset(slug for (_, slug), other in named.items() if other == noun)
    asked = ("named", noun, slugs, moment.known)
    return remembered(session, asked, lambda: board.records(session, noun, moment, slugs))


def _heir(session: Session, row: Mapping[str, Any], moment: Moment) -> Mapping[str, Any] | None:
    """The body that a body went into, by however many mergers; None where it just ended, or for a post."""
    met, found, into = {row["slug"]}, None, row.get("merged_into")
    while into is not None and into not in met:
        met.add(into)
        found = board.records(session, "body", moment, {into}).get(into)
        into = found["merged_into"] if found is not None else None
    return found


def _may_know(
    session: Session, row: Mapping[str, Any], heir: Mapping[str, Any] | None, moment: Moment, seen: Sight
) -> bool:
    """Whether somebody sees one of the two, or a commitment that names one; of a post, a commitment that names it."""
    if seen.everything or row["slug"] in seen.posts:
        return True
    bodies = [each for each in (row, heir) if each is not None and "path" in each]
    if any(sees_body(seen, each["path"]) for each in bodies):
        return True
    fields = BODIES if bodies else ("owner", "leader")
    tests = tuple(Value(each["slug"], exact=bool(bodies)) for each in bodies or [row])
    return commitments.count(session, build(any_of([Where(field, tests) for field in fields])), moment, seen) > 0


def _said(field: str, row: Mapping[str, Any], heir: Mapping[str, Any] | None) -> Text:
    day: date = row["ended_on"]
    said = {"name": _name(row), "slug": row["slug"], "day": day, "before": day.isoformat()}
    if heir is None:
        return text(
            "{name} ({slug}) ended on {day}. What it had before is found by asking as of {before} (--as-of, as_of=).",
            **said,
        )
    return text(
        "{name} ({slug}) ended on {day} and went into {heir}; what is open went with it. Ask {term}, or as of {before} "
        "(--as-of, as_of=) for what it had before.",
        **said,
        heir=_name(heir),
        term=f"{field}:{heir['slug']}",
    )


def _name(row: Mapping[str, Any]) -> Text:
    """What it is called, in the reader's language."""
    en, zh = (row.get(f"name_{tongue}") or row.get(f"title_{tongue}") or "" for tongue in ("en", "zh"))
    return Text(en or zh, zh=zh or en)
