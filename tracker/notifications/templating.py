"""The templates of letters in one language, as HTML or as plain text: words by gettext, days as one writes them.

Messages have ``{named}`` places as everywhere else in the product. Templates may be an office's own, so they run in
Jinja's sandbox and can change nothing that they are given.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MethodType
from typing import Any
from urllib.parse import quote

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from tracker.kit import language as kit
from tracker.kit import zones
from tracker.kit.text import text
from tracker.notifications import columns
from tracker.notifications.messages import BodyLine, Group, Line, News, Part, Weekly

TAGS = {"en": "en", "zh": "zh-CN"}
"""Our short names of languages → the tags that mail programs know."""

_CONTENT = frozenset({Weekly, Group, Line, Part, BodyLine, News, TemplateModule})
_HAN = re.compile("[\u3400-\u9fff]")
_STOPS = {"en": ". ", "zh": "。"}
_COMMAS = {"en": ", ", "zh": "，"}
_FULL_WIDTH = tuple("，。、；：？！）》")
_YEAR = re.compile(r"\s\d+$|^\d+年")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which asks less about the frozen data of a letter: that is most of what templates read."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute of anything, undefined where it is missing or none of a template's business."""
        if type(obj) not in _CONTENT or attribute.startswith("_"):
            return super().getattr(obj, attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return self.undefined(obj=obj, name=attribute)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call anything that is safe to call; our own words and the macros of templates are."""
        if type(__obj) is Macro:
            args = (__context.eval_ctx, *args)
        elif type(__obj) is not MethodType or type(__obj.__self__) not in _OURS:
            return super().call(__context, __obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


def environment(folders: Sequence[Path], language: str, base_url: str, *, html: bool) -> Sandbox:
    """Templates that say everything in one language; a file in an earlier folder replaces that of a later one."""
    found = Sandbox(
        loader=FileSystemLoader(folders),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    words: Words = HtmlWords(language) if html else Words(language)
    links = Links(base_url)
    found.globals.update(
        _=words.message,
        ngettext=words.counted,
        foreign=words.foreign,
        quoted=words.quoted,
        listed=words.listed,
        language=language,
        lang=TAGS[language],
        joined=words.joined,
        stop=_STOPS[language],
        comma=_COMMAS[language],
        shared_reason=words.shared_reason,
        query_link=links.query,
        commitment_link=links.commitment,
        register_link=base_url,
    )
    found.filters.update(
        day=words.day,
        near=words.near,
        number=words.number,
        week=words.week,
        zone=words.zone,
        fold=columns.fold,
        left=columns.left,
        right=columns.right,
        underlined=columns.underlined,
    )
    return found


class Words:
    """How one language says things, as plain text."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.catalogue = kit.catalogue(language)
        self.day = lru_cache(maxsize=1000)(self._day)
        self.near = lru_cache(maxsize=1000)(self._near)

    def message(self, msgid: str, /, **values: Any) -> str:
        """A message and its values."""
        return self._filled(self.catalogue.gettext(msgid), values)

    def counted(self, singular: str, plural: str, n: int, /, **values: Any) -> str:
        """A message that depends on a number, which is its value ``n``."""
        return self._filled(self.catalogue.ngettext(singular, plural, n), {"n": n, **values})

    def _near(self, value: date, beside: date) -> str:
        """A day, without its year where that is the year of ``beside``."""
        return self.day(value) if value.year != beside.year else _YEAR.sub("", self.day(value))

    def number(self, value: int) -> str:
        """A whole number, grouped by thousands."""
        return str(kit.write(value, self.language))

    def zone(self, value: str) -> str:
        """What people call a time zone (a name of the IANA database)."""
        return kit.say(zones.called(value), self.language)

    def week(self, value: str) -> str:
        """The name of a week such as ``2026-W47``."""
        year, _, number = value.partition("-W")
        return kit.say(text("week {week}, {year}", week=str(int(number)), year=year), self.language)

    def listed(self, values: Sequence[str]) -> str:
        """Several things in a row."""
        *others, last = values
        if not others:
            return last
        first = kit.say(text(", "), self.language).join(others)
        return kit.say(text("{first} and {last}", first=first, last=last), self.language)

    def joined(self, first: str, second: str) -> str:
        """Two sentences in a row: a space between them, unless the first ends as Chinese ones do."""
        return first + ("" if not first or first.endswith(_FULL_WIDTH) else " ") + second

    def shared_reason(self, lines: Sequence[Line]) -> str:
        """The one reason of all these commitments, to be said once above them; empty where they have several."""
        reasons = {line.why for line in lines}
        return reasons.pop() if len(reasons) == 1 < len(lines) else ""

    def foreign(self, words: str) -> str:
        """A title, which may be in the other language."""
        return words

    def quoted(self, words: str) -> str:
        """Words of a source, which may be in the other language."""
        return f"“{words}”"

    def _day(self, value: date) -> str:
        """A day, or a moment with its hour, as people read it."""
        return str(kit.write(value, self.language))

    def _filled(self, sentence: str, values: dict[str, Any]) -> str:
        return sentence.format(**{name: self._value(value) for name, value in values.items()}) if values else sentence

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        return self.day(value) if isinstance(value, date) else kit.write(value, self.language)


class HtmlWords(Words):
    """How one language says things, as safe HTML."""

    def foreign(self, words: str) -> str:
        """A title, told to be in the other language where it is, for whoever reads aloud."""
        return self._marked("span", words) or words

    def quoted(self, words: str) -> str:
        """Words of a source, told to be in the other language where they are."""
        return self._marked("q", words) or f"“{words}”"

    def _marked(self, tag: str, words: str) -> Markup | None:
        language = "zh" if _HAN.search(words) else "en"
        if language == self.language:
            return None
        return Markup('<{0} lang="{1}">{2}</{0}>').format(tag, TAGS[language], words)

    def _day(self, value: date) -> str:
        """A day whose number is never parted from its month; a space that holds takes six bytes in a message."""
        return super()._day(value).replace(" ", "\xa0", 1)

    def _filled(self, sentence: str, values: dict[str, Any]) -> Markup:
        # Markup.format would do the same, but takes ten times as long; all that is put together here is escaped.
        return Markup(str.format(escape(sentence), **{n: escape(self._value(v)) for n, v in values.items()}))  # noqa: S704


class Links:
    """The addresses of pages."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")

    def query(self, query: str) -> str:
        """The page that lists what a query finds."""
        return f"{self.base_url}/commitments?q={quote(query, safe=':,')}"

    def commitment(self, ref: str) -> str:
        """The page of one commitment."""
        return f"{self.base_url}/commitments/{quote(ref, safe='')}"


_OURS = frozenset({Words, HtmlWords, Links})
