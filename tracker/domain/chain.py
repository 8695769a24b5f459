"""The form in which history is written down: canonical bytes, leaf hashes, and the head of the tree over them.

The format is pinned in docs/history.md with test vectors; to change a byte needs a new ``v`` and a decision record.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

MAX_INTEGER = 2**53 - 1
"""Larger integers do not survive readers that follow RFC 8785 (they are IEEE doubles there)."""

EMPTY_ROOT = sha256(b"").digest()
"""Root of a tree without leaves (RFC 6962, 2.1)."""


class NotCanonical(ValueError):  # noqa: N818 - says what the value is
    """A value that the canonical form cannot carry: a float, a too large integer, a lone surrogate, a strange key."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes of ``value`` in the JSON Canonicalization Scheme (RFC 8785), restricted so that no reader can differ.

    Keys are ASCII, numbers are whole and within 53 bits (amounts travel as decimal strings), text is valid Unicode;
    within these bounds sorted ``json`` output is the canonical form. Raises NotCanonical otherwise.
    """
    _check(value)
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical(f"text that is not valid Unicode: {error.object[error.start : error.end]!r}") from error


def _check(value: Any) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical(f"an integer beyond 53 bits: {value}")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise NotCanonical(f"a key that is not ASCII text: {key!r}")
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    else:
        raise NotCanonical(f"a value of type {type(value).__name__}: {value!r}")


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry as a leaf (RFC 6962, 2.1: SHA-256 over 0x00 and the entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node (RFC 6962, 2.1: SHA-256 over 0x01 and both children)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the history: how many entries there are, and the roots of the perfect subtrees over them.

    ``peaks`` go from the oldest and largest subtree to the newest; they are all that an append needs to know.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The Merkle tree hash over all entries (RFC 6962, 2.1)."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def extend(self, leaves: Iterable[bytes]) -> "Head":
        """The head after these leaf hashes were appended, in order."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            peaks.append(leaf)
            size += 1
            rest = size
            while rest % 2 == 0:
                right = peaks.pop()
                peaks[-1] = node_hash(peaks[-1], right)
                rest //= 2
        return Head(size, tuple(peaks))

    def __str__(self) -> str:
        """``<size> <root in hex>``, as printed in letters and exports (docs/reference.md, Edition)."""
        return f"{self.size} {self.root.hex()}"


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over leaf hashes, from the recursive definition (RFC 6962, 2.1); slow and obvious."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))
