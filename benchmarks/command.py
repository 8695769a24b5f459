"""Question 4: a list on the command line, from nothing to its answer, against Python that has imported SQLAlchemy."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import ground
from benchmarks.measure import Figure, taking_turns
from tracker.store.database import Database

LIMIT = 3.0
TRACKER = Path(sys.executable).with_name("tracker")


def measure(db: Database, size: int, *, rounds: int) -> Iterator[Figure]:
    """The figure of one list, in a process of its own each time, with every file in the cache of the system."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    environment["TRACKER_DATABASE_URL"] = db.url.render_as_string(hide_password=False)

    def run(*command: str | Path) -> str:
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    asked = f"is:overdue unit:{ground.unit()}"
    answer = run(TRACKER, "list", asked)
    found = taking_turns(
        {
            "bare": lambda: run(sys.executable, "-c", "pass"),
            "raw": lambda: run(sys.executable, "-c", "import sqlalchemy"),
            "ours": lambda: run(TRACKER, "list", asked),
        },
        rounds,
    )
    remark = f"Python alone {1000 * found['bare']:.0f} ms; {len(answer.splitlines())} lines"
    question = "tracker list is:overdue unit:U, against import sqlalchemy"
    yield Figure(question, db.dialect, size, found["raw"], found["ours"], LIMIT, remark)
