"""What the system says when it refuses something, in words for people; its own words stand in brackets."""

import errno
import socket
import ssl
from collections.abc import Mapping
from types import MappingProxyType

from tracker.kit.text import Text, text

LONGEST = 200

_WORDS: Mapping[int, str] = MappingProxyType(
    {
        number: words
        for numbers, words in (
            ((errno.ENOENT,), "missing"),
            ((errno.EACCES, errno.EPERM), "forbidden"),
            ((errno.EROFS,), "read_only"),
            ((errno.ENOSPC, errno.EDQUOT), "full"),
            ((errno.EISDIR,), "folder"),
            ((errno.ENOTDIR,), "no_folder"),
            ((errno.EEXIST,), "exists"),
            ((errno.ENAMETOOLONG,), "long"),
            ((errno.EIO,), "broken"),
            ((errno.EMFILE, errno.ENFILE), "many"),
            ((errno.EADDRINUSE,), "in_use"),
            ((errno.EADDRNOTAVAIL,), "no_address"),
            ((errno.ECONNREFUSED,), "refused"),
            ((errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE), "reset"),
            ((errno.ETIMEDOUT,), "late"),
            ((errno.EHOSTUNREACH, errno.ENETUNREACH), "unreachable"),
        )
        for number in numbers
    }
)


def reason(error: BaseException, said: str | None = None) -> Text:
    """Why something failed: the ordinary causes in the reader's language, any other in the words of the system.

    ``said``: these words, where the door has made them fit to be shown.
    """
    found = said or getattr(error, "strerror", None) or str(error)[:LONGEST] or type(error).__name__
    return in_words(kind(error), str(found))


def in_words(known: str, said: str) -> Text:
    """One of the ordinary causes in words, the words of the system in brackets; these alone for any other."""
    made = _SAID.get(known)
    return Text(said, zh=said) if made is None else Text(made.msgid, MappingProxyType({"said": said}))


def kind(error: BaseException) -> str:
    """Which of the ordinary causes it is; empty where it is none."""
    if isinstance(error, socket.gaierror):
        return "no_name"
    if isinstance(error, ssl.SSLError):
        return "certificate" if isinstance(error, ssl.SSLCertVerificationError) else ""
    if isinstance(error, UnicodeError):
        return "no_text"
    if isinstance(error, TimeoutError):
        return "late"
    return _WORDS.get(error.errno or 0, "") if isinstance(error, OSError) else ""


_SAID: Mapping[str, Text] = MappingProxyType(
    {
        "missing": text("there is no such file or folder ({said})"),
        "forbidden": text("the system does not permit it ({said})"),
        "read_only": text("the place can only be read ({said})"),
        "full": text("the disk is full ({said})"),
        "folder": text("it is a folder ({said})"),
        "no_folder": text("it is no folder ({said})"),
        "exists": text("it is there already ({said})"),
        "long": text("the name is too long ({said})"),
        "broken": text("the disk failed ({said})"),
        "many": text("too many files are open ({said})"),
        "in_use": text("the address is in use already ({said})"),
        "no_address": text("this machine has no such address ({said})"),
        "refused": text("the connection was refused ({said})"),
        "reset": text("the connection was broken off ({said})"),
        "late": text("it took too long ({said})"),
        "unreachable": text("the other machine cannot be reached ({said})"),
        "no_name": text("the name of the machine is not known ({said})"),
        "certificate": text("its certificate is not trusted ({said})"),
        "no_text": text("it is no text in UTF-8 ({said})"),
        "unopened": text("the file cannot be opened ({said})"),
        "busy": text("it is busy with something else ({said})"),
        "damaged": text("the file of the database is damaged, or is none ({said})"),
    }
)
