"""The program as the shell sees it: pipes, signals, encodings, and what it loads to answer."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, Tracker

HEAVY = ("alembic", "fastapi", "jinja2", "pydantic.v1", "rich", "starlette", "tracker.seeds", "uvicorn", "yaml")


def test_a_reader_who_goes_away_is_no_error(tracker: Tracker) -> None:
    for words in ("list --limit 0", "show SF-001-003"):
        line = f"'{PROGRAM}' {words} | true; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False)
        assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_full_disk_is_told(tracker: Tracker) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [PROGRAM, "list"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert (done.returncode, done.stderr.count("\n"), "Error: " in done.stderr) == (7, 1, True)


def test_a_terminal_that_knows_no_chinese_gets_an_answer(tracker: Tracker) -> None:
    said = tracker.run("show", "SF-001-003", "--json", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert said.json["titles"]["zh"].startswith("基本建立")


def test_words_that_are_no_text_are_refused(tracker: Tracker) -> None:
    done = subprocess.run([os.fsencode(PROGRAM), b"show", b"\xff"], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_closed_streams_are_no_error(tracker: Tracker) -> None:
    done = subprocess.run(
        ["bash", "-c", f"'{PROGRAM}' list >&-; echo $?; '{PROGRAM}' show nix 2>&-; echo $?"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "0\n3\n"


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_without_a_word(bare: Tracker, sign: signal.Signals) -> None:
    started = bare.start("init")
    try:
        while not (bare.home / "register.db").exists() and started.poll() is None:
            time.sleep(0.01)
        started.send_signal(sign)
        _, err = started.communicate(timeout=60)
    finally:
        started.kill()
    assert err == ""
    assert started.returncode in ({0} if sign is signal.SIGTERM else {130, 0})
    assert bare("init").code == 0
    assert bare("list", "--json").json["total"] == 219


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_terminal_of_any_width_gets_whole_references(tracker: Tracker, columns: int) -> None:
    refs = [item["ref"] for item in tracker("list", "is:overdue", "--as-if", "2026-01-05", "--json").json["items"]]
    shown = at_a_terminal(columns, "list", "is:overdue", "--as-if", "2026-01-05")
    assert "\x1b[1m" in shown if columns == 120 else "\x1b" not in shown
    assert [line.split()[0] for line in shown.splitlines() if line.split() and line.split()[0] in refs] == refs
    assert shown.count("■ Overdue") == len(refs) == 7


def at_a_terminal(columns: int, *words: str) -> str:
    """What the program shows at a terminal of this width."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    ruling = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"}  # these would overrule the terminal
    environment = {name: value for name, value in os.environ.items() if name not in ruling} | {"TERM": "xterm-256color"}
    process = subprocess.Popen([PROGRAM, *words], stdin=its, stdout=its, stderr=its, env=environment)
    os.close(its)
    shown = b""
    try:
        while piece := os.read(ours, 65_536):
            shown += piece
    except OSError:
        pass  # the other end is closed: that is how a terminal says that there is no more
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return shown.decode()


def test_a_list_loads_nothing_that_it_does_not_need(tracker: Tracker) -> None:
    script = "import sys; from tracker.cli.main import run; run(); print(*sys.modules, file=sys.stderr)"
    for words in ((), ("--json",)):
        done = subprocess.run(
            [sys.executable, "-c", script, "list", *words], capture_output=True, text=True, timeout=60, check=True
        )
        loaded = set(done.stderr.split())
        assert "tracker.store.filters" in loaded
        assert not {name for name in loaded if name.startswith(tuple(f"{heavy}." for heavy in HEAVY)) or name in HEAVY}
