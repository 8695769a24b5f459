"""Accounts: who may sign in, one-time links to set a password, and what an account is changed to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from tracker.domain.rights import Right
from tracker.kit import secret as secrets
from tracker.kit.errors import Conflict, Fault, Forbidden, Invalid, NotFound, of_faults
from tracker.kit.text import text
from tracker.notifications import mail
from tracker.services import access, founding, links, passwords, refusals, throttle
from tracker.services.access import Event
from tracker.services.actors import entitled
from tracker.services.context import Context
from tracker.services.holdings import known
from tracker.services.keeping import both
from tracker.services.links import Invited
from tracker.services.persons import NewPerson
from tracker.services.throttle import Purpose
from tracker.services.views import Both
from tracker.store import accounts, bodies, invitations, sign_ins, tokens
from tracker.store.database import Session

MOST_REASON = 250
"""So many characters of a reason the access log has room for."""


class FirstAccount(NewPerson):
    """The first administrator, who names himself and needs an address."""

    password: str = Field(repr=False)


class NewPassword(BaseModel):
    """What a person sets who was invited, or whose password is reset."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    password: str = Field(repr=False)


@dataclass(frozen=True, slots=True)
class AccountView:
    """A person and the account: ``state`` is active, disabled, invited (a link is open), or none. Instants are UTC."""

    person: str
    slug: str | None
    name: Both
    email: str
    language: str
    state: Literal["active", "disabled", "invited", "none"]
    has_password: bool
    created_at: datetime | None
    seen_at: datetime | None


def open_first(ctx: Context) -> str | None:
    """The secret of a new link for the first administrator; None where an administrator can sign in already.

    Every start of the program makes one; each works for a day, until one of them is used. Raises Forbidden for anybody
    but the operator of the machine.
    """
    at = ctx.clock.now()
    with ctx.db.read() as session:
        if accounts.has_administrator(session, day=ctx.local_day(at)):
            return None
        if ctx.who is not None:
            entitled(session, ctx, Right.OPERATE)
    with ctx.db.write() as session:
        return links.made(session, ctx, "first", None, at=at)


def invite(ctx: Context, name: str, *, purpose: Literal["invite", "reset"] = "invite") -> str:
    """The secret of a link by which a person sets a password; older links of that person no longer work.

    ``name``: a short name, an address or an id. Raises Forbidden, NotFound, and Conflict where the account is there
    already (invite), is not there yet (reset), or is disabled.
    """
    at = ctx.clock.now()
    with ctx.db.write() as session:
        person = _kept(session, ctx, name)
        account = accounts.locked(session, person)
        if account is not None and account.disabled_at is not None:
            raise Conflict(
                text("The account of {name} is disabled.", name=name),
                hint=text("First: tracker user enable {name}", name=name),
            )
        if purpose == "invite" and account is not None and account.password:
            raise Conflict(
                text("{name} has an account already.", name=name),
                hint=text("For a new password: tracker user reset {name}", name=name),
            )
        if purpose == "reset" and account is None:
            raise Conflict(
                text("{name} has no account yet.", name=name),
                hint=text("Open one: tracker user invite {name}", name=name),
            )
        return links.made(session, ctx, purpose, person, at=at)


def look_at(ctx: Context, secret: str) -> Invited:
    """What a link is for; looking does not use it. Raises NotFound, and Conflict where it was used already."""
    with ctx.db.read() as session:
        return links.looked_at(session, secret, at=ctx.clock.now())


def accept(ctx: Context, secret: str, command: FirstAccount | NewPassword) -> str:
    """Use a link: the password is set, all sessions end, other links of the person no longer work; gives the person.

    Raises NotFound, Invalid for a password that is not taken, and Conflict where the link was used, by whomever, or
    its account is disabled.
    """
    invited = look_at(ctx, secret)
    if isinstance(command, FirstAccount) and invited.purpose == "first":
        return _found(ctx, secret, command)
    if isinstance(command, FirstAccount) or invited.person is None:
        raise Invalid(text("This link is not for that."))
    own = (invited.slug, invited.email, invited.name.en, invited.name.zh)
    hashed = passwords.hashed(passwords.checked(command.password, own=own))
    return _set(ctx, secret, invited, hashed)


