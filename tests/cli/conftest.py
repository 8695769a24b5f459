"""The command on a register of its own: in this process, where it is quick, or as a program."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copied_sqlite
from tests.support.postgres import Prepare
from tests.support.registers import make_starter
from tracker.cli import main

PROGRAM = str(Path(sys.executable).with_name("tracker"))
KEPT = "TRACKER_TEST_"


@dataclass(frozen=True)
class Said:
    """What a call answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer, of a call that went well and was asked for JSON."""
        assert (self.code, self.err) == (0, ""), self
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """What was wrong, of a call that was asked for JSON."""
        assert (self.out, self.err.count("\n")) == ("", 1), self
        return json.loads(self.err)["error"]

    @property
    def text(self) -> str:
        """The answer, of a call that went well."""
        assert (self.code, self.err) == (0, ""), self
        return self.out


class Tracker:
    """The command, with a home folder of its own and nothing else set."""

    def __init__(
        self, home: Path, url: str | None, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
    ) -> None:
        self.home, self._capture = home, capture
        for name in [name for name in os.environ if name.startswith("TRACKER_") and not name.startswith(KEPT)]:
            patch.delenv(name)
        patch.setenv("TRACKER_HOME", str(home))
        if url is not None:
            patch.setenv("TRACKER_DATABASE_URL", url)

    def __call__(self, *words: str) -> Said:
        """Answer a command line in this process."""
        self._capture.readouterr()
        try:
            code = main.answer(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Said(code, *self._capture.readouterr())

    def run(self, *words: str, **environment: str) -> Said:
        """Run the program."""
        done = subprocess.run(
            [PROGRAM, *words],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def start(self, *words: str, **environment: str) -> "subprocess.Popen[str]":
        """Start the program and go on."""
        return subprocess.Popen(
            [PROGRAM, *words],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tracker:
    """The command where there is no register yet."""
    return Tracker(tmp_path / "home", None, monkeypatch, capsys)


@pytest.fixture
def tracker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tracker:
    """The command on the starter register, on SQLite in its home folder."""
    copied_sqlite("starter", make_starter, tmp_path)
    return Tracker(tmp_path, None, monkeypatch, capsys)


@pytest.fixture
def everywhere(
    copied_database: Callable[[str, Prepare], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Tracker:
    """The command on the starter register, on each database in turn."""
    return Tracker(tmp_path, copied_database("starter", make_starter), monkeypatch, capsys)
