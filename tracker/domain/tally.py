"""Tallies: a total that is told, and parts that must add up to it on every axis; pure (docs/domain.md, 2 and 9).

Three numbers are kept apart: the size that the source states, the items entered in the register, and the total told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from unicodedata import normalize

from tracker.kit.text import Text, text

AXES: Mapping[str, Text] = MappingProxyType({"handling": text("Handling"), "verdict": text("Verdict")})
"""The axes that the register knows; another may be named freely."""

PARTS: Mapping[str, Text] = MappingProxyType(
    {
        "closed": text("Closed"),
        "closed_by_stage": text("Closed by stage"),
        "open": text("In work"),
        "true": text("True"),
        "basically_true": text("Basically true"),
        "partly_true": text("Partly true"),
        "not_true": text("Not true"),
    }
)
"""The parts that the register knows; another may be named freely."""

_ALIKE: Mapping[str, str] = MappingProxyType(
    {
        "办理": "handling",
        "办理情况": "handling",
        "属实情况": "verdict",
        "核查结论": "verdict",
        "办结": "closed",
        "已办结": "closed",
        "阶段办结": "closed_by_stage",
        "阶段性办结": "closed_by_stage",
        "在办": "open",
        "未办结": "open",
        "正在办理": "open",
        "in_work": "open",
        "属实": "true",
        "基本属实": "basically_true",
        "部分属实": "partly_true",
        "不属实": "not_true",
    }
)

_SHARES = frozenset(
    {
        "%",
        "‰",
        "percent",
        "per cent",
        "percentage",
        "percentage point",
        "percentage points",
        "个百分点",
        "百分点",
        "百分比",
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """How many there are of one sort."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Axis:
    """One way to part the whole: nothing is in two parts, and nothing in none."""

    name: str
    parts: tuple[Part, ...]

    @property
    def sum(self) -> int:
        """What the parts add up to."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of the total, with the parts that it counts: without them a “closure rate” says nothing."""

    counts: tuple[str, ...]
    n: int
    of: int

    @property
    def percent(self) -> Decimal:
        """Per cent, to one place, halves upwards."""
        return (Decimal(100 * self.n) / Decimal(self.of)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def known_as(name: str) -> str:
    """The name under which an axis or a part is kept: one that the register knows, else as written."""
    plain = normalize("NFKC", name).strip()
    folded = plain.casefold().replace(" ", "_").replace("-", "_")
    if folded in AXES or folded in PARTS:
        return folded
    return _ALIKE.get(folded, plain)


def is_share(*words: str) -> bool:
    """Whether one of some words, a unit or a number as printed, says that a number is a share and counts nothing."""
    folded = [normalize("NFKC", each).strip().casefold() for each in words]
    return any(_SHARES.intersection(each) or each in _SHARES for each in folded)


def fault(total: int, axes: Iterable[Axis], marks: Iterable[Part] = ()) -> Text | None:
    """What is wrong with a tally, None where it adds up; the first that is found."""
    return next(_faults(total, tuple(axes), tuple(marks)), None)


def _faults(total: int, axes: tuple[Axis, ...], marks: tuple[Part, ...]) -> Iterator[Text]:
    if twice := _twice(axis.name for axis in axes):
        yield text("The axis “{name}” is named twice.", name=_axis(twice))
    for axis in axes:
        if twice := _twice(part.name for part in axis.parts):
            yield text("“{name}” is named twice in “{axis}”.", name=_part(twice), axis=_axis(axis.name))
        if axis.sum > total:
            yield text(
                "The parts of “{axis}” add up to {sum}, {n} more than the total of {total}.",
                axis=_axis(axis.name), sum=axis.sum, n=axis.sum - total, total=total,
            )  # fmt: skip
        elif axis.sum < total:
            yield text(
                "The parts of “{axis}” add up to {sum}, {n} less than the total of {total}.",
                axis=_axis(axis.name), sum=axis.sum, n=total - axis.sum, total=total,
            )  # fmt: skip
    if twice := _twice(mark.name for mark in marks):
        yield text("The mark “{name}” is named twice.", name=twice)
    for mark in marks:
        if mark.count > total:
            yield text(
                "The mark “{name}” is on {n}, and there are only {total}.", name=mark.name, n=mark.count, total=total
            )


def rates(total: int, axis: Axis) -> tuple[Rate, ...]:
    """The shares of the total that handling allows to be told: closed, and closed with closed by stage."""
    counts = {part.name: part.count for part in axis.parts}
    if axis.name != "handling" or not total or "closed" not in counts:
        return ()
    found = [Rate(("closed",), counts["closed"], total)]
    if "closed_by_stage" in counts:
        found.append(Rate(("closed", "closed_by_stage"), counts["closed"] + counts["closed_by_stage"], total))
    return tuple(found)


def gap(stated: int | None, found: int | None) -> int | None:
    """How many are missing from what is stated, negative where there are more; None where one is not known."""
    return None if stated is None or found is None else stated - found


def _twice(names: Iterable[str]) -> str | None:
    seen: set[str] = set()
    return next((name for name in names if name in seen or seen.add(name)), None)  # type: ignore[func-returns-value]


def _axis(name: str) -> Text | str:
    return AXES.get(name, name)


def _part(name: str) -> Text | str:
    return PARTS.get(name, name)
