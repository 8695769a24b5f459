"""``/healthz``: whether the register answers, for whoever watches the machine."""

from dataclasses import asdict

from fastapi import Request
from starlette.responses import JSONResponse

from tracker.domain.rights import Right
from tracker.services.health import health, work
from tracker.web import doors
from tracker.web.doors import needs

router = doors.router()


@router.api_route("/healthz", methods=["GET", "HEAD"])
@needs(Right.ENTER)
def show(request: Request) -> JSONResponse:
    """The state of the register; 503 with a problem where the database does not answer."""
    ctx = request.app.state.ctx
    found = {"status": "ok", **asdict(health(ctx)), **asdict(work(ctx))}
    last = found["scheduler"]["last_tick"]
    found["scheduler"]["last_tick"] = last and last.isoformat()
    return JSONResponse(found)
