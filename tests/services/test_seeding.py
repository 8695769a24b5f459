"""Seeds: loaded once however often, wrong records named, a wrong file left out whole."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import text

from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import Forbidden
from tracker.services import changes, commitments, erasure, indicators, seeding
from tracker.services.changes import Confirm, Update
from tracker.services.erasure import Erase
from tracker.settings import Settings, data_folder
from tracker.store import audit, bodies, history
from tracker.store.register import NO_STARTER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two of the five sources, which is quicker."""
    left_out = shutil.ignore_patterns("mee-*", "ningxia-*", "shanghai-*", "links.yaml")
    return Path(shutil.copytree(data_folder("seeds"), tmp_path / "seeds", ignore=left_out))


def edit(file: Path, ref: str, **values: Any) -> None:
    records = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)  # quicker than the one in Python
    for record in records:
        if record.get("ref", record.get("slug")) == ref:
            record.update(values)
    file.write_text(yaml.dump(records, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")


def size(register: Register) -> int:
    with register.at().db.read() as session:
        return history.head(session).size


def test_seeding_twice_is_seeding_once(starter: Register) -> None:
    before = size(starter)
    report = seeding.load(starter.at(), data_folder("seeds"))
    assert (report.created, report.differences, report.faults) == ({}, [], [])
    assert size(starter) == before


def test_the_starter_register_is_loaded_at_the_first_start_only(starter: Register) -> None:
    assert seeding.load_starter(starter.at(), data_folder("seeds"), wanted=True) is None


def test_a_register_that_started_empty_stays_empty(empty: Register) -> None:
    seeding.load_starter(empty.at(), data_folder("seeds"), wanted=False)
    assert seeding.load_starter(empty.at(), data_folder("seeds"), wanted=True) is None
    assert commitments.list_(empty.at(), "").total == 0


def test_seeding_reports_what_differs_and_overwrites_nothing(starter: Register, folder: Path) -> None:
    edit(folder / "commitments" / "hlj-2024.yaml", "HLJ-2024-023", title={"en": "Another title", "zh": "另一个标题"})
    report = seeding.load(starter.at(), folder)
    assert [(d.record, d.fields) for d in report.differences] == [("HLJ-2024-023", ("title_en", "title_zh"))]
    assert commitments.show(starter.at(), "HLJ-2024-023").item.title.en != "Another title"


def test_what_people_changed_since_is_no_difference(starter: Register) -> None:
    changes.update(starter.at(SEEDED_AT), Update(ref="SF-001-006", work="in_progress", reason="begun"))
    assert seeding.load(starter.at(), data_folder("seeds")).differences == []


DAY_OF_BASELINE = "quantity.baseline_day"
FAULTS = [
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"kind": "wish"}, "kind"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"colour": "red"}, "colour"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"programme": "hlj-2042"}, "programme"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"title": {"en": "Only English"}}, "title.zh"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"due": {"words": "by 2025", "reads": "2026-12-31"}}, "due.reads"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"due": {"words": "soon", "reads": "2026-12-31"}}, "due.reads"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"work": "closed"}, "work"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"parent": "HLJ-2024-999"}, "parent"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-025", {"aliases": ["SF-002-024"]}, "aliases"),
    ("commitments/yubei-2024.yaml", "YB-2024-003", {"aliases": ["SF-002-023"]}, "aliases"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"title": {"en": "x" * 501, "zh": "长"}}, "title.en"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"owner": {"words": "a\tb"}}, "owner.words"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"owner": {"post": "mee-office", "body": "hlj-dee"}}, "owner.post"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"parent": "HLJ-2024-023"}, "parent"),
    (
        "commitments/hlj-2024.yaml",
        "HLJ-2024-023",
        {"size": {"stated": 2**53, "unit": {"en": "issues", "zh": "项"}}},
        "size.stated",
    ),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"quantity": {"direction": "sideways"}}, "quantity.direction"),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"quantity": {"baseline": "1", "baseline_day": 0}}, DAY_OF_BASELINE),
    (
        "commitments/hlj-2024.yaml",
        "HLJ-2024-023",
        {"quantity": {"baseline": "1", "baseline_day": "2020"}},
        DAY_OF_BASELINE,
    ),
    ("commitments/hlj-2024.yaml", "HLJ-2024-023", {"quantity": {"baseline_day": date(2020, 12, 31)}}, "quantity"),
    ("readings/yubei-2024.yaml", "YB-2024-R013", {"value": {"direction": "increase"}}, "value.direction"),
    ("readings/yubei-2024.yaml", "YB-2024-R013", {"source": "nowhere"}, "source"),
    ("posts.yaml", "mee-office", {"holder": "nobody-at-all"}, "holder"),
    (
        "commitments/hlj-2024.yaml",
        "HLJ-2024-023",
        {"owner": {"body": "heilongjiang", "acceptor": "hlj-dee"}},
        "owner.acceptor",
    ),
    (
        "commitments/hlj-2024.yaml",
        "HLJ-2024-023",
        {"owner": {"post": "hlj-dee-director", "acceptor": "hlj-dee"}},
        "owner.acceptor",
    ),
    (
        "commitments/hlj-2024.yaml",
        "HLJ-2024-023",
        {"owner": {"body": "mee", "with": ["heilongjiang"], "acceptor": "hlj-dee"}},
        "owner.acceptor",
    ),
    ("posts.yaml", "mee-office", {"since": None}, ""),
]


