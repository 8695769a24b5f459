"""A person is erased: name and address are found nowhere any more, and the history is as it was."""

import email
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from tests.support.registers import SEEDED_AT, Register
from tracker.domain.slots import Trigger
from tracker.kit.errors import Conflict, Forbidden, NotFound
from tracker.kit.text import text, to_data
from tracker.services import (
    correspondence,
    deliveries,
    doctor,
    editions,
    erasure,
    holding,
    holdings,
    persons,
    runs,
)
from tracker.services.context import Context, Principal
from tracker.services.erasure import Erase, Erased
from tracker.services.holdings import HandOver, Hold
from tracker.services.persons import NewPerson
from tracker.settings import Settings
from tracker.store import audit, board, bodies, history, outbox
from tracker.store.tables import (
    Access,
    Account,
    Attempt,
    Bucket,
    Delivery,
    Idempotency,
    Identity,
    Invitation,
    Letter,
    Person,
    SignIn,
    Token,
)
from tracker.store.tables.versions import table_of

MONDAY = datetime(2026, 1, 5, 0, 0, 5, tzinfo=UTC)
"""Five seconds after 08:00 in Shanghai, on the Monday of week 2 of 2026."""
WEEK = timedelta(weeks=1)
NAMES = ("Wang Xiaoming", "王小明", "wang.xiaoming@office.test", "Miss Wang")


@dataclass(frozen=True)
class EditionJob:
    """The job as the scheduler knows it."""

    name: str = "edition"
    trigger: Trigger = editions.TRIGGER


def make(register: Register, settings: Settings, at: datetime) -> None:
    ctx = register.at(at)
    runs.plan(ctx, (EditionJob(),))
    claim = runs.claim(ctx, "owner", (EditionJob(),))
    assert claim is not None
    editions.make(ctx, settings, claim)


