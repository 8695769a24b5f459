"""What a file is by its content: never by its name, nor by what a browser said of it."""

from codecs import getincrementaldecoder
from collections.abc import Mapping
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
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
_OFFICE = {"docx", "xlsx", "pptx"}
_PICTURED = frozenset({"png", "jpg", "jpeg", "jpe", "jfif", "gif", "webp", "tif", "tiff", "bmp", "heic"})
_PICTURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"RIFF",
    *(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    b"BM",
    *(b"\0\0\0" + bytes([size]) + b"ftyp" for size in range(16, 64, 4)),  # HEIC, as telephones take it
)
"""Any of them under any name of one: telephones and chat programs change the picture and keep the name."""
_BEGINNINGS: Mapping[frozenset[str], tuple[bytes, ...]] = {
    frozenset({"pdf"}): (b"%PDF-",),
    _PICTURED: _PICTURES,
    frozenset({"zip", "ofd", "odt", "ods", "odp"}): (_ZIP,),
    frozenset(_OFFICE): (_ZIP, _OLE),  # locked by a password they are OLE
    frozenset({"wps", "et", "dps"}): (_OLE, _ZIP, _RTF, b"<?xml"),
    frozenset({"doc", "xls", "ppt"}): (_OLE, _ZIP, _RTF),
    frozenset({"rtf"}): (_RTF,),
    frozenset({"rar"}): (b"Rar!\x1a\x07",),
    frozenset({"7z"}): (b"7z\xbc\xaf\x27\x1c",),
}
"""How files begin whose names end so; what has no line here is taken as it is."""

_TEXT = frozenset({"txt", "csv", "tsv", "md", "log", "json", "xml", "html", "htm", "svg", "eml"})
_PLAIN = frozenset({"txt", "csv", "tsv", "md", "log"})
_SAVED_AS_TEXT = frozenset({"doc", "xls"})
"""Many systems of offices write their tables and papers as text, or as a page, under these."""
_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""Text of two bytes a character says so in front."""


def is_named_truly(ending: str, head: bytes) -> bool:
    """Whether a file that begins so is what the ending of its name says, as far as that ending is known here."""
    if ending in _TEXT:
        is_text = b"\0" not in head or head.startswith(_MARKS)
        return is_text and not (ending in _PLAIN and _is_page(head))
    if ending in _SAVED_AS_TEXT and b"\0" not in head:
        return True
    if ending in _PICTURED and head.startswith(b"RIFF") and head[8:12] != b"WEBP":
        return False  # sound
    if ending == "pdf":
        return b"%PDF-" in head[:1024]  # readers allow something before it
    return all(head.startswith(begins) for endings, begins in _BEGINNINGS.items() if ending in endings)


def _is_page(head: bytes) -> bool:
    """Whether a browser would take a text for a page or a drawing."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:256].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<script", b"<svg")) or (
        start.startswith(b"<?xml") and b"<svg" in start
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
