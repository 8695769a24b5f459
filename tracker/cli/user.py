"""``tracker user``: who may sign in, links to set a password, and sessions."""

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import given, opening, options, output
from tracker.cli.options import _
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.services.accounts import AccountView
    from tracker.services.context import Context

USER = _("Who may sign in: invite, disable, enable, reset; and the sessions of a person.")
LIST = _("List everybody with the state of the account.")
INVITE = _("Print a link by which a person sets a password, once, within seven days.")
RESET = _("Print a link by which a person sets a new password, once, within a day.")
DISABLE = _("Close an account: sessions end, links and tokens are void, until it is enabled again.")
ENABLE = _("Let a person sign in again; or open an account without a password, for single sign-on and tokens.")
SESSIONS = _("List the sessions of a person, or end them.")

STATES = {
    "active": text("active"),
    "disabled": text("disabled"),
    "invited": text("invited"),
    "none": text("no account"),
}

Name = Annotated[str, typer.Argument(metavar="NAME", help=_("A short name, an address or an id."))]


def list_() -> None:
    """List the accounts."""
    from tracker.services import accounts
    from tracker.services.views import plain

    with opening.register() as ctx:
        found = accounts.listing(ctx)
    if options.current().json:
        return output.tell_json({"users": [plain(each) for each in found]})
    if not found:
        return output.tell(text("Nobody is entered yet."))
    head = [text("Short name"), text("Name"), text("E-mail address"), text("Account"), text("Last seen")]
    output.write(output.columns([[output.say(title) for title in head], *(_row(ctx, each) for each in found)]))
    return None


def invite(
    name: Name,
    email: Annotated[
        str | None, typer.Option("--email", metavar="ADDRESS", help=_("Enter the person first, with this address."))
    ] = None,
    name_en: Annotated[
        str | None, typer.Option("--name-en", metavar="TEXT", help=_("With --email: the name in English."))
    ] = None,
    name_zh: Annotated[
        str | None, typer.Option("--name-zh", metavar="TEXT", help=_("With --email: the name in Chinese."))
    ] = None,
    reads: Annotated[
        str | None, typer.Option("--reads", metavar="en|zh", help=_("With --email: the language of letters."))
    ] = None,
) -> None:
    """Invite a person."""
    from tracker.services import accounts, persons

    settings = opening.settings()
    for option, value in (("--name-en", name_en), ("--name-zh", name_zh), ("--reads", reads)):
        given.together(option, value, "--email", email)
    with opening.register(settings) as ctx:
        if email is not None:
            names = {"slug": "NAME", "email": "--email", "language": "--reads", "name_en": "--name-en"}
            new = given.made(
                persons.NewPerson, names, slug=name, email=email, name_en=name_en, name_zh=name_zh, language=reads
            )
            persons.add(ctx, new)
        _tell_link(ctx, settings.address, accounts.invite(ctx, name))


def reset(name: Name) -> None:
    """Print a link to a new password."""
    from tracker.services import accounts

    settings = opening.settings()
    with opening.register(settings) as ctx:
        _tell_link(ctx, settings.address, accounts.invite(ctx, name, purpose="reset"))


def disable(
    name: Name,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("Why, for the access log."))] = "",
) -> None:
    """Disable an account."""
    from tracker.services import accounts

    with opening.register() as ctx:
        accounts.disable(ctx, name, reason=reason)
    _tell_state(name, "disabled", text("The account of {name} is disabled; sessions, links and tokens end.", name=name))


def enable(name: Name) -> None:
    """Enable an account."""
    from tracker.services import accounts

    with opening.register() as ctx:
        accounts.enable(ctx, name)
    _tell_state(name, "active", text("{name} may sign in.", name=name))


def sessions(
    name: Name,
    end: Annotated[bool, typer.Option("--end", help=_("End them all."))] = False,
) -> None:
    """List or end sessions."""
    from tracker.services import signing
    from tracker.services.views import plain

    with opening.register() as ctx:
        ended = signing.end_all(ctx, name) if end else None
        found = signing.sessions(ctx, name)
    if options.current().json:
        more = {} if ended is None else {"ended": ended}
        return output.tell_json({**more, "sessions": [plain(each) for each in found]})
    if ended is not None:
        return output.tell(text("Sessions ended: {n}.", n=ended))
    if not found:
        return output.tell(text("{name} has no session.", name=name))
    head = [text("Began"), text("Last seen"), text("By"), text("IP address"), text("Browser")]
    rows = [
        [_moment(ctx, each.began_at), _moment(ctx, each.seen_at), each.how, each.address, each.agent] for each in found
    ]
    output.write(output.columns([[output.say(title) for title in head], *rows]))
    return None


GROUP = (
    "user",
    USER,
    (
        ("list", list_, LIST),
        ("invite", invite, INVITE),
        ("disable", disable, DISABLE),
        ("enable", enable, ENABLE),
        ("reset", reset, RESET),
        ("sessions", sessions, SESSIONS),
    ),
)
"""Name of the group, what it is for, and its commands: name, function, help."""


def _tell_link(ctx: "Context", address: str, secret: str) -> None:
    from tracker.services import accounts

    found, link = accounts.look_at(ctx, secret), f"{address}/welcome/{secret}"
    if options.current().json:
        return output.tell_json({"person": found.person, "link": link, "expires_at": found.expires_at.isoformat()})
    name = found.name.in_(output.speaks())
    until = _moment(ctx, found.expires_at)
    return output.tell(text("For {name} alone; it works once, until {moment}:", name=name, moment=until), link)


def _tell_state(name: str, state: str, told: Text) -> None:
    if options.current().json:
        return output.tell_json({"name": name, "state": state})
    return output.tell(told)


def _row(ctx: "Context", view: "AccountView") -> list[str]:
    seen = _moment(ctx, view.seen_at) if view.seen_at else ""
    name = view.name.in_(output.speaks())
    return [view.slug or view.person, name, view.email, output.say(STATES[view.state]), seen]


def _moment(ctx: "Context", at: "datetime") -> str:
    return f"{at.astimezone(ctx.zone):%Y-%m-%d %H:%M}"
