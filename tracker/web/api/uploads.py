"""Files that are sent as ``multipart/form-data``: spooled to disk as they come in, never whole in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from starlette.datastructures import UploadFile
from starlette.requests import Request

from tracker.kit.text import text
from tracker.web.api.faults import Fault, Malformed

FIELDS = 10
MANY = 500
FIELD_BYTES = 512 * 1024
FORM = 256 * 1024
"""Bytes of a form beside its file."""

CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A form with one file in it."""

    fields: dict[str, str]
    filename: str
    file: BinaryIO

    def mark(self) -> bytes:
        """What makes two uploads the same."""
        found = sha256(repr((sorted(self.fields.items()), self.filename)).encode())
        self.file.seek(0)
        while part := self.file.read(CHUNK):
            found.update(part)
        self.file.seek(0)
        return found.digest()


@asynccontextmanager
async def received(request: Request, allowed: tuple[str, ...], *, many: str = "") -> AsyncIterator[Upload]:
    """The form that a request carries, its file gone afterwards; raises Malformed, HTTPException for no such form.

    ``many``: a field that may be there several times, whose values are told with a space between.
    """
    if not request.headers.get("Content-Type", "").lower().startswith("multipart/form-data"):
        how = text("Send the file as multipart/form-data, in the field “file”.")
        raise Malformed(text("The body is no form with a file."), hint=how, status=415)
    async with request.form(max_files=1, max_fields=MANY if many else FIELDS, max_part_size=FIELD_BYTES) as form:
        fields: dict[str, str] = {}
        file, faults = None, []
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                file = value if name == "file" else file
            if isinstance(value, str) and name == many and name in fields:
                fields[name] += f" {value}"
                continue
            if name in fields or name not in (*allowed, "file") or isinstance(value, str) is (name == "file"):
                faults.append(Fault(name[:80], text("There is no such field here, or it is there more than once.")))
            elif isinstance(value, str):
                fields[name] = value
        if file is None:
            faults.append(Fault("file", text("It is missing."), text("Send the file in the field “file”.")))
        if faults or file is None:
            raise Malformed.of(faults)
        yield Upload(fields, file.filename or "", file.file)
