"""Taking one letter by its key, to hand it over somewhere else."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tracker.store.database import Session
from tracker.store.outbox import Claimed, body_of
from tracker.store.tables import Delivery
from tracker.store.tables.versions import table_of

_delivery = table_of(Delivery)
_CLAIMED = tuple(name for name in Claimed.__dataclass_fields__ if name != "body")


def take(
    session: Session, key: str, owner: str, *, among: Sequence[str], at: datetime, lease: timedelta
) -> Claimed | None:
    """Claim a letter in one of these states, for ``lease``, its attempts counted anew; None where it is in none."""
    changing = (
        _delivery.update()
        .where(_delivery.c.key == key, _delivery.c.state.in_(among))
        .values(
            state="sending",
            owner=owner,
            lease_until=at + lease,
            fence=_delivery.c.fence + 1,
            attempts=1,
            ended_at=None,
            reason=None,
        )
        .returning(*(_delivery.c[name] for name in _CLAIMED))
    )
    found = session.execute(changing).first()
    return None if found is None else Claimed(**found._mapping, body=body_of(session, key) or b"")
