"""Plain text in columns: a Chinese character takes two and may end a line, and no full stop begins one."""

import re
import unicodedata

COLUMNS = 72
"""The width of a line: plain text is shown unwrapped in many mail programs, and quoted once it still fits in 80."""

_WIDE = (
    r"\u2e80-\u2fff\u3003-\u3007\u3012-\u3013\u3020-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\uff10-\uff19\uff21-\uff3a\U00020000-\U0003ffff"
)
_OPENING = "“‘（《〈【「『〔"
_CLOSING = "”’），。、；：？！》〉】」』〕…"
_GAP = " \t\r\n\f\v"  # not the space that does not break
_NARROW_CLOSING = r",.;:!?)\]%"
_PIECE = re.compile(
    rf"([{_GAP}]*)([{_OPENING}]*"
    rf"(?:[{_WIDE}][{_NARROW_CLOSING}]*|[^{_GAP}{_WIDE}{_OPENING}{_CLOSING}]+)?[{_CLOSING}{_NARROW_CLOSING}]*)"
)


class _Widths(dict[str, int]):
    """The width of each character that was met."""

    def __missing__(self, sign: str) -> int:
        self[sign] = 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        return self[sign]


_width_of = _Widths().__getitem__


def width(words: str) -> int:
    """How many columns ``words`` take."""
    return len(words) if words.isascii() else sum(map(_width_of, words))


def fold(words: str, indent: int = 0, end: int = COLUMNS) -> str:
    """``words`` in lines up to column ``end``; the first begins at column ``indent``, and so do the others.

    What cannot be broken, such as an address, stands in a line of its own however long it is.
    """
    room = end - indent
    if (len(words) * 2 <= room or width(words) <= room) and "\n" not in words:
        return words
    lines, line, used = [], "", 0
    for gap, piece in _PIECE.findall(words):
        if not piece:
            continue
        space = " " if gap and line else ""
        size = width(piece)
        if line and used + len(space) + size > room:
            lines.append(line)
            line, used, space = "", 0, ""
        line += space + piece
        used += len(space) + size
    lines.append(line)
    return ("\n" + " " * indent).join(lines)


def underlined(words: str) -> str:
    """A heading with a line of its width below."""
    folded = fold(words)
    return folded + "\n" + "-" * max(map(width, folded.split("\n")))


def left(words: str, columns: int) -> str:
    """``words`` in a column of this width, folded where they are longer, so that a number may follow."""
    folded = fold(words, end=columns - 2)
    return folded + " " * (columns - width(folded.rpartition("\n")[2]))


def right(words: str, columns: int) -> str:
    """``words`` at the right end of a column of this width."""
    return " " * (columns - width(words)) + words
