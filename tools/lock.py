"""Write the lock files from ``pyproject.toml``: exact versions with hashes, and never an address.

Only the main index is asked: an extra one may hold some files of a version and not others, and a lock made from it
would refuse the rest. What is locked stays as it is where it still fits; ``UPGRADE=yes`` takes the newest.
"""

import os
import sys

from environment import LOCKS, ROOT, UV_LOCK, Command, Failed, complain, fetch_uv, run

# Which dependency group of pyproject.toml goes into which lock; the two installable ones add the project's own needs.
PROJECT = ROOT / "pyproject.toml"
OTHER_INDEXES = ("UV_INDEX", "UV_FIND_LINKS")


def main() -> int:
    """Write all three locks, the larger one agreeing with the smaller; returns the exit code."""
    try:
        uv, environment, flags = fetch_uv()
        only_main_index = {name: value for name, value in environment.items() if name not in OTHER_INDEXES}
        upgrade = ["--upgrade"] if os.environ.get("UPGRADE") == "yes" else []
        style = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
        compile_lock = [uv, "pip", "compile", "--quiet", *flags, *style, *upgrade]
        runtime, dev = LOCKS["runtime"], LOCKS["dev"]
        sources: list[Command] = [
            [PROJECT, "--group", "build", "--output-file", runtime],
            [PROJECT, "--group", "dev", "--constraints", runtime, "--output-file", dev],
            ["--group", "bootstrap", "--output-file", UV_LOCK],
        ]
        for source in sources:
            run([*compile_lock, *source], only_main_index, f"write {source[-1]}")
    except Failed as failure:
        return complain(str(failure))
    return 0


if __name__ == "__main__":
    sys.exit(main())