@pytest.mark.parametrize(("file", "record", "wrong", "field"), FAULTS)
def test_a_wrong_record_names_file_record_and_field_and_nothing_of_that_file_is_loaded(
    empty: Register, folder: Path, file: str, record: str, wrong: dict[str, Any], field: str
) -> None:
    edit(folder / file, record, **wrong)
    report = seeding.load(empty.at(), folder)
    own = [fault for fault in report.faults if fault.file == file]
    assert {(fault.record, fault.field) for fault in own} == {(record, field)}
    with empty.at().db.read() as session:
        table, key = {"readings": ("reading", "ref"), "posts.ya": ("post", "slug")}.get(file[:8], ("commitment", "ref"))
        loaded = session.execute(text(f"SELECT {key} FROM {table}")).scalars()
        assert not [ref for ref in loaded if ref.startswith(record[:3])]
        assert list(audit.findings(session)) == []


def test_a_file_that_is_not_yaml_is_named_with_its_line(empty: Register, folder: Path) -> None:
    (folder / "links.yaml").write_text("- {kind: same_as,\n  a: [", encoding="utf-8")
    (fault,) = seeding.load(empty.at(), folder).faults
    assert fault.file == "links.yaml"
    assert "line 3" in str(fault.reason)


def test_a_tree_may_name_a_parent_that_stands_further_down_and_may_not_go_round(
    empty: Register, tmp_path: Path
) -> None:
    bodies = tmp_path / "bodies.yaml"
    child = {"slug": "b", "parent": "a", "name": {"en": "B", "zh": "乙"}}
    parent: dict[str, Any] = {"slug": "a", "name": {"en": "A", "zh": "甲"}}
    bodies.write_text(yaml.safe_dump([child, parent], allow_unicode=True), encoding="utf-8")
    assert seeding.load(empty.at(), tmp_path).created == {"body": 2}
    round_ = [{**child, "slug": "d", "parent": "c"}, {**child, "slug": "c", "parent": "d"}]
    bodies.write_text(yaml.safe_dump(round_, allow_unicode=True), encoding="utf-8")
    assert {fault.field for fault in seeding.load(empty.at(), tmp_path).faults} == {"parent"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("- {ref: X-1, due: {words: by 2025, reads: 2025-02-30}}", "cannot be read"),
        ("- {ref: X-1, kind: task, kind: tally}", "stands here twice"),
    ],
)
def test_what_yaml_itself_would_let_pass_or_stumble_over_is_a_fault(
    empty: Register, tmp_path: Path, content: str, says: str
) -> None:
    (tmp_path / "commitments").mkdir()
    (tmp_path / "commitments" / "x.yaml").write_text(content, encoding="utf-8")
    (fault,) = seeding.load(empty.at(), tmp_path).faults
    assert says in str(fault.reason)


def test_a_stranger_does_not_load_seeds(starter: Register, tmp_path: Path) -> None:
    seed = {"slug": "own-office", "body": "register-office", "title": {"en": "Mine", "zh": "我"}}
    (tmp_path / "posts.yaml").write_text(yaml.safe_dump([seed]), encoding="utf-8")
    with pytest.raises(Forbidden):
        seeding.load(replace(starter.at(), acting_for="sample-yubei"), tmp_path)


def test_seeds_read_again_on_a_later_day_say_the_same(empty: Register, folder: Path) -> None:
    edit(folder / "commitments" / "hlj-2024.yaml", "HLJ-2024-004", due={"words": "立行立改", "reads": "2025-06-09"})
    assert seeding.load(empty.at(), folder).faults == []
    later = seeding.load(empty.at(SEEDED_AT + timedelta(days=60)), folder)
    assert (later.created, later.differences, later.faults) == ({}, [], [])


def test_a_confirmed_day_is_no_difference(starter: Register) -> None:
    changes.confirm(starter.at(), Confirm(ref="SF-002-023", day=date(2024, 12, 31)))
    assert seeding.load(starter.at(), data_folder("seeds")).differences == []


def test_starting_empty_is_remembered_only_by_a_register_that_is_empty(starter: Register) -> None:
    assert seeding.load_starter(starter.at(), data_folder("seeds"), wanted=False) is None
    assert starter.at().register.starter != NO_STARTER


