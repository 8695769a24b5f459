"""``/accounts``, ``/tokens``, ``/sessions`` and ``/access``: who may sign in, by what, and what was tried."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tracker.bootstrap import moment
from tracker.domain.rights import Right
from tracker.services import access, accounts, signing, tokens, views
from tracker.web.api import schema, schema_accounts, strict
from tracker.web.api.operations import Answer, Body, Call, Operation
from tracker.web.api.parameters import choice, instant, whole, words, yes

WHO = words("person", "Whose: a short name, an address or an id; your own unless given.", most=200)
SINCE, UNTIL = instant("since", "From this day or moment."), instant("until", "Before this day or moment.")


class NewToken(BaseModel):
    """What a token is for, what it may do (read, write, admin), and for how many days; ``person``: not for oneself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: schema.Title
    scopes: tuple[str, ...] = ("read",)
    days: int = Field(default=90, ge=1, le=366)
    person: str | None = None


class Why(BaseModel):
    """Why an account is disabled, for the access log."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str = Field(default="", max_length=accounts.MOST_REASON)


class Nothing(BaseModel):
    """An empty body."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def index(call: Call) -> Answer:
    """Everybody with an account or a link to open one."""
    return Answer({"accounts": [views.plain(each) for each in accounts.listing(call.ctx)]})


def invite(call: Call) -> Answer:
    """The secret of a link by which somebody sets a password."""
    return _link(call, accounts.invite(call.ctx, call.path["person"]))


def reset(call: Call) -> Answer:
    """The secret of a link by which somebody sets another password."""
    return _link(call, accounts.invite(call.ctx, call.path["person"], purpose="reset"))


def _link(call: Call, secret: str) -> Answer:
    person = call.path["person"]
    told = {"person": person, "secret": secret, "path": f"/welcome/{secret}"}
    return Answer(told, 201, kept={"person": person, "secret": None, "path": None})


def disable(call: Call) -> Answer:
    """No more sign-in."""
    accounts.disable(call.ctx, call.path["person"], reason=strict.made(Why, call.data).reason)
    return Answer({"person": call.path["person"], "state": "disabled"})


def enable(call: Call) -> Answer:
    """Sign-in again."""
    accounts.enable(call.ctx, call.path["person"])
    return Answer({"person": call.path["person"], "state": "active"})


def list_tokens(call: Call) -> Answer:
    """Tokens, without their secrets."""
    found = tokens.listing(call.ctx, person=call.query["person"] or None, everybody=call.query["everybody"])
    return Answer({"tokens": [views.plain(each) for each in found]})


def make_token(call: Call) -> Answer:
    """A new token; its secret is told this once."""
    wanted = strict.made(NewToken, call.data)
    made, secret = tokens.make(call.ctx, wanted.title, wanted.scopes, wanted.days, person=wanted.person)
    told = views.plain(made)
    return Answer({**told, "secret": secret}, 201, kept={**told, "secret": None})


def revoke_token(call: Call) -> Answer:
    """No more of a token."""
    tokens.revoke(call.ctx, call.path["token"])
    return Answer({"id": call.path["token"], "revoked": True})


def list_sessions(call: Call) -> Answer:
    """Sessions that are open."""
    found = signing.sessions(call.ctx, call.query["person"] or None)
    return Answer({"sessions": [views.plain(each) for each in found]})


def end_session(call: Call) -> Answer:
    """No more of a session."""
    signing.end(call.ctx, call.path["session"])
    return Answer({"id": call.path["session"], "ended": True})


def log(call: Call) -> Answer:
    """Lines of the access log, the newest first."""
    query = call.query
    zone = call.ctx.register.zone
    found = access.listing(
        call.ctx,
        since=moment(query["since"], zone=zone, option="since"),
        until=moment(query["until"], zone=zone, option="until"),
        person=query["person"] or None,
        event=access.Event(query["event"]) if query["event"] else None,
        after=query["after"] or None,
        limit=query["limit"],
    )
    return Answer({"lines": [views.plain(line) for line in found]})


def _keeping(
    name: str, summary: str, work: Any, answer: type[BaseModel], status: int = 200, body: type[BaseModel] = Nothing
) -> Operation:
    return Operation(
        "POST", f"/accounts/{{person}}/{name}", f"{name}_account", summary,
        work, answer, right=Right.KEEP_ACCOUNTS, scope="admin", status=status, body=Body(body, ()),
        problems=(404, 409),
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "GET", "/accounts", "list_accounts", "Who may sign in.",
        index, schema_accounts.Accounts, right=Right.KEEP_ACCOUNTS, scope="admin",
    ),
    _keeping("invite", "Make a link that opens an account.", invite, schema_accounts.Link, 201),
    _keeping("reset", "Make a link for another password.", reset, schema_accounts.Link, 201),
    _keeping("disable", "Disable an account; its sessions and tokens end.", disable, schema_accounts.AccountState,
             body=Why),
    _keeping("enable", "Enable an account again.", enable, schema_accounts.AccountState),
    Operation(
        "GET", "/tokens", "list_tokens", "Your tokens, or those of somebody.",
        list_tokens, schema_accounts.Tokens, right=Right.OWN_ACCOUNT,
        query=(WHO, yes("everybody", "Those of everybody.")), problems=(404,),
    ),
    Operation(
        "POST", "/tokens", "make_token", "Make a token; its secret is told once.",
        make_token, schema_accounts.NewToken, right=Right.OWN_ACCOUNT, scope="admin", status=201,
        body=Body(NewToken, ()), problems=(404, 409),
    ),
    Operation(
        "POST", "/tokens/{token}/revoke", "revoke_token", "Revoke a token.",
        revoke_token, schema_accounts.Revoked, right=Right.OWN_ACCOUNT, scope="write",
        body=Body(Nothing, ()), problems=(404, 409),
    ),
    Operation(
        "GET", "/sessions", "list_sessions", "Your open sessions, or those of somebody.",
        list_sessions, schema_accounts.Sessions, right=Right.OWN_ACCOUNT, query=(WHO,), problems=(404,),
    ),
    Operation(
        "POST", "/sessions/{session}/end", "end_session", "End a session.",
        end_session, schema_accounts.Ended, right=Right.OWN_ACCOUNT, scope="write",
        body=Body(Nothing, ()), problems=(404,),
    ),
    Operation(
        "GET", "/access", "list_access", "The access log, the newest line first.",
        log, schema_accounts.AccessLog, right=Right.READ_ACCESS,
        query=(
            WHO, SINCE, UNTIL, choice("event", "Only these.", [str(each) for each in access.Event]),
            words("after", "The id of the last line that was seen.", most=80),
            whole("limit", "How many lines at most.", least=1, most=500, default=100),
        ),
    ),
)  # fmt: skip
