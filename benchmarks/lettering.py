"""Question 8: making and sending an edition by SMTP, against bare Jinja2, email and smtplib doing the same letters.

The mail server is a process of its own on loopback. Bare means: the content is there already, nothing is kept, one
connection, no ledger; the templates are the same, outside the sandbox.
"""

import asyncio
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from itertools import count
from random import Random
from statistics import median
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from jinja2 import Environment
from sqlalchemy import select

from benchmarks import generate
from benchmarks.measure import Figure, forget_garbage, timed
from benchmarks.registers import Place
from benchmarks.sweeping import context
from tests.support.rows import BY, DAY, body, change, post
from tracker.kit.clock import FrozenClock
from tracker.notifications import messages, templating
from tracker.notifications.messages import Weekly
from tracker.services import deliveries, editions, packs, runs
from tracker.settings import Settings, data_folder
from tracker.store import bodies, history
from tracker.store.database import Database
from tracker.store.tables import DeliveryBody, Letter
from tracker.store.tables.versions import table_of

ADDRESSEES, ITEMS = 500, 30
LIMIT = 2.0
"""At least half as fast as the bare parts."""

SENDER = "register@register.test"


def measure(where: Place, *, rounds: int, addressees: int = ADDRESSEES) -> Iterator[Figure]:
    """The figure of an edition for ``addressees`` with ``ITEMS`` commitments each, in seconds for one letter."""
    with where.register("letters") as db, _mail_server() as port:
        _fill(db, addressees)
        settings = _settings(db, port)
        weeks = count()
        ours: list[float] = []
        raw: list[float] = []
        for _ in range(min(rounds, 3)):
            forget_garbage()
            ours.append(timed(partial(_edition, db, settings, next(weeks))))
            letters = _letters(db)
            forget_garbage()
            raw.append(timed(partial(_bare, letters, port, settings.address)))
        sizes = _sizes(db)
    per_letter = median(ours) / addressees, median(raw) / addressees
    remark = f"{1 / per_letter[0]:,.0f} letters/s, raw {1 / per_letter[1]:,.0f}; {_told(sizes)}"
    yield Figure("make and send a letter", where.kind, addressees, per_letter[1], per_letter[0], LIMIT, remark)


def _settings(db: Database, port: int) -> Settings:
    url = db.url.render_as_string(hide_password=False)
    return Settings(database_url=url, smtp_url=f"smtp://127.0.0.1:{port}", mail_from=SENDER)


def _fill(db: Database, addressees: int) -> None:
    """Persons who hold a post each, and their commitments: two thirds overdue or nearly due."""
    random = Random(1)
    for n in range(addressees):
        slug = f"office-{n:04d}"
        held = {"key": f"{slug}:1", "post": slug, "person": f"p{n}", "since": date(2024, 1, 1), "until": None}
        ground = [change("body", body(slug)), change("post", post(slug, slug)), change("holding", held)]
        mine = [generate.commitment(random, n * ITEMS + item, slug) for item in range(ITEMS)]
        changes = [*ground, *(change("commitment", {**row, "post": slug, "body": slug}) for row in mine)]
        names = {"name_en": f"Holder {n}", "name_zh": f"联络员{n}", "email": f"p{n}@office.test"}
        with db.write() as session:
            history.append(session, changes, by=BY, at=datetime(2026, 1, 6, tzinfo=context(db).zone), new=True)
            bodies.put_person(session, {"id": f"p{n}", "slug": f"p{n}", "language": ("en", "zh")[n % 2], **names})


def _edition(db: Database, settings: Settings, week: int) -> None:
    """Make one edition and hand all of it over."""
    ctx = context(db)
    at = datetime.combine(DAY, datetime.min.time(), ctx.zone) + timedelta(days=14 + 7 * week, hours=9)
    ctx = replace(ctx, clock=FrozenClock(at))
    if week == 0:
        packs.put_in_force(ctx, settings)
    editions.make(ctx, settings, runs.by_hand(ctx, "edition", "bench"))
    deliveries.drain(ctx, settings, owner="bench")


def _letters(db: Database) -> list[Weekly]:
    """What the last edition said."""
    letter = table_of(Letter)
    with db.read() as session:
        newest = select(letter.c.payload).order_by(letter.c.edition.desc(), letter.c.person)
        payloads = session.execute(newest).scalars()
        found = [messages.from_data(payload["letter"]) for payload in payloads]
    return [each for each in found if each.edition == found[0].edition]


def _bare(letters: list[Weekly], port: int, address: str) -> None:
    """The same letters by the parts themselves."""
    made = {(name, language): _template(name, language, address) for name in NAMES for language in ("en", "zh")}
    with smtplib.SMTP("127.0.0.1", port) as server:
        for n, letter in enumerate(letters):
            subject, text, html = (made[name, letter.language].render(letter=letter) for name in NAMES)
            message = EmailMessage()
            message["From"], message["To"] = SENDER, f"p{n}@office.test"
            message["Subject"] = " ".join(subject.split())
            message.set_content(text)
            message.add_alternative(html, subtype="html")
            server.send_message(message)


NAMES = ("weekly/subject.txt", "weekly/body.txt", "weekly/body.html")


def _template(name: str, language: str, address: str) -> Any:
    """A template outside the sandbox, with the words and filters that it needs."""
    kept = templating.environment([data_folder("notifications")], language, address, html=name.endswith(".html"))
    plain = Environment(
        loader=kept.loader,
        autoescape=kept.autoescape,
        undefined=kept.undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    plain.globals.update(kept.globals)
    plain.filters.update(kept.filters)
    return plain.get_template(name)


def _sizes(db: Database) -> list[int]:
    with db.read() as session:
        return [len(each) for each in session.execute(select(table_of(DeliveryBody).c.body)).scalars()]


def _told(sizes: list[int]) -> str:
    return f"a message takes {median(sizes) / 1024:,.0f} KB, {max(sizes) / 1024:,.0f} KB at most"


@contextmanager
def _mail_server() -> Iterator[int]:
    """A mail server that takes everything, in a process of its own; gives its port."""
    with subprocess.Popen([sys.executable, "-m", "benchmarks.lettering"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


class _Taking:
    """Takes every letter and forgets it."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return "250 taken"


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(_Taking(), enable_SMTPUTF8=True), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
