"""Tokens of programs: made for a while and for a purpose, shown once, dead when they should be."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from tests.support.accounts import first_administrator, signed_in, with_account
from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated
from tracker.services import access, accounts, tokens
from tracker.services.context import NOBODY, Context, Principal

OFFICER, OTHER = "sample-register-officer", "sample-mee-office"
HOME = "192.0.2.1"


def after(**passed: float) -> datetime:
    return SEEDED_AT + timedelta(**passed)


def use(ctx: Context, secret: str, address: str = HOME) -> Principal:
    return tokens.by_secret(ctx, secret, way="api", address=address, what="GET /api/v1/commitments")


def events(ctx: Context, wanted: str) -> list[access.Line]:
    return [line for line in access.listing(ctx) if line.event == wanted]


@pytest.fixture
def officer(starter: Register) -> str:
    return with_account(starter, OFFICER)


def test_a_token_acts_for_its_person_with_its_scopes(starter: Register, officer: str) -> None:
    made, secret = tokens.make(signed_in(starter.at(), officer), "nightly export", ["write", "read", "read"], 30)
    assert (made.person, made.slug, made.scopes, made.title) == (officer, OFFICER, ("read", "write"), "nightly export")
    assert made.expires_at == after(days=30)
    assert secret.startswith("ct_")
    assert len(secret) == 46
    assert use(starter.at(), secret) == Principal(officer, made.id, frozenset({"read", "write"}))


def test_the_secret_is_shown_once_and_not_kept(starter: Register, officer: str) -> None:
    ctx = signed_in(starter.at(), officer)
    made, secret = tokens.make(ctx, "nightly export", ["read"], 30)
    assert secret not in repr((made, tokens.listing(ctx), access.listing(starter.at())))
    with starter.at().db.engine.connect() as connection:
        assert secret not in repr(connection.exec_driver_sql("SELECT * FROM token").all())


def test_the_operator_makes_one_for_somebody_and_only_where_there_is_an_account(
    starter: Register, officer: str
) -> None:
    made, _ = tokens.make(starter.at(), "nightly export", ["read"], 30, person=OFFICER)
    assert made.person == officer
    assert tokens.make(replace(starter.at(), acting_for=OFFICER), "another", ["read"], 1)[0].person == officer
    with pytest.raises(Invalid):
        tokens.make(starter.at(), "nightly export", ["read"], 30)
    with pytest.raises(Conflict):
        tokens.make(starter.at(), "nightly export", ["read"], 30, person=OTHER)
    with pytest.raises(NotFound):
        tokens.make(starter.at(), "nightly export", ["read"], 30, person="nobody-known")


def test_nobody_but_an_administrator_makes_one_for_somebody_else(starter: Register, officer: str) -> None:
    with_account(starter, OTHER)
    with pytest.raises(Forbidden):
        tokens.make(signed_in(starter.at(), officer), "x", ["read"], 30, person=OTHER)
    with pytest.raises((Forbidden, Invalid)):
        tokens.make(replace(starter.at(), who=NOBODY), "x", ["read"], 30)
    administrator = first_administrator(starter)
    assert tokens.make(signed_in(starter.at(), administrator), "x", ["read"], 30, person=OTHER)


@pytest.mark.parametrize(
    ("title", "scopes", "days", "where"),
    [
        ("x", [], 30, "scopes"),
        ("x", ["everything"], 30, "scopes"),
        ("x", ["read"], 0, "days"),
        ("x", ["read"], 367, "days"),
        ("x", ["read"], -1, "days"),
        (" ", ["read"], 30, "title"),
        ("a\nb", ["read"], 30, "title"),
        ("x" * 201, ["read"], 30, "title"),
    ],
)
def test_what_is_not_said_rightly_is_refused(
    starter: Register, officer: str, title: str, scopes: list[str], days: int, where: str
) -> None:
    with pytest.raises(Invalid) as refused:
        tokens.make(signed_in(starter.at(), officer), title, scopes, days)
    assert refused.value.where == where


def test_a_token_makes_none_that_may_more_or_lives_longer_than_itself(starter: Register, officer: str) -> None:
    ctx = starter.at()
    for scopes in (["read"], ["write"]):
        _, secret = tokens.make(ctx, "plain", scopes, 30, person=OFFICER)
        with pytest.raises(Forbidden):
            tokens.make(replace(ctx, who=use(ctx, secret)), "child", ["read"], 1)
    _, secret = tokens.make(ctx, "parent", ["admin"], 30, person=OFFICER)
    parent = replace(ctx, who=use(ctx, secret))
    with pytest.raises(Forbidden, match="write"):
        tokens.make(parent, "child", ["write"], 1)
    with pytest.raises(Forbidden, match="longer"):
        tokens.make(parent, "child", ["read"], 31)
    child, _ = tokens.make(parent, "child", ["read", "admin"], 30)
    assert child.person == officer


def test_a_token_is_dead_when_it_has_run_out_was_revoked_or_its_account_is_disabled(
    starter: Register, officer: str
) -> None:
    made, secret = tokens.make(signed_in(starter.at(), officer), "x", ["read"], 1)
    assert use(starter.at(after(hours=23)), secret)
    with pytest.raises(Unauthenticated):
        use(starter.at(after(days=1)), secret)
    accounts.disable(starter.at(), OFFICER)
    with pytest.raises(Unauthenticated):
        use(starter.at(), secret)
    accounts.enable(starter.at(), OFFICER)
    assert use(starter.at(), secret)
    tokens.revoke(signed_in(starter.at(), officer), made.id)
    with pytest.raises(Unauthenticated):
        use(starter.at(), secret)
    assert [line.detail for line in events(starter.at(), "token_refused")] != []
    assert {line.detail for line in events(starter.at(), "token_refused")} == {"revoked", "no account", "run out"}


@pytest.mark.parametrize(
    "secret", ["", "ct_", "ct_" + "A" * 43, "A" * 46, "ct_" + "é" * 43, "Bearer", "ct_" + "A" * 99]
)
def test_what_is_no_token_is_refused_with_one_message(starter: Register, officer: str, secret: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        use(starter.at(), secret)
    assert str(refused.value) == "This token is not known, has run out or was revoked."
    (line,) = events(starter.at(), "token_refused")
    assert (line.person, line.token, line.address, line.detail) == (None, None, HOME, "unknown")


def test_many_wrong_tokens_from_one_address_are_answered_and_logged_no_more(starter: Register, officer: str) -> None:
    _, secret = tokens.make(starter.at(), "x", ["read"], 1, person=OFFICER)
    for _ in range(20):
        with pytest.raises(Unauthenticated):
            use(starter.at(), "ct_wrong")
    for _ in range(3):
        with pytest.raises(TooMany):
            use(starter.at(), "ct_wrong")
    assert len(events(starter.at(), "token_refused")) == 20
    assert use(starter.at(), secret)  # a right one is let through all the same


def test_the_first_use_in_an_hour_from_an_address_is_logged_and_written_and_no_other(
    starter: Register, officer: str
) -> None:
    made, secret = tokens.make(signed_in(starter.at(), officer), "x", ["read"], 30)
    said: list[str] = []
    db = starter.at().db
    for engine in {db.engine, *([db._reader] if db.dialect == "sqlite" else [])}:
        event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2].split()[0]))

    def used_at(moment: datetime, address: str = HOME) -> list[str]:
        ctx = starter.at(moment)
        said.clear()
        use(ctx, secret, address)
        return [word for word in said if word not in ("BEGIN", "PRAGMA")]

    assert used_at(SEEDED_AT) == ["SELECT", "UPDATE", "INSERT"]
    assert used_at(after(minutes=59)) == ["SELECT"]
    assert used_at(after(minutes=1), "198.51.100.7") == ["SELECT", "UPDATE", "INSERT"]
    assert used_at(after(minutes=2), "198.51.100.7") == ["SELECT"]
    assert used_at(after(hours=1)) == ["SELECT", "UPDATE", "INSERT"]
    lines = events(starter.at(), "token_used")
    assert sorted((line.at, line.address) for line in lines) == [
        (SEEDED_AT, HOME),
        (after(minutes=1), "198.51.100.7"),
        (after(hours=1), HOME),
    ]
    assert {(line.person, line.token, line.way, line.what) for line in lines} == {
        (officer, made.id, "api", "GET /api/v1/commitments")
    }
    (view,) = tokens.listing(signed_in(starter.at(), officer))
    assert view.used_at == after(hours=1)


def test_one_lists_and_revokes_ones_own_and_an_administrator_everybodys(starter: Register, officer: str) -> None:
    other, administrator = with_account(starter, OTHER), first_administrator(starter)
    mine, _ = tokens.make(signed_in(starter.at(), officer), "mine", ["read"], 30)
    theirs, _ = tokens.make(signed_in(starter.at(), other), "theirs", ["read"], 30)
    ctx = signed_in(starter.at(), officer)
    assert [token.title for token in tokens.listing(ctx)] == ["mine"]
    with pytest.raises(Forbidden):
        tokens.listing(ctx, everybody=True)
    with pytest.raises(NotFound):
        tokens.revoke(ctx, theirs.id)
    with pytest.raises(NotFound):
        tokens.revoke(ctx, "no-such-token")
    chief = signed_in(starter.at(), administrator)
    assert {token.title for token in tokens.listing(chief, everybody=True)} == {"mine", "theirs"}
    assert {token.title for token in tokens.listing(starter.at())} == {"mine", "theirs"}
    assert [token.title for token in tokens.listing(chief, person=OTHER)] == ["theirs"]
    tokens.revoke(chief, theirs.id)
    tokens.revoke(ctx, mine.id)
    tokens.revoke(ctx, mine.id)
    assert [line.token for line in events(starter.at(), "token_revoked")].count(mine.id) == 1


def test_a_token_that_may_only_read_revokes_none(starter: Register, officer: str) -> None:
    made, _ = tokens.make(signed_in(starter.at(), officer), "x", ["read"], 30)
    with pytest.raises(Forbidden):
        tokens.revoke(signed_in(starter.at(), officer, token=made.id, scopes="read"), made.id)