def test_names_and_addresses_of_persons_are_not_in_the_history(starter: Register) -> None:
    with starter.at().db.read() as session:
        names = session.execute(text("SELECT name_en, email, slug FROM person")).all()
        bodies = "\n".join(session.execute(text("SELECT body FROM history_entry")).scalars())
    assert names
    for row in names:
        assert not [value for value in row if value in bodies]


def test_who_was_erased_stays_erased_when_seeds_are_read_again_and_the_rest_is_loaded(
    starter: Register, folder: Path, tmp_path: Path
) -> None:
    later = starter.at(SEEDED_AT + timedelta(days=3))
    gone = erasure.erase(later, Settings(home=tmp_path), Erase(person="sample-yubei", reason="asked for")).person
    new = {"slug": "li", "name": {"en": "Li", "zh": "李"}, "email": "li@office.example"}
    people = yaml.safe_load((folder / "persons.yaml").read_text(encoding="utf-8"))
    (folder / "persons.yaml").write_text(yaml.safe_dump([*people, new], allow_unicode=True), encoding="utf-8")
    edit(folder / "posts.yaml", "mee-office", holder="li", since=date(2026, 1, 1))
    with later.db.read() as session:
        before = session.execute(text("SELECT count(*) FROM holding")).scalar_one()
    report = seeding.load(later, folder)
    assert (report.faults, report.created) == ([], {"holding": 1})
    assert ("persons.yaml", "sample-yubei", ("erased",)) in [(d.file, d.record, d.fields) for d in report.differences]
    with later.db.read() as session:
        assert session.execute(text("SELECT slug FROM person WHERE name_en LIKE '%Yubei%'")).all() == []
        assert session.execute(text("SELECT slug FROM person WHERE slug = 'li'")).one()
        assert session.execute(text("SELECT count(*) FROM holding")).scalar_one() == before + 1
        assert [each.post for each in bodies.held_by(session, gone, day=date(2026, 1, 1))] == []


def test_who_was_erased_before_the_post_began_stays_erased_too(empty: Register, folder: Path, tmp_path: Path) -> None:
    edit(folder / "posts.yaml", "yubei-mayor-office", since=date(2026, 1, 1))
    assert seeding.load(empty.at(), folder).faults == []
    erasure.erase(empty.at(), Settings(home=tmp_path), Erase(person="sample-yubei", reason="asked for"))
    report = seeding.load(empty.at(), folder)
    assert (report.faults, report.created) == ([], {})
    assert ("sample-yubei", ("erased",)) in [(d.record, d.fields) for d in report.differences]


def test_a_person_may_wish_for_no_letter_in_a_week_without_news(starter: Register, tmp_path: Path) -> None:
    seed = {"slug": "li", "name": {"en": "Li", "zh": "李"}, "email": "li@office.example", "empty_week": "nothing"}
    (tmp_path / "persons.yaml").write_text(yaml.safe_dump([seed]), encoding="utf-8")
    assert seeding.load(starter.at(), tmp_path).faults == []
    with starter.at().db.read() as session:
        wishes = {row.slug: row.empty_week for row in session.execute(text("SELECT slug, empty_week FROM person"))}
    assert wishes["li"] == "nothing"
    assert wishes["sample-yubei"] == "letter"


def test_results_told_in_the_sources_are_readings_and_not_commitments(starter: Register) -> None:
    with starter.at().db.read() as session:
        loose = session.execute(
            text("SELECT count(*) FROM reading WHERE commitment IS NULL AND programme IS NULL")
        ).scalar_one()
        total = session.execute(text("SELECT count(*) FROM reading")).scalar_one()
    assert (total, loose) == (81, 0)


def test_where_an_indicator_comes_from_and_where_it_is_to_go_is_loaded_and_judged(
    empty: Register, folder: Path
) -> None:
    goal = {"baseline": "40", "baseline_day": date(2020, 12, 31), "target": "20", "direction": "decrease"}
    edit(folder / "commitments" / "hlj-2024.yaml", "HLJ-2024-023", quantity=goal, kind="indicator")
    assert seeding.load(empty.at(), folder).faults == []
    found = indicators.series(empty.at(), "HLJ-2024-023").goal
    assert (found.baseline_day, found.direction) == (date(2020, 12, 31), "decrease")
    again = seeding.load(empty.at(), folder)
    assert (again.created, again.differences) == ({}, [])


def test_a_quantity_that_says_neither_is_kept_as_it_always_was(starter: Register) -> None:
    kept = commitments.show(starter.at(), "HLJ-2024-020").quantity
    assert kept is not None and not {"baseline_day", "direction"} & kept.keys()
    stated = commitments.show(starter.at(), "SH-2024-039").quantity
    assert stated is not None and stated["direction"] == "increase"
