"""``tracker run web``: from nothing to the board in one command."""

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.cli.conftest import Tracker


@pytest.fixture
def bind() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{found.getsockname()[1]}"


@contextmanager
def serving(tracker: Tracker, bind: str, *words: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """The program serving, until the end of the block."""
    process = tracker.start("run", "web", *words, TRACKER_BIND=bind, **environment)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            try:
                urlopen(f"http://{bind}/healthz", timeout=5).close()
                break
            except URLError:
                time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def ended(process: "subprocess.Popen[str]", sign: signal.Signals) -> tuple[int, str, str]:
    process.send_signal(sign)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_one_command_makes_fills_sums_up_and_serves(bare: Tracker, bind: str) -> None:
    with serving(bare, bind, "--prepare") as process:
        assert b"MEE-FIN-124" in urlopen(f"http://{bind}/", timeout=30).read()
        code, out, err = ended(process, signal.SIGTERM)
    assert (code, err) == (0, "")
    assert "219 commitments as of " in out
    assert out.count("■ Overdue") == 5
    assert f"Open http://{bind}" in out
    with serving(bare, bind, "--prepare", "--json") as process:
        code, out, err = ended(process, signal.SIGINT)
    assert (code, err) == (0, "")
    summary = json.loads(out)
    assert (summary["total"], summary["overdue"], len(summary["worst"])) == (219, 7, 5)
    assert bare("list", "--json").json["total"] == 219


def test_starter_no_starts_empty(bare: Tracker, bind: str) -> None:
    with serving(bare, bind, "--prepare", STARTER="no") as process:
        code, out, err = ended(process, signal.SIGTERM)
    assert (code, err) == (0, "")
    assert "0 commitments as of " in out
    assert bare("list", "--json").json["total"] == 0


def test_without_prepare_it_only_serves(tracker: Tracker, bind: str) -> None:
    with serving(tracker, bind) as process:
        code, out, err = ended(process, signal.SIGTERM)
    assert (code, out, err) == (0, "", "")


def test_a_port_that_is_taken_is_told_before_anything_is_made(bare: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = f"127.0.0.1:{other.getsockname()[1]}"
        monkeypatch.setenv("TRACKER_BIND", place)
        said = bare("run", "web", "--prepare")
    assert (said.code, said.out, said.err.count("\n")) == (7, "", 1)
    assert place in said.err
    assert "TRACKER_BIND" in said.err
    assert not bare.home.exists()
