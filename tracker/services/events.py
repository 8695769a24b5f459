"""What happened to a commitment, entry by entry, as views that can be said in either language."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.kit.language import say
from tracker.kit.text import Text


@dataclass(frozen=True, slots=True)
class Alteration:
    """One field that an entry changed: what it is called, and what stood there ``before`` and ``after``, in words.

    None: nothing stood there. ``old`` and ``new`` are the same as data, days as ISO 8601 writes them; None also for
    what whoever asks does not see.
    """

    field: str
    label: Text
    before: Text | None
    after: Text | None
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the history of a commitment; ``key`` is its reference, or that of a record of its closed loop.

    ``who`` is by whom it was entered, in words: a name, or the opaque id of somebody whose name was erased.
    """

    seq: int
    key: str
    recorded_at: datetime
    by: dict[str, Any]
    who: Text
    action: str
    title: Text
    valid_on: date
    reason: str
    changes: tuple[Alteration, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the fields that it changed."""
        return tuple(each.field for each in self.changes)


def event_json(event: Event, language: str) -> dict[str, Any]:
    """An entry as docs/reference.md describes it, in words of ``language``."""
    return {
        "seq": event.seq,
        "key": event.key,
        "recorded_at": event.recorded_at.isoformat(),
        "by": event.by,
        "action": event.action,
        "valid_on": event.valid_on.isoformat(),
        "reason": event.reason,
        "changed": list(event.changed),
        "changes": [
            {
                "field": each.field,
                "label": say(each.label, language),
                "before": each.old,
                "after": each.new,
                "before_words": each.before and say(each.before, language),
                "after_words": each.after and say(each.after, language),
            }
            for each in event.changes
        ],
    }
