"""``/commitments/{ref}/do/{move}``: what is done to a commitment from its page, and its files taken in."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tracker.domain.rights import Right
from tracker.kit.errors import Invalid, NotFound, TrackerError, Unauthenticated, of_faults, together
from tracker.kit.text import text
from tracker.services import commitments, evidence, rehearsing
from tracker.services.context import Context
from tracker.services.evidence_views import Filed
from tracker.web import doors, forms, item, limits
from tracker.web.api import uploads
from tracker.web.deeds import DEEDS
from tracker.web.doors import needs
from tracker.web.forms import Sent
from tracker.web.pages import open_page
from tracker.web.pieces import GROUNDS, Pieces

router = doors.router(prefix="/commitments", default_response_class=HTMLResponse)

FIELDS = (
    "version",
    "back",
    "work",
    "progress",
    "reason",
    "on",
    "report",
    "apply",
    "title",
    "dated",
    "new_day",
    "evidence",
    "url",
)
"""Fields that a form with a file may have."""

STEPS = {"apply": "apply-for-acceptance", "report": "report-done"}
"""Fields of the update form that ask for a step besides → that step."""


@router.get("/{ref}/do/{move}")
@needs(Right.READ)
def back(request: Request, ref: str, move: str) -> Response:
    """The address of a form, opened anew or in another language: the page on which the form stands."""
    page = open_page(request)
    commitments.reference(page.ctx, ref)
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
    refused = None if limits.is_little(request) else await run_in_threadpool(_refused, request, ref, move)
    if refused is not None:
        return refused
    async with uploads.received(request, FIELDS, many=GROUNDS) as upload:
        values: dict[str, tuple[str, ...]] = {
            name: (value.replace("\r\n", "\n").strip(),) for name, value in upload.fields.items()
        }
        if GROUNDS in values:
            values[GROUNDS] = tuple(values[GROUNDS][0].split())
        return await run_in_threadpool(_done, request, ref, move, Sent(values), upload)


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
    pieces = Pieces()
    try:
        pieces.add(page.ctx, ref, move, sent, upload)
        sent = pieces.named_in(sent)
        if pieces.wrong:
            raise _all_wrong(page.ctx, ref, move, sent, pieces)
        if move != "add-file":
            made = _made(page.ctx, ref, move, sent)
            again = isinstance(made, Filed) and made.again
        else:
            again = pieces.filed[0].again
    except (Unauthenticated, NotFound):
        raise
    except TrackerError as error:
        return item.render(page, ref, opened=move, typed=sent, error=error, filed=pieces.file)
    what = next((step for name, step in STEPS.items() if move == "update" and sent.get(name)), move)
    return forms.done(f"/commitments/{ref}", f"{what}-again" if again else what, sent=sent, ref=ref)


def _made(ctx: Context, ref: str, move: str, sent: Sent) -> object:
    """Do what a form says. One that tells and applies for acceptance does both or neither; a note goes with the first.

    Where nothing is told but a note, it is that of the application.
    """
    if move != "update" or not sent.get("apply"):
        return DEEDS[move].make(ctx, ref, _told(move, sent))
    apply = DEEDS["apply-for-acceptance"]
    today = ctx.local_day(ctx.clock.now()).isoformat()
    if not any(sent.get(name) for name in ("work", "progress", "report")) and sent.get("on", today) in ("", today):
        return apply.make(ctx, ref, sent)

    def both(joined: Context) -> object:
        version = DEEDS[move].make(joined, ref, _told(move, sent))
        return apply.make(joined, ref, Sent({"version": (str(version),)}))

    return rehearsing.at_once(ctx, both)


def _told(move: str, sent: Sent) -> Sent:
    """The update form may say that it is done, which is a state like the others; a link is called by its address."""
    if move == "add-link" and not sent.get("title"):
        return Sent({**sent.values, "title": (sent.get("url")[:500],)})
    if move != "update" or not sent.get("report"):
        return sent
    return Sent({**sent.values, "work": ("reported_done",)})


def _all_wrong(ctx: Context, ref: str, move: str, sent: Sent, pieces: Pieces) -> TrackerError:
    """What is wrong with the pieces of a form, and what would be with the rest of it."""
    beside = None
    if move != "add-file":
        beside = rehearsing.refusal(ctx, lambda tried: _made(tried, ref, move, sent))
    if isinstance(beside, Invalid):
        beside = of_faults(Invalid, (each for each in beside.told if each.where != GROUNDS))
    return together([*pieces.wrong, *([beside] if beside else [])]) or pieces.wrong[0]
