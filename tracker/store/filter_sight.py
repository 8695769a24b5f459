"""What somebody sees as SQL: row for row what ``domain.sight.sees`` finds in facts."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BindParameter,
    FromClause,
    Select,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    true,
    union_all,
)

from tracker.domain.sight import Sight
from tracker.store.facts import stands_for_others
from tracker.store.filter_scope import FACET, Bool, Scope, Shape
from tracker.store.types import Name

POSTS, WITHIN, ABOVE = "seen_post", "seen_within", "seen_above"


def shape_of(seen: Sight) -> Shape | None:
    """How a sight looks in a statement, whatever its posts and bodies; None where everything is seen.

    Statements are remembered by it, since building one costs more than running it; so there are few shapes.
    """
    if seen.everything:
        return None
    return Shape(_room(seen.posts), _room(seen.within), _room(seen.above))


def values_of(seen: Sight) -> dict[str, Any]:
    """The values that a statement of this shape must be given."""
    if seen.everything:
        return {}
    groups = ((POSTS, seen.posts), (WITHIN, seen.within), (ABOVE, seen.above))
    return {f"{name}_{n}": value for name, slugs in groups for n, value in enumerate(_filled(slugs))}


def visible(scope: Scope, table: FromClause) -> Bool:
    """Whether a commitment of ``table``, which is that of the scope or another of its kind, is seen.

    The lead body comes first: it decides for nearly every row, and stands in the indexes. The facets, which cost most,
    come last.
    """
    if scope.sight is None:
        return true()
    row, posts = table.c, _given(POSTS, scope.sight.posts)
    held = [row.post.in_(posts), row.leader.in_(posts)] if posts else []
    seen = _bodies(scope, scope.sight)
    if seen is None:
        return or_(false(), *held)
    named = (column.in_(seen) for column in (row.supervisor, row.acceptor))
    others = or_(*held, *named, row.ref.in_(scope.facets("co", FACET.c.value.in_(seen))))
    # Of an OR, SQLite would try the posts first, for which it has to leave the index.
    return case((row.body.in_(seen), true()), else_=others)


def duplicates(scope: Scope) -> Select[Any]:
    """The references of the commitments that are the same as another one that is seen, which counts for both.

    Not where that one was given up (``domain.commitment.STANDS_FOR_NOBODY``).
    """
    link = scope.table("link")
    same = select(link.c.b).where(link.c.kind == "same_as", *scope.alive(link))
    first = scope.table("commitment").alias()
    known = first.c.ref == link.c.a, stands_for_others(first.c.work), *scope.alive(first), visible(scope, first)
    return same.where(select(first.c.ref).where(*known).correlate(link).exists())


def _bodies(scope: Scope, shape: Shape) -> Select[str] | None:
    """The bodies that are seen, as they were known at the moment asked about; None where there are none."""
    if scope.seen is None:
        parts: list[Select[Any]] = [_below(scope, _given(WITHIN, shape.within))] if shape.within else []
        if shape.above:
            above = scope.table("body").alias()
            slugs = above.c.slug.in_(_given(ABOVE, shape.above))
            parts.append(select(above.c.slug).where(slugs, *scope.alive(above)))
        if not parts:
            return None
        whole = union_all(*parts) if len(parts) > 1 else parts[0]
        # Without a part of its own the databases work it out anew for each column that is compared with it.
        scope.seen = whole.cte("seen_body")
    return select(scope.seen.c.slug)


def _below(scope: Scope, slugs: list[BindParameter[str]]) -> Select[str]:
    """Bodies with all below them; a path ends in "/", and the next character is "0"."""
    top, below = scope.table("body").alias(), scope.table("body").alias()
    end = func.substr(top.c.path, 1, func.length(top.c.path) - 1).concat("0")
    inside = below.c.path >= top.c.path, below.c.path < end
    return select(below.c.slug).where(top.c.slug.in_(slugs), *inside, *scope.alive(top), *scope.alive(below))


def _given(name: str, count: int) -> list[BindParameter[str]]:
    return [bindparam(f"{name}_{n}", type_=Name()) for n in range(count)]


def _filled(slugs: Collection[str]) -> list[str]:
    """The values in a fixed order, the last repeated until there are as many as the shape has room for."""
    found = sorted(slugs)
    return found + found[-1:] * (_room(slugs) - len(found))


def _room(slugs: Collection[str]) -> int:
    """The next power of two."""
    return 1 << (len(slugs) - 1).bit_length() if slugs else 0
