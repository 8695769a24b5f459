"""``/evidence/{key}``: the file of a piece of evidence, kept by the browser and never shown in the pages' origin."""

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from tracker.domain.rights import Right
from tracker.services import evidence
from tracker.web import doors
from tracker.web.doors import needs
from tracker.web.pages import open_page

router = doors.router(prefix="/evidence")


@router.api_route("/{key}", methods=["GET", "HEAD"])
@needs(Right.READ)
def content(request: Request, key: str) -> Response:
    """The file, as an attachment."""
    opened = evidence.open_file(open_page(request).ctx, key)
    headers = evidence.headers_for(opened.view)
    if request.method == "HEAD":
        opened.stream.close()
        return Response(headers=headers)
    return StreamingResponse(opened.parts(), headers=headers)
