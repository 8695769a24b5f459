"""Accounts: the first administrator, links that work once, disabling, and changing a password."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.accounts import PASSWORD, first, first_administrator, signed_in, with_account
from tests.support.registers import SEEDED_AT, Register
from tracker.domain.moves.roles import Role
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, TrackerError
from tracker.services import access, accounts, signing
from tracker.services.accounts import NewPassword
from tracker.services.actors import asking
from tracker.services.context import NOBODY, Context
from tracker.store import audit

NEXT = SEEDED_AT + timedelta(hours=1)
OFFICER, OTHER = "sample-register-officer", "sample-mee-office"
NEW = "eleven grey herons wait"


def enter(ctx: Context, name: str, password: str = PASSWORD) -> signing.Session:
    return signing.sign_in(ctx, name, password, address="192.0.2.1", agent="a browser")


def state_of(ctx: Context, slug: str) -> str:
    return next(each.state for each in accounts.listing(ctx) if each.slug == slug)


def together(works: list[Callable[[], str]]) -> list[str | TrackerError]:
    """What becomes of each, all begun at once."""

    def outcome(work: Callable[[], str]) -> str | TrackerError:
        try:
            return work()
        except TrackerError as error:
            return error

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(outcome, works))


def test_whoever_opens_the_link_of_an_empty_register_becomes_administrator_and_head_of_the_office(
    empty: Register,
) -> None:
    person = first_administrator(empty)
    ctx = signed_in(empty.at(NEXT), person)
    with ctx.db.read() as session:
        who = asking(session, ctx)
        assert list(audit.findings(session)) == []
    assert {(held.post, held.body_path, held.duty) for held in who.held} == {
        ("administrator", "/register-office/", "administrator"),
        ("register-office-head", "/register-office/", ""),
    }
    assert {Role.ADMINISTRATOR, Role.OFFICE} <= who.roles
    assert enter(empty.at(NEXT), "zhao").principal.person == person
    assert enter(empty.at(NEXT), "ZHAO@office.example").principal.person == person


def test_in_a_register_with_an_office_its_posts_and_holders_are_left_as_they_are(starter: Register) -> None:
    first_administrator(starter)
    with starter.at(NEXT).db.read() as session:
        assert list(audit.findings(session)) == []
    assert state_of(starter.at(NEXT), OFFICER) == "none"


def test_the_history_knows_the_first_administrator_by_an_id_alone(empty: Register) -> None:
    person = first_administrator(empty)
    with empty.at().db.engine.connect() as connection:
        bodies = "".join(connection.exec_driver_sql("SELECT body FROM history_entry").scalars())
    assert person in bodies
    assert "zhao" not in bodies.lower()


def test_once_there_is_an_administrator_no_link_is_given_and_the_older_ones_are_void(empty: Register) -> None:
    secrets = [accounts.open_first(empty.at()) for _ in range(3)]
    assert len(set(secrets)) == 3
    accounts.accept(empty.at(), str(secrets[1]), first())
    assert accounts.open_first(empty.at()) is None
    with pytest.raises(Conflict):
        accounts.look_at(empty.at(), str(secrets[1]))
    for secret in (secrets[0], secrets[2]):
        with pytest.raises(NotFound):
            accounts.look_at(empty.at(), str(secret))


def test_each_start_gives_a_new_link_until_one_is_used_and_each_works_for_a_day(empty: Register) -> None:
    secret = str(accounts.open_first(empty.at()))
    assert accounts.open_first(empty.at(NEXT)) is not None
    assert accounts.look_at(empty.at(SEEDED_AT + timedelta(hours=23)), secret).purpose == "first"
    with pytest.raises(NotFound):
        accounts.accept(empty.at(SEEDED_AT + timedelta(hours=24)), secret, first())


def test_of_many_who_want_to_be_the_first_administrator_at_once_one_is(empty: Register) -> None:
    secrets = [str(accounts.open_first(empty.at())) for _ in range(2)]
    contexts = [empty.at() for _ in range(4)]
    found = together(
        [
            lambda n=n: accounts.accept(contexts[n], secrets[n % 2], first(f"zhao-{n}"))  # type: ignore[misc]
            for n in range(4)
        ]
    )
    winners = [each for each in found if isinstance(each, str)]
    assert len(winners) == 1
    assert all(isinstance(each, Conflict | NotFound) for each in found if each not in winners)
    assert len(accounts.listing(empty.at())) == 1
    with empty.at().db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM holding").scalar_one() == 2


def test_a_short_name_or_an_address_that_somebody_has_leaves_the_link_unused(starter: Register) -> None:
    ctx, secret = starter.at(), str(accounts.open_first(starter.at()))
    with pytest.raises(Conflict) as refused:
        accounts.accept(ctx, secret, first(OFFICER))
    assert refused.value.where == "slug"
    taken = first().model_copy(update={"email": "Register.Office@tracker.example"})
    with pytest.raises(Conflict) as refused:
        accounts.accept(ctx, secret, taken)
    assert refused.value.where == "email"
    with pytest.raises(Invalid, match="guessed"):
        accounts.accept(ctx, secret, first().model_copy(update={"password": "Zhao.Li.2024.zhao"}))
    assert accounts.accept(ctx, secret, first())


def test_when_the_only_administrator_is_disabled_the_next_start_gives_a_link_again(empty: Register) -> None:
    first_administrator(empty)
    accounts.disable(empty.at(), "zhao")
    second = first_administrator(empty, slug="qian")
    ctx = signed_in(empty.at(NEXT), second)
    with ctx.db.read() as session:
        assert {held.post for held in asking(session, ctx).held} == {"administrator-2", "register-office-head-2"}


def test_the_link_to_be_the_first_is_given_to_the_operator_alone(empty: Register) -> None:
    with pytest.raises(Forbidden):
        accounts.open_first(replace(empty.at(), who=NOBODY))


def test_an_invited_person_sets_a_password_and_signs_in(starter: Register) -> None:
    secret = accounts.invite(starter.at(), OFFICER)
    assert state_of(starter.at(), OFFICER) == "invited"
    invited = accounts.look_at(starter.at(), secret)
    assert (invited.purpose, invited.slug, invited.language) == ("invite", OFFICER, "zh")
    assert invited.expires_at == SEEDED_AT + timedelta(days=7)
    person = accounts.accept(starter.at(NEXT), secret, NewPassword(password=PASSWORD))
    assert person == invited.person
    assert state_of(starter.at(), OFFICER) == "active"
    assert enter(starter.at(NEXT), "register.office@tracker.example").principal.person == person


def test_looking_at_a_link_never_uses_it(starter: Register) -> None:
    secret = accounts.invite(starter.at(), OFFICER)
    looks = {accounts.look_at(starter.at(), secret) for _ in range(3)}
    assert len(looks) == 1
    assert accounts.accept(starter.at(), secret, NewPassword(password=PASSWORD))


def test_a_link_works_once(starter: Register) -> None:
    secret = accounts.invite(starter.at(), OFFICER)
    accounts.accept(starter.at(), secret, NewPassword(password=PASSWORD))
    with pytest.raises(Conflict, match="once"):
        accounts.accept(starter.at(), secret, NewPassword(password=NEW))
    enter(starter.at(), OFFICER)


def test_of_two_who_use_a_link_at_once_one_sets_the_password(starter: Register) -> None:
    secret = accounts.invite(starter.at(), OFFICER)
    contexts = [starter.at() for _ in range(4)]
    words = [f"{number} grey herons wait here" for number in ("two", "four", "six", "eight")]
    found = together(
        [
            lambda n=n: accounts.accept(contexts[n], secret, NewPassword(password=words[n]))  # type: ignore[misc]
            for n in range(4)
        ]
    )
    winners = [n for n, each in enumerate(found) if isinstance(each, str)]
    assert len(winners) == 1
    assert all(isinstance(each, Conflict) for n, each in enumerate(found) if n not in winners)
    enter(starter.at(), OFFICER, words[winners[0]])


def test_a_newer_link_takes_the_place_of_an_older_one(starter: Register) -> None:
    older, newer = accounts.invite(starter.at(), OFFICER), accounts.invite(starter.at(), OFFICER)
    with pytest.raises(NotFound):
        accounts.accept(starter.at(), older, NewPassword(password=PASSWORD))
    accounts.accept(starter.at(), newer, NewPassword(password=PASSWORD))


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "A" * 42 + "\ud800", "A" * 5000, "’" * 43])
def test_what_is_no_link_is_not_found(starter: Register, secret: str) -> None:
    with pytest.raises(NotFound):
        accounts.look_at(starter.at(), secret)
    with pytest.raises(NotFound):
        accounts.accept(starter.at(), secret, NewPassword(password=PASSWORD))


def test_a_link_is_good_for_what_it_was_made_for_alone(starter: Register) -> None:
    with pytest.raises(Invalid):
        accounts.accept(starter.at(), accounts.invite(starter.at(), OFFICER), first())
    with pytest.raises(Invalid):
        accounts.accept(starter.at(), str(accounts.open_first(starter.at())), NewPassword(password=PASSWORD))


def test_a_reset_ends_all_sessions_and_the_old_password(starter: Register) -> None:
    with_account(starter, OFFICER)
    begun = enter(starter.at(), OFFICER)
    secret = accounts.invite(starter.at(), OFFICER, purpose="reset")
    assert signing.signed_in(starter.at(), begun.secret) is not None  # nothing happens before it is used
    accounts.accept(starter.at(), secret, NewPassword(password=NEW))
    assert signing.signed_in(starter.at(), begun.secret) is None
    with pytest.raises(Forbidden):
        enter(starter.at(), OFFICER)
    enter(starter.at(), OFFICER, NEW)


def test_inviting_and_resetting_say_which_of_them_is_meant(starter: Register) -> None:
    with pytest.raises(Conflict, match="no account"):
        accounts.invite(starter.at(), OFFICER, purpose="reset")
    with_account(starter, OFFICER)
    with pytest.raises(Conflict) as refused:
        accounts.invite(starter.at(), OFFICER)
    assert "reset" in str(refused.value.hint)
    with pytest.raises(NotFound):
        accounts.invite(starter.at(), "nobody-known")


def test_a_disabled_account_is_dead_until_it_is_enabled(starter: Register) -> None:
    with_account(starter, OFFICER)
    begun = enter(starter.at(), OFFICER)
    link = accounts.invite(starter.at(), OFFICER, purpose="reset")
    accounts.disable(starter.at(), OFFICER)
    assert signing.signed_in(starter.at(), begun.secret) is None
    with pytest.raises(NotFound):
        accounts.accept(starter.at(), link, NewPassword(password=NEW))
    with pytest.raises(Forbidden):
        enter(starter.at(), OFFICER)
    with pytest.raises(Conflict, match="disabled"):
        accounts.invite(starter.at(), OFFICER, purpose="reset")
    accounts.enable(starter.at(), OFFICER)
    assert signing.signed_in(starter.at(), begun.secret) is None
    enter(starter.at(), OFFICER)


def test_nobody_disables_his_own_account(empty: Register) -> None:
    ctx = signed_in(empty.at(), first_administrator(empty))
    with pytest.raises(Conflict):
        accounts.disable(ctx, "zhao")


def test_enabling_somebody_without_an_account_opens_one_without_a_password(starter: Register) -> None:
    accounts.enable(starter.at(), OFFICER)
    (view,) = [each for each in accounts.listing(starter.at()) if each.slug == OFFICER]
    assert (view.state, view.has_password) == ("active", False)
    with pytest.raises(Forbidden):
        enter(starter.at(), OFFICER, "")
    assert accounts.invite(starter.at(), OFFICER)


def test_accounts_are_kept_by_administrators_and_the_operator_alone(starter: Register) -> None:
    administrator = first_administrator(starter)
    other = with_account(starter, OTHER)
    for ctx in (signed_in(starter.at(), other), replace(starter.at(), who=NOBODY)):
        for attempt in (
            lambda ctx=ctx: accounts.invite(ctx, OFFICER),
            lambda ctx=ctx: accounts.disable(ctx, OFFICER),
            lambda ctx=ctx: accounts.enable(ctx, OFFICER),
            lambda ctx=ctx: accounts.listing(ctx),
        ):
            with pytest.raises(Forbidden):
                attempt()
    assert accounts.invite(signed_in(starter.at(), administrator), OFFICER)
    with pytest.raises(Forbidden, match="lacks"):
        accounts.invite(signed_in(starter.at(), administrator, token="t", scopes="read write"), OFFICER)


def test_changing_ones_password_ends_the_other_sessions(starter: Register) -> None:
    person = with_account(starter, OFFICER)
    here, elsewhere = enter(starter.at(), OFFICER), enter(starter.at(), OFFICER)
    ctx = signed_in(starter.at(NEXT), person)
    accounts.change_password(ctx, PASSWORD, NEW, keep=here.secret)
    assert signing.signed_in(starter.at(NEXT), here.secret) is not None
    assert signing.signed_in(starter.at(NEXT), elsewhere.secret) is None
    with pytest.raises(Forbidden):
        enter(starter.at(NEXT), OFFICER)
    enter(starter.at(NEXT), OFFICER, NEW)


def test_a_password_is_changed_by_whoever_knows_the_old_one_in_a_few_tries(starter: Register) -> None:
    ctx = signed_in(starter.at(), with_account(starter, OFFICER))
    with pytest.raises(Invalid, match="old one"):
        accounts.change_password(ctx, PASSWORD, PASSWORD)
    with pytest.raises(Invalid, match="guessed"):
        accounts.change_password(ctx, PASSWORD, "register.office1")
    for _ in range(5):
        with pytest.raises(Forbidden):
            accounts.change_password(ctx, "something else", NEW)
    with pytest.raises(TooMany):
        accounts.change_password(ctx, PASSWORD, NEW)


def test_no_token_and_no_operator_changes_a_password(starter: Register) -> None:
    person = with_account(starter, OFFICER)
    for ctx in (signed_in(starter.at(), person, token="t"), starter.at(), replace(starter.at(), who=NOBODY)):
        with pytest.raises(Forbidden):
            accounts.change_password(ctx, PASSWORD, NEW)


def test_nothing_is_accepted_as_if_it_were_another_moment(empty: Register) -> None:
    secret = str(accounts.open_first(empty.at()))
    with pytest.raises(Forbidden):
        accounts.accept(empty.at(as_if="2025-06-10"), secret, first())


def test_the_posts_of_the_first_administrator_begin_on_the_local_day(empty: Register) -> None:
    late = SEEDED_AT.replace(hour=17)  # after midnight in Shanghai
    person = first_administrator(empty, at=late)
    with empty.at().db.engine.connect() as connection:
        since = connection.exec_driver_sql("SELECT since FROM holding").scalars().all()
    assert {str(each) for each in since} == {str(date(2025, 6, 3))}
    assert person


def test_the_access_log_tells_what_was_done_to_accounts_and_by_whom(starter: Register) -> None:
    administrator = first_administrator(starter)
    ctx = signed_in(starter.at(), administrator)
    person = accounts.accept(ctx, secret := accounts.invite(ctx, OFFICER), NewPassword(password=PASSWORD))
    accounts.disable(ctx, OFFICER, reason="left the office")
    accounts.enable(ctx, OFFICER)
    lines = access.listing(ctx, person=person)
    assert sorted(line.event for line in lines) == ["account_disabled", "account_enabled", "link_made", "link_used"]
    assert {line.detail for line in lines if line.event != "link_used"} == {
        f"by {administrator}",
        f"by {administrator}: left the office",
        f"invite, by {administrator}",
    }
    with pytest.raises(Invalid, match="250 characters"):
        accounts.disable(ctx, OFFICER, reason="x" * 251)
    assert not [line for line in lines if secret in repr(line)]
