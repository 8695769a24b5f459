"""``tracker token``: secrets by which programs act for a person."""

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import given, opening, options, output
from tracker.cli.options import _
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.services.context import Context
    from tracker.services.tokens import Token

TOKEN = _("Tokens by which programs act for a person: made, listed, revoked.")
MAKE = _("Make a token; its secret is shown this once.")
LIST = _("List tokens, without their secrets.")
REVOKE = _("Revoke a token for good.")

DAYS = "90"


def make(
    title: Annotated[str, typer.Argument(metavar="TITLE", help=_("What it is for, in a few words."))],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            metavar="SCOPE",
            help=_("read, write or admin; may be given several times. read unless given."),
            show_default=False,
        ),
    ] = None,
    days: Annotated[
        str, typer.Option("--days", metavar="N", help=_("For how many days it works, 366 at most."))
    ] = DAYS,
    person: Annotated[
        str | None,
        typer.Option(
            "--person", metavar="PERSON", help=_("For whom: a short name, an address or an id."), show_default=False
        ),
    ] = None,
) -> None:
    """Make a token."""
    from tracker.services import tokens
    from tracker.services.views import plain

    with opening.register() as ctx:
        lives = given.number(days, "--days") or 0
        made, secret = tokens.make(ctx, title, scope or ["read"], lives, person=person)
    if options.current().json:
        return output.tell_json({**plain(made), "secret": secret})
    return output.tell(
        text("Token {id} works until {moment}. Its secret, shown this once:", id=made.id, moment=_ends(ctx, made)),
        secret,
    )


def list_(
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="PERSON", help=_("Only those of this person."), show_default=False),
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help=_("Those of everybody."))] = False,
) -> None:
    """List tokens."""
    from tracker.services import tokens
    from tracker.services.views import plain

    with opening.register() as ctx:
        found = tokens.listing(ctx, person=person, everybody=everybody)
        now = ctx.clock.now()
    if options.current().json:
        return output.tell_json({"tokens": [plain(each) for each in found]})
    if not found:
        return output.tell(text("There are no tokens."))
    head = [text("Id"), text("Person"), text("What for"), text("Scopes"), text("State"), text("Works until")]
    rows = [
        [
            each.id,
            each.slug or each.person,
            each.title,
            ", ".join(each.scopes),
            output.say(_state(each, now)),
            _ends(ctx, each),
        ]
        for each in found
    ]
    output.write(output.columns([[output.say(title) for title in head], *rows]))
    return None


def revoke(
    id_: Annotated[str, typer.Argument(metavar="ID", help=_("The id of a token, as tracker token list shows it."))],
) -> None:
    """Revoke a token."""
    from tracker.services import tokens

    with opening.register() as ctx:
        tokens.revoke(ctx, id_)
    if options.current().json:
        return output.tell_json({"id": id_, "state": "revoked"})
    return output.tell(text("The token {id} is revoked.", id=id_))


GROUP = ("token", TOKEN, (("make", make, MAKE), ("list", list_, LIST), ("revoke", revoke, REVOKE)))
"""Name of the group, what it is for, and its commands: name, function, help."""


def _state(token: "Token", now: "datetime") -> Text:
    if token.revoked_at is not None:
        return text("revoked")
    return text("run out") if token.expires_at <= now else text("in force")


def _ends(ctx: "Context", token: "Token") -> str:
    return f"{token.expires_at.astimezone(ctx.zone):%Y-%m-%d %H:%M}"
