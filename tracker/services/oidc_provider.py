"""What a provider of single sign-on says and is asked (OpenID Connect, code flow): addresses, tokens, keys, claims.

Nothing of it is believed but what it signed with one of its published keys for this register and this very attempt.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tracker.kit import http
from tracker.kit.errors import Forbidden, Unavailable
from tracker.kit.http import Guard
from tracker.kit.text import text

log = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures by a key of which only the provider has the private half; never ``none``, never a shared secret."""

LEEWAY = 60
"""Seconds by which the clocks of two machines may differ."""

FRESH, PAUSE = timedelta(minutes=10), timedelta(seconds=30)
"""So long the addresses that a provider published are not asked for again."""

_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as the operator set it up; ``back`` is where it sends browsers back to."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    back: str
    _known: dict[str, tuple[datetime, Mapping[str, Any]]] = field(default_factory=dict, repr=False, compare=False)
    _asking: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def guard(self) -> Guard:
        """Its own host may be in the own network, since the operator named it; nothing else may, nor lead elsewhere."""
        return Guard(trusted=frozenset({http.place(self.issuer)}), most=512 * 1024, seconds=15.0, redirects=0)

    def published(self, now: datetime) -> Mapping[str, Any]:
        """What it publishes about itself; asked for again after ten minutes. Raises Unavailable.

        One asks at a time, and after a failure nobody for half a minute: strangers must not hold every thread.
        """
        at, found = self._known.get("", (None, {}))
        if at is not None and at <= now < at + FRESH:
            return found
        failed, _ = self._known.get("failed", (None, {}))
        if (failed is not None and failed <= now < failed + PAUSE) or not self._asking.acquire(blocking=False):
            raise Unavailable(
                text("The sign-in of {name} does not answer just now.", name=self.name),
                hint=text("Try again in a minute, or sign in with a password."),
            )
        try:
            found = _discovered(self)
            self._known[""] = (now, found)
        except Unavailable:
            self._known["failed"] = (now, {})
            raise
        finally:
            self._asking.release()
        return found


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in, which only the browser that began it can end."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Claims:
    """Who somebody is to the provider; ``email`` only where it says that it verified it."""

    subject: str
    email: str | None


def attempt() -> Attempt:
    """A new attempt, of secrets that cannot be guessed."""
    return Attempt(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


def address(provider: Provider, begun: Attempt, *, now: datetime) -> str:
    """Where a browser goes to sign in; raises Unavailable."""
    found: str = prepare_grant_uri(
        provider.published(now)["authorization_endpoint"],
        client_id=provider.client_id,
        response_type="code",
        redirect_uri=provider.back,
        scope="openid email",
        state=begun.state,
        nonce=begun.nonce,
        code_challenge=create_s256_code_challenge(begun.verifier),
        code_challenge_method="S256",
    )
    return found


def claims(provider: Provider, begun: Attempt, code: str, *, now: datetime) -> Claims:
    """Who came back with this code; raises Forbidden for what does not hold, Unavailable."""
    token = _exchanged(provider, begun, code, now=now)
    keys = http.get(provider.published(now)["jwks_uri"], provider.guard)
    if keys.status != 200:
        raise _unavailable(provider, f"its keys came with status {keys.status}")
    try:
        published: Any = keys.mapping()
        read = jwt.decode(token, KeySet.import_key_set(published), algorithms=list(ALGORITHMS))
        said = _checked(provider, begun, read, now=now)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("the token of %s does not hold: %s: %s", provider.issuer, type(error).__name__, error)
        raise refused() from error
    email = said.get("email")
    is_verified = said.get("email_verified") is True and isinstance(email, str)
    return Claims(said["sub"], email if is_verified else None)


def refused() -> Forbidden:
    """That an attempt does not hold, without saying more to whoever tries."""
    return Forbidden(
        text("Single sign-on did not succeed: the answer of the provider does not hold."),
        hint=text("Begin again from the page for signing in; if that fails too, tell an administrator."),
    )


def _checked(provider: Provider, begun: Attempt, read: jwt.Token, *, now: datetime) -> Mapping[str, Any]:
    """The claims of a token whose signature holds, if this issuer made it, for us, now, for this attempt."""
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "nonce": {"essential": True, "value": begun.nonce},
        "azp": {"value": provider.client_id},
    }
    params = {"nonce": begun.nonce, "client_id": provider.client_id}
    found = CodeIDToken(read.claims, read.header, options, params)
    found.validate(now=int(now.timestamp()), leeway=LEEWAY)
    audience = found["aud"]
    if isinstance(audience, list) and len(audience) > 1 and found.get("azp") != provider.client_id:
        raise ValueError("meant for several, and not made for this one")
    return dict(found)


def _exchanged(provider: Provider, begun: Attempt, code: str, *, now: datetime) -> str:
    """The ID token for a code; raises Forbidden for a code that was used, ran out or is not of this attempt."""
    published = provider.published(now)
    body = prepare_token_request(
        "authorization_code", redirect_uri=provider.back, code=code, code_verifier=begun.verifier
    )
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    method = _method(provider, published)
    signing = ClientAuth(provider.client_id, provider.client_secret, method)
    url, headers, body = signing.prepare("POST", published["token_endpoint"], headers, body)
    answer = http.post(url, provider.guard, body=body, headers=headers)
    found = answer.mapping()
    if found.get("error") == "invalid_grant":
        log.warning("%s does not take the code", provider.issuer)
        raise refused()
    token = found.get("id_token")
    if answer.status != 200 or not isinstance(token, str):
        raise _unavailable(provider, f"status {answer.status}, error {str(found.get('error'))[:60]!r}, no token")
    return token


def _method(provider: Provider, published: Mapping[str, Any]) -> str:
    """How we say to it who we are."""
    taken = published.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if not provider.client_secret:
        return "none"
    return "client_secret_basic" if "client_secret_basic" in taken else "client_secret_post"


def _discovered(provider: Provider) -> Mapping[str, Any]:
    answer = http.get(provider.issuer.rstrip("/") + "/.well-known/openid-configuration", provider.guard)
    if answer.status != 200:
        raise _unavailable(provider, f"its configuration came with status {answer.status}")
    found = answer.mapping()
    if found.get("issuer") != provider.issuer:
        raise _unavailable(provider, f"it calls itself {str(found.get('issuer'))[:200]!r}: set TRACKER_OIDC_ISSUER so")
    for name in _ADDRESSES:
        value = found.get(name)
        if not isinstance(value, str) or not _is_as_safe(value, provider.issuer):
            raise _unavailable(provider, f"its {name} is {str(value)[:200]!r}")
    return found


def _is_as_safe(value: str, issuer: str) -> bool:
    """Whether an address can be used, and is not over http where the issuer is over https."""
    schemes = ("https",) if urlsplit(issuer).scheme == "https" else ("https", "http")
    try:
        return urlsplit(value).scheme in schemes and bool(urlsplit(value).hostname)
    except ValueError:
        return False


def _unavailable(provider: Provider, reason: str) -> Unavailable:
    log.error("single sign-on at %s fails: %s", provider.issuer, reason)
    return Unavailable(
        text("Single sign-on does not work just now."),
        hint=text("Try again later, or sign in with your password; whoever runs the register finds why in its log."),
    )