def disable(ctx: Context, name: str, *, reason: str = "") -> None:
    """Close an account until it is enabled again: sessions and links end, tokens are void; ``reason`` stands in the
    access log. Raises Forbidden, NotFound, Invalid for a reason that is too long, and Conflict for one's own.
    """
    if len(reason) > MOST_REASON:
        raise Invalid(text("The reason is longer than {n} characters.", n=MOST_REASON), where="reason")
    at = ctx.clock.now()
    with ctx.db.write() as session:
        person = _kept(session, ctx, name)
        if ctx.who is not None and ctx.who.person == person:
            raise Conflict(text("Nobody disables his own account."), hint=text("Ask another administrator."))
        account = accounts.locked(session, person)
        if account is None:
            raise _no_account(name)
        invitations.revoke(session, person)
        sign_ins.end_all(session, person, at=at)
        if account.disabled_at is None:
            accounts.put(session, person, disabled_at=at)
            access.add(session, Event.ACCOUNT_DISABLED, at=at, person=person, **_by(ctx, reason))


def enable(ctx: Context, name: str) -> None:
    """Let somebody sign in again; where there is no account, open one without a password: for single sign-on, tokens.

    Raises Forbidden, NotFound.
    """
    at = ctx.clock.now()
    with ctx.db.write() as session:
        person = _kept(session, ctx, name)
        account = accounts.locked(session, person)
        if account is None:
            accounts.opened(session, person, password="", at=at)
            access.add(session, Event.ACCOUNT_OPENED, at=at, person=person, **_by(ctx))
        elif account.disabled_at is not None:
            accounts.put(session, person, disabled_at=None)
            access.add(session, Event.ACCOUNT_ENABLED, at=at, person=person, **_by(ctx))


def change_password(ctx: Context, old: str, new: str, *, keep: str | None = None, again: str | None = None) -> None:
    """Change one's own password; all other sessions end. ``keep`` is the secret of the session that is to go on.

    ``again`` is the new one where it was typed twice. Raises Forbidden for a wrong old password and for a token,
    Invalid for a new one that is not taken, with all that is wrong at once, and TooMany.
    """
    person = ctx.who.person if ctx.who is not None and ctx.who.token is None else None
    if person is None:
        raise Forbidden(
            text("A password is changed by the person who is signed in."),
            hint=text("Otherwise it is reset: tracker user reset NAME"),
        )
    at, tries = ctx.clock.now(), [(Purpose.SIGN_IN_NAME, person)]
    with ctx.db.read() as session:
        entitled(session, ctx, Right.OWN_ACCOUNT)
        account, row = accounts.get(session, person), accounts.person(session, person)
    throttle.take_all(ctx, tries)
    if account is None or row is None:
        raise Forbidden(text("The old password is wrong."))
    is_known = passwords.matches(account.password, old)
    faults = [] if is_known else [Fault("old", text("The old password is wrong."))]
    if is_known:
        throttle.give_back(ctx, tries)
        if passwords.normalised(old) == passwords.normalised(new):
            faults.append(Fault("password", text("The new password is the old one.")))
    own = (row.slug or "", row.email, row.name_en, row.name_zh)
    faults += refusals.of_passwords(new, new if again is None else again, own=own)
    if error := of_faults(Invalid if is_known else Forbidden, faults):
        raise error
    hashed = passwords.hashed(passwords.checked(new, own=own))
    with ctx.db.write() as session:
        now = accounts.locked(session, person)
        if now is None or now.disabled_at is not None or now.password != account.password:
            raise Conflict(text("The account was changed in the meantime; sign in again."))
        accounts.put(session, person, password=hashed, password_at=at)
        invitations.revoke(session, person)
        sign_ins.end_all(session, person, at=at, but=secrets.digest(keep) if keep else None)
        access.add(session, Event.PASSWORD_CHANGED, at=at, way=access.way_of(ctx), person=person)


