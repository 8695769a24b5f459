"""Allowances: how often something may be tried, counted in the database, so that several processes share one count.

A bucket holds so many tries and fills again at a steady pace. A try that is refused costs nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from types import MappingProxyType

from tracker.kit.errors import TooMany
from tracker.kit.text import text
from tracker.services.context import Context
from tracker.store import buckets
from tracker.store.buckets import Level
from tracker.store.database import Session

ONE = 1000
"""One try, in the unit of ``Level.left``."""


class Purpose(StrEnum):
    """What is limited: tries of a password by name and by address, and by address wrong tokens, links, and beginnings
    of single sign-on, for which the provider may be asked.
    """

    SIGN_IN_NAME = "sign_in_name"
    SIGN_IN_ADDRESS = "sign_in_address"
    TOKEN = "token"  # noqa: S105 - not a secret
    LINK = "link"
    SIGN_ON = "sign_on"


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many tries at once, then one for each ``pace``."""

    tries: int
    pace: timedelta


ALLOWANCES: Mapping[Purpose, Allowance] = MappingProxyType(
    {
        Purpose.SIGN_IN_NAME: Allowance(5, timedelta(seconds=30)),
        Purpose.SIGN_IN_ADDRESS: Allowance(20, timedelta(seconds=10)),
        Purpose.TOKEN: Allowance(20, timedelta(seconds=10)),
        Purpose.LINK: Allowance(20, timedelta(seconds=10)),
        # Whoever signs in gets his back, so that a whole office behind one address can come in of a morning.
        Purpose.SIGN_ON: Allowance(60, timedelta(seconds=2)),
    }
)

Try = tuple[Purpose, str]
"""A purpose and whom it concerns: a name as it was typed, or an address."""


def take(ctx: Context, purpose: Purpose, whom: str) -> None:
    """Use up one try; raises TooMany with the seconds after which there is one again."""
    take_all(ctx, [(purpose, whom)])


def take_all(ctx: Context, tries: Iterable[Try]) -> None:
    """Use up one try of each, or none of any: raises TooMany where one has none left."""
    now, wanted = ctx.clock.now(), sorted(_keys(tries).items())  # one order for all, so that nobody waits in a ring
    with ctx.db.write() as session:
        for key, allowance in wanted:
            _take(session, key, allowance, now)


def give_back(ctx: Context, tries: Iterable[Try]) -> None:
    """Take back what ``take_all`` used up, for a try that was right."""
    now, wanted = ctx.clock.now(), sorted(_keys(tries).items())
    with ctx.db.write() as session:
        for key, allowance in wanted:
            level = _filled(session, key, allowance, now)
            buckets.put(session, key, Level(min(level.left + ONE, allowance.tries * ONE), level.at))


def refilled(level: Level, allowance: Allowance, now: datetime) -> Level:
    """A bucket at ``now``: never more than it holds; what does not yet make a thousandth of a try is not lost.

    A clock that was set back gives nothing, and what it then passes again counts from there.
    """
    most = allowance.tries * ONE
    if now < level.at or level.left >= most:
        return Level(min(level.left, most), now)
    share = allowance.pace // ONE
    gained = (now - level.at) // share
    left = level.left + gained
    return Level(most, now) if left >= most else Level(left, level.at + gained * share)


def wait(level: Level, allowance: Allowance) -> int:
    """The whole seconds until there is a try in a bucket that was just refilled."""
    missing = (ONE - level.left) * (allowance.pace // ONE)
    return max(1, -(-missing // timedelta(seconds=1)))


def _take(session: Session, key: str, allowance: Allowance, now: datetime) -> None:
    level = _filled(session, key, allowance, now)
    if level.left < ONE:
        seconds = wait(level, allowance)
        raise TooMany(
            text("There were too many tries in a short time."),
            retry_after=seconds,
            hint=text("Try again in {seconds} seconds.", seconds=seconds),
        )
    buckets.put(session, key, Level(level.left - ONE, level.at))


def _filled(session: Session, key: str, allowance: Allowance, now: datetime) -> Level:
    full = Level(allowance.tries * ONE, now)
    return refilled(buckets.locked(session, key, otherwise=full), allowance, now)


def _keys(tries: Iterable[Try]) -> dict[str, Allowance]:
    # What somebody typed as his name may be his password, so the hash of it is kept.
    return {
        f"{purpose}:{sha256(_whom(whom).encode(errors='surrogatepass')).hexdigest()[:32]}": ALLOWANCES[purpose]
        for purpose, whom in tries
    }


def _whom(whom: str) -> str:
    """One name for what one person has many of: every IPv6 customer has a network of addresses (/64)."""
    try:
        address = ip_address(whom)
    except ValueError:
        return whom
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped) if address.ipv4_mapped else address.exploded[:19]
    return str(address)
