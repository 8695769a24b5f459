"""A letter's content → its subject, its plain text and its HTML, by the templates in ``notifications/``."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from traceback import walk_tb

from jinja2 import Template, TemplateError, TemplateSyntaxError

from tracker.kit.errors import Invalid
from tracker.kit.text import text
from tracker.notifications.messages import Weekly
from tracker.notifications.templating import environment

_BLANK_LINES = re.compile(r"\n{3,}")
_SPACE_AT_END = re.compile(r"[ \t]+$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_FAULTS = (
    TemplateError,
    UnicodeDecodeError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a template can do wrong: Jinja's own errors, and those of its expressions."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What stands in a message: a subject of one line, the plain text, and the HTML that says the same."""

    subject: str
    text: str
    html: str


class Renderer:
    """Writes letters by the templates in ``folder``; a file of the same path in ``override`` replaces the shipped one.

    Templates are read once, when a language is first written. ``base_url`` is the address of the pages in links.
    """

    def __init__(self, folder: Path, override: Path | None, base_url: str) -> None:
        self._folder = folder
        self._override = override
        self._base_url = base_url.rstrip("/")
        self._template = lru_cache(maxsize=None)(self._compiled)

    @cached_property
    def shipped(self) -> "Renderer":
        """The same without the office's own templates, for letters that must go out while one of those is at fault."""
        return Renderer(self._folder, None, self._base_url)

    def weekly(self, letter: Weekly, *, unsubscribe: str = "") -> Rendered:
        """The weekly letter; raises Invalid that names the file and the line where a template is at fault.

        ``unsubscribe``: the address at which its reader asks for no more of its kind; without it, that of the settings.
        """
        link = unsubscribe or f"{self._base_url}/settings#letters"
        return Rendered(
            subject=_one_line(self._written("weekly/subject.txt", letter, link)),
            text=_tidy(self._written("weekly/body.txt", letter, link)),
            html=self._written("weekly/body.html", letter, link),
        )

    def _written(self, name: str, letter: Weekly, unsubscribe: str) -> str:
        try:
            return self._template(name, letter.language).render(letter=letter, unsubscribe=unsubscribe)
        except _FAULTS as error:
            if self._override is None:
                raise
            raise _invalid(error, self._place(name, error, self._override)) from error

    def _compiled(self, name: str, language: str) -> Template:
        folders = [folder for folder in (self._override, self._folder) if folder is not None]
        return environment(folders, language, self._base_url, html=name.endswith(".html")).get_template(name)

    def _place(self, name: str, error: Exception, override: Path) -> str:
        """The file and line at which the template ``name`` went wrong: of the office's own, if one took part."""
        if isinstance(error, TemplateSyntaxError):
            return f"{error.filename or error.name}:{error.lineno}"
        frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        for folder in (override, self._folder):
            lines = [f"{file}:{line}" for file, line in frames if Path(file).is_relative_to(folder)]
            if lines:
                return lines[-1]
        return str(next((file for file in (override / name, self._folder / name) if file.exists()), name))


def _invalid(error: Exception, place: str) -> Invalid:
    reason = error.message if isinstance(error, TemplateSyntaxError) else error
    return Invalid(
        text("The template {name} cannot be used: {reason}", name=place, reason=str(reason)),
        hint=text("Correct it, or take it away so that the shipped one is used."),
        where=place,
    )


def _one_line(words: str) -> str:
    return " ".join(_CONTROL.sub(" ", words).split())


def _tidy(words: str) -> str:
    """Without space at the ends of lines, and never more than one empty line in a row."""
    return _BLANK_LINES.sub("\n\n", _SPACE_AT_END.sub("", words)).strip("\n") + "\n"
