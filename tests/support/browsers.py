"""Signing in without a password: for tests of what comes after it."""

from tracker.services import accounts, signing
from tracker.services.accounts import FirstAccount
from tracker.services.context import Context
from tracker.store import bodies

HERE = "http://127.0.0.1:8000"
"""Where a register without further settings is reached."""

OFFICER = "sample-register-officer"
"""Who keeps the starter register; in an empty one, the first administrator, who is also of the register office."""

PASSWORD = "the river carries seven boats"


def sign_in(ctx: Context, name: str = OFFICER) -> str:
    """The secret of a new session of a person, who gets an account where there is none."""
    with ctx.db.read() as session:
        person = bodies.person_id(session, name)
    if person is None:
        person = found(ctx, name)
    accounts.enable(ctx, name)
    return signing.sign_in_as(ctx, person, "link", address="127.0.0.1", agent="a browser of a test").secret


def found(ctx: Context, name: str = OFFICER) -> str:
    """Make the first administrator; gives the opaque id."""
    secret = accounts.open_first(ctx)
    assert secret is not None
    email = f"{name}@tracker.example"
    first = FirstAccount(slug=name, name_en="First Administrator", email=email, language="en", password=PASSWORD)
    return accounts.accept(ctx, secret, first)
