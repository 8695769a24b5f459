"""What is answered about accounts, tokens, sessions and who one is, for OpenAPI."""

from datetime import date

from pydantic import AwareDatetime

from tracker.web.api.schema import Both, Form


class Account(Form):
    """That somebody may sign in."""

    person: str
    slug: str | None
    name: Both
    email: str
    language: str
    state: str
    has_password: bool
    created_at: AwareDatetime | None
    seen_at: AwareDatetime | None


class Accounts(Form):
    """Accounts."""

    accounts: list[Account]


class AccountState(Form):
    """An account after its change."""

    person: str
    state: str


class Link(Form):
    """A link that works once; null when the answer is given again, since a secret is told once."""

    person: str
    secret: str | None
    path: str | None


class Token(Form):
    """A token without its secret."""

    id: str
    person: str
    slug: str | None
    title: str
    scopes: list[str]
    created_at: AwareDatetime
    expires_at: AwareDatetime
    used_at: AwareDatetime | None
    revoked_at: AwareDatetime | None


class Tokens(Form):
    """Tokens, the newest first."""

    tokens: list[Token]


class NewToken(Token):
    """A token with its secret; null when the answer is given again."""

    secret: str | None


class Revoked(Form):
    """A token that is void."""

    id: str
    revoked: bool


class Session(Form):
    """A session in a browser."""

    id: str
    how: str
    began_at: AwareDatetime
    seen_at: AwareDatetime
    expires_at: AwareDatetime
    address: str
    agent: str


class Sessions(Form):
    """Sessions, the last used first."""

    sessions: list[Session]


class Ended(Form):
    """A session that is over."""

    id: str
    ended: bool


class AccessLine(Form):
    """One line of the access log."""

    id: str
    at: AwareDatetime
    event: str
    way: str
    person: str | None
    name: Both
    token: str | None
    address: str
    what: str
    detail: str


class AccessLog(Form):
    """Lines of the access log, the newest first."""

    lines: list[AccessLine]


class Me(Form):
    """Whoever asks."""

    person: str | None
    name: Both
    token: str | None
    scopes: list[str]
    roles: list[str]
    posts: list[str]
    sees_everything: bool


class About(Form):
    """The register."""

    version: str
    zone: str
    sandbox: bool
    now: AwareDatetime
    today: date
