"""The measurements run, each of them; what they measure is not judged here."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks import browsing
from tests.house.files import ROOT

QUESTIONS = {
    "load one commitment with its history",
    "first page of is:overdue unit:U",
    "first page of is:overdue unit:U, asked for the first time",
    "first page of is:overdue",
    "first page of is:overdue, asked for the first time",
    "first page of is:overdue sort:-late",
    "first page of is:overdue sort:-late, asked for the first time",
    "counts by body of is:overdue",
    "counts by body of is:open",
    "tracker list is:overdue unit:U, against import sqlalchemy",
    "one change, durable",
    "unit page as JSON over HTTP, p50",
    "counts by unit over HTTP, p50",
    "an update with its history over HTTP, p50",
    "unit page, eight clients",
    "register page as HTML against its JSON",
    "start to first answer",
    "first sweep",
    "sweep with nothing new",
    "make and send a letter",
}


def test_every_question_is_answered_for_a_small_register(tmp_path: Path) -> None:
    found = tmp_path / "figures.json"
    arguments = ["--sizes", "200", "--databases", "sqlite", "--rounds", "1", "--json", str(found)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(found.read_text(encoding="utf-8"))["figures"]
    in_browser = set(browsing.WORDS.values()) if browsing.program() else set()
    assert {figure["question"] for figure in figures} == QUESTIONS | in_browser
    assert ("No page was measured in a browser" in done.stdout) == (not in_browser)
    assert all(figure["raw"] > 0 and figure["ours"] > 0 for figure in figures)
    assert "Plan of is:overdue unit:U:" in done.stdout
