"""Writers who read a commitment and then change what they read, many at once; and a check that no change is lost."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from threading import Barrier

from sqlalchemy import text as sql

from tests.support.people import make_people
from tests.support.registers import opened
from tracker.kit.errors import Conflict
from tracker.services import changes, registration
from tracker.services.changes import Update
from tracker.services.context import Context, Principal
from tracker.services.registration import NewCommitment
from tracker.store import commitments

FEW = 3
ROUND = 101
"""Progress goes from 0 to 100 and then begins again."""


@dataclass(frozen=True)
class Success:
    """A change that the writer was told had been made, and the version that he was told it has."""

    ref: str
    version: int
    said: str


def make_ground(url: str) -> None:
    """Make a register with a few commitments, each with progress 0."""
    make_people(url)
    ctx = replace(opened(url), who=Principal("p-office-head"))
    for number in range(FEW):
        new = NewCommitment(programme="plain", title_en=f"Number {number}", body="north-water")
        changes.update(ctx, Update(ref=registration.add(ctx, new), progress=0))
    ctx.db.close()


def refs(ctx: Context) -> list[str]:
    """What there is to be changed."""
    with ctx.db.read() as session:
        return list(session.execute(sql("SELECT ref FROM commitment ORDER BY ref")).scalars())


def write(ctx: Context, name: str, times: int, *, meet: Callable[[], object] = lambda: None) -> list[Success]:
    """Read and then change, so many times; gives what succeeded, and nothing but a Conflict is let pass.

    ``meet`` is called between reading and changing.
    """
    chance, among, made = Random(name), refs(ctx), []
    for n in range(times):
        ref, said = chance.choice(among), f"{name}/{n}"
        with ctx.db.read() as session:
            row = commitments.current(session, ref)
        meet()
        told = Update(ref=ref, version=row["version"], progress=(row["progress"] + 1) % ROUND, reason=said)
        try:
            made.append(Success(ref, changes.update(ctx, told), said))
        except Conflict:
            continue
    return made


def write_at_once(contexts: Sequence[Context], prefix: str, times: int, *, met: Barrier | None = None) -> list[Success]:
    """A writer for each context, all at once in threads of their own; gives what succeeded."""
    meet = met.wait if met else lambda: None
    with ThreadPoolExecutor(len(contexts)) as pool:
        writers = [
            pool.submit(write, ctx, f"{prefix}{number}", times, meet=meet) for number, ctx in enumerate(contexts)
        ]
        return [success for writer in writers for success in writer.result()]


def owners(ctx: Context, count: int) -> list[Context]:
    """So many contexts of one register: people with posts in the responsible body, who are taken in turn."""
    people = ("p-water-head", "p-water-clerk", "p-rivers-head")
    return [replace(ctx, who=Principal(people[number % len(people)])) for number in range(count)]


def work(url: str, prefix: str, threads: str, times: str, told: str) -> None:
    """What a process of its own does: writers in threads; what succeeded is written to the file ``told``."""
    ctx = opened(url)
    made = write_at_once(owners(ctx, int(threads)), prefix, int(times))
    ctx.db.close()
    Path(told).write_text(json.dumps([asdict(each) for each in made]), encoding="utf-8")


def told_in(file: Path) -> list[Success]:
    """What a process wrote that had succeeded."""
    return [Success(**each) for each in json.loads(file.read_text(encoding="utf-8"))]


def lost(ctx: Context, made: Iterable[Success]) -> list[str]:
    """What is wrong with the history when these changes were said to be made: each once, each on what it had read."""
    wrong, there = [], []
    with ctx.db.read() as session:
        bodies = session.execute(sql("SELECT body FROM history_entry WHERE record_type = 'commitment' ORDER BY seq"))
        entries = [json.loads(body) for body in bodies.scalars()]
    last: dict[str, tuple[int, int | None]] = {}
    for entry in entries:
        ref, version, progress = entry["record"]["key"], entry["version"], entry["snapshot"]["progress"]
        if "/" in entry["reason"]:
            there.append(Success(ref, version, entry["reason"]))
            before, read = last[ref]
            if (version, progress) != (before + 1, ((read or 0) + 1) % ROUND):
                wrong.append(f"{ref} went from {last[ref]} to {(version, progress)}: a change was lost")
        last[ref] = (version, progress)
    said, found = Counter(made), Counter(there)
    wrong += [f"{each} was said to be made, and is there {found[each]} times" for each in said if found[each] != 1]
    return wrong + [f"{each} is there, and nobody was told" for each in found if each not in said]
