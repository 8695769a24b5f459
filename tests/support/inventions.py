"""Made-up commitments and the rows that hold them, for tests that compare a database with a pure twin."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any, TypeVar

from tests.query.strategies import BODIES, DAYS, PLACES, SLUGS, TITLES, WORDS
from tests.support.rows import body, change, commitment
from tracker.domain.commitment import STANDS_FOR_NOBODY, Assurance, Facts, Kind, Work, leaf, searchable
from tracker.domain.deadline import Precision
from tracker.store.history import Change

T = TypeVar("T")

_CAPITALS = {small: small - 32 for small in range(ord("a"), ord("z") + 1)}
PARENTS = (*(word.translate(_CAPITALS) for word in WORDS), "R-0", "R-1", "R-2", "R-3")


def nodes(noun: str, paths: Iterable[str]) -> list[Change]:
    """The changes that put the nodes of a tree at their paths."""
    steps = [path.strip("/").split("/") for path in paths]
    all_steps = dict.fromkeys(tuple(slugs[:end]) for slugs in steps for end in range(1, len(slugs) + 1))
    return [change(noun, body(slugs[-1], "/".join(["", *slugs[:-1], ""]))) for slugs in all_steps]


def invented(random: Random, ref: str) -> Facts:
    """A commitment whose parts are chosen independently, so also combinations that services would not allow."""

    def maybe(pool: Sequence[T]) -> T | None:
        return random.choice(pool) if random.random() < 0.7 else None

    def some(pool: Sequence[T]) -> tuple[T, ...]:
        return tuple(random.sample(pool, random.randint(0, 2)))

    return Facts(
        ref=ref, kind=random.choice(list(Kind)), work=random.choice(list(Work)), programme=random.choice(SLUGS),
        assurance=random.choice(list(Assurance)), title_en=random.choice(TITLES), title_zh=random.choice(TITLES),
        registered_on=random.choice(DAYS), updated_on=random.choice(DAYS), precision=random.choice(list(Precision)),
        aliases=some(WORDS), parent=maybe(PARENTS), body_path=maybe(BODIES),
        post=maybe(SLUGS), leader=maybe(SLUGS), supervisor_path=maybe(BODIES), acceptor_path=maybe(BODIES),
        co_paths=some(BODIES),
        owner_words=random.choice(TITLES), due_words=random.choice(("", "by 2025", "2025年底前")), last_day=maybe(DAYS),
        first_day=maybe(DAYS), context_day=maybe(DAYS), confirmed=random.random() < 0.5, stage_day=maybe(DAYS),
        done_on=maybe(DAYS), review_day=maybe(DAYS), places=some(PLACES), tags=some(WORDS), marks=some(SLUGS),
        sources=some(SLUGS), duplicate_of=random.choice((None, None, "R-0")),
        stated_size=random.choice((None, 0, 1, 3)), unowned_since=maybe(DAYS),
        extended=random.choice((0, 0, 1, 2)), reopened=random.choice((0, 0, 1)),
    )  # fmt: skip


def known_on(today: date, invention: Iterable[Facts]) -> list[Facts]:
    """Facts as a register may hold them: an alias stands for one commitment, and nothing is done after ``today``."""
    taken: set[str] = set()
    found = []
    for each in invention:
        aliases = tuple(dict.fromkeys(alias for alias in each.aliases if alias.upper() not in taken))
        taken.update(alias.upper() for alias in aliases)
        done_on = None if each.done_on and each.done_on > today else each.done_on
        words = (each.ref, *aliases, each.title_en, each.title_zh, each.owner_words, each.due_words)
        found.append(replace(each, aliases=aliases, done_on=done_on, search_text=searchable(*words)))
    parts, given_up = Counter(each.parent for each in found), _is_given_up(found)
    return [
        replace(each, entered=parts[each.ref], duplicate_of=None if given_up else each.duplicate_of) for each in found
    ]


def _is_given_up(known: Iterable[Facts]) -> bool:
    """Whether what would count for its duplicates stands for nobody any more."""
    return any(each.ref == "R-0" and each.work in STANDS_FOR_NOBODY for each in known)


def row_of(each: Facts) -> dict[str, Any]:
    """The row whose facts these are."""
    return commitment(
        each.ref, kind=str(each.kind), work=str(each.work), assurance=str(each.assurance), programme=each.programme,
        title_en=each.title_en, title_zh=each.title_zh, registered_on=each.registered_on, updated_on=each.updated_on,
        precision=str(each.precision), aliases=list(each.aliases), parent=each.parent, body=leaf(each.body_path),
        post=each.post, leader=each.leader, extended=each.extended, reopened=each.reopened,
        supervisor=leaf(each.supervisor_path), acceptor=leaf(each.acceptor_path),
        co_bodies=[leaf(path) for path in each.co_paths], owner_words=each.owner_words, due_words=each.due_words,
        last_day=each.last_day, first_day=each.first_day, context_day=each.context_day,
        confirmed_by="office" if each.confirmed else None, stage_day=each.stage_day, done_on=each.done_on,
        review_day=each.review_day, unowned_since=each.unowned_since,
        places=[leaf(path) for path in each.places], tags=list(each.tags),
        size=None if each.stated_size is None else {"stated": each.stated_size, "unit": {"en": "cases", "zh": "件"}},
        marks=list(each.marks), sources=[{"source": source, "paragraph": ""} for source in each.sources],
    )  # fmt: skip


def links_of(known: Iterable[Facts]) -> dict[str, dict[str, Any]]:
    """The rows of the links that make these facts duplicates, and of one for each that does not.

    What is the same as something that was given up is no duplicate either.
    """
    found, known = {}, list(known)
    given_up = _is_given_up(known)
    for each in known:
        kind, first = ("same_as", "R-0") if each.duplicate_of or given_up else ("related_to", "R-0")
        key = f"{kind}:{first}:{each.ref}"
        found[key] = {"key": key, "kind": kind, "a": first, "b": each.ref, "note_en": "", "note_zh": ""}
    return found
