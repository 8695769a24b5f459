"""``/evidence``: files and links that show something; files are streamed in and out, and never shown here."""

from starlette.responses import Response, StreamingResponse

from tracker.services import evidence, views
from tracker.services.evidence import AddFile, AddLink, Withdraw
from tracker.web.api import schema, schema_loop, strict
from tracker.web.api.operations import Answer, Body, Call, Operation
from tracker.web.api.parameters import MOMENTS


def index(call: Call) -> Answer:
    """The pieces of a commitment."""
    return Answer({"evidence": [views.plain(piece) for piece in evidence.of(call.ctx, call.path["ref"])]})


def show(call: Call) -> Answer:
    """One piece."""
    return Answer(views.plain(evidence.show(call.ctx, call.path["key"])))


def content(call: Call) -> Response:
    """The file of a piece, as an attachment."""
    opened = evidence.open_file(call.ctx, call.path["key"])
    headers = evidence.headers_for(opened.view)
    if call.request.method == "HEAD":
        opened.stream.close()
        return Response(headers=headers)
    return StreamingResponse(opened.parts(), headers=headers)


def may_add(call: Call) -> None:
    """Whether a file would be taken from whoever asks, before it is sent."""
    evidence.require_may_add(call.ctx, call.path["ref"])


def add_file(call: Call) -> Answer:
    """Add a file."""
    upload = call.upload
    assert upload is not None  # noqa: S101 - the frame has seen to it
    command = strict.made(AddFile, call.data, ref=call.path["ref"], filename=upload.filename)
    return _added(evidence.add_file(call.ctx, command, upload.file))


def add_link(call: Call) -> Answer:
    """Add a link."""
    return _added(evidence.add_link(call.ctx, strict.made(AddLink, call.data, ref=call.path["ref"])))


def _added(key: str) -> Answer:
    return Answer({"key": key}, 201, {"Location": f"/api/v1/evidence/{key}"})


def withdraw(call: Call) -> Answer:
    """Have a piece count no longer."""
    return Answer({"key": evidence.withdraw(call.ctx, strict.made(Withdraw, call.data, ref=call.path["key"]))})


OPERATIONS = (
    Operation(
        "GET", "/commitments/{ref}/evidence", "list_evidence", "The files and links on its file.",
        index, schema_loop.EvidenceList, query=MOMENTS, problems=(404,),
    ),
    Operation(
        "POST", "/commitments/{ref}/evidence/files", "add_file", "Add a file, as multipart/form-data.",
        add_file, schema.Key, scope="write", status=201, body=Body(AddFile, ("ref", "filename", "version")),
        upload=True, before=may_add, problems=(404, 409, 503),
    ),
    Operation(
        "POST", "/commitments/{ref}/evidence/links", "add_link", "Add a link.",
        add_link, schema.Key, scope="write", status=201, body=Body(AddLink), problems=(404, 409),
    ),
    Operation(
        "GET", "/evidence/{key}", "show_evidence", "One piece of evidence.",
        show, schema_loop.Evidence, query=MOMENTS, problems=(404,),
    ),
    Operation(
        "GET", "/evidence/{key}/content", "download_evidence", "The file of a piece, as bytes.",
        content, None, media_type="application/octet-stream", problems=(404, 503),
    ),
    Operation(
        "POST", "/evidence/{key}/withdraw", "withdraw_evidence", "Have a piece count no longer, with a reason.",
        withdraw, schema.Key, scope="write", body=Body(Withdraw), problems=(404, 409),
    ),
)  # fmt: skip
