"""Closings in force: what a programme asks for comes from its pack, is on record, and cannot go while it is used."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.services.loops import MONDAY, approved, asked, proof, registered
from tests.support import rows
from tests.support.registers import SEEDED_AT, Register
from tracker.domain.moves import Closing, Steps
from tracker.kit.errors import Conflict, Unavailable
from tracker.kit.language import say
from tracker.services import catalogues, closings, commitments, packs, programmes, runs, seeding, sweeping
from tracker.services.catalogues import ChangeProgramme
from tracker.services.context import Context
from tracker.settings import Settings, data_folder
from tracker.store import audit, history
from tracker.store import packs as store
from tracker.store.history import Change

LATER = SEEDED_AT + timedelta(days=3)
LATEST = SEEDED_AT + timedelta(days=6)
SHIPPED = ["closing/closed_loop", "closing/simple", "closing/verified"]
OWN = """\
closing: half_year
steps: verified
title: {en: Half a year, zh: 半年}
meaning: {en: Half a year more., zh: 可延期半年。}
extensions: {most: none, days: 183}
examples:
  - extension: {from: 2025-06-30, to: 2025-12-30}
    allowed: true
"""


def put(register: Register, folder: Path | None, at: datetime = LATER) -> packs.Report:
    return packs.put_in_force(register.at(at), Settings(rules=folder))


def write(folder: Path, name: str, words: str) -> Path:
    (folder / "closing").mkdir(parents=True, exist_ok=True)
    (folder / "closing" / f"{name}.yaml").write_text(words, encoding="utf-8")
    return folder


def changed(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """A folder in which one shipped closing says something else."""
    words = (data_folder("rules") / "closing" / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in words
        words = words.replace(old, new)
    return write(folder, name, words)


def no_extensions(folder: Path) -> Path:
    """A folder in which nothing in a closed loop is extended."""
    return changed(
        folder,
        "closed_loop",
        ("most: 2", "most: 0"),
        ("to: 2025-12-30}\n    allowed: true", "to: 2025-12-30}\n    allowed: false"),
    )


def one_extension(folder: Path) -> Path:
    """A folder in which a closed loop is extended once."""
    return changed(folder, "closed_loop", ("most: 2", "most: 1"), ("given: 1", "given: 0"), ("given: 2", "given: 1"))


def steps(register: Register, programme: str, at: datetime = LATEST) -> Steps:
    with register.at(at).db.read() as session:
        return closings.of(session, programme)


def on_record(ctx: Context) -> list[str]:
    with ctx.db.read() as session:
        return [key for key, _ in store.in_force(session, ctx.moment(), closings=True)]


def say_all(report: packs.Report) -> list[str]:
    return [say(fault.sentence, "en") for fault in report.faults]


def with_programme(register: Register, closing: str) -> None:
    with register.at().db.write() as session:
        made = rows.change("programme", rows.programme("own", code="OWN", closing=closing))
        history.append(session, [made], by=rows.BY, at=SEEDED_AT)


def test_a_new_register_has_the_shipped_closings_on_record(starter: Register) -> None:
    assert on_record(starter.at()) == SHIPPED
    assert steps(starter, "hlj-2024") == Steps("closed_loop", Closing.CLOSED_LOOP, 2, 183, 7)
    assert steps(starter, "shanghai-2024") == Steps("verified", Closing.VERIFIED, 3, 366)
    assert steps(starter, "yubei-2024") == Steps("simple", Closing.SIMPLE)


def test_closings_are_no_rules_that_flag(empty: Register, tmp_path: Path) -> None:
    ctx = empty.at(LATER)
    with ctx.db.read() as session:
        before = packs.in_force(session, ctx.moment()).digest
        size = history.head(session).size
    assert put(empty, one_extension(tmp_path)).put == ("closing/closed_loop",)
    with ctx.db.read() as session:
        assert packs.in_force(session, ctx.moment()).digest == before == packs.shipped().digest
        assert not [rule for rule in store.in_force_since(session) if "/" in rule]
        assert store.put_after(session, size) == frozenset()
        assert len(store.put_after(session, 0)) == len(packs.shipped().packs)


def test_a_changed_closing_does_not_make_the_sweep_go_through_all_rows(starter: Register, tmp_path: Path) -> None:
    def swept(at: datetime, folder: Path | None) -> sweeping.Swept:
        ctx = starter.at(at)
        return sweeping.sweep(ctx, Settings(rules=folder), runs.by_hand(ctx, "check", "test"))

    assert swept(LATER, None).looked_at == 219
    assert swept(LATER + timedelta(minutes=5), one_extension(tmp_path)).looked_at == 0
    assert steps(starter, "hlj-2024").extensions == 1


def test_a_changed_closing_changes_what_may_be_asked_from_then_on_and_past_decisions_stay(
    starter: Register, tmp_path: Path
) -> None:
    ref = registered(starter)
    evidence = (proof(starter, ref),)
    approved(starter, asked(starter, ref, "extend", new_day=date(2026, 3, 31), evidence=evidence))
    waiting = asked(starter, ref, "extend", new_day=date(2026, 6, 30), evidence=evidence)
    put(starter, one_extension(tmp_path), MONDAY + timedelta(hours=1))
    after = MONDAY + timedelta(hours=2)
    with pytest.raises(Conflict, match="no further extension"):
        approved(starter, waiting, at=after)
    assert commitments.show(starter.at(after), ref).item.due.last_day == date(2026, 3, 31)
    put(starter, None, MONDAY + timedelta(hours=3))
    approved(starter, waiting, at=MONDAY + timedelta(hours=4))
    assert commitments.show(starter.at(LATEST), ref).item.due.last_day == date(2026, 6, 30)
    with starter.at().db.read() as session:
        assert list(audit.findings(session)) == []


def test_an_extension_reaches_as_far_as_the_pack_says(starter: Register, tmp_path: Path) -> None:
    ref = registered(starter)
    evidence = (proof(starter, ref),)
    with pytest.raises(Conflict, match="up to 2026-07-02"):
        asked(starter, ref, "extend", new_day=date(2026, 7, 3), evidence=evidence)
    put(
        starter,
        changed(tmp_path, "closed_loop", ("days: 183", "days: 184"), ("to: 2025-12-31", "to: 2026-01-01")),
        MONDAY + timedelta(hours=1),
    )
    assert asked(starter, ref, "extend", at=LATER, new_day=date(2026, 7, 3), evidence=evidence)


def test_which_steps_held_when_is_known_later(starter: Register, tmp_path: Path) -> None:
    put(starter, no_extensions(tmp_path))
    now = starter.at(LATEST)
    then, before = SEEDED_AT + timedelta(days=1), SEEDED_AT - timedelta(days=400)
    for as_of, expected in [(LATEST, 0), (then, 2), (before, 2)]:
        ctx = starter.at(LATEST, as_of=as_of.isoformat())
        with now.db.read() as session:
            assert closings.named(session, "closed_loop", ctx.moment()).steps.extensions == expected


def test_an_older_register_has_the_shipped_closings_until_the_next_init_puts_them_on_record(starter: Register) -> None:
    gone = [Change("rule_pack", key, "withdraw", None, rows.DAY) for key in SHIPPED]
    with starter.at().db.write() as session:
        history.append(session, gone, by=rows.BY, at=SEEDED_AT)
    assert on_record(starter.at(LATER)) == []
    assert steps(starter, "hlj-2024").notice_days == 7
    assert sorted(put(starter, None).put) == SHIPPED
    assert on_record(starter.at(LATEST)) == SHIPPED


@pytest.mark.parametrize("folder", ["nowhere", "here"])
def test_an_older_register_gets_the_shipped_closings_where_the_folder_cannot_be_read(
    empty: Register, tmp_path: Path, folder: str
) -> None:
    gone = [Change("rule_pack", key, "withdraw", None, rows.DAY) for key in SHIPPED]
    with empty.at().db.write() as session:
        history.append(session, gone, by=rows.BY, at=SEEDED_AT)
    (tmp_path / "here").mkdir()
    report = put(empty, tmp_path / folder)
    assert (sorted(report.put), len(report.faults)) == (SHIPPED, 1)


def test_a_faulty_file_keeps_what_was_in_force(starter: Register, tmp_path: Path) -> None:
    put(starter, one_extension(tmp_path))
    write(tmp_path, "closed_loop", "closing: closed_loop\nsteps: round\n")
    report = put(starter, tmp_path, LATEST)
    assert (report.put, report.taken, report.kept) == ((), (), ("closing/closed_loop",))
    assert any("closed_loop.yaml, line 2: “steps” cannot be round" in said for said in say_all(report))
    assert steps(starter, "hlj-2024").extensions == 1


def test_a_faulty_file_of_a_shipped_closing_that_was_never_on_record_leaves_the_shipped_one(
    starter: Register, tmp_path: Path
) -> None:
    with starter.at().db.write() as session:
        gone = Change("rule_pack", "closing/closed_loop", "withdraw", None, rows.DAY)
        history.append(session, [gone], by=rows.BY, at=SEEDED_AT)
    report = put(starter, write(tmp_path, "closed_loop", "closing: closed_loop\n"))
    assert (report.put, report.kept) == (("closing/closed_loop",), ("closing/closed_loop",))
    assert steps(starter, "hlj-2024").extensions == 2


def test_a_closing_that_a_programme_names_cannot_be_switched_off_and_that_is_told(
    starter: Register, tmp_path: Path
) -> None:
    folder = write(tmp_path, "verified", "closing: verified\noff: true\n")
    report = put(starter, folder)
    assert (report.put, report.taken, report.kept) == ((), (), ("closing/verified",))
    (said,) = say_all(report)
    assert said.endswith("verified.yaml, line 1: programmes close by this, so that it stays in force: shanghai-2024")
    assert steps(starter, "shanghai-2024").closing == Closing.VERIFIED
    assert say(report.faults[0].sentence, "zh")


def test_a_closing_that_nobody_names_is_switched_off_and_put_in_force_again(empty: Register, tmp_path: Path) -> None:
    folder = write(tmp_path, "verified", "closing: verified\noff: true\n")
    assert put(empty, folder).taken == ("closing/verified",)
    assert "closing/verified" not in on_record(empty.at(LATER))
    assert put(empty, folder, LATEST) == packs.Report()
    assert put(empty, None, LATEST).put == ("closing/verified",)


def test_a_closing_of_an_office_goes_with_its_file_unless_a_programme_closes_by_it(
    empty: Register, tmp_path: Path
) -> None:
    assert put(empty, write(tmp_path, "half_year", OWN)).put == ("closing/half_year",)
    with_programme(empty, "half_year")
    assert steps(empty, "own") == Steps("half_year", Closing.VERIFIED, None, 183)
    report = put(empty, None, LATEST)
    assert (report.taken, report.kept) == ((), ("closing/half_year",))
    assert say_all(report)[0].endswith("programmes close by this, so that it stays in force: own")
    assert steps(empty, "own").extension_days == 183
    with empty.at(LATEST).db.write() as session:
        other = rows.change("programme", rows.programme("own", code="OWN", closing="simple"))
        history.append(session, [other], by=rows.BY, at=LATEST)
    assert put(empty, None, LATEST).taken == ("closing/half_year",)


def test_a_closing_that_is_switched_off_before_it_was_ever_on_record_is_put_there_where_it_is_named(
    starter: Register, tmp_path: Path
) -> None:
    gone = [Change("rule_pack", key, "withdraw", None, rows.DAY) for key in SHIPPED]
    with starter.at().db.write() as session:
        history.append(session, gone, by=rows.BY, at=SEEDED_AT)
    report = put(starter, write(tmp_path, "closed_loop", "closing: closed_loop\noff: true\n"))
    assert sorted(report.put) == SHIPPED
    assert report.kept == ("closing/closed_loop",)


def test_a_closing_that_is_neither_on_record_nor_shipped_is_told_and_not_thrown(empty: Register) -> None:
    with_programme(empty, "by_wish")
    with pytest.raises(Unavailable, match="“by_wish” is not in force"):
        steps(empty, "own")


def test_a_closing_on_record_that_this_version_cannot_read_is_told_and_healed_by_the_next_init(
    starter: Register,
) -> None:
    strange = {"slug": "closing/verified", "sha256": "0" * 64, "content": {"closing": "verified", "era": "later"}}
    with starter.at().db.write() as session:
        changes = [Change("rule_pack", "closing/verified", "put_in_force", strange, rows.DAY)]
        history.append(session, changes, by=rows.BY, at=SEEDED_AT)
    with pytest.raises(Unavailable, match="cannot be read by this version"):
        steps(starter, "shanghai-2024")
    assert steps(starter, "hlj-2024").closing == Closing.CLOSED_LOOP
    assert put(starter, None).put == ("closing/verified",)
    assert steps(starter, "shanghai-2024").closing == Closing.VERIFIED


def seeded(register: Register, folder: Path, closing: str) -> seeding.Report:
    folder.mkdir(exist_ok=True)
    record = f"- {{slug: own, code: OWN, title: {{en: Own, zh: 自办}}, closing: {closing}}}\n"
    (folder / "programmes.yaml").write_text(record, encoding="utf-8")
    return seeding.load(register.at(LATEST), folder)


@pytest.mark.parametrize(
    ("closing", "reason"),
    [
        ("verifed", "did you mean verified?"),
        ("half_year", "there are: closed_loop, simple, verified"),
        ("Verified", "pattern"),
    ],
)
def test_a_programme_that_names_an_unknown_closing_is_a_fault_with_the_nearest_name(
    empty: Register, tmp_path: Path, closing: str, reason: str
) -> None:
    report = seeded(empty, tmp_path / "seeds", closing)
    (fault,) = report.faults
    assert (fault.file, fault.record, fault.field, report.created) == ("programmes.yaml", "own", "closing", {})
    assert reason in say(fault.reason, "en")


def test_a_programme_may_name_a_closing_of_the_office(empty: Register, tmp_path: Path) -> None:
    put(empty, write(tmp_path / "rules", "half_year", OWN))
    report = seeded(empty, tmp_path / "seeds", "half_year")
    assert (report.faults, report.created) == ([], {"programme": 1})
    assert steps(empty, "own").slug == "half_year"


def test_the_page_of_a_programme_tells_the_title_of_the_closing_that_an_office_wrote(
    starter: Register, tmp_path: Path
) -> None:
    put(starter, write(tmp_path, "half_year", OWN))
    change = ChangeProgramme(slug="yubei-2024", closing="half_year", reason="as agreed")
    catalogues.change_programme(starter.at(LATEST), change)
    found = programmes.show(starter.at(LATEST), "yubei-2024", limit=1).closes
    assert [say(words, "zh") for words in found] == ["半年", "可延期半年。"]
    before = programmes.show(starter.at(LATEST, as_of=LATER.isoformat()), "yubei-2024", limit=1).closes
    assert say(before[0], "en") == "Simple closing"