def erase(ctx: Context, settings: Settings, person: str = "wang-xm") -> Erased:
    return erasure.erase(ctx, settings, Erase(person=person, also=("Miss Wang",), reason="asked for"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def known(starter: Register, settings: Settings) -> str:
    """Somebody who took over a post, got a letter that a server refused, and signed in; the office was told of it."""
    early = starter.at(SEEDED_AT + timedelta(days=1))
    person = persons.add(
        early, NewPerson(slug="wang-xm", name_en=NAMES[0], name_zh=NAMES[1], email=NAMES[2], language="en")
    ).id
    holdings.hand_over(early, HandOver(post="hlj-dee-director", old="sample-hlj-dee", new="wang-xm"))
    holdings.hold(early, Hold(post="yubei-mayor-office", person="wang-xm", since=date(2026, 2, 20)))
    make(starter, settings, MONDAY)
    deliveries.drain(starter.at(MONDAY), settings, owner="sender")
    refuse(starter, person)
    make(starter, settings, MONDAY + WEEK)
    sign_in(starter, person)
    return person


def refuse(register: Register, person: str) -> None:
    reason = text("The server refused: {reply}", reply=f"550 <{NAMES[2]}> unknown")
    (key,) = [each.key for each in deliveries.listing(register.at(MONDAY), limit=99) if each.person == person]
    into = {"state": "refused", "ended_at": MONDAY + timedelta(hours=1), "reason": to_data(reason)}
    with register.at().db.write() as session:
        outbox.put(session, [key], into=into, among=("sent",))
        attempt = table_of(Attempt)
        session.execute(attempt.update().where(attempt.c.delivery == key).values(reply=f"550 {NAMES[2]}"))


def sign_in(register: Register, person: str) -> None:
    at, until = MONDAY, MONDAY + WEEK
    rows = [
        (Account, {"person": person, "password": "hash", "created_at": at}),
        (Identity, {"issuer": "https://id.example", "subject": NAMES[2], "person": person, "linked_at": at}),
        (Invitation, {"hash": b"i", "purpose": "reset", "person": person, "created_at": at, "expires_at": until}),
        (SignIn, {"hash": b"s", "person": person, "how": "password", "began_at": at, "seen_at": at,
                  "expires_at": until, "address": "10.0.0.7", "agent": "browser"}),
        (Token, {"id": "t", "hash": b"t", "person": person, "title": "of Miss Wang", "scopes": ["read"],
                 "created_at": at, "expires_at": until}),
        (Idempotency, {"person": "somebody", "key": "k", "fingerprint": "f", "at": at, "body": f"told {NAMES[0]}"}),
        (Bucket, {"key": f"sign-in:{NAMES[2]}", "level": 1, "at": at}),
        (Access, {"id": "1", "at": at, "event": "signed_in", "way": "web", "person": person, "token": None,
                  "address": "10.0.0.7", "what": "/", "detail": "wang-xm"}),
        (Access, {"id": "2", "at": at, "event": "refused", "way": "web", "person": None, "token": None,
                  "address": "10.0.0.8", "what": "/sign-in", "detail": f"as {NAMES[2]} not wang-xm-2"}),
    ]  # fmt: skip
    with register.at().db.write() as session:
        for model, row in rows:
            session.execute(table_of(model).insert().values(row))


def everything(register: Register, folder: Path) -> str:
    """Every value of every row of every table, and every file in the folder of mail."""
    said = []
    with register.at().db.read() as session:
        for table in SQLModel.metadata.sorted_tables:
            for row in session.execute(select(table)):
                said += [readable(each) if isinstance(each, bytes) else str(each) for each in row]
    said += [f"{file.name} {readable(file.read_bytes())}" for file in folder.rglob("*") if file.is_file()]
    return "\n".join(said)


def readable(content: bytes) -> str:
    """Bytes as they stand, and what they say where they are a message."""
    parts = [part.get_payload(decode=True) or b"" for part in email.message_from_bytes(content).walk()]
    return "\n".join(each.decode(errors="replace") for each in (content, *parts) if isinstance(each, bytes))


def head_and_findings(ctx: Context) -> tuple[history.Head, list[audit.Finding]]:
    with ctx.db.read() as session:
        return history.head(session), list(audit.findings(session))


def test_name_and_address_are_found_in_no_table_and_no_file(starter: Register, settings: Settings, known: str) -> None:
    before = everything(starter, settings.mail_folder)
    assert all(name in before for name in NAMES)
    done = erase(starter.at(MONDAY + WEEK), settings)
    assert (done.person, done.holdings, done.letters, done.files) == (known, 2, 2, 1)
    after = everything(starter, settings.mail_folder)
    assert [name for name in (*NAMES, "10.0.0.7") if name in after] == []
    assert "as … not wang-xm-2" in after
    assert known in after
    for model in (Account, Identity, Invitation, SignIn, Token):
        with starter.at().db.read() as session:
            assert session.execute(select(table_of(model))).all() == []


def test_the_history_gains_the_end_of_what_was_held_and_is_else_as_it_was(
    starter: Register, settings: Settings, known: str
) -> None:
    ctx = starter.at(MONDAY + WEEK)
    before, _ = head_and_findings(ctx)
    done = erase(ctx, settings)
    after, findings = head_and_findings(ctx)
    assert (after.size - before.size, findings) == (done.holdings, [])
    with ctx.db.read() as session:
        assert history.head(session) == after
        assert bodies.held_by(session, known, day=date(2026, 1, 12)) == ()
        assert {each.post for each in bodies.held_by(session, known, day=date(2026, 1, 11))} == {"hlj-dee-director"}
        assert board.people(session, [known]) == {}
    assert all(check.ok for check in doctor.examine(ctx, settings).checks if "History" in str(check.name))
    again = erase(ctx, settings, known)
    assert (again.holdings, again.files) == (0, 0)
    assert head_and_findings(ctx)[0] == after


def test_what_was_sent_stays_in_the_ledger_and_what_waits_is_not_sent_any_more(
    starter: Register, settings: Settings, known: str
) -> None:
    ctx = starter.at(MONDAY + WEEK)
    erase(ctx, settings)
    ways = {each.edition: each for each in deliveries.listing(ctx, limit=99) if each.person == known}
    assert {number: (way.state, way.address) for number, way in ways.items()} == {
        1: ("refused", ""),
        2: ("refused", ""),
    }
    assert {str(way.reason) for way in ways.values()} == {str(erasure.ERASED)}
    sent = [each for each in correspondence.listing(ctx) if each.person == known]
    assert [correspondence.sent_json(each, "zh")["address"] for each in sent] == ["", ""]
    assert {each.name.en for each in sent} == {""}
    assert sum(view.letters for view in correspondence.all_editions(ctx)) == 2 * len(deliveries.listing(ctx, edition=1))
    with pytest.raises(Conflict, match="nothing to send"):
        holding.retry(ctx, ways[2].key)
    drained = deliveries.drain(ctx, settings, owner="sender")
    assert drained.sent == len(deliveries.listing(ctx, edition=2)) - 1
    make(starter, settings, MONDAY + 2 * WEEK)


def test_the_letter_to_the_office_that_named_the_person_is_made_anew_before_it_is_sent(
    starter: Register, settings: Settings, known: str
) -> None:
    ctx = starter.at(MONDAY + WEEK)
    with ctx.db.read() as session:
        officer = bodies.person_id(session, "sample-register-officer")
        letters = session.execute(select(table_of(Letter)).where(table_of(Letter).c.person == officer)).all()
    assert any("王小明" in str(row.payload) for row in letters)
    erase(ctx, settings)
    (way,) = [each for each in deliveries.listing(ctx, edition=2) if each.person == officer]
    made = deliveries.body(ctx, way.key)
    assert way.message_id.encode() in made
    assert f"Tracker-History-Head: {correspondence.edition(ctx, 2)[0].size} ".encode() in made
    deliveries.drain(ctx, settings, owner="sender")
    assert (settings.mail_folder / "2" / f"{way.message_id.strip('<>')}.eml").read_bytes() == made


def test_nobody_is_erased_while_a_letter_is_being_handed_over(
    starter: Register, settings: Settings, known: str
) -> None:
    ctx, delivery = starter.at(MONDAY + WEEK), table_of(Delivery)
    with ctx.db.write() as session:
        mine = delivery.c.person == known, delivery.c.edition == 2
        session.execute(delivery.update().where(*mine).values(state="sending", lease_until=MONDAY + WEEK, owner="o"))
    before = head_and_findings(ctx)
    with pytest.raises(Conflict, match="handed over just now"):
        erase(ctx, settings)
    assert head_and_findings(ctx) == before
    assert NAMES[0] in everything(starter, settings.mail_folder)


def test_erasing_is_for_administrators_and_the_operator_and_needs_somebody_who_is_there(
    starter: Register, settings: Settings, known: str
) -> None:
    ctx = starter.at(MONDAY + WEEK)
    with ctx.db.read() as session:
        officer = bodies.person_id(session, "sample-register-officer")
    for who in (Principal(officer), Principal(known), Principal()):
        with pytest.raises(Forbidden):
            erase(replace(ctx, who=who), settings)
    with pytest.raises(NotFound, match="nobody"):
        erase(ctx, settings, "nobody")
    erase(ctx, settings)
    with pytest.raises(NotFound):
        erase(ctx, settings)
    with pytest.raises(NotFound):
        holdings.hold(ctx, Hold(post="hlj-dee-director", person=known))
    person = table_of(Person)
    with ctx.db.read() as session:
        row = session.execute(select(person).where(person.c.id == known)).one()
    assert (row.slug, row.name_en, row.name_zh, row.email, row.erased_at) == (None, "", "", "", MONDAY + WEEK)
    assert known not in {each.id for each in persons.listing(ctx)}
