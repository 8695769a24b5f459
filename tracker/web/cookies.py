"""The cookie of a session: where it may go, and what it is called over https and over plain http."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from tracker.kit.errors import Forbidden
from tracker.kit.text import text
from tracker.web.site import site_of

SESSION = "session"
LANGUAGE = "language"
"""The cookie of the language in which pages are shown."""

A_YEAR = 365 * 24 * 3600


def name(request: HTTPConnection, purpose: str = SESSION) -> str:
    """What a cookie is called: over https with the prefix that makes browsers keep it to this host."""
    return f"__Host-{purpose}" if site_of(request).is_secure(request) else purpose


def secret(request: HTTPConnection, purpose: str = SESSION) -> str | None:
    """The secret in the cookie; None where there is none. Over https the name without the prefix is not believed."""
    return request.cookies.get(name(request, purpose))


def keep(request: HTTPConnection, answer: Response, value: str, *, purpose: str = SESSION, seconds: int) -> None:
    """Give the browser a secret for so long, which no script can read and no other site can send along."""
    secure = site_of(request).is_secure(request)
    answer.set_cookie(
        name(request, purpose), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax"
    )


def speak(request: HTTPConnection, answer: Response, language: str) -> None:
    """Have the browser remember in which language pages are shown."""
    secure = site_of(request).is_secure(request)
    answer.set_cookie(LANGUAGE, language, max_age=A_YEAR, path="/", httponly=True, samesite="lax", secure=secure)


def forget(request: HTTPConnection, answer: Response, *, purpose: str = SESSION) -> None:
    """Take the secret away again."""
    secure = site_of(request).is_secure(request)
    answer.delete_cookie(name(request, purpose), path="/", secure=secure, httponly=True, samesite="lax")


def require_safe_way(request: HTTPConnection) -> None:
    """Refuse a password over plain http from elsewhere, unless the operator says so; raises Forbidden."""
    if not site_of(request).may_sign_in(request):
        raise Forbidden(
            text("Nobody can sign in here over plain http: the password could be read on its way."),
            hint=text(
                "Serve the register over https and set TRACKER_BASE_URL to its https:// address; on a network of "
                "your own where that cannot be, set TRACKER_INSECURE_HTTP=yes."
            ),
        )