def listing(ctx: Context) -> tuple[AccountView, ...]:
    """Every person with the account, by short name, without those who were erased; raises Forbidden."""
    with ctx.db.read() as session:
        entitled(session, ctx, Right.KEEP_ACCOUNTS)
        rows = accounts.everybody(session, at=ctx.clock.now())
    return tuple(_view(row) for row in rows)


def _found(ctx: Context, secret: str, command: FirstAccount) -> str:
    """Make the first administrator: person, posts, account."""
    names, email = both("name", command.name_en, command.name_zh), mail.address(command.email)
    own = (command.slug, email, *names.values())
    hashed = passwords.hashed(passwords.checked(command.password, own=own))
    with ctx.changing() as change:
        session, at = change.session, ctx.clock.now()
        day = ctx.local_day(at)  # rights follow from the posts of the present day, also in a sandbox
        if accounts.has_administrator(session, day=day):
            raise Conflict(
                text("The register has an administrator already."),
                hint=text("He can invite you: tracker user invite NAME"),
            )
        links.use(session, secret, at=at)
        if taken := accounts.taken(session, slug=command.slug, email=email):
            raise Conflict(text("Somebody else has this short name or this address already."), where=taken)
        person = uuid4().hex
        plain = command.model_dump(include={"slug", "language", "empty_week"})
        bodies.put_person(session, {"id": person, "email": email, **plain, **names})
        founding.appoint(session, person, at=change.at, day=day)
        accounts.opened(session, person, password=hashed, at=at)
        invitations.revoke(session, None)
        access.add(session, Event.LINK_USED, at=at, way="web", person=person, detail="first")
    return person


def _set(ctx: Context, secret: str, invited: Invited, hashed: str) -> str:
    """Set the password of whoever was invited."""
    at, person = ctx.clock.now(), str(invited.person)
    with ctx.db.write() as session:
        account = accounts.locked(session, person)
        if account is not None and account.disabled_at is not None:
            raise Conflict(text("This account is disabled."), hint=text("Ask an administrator of the register."))
        links.use(session, secret, at=at)
        if account is None:
            accounts.opened(session, person, password=hashed, at=at)
        else:
            accounts.put(session, person, password=hashed, password_at=at)
        invitations.revoke(session, person)
        sign_ins.end_all(session, person, at=at)
        if invited.purpose == "reset":
            # Whoever has to be given a new password may have lost more than that.
            tokens.revoke_all(session, person, at=at)
        access.add(session, Event.LINK_USED, at=at, way="web", person=person, detail=invited.purpose)
    return person


def _kept(session: Session, ctx: Context, name: str) -> str:
    """The opaque id of a person whose account one may keep; raises Forbidden, NotFound."""
    entitled(session, ctx, Right.KEEP_ACCOUNTS)
    return known(session, name)


def _no_account(name: str) -> NotFound:
    return NotFound(
        text("{name} has no account yet.", name=name), hint=text("Open one: tracker user invite {name}", name=name)
    )


def _by(ctx: Context, reason: str = "") -> dict[str, str]:
    """Who did it and why, as a line of the access log says it whose person is somebody else."""
    by = f"by {ctx.who.person if ctx.who else 'the operator'}"
    return {"way": access.way_of(ctx), "detail": f"{by}: {reason}" if reason else by}


def _view(row: Any) -> AccountView:
    state: Literal["active", "disabled", "invited", "none"] = "none"
    if row.created_at is not None:
        state = "disabled" if row.disabled_at else "active"
    elif row.is_invited:
        state = "invited"
    return AccountView(
        row.id,
        row.slug,
        Both(row.name_en, row.name_zh),
        row.email,
        row.language,
        state,
        bool(row.password),
        row.created_at,
        row.seen_at,
    )
