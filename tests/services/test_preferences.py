"""What people wish about letters, and the links by which they decline what is optional, on each database."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.registers import Register
from tracker.kit import secret as secrets
from tracker.kit.errors import Invalid, NotFound
from tracker.scheduler.tick import tick
from tracker.services import correspondence, preferences, unsubscribing
from tracker.services.context import Context, Principal
from tracker.services.preferences import Wishes
from tracker.settings import Settings
from tracker.store import preferences as store
from tracker.store.tables import Letter
from tracker.store.tables.versions import table_of

MONDAY = datetime(2026, 1, 5, 0, 0, 5, tzinfo=UTC)
NEXT = datetime(2026, 1, 12, 0, 0, 5, tzinfo=UTC)


def who_is_informed(ctx: Context) -> str:
    letter = table_of(Letter)
    with ctx.db.read() as session:
        rows = session.execute(select(letter).order_by(letter.c.person)).all()
    return next(str(row.person) for row in rows if row.payload["letter"]["optional"])


def test_whoever_declines_what_informs_is_left_out_and_counted(starter: Register, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    tick(starter.at(MONDAY), settings, "somebody")
    person = who_is_informed(starter.at(MONDAY))
    his = replace(starter.at(MONDAY), who=Principal(person))
    assert preferences.show(his).wishes.informing == "weekly"
    assert preferences.show(his).optional is True
    for informing in ("weekly", "none"):
        preferences.change(his, Wishes(language="en", informing=informing))
    assert preferences.show(his).wishes == Wishes(language="en", informing="none")
    tick(starter.at(NEXT), settings, "somebody")
    edition, letters = correspondence.edition(starter.at(NEXT), 2)
    assert edition.states["unsubscribed"] == 1
    assert [each.person for each in letters if each.state == correspondence.DECLINED] == [person]
    first, _ = correspondence.edition(starter.at(NEXT), 1)
    assert correspondence.DECLINED not in first.states


def test_the_letter_of_work_comes_to_whoever_declines_what_informs(starter: Register, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    letter = table_of(Letter)
    tick(starter.at(MONDAY), settings, "somebody")
    with starter.at(MONDAY).db.write() as session:
        rows = session.execute(select(letter).order_by(letter.c.person)).all()
        worker = next(row.person for row in rows if not row.payload["letter"]["optional"])
        store.put(session, worker, store.INFORMING, store.NONE, at=MONDAY)
    tick(starter.at(NEXT), settings, "somebody")
    _, letters = correspondence.edition(starter.at(NEXT), 2)
    (mine,) = [each for each in letters if each.person == worker]
    assert mine.state == "sent"


def test_a_link_is_used_once_and_only_by_its_secret(starter: Register, tmp_path: Path) -> None:
    tick(starter.at(MONDAY), Settings(home=tmp_path), "somebody")
    ctx, secret = starter.at(MONDAY), secrets.fresh()
    person = who_is_informed(ctx)
    with ctx.db.write() as session:
        store.add_link(session, secrets.digest(secret), person, kind=unsubscribing.INFORMING, at=MONDAY)
    assert unsubscribing.look_at(ctx, secret) == unsubscribing.Link(None, False)
    assert unsubscribing.unsubscribe(ctx, secret).declined
    with ctx.db.write() as session:
        assert not store.use_link(session, secrets.digest(secret), at=NEXT)
    with pytest.raises(NotFound):
        unsubscribing.unsubscribe(ctx, secrets.fresh())


def test_only_a_zone_that_is_offered_can_be_chosen(starter: Register, tmp_path: Path) -> None:
    tick(starter.at(MONDAY), Settings(home=tmp_path), "somebody")
    his = replace(starter.at(MONDAY), who=Principal(who_is_informed(starter.at(MONDAY))))
    with pytest.raises(Invalid):
        preferences.change(his, Wishes(language="en", zone="Moon/Base"))
    preferences.change(his, Wishes(language="en", zone="Europe/Brussels"))
    assert preferences.zone_of(his).key == "Europe/Brussels"
    assert preferences.zone_of(starter.at(MONDAY)) == his.zone
