"""What pages load: our own files only, named by what is in them, so that a browser may keep them for ever."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
SHEET = "register.css"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its address, which changes with its content, and what it is."""

    address: str
    content: bytes
    type: str


@cache
def assets() -> dict[str, Asset]:
    """Every file by its name; read once. The style sheets are one, ``register.css``, in the order of their names."""
    found = {
        file.name: _asset(file.name, file.read_bytes()) for file in sorted(FOLDER.iterdir()) if file.suffix in TYPES
    }
    styles = b"\n".join(file.read_bytes() for file in sorted((FOLDER / "styles").glob("*.css")))
    return {**found, SHEET: _asset(SHEET, styles)}


def address(name: str) -> str:
    """Where a page finds a file."""
    return assets()[name].address


def _asset(name: str, content: bytes) -> Asset:
    return Asset(f"/static/{hashlib.sha256(content).hexdigest()[:16]}/{name}", content, TYPES[Path(name).suffix])
