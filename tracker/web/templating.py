"""Templates in each language: words by gettext, days as the language writes them, everything escaped."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tracker.kit import language as kit
from tracker.kit import zones
from tracker.kit.text import Text
from tracker.services import labels
from tracker.services.views import Both
from tracker.web import assets, charts

TEMPLATES = Path(__file__).parent / "templates"
TAGS = {"en": "en", "zh": "zh-CN"}
"""Our short names of languages → the tags that browsers know."""

_HAN = range(0x3400, 0xA000)


@lru_cache(maxsize=len(TAGS))
def environment(language: str) -> Environment:
    """The templates, saying everything in one language.

    Messages have ``{named}`` places as everywhere else in the product, so the callables of Jinja's own extension,
    which would want ``%(named)s``, are not used; the extractor finds ``_`` and ``ngettext`` all the same.
    """
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    words = Words(language)
    found.globals.update(
        _=words.message,
        ngettext=words.counted,
        asset=assets.address,
        draw=charts,
        shape=labels.SHAPE,
        code=lambda words: Markup("<code>{}</code>").format(words),
        key=lambda words: Markup("<kbd>{}</kbd>").format(words),
        link_to=words.link_to,
        language=language,
        lang=TAGS[language],
        tags=TAGS,
        gap="" if language == "zh" else " ",
    )
    found.filters.update(
        say=words.say, day=words.day, number=words.number, label=words.label, zone=words.zone, lang_of=lang_of
    )
    return found


class Words:
    """How one language says things, as safe HTML."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.catalogue = kit.catalogue(language)

    def message(self, msgid: str, /, **values: Any) -> Markup:
        """A message; its values are escaped unless they are HTML already."""
        return self._filled(self.catalogue.gettext(msgid), values)

    def counted(self, singular: str, plural: str, n: int, /, **values: Any) -> Markup:
        """A message that depends on a number, which is its value ``n``."""
        return self._filled(self.catalogue.ngettext(singular, plural, n), {"n": n, **values})

    def say(self, value: Text | Both | str) -> str:
        """A text of the register or of the product, in this language."""
        return value.in_(self.language) if isinstance(value, Both) else kit.say(value, self.language)

    def label(self, value: str, group: str) -> str:
        """The words for a code of the register."""
        return self.say(labels.label(value, group))

    def day(self, value: date | datetime) -> Markup:
        """A day, or a moment with its hour, as people and as machines read it."""
        return Markup("<time datetime='{}'>{}</time>").format(value.isoformat(), kit.write(value, self.language))

    def zone(self, value: str) -> str:
        """What people call a time zone (a name of the IANA database)."""
        return self.say(zones.called(value))

    def link_to(self, address: str, value: Any) -> Markup:
        """A link inside a sentence."""
        return Markup('<a href="{}">{}</a>').format(address, self._written(value))

    def number(self, value: int) -> str:
        """A whole number, grouped by thousands."""
        return str(kit.write(value, self.language))

    def _filled(self, sentence: str, values: dict[str, Any]) -> Markup:
        return escape(sentence).format(**{name: self._written(value) for name, value in values.items()})

    def _written(self, value: Any) -> Any:
        return self.day(value) if isinstance(value, date) else kit.write(value, self.language)


def lang_of(words: str) -> str:
    """The tag of the language in which words of a source stand: Chinese where there is one Chinese character."""
    return TAGS["zh" if any(ord(sign) in _HAN for sign in words) else "en"]
