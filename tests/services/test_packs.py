"""Rule packs in force are records: put there with one entry each, kept where a file has a fault, known as of then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support import rows
from tests.support.registers import SEEDED_AT, Register
from tracker.domain.sight import EVERYTHING
from tracker.kit.errors import Forbidden, Unavailable
from tracker.kit.language import say
from tracker.query import evaluate
from tracker.query.language import parse
from tracker.rules.engine import Packs
from tracker.rules.loader import load as load_packs
from tracker.services import commitments, explanations, facts, packs
from tracker.services.board import board
from tracker.services.context import Context
from tracker.settings import Settings, data_folder
from tracker.store import audit, history
from tracker.store import commitments as store
from tracker.store.history import Change

LATER = SEEDED_AT + timedelta(days=3)
LATEST = SEEDED_AT + timedelta(days=6)
RULES = ["overdue", "tally_gap", "due_soon", "silent", "unowned", "unreviewed"]


def changed(folder: Path, rule: str, old: str, new: str) -> Path:
    """A folder in which one shipped pack says something else."""
    words = (data_folder("rules") / f"{rule}.yaml").read_text(encoding="utf-8")
    assert old in words
    folder.mkdir(exist_ok=True)
    (folder / f"{rule}.yaml").write_text(words.replace(old, new), encoding="utf-8")
    return folder


def sooner(folder: Path) -> Path:
    """A folder in which what is silent for ten days is flagged."""
    words = {"plus: 45}": "plus: 10}", "2025-07-16, flagged: false": "2025-06-11, flagged: false"}
    words["day: 2025-07-17, flagged: true, since: 2025-07-17"] = "day: 2025-06-12, flagged: true, since: 2025-06-12"
    changed(folder, "silent", "plus: 45}", "plus: 45}")
    file = folder / "silent.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return folder


def using(folder: Path | None) -> Settings:
    return Settings(rules=folder)


def in_force(ctx: Context) -> Packs:
    with ctx.db.read() as session:
        return packs.in_force(session, ctx.moment())


def size(ctx: Context) -> int:
    with ctx.db.read() as session:
        return history.head(session).size


def rules_of(ctx: Context, ref: str) -> list[str]:
    return [flag.rule for flag in commitments.show(ctx, ref).item.flags]


def test_a_new_register_has_the_shipped_packs_in_force_with_an_entry_each(empty: Register) -> None:
    ctx = empty.at()
    assert [pack.slug for pack in in_force(ctx).packs] == RULES
    assert in_force(ctx).digest == packs.shipped().digest
    assert size(ctx) == len(RULES) + len(packs.shipped_closings())
    with ctx.db.read() as session:
        assert list(audit.findings(session)) == []


def test_where_nothing_changed_nothing_is_written(empty: Register) -> None:
    before = size(empty.at())
    assert packs.put_in_force(empty.at(LATER), using(None)) == packs.Report()
    assert size(empty.at(LATER)) == before


def test_a_changed_pack_is_put_in_force_with_one_entry(empty: Register, tmp_path: Path) -> None:
    before = size(empty.at())
    report = packs.put_in_force(empty.at(LATER), using(sooner(tmp_path)))
    assert (report.put, report.taken, report.faults) == (("silent",), (), ())
    assert size(empty.at(LATER)) == before + 1
    again = packs.put_in_force(empty.at(LATER), using(tmp_path))
    assert (again.put, size(empty.at(LATER))) == ((), before + 1)
    with empty.at(LATER).db.read() as session:
        assert list(audit.findings(session)) == []


def test_as_of_a_day_the_packs_of_then_judge(starter: Register, tmp_path: Path) -> None:
    packs.put_in_force(starter.at(LATER), using(sooner(tmp_path)))
    now, then = starter.at(LATEST + timedelta(days=14)), LATER - timedelta(days=1)
    as_if = (SEEDED_AT + timedelta(days=20)).isoformat()
    assert "silent" in rules_of(now, "SF-001-003")
    known_then = starter.at(LATEST, as_of=then.isoformat(), as_if=as_if)
    known_now = starter.at(LATEST, as_of=LATEST.isoformat(), as_if=as_if)
    assert "silent" not in rules_of(known_then, "SF-001-003")
    assert "silent" in rules_of(known_now, "SF-001-003")
    listed = commitments.list_(known_then, "alias:SF-001-003").items[0]
    assert "silent" not in [flag.rule for flag in listed.flags]


def test_before_the_first_packs_were_on_record_those_first_ones_judge(starter: Register, tmp_path: Path) -> None:
    packs.put_in_force(starter.at(LATER), using(sooner(tmp_path)))
    before = starter.at(as_of=(SEEDED_AT - timedelta(days=400)).isoformat())
    assert in_force(before).digest == packs.shipped().digest


def test_where_none_were_ever_on_record_the_shipped_ones_judge(empty: Register) -> None:
    ctx = empty.at()
    gone = [Change("rule_pack", rule, "withdraw", None, rows.DAY) for rule in RULES]
    with ctx.db.write() as session:
        history.append(session, gone, by=rows.BY, at=LATER)
    assert in_force(empty.at(LATEST)).digest == packs.shipped().digest


def test_a_bad_pack_is_reported_and_the_old_one_stays_in_force(empty: Register, tmp_path: Path) -> None:
    packs.put_in_force(empty.at(LATER), using(sooner(tmp_path)))
    good = in_force(empty.at(LATER)).digest
    (tmp_path / "silent.yaml").write_text("rule: silent\nrank: 4\nshpae: x\n", encoding="utf-8")
    before = size(empty.at(LATEST))
    report = packs.put_in_force(empty.at(LATEST), using(tmp_path))
    assert (report.put, report.taken, report.kept) == ((), (), ("silent",))
    assert any(fault.line == 3 and "shpae" in say(fault.reason, "en") for fault in report.faults)
    assert "silent.yaml, line " in say(report.faults[0].sentence, "en")
    assert (in_force(empty.at(LATEST)).digest, size(empty.at(LATEST))) == (good, before)


def test_a_bad_pack_of_a_rule_that_was_never_in_force_leaves_the_shipped_one(empty: Register, tmp_path: Path) -> None:
    with empty.at().db.write() as session:
        history.append(session, [Change("rule_pack", "silent", "withdraw", None, rows.DAY)], by=rows.BY, at=LATER)
    (tmp_path / "silent.yaml").write_text("rule: silent", encoding="utf-8")
    assert packs.put_in_force(empty.at(LATEST), using(tmp_path)).put == ("silent",)
    assert in_force(empty.at(LATEST)).digest == packs.shipped().digest


def test_a_rule_that_is_switched_off_stays_off_when_its_folder_cannot_be_read(empty: Register, tmp_path: Path) -> None:
    off = tmp_path / "silent.yaml"
    off.write_text("rule: silent\noff: true\n", encoding="utf-8")
    assert packs.put_in_force(empty.at(LATER), using(tmp_path)).taken == ("silent",)
    off.unlink()
    report = packs.put_in_force(empty.at(LATEST), using(tmp_path))
    assert (report.put, report.taken, len(report.faults)) == ((), (), 1)


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_without_packs_changes_nothing(empty: Register, tmp_path: Path, exists: bool) -> None:
    packs.put_in_force(empty.at(LATER), using(sooner(tmp_path / "rules")))
    folder = tmp_path if exists else tmp_path / "nowhere"
    report = packs.put_in_force(empty.at(LATEST), using(folder))
    assert (report.put, report.taken, len(report.faults)) == ((), (), 1)
    assert "plus: 10" in str(in_force(empty.at(LATEST)).by_rule["silent"].content()).replace("'", "")


def test_a_rule_is_switched_off_and_on_again_and_as_of_then_it_still_was_off(empty: Register, tmp_path: Path) -> None:
    (tmp_path / "silent.yaml").write_text("rule: silent\noff: true\n", encoding="utf-8")
    report = packs.put_in_force(empty.at(LATER), using(tmp_path))
    assert (report.put, report.taken) == ((), ("silent",))
    assert "silent" not in in_force(empty.at(LATER)).by_rule
    assert packs.put_in_force(empty.at(LATEST), using(None)).put == ("silent",)
    assert "silent" in in_force(empty.at(LATEST)).by_rule
    between = (LATER + timedelta(days=1)).isoformat()
    assert "silent" not in in_force(empty.at(LATEST, as_of=between)).by_rule


def test_a_rule_of_an_office_flags_with_its_own_title_and_goes_with_its_file(starter: Register, tmp_path: Path) -> None:
    own = changed(tmp_path, "unowned", "rule: unowned", "rule: nobody").joinpath("unowned.yaml")
    own.rename(tmp_path / "nobody.yaml")
    words = (tmp_path / "nobody.yaml").read_text(encoding="utf-8")
    (tmp_path / "nobody.yaml").write_text(words.replace("en: Unowned", "en: Nobody"), encoding="utf-8")
    assert packs.put_in_force(starter.at(LATER), using(tmp_path)).put == ("nobody",)
    item = commitments.list_(starter.at(LATER), "is:unowned", limit=1).items[0]
    assert ("nobody", "Nobody") in [(flag.rule, say(flag.title, "en")) for flag in item.flags]
    assert packs.put_in_force(starter.at(LATEST), using(None)).taken == ("nobody",)


def test_packs_are_put_in_force_by_several_at_once_only_once(empty: Register, tmp_path: Path) -> None:
    contexts = [empty.at(LATER) for _ in range(4)]
    before, settings = size(contexts[0]), using(sooner(tmp_path))
    with ThreadPoolExecutor(len(contexts)) as pool:
        reports = list(pool.map(lambda ctx: packs.put_in_force(ctx, settings), contexts))
    assert sorted(report.put for report in reports) == [(), (), (), ("silent",)]
    assert size(contexts[0]) == before + 1


def test_packs_are_not_put_in_force_as_if_at_another_moment(empty: Register, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        packs.put_in_force(empty.at(LATER, as_if="2026-01-01"), using(sooner(tmp_path)))


def test_a_pack_that_this_version_cannot_read_is_told_and_not_thrown(empty: Register) -> None:
    strange = {"slug": "silent", "sha256": "0" * 64, "content": {"rule": "silent", "era": "later"}}
    with empty.at().db.write() as session:
        history.append(
            session, [Change("rule_pack", "silent", "put_in_force", strange, rows.DAY)], by=rows.BY, at=LATER
        )
    with pytest.raises(Unavailable, match="cannot be read by this version"):
        in_force(empty.at(LATEST))
    assert packs.put_in_force(empty.at(LATEST), using(None)).put == ("silent",)
    assert in_force(empty.at(LATEST)).digest == packs.shipped().digest


def test_the_board_and_lists_flag_what_the_packs_flag(starter: Register) -> None:
    ctx = starter.at(as_if="2026-01-05")
    (worst, *_) = board(ctx).worst
    flags = {flag.rule: flag for flag in worst.flags}
    assert {"overdue", "silent"} <= set(flags)
    assert flags["silent"].since.isoformat() == "2025-07-17"


def test_a_tally_is_flagged_with_the_parts_that_the_register_has(starter: Register) -> None:
    ctx = starter.at()
    tallies = commitments.list_(ctx, "is:incomplete").items
    assert tallies
    for item in tallies:
        (gap,) = [flag for flag in item.flags if flag.rule == "tally_gap"]
        shown = commitments.show(ctx, item.ref)
        assert shown.size is not None
        assert gap.reasons[0].values["entered"] == shown.entered
        assert gap.reasons[0].values["stated"] == shown.size["stated"]


@pytest.mark.parametrize("as_of", [None, (SEEDED_AT + timedelta(days=1)).isoformat()])
def test_facts_are_looked_up_as_far_as_filters_ask(starter: Register, as_of: str | None, tmp_path: Path) -> None:
    asked = [
        *(
            "unit:mee",
            "unit:=mee",
            "-unit:heilongjiang",
            "supervisor:mee",
            "co-unit:any",
            "place:chongqing",
            "is:duplicate",
        ),
        *("tag:any", "source:any", "mark:any", "parent:any", "is:incomplete", "waste", "alias:SF-001-003"),
    ]
    for number, where in enumerate(asked):
        words = changed(tmp_path, "unowned", "where: is:unowned", f"where: '{where}'") / "unowned.yaml"
        text = words.read_text(encoding="utf-8").replace("rule: unowned", f"rule: own_{number}")
        text = text[: text.index("examples:")] + (
            "examples:\n  - facts: {registered: 2025-01-01}\n    expect: [{day: 1999-01-01, flagged: false}]\n"
        )
        words.unlink()
        (tmp_path / f"own_{number}.yaml").write_text(text, encoding="utf-8")
    found = load_packs(tmp_path)
    assert found.faults == ()
    applied = Packs.of(found.packs)
    ctx = starter.at(LATER, as_of=as_of)
    moment = ctx.moment()
    with ctx.db.read() as session:
        everything = [row._asdict() for row in store.page(session, parse(""), moment, EVERYTHING, limit=1000)]
        known = facts.load(session, everything, moment, applied)
        for number, where in enumerate(asked):
            rule = applied.by_rule[f"own_{number}"].windows[0]
            mine = {ref for ref, each in known.items() if evaluate.holds(rule.where, each, day=moment.day)}
            assert mine == {row.ref for row in store.page(session, parse(where), moment, EVERYTHING, limit=1000)}, where


def test_the_default_packs_look_up_nothing_but_duplicates_and_tallies() -> None:
    needs = facts.needs_of(packs.shipped())
    assert (needs.columns, needs.trees, needs.duplicates, needs.entered) == ((), frozenset(), True, True)


def test_an_explanation_names_every_rule_and_the_next_day(starter: Register) -> None:
    found = explanations.explain(starter.at(as_if="2025-10-01"), "SF-001-003")
    said = {verdict.rule: verdict for verdict in found.verdicts}
    assert list(said) == RULES
    assert said["due_soon"].flag is not None
    assert said["due_soon"].next_change == said["overdue"].next_change
    assert str(said["overdue"].next_change) == "2026-01-01"
    assert (said["overdue"].flag, said["unowned"].next_change) == (None, None)
