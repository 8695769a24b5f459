"""Signing in and out: who gets a session, how long it lives, and what an attacker learns."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from tests.support.accounts import PASSWORD, first_administrator, signed_in, with_account
from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import Forbidden, NotFound, TooMany, Unauthenticated
from tracker.services import access, accounts, passwords, persons, signing
from tracker.services.context import NOBODY, Context

OFFICER, OTHER = "sample-register-officer", "sample-mee-office"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"
WRONG = "eleven grey herons wait"


def after(**passed: float) -> object:
    return SEEDED_AT + timedelta(**passed)


def enter(ctx: Context, name: str = OFFICER, password: str = PASSWORD, address: str = HOME) -> signing.Session:
    return signing.sign_in(ctx, name, password, address=address, agent="a browser")


def refusal(ctx: Context, name: str, password: str, address: str = HOME) -> tuple[str, str]:
    with pytest.raises(Forbidden) as refused:
        enter(ctx, name, password, address)
    return str(refused.value.message), str(refused.value.hint)


def rows(ctx: Context, table: str) -> int:
    with ctx.db.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_whoever_knows_the_password_gets_a_session_of_his_own(starter: Register) -> None:
    person = with_account(starter, OFFICER)
    one, two = enter(starter.at()), enter(starter.at())
    assert one.secret != two.secret
    assert one.expires == SEEDED_AT + timedelta(days=7)
    found = signing.signed_in(starter.at(), one.secret)
    assert found is not None
    assert (found.person, found.token, found) == (person, None, one.principal)


def test_the_secret_of_a_session_is_not_kept(starter: Register) -> None:
    with_account(starter, OFFICER)
    begun = enter(starter.at())
    with starter.at().db.engine.connect() as connection:
        kept = repr(connection.exec_driver_sql("SELECT * FROM sign_in").all())
    assert begun.secret not in kept


def test_one_answer_whatever_is_wrong(starter: Register) -> None:
    with_account(starter, OFFICER)
    with_account(starter, OTHER)
    accounts.disable(starter.at(), OTHER)
    ctx = starter.at()
    said = {
        refusal(ctx, OFFICER, WRONG),
        refusal(ctx, "nobody-known", PASSWORD),
        refusal(ctx, "sample-hlj-dee-director", PASSWORD),  # known, but without an account
        refusal(ctx, OTHER, PASSWORD),
        refusal(ctx, "", ""),
        refusal(ctx, "a\x00b", PASSWORD),
        refusal(ctx, "\ud800", "\ud800"),
        refusal(ctx, OFFICER, "x" * 100_000),
    }
    assert len(said) == 1


def test_the_same_work_is_done_for_a_name_that_nobody_has(starter: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    with_account(starter, OFFICER)
    compared = []
    real = passwords._hasher

    class Counted:
        def verify(self, kept: str, given: bytes) -> bool:
            compared.append(kept.split("$")[3])
            return real.verify(kept, given)

    monkeypatch.setattr(passwords, "_hasher", Counted())
    for name in (OFFICER, "nobody-known"):
        refusal(starter.at(), name, WRONG)
    assert compared == ["m=19456,t=2,p=1"] * 2


def test_an_address_that_several_have_names_nobody(starter: Register) -> None:
    with_account(starter, OFFICER)
    persons.change(starter.at(), persons.ChangePerson(person=OTHER, email="register.office@tracker.example"))
    with_account(starter, OTHER)
    refusal(starter.at(), "register.office@tracker.example", PASSWORD)
    enter(starter.at(), OFFICER)


def test_after_five_wrong_passwords_for_a_name_there_is_one_try_each_half_minute(starter: Register) -> None:
    with_account(starter, OFFICER)
    for _ in range(5):
        refusal(starter.at(), OFFICER, WRONG, ELSEWHERE)
    with pytest.raises(TooMany) as refused:
        enter(starter.at())
    assert refused.value.retry_after == 30
    enter(starter.at(after(seconds=30)))


def test_a_name_that_nobody_has_is_limited_alike(starter: Register) -> None:
    for _ in range(5):
        refusal(starter.at(), "nobody-known", WRONG)
    with pytest.raises(TooMany):
        enter(starter.at(), "Nobody-Known ", WRONG)


def test_after_twenty_from_one_address_there_is_one_each_ten_seconds(starter: Register) -> None:
    with_account(starter, OFFICER)
    for number in range(20):
        refusal(starter.at(), f"nobody-{number}", WRONG)
    with pytest.raises(TooMany):
        enter(starter.at())
    enter(starter.at(), address=ELSEWHERE)
    enter(starter.at(after(seconds=10)))


def test_right_passwords_cost_no_tries(starter: Register) -> None:
    with_account(starter, OFFICER)
    for _ in range(22):
        enter(starter.at())


def test_others_cannot_use_up_the_tries_of_somebody_where_he_came_from_before(starter: Register) -> None:
    with_account(starter, OFFICER)
    enter(starter.at())
    later = after(days=20)
    for _ in range(5):
        refusal(starter.at(later), OFFICER, WRONG, ELSEWHERE)
    with pytest.raises(TooMany):
        enter(starter.at(later), address="203.0.113.9")
    enter(starter.at(later))


def test_twenty_guesses_at_once_get_five_answers(starter: Register) -> None:
    with_account(starter, OFFICER)
    contexts = [starter.apart() for _ in range(4)]

    def guess(number: int) -> type[Exception]:
        with pytest.raises((Forbidden, TooMany)) as refused:
            enter(contexts[number % 4], password=WRONG, address=f"192.0.2.{number}")
        return refused.type

    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(guess, range(20)))
    assert (found.count(Forbidden), found.count(TooMany)) == (5, 15)


def test_a_session_that_is_not_used_for_eight_hours_is_over(starter: Register) -> None:
    with_account(starter, OFFICER)
    begun = enter(starter.at())
    assert signing.signed_in(starter.at(after(hours=7.9)), begun.secret)
    assert signing.signed_in(starter.at(after(hours=15.8)), begun.secret)
    assert signing.signed_in(starter.at(after(hours=23.8)), begun.secret) is None


def test_a_session_is_over_after_a_week_however_much_it_is_used(starter: Register) -> None:
    with_account(starter, OFFICER)
    begun = enter(starter.at())
    for hour in range(7, 7 * 24, 7):
        assert signing.signed_in(starter.at(after(hours=hour)), begun.secret)
    assert signing.signed_in(starter.at(after(days=7)), begun.secret) is None


def test_asking_who_is_signed_in_is_one_query_and_writes_every_five_minutes(
    starter: Register,
) -> None:
    with_account(starter, OFFICER)
    begun = enter(starter.at())
    for moment, wanted in (
        (after(minutes=1), ["SELECT"]),
        (after(minutes=4.9), ["SELECT"]),
        (after(minutes=5), ["SELECT", "UPDATE"]),
        (after(minutes=9), ["SELECT"]),
    ):
        ctx, said = starter.at(moment), []
        for engine in {ctx.db.engine, *([ctx.db._reader] if ctx.db.dialect == "sqlite" else [])}:
            event.listen(engine, "before_cursor_execute", lambda *given, said=said: said.append(given[2].split()[0]))
        assert signing.signed_in(ctx, begun.secret)
        assert [word for word in said if word not in ("BEGIN", "PRAGMA")][: len(wanted) + 1] == wanted


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "ct_" + "A" * 43, "é" * 43])
def test_what_is_no_secret_is_nobodys(starter: Register, secret: str) -> None:
    assert signing.signed_in(starter.at(), secret) is None
    signing.sign_out(starter.at(), secret)


def test_signing_out_ends_this_session_and_no_other(starter: Register) -> None:
    with_account(starter, OFFICER)
    one, two = enter(starter.at()), enter(starter.at())
    for _ in range(2):
        signing.sign_out(starter.at(), one.secret)
    assert signing.signed_in(starter.at(), one.secret) is None
    assert signing.signed_in(starter.at(), two.secret)
    assert [line.event for line in access.listing(starter.at())].count("sign_out") == 1


def test_an_erased_person_is_signed_out(starter: Register) -> None:
    with_account(starter, OFFICER)
    begun = enter(starter.at())
    with starter.at().db.write() as session:
        session.exec_driver_sql(
            "UPDATE person SET erased_at = '2025-06-02T01:00:00.000000Z' WHERE slug = 'sample-register-officer'"
        )
    assert signing.signed_in(starter.at(), begun.secret) is None
    refusal(starter.at(), OFFICER, PASSWORD)


def test_somebody_proved_in_another_way_gets_a_session_if_his_account_is_in_order(starter: Register) -> None:
    person = with_account(starter, OFFICER)
    ctx = starter.at()
    begun = signing.sign_in_as(ctx, person, "link", address=HOME, agent="")
    assert signing.signed_in(ctx, begun.secret) == begun.principal
    accounts.disable(ctx, OFFICER)
    for nobody in (person, "no-such-id"):
        with pytest.raises(Forbidden):
            signing.sign_in_as(ctx, nobody, "oidc", address=HOME, agent="")
    assert rows(ctx, "sign_in") == 1


def test_one_sees_and_ends_ones_own_sessions(starter: Register) -> None:
    person = with_account(starter, OFFICER)
    here, elsewhere = enter(starter.at()), enter(starter.at(after(hours=1)), address=ELSEWHERE)
    ctx = signed_in(starter.at(after(hours=2)), person)
    found = signing.sessions(ctx)
    assert [(view.address, view.how, view.agent) for view in found] == [
        (ELSEWHERE, "password", "a browser"),
        (HOME, "password", "a browser"),
    ]
    assert not [view for view in found if here.secret in repr(view)]
    signing.end(ctx, found[0].id)
    assert signing.signed_in(ctx, elsewhere.secret) is None
    with pytest.raises(NotFound):
        signing.end(ctx, found[0].id)
    enter(starter.at(after(hours=2)))
    assert signing.end_all(ctx, keep=here.secret) == 1
    assert signing.signed_in(ctx, here.secret)


def test_only_who_keeps_accounts_sees_and_ends_the_sessions_of_others(starter: Register) -> None:
    administrator, person = first_administrator(starter), with_account(starter, OFFICER)
    other = with_account(starter, OTHER)
    begun = enter(starter.at())
    for ctx in (signed_in(starter.at(), other), replace(starter.at(), who=NOBODY)):
        for attempt in (signing.sessions, signing.end_all):
            with pytest.raises(Forbidden):
                attempt(ctx, OFFICER)
    with pytest.raises(Unauthenticated):
        signing.sessions(replace(starter.at(), who=NOBODY))
    with pytest.raises(Forbidden):
        signing.end_all(signed_in(starter.at(), person, token="t", scopes="read"))
    assert len(signing.sessions(starter.at(), OFFICER)) == 1
    assert signing.end_all(signed_in(starter.at(), administrator), OFFICER) == 1
    assert signing.signed_in(starter.at(), begun.secret) is None


def test_a_hash_with_older_parameters_is_made_anew_at_the_next_sign_in(starter: Register) -> None:
    person = with_account(starter, OFFICER)
    older = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with starter.at().db.write() as session:
        session.exec_driver_sql(f"UPDATE account SET password = '{older}' WHERE person = '{person}'")
    enter(starter.at())
    with starter.at().db.engine.connect() as connection:
        (kept,) = connection.exec_driver_sql("SELECT password FROM account").scalars()
    assert kept != older
    assert not passwords.is_outdated(kept)
    enter(starter.at())


def test_the_access_log_has_every_sign_in_and_every_failure_and_no_secret(starter: Register) -> None:
    person = with_account(starter, OFFICER)
    begun = enter(starter.at())
    refusal(starter.at(), OFFICER, WRONG, ELSEWHERE)
    refusal(starter.at(), WRONG, "typed in the wrong field", ELSEWHERE)
    lines = access.listing(starter.at())
    told = [(line.event, line.person, line.address, line.detail) for line in lines if "sign_in" in line.event]
    assert sorted(told, key=repr) == sorted(
        [
            ("sign_in", person, HOME, "password"),
            ("sign_in_failed", person, ELSEWHERE, "wrong password"),
            ("sign_in_failed", None, ELSEWHERE, "unknown name"),
        ],
        key=repr,
    )
    for secret in (begun.secret, PASSWORD, WRONG):
        assert secret not in repr(lines)
