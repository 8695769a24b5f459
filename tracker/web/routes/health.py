"""``/healthz``: whether the register answers, for whoever watches the machine."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from tracker.services.health import health, work

router = APIRouter()


@router.api_route("/healthz", methods=["GET", "HEAD"])
def show(request: Request) -> JSONResponse:
    """The state of the register; 503 with a problem where the database does not answer."""
    ctx = request.app.state.ctx
    found = {"status": "ok", **asdict(health(ctx)), **asdict(work(ctx))}
    last = found["scheduler"]["last_tick"]
    found["scheduler"]["last_tick"] = last and last.isoformat()
    return JSONResponse(found)
