"""What pages load: our own files only, named by what is in them, so that a browser may keep them for ever."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its address, which changes with its content, and what it is."""

    address: str
    content: bytes
    type: str


@cache
def assets() -> dict[str, Asset]:
    """Every file by its name; read once."""
    return {file.name: _asset(file) for file in sorted(FOLDER.iterdir()) if file.suffix in TYPES}


def address(name: str) -> str:
    """Where a page finds a file."""
    return assets()[name].address


def _asset(file: Path) -> Asset:
    content = file.read_bytes()
    return Asset(f"/static/{hashlib.sha256(content).hexdigest()[:16]}/{file.name}", content, TYPES[file.suffix])
