"""Bodies, posts and persons: looking them up by slug, what somebody holds on a day, and what names a body or a post."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from tracker.domain.commitment import OPEN
from tracker.kit.errors import Invalid
from tracker.kit.text import text
from tracker.store.database import Session
from tracker.store.filter_scope import found_as
from tracker.store.records import DERIVED
from tracker.store.tables import VERSIONED, Body, Facet, Holding, Person, Post
from tracker.store.tables.versions import table_of
from tracker.store.types import FOREVER, Day, Name

_body, _post, _person, _holding = table_of(Body), table_of(Post), table_of(Person), table_of(Holding)
_commitment, _facet = VERSIONED["commitment"][0], table_of(Facet)

Row = dict[str, Any]

_OPEN = tuple(str(work) for work in OPEN)


@dataclass(frozen=True, slots=True)
class Held:
    """A post that somebody holds, and the path of its body; ``scope_path`` is that of what an auditor may see."""

    post: str
    body_path: str
    duty: str = ""
    scope_path: str | None = None


def paths(session: Session, slugs: Iterable[str | None]) -> dict[str, str]:
    """Slug → tree path, of the bodies that exist among ``slugs``."""
    wanted = sorted({slug for slug in slugs if slug})
    if not wanted:
        return {}
    return {row.slug: row.path for row in session.execute(_paths(), {"_slugs": wanted})}


@lru_cache(maxsize=1)
def _paths() -> Select[Any]:
    """Built once: every change asks it."""
    return select(_body.c.slug, _body.c.path).where(_body.c.slug.in_(bindparam("_slugs", expanding=True)))


def body_of_post(session: Session, slug: str) -> str | None:
    """The body in which a post is; None where there is no such post."""
    found: str | None = session.execute(select(_post.c.body).where(_post.c.slug == slug)).scalar_one_or_none()
    return found


def person_id(session: Session, name: str) -> str | None:
    """The opaque id of the person with this id, slug or address; raises Invalid where that names several."""
    if not name or not name.isprintable():
        return None  # whoever has no address is not called so, and no database takes half of a character
    matches = or_(_person.c.id == name, _person.c.slug == name, _person.c.email == name)
    found = list(session.execute(select(_person.c.id).where(matches).limit(2)).scalars())
    if len(found) > 1:
        raise Invalid(text("“{name}” names several persons.", name=name), hint=text("Use the short name or the id."))
    return found[0] if found else None


def held_by(session: Session, person: str, *, day: date) -> tuple[Held, ...]:
    """The posts that a person holds on ``day``."""
    return held_in(session.execute(_held(), {"_person": person, "_day": day}))


@lru_cache(maxsize=1)
def _held() -> Select[Any]:
    """Built once: every change asks it."""
    return with_held(select(_person.c.id).where(_person.c.id == bindparam("_person", type_=Name())), _person.c.id)


def with_held(statement: Select[Any], person: ColumnElement[str]) -> Select[Any]:
    """A statement with each of its rows once for each post that ``person`` holds on ``_day``, or once for none.

    The last columns of its rows are for ``held_in``. Every request asks who it is and what he holds, at once.
    """
    scope, day = _body.alias(), bindparam("_day", type_=Day())
    theirs = and_(_holding.c.person == person, _holding.c.since <= day)
    return (
        statement.add_columns(_post.c.slug, _body.c.path, _post.c.duty, scope.c.path)
        .outerjoin(_holding, and_(theirs, or_(_holding.c.until.is_(None), _holding.c.until >= day)))
        .outerjoin(_post, _post.c.slug == _holding.c.post)
        .outerjoin(_body, _body.c.slug == _post.c.body)
        .outerjoin(scope, scope.c.slug == _post.c.scope)
    )


def held_in(rows: Iterable[Sequence[Any]]) -> tuple[Held, ...]:
    """The posts held, in order, out of the rows of a statement made ``with_held``."""
    found = {Held(*row[-4:]) for row in rows if row[-4] is not None}
    return tuple(sorted(found, key=lambda held: held.post))


def put_person(session: Session, values: Mapping[str, str | None]) -> None:
    """Enter a person's name and address, which are not part of the history."""
    session.execute(_person.insert().values(values))


def ended(session: Session, noun: str, slugs: Iterable[str]) -> dict[str, date]:
    """Slug → the last day, of those bodies or posts among ``slugs`` that have ended; nothing for another noun."""
    table = {"body": _body, "post": _post}.get(noun)
    if table is None:
        return {}
    over = table.c.slug.in_(set(slugs)), table.c.ended_on.is_not(None)
    return {row.slug: row.ended_on for row in session.execute(select(table.c.slug, table.c.ended_on).where(*over))}


def subtree(session: Session, path: str) -> list[Row]:
    """The body at a tree path and all below it, those above first."""
    # A path ends in "/", and the next character is "0": between them lies what begins with the path.
    below = _body.c.path >= path, _body.c.path < f"{path[:-1]}0"
    return _rows(session.execute(select(_body).where(*below).order_by(_body.c.path)).mappings())


def posts_in(session: Session, bodies: Collection[str]) -> list[Row]:
    """The posts in these bodies, ended ones too."""
    return _rows(session.execute(select(_post).where(_post.c.body.in_(bodies)).order_by(_post.c.slug)).mappings())


def posts_over(session: Session, bodies: Collection[str]) -> list[Row]:
    """The posts of auditors who see just these bodies and those below."""
    return _rows(session.execute(select(_post).where(_post.c.scope.in_(bodies)).order_by(_post.c.slug)).mappings())


def open_naming(session: Session, *, bodies: Collection[str] = (), posts: Collection[str] = ()) -> list[Row]:
    """The open commitments that name one of these bodies or posts in any part, without derived columns."""
    columns = [column for column in _commitment.columns if column.name not in DERIVED["commitment"]]
    naming = _naming(bodies, posts)
    found = select(*columns).where(_commitment.c.work.in_(_OPEN), naming).order_by(_commitment.c.ref)
    return _rows(session.execute(found).mappings())


def count_open_naming(session: Session, *, bodies: Collection[str] = (), posts: Collection[str] = ()) -> int:
    """How many commitments ``open_naming`` gives."""
    naming = _naming(bodies, posts)
    statement = select(func.count()).select_from(_commitment).where(_commitment.c.work.in_(_OPEN), naming)
    found: int = session.execute(statement).scalar_one()
    return found


def standing_reports(session: Session) -> list[Row]:
    """Every report of completion that stands."""
    table = VERSIONED["report"][0]
    return _rows(session.execute(select(table).where(table.c.outcome == "standing").order_by(table.c.key)).mappings())


def _naming(bodies: Collection[str], posts: Collection[str]) -> ColumnElement[bool]:
    together = select(_facet.c.ref).where(found_as("co"), _facet.c.value.in_(bodies), _facet.c.recorded_to == FOREVER)
    return or_(
        *(_commitment.c[name].in_(bodies) for name in ("body", "supervisor", "acceptor")),
        *(_commitment.c[name].in_(posts) for name in ("post", "leader")),
        _commitment.c.ref.in_(together),
    )


def _rows(found: Iterable[Any]) -> list[Row]:
    return [dict(row) for row in found]
