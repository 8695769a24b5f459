"""No letter leaves that names what its reader may no longer see: it is withdrawn, and another is made in its place."""

import email
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.policy import default
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from tests.services.test_editions import (
    ADDRESSEES,
    DAY,
    MONDAY,
    WEEK,
    at_random,
    end_holding,
    letter,
    make,
    person,
    plant,
    rows,
    set_person,
)
from tests.support.killing import killed_at
from tests.support.letters import FROM, in_files
from tests.support.registers import Register
from tests.support.rows import BY, change, commitment
from tests.support.smtp import MailServer, mail_server
from tracker.kit import points
from tracker.kit.errors import Conflict
from tracker.notifications import messages
from tracker.services import correspondence, deliveries, editions, holding, withdrawing
from tracker.services.context import Context, Principal
from tracker.services.deliveries import Drained
from tracker.services.seeing import Seeing
from tracker.settings import Settings
from tracker.store import commitments, history
from tracker.store.tables import Account, Delivery, Letter
from tracker.store.tables.versions import table_of

MEE = "sample-mee-office"
MOVED = "MEE-ZON-003"
"""Newly overdue in the letter of that office."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def drain(ctx: Context, settings: Settings, **given: Any) -> Drained:
    return deliveries.drain(ctx, settings, owner="sender", **given)


def move_away(register: Register, at: datetime, ref: str = MOVED) -> None:
    """Another body answers for it, and nobody of the ministry has to do with it any more."""
    with register.at(at).db.write() as session:
        row = {key: value for key, value in commitments.current(session, ref).items() if key != "version"}
        gone = {"post": "yubei-mayor-office", "body": "yubei", "leader": None, "supervisor": None, "acceptor": None}
        history.append(session, [change("commitment", {**row, **gone, "co_bodies": []}, "assign")], by=BY, at=at)


def of(register: Register, who: str, number: int = 1) -> list[Any]:
    """The deliveries to a reader, the one made first before the others."""
    mine = person(register, who)
    found = [row for row in rows(register, Delivery) if (row.person, row.edition) == (mine, number)]
    return sorted(found, key=lambda row: row.key)


def test_nothing_is_withdrawn_while_everybody_sees_what_his_letter_names(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    assert drain(starter.at(MONDAY), settings) == Drained(sent=ADDRESSEES)


def test_a_letter_that_names_what_was_moved_away_is_withdrawn_and_made_anew_without_it(
    starter: Register, settings: Settings
) -> None:
    make(starter, settings)
    before = letter(starter, MEE)
    move_away(starter, MONDAY + timedelta(minutes=1))
    ctx = starter.at(MONDAY + timedelta(minutes=2))
    assert drain(ctx, settings) == Drained(sent=ADDRESSEES, withdrawn=1)
    old, new = of(starter, MEE)
    assert (old.state, new.state) == ("withdrawn", "sent")
    assert (new.key, deliveries.body(ctx, old.key)) == (f"{old.key}:2", b"")
    assert old.message_id != new.message_id
    assert in_files(settings.mail_folder).count(f"1/{old.message_id.strip('<>')}.eml") == 0
    after = letter(starter, MEE)
    assert (after.edition, after.as_of, after.week) == (before.edition, before.as_of, before.week)
    assert (after.overdue, after.open, after.fresh) == (before.overdue - 1, before.open - 1, 0)
    assert not after.perhaps_twice
    assert sum(part.total for part in after.parts) == after.open
    assert MOVED not in (settings.mail_folder / "1" / f"{new.message_id.strip('<>')}.eml").read_text()
    (kept,) = [row for row in rows(starter, Letter) if row.person == new.person]
    assert (kept.delivery, kept.payload["withdrawn"]) == (new.key, [old.key])
    assert MOVED not in str(kept.payload)


def test_what_was_withdrawn_is_told_with_its_reason_and_cannot_be_sent(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    move_away(starter, MONDAY)
    ctx = starter.at(MONDAY + DAY)
    drain(ctx, settings)
    edition, found = correspondence.edition(ctx, 1)
    assert (edition.letters, edition.states) == (ADDRESSEES, {"sent": ADDRESSEES, "withdrawn": 1})
    (told,) = [each for each in found if each.state == "withdrawn"]
    assert told.posts == next(each.posts for each in found if each.person == told.person and each is not told)
    assert told.delivery is not None
    assert "another letter takes its place" in str(told.delivery.reason)
    assert correspondence.listing(ctx, state="withdrawn") == (told,)
    for deed in (holding.hold, holding.release, holding.retry):
        with pytest.raises(Conflict, match="withdrawn"):
            deed(ctx, told.delivery.key)


def test_whoever_holds_no_post_any_more_gets_nothing_and_the_ledger_says_so(
    starter: Register, settings: Settings
) -> None:
    make(starter, settings)
    end_holding(starter, "yubei-mayor-office", (MONDAY - DAY).date())
    assert drain(starter.at(MONDAY + DAY), settings) == Drained(sent=ADDRESSEES - 1, withdrawn=1)
    (only,) = of(starter, "sample-yubei")
    assert (only.state, "holds no post" in only.reason["m"]) == ("withdrawn", True)
    assert correspondence.all_editions(starter.at())[0].states == {"sent": ADDRESSEES - 1, "withdrawn": 1}


def test_a_letter_to_somebody_whose_account_was_disabled_is_withdrawn(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    disabled = {"person": person(starter, MEE), "password": "", "created_at": MONDAY, "disabled_at": MONDAY}
    with starter.at().db.write() as session:
        session.execute(table_of(Account).insert().values(disabled))
    assert drain(starter.at(MONDAY + DAY), settings).withdrawn == 1


def test_a_withdrawn_letter_was_not_had_so_that_the_next_is_measured_from_the_one_before(
    starter: Register, settings: Settings
) -> None:
    make(starter, settings, MONDAY - WEEK)
    drain(starter.at(MONDAY - WEEK), settings)
    make(starter, settings)
    end_holding(starter, "yubei-mayor-office", (MONDAY - DAY).date())
    drain(starter.at(MONDAY), settings)
    with starter.at().db.write() as session:  # back again
        key = "yubei-mayor-office/back"
        mine = {"post": "yubei-mayor-office", "person": person(starter, "sample-yubei")}
        back = {"key": key, **mine, "since": MONDAY.date(), "until": None}
        history.append(session, [change("holding", back)], by=BY, at=MONDAY + DAY)
    make(starter, settings, MONDAY + WEEK)
    assert letter(starter, "sample-yubei", 3).previous == 1
    assert letter(starter, MEE, 3).previous == 2


def test_of_a_letter_whose_answer_was_lost_the_next_says_that_it_takes_its_place(
    starter: Register, settings: Settings, server: MailServer
) -> None:
    set_person(starter, MEE, language="en")
    make(starter, settings)
    with starter.at().db.write() as session:
        session.execute(table_of(Delivery).update().values(state="ambiguous", ambiguous=1))
    move_away(starter, MONDAY)
    ctx = starter.at(MONDAY + DAY)
    by_mail = settings.model_copy(update={"smtp_url": server.url, "mail_from": FROM})
    assert drain(ctx, by_mail).withdrawn == 1
    old, new = of(starter, MEE)
    assert (old.state, old.ambiguous, new.ambiguous) == ("withdrawn", 1, 0)
    assert letter(starter, MEE).perhaps_twice
    plain = email.message_from_bytes(deliveries.body(ctx, new.key), policy=default).get_body(("plain",))
    assert plain is not None
    assert "This letter takes the place of another of the same edition" in plain.get_content()


def test_what_changes_while_letters_are_sent_counts_for_those_that_were_not(
    starter: Register, settings: Settings
) -> None:
    make(starter, settings)
    mine = person(starter, MEE)
    with starter.at().db.write() as session:
        last = table_of(Delivery).c.person == mine
        session.execute(table_of(Delivery).update().where(last).values(not_before=MONDAY + timedelta(seconds=1)))
    began: list[str] = []

    def change_once(answered: object) -> None:
        if not began:
            began.append("moved")
            move_away(starter, MONDAY + timedelta(minutes=1))

    ctx = starter.at(MONDAY + timedelta(minutes=2))
    assert drain(ctx, settings, heard=change_once) == Drained(sent=ADDRESSEES, withdrawn=1)
    assert [row.state for row in of(starter, MEE)] == ["withdrawn", "sent"]
    assert {row.attempts for row in rows(starter, Delivery) if row.state == "sent"} == {1}
    assert MOVED not in str([row.payload for row in rows(starter, Letter) if row.person == mine])


@pytest.mark.parametrize("limit", [1, 3])
def test_letters_are_withdrawn_however_few_are_sent_at_a_time(
    starter: Register, settings: Settings, limit: int
) -> None:
    make(starter, settings)
    move_away(starter, MONDAY)
    ctx = starter.at(MONDAY + DAY)
    done = [drain(ctx, settings, limit=limit) for _ in range(ADDRESSEES // limit)]
    assert (sum(each.sent for each in done), sum(each.withdrawn for each in done)) == (ADDRESSEES, 1)


def test_of_two_who_withdraw_a_letter_at_once_one_makes_another(
    starter: Register, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(starter, settings)
    move_away(starter, MONDAY)
    ctx, other = starter.at(MONDAY + DAY), starter.at(MONDAY + DAY)
    counts: list[int] = []

    def meanwhile(point: str) -> None:
        if point == "withdraw.composed" and not counts:
            counts.append(-1)
            counts[0] = withdrawing.clear(other, settings, limit=None)[1]

    monkeypatch.setattr(withdrawing, "reached", meanwhile)
    assert withdrawing.clear(ctx, settings, limit=None)[1] == 0
    assert counts == [1]
    assert [row.state for row in of(starter, MEE)] == ["withdrawn", "ready"]


def test_a_letter_that_was_made_anew_is_looked_at_again(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    move_away(starter, MONDAY)
    ctx = starter.at(MONDAY + DAY)
    withdrawing.clear(ctx, settings, limit=None)
    move_away(starter, MONDAY + 2 * DAY, "MEE-FIN-124")
    assert drain(starter.at(MONDAY + 2 * DAY), settings).withdrawn == 1
    found = of(starter, MEE)
    assert [row.state for row in found] == ["withdrawn", "withdrawn", "sent"]
    assert [row.key.removeprefix(found[0].key) for row in found] == ["", ":2", ":3"]
    assert [each.state for each in correspondence.listing(ctx, number=1) if each.person == found[0].person] == [
        "sent",
        "withdrawn",
        "withdrawn",
    ]


POINTS = ("withdraw.composed", "withdraw.written", "withdraw.committed")


def test_every_point_of_withdrawing_is_tried_here() -> None:
    assert tuple(point for point in points.POINTS if point.startswith("withdraw.")) == POINTS


@pytest.mark.parametrize("point", POINTS)
def test_whoever_is_killed_while_withdrawing_leaves_one_letter_to_be_sent(
    starter: Register, settings: Settings, point: str
) -> None:
    make(starter, settings)
    move_away(starter, MONDAY)
    at = MONDAY + DAY
    killed_at(point, "tests.support.letters:drain_once", starter.url, str(settings.home), at.isoformat(), "killed")
    there = ["withdrawn", "ready"] if point == "withdraw.committed" else ["ready"]
    assert [row.state for row in of(starter, MEE)] == there
    assert drain(starter.at(at), settings).sent == ADDRESSEES
    assert [row.state for row in of(starter, MEE)] == ["withdrawn", "sent"]
    assert len(in_files(settings.mail_folder)) == ADDRESSEES


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_moved_no_letter_names_what_its_reader_does_not_see(
    empty: Register, settings: Settings, seed: int
) -> None:
    random = Random(seed)
    made = at_random(random, 60)
    plant(empty, made, at=MONDAY - DAY)
    make(empty, settings)
    bodies, posts = (None, "a", "b", "c"), (None, "post-a", "post-b", "post-c")
    moved = [
        {**row, "body": random.choice(bodies), "post": random.choice(posts), "leader": random.choice(posts)}
        for row in random.sample(made, 25)
    ]
    lost = [{**row, "supervisor": None, "acceptor": None} for row in moved]
    with empty.at().db.write() as session:
        history.append(session, [change("commitment", row, "assign") for row in lost], by=BY, at=MONDAY + DAY)
    ctx = empty.at(MONDAY + DAY)
    drain(ctx, settings)
    day = (MONDAY + DAY).date()
    for row in rows(empty, Letter):
        found = messages.from_data(row.payload["letter"])
        with ctx.db.read() as session:
            seeing = Seeing.of(session, {row.person}, day=day)
            named = {line.ref for group in found.groups for line in group.lines} | set(row.payload["overdue"])
            seeing.load(named)
            assert all(seeing.sees(row.person, ref) for ref in named)
        assert sum(part.total for part in found.parts) == found.open
    with ctx.db.read() as session:
        states = session.execute(select(table_of(Delivery).c.state)).scalars().all()
    assert sorted(set(states)) == ["sent", "withdrawn"]
    assert states.count("sent") == 3


def test_numbers_of_a_body_in_which_its_reader_no_longer_has_a_post_are_left_out(
    empty: Register, settings: Settings
) -> None:
    late = {"last_day": (MONDAY - 9 * DAY).date(), "post": "post-b", "body": "b"}
    plant(empty, [commitment("X-001", supervisor="c", **late), commitment("X-002", **late)], at=MONDAY - DAY)
    with empty.at().db.write() as session:
        both = {"key": "post-b/bo", "post": "post-b", "person": "id-bo", "since": (MONDAY - 9 * DAY).date()}
        history.append(session, [change("holding", {**both, "until": None})], by=BY, at=MONDAY - DAY)
    make(empty, settings)
    assert [line.open for line in letter(empty, "bo").supervised] == [1]
    end_holding(empty, "post-c", (MONDAY - DAY).date())
    assert drain(empty.at(MONDAY + DAY), settings) == Drained(sent=3, withdrawn=1)
    found = letter(empty, "bo")
    assert (found.supervised, found.open, [row.state for row in of(empty, "bo")]) == ((), 2, ["withdrawn", "sent"])


def test_a_preview_shows_of_the_past_what_may_be_seen_today(starter: Register, settings: Settings) -> None:
    move_away(starter, MONDAY + DAY)
    later = starter.at(MONDAY + 2 * DAY, as_of="2026-01-05T08:00")
    whole = editions.preview(later, settings, MEE)
    own = editions.preview(replace(later, who=Principal(person(starter, MEE))), settings, MEE)
    assert (whole.overdue, own.overdue, own.open) == (4, 3, whole.open - 1)
