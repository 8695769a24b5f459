"""A bar on standard error while something takes its time, for those who watch."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracker.cli.output import say
from tracker.kit.text import Text

Step = Callable[[str, int, int], None]


@contextmanager
def bar(title: Text) -> Iterator[Step | None]:
    """What is to be called with the name of the part that begins, its number, and how many there are."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[part]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(say(title), total=None, part="")
        yield lambda part, number, total: shown.update(task, completed=number - 1, total=total, part=part)
