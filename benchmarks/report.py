"""What was found, for people and for programs."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.measure import Figure

STYLES = {"within": "green", "OVER THE LIMIT": "bold red", "no limit": "dim"}


def table(figures: Iterable[Figure]) -> Table:
    """The figures, those of one question one below the other."""
    shown = Table("question", "database", title_justify="left")
    for title in ("size", "raw, ms", "ours, ms", "ratio", "limit"):
        shown.add_column(title, justify="right", no_wrap=True)
    shown.add_column("")
    shown.add_column("remark")
    by_question: dict[str, list[Figure]] = {}
    for figure in figures:
        by_question.setdefault(figure.question, []).append(figure)
    for group in by_question.values():
        for figure in group:
            shown.add_row(*cells(figure), end_section=figure is group[-1])
    return shown


def cells(figure: Figure) -> tuple[str, ...]:
    """A figure as the cells of a row."""
    limit = "" if figure.limit is None else f"{figure.limit:g}"
    verdict = f"[{STYLES[figure.verdict]}]{figure.verdict}[/]"
    numbers = (_milliseconds(figure.raw), _milliseconds(figure.ours), f"{figure.ratio:.2f}")
    asked = (escape(figure.question), figure.database, f"{figure.size:,}")
    return (*asked, *numbers, limit, verdict, escape(figure.remark))


def _milliseconds(seconds: float) -> str:
    milliseconds = seconds * 1000
    return f"{milliseconds:,.0f}" if milliseconds >= 100 else f"{milliseconds:.3g}"


def verdict(console: Console, figures: Sequence[Figure]) -> None:
    """Say in one sentence whether everything is within its limit."""
    over = [figure for figure in figures if figure.limit is not None and figure.ratio > figure.limit]
    limited = sum(figure.limit is not None for figure in figures)
    if not over:
        console.print(f"[green]Within the limit: all {limited} figures that have one.[/]")
    for figure in over:
        console.print(
            f"[bold red]Over the limit:[/] {escape(figure.question)} on {figure.database} at {figure.size:,}: "
            f"{figure.ratio:.2f} times the raw limit, at most {figure.limit:g} was wanted."
        )


def write_json(file: Path, figures: Sequence[Figure], machine: dict[str, str]) -> None:
    """Write the figures, and on what they were measured, for a program to read."""
    rows = [{**asdict(figure), "ratio": figure.ratio, "verdict": figure.verdict} for figure in figures]
    text = json.dumps({"machine": machine, "figures": rows}, ensure_ascii=False, indent=1)
    file.write_text(f"{text}\n", encoding="utf-8")


def machine() -> dict[str, str]:
    """On what this is measured."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    cores = f"{os.cpu_count()}, load {load}"
    return {"python": platform.python_version(), "system": platform.platform(), "cores": cores}
