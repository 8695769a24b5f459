"""``tracker init``, ``seed`` and ``doctor``: making a register, filling it, looking it over."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Tracker
from tracker.settings import data_folder

BODIES = "- {slug: north, name: {en: North, zh: 北}}\n- {slug: lake, parent: north, name: {en: Lake, zh: 湖}}\n"


def test_a_register_is_made_and_filled(bare: Tracker, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", database_url)
    made = bare("init", "--json").json
    assert (made["made"], made["sandbox"], made["zone"]) == (True, False, "Asia/Shanghai")
    assert (made["created"]["commitment"], made["created"]["reading"], made["faults"]) == (219, 81, [])
    again = bare("init", "--json").json
    assert (again["made"], again["created"]) == (False, {})
    assert bare("list", "--json").json["total"] == 219
    assert bare("seed", "--json").json["created"] == {}
    assert bare("doctor").code == 0


def test_people_are_told_what_was_made_and_where(bare: Tracker) -> None:
    told = bare("init").text
    assert str(bare.home / "register.db") in told
    assert "Created commitments: 219" in told
    assert "exists already" in bare("init").text
    assert "Nothing was missing." in bare("seed").text


def test_an_empty_register_stays_empty(bare: Tracker) -> None:
    assert bare("init", "--empty").code == 0
    assert bare("init").code == 0
    assert bare("list", "--json").json["total"] == 0
    assert "The register holds nothing yet." in bare("list").text


def test_the_zone_is_that_of_its_making(bare: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_ZONE", "Europe/Berlin")
    assert bare("init", "--empty", "--json").json["zone"] == "Europe/Berlin"
    monkeypatch.setenv("TRACKER_ZONE", "Asia/Shanghai")
    assert bare("list", "--json").json["zone"] == "Europe/Berlin"
    found = bare("doctor", "--json")
    assert (found.code, '"ok": false' in found.out) == (1, True)


def test_a_folder_of_ones_own_is_loaded(bare: Tracker, tmp_path: Path) -> None:
    bare("init", "--empty")
    (tmp_path / "bodies.yaml").write_text(BODIES, encoding="utf-8")
    done = bare("seed", str(tmp_path), "--json").json
    assert (done["created"], done["unchanged"], done["faults"]) == ({"body": 2}, 0, [])
    (tmp_path / "bodies.yaml").write_text(BODIES.replace("Lake", "Pond"), encoding="utf-8")
    again = bare("seed", str(tmp_path), "--json").json
    assert again["differences"] == [{"file": "bodies.yaml", "record": "lake", "fields": ["name_en"]}]
    assert (again["created"], again["unchanged"]) == ({}, 1)
    assert "bodies.yaml: lake differs in name_en" in bare("seed", str(tmp_path)).text


def test_a_fault_names_file_record_field_and_reason(bare: Tracker, tmp_path: Path) -> None:
    bare("init", "--empty")
    (tmp_path / "bodies.yaml").write_text(BODIES.replace("parent: north", "parent: nroth"), encoding="utf-8")
    said = bare("seed", str(tmp_path), "--json")
    assert said.code == 6
    assert '"file": "bodies.yaml", "record": "lake", "field": "parent"' in said.out
    told = bare("seed", str(tmp_path))
    assert told.code == 6
    first, last = told.err.splitlines()
    assert first.startswith("bodies.yaml: lake: parent: ")
    assert last == "Nothing of a file with a fault was loaded."
    assert bare("seed", str(tmp_path / "nowhere")).code == 6


def test_an_interrupted_start_is_finished_by_the_next(bare: Tracker, tmp_path: Path) -> None:
    bare("init", "--empty")
    shutil.copy(data_folder("seeds") / "places.yaml", tmp_path)
    assert bare("seed", str(tmp_path)).code == 0
    done = bare("seed", "--json").json
    assert ("place" in done["created"], done["created"]["commitment"]) == (False, 219)


def test_the_doctor_says_what_was_looked_at(tracker: Tracker) -> None:
    found = tracker("doctor", "--json").json
    assert found["ok"] is True
    assert all(check["ok"] and check["detail"] for check in found["checks"])
    told = tracker("doctor").text
    assert all(check["name"] in told for check in found["checks"])


def test_the_doctor_finds_a_history_that_was_tampered_with(tracker: Tracker) -> None:
    with sqlite3.connect(tracker.home / "register.db") as damaged:
        guards = [name for (name,) in damaged.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in guards:
            damaged.execute(f"DROP TRIGGER {name}")
        damaged.execute("UPDATE history_entry SET body = replace(body, 'seeds', 'sheds') WHERE seq = 30")
    found = tracker("doctor", "--json")
    assert (found.code, found.err) == (1, "")
    assert tracker("doctor").out.count("■") == 2
