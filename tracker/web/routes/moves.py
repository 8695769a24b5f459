"""``/commitments/{ref}/do/{move}``: what is done to a commitment from its page, and its files taken in."""

from typing import Any, BinaryIO

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import NotFound, TrackerError, Unauthenticated
from tracker.kit.text import text
from tracker.services import commitments, evidence
from tracker.web import doors, forms, item, limits
from tracker.web.api import uploads
from tracker.web.deeds import DEEDS, FILE
from tracker.web.doors import needs
from tracker.web.forms import Sent
from tracker.web.pages import open_page

router = doors.router(prefix="/commitments", default_response_class=HTMLResponse)

LITTLE = 64 * 1024
"""Bytes of a form that are read before it is asked whether a file would be taken."""

FIELDS = ("version", "back", "work", "progress", "reason", "on", "report", "title", "dated")
"""Fields that a form with a file may have."""


@router.get("/{ref}/do/{move}")
@needs(Right.READ)
def back(request: Request, ref: str, move: str) -> Response:
    """The address of a form, opened anew or in another language: the page on which the form stands."""
    page = open_page(request)
    commitments.require_visible(page.ctx, ref)
    kept = {"language": page.language} if "language" in request.query_params else {}
    return RedirectResponse(page.link(f"/commitments/{ref}", **kept) + f"#do-{move}", status_code=307)


@router.post("/{ref}/do/{move}")
@needs(Right.READ)
async def do(request: Request, ref: str, move: str) -> Response:
    """Do what a form of the page says, with the file that comes with it."""
    if move not in DEEDS:
        raise NotFound(
            text("There is no such move."), hint=text("Open the commitment; its page says what can be done.")
        )
    if not request.headers.get("Content-Type", "").lower().startswith("multipart/form-data"):
        return await run_in_threadpool(_done, request, ref, move, await forms.sent(request), None)
    files = doors.context(request).files
    if files is not None:
        limits.allow(request, files.limit + uploads.FORM)
    refused = None if _is_little(request) else await run_in_threadpool(_refused, request, ref, move)
    if refused is not None:
        return refused
    async with uploads.received(request, FIELDS) as upload:
        values = {name: (value.replace("\r\n", "\n").strip(),) for name, value in upload.fields.items()}
        return await run_in_threadpool(_done, request, ref, move, Sent(values), upload)


def _is_little(request: Request) -> bool:
    stated = request.headers.get("Content-Length", "")
    return stated.isascii() and stated.isdigit() and len(stated) < 7 and int(stated) <= LITTLE


def _refused(request: Request, ref: str, move: str) -> Response | None:
    """Whoever may not add a file is told so before anything of it is read."""
    page = open_page(request)
    try:
        evidence.require_may_add(page.ctx, ref)
    except NotFound:
        raise
    except TrackerError as error:
        return item.render(page, ref, opened=move, error=error)
    return None


def _done(request: Request, ref: str, move: str, sent: Sent, upload: uploads.Upload | None) -> Response:
    """Do it, with whoever asks found anew: the body may have taken long, and he may be out by now."""
    doors.forget(request)
    doors.enter(request, Right.READ)
    page = open_page(request)
    filed = ""
    try:
        if upload is not None and upload.filename:
            filed = _filed(page.ctx, ref, move, sent, upload)
        if move != "add-file":
            DEEDS[move].make(page.ctx, ref, _told(move, sent))
        elif not filed:
            raise item.no_file()
    except (Unauthenticated, NotFound):
        raise
    except TrackerError as error:
        return item.render(page, ref, opened=move, typed=sent, error=error, filed=filed)
    what = "report-done" if move == "update" and sent.get("report") else move
    return forms.done(f"/commitments/{ref}", what, sent=sent)


def _told(move: str, sent: Sent) -> Sent:
    """The update form may say that it is done, which is a state like the others."""
    if move != "update" or not sent.get("report"):
        return sent
    return Sent({**sent.values, "work": ("reported_done",)})


def _filed(ctx: Any, ref: str, move: str, sent: Sent, upload: uploads.Upload) -> str:
    """Put the file of a form on file, before what else the form says: it is void where the file is; gives its key."""
    alone = move == "add-file"
    title = sent.get("title") or upload.filename[:200]
    named = {"title": (title,), "version": (sent.get("version"),), "dated": (sent.get("dated"),) if alone else ()}
    stream: BinaryIO = upload.file
    command = FILE.read(Sent(named), ref=ref, filename=upload.filename)
    return evidence.add_file(ctx, command, stream)  # type: ignore[arg-type]
