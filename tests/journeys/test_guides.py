"""What the README and the guides tell people to type works as it stands there."""

import os
import re
import shlex
import subprocess
from itertools import takewhile
from pathlib import Path
from typing import NoReturn

import pytest

from tests.conftest import copied_sqlite
from tests.journeys.offices import command
from tests.support.killing import Child
from tests.support.registers import make_starter

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SERVES = re.compile(r"\brun (web|all|scheduler)\b")


def typed() -> list[tuple[str, str]]:
    """(document, line) of everything that is to be typed."""
    return [
        (document.name, line.split("   #")[0].strip())
        for document in DOCUMENTS
        for block in BLOCK.findall(document.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if line.strip()
    ]


COMMANDS = [(name, line) for name, line in typed() if "tracker " in line and "export" not in line]
MAKES = sorted({found for _, line in typed() for found in re.findall(r"\bmake ([a-z]+)", line)})


def test_the_documents_tell_people_what_to_type() -> None:
    assert len(COMMANDS) > 8
    assert "run" in MAKES


@pytest.mark.parametrize("name", sorted({name for name, _ in COMMANDS}))
def test_the_commands_of_a_document_work_one_after_the_other(name: str, tmp_path: Path) -> None:
    copied_sqlite("starter", make_starter, tmp_path)
    environment = {"TRACKER_HOME": str(tmp_path), "TRACKER_ZONE": "Asia/Shanghai"}
    for _, line in (typed_line for typed_line in COMMANDS if typed_line[0] == name):
        if SERVES.search(line) or "init --empty" in line:
            continue  # tested where they are served, and with a PostgreSQL of its own
        words = [str(ROOT / "seeds") if word == "FOLDER" else word for word in shlex.split(line)]
        set_here = dict(word.split("=", 1) for word in takewhile(lambda word: "=" in word, words[words[0] == "env" :]))
        program = next(place for place, word in enumerate(words) if word.endswith("tracker"))
        assert program == len(set_here) + (words[0] == "env"), f"{line}: only a command of the tracker can be tried"
        # A fork of a process that has imported what commands need, which saves a second for each of them.
        done = Child(f"{__name__}:typed_in", str(tmp_path), *words[program + 1 :], env={**environment, **set_here})
        assert done.wait() == 0, f"{line}\n{done.said}"


def typed_in(folder: str, *words: str) -> NoReturn:
    """Answer a command line typed in a folder, in a process of its own."""
    os.chdir(folder)
    command(*words)
    raise AssertionError("a command ends its process")


@pytest.mark.parametrize("target", MAKES)
def test_every_target_that_is_named_exists(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
