"""The commands put together, in the language of the call, each with the options that all of them take."""

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from tracker.cli import (
    access,
    changes,
    check,
    commitments,
    deadlines,
    digest,
    evidence,
    ledger,
    loop,
    offices,
    options,
    readings,
    registers,
    registration,
    requests,
    rules,
    sending,
    serving,
    token,
    user,
)
from tracker.cli.failures import Usage
from tracker.cli.options import _
from tracker.cli.output import say, width
from tracker.kit.text import Text, text

READ, CHANGE, VERIFY, RUN = _("Read"), _("Change"), _("Verify and decide"), _("Run")
ARGUMENTS, OPTIONS, COMMANDS = _("Arguments"), _("Options"), _("Commands")

NARROW = 45
"""So many columns are left to the help of an option on a small terminal."""

_STOPS = re.compile("([，。；：])(?=.)")

TYPERS = (
    _("Install completion for the current shell."),
    _("Show completion for the current shell, to copy it or customize the installation."),
)
"""The help of the options that Typer adds, word for word, so that it is translated with ours."""

_COMPLETION = {"--help", "--install-completion", "--show-completion"}
"""Only with one of these is it worth looking up which shell this is."""


class Helpful:
    """A command whose help speaks the reader's language throughout."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option ``--help``, which Typer adds by itself."""
        option: Any = super().get_help_option(ctx)  # type: ignore[misc]
        option.help, option.metavar, option.rich_help_panel = say(text("Say this, and end.")), "", say(Text(OPTIONS))
        return option


class Leaf(Helpful, TyperCommand):
    """A command; what it is given beyond what it takes is told in the reader's language."""

    allow_extra_args = True

    def invoke(self, ctx: Any) -> Any:
        """Call the command, if its right allows it: see ``rights``."""
        from tracker.cli import opening, rights

        rights.begin(ctx.command_path, opening.settings)
        return super().invoke(ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command; raises Usage for words too many and for misspelt options."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise Usage(
                text("“{words}” is more than this command takes.", words=" ".join(rest)),
                hint=_see_help(ctx.command_path),
            )
        return rest


class Asking(Leaf):
    """A command that takes a query, in which a word may begin with the sign for “not”."""

    ignore_unknown_options = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command; a word with two dashes is an option, known or not."""
        rest = super().parse_args(ctx, args)
        for word in [] if ctx.resilient_parsing else ctx.params["words"]:
            if word.startswith("--"):
                raise no_such_option(word, [name for param in self.params for name in param.opts], ctx.command_path)
        return rest


class Commands(Helpful, TyperGroup):
    """A group of commands; a name that is none of them is answered with the nearest."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is named; raises Usage."""
        if args[0] not in self.commands and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = get_close_matches(args[0], self.commands, n=1)
            raise Usage(
                text("There is no command “{name}”.", name=args[0]),
                hint=_did_you_mean(near[0]) if near else _see_help(ctx.command_path),
            )
        return super().resolve_command(ctx, args)


def command_for(words: Sequence[str]) -> Any:
    """The whole tree of commands, ready for one command line."""
    completion = not words or not _COMPLETION.isdisjoint(words)
    app = typer.Typer(
        cls=Commands,
        help=_("Keep a register of public commitments: what was promised, by whom, by when, and what became of it."),
        no_args_is_help=True,
        add_completion=completion,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        callback=options.everywhere,
    )
    _records(app)
    _running(app)
    _groups(app)
    root = get_command(app)
    shared = [param for param in root.params if param.name in ("json", "as_if", "as_of", "home", "language")]
    _share(root, shared)
    _translate(root)
    return root


def _records(app: typer.Typer) -> None:
    _add(app, READ, commitments.list_, "list", cls=Asking, help=commitments.LIST)
    _add(app, READ, commitments.show, "show", help=commitments.SHOW)
    _add(app, READ, readings.readings, "readings", help=readings.READINGS)
    _add(app, READ, deadlines.deadline, "deadline", help=deadlines.DEADLINE)
    _add(app, CHANGE, registration.add, "add", help=registration.ADD)
    _add(app, CHANGE, changes.update, "update", help=changes.UPDATE)
    _add(app, CHANGE, changes.confirm, "confirm", help=changes.CONFIRM)
    _add(app, CHANGE, changes.assign, "assign", help=changes.ASSIGN)
    _add(app, CHANGE, changes.review, "review", help=changes.REVIEW)
    _add(app, CHANGE, readings.read, "read", help=readings.READ)
    for panel, commands in (
        (CHANGE, (*loop.CHANGES, *requests.CHANGES)),
        (VERIFY, (*requests.DECISIONS, *loop.DECISIONS)),
    ):
        for name, function, help_ in commands:
            _add(app, panel, function, name, help=help_)


