"""What only matters for a while goes when its time is over, and not before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.accounts import PASSWORD, signed_in, with_account
from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import Forbidden
from tracker.services import access, accounts, signing, tidying, tokens
from tracker.services.context import NOBODY
from tracker.services.tidying import Tidied

OFFICER = "sample-register-officer"


def test_each_kind_is_kept_for_its_time(starter: Register) -> None:
    person = with_account(starter, OFFICER)
    begun = signing.sign_in(starter.at(), OFFICER, PASSWORD, address="192.0.2.1", agent="")
    signing.sign_in(starter.at(), OFFICER, PASSWORD, address="192.0.2.1", agent="")
    _, secret = tokens.make(signed_in(starter.at(), person), "x", ["read"], 366)
    signing.sign_out(starter.at(), begun.secret)
    with starter.at().db.write() as session:
        session.exec_driver_sql(
            "INSERT INTO idempotency (person, key, fingerprint, at, status) "
            f"VALUES ('{person}', 'k', 'f', '2025-06-02T01:00:00.000000Z', 200)"
        )
    lines = len(access.listing(starter.at()))

    def tidied(**passed: float) -> Tidied:
        return tidying.tidy(starter.at(SEEDED_AT + timedelta(**passed)))

    assert tidied(minutes=1) == Tidied(0, 0, 0, 0, 0)
    assert tidied(minutes=10) == Tidied(0, 0, 0, 0, 3)  # of the address, of the name, and of the name from there
    assert tidied(days=2) == Tidied(0, 0, 0, 1, 0)
    assert tidied(days=30, minutes=1) == Tidied(0, 1, 0, 0, 0)  # the one that was ended
    assert tidied(days=38) == Tidied(0, 1, 1, 0, 0)
    assert tidied(days=399) == Tidied(0, 0, 0, 0, 0)
    assert tidied(days=400, minutes=1) == Tidied(lines, 0, 0, 0, 0)
    assert tidied(days=400, minutes=1) == Tidied(0, 0, 0, 0, 0)
    assert tokens.by_secret(starter.at(), secret, way="api", address="", what="").person == person


def test_a_link_and_a_session_that_still_work_stay(starter: Register) -> None:
    with_account(starter, OFFICER)
    link = accounts.invite(starter.at(), OFFICER, purpose="reset")
    begun = signing.sign_in(starter.at(), OFFICER, PASSWORD, address="192.0.2.1", agent="")
    tidying.tidy(starter.at(SEEDED_AT + timedelta(hours=7)))
    later = starter.at(SEEDED_AT + timedelta(hours=7))
    assert accounts.look_at(later, link).purpose == "reset"
    assert signing.signed_in(later, begun.secret)


def test_nobody_tidies_from_afar(starter: Register) -> None:
    with pytest.raises(Forbidden):
        tidying.tidy(replace(starter.at(), who=NOBODY))
