"""The form of a new commitment: what was typed becomes the command, and a commitment becomes what would be typed."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from starlette.datastructures import QueryParams

from tracker.domain import reading
from tracker.kit.errors import Invalid
from tracker.kit.text import text
from tracker.services.choices import Choice, Choices, meant
from tracker.services.registration import NewCommitment
from tracker.services.views import Detail
from tracker.web import forms
from tracker.web.forms import Sent

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"[0-9]{1,15}")

PLAIN = (
    "kind",
    "parent",
    "title_en",
    "title_zh",
    "note_en",
    "note_zh",
    "owner_words",
    "due_words",
    "anchor",
    "review_day",
    "reason",
)
"""Fields that are taken as they were typed."""

GOALS = ("indicator", "tally")
"""Kinds that have a quantity."""


def commanded(sent: Sent, listed: Choices) -> NewCommitment:
    """The command; raises Invalid, or Malformed with what is wrong field by field."""
    named: dict[str, Any] = {}
    among: tuple[tuple[str, Iterable[Choice]], ...] = (
        ("programme", listed.programmes),
        ("body", listed.bodies),
        ("post", listed.posts),
        ("supervisor", listed.bodies),
        ("acceptor", listed.bodies),
        ("leader", listed.posts),
    )
    for name, choices in among:
        if words := meant(sent.get(name), choices, where=name):
            named[name] = words
    named["co_bodies"] = list(
        dict.fromkeys(meant(words, listed.bodies, where="co_bodies") for words in sent.many("co_bodies"))
    )
    if source := meant(sent.get("source"), listed.sources, where="source"):
        place = sent.get("paragraph")
        named["sources"] = [{"source": source, "paragraph": int(place) if _DIGITS.fullmatch(place) else place}]
    elif sent.get("paragraph"):
        raise Invalid(text("A place needs the document in which it stands."), where="source")
    if sent.get("kind") in GOALS:
        named |= {name: value for name, value in (("size", _size(sent)), ("quantity", _quantity(sent))) if value}
    return forms.made(NewCommitment, sent, only=(*PLAIN, "programme"), **named)


def prefilled(query: QueryParams) -> Sent:
    """What an address fills in beforehand, such as ``?programme=hlj-2024``."""
    names = dict.fromkeys(query.keys())
    return Sent({name: tuple(value.strip() for value in query.getlist(name)) for name in names})


def day_of(words: str, where: str) -> date | None:
    """A day as a field of a form writes it, None for nothing; raises Invalid."""
    if not words:
        return None
    try:
        if _DAY.fullmatch(words):
            return date.fromisoformat(words)
    except ValueError:
        pass
    raise Invalid(
        text("There is no day “{words}”.", words=words[:40]),
        hint=text("Write year, month and day, such as 2025-12-31."),
        where=where,
    )


def _size(sent: Sent) -> dict[str, Any] | None:
    """How many there are in all of what a tally counts."""
    stated = sent.get("stated")
    if not stated or sent.get("kind") != "tally":
        return None
    plain = reading.number(stated) or ""
    if not _DIGITS.fullmatch(plain):
        raise Invalid(text("“{value}” is not a number of things.", value=stated[:40]), where="stated")
    return {"stated": int(plain), "unit": _unit(sent)}


def _quantity(sent: Sent) -> dict[str, Any] | None:
    """What is to be reached, and from where; None for a tally, which is measured by its size."""
    baseline, target = _number(sent, "baseline"), _number(sent, "target")
    if sent.get("kind") != "indicator" or (baseline is None and target is None):
        return None
    since = day_of(sent.get("baseline_day"), "baseline_day")
    if since and baseline is None:
        raise Invalid(text("The day of a baseline needs the baseline."), where="baseline")
    return {
        "baseline": baseline,
        "target": target,
        "result": None,
        "unit": _unit(sent),
        "comparator": None,
        "printed": None,
        "baseline_day": since.isoformat() if since else None,
        "direction": sent.get("direction") or None,
    }


def _number(sent: Sent, name: str) -> str | None:
    words = sent.get(name)
    if not words:
        return None
    plain = reading.number(words)
    if plain is None:
        raise Invalid(
            text("“{value}” is not a number.", value=words[:40]),
            hint=text("Write it such as 2330, 2,330 or 54.9; the unit has a field of its own."),
            where=name,
        )
    return plain


def _unit(sent: Sent) -> dict[str, str]:
    """The unit in both languages; the one that was given stands for both."""
    en, zh = sent.get("unit_en"), sent.get("unit_zh")
    if not en and not zh:
        raise Invalid(text("A number needs its unit: of what."), where="unit_en")
    return {"en": (en or zh)[:80], "zh": (zh or en)[:80]}


def copied(detail: Detail) -> dict[str, tuple[str, ...]]:
    """What one commitment shares with the next: its place in the register, its source and who answers."""
    item = detail.item
    unit = ((detail.size or detail.quantity or {}).get("unit")) or {}
    source = detail.sources[0].source if detail.sources else ""
    parent = next((link.ref for link in detail.links if link.relation == "parent"), "")
    one = {
        "programme": item.programme,
        "kind": item.kind,
        "source": source,
        "parent": parent,
        "body": item.body,
        "post": item.post,
        "supervisor": detail.supervisor,
        "acceptor": detail.acceptor,
        "leader": detail.leader,
        "unit_en": unit.get("en"),
        "unit_zh": unit.get("zh"),
    }
    return {name: (value,) for name, value in one.items() if value} | {"co_bodies": detail.co_bodies}
