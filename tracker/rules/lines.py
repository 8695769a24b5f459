"""YAML read so that every part of it still knows its line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml

from tracker.kit.text import Text, text

MOST_SIGNS = 100_000
DEEPEST = 20
DAY = "tag:yaml.org,2002:timestamp"
LONGEST = 60
"""So much of what cannot be read is repeated in a message."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control signs, which would move the cursor of a terminal, and halves of signs, which no database takes."""

Path = tuple[str | int, ...]


class Unreadable(Exception):  # noqa: N818 - says what the file is
    """Something that is not the YAML of a pack, on a line."""

    def __init__(self, line: int, reason: Text) -> None:
        self.line, self.reason = line, reason
        super().__init__(str(reason))


@dataclass(slots=True)
class Read:
    """The data of a file, and for each path into them the line on which it stands, counted from 1."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Iterable[str | int]) -> int:
        """The line of a path; where a part of it is not in the file, that of what it would stand in."""
        found: Path = ()
        for part in path:
            if (*found, part) in self.lines:
                found = (*found, part)
        return self.lines[found]


def read(words: str) -> Read:
    """The data in ``words``; raises Unreadable.

    Keys are taken as they stand, so that ``off`` and ``on`` are words and not yes and no.
    """
    if len(words) > MOST_SIGNS:
        raise Unreadable(1, text("the file is longer than {n} signs", n=MOST_SIGNS))
    try:
        loader = yaml.SafeLoader(words)
        root = loader.get_single_node()
        if root is None:
            raise Unreadable(1, text("the file is empty"))
        found = Read(None, {(): root.start_mark.line + 1})
        found.data = _plain(loader, root, (), found.lines, set())
    except RecursionError as error:  # of the parser, which asks for the depth of a file only as Python does
        raise Unreadable(1, text("this is nested too deeply")) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        raise Unreadable(mark.line + 1 if mark else 1, text("this is not YAML: {why}", why=str(why))) from error
    return found


def _plain(loader: yaml.SafeLoader, node: yaml.Node, path: Path, lines: dict[Path, int], seen: set[int]) -> Any:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise Unreadable(line, text("write it out again: references within a file are not read"))
    if len(path) > DEEPEST:
        raise Unreadable(line, text("this is nested too deeply"))
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, lines, seen)
    if isinstance(node, yaml.SequenceNode):
        found = []
        for number, part in enumerate(node.value):
            lines[*path, number] = part.start_mark.line + 1
            found.append(_plain(loader, part, (*path, number), lines, seen))
        return found
    return _scalar(loader, node, line)


def _scalar(loader: yaml.SafeLoader, node: yaml.Node, line: int) -> Any:
    shown = str(node.value)[:LONGEST]
    try:
        value = loader.construct_object(node)
    except (ValueError, LookupError, AttributeError) as error:  # all that PyYAML raises for words after a wrong tag
        if node.tag == DAY and isinstance(error, ValueError):
            raise Unreadable(line, text("“{value}” is no day of the calendar", value=shown)) from error
        raise Unreadable(line, text("“{value}” cannot be read", value=shown)) from error
    if isinstance(value, str):
        _require_seen(value, line)
    return value


def _require_seen(words: str, line: int) -> None:
    if _UNSEEN.search(words):
        raise Unreadable(line, text("a sign stands here that cannot be shown"))


def _mapping(
    loader: yaml.SafeLoader, node: yaml.MappingNode, path: Path, lines: dict[Path, int], seen: set[int]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable(line, text("a name is expected before the colon"))
        _require_seen(key.value, line)
        if key.value in found:
            raise Unreadable(line, text("“{name}” stands here twice", name=key.value))
        lines[*path, key.value] = line
        found[key.value] = _plain(loader, value, (*path, key.value), lines, seen)
    return found
