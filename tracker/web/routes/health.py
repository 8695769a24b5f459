"""``/healthz``: whether the register answers, for whoever watches the machine."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from tracker.services.health import health

router = APIRouter()


@router.api_route("/healthz", methods=["GET", "HEAD"])
def show(request: Request) -> JSONResponse:
    """The state of the register; 503 with a problem where the database does not answer."""
    return JSONResponse({"status": "ok", **asdict(health(request.app.state.ctx))})
