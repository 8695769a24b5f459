"""Made-up packs and facts for tests of rules."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.query.strategies import DAYS
from tests.query.strategies import facts as plain_facts
from tracker.domain.commitment import Facts
from tracker.domain.deadline import Precision
from tracker.query.windows import Anchor

PACK: dict[str, Any] = {
    "rule": "waiting",
    "rank": 7,
    "shape": "△",
    "title": {"en": "Waiting", "zh": "等待"},
    "meaning": {"en": "It waits.", "zh": "等待中。"},
    "windows": [{"where": "work:registered", "begins": {"anchor": "registered", "plus": 10}}],
    "reasons": [{"en": "It waits since {registered}.", "zh": "自{registered}起等待。"}],
    "examples": [
        {"facts": {"registered": date(2025, 1, 1)}, "expect": [{"day": date(2025, 1, 11), "flagged": True}]},
    ],
}

FILTERS = (
    *("", "is:open", "is:dated", "work:registered,in_progress", "-owner:none", "is:incomplete", "-is:duplicate"),
    *("unit:mee OR place:chongqing", "due:2024", "precision:year tag:inspection", "waste-free"),
)


def content(**changes: Any) -> dict[str, Any]:
    """The content of a pack that says what is not given in ``PACK``."""
    return {**deepcopy(PACK), **changes}


def pack_of(windows: list[dict[str, Any]], rule: str = "waiting") -> dict[str, Any]:
    """A pack with windows of its own, and an example that holds whatever they are."""
    never = {"facts": {"registered": date(2025, 1, 1)}, "expect": [{"day": date(1900, 1, 1), "flagged": False}]}
    return content(rule=rule, windows=windows, examples=[never])


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """One commitment with everything that rules look at."""
    return replace(
        draw(plain_facts()),
        stated_size=draw(st.none() | st.integers(0, 3)),
        entered=draw(st.integers(0, 3)),
        unowned_since=draw(st.none() | st.sampled_from(DAYS)),
    )


shifts = st.integers(-40, 40)
edges = st.fixed_dictionaries(
    {"anchor": st.sampled_from(Anchor).map(str)},
    optional={
        "plus": shifts,
        "by_precision": st.dictionaries(st.sampled_from(Precision).map(str), shifts, max_size=4),
    },
)
windows = st.fixed_dictionaries(
    {"begins": edges}, optional={"where": st.sampled_from(FILTERS), "ends": st.lists(edges, max_size=3)}
)
contents = st.lists(windows, min_size=1, max_size=3).map(pack_of)
"""Contents of packs whose windows are made up."""
