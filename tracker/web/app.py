"""The application: routes, headers and errors around one context."""

from fastapi import FastAPI
from starlette.responses import Response

from tracker.kit.errors import NotFound
from tracker.kit.text import text
from tracker.services.context import Context
from tracker.web import assets, errors
from tracker.web.headers import Headers
from tracker.web.routes import board, bodies, commitments, fields, health, letters, programmes

FOR_EVER = "public, max-age=31536000, immutable"


def create_app(ctx: Context, *, language: str = "en") -> FastAPI:
    """The pages of a register; ``language`` is for readers whose browser wishes for none that we speak."""
    # Without the framework's own documentation pages, which load scripts from elsewhere.
    app = FastAPI(title="Commitment Tracker", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.ctx, app.state.language = ctx, language
    app.add_middleware(Headers)
    errors.install(app)
    for noun in (board, commitments, programmes, bodies, letters, fields, health):
        app.include_router(noun.router)
    app.add_api_route("/static/{mark}/{name}", _static, methods=["GET", "HEAD"])
    return app


def _static(mark: str, name: str) -> Response:
    found = assets.assets().get(name)
    if found is None or found.address != f"/static/{mark}/{name}":
        raise NotFound(text("There is no such file."))
    return Response(found.content, media_type=found.type, headers={"Cache-Control": FOR_EVER})
