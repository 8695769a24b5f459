"""Bodies, posts and persons: looking them up by slug, and what somebody holds on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from tracker.kit.errors import Invalid
from tracker.kit.text import text
from tracker.store.database import Session
from tracker.store.tables import Body, Holding, Person, Post
from tracker.store.tables.versions import table_of

_body, _post, _person, _holding = table_of(Body), table_of(Post), table_of(Person), table_of(Holding)


@dataclass(frozen=True, slots=True)
class Held:
    """A post that somebody holds, and the path of its body; ``scope_path`` is that of what an auditor may see."""

    post: str
    body_path: str
    duty: str = ""
    scope_path: str | None = None


def paths(session: Session, slugs: Iterable[str | None]) -> dict[str, str]:
    """Slug → tree path, of the bodies that exist among ``slugs``."""
    wanted = {slug for slug in slugs if slug}
    found = session.execute(select(_body.c.slug, _body.c.path).where(_body.c.slug.in_(wanted)))
    return {row.slug: row.path for row in found}


def body_of_post(session: Session, slug: str) -> str | None:
    """The body in which a post is; None where there is no such post."""
    found: str | None = session.execute(select(_post.c.body).where(_post.c.slug == slug)).scalar_one_or_none()
    return found


def person_id(session: Session, name: str) -> str | None:
    """The opaque id of the person with this id, slug or address; raises Invalid where that names several."""
    matches = or_(_person.c.id == name, _person.c.slug == name, _person.c.email == name)
    found = list(session.execute(select(_person.c.id).where(matches).limit(2)).scalars())
    if len(found) > 1:
        raise Invalid(text("“{name}” names several persons.", name=name), hint=text("Use the short name or the id."))
    return found[0] if found else None


def held_by(session: Session, person: str, *, day: date) -> tuple[Held, ...]:
    """The posts that a person holds on ``day``."""
    now = (_holding.c.since <= day) & (or_(_holding.c.until.is_(None), _holding.c.until >= day))
    scope = _body.alias()
    found = session.execute(
        select(_post.c.slug, _body.c.path, _post.c.duty, scope.c.path)
        .join(_holding, _holding.c.post == _post.c.slug)
        .join(_body, _body.c.slug == _post.c.body)
        .outerjoin(scope, scope.c.slug == _post.c.scope)
        .where(_holding.c.person == person, now)
        .order_by(_post.c.slug)
        .distinct()
    )
    return tuple(Held(*row) for row in found)


def put_person(session: Session, values: dict[str, str | None]) -> None:
    """Enter a person's name and address, which are not part of the history."""
    session.execute(_person.insert().values(values))
