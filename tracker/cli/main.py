"""The ``tracker`` command: from the words of a command line to an exit code, whatever happens on the way."""

import gc
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn


def run() -> int:
    """Answer the command line of this process; returns the exit code."""
    gc.disable()  # until everything is loaded: see opening.collect_garbage
    signal.signal(signal.SIGTERM, _end)
    return answer(sys.argv[1:])


def _end(*_: object) -> NoReturn:
    raise SystemExit(0)


def answer(words: Sequence[str]) -> int:
    """Answer one command line; returns the exit code. Nothing that goes wrong gets past as a traceback."""
    import typer

    from tracker.cli import failures, options, output
    from tracker.kit.errors import TrackerError

    output.prepare_streams()
    options.begin(words)
    try:
        return _follow(words)
    except TrackerError as error:
        return failures.report(error)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except OSError as error:
        return failures.report(failures.refused(error))
    except Exception as error:  # noqa: BLE001 - the last resort: kept in a file, told in one line
        return failures.report(failures.unexpected(error))


def _follow(words: Sequence[str]) -> int:
    import typer

    from tracker.cli import app, output

    output.require_language()
    app.check_encoding(words)
    try:
        result = app.command_for(words).main(list(words), prog_name="tracker", standalone_mode=False)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            return 2  # the help has been printed
        raise app.misused(error) from error
    return result if isinstance(result, int) else 0
