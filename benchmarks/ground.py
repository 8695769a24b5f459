"""What generated commitments stand on: a skewed tree of a thousand bodies, places, programmes and sources."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from tests.support import rows
from tracker.store.history import Change

BODIES, CITIES, PROGRAMMES, SOURCES = 1_000, 100, 12, 40
LEVELS = 4
ASKED_BELOW = 20
"""The unit that is asked about has about so many bodies below it."""


@lru_cache(maxsize=1)
def bodies() -> tuple[dict[str, Any], ...]:
    """The tree of bodies, a parent before its children; near the top some branches are far larger than others."""
    return tuple(_tree("body", "/", BODIES, level=1))


def _tree(slug: str, above: str, size: int, *, level: int) -> Iterator[dict[str, Any]]:
    yield rows.body(slug, above, name_en=f"Department {slug}", name_zh=f"{slug}厅")
    left = size - 1
    children = left if level == LEVELS - 1 else min(left, round(left**0.5))
    shares = [1 / (number + 1) for number in range(children)]
    for number, share in enumerate(shares):
        part = round(left * share / sum(shares[number:]))
        part = min(max(part, 1), left - (children - number - 1))
        left -= part
        yield from _tree(f"{slug}-{number + 1}", f"{above}{slug}/", part if level < LEVELS - 1 else 1, level=level + 1)


@lru_cache(maxsize=1)
def weights() -> tuple[float, ...]:
    """How many of the commitments each body has, in the order of ``bodies()``: a few have very many."""
    ranks = list(range(BODIES))
    Random(5).shuffle(ranks)
    return tuple(1 / (rank + 5) ** 0.7 for rank in ranks)


@lru_cache(maxsize=1)
def unit() -> str:
    """The unit that is asked about: of those with about ``ASKED_BELOW`` bodies below, the one that owes the most."""
    paths: dict[str, str] = {row["slug"]: row["path"] for row in bodies()}
    owed = dict(zip(paths, weights(), strict=True))
    below = {slug: [other for other, path in paths.items() if path.startswith(above)] for slug, above in paths.items()}
    close = min(abs(len(found) - 1 - ASKED_BELOW) for found in below.values())
    fitting = [slug for slug, found in below.items() if abs(len(found) - 1 - ASKED_BELOW) <= close + 2]
    return max(fitting, key=lambda slug: sum(owed[other] for other in below[slug]))


def places() -> list[dict[str, Any]]:
    """Places: a country, its provinces, their cities."""
    country = rows.body("country")
    provinces = [rows.body(f"province-{number}", "/country/") for number in range(10)]
    cities = [rows.body(f"city-{number}", f"/country/province-{number % 10}/") for number in range(CITIES)]
    return [country, *provinces, *cities]


def sources() -> list[dict[str, Any]]:
    """Documents in which commitments were stated, a few every year."""
    days = [date(2020 + number % 6, 1 + number % 12, 1 + number % 28) for number in range(SOURCES)]
    return [rows.source(f"source-{n}", publisher="body", published_on=day) for n, day in enumerate(days)]


def changes() -> Iterator[Change]:
    """The entries of everything that is not a commitment."""
    yield from (rows.change("body", row) for row in bodies())
    yield from (rows.change("place", row) for row in places())
    yield from (rows.change("programme", rows.programme(f"programme-{n}", code=f"P{n:02d}")) for n in range(PROGRAMMES))
    yield from (rows.change("post", rows.post(f"{row['slug']}-head", row["slug"])) for row in bodies())
    yield from (rows.change("source", row) for row in sources())
