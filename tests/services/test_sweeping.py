"""The sweep records each flag change once, with the moment it became true and the moment it was found."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import text as sql

from tests.support.registers import SEEDED_AT, Register, settings_of
from tests.support.rows import BY, body, change, post, programme
from tracker.domain.commitment import Work
from tracker.services import runs, sweeping
from tracker.services.changes import Assign, Update, assign, update
from tracker.services.commitments import list_
from tracker.services.registration import NewCommitment, add
from tracker.services.sweeping import Swept
from tracker.settings import Settings
from tracker.store import bodies, history


def swept(register: Register, at: datetime, settings: Settings | None = None) -> Swept:
    ctx = register.at(at)
    return sweeping.sweep(ctx, settings or settings_of(register.url), runs.by_hand(ctx, "check", "test"))


def changes(register: Register, ref: str | None = None) -> list[tuple[Any, ...]]:
    """What the sweep recorded: commitment, rule, up or down, when it became true, when it was found."""
    ctx = register.at()
    with ctx.db.read() as session:
        found = session.execute(
            sql("SELECT ref, rule, raised, true_at, found_at FROM flag_change ORDER BY true_at, ref, rule, raised")
        )
        return [
            (row.ref, row.rule, row.raised, moment(row.true_at), moment(row.found_at))
            for row in found
            if ref in (None, row.ref)
        ]


def moment(value: Any) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


def local(words: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(f"{words}+08:00").astimezone(UTC)


def announced(register: Register, rule: str) -> set[str]:
    with register.at().db.read() as session:
        return set(session.execute(sql("SELECT ref FROM flag WHERE rule = :rule"), {"rule": rule}).scalars())


def rows(register: Register) -> dict[str, int]:
    """How many rows every table has."""
    with register.at().db.read() as session:
        names = ("flag", "flag_change", "watch", "sweep", "history_entry", "rule_pack", "job_run", "commitment")
        return {name: session.execute(sql(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}


def newcomer(**given: Any) -> NewCommitment:
    return NewCommitment(
        **{"programme": "hlj-2024", "title_en": "Publish the list", "title_zh": "公布清单", "body": "hlj-dee", **given}
    )


def test_the_first_sweep_of_the_starter_register_finds_what_the_pages_show(starter: Register) -> None:
    at = local("2026-01-05T09:00")
    swept(starter, at)
    for rule in ("overdue", "unowned", "unreviewed"):
        listing = list_(starter.at(at), f"is:{rule}", limit=0)
        assert announced(starter, rule) == {item.ref for item in listing.items}
    assert len(announced(starter, "overdue")) == 7


def test_a_sweep_that_finds_nothing_new_writes_nothing_but_its_run(starter: Register) -> None:
    swept(starter, local("2026-01-05T09:00"))
    before = rows(starter)
    again = swept(starter, local("2026-01-05T10:00"))
    assert rows(starter) == {**before, "job_run": before["job_run"] + 1}
    assert (again.raised, again.lowered, again.looked_at) == ({}, {}, 0)


def test_each_change_is_recorded_once_with_when_it_became_true_and_when_it_was_found(empty: Register) -> None:
    ground(empty)
    ref = register_one(empty, due="2025-06-30")
    swept(empty, local("2025-06-03T00:00"))
    swept(empty, local("2025-07-10T00:00"))
    swept(empty, local("2025-07-11T00:00"))
    found = [change for change in changes(empty, ref) if change[1] in ("due_soon", "overdue")]
    assert found == [
        (ref, "due_soon", 1, local("2025-06-16T00:00"), local("2025-07-10T00:00")),
        (ref, "due_soon", 0, local("2025-07-01T00:00"), local("2025-07-10T00:00")),
        (ref, "overdue", 1, local("2025-07-01T00:00"), local("2025-07-10T00:00")),
    ]


def test_what_came_and_went_while_nobody_was_awake_is_found_too(empty: Register) -> None:
    ground(empty)
    ref = register_one(empty, due="2025-06-30")
    swept(empty, local("2025-06-03T00:00"))
    done_at = local("2025-07-20T15:00")
    owner = partial(replace, acting_for="li")
    update(owner(empty.at(done_at)), Update(ref=ref, work=Work.IN_PROGRESS, reason="begun"))
    update(owner(empty.at(done_at + timedelta(hours=1))), Update(ref=ref, work=Work.REPORTED_DONE, reason="done"))
    swept(empty, local("2025-09-01T00:00"))
    found = [change[1:4] for change in changes(empty, ref) if change[1] == "overdue"]
    assert found == [
        ("overdue", 1, local("2025-07-01T00:00")),
        ("overdue", 0, done_at + timedelta(hours=1)),
    ]


def test_an_owner_taken_away_and_given_back_leaves_both_moments(empty: Register) -> None:
    ground(empty)
    ref = register_one(empty, due="2025-12-31", post="hlj-office")
    swept(empty, local("2025-06-03T00:00"))
    away, back = local("2025-06-05T10:00"), local("2025-06-20T10:00")
    assign(empty.at(away), Assign(ref=ref, post=None, reason="the post was abolished"))
    assign(empty.at(back), Assign(ref=ref, post="hlj-office", reason="it was set up again"))
    swept(empty, local("2025-07-01T00:00"))
    found = [change[1:4] for change in changes(empty, ref) if change[1] == "unowned"]
    assert found == [("unowned", 1, away), ("unowned", 0, back)]


def test_what_was_registered_and_looked_at_on_the_day_of_the_packs_can_be_changed_later(empty: Register) -> None:
    ground(empty)
    ref = register_one(empty)
    swept(empty, SEEDED_AT + timedelta(hours=3))
    before = changes(empty, ref)
    update(empty.at(local("2025-06-04T10:00")), Update(ref=ref, reason="news"))
    swept(empty, local("2025-06-05T00:00"))
    assert changes(empty, ref) == before


def test_a_body_that_moves_away_and_back_leaves_every_change_with_when_it_was_found(
    empty: Register, tmp_path: Path
) -> None:
    ground(empty)
    (tmp_path / "under.yaml").write_text(UNDER, encoding="utf-8")
    settings = Settings(database_url=empty.url, rules=tmp_path)
    ref = register_one(empty)
    swept(empty, SEEDED_AT + timedelta(hours=3), settings)
    with empty.at().db.write() as session:
        history.append(session, [change("body", body("top")), change("body", body("other"))], by=BY, at=SEEDED_AT)
    days = [local(f"2025-06-{day:02}T00:00") for day in (6, 8, 10)]
    for day, above in zip(days, ("/top/", "/other/", "/top/"), strict=True):
        moved = [change("body", body("hlj-dee", above), "edit")]
        with empty.at().db.write() as session:
            history.append(session, moved, by=BY, at=day - timedelta(hours=1))
        swept(empty, day, settings)
    found = [each[2:4] for each in changes(empty, ref) if each[1] == "under"]
    assert found == list(zip((1, 0, 1), days, strict=True))


UNDER = """\
rule: under
rank: 7
shape: "△"
title: {en: Under, zh: 下属}
meaning: {en: It belongs to the top., zh: 属于上级。}
windows:
  - where: unit:top
    begins: {anchor: registered}
