"""``/oidc/…``: to the provider of single sign-on and back; one attempt is one browser's, for ten minutes."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import Forbidden, Invalid, NotFound
from tracker.kit.text import text
from tracker.services import oidc
from tracker.services.oidc_provider import Attempt, Provider
from tracker.settings import Settings
from tracker.web import cookies, doors
from tracker.web.doors import needs
from tracker.web.site import LOOPBACK, local

router = doors.router(prefix="/oidc", default_response_class=HTMLResponse)

COOKIE = "sign-on"
SECONDS = 600


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings name; None where they name none. Raises Invalid where they do so halfway."""
    if settings.oidc_issuer is None:
        return None
    if settings.oidc_client_id is None:
        raise _unusable("TRACKER_OIDC_CLIENT_ID", "TRACKER_OIDC_ISSUER is set without it")
    issuer = urlsplit(settings.oidc_issuer)
    if issuer.scheme != "https" and issuer.hostname not in LOOPBACK and not settings.insecure_http:
        raise _unusable("TRACKER_OIDC_ISSUER", "a provider is to be asked over https")
    name = settings.oidc_name or issuer.hostname or settings.oidc_issuer
    back = f"{settings.address}/oidc/callback"
    return Provider(settings.oidc_issuer, settings.oidc_client_id, _secret(settings), name, back)


@router.api_route("/start", methods=["GET", "HEAD"])
@needs(Right.ENTER)
def start(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name that people know
    """Send the browser to the provider, and let it keep what only it can end the attempt with."""
    provider = _provider(request)
    cookies.require_safe_way(request)
    begun, address = oidc.begin(doors.context(request), provider, address=doors.address(request))
    answer = RedirectResponse(address, status_code=303)
    kept = {"state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier, "next": local(next)}
    cookies.keep(request, answer, json.dumps(kept).encode().hex(), purpose=COOKIE, seconds=SECONDS)
    return answer


@router.api_route("/callback", methods=["GET"])
@needs(Right.ENTER)
def callback(request: Request, state: str = "", code: str = "", error: str = "", iss: str | None = None) -> Response:
    """Sign in whoever comes back; a second time with the same attempt is too late."""
    provider = _provider(request)
    begun, wanted = _kept(cookies.secret(request, COOKIE))
    if begun is None:
        raise Forbidden(
            text("Single sign-on did not begin in this browser, or more than ten minutes ago."),
            hint=text("Begin again from the page for signing in."),
        )
    if error or not code or (iss is not None and iss != provider.issuer):
        raise Forbidden(
            text("{name} did not sign you in.", name=provider.name),
            hint=text("Begin again from the page for signing in."),
        )
    session = oidc.finish(
        doors.context(request),
        provider,
        begun,
        state=state,
        code=code,
        address=doors.address(request),
        agent=request.headers.get("User-Agent", ""),
    )
    answer = doors.let_in(request, session, wanted)
    cookies.forget(request, answer, purpose=COOKIE)
    return answer


def _provider(request: Request) -> Provider:
    found: Provider | None = request.app.state.provider
    if found is None:
        raise NotFound(text("This register has no single sign-on."))
    return found


def _kept(cookie: str | None) -> tuple[Attempt | None, str]:
    """The attempt in a cookie; none where there is none or it is not of our making."""
    try:
        kept = json.loads(bytes.fromhex(cookie or ""))
        return Attempt(str(kept["state"]), str(kept["nonce"]), str(kept["verifier"])), local(str(kept["next"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, "/"


def _secret(settings: Settings) -> str:
    if settings.oidc_client_secret is not None:
        return settings.oidc_client_secret.get_secret_value()
    if settings.oidc_client_secret_file is None:
        return ""
    try:
        return Path(settings.oidc_client_secret_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise _unusable("TRACKER_OIDC_CLIENT_SECRET_FILE", "it cannot be read") from error


def _unusable(name: str, reason: str) -> Invalid:
    return Invalid(
        text("{name} cannot be used: {reason}", name=name, reason=reason),
        hint=text("Correct {name} in the environment; docs/reference.md lists what it may be.", name=name),
        where=name,
    )
