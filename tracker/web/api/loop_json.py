"""The records around a commitment as JSON: the members of their views, days as ISO 8601 writes them."""

from dataclasses import fields
from datetime import date
from typing import Any

from tracker.services.loops import Loop
from tracker.services.views import Both


def plain(view: Any) -> dict[str, Any]:
    """A frozen view as JSON data."""
    return {field.name: value(getattr(view, field.name)) for field in fields(view)}


def loop(found: Loop) -> dict[str, Any]:
    """The closed loop around a commitment."""
    return {field.name: [plain(view) for view in getattr(found, field.name)] for field in fields(found)}


def value(found: Any) -> Any:
    """One member as JSON."""
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, Both):
        return {"en": found.en, "zh": found.zh}
    return list(found) if isinstance(found, tuple | frozenset) else found
