"""Single sign-on: beginning it, and whose account somebody has who comes back from the provider.

An account is found by issuer and subject, never again by an address once these are known: addresses change hands.
"""

from hmac import compare_digest

from tracker.kit.errors import Forbidden
from tracker.kit.text import Text, text
from tracker.services import access, oidc_provider, signing, throttle
from tracker.services.access import Event
from tracker.services.context import Context
from tracker.services.oidc_provider import Attempt, Claims, Provider
from tracker.services.signing import Session as SignedIn
from tracker.store import accounts, identities
from tracker.store.database import Session


def begin(ctx: Context, provider: Provider, *, address: str) -> tuple[Attempt, str]:
    """A new attempt, which the browser keeps, and where it goes; raises TooMany for this address, Unavailable."""
    throttle.take(ctx, throttle.Purpose.SIGN_ON, address)
    begun = oidc_provider.attempt()
    return begun, oidc_provider.address(provider, begun, now=ctx.clock.now())


def finish(
    ctx: Context, provider: Provider, begun: Attempt, *, state: str, code: str, address: str, agent: str
) -> SignedIn:
    """Sign in whoever came back to the browser that began the attempt.

    Raises Forbidden for what does not hold and where there is no account for it, TooMany, Unavailable.
    """
    if not compare_digest(begun.state.encode(), state.encode()):
        raise oidc_provider.refused()
    tries = [(throttle.Purpose.SIGN_IN_ADDRESS, address)]
    throttle.take_all(ctx, tries)
    try:
        person = _person(ctx, provider, oidc_provider.claims(provider, begun, code, now=ctx.clock.now()))
    except Forbidden as error:
        access.note(ctx, Event.SIGN_IN_FAILED, way="web", address=address, detail=f"oidc: {error.message}")
        raise
    throttle.give_back(ctx, [*tries, (throttle.Purpose.SIGN_ON, address)])
    return signing.sign_in_as(ctx, person, how="oidc", address=address, agent=agent)


def _person(ctx: Context, provider: Provider, found: Claims) -> str:
    with ctx.db.write() as session:
        person = identities.person_of(session, issuer=provider.issuer, subject=found.subject)
        if person is None:
            person = _linked(session, ctx, provider, found)
        if not accounts.is_active(session, person):
            raise _unknown(text("This account is disabled."))
    return person


def _linked(session: Session, ctx: Context, provider: Provider, found: Claims) -> str:
    """Link a subject that comes for the first time, by an address that the provider verified."""
    if found.email is None:
        raise _unknown(text("{name} did not verify your e-mail address.", name=provider.name))
    known = identities.with_address(session, found.email)
    if len(known) != 1:
        raise _unknown(text("No account of this register has your e-mail address alone."))
    (person,) = known
    accounts.locked(session, person)  # of two who come at once with one address, the second finds it taken
    if identities.is_linked(session, person, issuer=provider.issuer):
        raise _unknown(text("Your e-mail address belongs to an account that somebody else signs in to."))
    identities.link(session, issuer=provider.issuer, subject=found.subject, person=person, at=ctx.clock.now())
    return person


def _unknown(why: Text) -> Forbidden:
    return Forbidden(why, hint=text("Ask an administrator of this register."))
