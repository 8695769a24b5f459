"""``tracker run``: from nothing to the board and to letters in one command, and one job at once."""

import json
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.cli.conftest import Tracker
from tests.support.browsers import sign_in
from tracker import bootstrap
from tracker.settings import Settings

FIRST = re.compile(r"Open this once to become the first administrator: http://\S+/welcome/\S{43}\n")


@pytest.fixture
def bind() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{found.getsockname()[1]}"


@contextmanager
def serving(
    tracker: Tracker, bind: str, *words: str, what: str = "web", **environment: str
) -> Iterator["subprocess.Popen[str]"]:
    """The program serving, until the end of the block."""
    process = tracker.start("run", what, *words, TRACKER_BIND=bind, **environment)
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


def board(tracker: Tracker, bind: str) -> bytes:
    """The board as the register office sees it."""
    ctx = bootstrap.open_register(Settings(home=tracker.home))
    secret = sign_in(ctx)
    ctx.db.close()
    found: bytes = urlopen(Request(f"http://{bind}/", headers={"Cookie": f"session={secret}"}), timeout=30).read()
    return found


def test_one_command_makes_fills_sums_up_and_serves(bare: Tracker, bind: str) -> None:
    with serving(bare, bind, "--prepare") as process:
        assert b"Sign in" in urlopen(f"http://{bind}/", timeout=30).read()
        assert b"MEE-FIN-124" in board(bare, bind)
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
    assert summary["first_administrator"].startswith(f"http://{bind}/welcome/")
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
    assert (code, err) == (0, "")
    assert FIRST.fullmatch(out)


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


def test_all_makes_this_weeks_letters_before_it_serves_and_says_where_they_lie(bare: Tracker, bind: str) -> None:
    with serving(bare, bind, "--prepare", what="all") as process:
        found = json.loads(urlopen(f"http://{bind}/healthz", timeout=30).read())
        assert b"silent" not in board(bare, bind)
        code, out, err = ended(process, signal.SIGTERM)
    assert (code, err) == (0, "")
    assert found["scheduler"]["silent"] is False
    assert found["oldest_waiting_delivery_seconds"] is None
    folder = bare.home / "mail" / "1"
    letters = len(list(folder.glob("*.eml")))
    assert letters > 5
    assert f"This week's letters: {letters}, as files in {folder}" in out
    with serving(bare, bind, "--prepare", "--json", what="all") as process:
        code, out, err = ended(process, signal.SIGINT)
    assert (code, err) == (0, "")
    assert json.loads(out)["letters"] == {"made": letters, "files": letters, "folder": str(folder)}


def test_all_without_prepare_only_works_and_serves(tracker: Tracker, bind: str) -> None:
    with serving(tracker, bind, what="all") as process:
        code, out, err = ended(process, signal.SIGTERM)
    assert (code, err) == (0, "")
    assert FIRST.fullmatch(out)


def test_the_pages_and_the_scheduler_live_in_the_present(tracker: Tracker) -> None:
    for what in ("all", "web", "scheduler"):
        assert tracker("run", what, "--as-if", "2026-01-05").code == 2


def test_one_job_is_run_at_once_and_again_by_hand(everywhere: Tracker) -> None:
    first = everywhere("run", "job", "check")
    assert first.text.startswith("Done: check, 2")
    assert everywhere("run", "job", "check").text == "Done by hand: check.\n"
    edition = everywhere("run", "job", "edition", "--json").json
    assert (edition["job"], edition["letters"]["sent"] > 5) == ("edition", True)
    assert everywhere("run", "job", "edition", "--json").json["letters"]["sent"] == 0


def test_a_job_that_does_not_exist_is_told_with_those_that_do(tracker: Tracker) -> None:
    said = tracker("run", "job", "chek", "--json")
    assert (said.code, said.error["hint"]) == (3, "There are: check, edition, tidy.")


def test_a_job_is_not_run_as_if_it_were_another_day(tracker: Tracker) -> None:
    assert tracker("run", "job", "check", "--as-if", "2026-01-05").code == 4
    assert tracker("run", "job", "check", "--as-of", "2026-01-05").code == 4


def test_in_a_sandbox_it_is(bare: Tracker) -> None:
    assert bare("init", "--sandbox", "--as-if", "2026-01-01").code == 0
    assert bare("run", "job", "check", "--as-if", "2026-01-05").text == "Done: check, 2026-01-05.\n"


def test_what_keeps_a_job_from_working_is_told_with_its_code(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SMTP_URL", "smtp://mail.office.example")
    tracker("run", "job", "check")
    said = tracker("run", "job", "edition")
    assert (said.code, said.err.count("\n")) == (6, 1)
    assert "TRACKER_MAIL_FROM" in said.err
