"""Letters in the outbox of a test, and a process that sends them."""

from datetime import UTC, datetime
from pathlib import Path

from tests.support.registers import opened
from tracker.services import deliveries, mailing
from tracker.services.context import Context
from tracker.services.deliveries import DeliveryView
from tracker.settings import Settings
from tracker.store import outbox
from tracker.store.outbox import Message

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""08:00 in Shanghai."""

FROM = "Register office 登记机构 <register@office.test>"


def letter(settings: Settings, key: str, *, to: str = "", edition: int | None = 7) -> Message:
    """A letter of a test; to ``<key>@office.test`` unless said otherwise."""
    return mailing.message(
        settings,
        key=key,
        edition=edition,
        person=f"person-{key}",
        to=to or f"{key}@office.test",
        subject=f"承诺事项周报 {key}",
        plain=f"2 overdue\n.\n.. {key}\n",
        html=f"<p>逾期 2 项 {key}</p>",
        date=MONDAY,
        language="zh",
        headers={"Tracker-Edition": "7"},
    )


def put(ctx: Context, settings: Settings, *keys: str, to: str = "", edition: int | None = 7) -> None:
    """Put letters in the outbox, due on Monday."""
    with ctx.db.write() as session:
        outbox.add(session, [letter(settings, key, to=to, edition=edition) for key in keys], at=MONDAY)


def the_only(ctx: Context) -> DeliveryView:
    """The one letter there is."""
    (found,) = deliveries.listing(ctx)
    return found


def in_files(folder: Path) -> list[str]:
    """The letters that lie in a folder of mail, and whatever else was left there."""
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def drain_once(url: str, home: str, at: str, owner: str) -> None:
    """Send what is due at ``at``: the work of a process that is killed; settings of mail from the environment."""
    moment = datetime.fromisoformat(at)
    ctx = opened(url, at=moment)
    deliveries.drain(ctx, Settings(database_url=url, home=Path(home)), owner=owner)
    ctx.db.close()
