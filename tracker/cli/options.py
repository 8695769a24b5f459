"""The options that every command takes, before its name or after it, and what they were set to."""

import os
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from tracker import __version__
from tracker.kit.errors import Invalid
from tracker.kit.language import LANGUAGES
from tracker.kit.text import text


def _(msgid: str) -> str:
    """Mark the help of a command or an option for translation; ``app`` says it in the reader's language."""
    return msgid


PANEL = _("For every command")


@dataclass(slots=True)
class Options:
    """What was asked for; ``speaks`` is the language of answers, also before the settings could be read."""

    json: bool = False
    as_if: str | None = None
    as_of: str | None = None
    home: str | None = None
    language: str | None = None
    speaks: str = "en"
    query: str = ""
    """The query of this call, so that an error can point into it."""


_current: ContextVar[Options] = ContextVar("options", default=Options())  # noqa: B039 - begin() sets a new one


def current() -> Options:
    """The options of this call."""
    return _current.get()


def begin(words: Sequence[str]) -> Options:
    """Start a call. Errors come before the options are read, so their form and language are looked up in advance."""
    written = list(words[: words.index("--")] if "--" in words else words)
    wanted = _value(written, "--language") or os.environ.get("TRACKER_LANGUAGE", "")
    options = Options(json="--json" in written, speaks=wanted if wanted in LANGUAGES else LANGUAGES[0])
    _current.set(options)
    return options


def _value(words: list[str], name: str) -> str | None:
    found = None
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == name:
            found = following
        elif word.startswith(f"{name}="):
            found = word.partition("=")[2]
    return found


def _remember(param: typer.CallbackParam, value: Any) -> Any:
    # The same option stands before and after the command; where it is not given it takes nothing back.
    if value:
        setattr(current(), str(param.name), value)
    return value


def _remember_language(value: Any) -> Any:
    if value:
        if value not in LANGUAGES:
            raise Invalid(
                text("There is no language “{language}” here.", language=value),
                hint=text("Write en or zh."),
                where="--language",
            )
        current().language = current().speaks = value
    return value


def _version(value: bool) -> None:
    if value:
        typer.echo(f"tracker {__version__}")
        raise typer.Exit


def _shared(*names: str, help: str, callback: Callable[..., Any] = _remember, **more: Any) -> Any:  # noqa: A002
    return typer.Option(*names, help=help, callback=callback, expose_value=False, is_eager=True, **more)


def everywhere(
    json: Annotated[bool, _shared("--json", help=_("Answer as JSON."), rich_help_panel=PANEL)] = False,
    as_if: Annotated[
        str | None,
        _shared(
            "--as-if",
            metavar="MOMENT",
            help=_("Judge what is known today as if it were that day or moment."),
            rich_help_panel=PANEL,
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        _shared(
            "--as-of",
            metavar="MOMENT",
            help=_("Show what was known then, judged at that moment."),
            rich_help_panel=PANEL,
        ),
    ] = None,
    home: Annotated[
        str | None,
        _shared(
            "--home", metavar="FOLDER", help=_("The folder of the register (else TRACKER_HOME)."), rich_help_panel=PANEL
        ),
    ] = None,
    language: Annotated[
        str | None,
        _shared(
            "--language",
            metavar="en|zh",
            help=_("The language of answers (else TRACKER_LANGUAGE)."),
            callback=_remember_language,
            autocompletion=lambda: list(LANGUAGES),
            rich_help_panel=PANEL,
        ),
    ] = None,
    version: Annotated[bool, _shared("--version", help=_("Say which version this is."), callback=_version)] = False,
) -> None:
    """Take the options that stand before the command; ``app`` puts all but the version behind every command too."""
