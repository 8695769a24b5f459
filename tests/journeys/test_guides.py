"""What the README and the guides tell people to type works as it stands there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import copied_sqlite
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
    environment = {**os.environ, "TRACKER_HOME": str(tmp_path), "TRACKER_ZONE": "Asia/Shanghai"}
    tracker = str(Path(sys.executable).with_name("tracker"))
    for _, line in (command for command in COMMANDS if command[0] == name):
        if SERVES.search(line) or "init --empty" in line:
            continue  # tested where they are served, and with a PostgreSQL of its own
        words = [tracker if word.endswith("tracker") else word for word in shlex.split(line)]
        words = [str(ROOT / "seeds") if word == "FOLDER" else word for word in words]
        done = subprocess.run(words, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("target", MAKES)
def test_every_target_that_is_named_exists(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