def _running(app: typer.Typer) -> None:
    _add(app, RUN, registers.init, "init", help=registers.INIT)
    _add(app, RUN, registers.seed, "seed", help=registers.SEED)
    _add(app, RUN, registers.doctor, "doctor", help=registers.DOCTOR)
    _add(app, RUN, check.check, "check", help=check.CHECK)
    running = typer.Typer(cls=Commands, help=serving.RUN, no_args_is_help=True, rich_markup_mode="rich")
    _add(running, COMMANDS, serving.all_, "all", help=serving.ALL)
    _add(running, COMMANDS, serving.web, "web", help=serving.WEB)
    _add(running, COMMANDS, serving.scheduler, "scheduler", help=serving.SCHEDULER)
    _add(running, COMMANDS, serving.job, "job", help=serving.JOB)
    _add(running, COMMANDS, ledger.log, "log", help=ledger.LOG)
    app.add_typer(running, name="run", rich_help_panel=RUN)
    judging = typer.Typer(cls=Commands, help=rules.RULES, no_args_is_help=True, rich_markup_mode="rich")
    _add(judging, COMMANDS, rules.check, "check", help=rules.CHECK)
    _add(judging, COMMANDS, rules.explain, "explain", help=rules.EXPLAIN)
    app.add_typer(judging, name="rules", rich_help_panel=READ)
    letters = typer.Typer(cls=Commands, help=digest.DIGEST, no_args_is_help=True, rich_markup_mode="rich")
    _add(letters, COMMANDS, digest.preview, "preview", help=digest.PREVIEW)
    _add(letters, COMMANDS, sending.send, "send", help=sending.SEND)
    _add(letters, COMMANDS, digest.list_, "list", help=digest.LIST)
    _add(letters, COMMANDS, digest.hold, "hold", help=digest.HOLD)
    _add(letters, COMMANDS, digest.release, "release", help=digest.RELEASE)
    _add(letters, COMMANDS, digest.retry, "retry", help=digest.RETRY)
    app.add_typer(letters, name="digest", rich_help_panel=RUN)
    _add(app, RUN, access.access, "access", help=access.ACCESS)


def _groups(app: typer.Typer) -> None:
    for group, what_for, commands in (*offices.GROUPS, *evidence.GROUPS, user.GROUP, token.GROUP):
        keeping = typer.Typer(cls=Commands, help=what_for, no_args_is_help=True, rich_markup_mode="rich")
        for name, function, help_ in commands:
            _add(keeping, COMMANDS, function, name, help=help_)
        app.add_typer(keeping, name=group, rich_help_panel=RUN if group in ("user", "token") else CHANGE)


def _add(app: typer.Typer, panel: str, function: Callable[..., Any], name: str, **more: Any) -> None:
    app.command(name, rich_help_panel=panel, **{"cls": Leaf, **more})(function)


def _share(group: Any, shared: list[Any]) -> None:
    for command in group.commands.values():
        command.params.extend(shared)
        if isinstance(command, TyperGroup):
            _share(command, shared)


def _translate(command: Any) -> None:
    """Say the help of a command, and of all below it, in the language of the call."""
    command.help = _said(command.help)
    command.rich_help_panel = _said(command.rich_help_panel)
    for param in command.params:
        if getattr(param, "help", None):
            param.help = _said(param.help)
        if param.metavar is None or param.param_type_name == "argument":
            param.display_type_rich = _no_type
        standard = ARGUMENTS if param.param_type_name == "argument" else OPTIONS
        param.rich_help_panel = _said(param.rich_help_panel or standard)
    for below in getattr(command, "commands", {}).values():
        _translate(below)


def _no_type(ctx: Any) -> None:
    """In place of the Python type of a value: what to write says the placeholder."""


def _said(msgid: str | None) -> str | None:
    if not msgid:
        return msgid
    words = say(Text(msgid))
    # Typer's tables break lines at spaces only, and cut what is longer.
    return _STOPS.sub(r"\1 ", words) if width(words) > NARROW else words


def check_encoding(words: Iterable[str]) -> None:
    """Refuse what is not text, before it reaches a database; raises Usage."""
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError as error:
            raise Usage(text("“{word}” is not text in the encoding of this machine.", word=word)) from error


def misused(error: typer.TyperException) -> Usage:
    """What Typer found wrong with a command line, in our words."""
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else "tracker"
    option = str(getattr(error, "option_name", ""))
    match type(error).__name__:
        case "NoSuchOption":
            return no_such_option(option, getattr(error, "possibilities", None) or [], path)
        case "BadOptionUsage" if "require" in error.message:
            return Usage(text("{option} needs a value.", option=option), hint=_see_help(path), where=option)
        case "BadOptionUsage":
            return Usage(text("{option} takes no value.", option=option), hint=_see_help(path), where=option)
        case "MissingParameter":
            param: Any = getattr(error, "param", None)
            name = param.opts[0] if param.param_type_name == "option" else param.display_name_raw
            return Usage(text("{name} is missing.", name=name), hint=_see_help(path), where=name)
    said = getattr(error, "format_message", lambda: error.message)()
    return Usage(text("The command line cannot be followed: {reason}", reason=said), hint=_see_help(path))


def no_such_option(word: str, known: Sequence[str], path: str) -> Usage:
    """The answer to an option that does not exist, with the nearest that does."""
    name = word.partition("=")[0]
    near = get_close_matches(name, known, n=1)
    return Usage(
        text("There is no option {name} here.", name=name),
        hint=_did_you_mean(near[0]) if near else _see_help(path),
        where=name,
    )


def _did_you_mean(word: str) -> Text:
    return text("Did you mean {word}?", word=word)


def _see_help(path: str) -> Text:
    return text("{command} --help says what there is.", command=path)
