"""People who can sign in: the first administrator and others, made as a register makes them."""

from dataclasses import replace
from datetime import datetime

from tests.support.registers import SEEDED_AT, Register
from tracker.services import accounts
from tracker.services.accounts import FirstAccount, NewPassword
from tracker.services.context import Context, Principal

PASSWORD = "seven kettles on a hill"
"""The password of everybody in the tests."""


def first_administrator(register: Register, *, at: datetime = SEEDED_AT, slug: str = "zhao") -> str:
    """Become the first administrator; gives the opaque id."""
    ctx = register.at(at)
    secret = accounts.open_first(ctx)
    assert secret is not None
    return accounts.accept(ctx, secret, first(slug))


def first(slug: str = "zhao") -> FirstAccount:
    """What the first administrator says of himself."""
    email = f"{slug}@office.example"
    return FirstAccount(slug=slug, name_en="Zhao Li", name_zh="赵丽", email=email, password=PASSWORD)


def with_account(register: Register, name: str, *, at: datetime = SEEDED_AT) -> str:
    """Open an account for a person of the register; gives the opaque id."""
    ctx = register.at(at)
    return accounts.accept(ctx, accounts.invite(ctx, name), NewPassword(password=PASSWORD))


def signed_in(
    ctx: Context, person: str | None, *, token: str | None = None, scopes: str = "read write admin"
) -> Context:
    """The context of somebody who came through a door."""
    return replace(ctx, who=Principal(person, token, frozenset(scopes.split())))
