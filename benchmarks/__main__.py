"""``make bench``: measure in one run what the register costs against the raw limits; say what is over its limit."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from math import ceil
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.progress import Progress

from benchmarks import appending, browsing, command, counting, lettering, loading, paging, report, serving, sweeping
from benchmarks.measure import Figure
from benchmarks.registers import Place, bytes_on_disk, place, settle
from tracker.store.database import Database

DATABASES = ("sqlite", "postgresql")
WIDE = 170
"""The table in a file; a terminal has the width it has."""

UNITS = {"k": 1_000, "m": 1_000_000}


def main(words: Sequence[str] | None = None) -> int:
    """Measure what is asked for; returns 0 unless something breaks, since this is no test."""
    asked = _arguments(words)
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    begun = perf_counter()
    machine = report.machine()
    figures: list[Figure] = []
    for kind in asked.databases:
        with place(kind) as where:
            machine[kind] = where.version
            for size in asked.sizes:
                figures += _measured(_answers(where, size, asked.rounds, console), console)
            letters = lettering.measure(where, rounds=asked.rounds, addressees=min(500, *asked.sizes))
            figures += _measured(letters, console)
    console.print(report.table(figures))
    console.print(", ".join(f"{name}: {value}" for name, value in machine.items()), highlight=False)
    console.print(f"Measured in {perf_counter() - begun:,.0f} s.", highlight=False)
    report.verdict(console, figures)
    if asked.json:
        report.write_json(asked.json, figures, machine)
    return 0


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=_sizes("10k,100k,1m"), help="commitments, such as 10k,100k,1m")
    parser.add_argument("--databases", type=_databases, default=DATABASES, help="of sqlite,postgresql")
    parser.add_argument("--rounds", type=int, default=7, help="how often raw and ours take turns")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser.parse_args(words)


def _sizes(words: str) -> list[int]:
    return [int(word.rstrip("km")) * UNITS.get(word[-1], 1) for word in words.lower().split(",")]


def _databases(words: str) -> list[str]:
    found = words.split(",")
    if not set(found) <= set(DATABASES):
        raise argparse.ArgumentTypeError(f"{words!r} is not among {', '.join(DATABASES)}")
    return found


def _measured(figures: Iterator[Figure], console: Console) -> Iterator[Figure]:
    """Every figure, told as soon as it is known."""
    for figure in figures:
        console.print("  ".join(cell for cell in report.cells(figure) if cell), highlight=False, soft_wrap=True)
        yield figure


def _answers(where: Place, size: int, rounds: int, console: Console) -> Iterator[Figure]:
    with ExitStack() as stack:
        loaded = loading.Loading(min(size, loading.CHUNK))
        ours, raw = _loaded(where, size, rounds, loaded, stack, console)
        yield loaded.figure(where.kind, size)
        settle(ours)
        settle(raw)
        _tell_cost(console, loaded, ours, raw, size)
        for question, lines in paging.plans(ours):
            plan = "\n  ".join([f"Plan of {question}:", *lines])
            console.print(plan, markup=False, highlight=False, soft_wrap=True)
        yield from paging.measure(ours, size, rounds=rounds)
        yield from counting.measure(ours, size, rounds=rounds)
        yield from command.measure(ours, size, rounds=rounds)
        yield from appending.measure(ours, raw, size, rounds=rounds)
        yield from serving.measure(ours, size, rounds=rounds)
        yield from browsing.measure(ours, size, rounds=rounds)
        if browsing.program() is None:
            console.print("No page was measured in a browser: there is no chromium here.", style="yellow")
        yield from sweeping.measure(ours, size, rounds=rounds)


def _loaded(
    where: Place, size: int, rounds: int, loaded: loading.Loading, stack: ExitStack, console: Console
) -> tuple[Database, Database]:
    """Two loaded registers, the second with bare rows only; loaded so often that every round has a chunk."""
    times = ceil(rounds * loaded.chunk / size)
    console.print(
        f"Loading {size:,} commitments on {where.kind}, {times} times with the whole history and bare", style="dim"
    )
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(f"loading {size:,} on {where.kind}", total=times * size)
        for last in range(times):
            with ExitStack() as both:
                ours, raw = (both.enter_context(where.register(name)) for name in ("ours", "raw"))
                loading.load(ours, raw, size, loaded, progress=lambda done: progress.advance(task, done))
                if last == times - 1:
                    stack.enter_context(both.pop_all())
                    return ours, raw
    raise AssertionError("nothing was loaded")


def _tell_cost(console: Console, loaded: loading.Loading, ours: Database, raw: Database, size: int) -> None:
    memory = "" if loaded.memory is None else f"; a chunk took {loaded.memory / 2**20:,.0f} MB of memory at its peak"
    console.print(
        f"{size:,} commitments take {bytes_on_disk(ours) / 2**20:,.0f} MB on disk with their history, "
        f"{bytes_on_disk(raw) / 2**20:,.0f} MB as bare rows{memory}; "
        f"all the loading: {sum(loaded.ours):,.0f} s, raw {sum(loaded.raw):,.0f} s",
        highlight=False,
        soft_wrap=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
