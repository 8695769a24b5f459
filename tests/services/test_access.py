"""The access log: one line for each thing that happened, on one line, and never a secret in it."""

import logging
from dataclasses import replace
from datetime import timedelta
from secrets import token_urlsafe

import pytest

from tests.support.accounts import first_administrator, signed_in, with_account
from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import Forbidden, Unavailable
from tracker.services import access
from tracker.services.access import Event
from tracker.services.context import NOBODY, Context

OFFICER, OTHER = "sample-register-officer", "sample-mee-office"


def note(ctx: Context, event: Event = Event.REFUSED, **given: str) -> None:
    access.note(ctx, event, **{"way": "web", **given})


def test_lines_are_read_newest_first_and_by_what_is_asked_for(starter: Register) -> None:
    person = with_account(starter, OFFICER)
    for hour, event in enumerate((Event.REFUSED, Event.SIGN_OUT, Event.REFUSED)):
        note(starter.at(SEEDED_AT + timedelta(hours=hour + 1)), event, person=person, what=f"GET /{hour}")
    ctx = starter.at()
    assert [line.what for line in access.listing(ctx, limit=3)] == ["GET /2", "GET /1", "GET /0"]
    assert [line.what for line in access.listing(ctx, event=Event.REFUSED)] == ["GET /2", "GET /0"]
    assert {line.name.zh for line in access.listing(ctx, person=OFFICER)} == {"登记员（示例）"}
    assert access.listing(ctx, person="nobody-known") == ()
    since, until = SEEDED_AT + timedelta(hours=2), SEEDED_AT + timedelta(hours=3)
    assert [line.what for line in access.listing(ctx, since=since, until=until)] == ["GET /1"]


def test_a_long_log_is_read_piece_by_piece_without_gap_or_repetition(empty: Register) -> None:
    for number in range(9):
        note(empty.at(), what=f"GET /{number}")  # all of one moment
    seen: list[str] = []
    last = None
    while found := access.listing(empty.at(), after=last, limit=2):
        seen.extend(line.what for line in found)
        last = found[-1].id
    assert sorted(seen) == [f"GET /{number}" for number in range(9)]


def test_it_is_read_by_administrators_auditors_and_the_operator_alone(starter: Register) -> None:
    with pytest.raises(Forbidden):
        access.listing(signed_in(starter.at(), with_account(starter, OTHER)))
    with pytest.raises(Forbidden):
        access.listing(replace(starter.at(), who=NOBODY))
    assert access.listing(signed_in(starter.at(), first_administrator(starter)))


def test_whatever_is_written_stays_on_one_line_and_is_cut(empty: Register) -> None:
    note(empty.at(), what="GET /\r\n2025-06-02 sign_in\x1b[2J\u2028x\ud800y\x00", detail="é" * 1000, address="a" * 999)
    (line,) = access.listing(empty.at())
    assert "\n" not in line.what + line.detail
    assert line.what.isprintable()
    assert (len(line.detail), len(line.address)) == (300, 100)


def test_what_looks_like_a_secret_is_left_out(empty: Register) -> None:
    secret = token_urlsafe(32)
    note(empty.at(), what=f"GET /welcome/{secret}/x?secret={secret}", detail=f"Bearer ct_{secret} and {secret}.")
    note(empty.at(), what="GET /welcome/short-one")
    found = access.listing(empty.at())
    assert secret not in repr(found)
    assert {line.what for line in found} == {"GET /welcome/…/x", "GET /welcome/…"}
    assert {line.detail for line in found} == {"Bearer … and ….", ""}


def test_long_names_of_records_are_no_secrets(empty: Register) -> None:
    what = "GET /bodies/the-national-joint-research-centre-for-the-yellow-river-basin"
    note(empty.at(), what=what)
    assert access.listing(empty.at())[0].what == what


def test_where_the_log_takes_no_line_the_answer_is_given_all_the_same(
    empty: Register, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ctx = empty.at()

    def gone() -> None:
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(ctx.db, "write", gone)
    with caplog.at_level(logging.ERROR):
        note(ctx)
    assert "refused" in caplog.text
