"""Pages of a list: a cursor keeps the moment of the first page, so that the next pages show the list as it was then.

What is entered or changed meanwhile moves nothing from one page to another; the history knows how the list was.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from tracker.kit.text import text
from tracker.web.api.faults import Fault, Malformed

MOST_OFFSET = 10**9


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: so far into the list of a question, as known and judged at two instants.

    ``asked`` are the moments that the first page told: ``as_of`` and ``as_if``, as written there.
    """

    question: str
    offset: int
    known: datetime
    judged: datetime
    asked: tuple[str, str | None]

    def __str__(self) -> str:
        """The cursor as it travels; what is in it is nobody's business."""
        parts = [self.question, self.offset, _written(self.known), _written(self.judged), *self.asked]
        return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def question(*parts: Any) -> str:
    """What a cursor is bound to, in a few characters: it continues no other question."""
    return sha256(json.dumps(parts, default=str).encode()).hexdigest()[:16]


def read(words: str, asked: str) -> Cursor:
    """The cursor of an answer, to be continued; raises Malformed for another question, and for what is no cursor."""
    try:
        parts = json.loads(base64.b64decode(words + "=" * (-len(words) % 4), altchars=b"-_", validate=True))
        bound, offset, known, judged, as_of, as_if = parts
        found = Cursor(str(bound), offset, _instant(known), _instant(judged), (_told(as_of), as_if and _told(as_if)))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise _refused() from error
    if type(offset) is not int or not 0 < offset <= MOST_OFFSET:
        raise _refused()
    if found.question != asked:
        how = text("Begin again without a cursor, or ask the same question with it.")
        raise Malformed.of([Fault("cursor", text("It belongs to another question."), how)])
    return found


def _refused() -> Malformed:
    how = text("Take the “next” of an answer as it is, or leave the cursor out.")
    return Malformed.of([Fault("cursor", text("It is no cursor of this register."), how)])


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _instant(words: str) -> datetime:
    found = datetime.fromisoformat(words)
    if found.tzinfo is None or not 1900 <= found.year < 3000:
        raise ValueError(words)
    return found.astimezone(UTC)


def _told(words: str) -> str:
    return datetime.fromisoformat(words).isoformat()
