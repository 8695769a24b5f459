"""The application: routes, headers and errors around one context."""

from dataclasses import replace

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.responses import Response

from tracker.domain.rights import Right
from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.services.context import NOBODY, Context
from tracker.settings import Settings
from tracker.web import assets, doors, errors
from tracker.web.api import routes as api
from tracker.web.api.direct import Direct
from tracker.web.csrf import Gate
from tracker.web.doors import needs
from tracker.web.headers import Headers
from tracker.web.limits import Limit
from tracker.web.routes import (
    account,
    assign,
    board,
    bodies,
    calendar,
    commitments,
    components,
    entry,
    evidence,
    fields,
    health,
    keeping,
    leader,
    letters,
    moves,
    oidc,
    operations,
    programmes,
    readings,
    register,
    review,
    signing,
    start,
    unsubscribe,
    welcome,
    work,
)
from tracker.web.routes import (
    settings as own_settings,
)
from tracker.web.site import Site

FOR_EVER = "public, max-age=31536000, immutable"

NOUNS = (
    work,
    review,
    entry,
    readings,
    assign,
    start,
    board,
    register,
    commitments,
    moves,
    evidence,
    programmes,
    bodies,
    leader,
    calendar,
    letters,
    own_settings,
    unsubscribe,
    operations,
    fields,
    health,
    signing,
    welcome,
    account,
    oidc,
)

files = doors.router()


def create_app(ctx: Context, *, language: str = "en", settings: Settings | None = None) -> FastAPI:
    """The pages of a register; ``language`` is for readers whose browser wishes for none that we speak.

    ``settings`` say how the pages are reached; without them, by the loopback address.
    """
    # Without the framework's own documentation pages, which load scripts from elsewhere.
    app = FastAPI(title="Commitment Tracker", openapi_url=None, docs_url=None, redoc_url=None)
    known = settings or Settings.model_construct()
    reading = ctx.db.limited(known.question_seconds)
    app.state.ctx, app.state.language = replace(ctx, who=NOBODY, db=reading), language
    app.state.settings = known
    app.state.site, app.state.provider = Site.of(known), oidc.provider_of(known)
    # The last one added is met first.
    app.add_middleware(Direct, routes=[each for each in api.router.routes if isinstance(each, APIRoute)])
    app.add_middleware(Limit)
    app.add_middleware(Gate, site=app.state.site)
    app.add_middleware(Headers, site=app.state.site)
    errors.install(app)
    # Programs ask most often, and whatever stands before them is tried first.
    app.include_router(api.router)
    for noun in NOUNS:
        app.include_router(noun.router)
    for each in (*keeping.ROUTERS, components.router):
        app.include_router(each)
    app.include_router(files)
    doors.closed(app)
    return app


@files.api_route("/static/{mark}/{name}", methods=["GET", "HEAD"])
@needs(Right.ENTER)
def static(mark: str, name: str) -> Response:
    """A file that pages load, by an address that changes with its content."""
    found = assets.assets().get(name)
    if found is None or found.address != f"/static/{mark}/{name}":
        raise NotFound(text("There is no such file."))
    return Response(found.content, media_type=found.type, headers={"Cache-Control": FOR_EVER})
