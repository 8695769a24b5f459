"""What the rules of the house look at: the project's own files, and its modules as Python reads them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is, or would be, in the repository."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = (ROOT / name for name in sorted(set(listing.split("\0"))) if name)
    return tuple(file for file in files if file.is_file())


def text_files() -> Iterator[tuple[str, str]]:
    """The name and the text of every file that is text."""
    for file in project_files():
        try:
            yield inside(file), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the product."""
    return tuple(file for file in project_files() if file.suffix == ".py" and inside(file).startswith("tracker/"))


@cache
def parsed(module: Path) -> ast.Module:
    """A module as Python reads it."""
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def inside(file: Path) -> str:
    """A file's path inside the project."""
    return file.relative_to(ROOT).as_posix()


def at(module: Path, node: ast.expr | ast.stmt | ast.excepthandler) -> str:
    """Where something stands, as an editor opens it."""
    return f"{inside(module)}:{node.lineno}"
