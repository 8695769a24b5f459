"""What a file is by its content: never by its name, nor by what a browser said of it."""

from codecs import getincrementaldecoder
from unicodedata import category

import puremagic

HEAD = TAIL = 64 * 1024
"""So much of the beginning and of the end of a file is looked at."""

UNKNOWN = "application/octet-stream"
SURE = 0.4
"""From here on a signature is more than a coincidence of a byte or two."""

_OOXML = "application/vnd.openxmlformats-officedocument"
_INSIDE_ZIP = (
    (b"word/document.xml", f"{_OOXML}.wordprocessingml.document"),
    (b"xl/workbook.", f"{_OOXML}.spreadsheetml.sheet"),
    (b"ppt/presentation.xml", f"{_OOXML}.presentationml.presentation"),
)
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
)
_PROGRAMS = (
    b"\x7fELF",
    b"#!",
    b"\xfe\xed\xfa\xce",  # Mach-O
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # Mach-O for several machines, and Java
    b"dex\n",
    b"\0asm",
    b"L\0\0\0\x01\x14\x02\0",  # a shortcut of Windows
)
_MARKUP = (
    (b"<svg", "image/svg+xml"),
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<script", "text/html"),
    (b"<?xml", "application/xml"),
)


def is_program(head: bytes) -> bool:
    """Whether a machine would run this: a binary of Linux, Windows or macOS, bytecode, a shortcut, or a script."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    # Text may begin with MZ; a program of Windows has a header of zeros behind it.
    return start.startswith(_PROGRAMS) or (start.startswith(b"MZ") and b"\0" in start[:64])


def media_type(head: bytes, tail: bytes) -> str:
    """The media type of a file of which ``head`` and ``tail`` are the two ends; ``application/octet-stream`` if none.

    Informs a reader; nothing is ever served as what it says it is.
    """
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            return found
    if head.startswith(b"PK\x03\x04"):
        return _zipped(head, tail)
    return _written(head) or _by_signature(head)


def _zipped(head: bytes, tail: bytes) -> str:
    """What a ZIP file holds, from the names at its two ends; it is not unpacked, for it may be a bomb."""
    if head[30:38] == b"mimetype":
        size = int.from_bytes(head[18:22], "little")
        found = head[38 : 38 + min(size, 100)].decode("ascii", "replace")
        if found.startswith("application/") and found.replace("/", "").replace(".", "").replace("-", "").isalnum():
            return found
    for name, found in _INSIDE_ZIP:
        if name in tail or name in head:
            return found
    return "application/zip"


def _written(head: bytes) -> str | None:
    """The type of a text in UTF-8 or in the Chinese national encoding; None for what is no text."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            words = getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        if any(category(sign) in ("Cc", "Cn") and sign not in "\t\n\r\f" for sign in words):
            return None
        start = words[:1024].lstrip().casefold().encode()
        return next((found for mark, found in _MARKUP if mark in start), "text/plain")
    return None


def _by_signature(head: bytes) -> str:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return next((each.mime_type for each in found if each.mime_type and each.confidence >= SURE), UNKNOWN)
