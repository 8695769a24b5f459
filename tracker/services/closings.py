"""How something closes: the closing packs in force, and which of them a programme names."""

from collections.abc import Mapping
from difflib import get_close_matches

from pydantic import ValidationError

from tracker.domain.moment import Moment
from tracker.domain.moves import Steps
from tracker.kit.errors import Unavailable
from tracker.kit.text import Text, text
from tracker.rules.closing import ClosingPack, closing_pack
from tracker.services import packs
from tracker.store import packs as store
from tracker.store.database import Session
from tracker.store.packs import Hashes

REMEMBERED = 64

_read: dict[tuple[str, str], ClosingPack] = {}
"""Packs that were read before, by name and hash: every move asks for one, and the hash says all that is in it."""


def of(session: Session, programme: str) -> Steps:
    """The steps of a programme by the pack in force now; raises Unavailable where that cannot be read."""
    slug, sha256 = store.closing_of(session, programme)
    return _found(session, slug, sha256).steps


def named(session: Session, slug: str, moment: Moment | None = None) -> ClosingPack:
    """The pack of a closing in force as known at the moment, or now; the shipped one where none is on record.

    Raises Unavailable where it is neither on record nor shipped, or cannot be read by this version.
    """
    return _found(session, slug, dict(_hashes(session, moment)).get(store.CLOSINGS + slug))


def _found(session: Session, slug: str, sha256: str | None) -> ClosingPack:
    if sha256 is not None:
        return _remembered(session, store.CLOSINGS + slug, sha256)
    found = packs.shipped_closings().get(slug)
    if found is None:
        raise Unavailable(
            text("The closing “{name}” is not in force.", name=slug),
            hint=text("Put its file back among the rules, then run tracker init once."),
        )
    return found


def complaint(session: Session, slug: str) -> Text | None:
    """What is wrong with a programme that is to close by ``slug``; None where that closing is in force."""
    on_record = [key.removeprefix(store.CLOSINGS) for key, _ in _hashes(session, None)]
    known = on_record or sorted(packs.shipped_closings())
    if slug in known:
        return None
    near = next(iter(get_close_matches(slug, known, 1)), None)
    if near is None:
        return text("there is no closing “{slug}”; there are: {known}", slug=slug, known=", ".join(known))
    return text("there is no closing “{slug}”; did you mean {near}?", slug=slug, near=near)


def _hashes(session: Session, moment: Moment | None) -> Hashes:
    if moment is None:
        return store.current(session, closings=True)
    return store.in_force(session, moment, closings=True)


def _remembered(session: Session, key: str, sha256: str) -> ClosingPack:
    found = _read.get((key, sha256))
    if found is None:
        (content,) = store.contents(session, ((key, sha256),))
        found = _unpacked(key, content)
        if len(_read) >= REMEMBERED:
            _read.clear()
        _read[key, sha256] = found
    return found


def _unpacked(key: str, content: Mapping[str, object]) -> ClosingPack:
    try:
        return closing_pack(content)
    except ValidationError as error:
        raise Unavailable(
            text("The rule “{name}” in force cannot be read by this version.", name=key),
            hint=text("Run tracker init once to put the rules of this version in force."),
        ) from error
