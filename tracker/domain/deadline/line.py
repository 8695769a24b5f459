"""The working copy of the words: one spelling for every sign, and the way back to the words as stated."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from re import Match, Pattern

from tracker.domain.deadline.period import Every, Period

Place = tuple[int, int]
Piece = str | Period | Every

PERIODS = "[\U000f0000-\U000ffffd]"
EVERIES = "[\U00100000-\U0010fffd]"
MASK = "\x00"
SOFT_MASK = "\x01"
QUOTED = 80

_SAME = str.maketrans(
    "個內週號間長堅續進終後來從於時當爭約則實發過驗階這兩節國慶條動點開審獲復⺝○",
    "个内周号间长坚续进终后来从于时当争约则实发过验阶这两节国庆条动点开审获复月〇",
)
_DASHES = frozenset("‐‑‒–—―−﹘﹣－~～〜∼〰﹏─━")
_QUOTES = frozenset('“”„‟«»「」『』"＂〝〞')
_APOSTROPHES = frozenset("‘’ʼ′`＇")
_STRUCK = frozenset("\u0334\u0335\u0336\u0337\u0338")
_NUMERAL = re.compile(
    "[〇零一二两三四五六七八九十百廿卅0-9oO]{1,9}"
    "(?=年|月|日(?!常)|号|个月|个?工作日|个?自然日|天|周|季|个季度|旬|小时|时(?!间|期|候|限|效|机|代|序|段|常|刻)|个?星期|个半年|个交易日)"
)
_NUMERAL_OF_MONTH = re.compile("(?<=月)[一二三四五六七八九十廿卅]{1,3}(?=前|之前|以前)")
_DIGITS = {
    sign: number for number, signs in enumerate(("〇零oO", "一", "二两", "三", *"四五六七八九")) for sign in signs
}
_TENS = {"廿": 20, "卅": 30}


@dataclass(slots=True)
class Line:
    """The words folded to one spelling; calendar expressions stand in it as single signs (private-use planes)."""

    source: str
    text: str
    places: list[Place]
    struck: bool = False
    things: dict[str, Period | Every] = field(default_factory=dict)

    def quote(self, start: int, end: int) -> str:
        """The words as stated at that place, cut short where they are long."""
        if start >= end:
            return ""
        first, last = self.places[start][0], self.places[end - 1][1]
        stated = self.source[first:last].strip()
        lonely = stated.count("”") - stated.count("“")
        if lonely > 0 and self.source[:first].endswith("“"):
            stated = "“" + stated
        if lonely < 0 and self.source[last:].startswith("”"):
            stated += "”"
        return stated if len(stated) <= QUOTED else stated[: QUOTED - 1] + "…"

    def swap(self, pattern: Pattern[str], make: Callable[[Match[str]], Iterable[Piece]]) -> None:
        """Put what ``make`` returns in the place of each match; where it returns nothing the match stays."""
        pieces: list[str] = []
        places: list[Place] = []
        at = 0
        for match in pattern.finditer(self.text):
            new = "".join(self._signs(make(match)))
            if not new:
                continue
            place = (self.places[match.start()][0], self.places[match.end() - 1][1])
            pieces += (self.text[at : match.start()], new)
            places += self.places[at : match.start()] + [place] * len(new)
            at = match.end()
        self.text = "".join(pieces) + self.text[at:]
        self.places = places + self.places[at:]

    def mask(self, spans: Iterable[Place], sign: str = MASK) -> None:
        """Take matched words out of the way of later rules."""
        signs = list(self.text)
        for start, end in spans:
            signs[start:end] = sign * (end - start)
        self.text = "".join(signs)

    def _signs(self, pieces: Iterable[Piece]) -> Iterator[str]:
        for piece in pieces:
            if isinstance(piece, str):
                yield piece
                continue
            sign = chr((0xF0000 if isinstance(piece, Period) else 0x100000) + len(self.things))
            self.things[sign] = piece
            yield sign


def fold(words: str) -> Line:
    """One spelling for widths, dashes, quotes, traditional characters and Chinese numerals (FOUNDATIONS.md 2.3)."""
    signs = [(new, (at, at + 1)) for at, sign in enumerate(words) for new in _spelling(sign)]
    kept = list(_spaced(signs))
    line = Line(
        words, "".join(sign for sign, _ in kept), [place for _, place in kept], any(sign in _STRUCK for sign in words)
    )
    line.swap(_NUMERAL, lambda match: (_arabic(match[0]),))
    line.swap(_NUMERAL_OF_MONTH, lambda match: (_arabic(match[0]),))
    return line


def _spelling(sign: str) -> str:
    """How one sign is spelled here: nothing for marks without meaning, a space for what is no text."""
    if sign in _DASHES:
        return "-"
    if sign in _QUOTES or sign in _STRUCK:
        return ""
    if sign in _APOSTROPHES:
        return "'"
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.digit(sign))
    if category == "Cf":
        return ""
    if category[0] in "CZ" or category == "No":
        return " "
    return unicodedata.normalize("NFKC", sign).translate(_SAME)


def _spaced(signs: list[tuple[str, Place]]) -> Iterator[tuple[str, Place]]:
    """Single spaces, and none beside Chinese signs."""
    before = ""
    waiting: tuple[str, Place] | None = None
    for sign, place in signs:
        if sign.isspace():
            waiting = waiting or (" ", place)
            continue
        if waiting is not None and before and not _chinese(before) and not _chinese(sign):
            yield waiting
        waiting = None
        before = sign
        yield sign, place


def _chinese(sign: str) -> bool:
    return "\u3001" <= sign <= "\u9fff"


def _arabic(numeral: str) -> str:
    """二〇二四 → 2024, 三十一 → 31, 百 → 100; what is no number stays."""
    if numeral.isdecimal() or not set(numeral) - set("oO"):
        return ""
    if not any(sign in "十百廿卅" for sign in numeral):
        return "".join(sign if sign in "0123456789" else str(_DIGITS[sign]) for sign in numeral)
    total = unit = 0
    for sign in numeral:
        if sign in "十百":
            total += (unit or 1) * (10 if sign == "十" else 100)
            unit = 0
        elif sign in _TENS:
            total += _TENS[sign]
        elif sign in _DIGITS:
            unit = _DIGITS[sign]
        else:
            return ""
    return str(total + unit)