reasons:
  - {en: It does., zh: 是。}
examples:
  - facts: {registered: 2025-01-01, body: top}
    expect:
      - {day: 2025-01-01, flagged: true}
"""


def test_a_clock_that_runs_backwards_never_records_one_change_twice(empty: Register) -> None:
    ground(empty)
    ref = register_one(empty, due="2025-06-30")
    for number, day in enumerate(("2025-07-05", "2025-06-20", "2025-07-06")):
        with empty.at().db.write() as session:  # so that all rows are gone through
            history.append(session, [change("body", body(f"new-{number}"))], by=BY, at=local("2025-07-05T00:00"))
        swept(empty, local(f"{day}T00:00"))
    found = [each for each in changes(empty, ref) if each[1] == "overdue"]
    assert [each[2] for each in found] == [1, 0, 1]
    assert announced(empty, "overdue") == {ref}


def test_a_part_that_is_entered_lowers_the_gap_of_its_tally_when_it_was_entered(empty: Register) -> None:
    ground(empty)
    ref = register_one(empty, kind="tally", size={"stated": 1, "unit": {"en": "cases", "zh": "件"}})
    swept(empty, local("2025-06-03T00:00"))
    assert announced(empty, "tally_gap") == {ref}
    entered = local("2025-06-04T11:00")
    add(empty.at(entered), newcomer(parent=ref))
    swept(empty, local("2025-06-05T00:00"))
    assert announced(empty, "tally_gap") == set()
    assert changes(empty, ref)[-1][1:4] == ("tally_gap", 0, entered)


def test_a_changed_pack_is_applied_to_every_row_and_says_from_when(starter: Register, tmp_path: Path) -> None:
    swept(starter, local("2026-01-05T09:00"))
    before = announced(starter, "due_soon")
    folder = tmp_path / "rules"
    folder.mkdir()
    shipped = Path(__file__).parents[2] / "rules" / "due_soon.yaml"
    (folder / "due_soon.yaml").write_text(longer_lead(shipped.read_text(encoding="utf-8")), encoding="utf-8")
    settings = Settings(database_url=starter.url, rules=folder)
    at = local("2026-01-06T09:00")
    found = swept(starter, at, settings)
    assert found.faults == ()
    now = announced(starter, "due_soon")
    assert now > before
    raised = {change[0]: change[3] for change in changes(starter) if change[1] == "due_soon" and change[4] == at}
    assert set(raised) == now - before
    assert set(raised.values()) == {at}


def longer_lead(words: str) -> str:
    """The pack with a lead of ten years for what is due in a year, and of its examples those that still hold."""
    pack = yaml.safe_load(words)
    pack["examples"] = [each for each in pack["examples"] if each["facts"].get("precision") != "year"]
    for window in pack["windows"]:
        window["begins"]["by_precision"]["year"] = -3650
    return str(yaml.safe_dump(pack, allow_unicode=True))


def test_a_faulty_pack_is_told_and_the_old_one_stays_in_force(starter: Register, tmp_path: Path) -> None:
    swept(starter, local("2026-01-05T09:00"))
    before = announced(starter, "overdue")
    (tmp_path / "overdue.yaml").write_text("rule: overdue\nwindows: nonsense\n", encoding="utf-8")
    found = swept(starter, local("2026-01-06T09:00"), Settings(database_url=starter.url, rules=tmp_path))
    assert found.faults
    assert announced(starter, "overdue") == before


def test_a_sweep_interrupted_after_any_batch_is_finished_by_the_next(
    starter: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 50)
    stops = interrupting(monkeypatch, after=2)
    with pytest.raises(KeyboardInterrupt):
        swept(starter, local("2026-01-05T09:00"))
    assert stops == [2]
    later = local("2026-01-05T09:10")
    swept(starter, later)
    assert len(announced(starter, "overdue")) == 7
    found = changes(starter)
    assert len({change[:4] for change in found}) == len(found)


def interrupting(monkeypatch: pytest.MonkeyPatch, *, after: int) -> list[int]:
    """Have the sweep end by an interrupt after so many batches; gives the counts at which it did."""
    seen, stops = [0], []

    def reached(point: str) -> None:
        if point == "check.committed" and not stops:
            seen[0] += 1
            if seen[0] == after:
                stops.append(after)
                raise KeyboardInterrupt

    monkeypatch.setattr(sweeping, "reached", reached)
    return stops


def ground(register: Register) -> None:
    """A programme, a body, a post, and Li who holds it."""
    held = {"key": "hlj-office:1", "post": "hlj-office", "person": "p-li", "since": date(2024, 1, 1), "until": None}
    nouns = {"body": body("hlj-dee"), "programme": programme("hlj-2024", code="HLJ"), "holding": held}
    changes = [*(change(noun, row) for noun, row in nouns.items()), change("post", post("hlj-office", "hlj-dee"))]
    li = {"id": "p-li", "slug": "li", "name_en": "Li", "name_zh": "李", "email": "li@hlj.example", "language": "zh"}
    with register.at().db.write() as session:
        history.append(session, changes, by=BY, at=SEEDED_AT)
        bodies.put_person(session, li)


def register_one(register: Register, due: str | None = None, **given: Any) -> str:
    """Register a commitment due on a day."""
    words = {"due_words": f"by {due}"} if due else {}
    return add(register.at(SEEDED_AT + timedelta(hours=1)), newcomer(**words, **given))
