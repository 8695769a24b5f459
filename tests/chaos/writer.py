"""A process that changes commitments without end and says each change it committed; it is killed from outside."""

import sys
from datetime import UTC, datetime, timedelta
from random import Random

from tests.support.rows import BY, change, commitment
from tracker.store import history
from tracker.store.database import Database


def main(url: str, name: str, seed: int) -> None:
    """Append to the register at ``url`` as writer ``name`` until killed."""
    random, database = Random(seed), Database(url)
    at = datetime(2026, 1, 5, tzinfo=UTC)
    number = 0
    while True:
        number += 1
        rows = [commitment(f"{name}-{number}-{part}", tags=["air"]) for part in range(random.choice([1, 1, 1, 50]))]
        at += timedelta(seconds=1)
        with database.write() as session:
            history.append(session, [change("commitment", row) for row in rows], by=BY, at=at)
        for row in rows:
            print(row["ref"], flush=True)  # noqa: T201 - the parent reads what was promised


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
