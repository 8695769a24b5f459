"""The weekly edition: one letter for each who holds a post, measured against the last one that this reader got."""

import email
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.message import Message
from email.policy import default
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.editions import make as make_in_process
from tests.support.killing import killed_at
from tests.support.registers import SEEDED_AT, Register
from tests.support.rows import BY, body, change, commitment, ground, post
from tracker.domain.commitment import Work
from tracker.domain.deadline import Precision
from tracker.domain.slots import Trigger
from tracker.kit.errors import Forbidden, Invalid, NotFound
from tracker.kit.text import text
from tracker.notifications import messages
from tracker.notifications.messages import Group, Part, Weekly
from tracker.services import changes, deliveries, editions, holding, runs
from tracker.services.changes import Update
from tracker.services.commitments import list_
from tracker.services.context import NOBODY, Context, Principal
from tracker.services.runs import Claim, Lost
from tracker.settings import Language, Settings
from tracker.store import bodies, history
from tracker.store.tables import VERSIONED, Delivery, Edition, JobRun, Letter, Person
from tracker.store.tables.versions import table_of

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
MONDAY = datetime(2026, 1, 5, 0, 0, 5, tzinfo=UTC)
"""Five seconds after 08:00 in Shanghai, on the Monday of week 2 of 2026."""

ADDRESSEES = 24
"""So many sample posts are held in the starter register, each by another person."""


@dataclass(frozen=True)
class EditionJob:
    """The job as the scheduler knows it."""

    name: str = "edition"
    trigger: Trigger = editions.TRIGGER


JOB = EditionJob()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Letters go to files below the test's folder."""
    return Settings(home=tmp_path)


def claimed(register: Register, at: datetime) -> tuple[Context, Claim]:
    ctx = register.at(at)
    runs.plan(ctx, (JOB,))
    claim = runs.claim(ctx, "owner", (JOB,))
    assert claim is not None
    return ctx, claim


def make(register: Register, settings: Settings, at: datetime = MONDAY) -> None:
    ctx, claim = claimed(register, at)
    editions.make(ctx, settings, claim)


def deliver(register: Register, settings: Settings, at: datetime = MONDAY) -> None:
    deliveries.drain(register.at(at), settings, owner="sender")


def rows(register: Register, model: Any) -> list[Any]:
    table = table_of(model)
    with register.at().db.read() as session:
        return list(session.execute(select(table).order_by(*table.primary_key.columns)))


def person(register: Register, slug: str) -> str:
    with register.at().db.read() as session:
        found = bodies.person_id(session, slug)
    assert found is not None
    return found


def letter(register: Register, who: str, number: int = 1) -> Weekly:
    mine = person(register, who)
    (found,) = [row for row in rows(register, Letter) if (row.edition, row.person) == (number, mine)]
    return messages.from_data(found.payload["letter"])


def mail(register: Register, who: str, number: int = 1) -> Message:
    mine = person(register, who)
    (found,) = [row for row in rows(register, Delivery) if (row.edition, row.person) == (number, mine)]
    return email.message_from_bytes(deliveries.body(register.at(), found.key), policy=default)


def refs(found: Weekly, group: str) -> list[str]:
    named = found.group(group)
    return [line.ref for line in named.lines] if named else []


def set_person(register: Register, who: str, **values: Any) -> None:
    table = table_of(Person)
    with register.at().db.write() as session:
        session.execute(table.update().where(table.c.slug == who).values(**values))


def set_deliveries(register: Register, edition: int, at: datetime, state: str = "refused") -> None:
    table = table_of(Delivery)
    with register.at().db.write() as session:
        session.execute(table.update().where(table.c.edition == edition).values(state=state, ended_at=at))


def totals_hold(register: Register, found: Weekly, at: datetime) -> None:
    """The parts add up, and every query that is called exact lists just as many as the number says."""
    assert sum(part.total for part in found.parts) == found.open
    ctx = register.at(at + DAY, as_of=found.as_of.isoformat())
    numbers: list[Part | Group] = [*found.parts, *found.groups]
    for numbered in numbers:
        listed = list_(ctx, numbered.query, limit=1).total
        assert not numbered.exact or listed == numbered.total, numbered
    for line in found.supervised:
        assert list_(ctx, line.query, limit=1).total == line.open


def test_the_first_edition_of_the_starter_register(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    (edition,) = rows(starter, Edition)
    assert (edition.number, edition.slot, edition.missed) == (1, "2026-W02", [])
    assert edition.as_of == datetime(2026, 1, 5, tzinfo=UTC)
    letters, waiting = rows(starter, Letter), rows(starter, Delivery)
    assert len(letters) == len(waiting) == ADDRESSEES
    assert {row.state for row in waiting} == {"ready"}
    (run,) = rows(starter, JobRun)
    assert (run.state, run.outcome["letters"], run.outcome["unsendable"]) == ("done", ADDRESSEES, 0)


def test_an_owner_is_told_what_is_newly_overdue_apart_from_what_was(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    found = letter(starter, "sample-mee-office")
    assert (found.overdue, found.fresh, found.previous) == (4, 1, None)
    assert refs(found, "new") == ["MEE-ZON-003"]
    assert refs(found, "overdue") == ["MEE-FIN-124", "MEE-FIN-125", "MEE-FIN-126"]
    (line,) = found.group("new").lines  # type: ignore[union-attr]
    assert (line.days, line.since, line.last_day) == (5, None, date(2025, 12, 31))


def test_every_number_of_the_starter_edition_is_the_answer_to_its_query(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    for row in rows(starter, Letter):
        found = messages.from_data(row.payload["letter"])
        totals_hold(starter, found, MONDAY)
        assert all(part.exact for part in found.parts)
        assert all(group.exact for group in found.groups)


def test_what_nobody_owns_is_told_to_the_register_office(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    found = letter(starter, "sample-register-officer")
    nobody = list_(starter.at(MONDAY), "is:unowned", limit=1).total
    assert nobody > 0
    assert found.group("unowned").total == nobody  # type: ignore[union-attr]
    assert found.open == nobody


def test_what_is_unreviewed_is_a_number_with_a_link_and_no_list(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    group = letter(starter, "sample-mee-office").group("unreviewed")
    assert group is not None
    assert (group.total, group.lines) == (43, ())


def test_a_commitment_is_told_once_and_ten_of_a_group_at_most(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    found = letter(starter, "sample-mee-office")
    told = [line.ref for group in found.groups for line in group.lines]
    assert len(told) == len(set(told))
    silent = found.group("silent")
    assert silent is not None
    assert (len(silent.lines), silent.total) == (10, 55)


def test_each_reader_is_written_to_in_the_language_chosen(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    english, chinese = mail(starter, "sample-shanghai-bee"), mail(starter, "sample-mee-office")
    assert (english["Content-Language"], chinese["Content-Language"]) == ("en", "zh")
    assert "1 overdue" in english["Subject"]
    assert letter(starter, "sample-shanghai-bee").group("overdue").title == "Overdue"  # type: ignore[union-attr]
    assert letter(starter, "sample-mee-office").group("overdue").title == "逾期"  # type: ignore[union-attr]


def test_the_head_of_the_history_stands_in_head_and_text(starter: Register, settings: Settings) -> None:
    with starter.at().db.read() as session:
        head = history.head(session)
    make(starter, settings)
    found = mail(starter, "sample-shanghai-bee")
    assert found["Tracker-History-Head"] == str(head)
    assert found["Tracker-Edition"] == "1"
    assert head.root.hex() in found.get_body(("plain",)).get_content()  # type: ignore[attr-defined]


def test_a_letter_is_the_same_to_the_byte_whenever_it_is_composed(starter: Register, settings: Settings) -> None:
    first = editions.prepare(starter.at(MONDAY), settings, due_at=MONDAY, planned_at=MONDAY)
    for number, ref in enumerate(("MEE-ZON-003", "SH-2024-001", "MEE-FIN-124")):
        later = starter.at(MONDAY + DAY * (number + 1))
        changes.update(later, Update(ref=ref, work=Work.IN_PROGRESS, reason="under way"))
    again = editions.prepare(starter.at(MONDAY + 5 * DAY), settings, due_at=MONDAY, planned_at=MONDAY)
    assert first is not None and again is not None
    assert [each.message for each in again.letters] == [each.message for each in first.letters]
    assert again == first


def test_a_week_has_one_edition_however_often_it_is_asked_for(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    ctx = starter.at(MONDAY + DAY)
    editions.make(ctx, settings, runs.by_hand(ctx, "edition", "somebody"))
    assert len(rows(starter, Edition)) == 1
    assert len(rows(starter, Letter)) == len(rows(starter, Delivery)) == ADDRESSEES


def test_who_lost_the_run_to_another_writes_nothing(starter: Register, settings: Settings) -> None:
    ctx, claim = claimed(starter, MONDAY)
    _, taken_over = claimed(starter, MONDAY + timedelta(minutes=5))
    assert taken_over.fence > claim.fence
    with pytest.raises(Lost):
        editions.make(ctx, settings, claim)
    assert rows(starter, Edition) == rows(starter, Letter) == rows(starter, Delivery) == []
    editions.make(starter.at(MONDAY + timedelta(minutes=5)), settings, taken_over)
    assert len(rows(starter, Letter)) == ADDRESSEES


@pytest.mark.parametrize("point", ["edition.composed", "edition.written", "edition.committed"])
def test_whoever_is_killed_while_making_an_edition_leaves_none_or_the_whole(
    starter: Register, settings: Settings, point: str
) -> None:
    given = (starter.url, str(settings.home))
    killed_at(point, "tests.support.editions:make", *given, MONDAY.isoformat())
    there = point == "edition.committed"
    assert len(rows(starter, Edition)) == int(there)
    assert len(rows(starter, Letter)) == len(rows(starter, Delivery)) == ADDRESSEES * there
    for minutes in (5, 10):
        make_in_process(*given, (MONDAY + timedelta(minutes=minutes)).isoformat())
    assert len(rows(starter, Edition)) == 1
    assert len(rows(starter, Letter)) == len(rows(starter, Delivery)) == ADDRESSEES
    assert [row.state for row in rows(starter, JobRun)] == ["done"]


def test_next_week_only_what_became_overdue_since_is_new(starter: Register, settings: Settings) -> None:
    make(starter, settings, MONDAY - WEEK)
    deliver(starter, settings, MONDAY - WEEK)
    assert letter(starter, "sample-mee-office").fresh == 0
    make(starter, settings)
    found = letter(starter, "sample-mee-office", 2)
    assert refs(found, "new") == ["MEE-ZON-003"]
    assert (found.previous, found.missed) == (1, ())
    deliver(starter, settings)
    make(starter, settings, MONDAY + WEEK)
    found = letter(starter, "sample-mee-office", 3)
    assert (found.fresh, found.overdue) == (0, 4)


def test_after_missed_weeks_one_letter_says_so_and_what_is_new_is_still_new(
    starter: Register, settings: Settings
) -> None:
    make(starter, settings, MONDAY - WEEK)
    deliver(starter, settings, MONDAY - WEEK)
    make(starter, settings, MONDAY + 3 * WEEK)
    assert [row.slot for row in rows(starter, Edition)] == ["2026-W01", "2026-W05"]
    found = letter(starter, "sample-mee-office", 2)
    assert found.missed == ("2026-W02", "2026-W03", "2026-W04")
    assert refs(found, "new") == ["MEE-ZON-003"]
    totals_hold(starter, found, MONDAY + 3 * WEEK)


@pytest.mark.parametrize("state", ["refused", "dead"])
def test_what_stood_in_a_letter_that_never_came_is_new_again(starter: Register, settings: Settings, state: str) -> None:
    make(starter, settings, MONDAY - WEEK)
    deliver(starter, settings, MONDAY - WEEK)
    make(starter, settings)
    set_deliveries(starter, 2, MONDAY + timedelta(minutes=1), state)
    make(starter, settings, MONDAY + WEEK)
    found = letter(starter, "sample-mee-office", 3)
    assert (refs(found, "new"), found.previous) == (["MEE-ZON-003"], 1)


def test_what_stood_in_a_letter_that_is_held_is_new_again(starter: Register, settings: Settings) -> None:
    make(starter, settings, MONDAY - WEEK)
    deliver(starter, settings, MONDAY - WEEK)
    make(starter, settings)
    deliveries.drain(starter.at(MONDAY), settings, owner="sender", hold=True)
    make(starter, settings, MONDAY + WEEK)
    found = letter(starter, "sample-mee-office", 3)
    assert (refs(found, "new"), found.previous) == (["MEE-ZON-003"], 1)


def test_a_letter_that_was_held_and_let_go_was_had(starter: Register, settings: Settings) -> None:
    make(starter, settings)
    deliveries.drain(starter.at(MONDAY), settings, owner="sender", hold=True)
    holding.release(starter.at(MONDAY + DAY))
    deliver(starter, settings, MONDAY + DAY)
    make(starter, settings, MONDAY + WEEK)
    assert letter(starter, "sample-mee-office", 2).previous == 1


def test_what_stood_in_a_letter_that_went_to_another_address_only_is_new_again(
    starter: Register, settings: Settings
) -> None:
    make(starter, settings, MONDAY - WEEK)
    deliver(starter, settings, MONDAY - WEEK)
    make(starter, settings)
    deliver(starter, settings.model_copy(update={"mail_redirect": "me@office.example"}))
    make(starter, settings, MONDAY + WEEK)
    found = letter(starter, "sample-mee-office", 3)
    assert (refs(found, "new"), found.previous) == (["MEE-ZON-003"], 1)


def test_what_was_reported_done_since_the_last_letter_is_told_once(starter: Register, settings: Settings) -> None:
    make(starter, settings, MONDAY - WEEK)
    deliver(starter, settings, MONDAY - WEEK)
    done = Update(ref="MEE-ZON-003", work=Work.REPORTED_DONE, on=date(2025, 12, 30), reason="The system is in place.")
    changes.update(replace(starter.at(MONDAY - 2 * DAY), acting_for="sample-mee-office"), done)
    make(starter, settings)
    found = letter(starter, "sample-mee-office", 2)
    assert refs(found, "closed") == ["MEE-ZON-003"]
    assert found.overdue == 3
    assert next(part.total for part in found.parts if part.name == "reported_done") == 1
    totals_hold(starter, found, MONDAY)
    deliver(starter, settings)
    make(starter, settings, MONDAY + WEEK)
    assert letter(starter, "sample-mee-office", 3).group("closed") is None


@pytest.mark.parametrize(("choice", "letters"), [("letter", 1), ("nothing", 0)])
def test_an_empty_week_brings_all_clear_or_nothing_by_choice(
    starter: Register, settings: Settings, choice: str, letters: int
) -> None:
    set_person(starter, "sample-ningxia-dee", empty_week=choice)
    make(starter, settings)
    mine = person(starter, "sample-ningxia-dee")
    assert letter(starter, "sample-ningxia-dee").is_empty
    assert len([row for row in rows(starter, Delivery) if row.person == mine]) == letters


def test_one_who_cannot_be_written_to_does_not_keep_the_others_from_their_letters(
    starter: Register, settings: Settings
) -> None:
    set_person(starter, "sample-yubei", email="")
    set_person(starter, "sample-hlj-dee", email="office@hlj-dee.example\nBcc: everybody@hlj.example")
    make(starter, settings)
    by_person = {row.person: row for row in rows(starter, Delivery)}
    for who in ("sample-yubei", "sample-hlj-dee"):
        row = by_person[person(starter, who)]
        frozen = deliveries.body(starter.at(), row.key)
        assert (row.state, frozen, bool(row.reason["m"])) == ("dead", b"", True)
    assert sum(row.state == "ready" for row in by_person.values()) == ADDRESSEES - 2
    told = letter(starter, "sample-register-officer").news.sentences
    assert any("yubei-mayor-office" in sentence for sentence in told)
    make(starter, settings, MONDAY + WEEK)
    told = letter(starter, "sample-register-officer", 2).news.sentences
    assert any("黑龙江生态环境厅联络员（示例）" in sentence for sentence in told)
    assert letter(starter, "sample-mee-office", 2).news.sentences == ()


def test_the_office_hears_of_a_post_that_answers_for_something_and_is_held_by_nobody(
    starter: Register, settings: Settings
) -> None:
    end_holding(starter, "yubei-mayor-office", date(2025, 12, 31))
    make(starter, settings)
    told = letter(starter, "sample-register-officer").news.sentences
    assert any("yubei-mayor-office" in sentence and "17" in sentence for sentence in told)
    assert len(rows(starter, Letter)) == ADDRESSEES - 1


def test_a_template_of_the_offices_own_that_is_at_fault_stops_no_letter_and_is_told(
    starter: Register, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "own" / "weekly").mkdir(parents=True)
    (tmp_path / "own" / "weekly" / "subject.txt").write_text("{{ letter.nothing }}", encoding="utf-8")
    own = settings.model_copy(update={"notifications": tmp_path / "own"})
    make(starter, own)
    assert {row.state for row in rows(starter, Delivery)} == {"ready"}
    assert "1 overdue" in mail(starter, "sample-shanghai-bee")["Subject"]
    make(starter, own, MONDAY + WEEK)
    told = letter(starter, "sample-register-officer", 2).news.sentences
    assert any("subject.txt" in sentence for sentence in told)


def test_a_subject_of_the_offices_own_that_cannot_stand_in_a_letter_stops_none(
    starter: Register, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "own" / "weekly").mkdir(parents=True)
    (tmp_path / "own" / "weekly" / "subject.txt").write_text("=?utf-8?q?a=0ABcc=3Ax?=", encoding="utf-8")
    make(starter, settings.model_copy(update={"notifications": tmp_path / "own"}))
    assert {row.state for row in rows(starter, Delivery)} == {"ready"}
    assert "1 overdue" in mail(starter, "sample-shanghai-bee")["Subject"]
    (run,) = rows(starter, JobRun)
    assert "head of a letter" in run.reason["m"]


def test_no_edition_is_made_under_a_sender_that_is_no_address(starter: Register, settings: Settings) -> None:
    ctx, claim = claimed(starter, MONDAY)
    with pytest.raises(Invalid, match="nobody") as refused:
        editions.make(ctx, settings.model_copy(update={"mail_from": "nobody"}), claim)
    assert refused.value.where == "TRACKER_MAIL_FROM"
    assert rows(starter, Edition) == rows(starter, Delivery) == []
    editions.make(ctx, settings, claim)
    assert {row.state for row in rows(starter, Delivery)} == {"ready"}


def test_what_is_only_led_is_the_answer_to_its_query_too(empty: Register, settings: Settings) -> None:
    led = commitment("X-001", post="post-a", leader="post-c", last_day=date(2026, 3, 1))
    plant(empty, [led], at=MONDAY - DAY)
    make(empty, settings)
    with empty.at().db.write() as session:
        closed = {**led, "work": "closed", "done_on": date(2026, 1, 6), "updated_on": date(2026, 1, 6)}
        history.append(session, [change("commitment", closed, "close")], by=BY, at=MONDAY + DAY)
    make(empty, settings, MONDAY + WEEK)
    exact = {who: group.exact for who in ("amy", "bo") if (group := letter(empty, who, 2).group("closed"))}
    assert exact == {"amy": True, "bo": True}
    totals_hold(empty, letter(empty, "bo", 2), MONDAY + WEEK)


def end_holding(register: Register, of: str, until: date) -> None:
    with register.at().db.write() as session:
        table = VERSIONED["holding"][0]
        row = dict(session.execute(select(table).where(table.c.post == of)).mappings().one())
        ended = replace(
            change("commitment", commitment()), record="holding", key=row["key"], row={**row, "until": until}
        )
        history.append(session, [ended], by=BY, at=MONDAY - DAY)


def test_a_preview_shows_a_letter_and_writes_nothing(starter: Register, settings: Settings) -> None:
    found = editions.preview(starter.at(MONDAY), settings, "sample-mee-office")
    assert (found.edition, found.week, found.overdue, found.fresh) == (1, "2026-W02", 4, 1)
    assert editions.preview(starter.at(MONDAY), settings, "office@mee.example") == found
    assert rows(starter, Letter) == rows(starter, Edition) == []
    past = editions.preview(starter.at(MONDAY, as_if="2024-12-31T23:59"), settings, "sample-mee-office")
    assert (past.overdue, past.week) == (0, "2025-W01")
    make(starter, settings)
    kept = letter(starter, "sample-mee-office")
    assert editions.preview(starter.at(MONDAY, as_of="2026-01-05T08:00"), settings, "sample-mee-office") == kept


def test_once_the_edition_of_the_week_is_made_a_preview_is_that_of_the_next(
    starter: Register, settings: Settings
) -> None:
    make(starter, settings)
    deliver(starter, settings)
    found = editions.preview(starter.at(MONDAY + DAY), settings, "sample-mee-office")
    assert (found.edition, found.week, found.missed) == (2, "2026-W03", ())
    assert (found.first_day, found.as_of.date(), found.previous) == (date(2026, 1, 12), date(2026, 1, 6), 1)
    before = editions.preview(starter.at(MONDAY + DAY, as_if="2025-12-01"), settings, "sample-mee-office")
    assert (before.edition, before.week) == (2, "2026-W03")
    later = editions.preview(starter.at(MONDAY + DAY, as_if="2026-01-20"), settings, "sample-mee-office")
    assert (later.edition, later.week, later.missed) == (2, "2026-W04", ("2026-W03",))


def test_the_week_after_the_last_of_a_year_is_the_first_of_the_next(starter: Register, settings: Settings) -> None:
    make(starter, settings, MONDAY + 51 * WEEK)
    found = editions.preview(starter.at(MONDAY + 51 * WEEK + DAY), settings, "sample-mee-office")
    assert (found.edition, found.week) == (2, "2027-W01")


def test_a_preview_can_be_had_in_another_language_than_its_readers(starter: Register, settings: Settings) -> None:
    languages: tuple[Language, ...] = ("zh", "en")
    found = [
        editions.preview(starter.at(MONDAY), settings, "sample-mee-office", language=language) for language in languages
    ]
    assert [each.language for each in found] == list(languages)
    assert found[0].posts != found[1].posts


def test_why_this_week_has_no_edition_is_known(starter: Register, settings: Settings) -> None:
    ctx, claim = claimed(starter, MONDAY)
    assert str(editions.unmade(ctx)) == "This week’s edition is being made by another process."
    for _ in range(runs.ATTEMPTS):
        runs.fail(ctx, claim, text("The disk is full."))
        again = runs.claim(ctx, "owner", (JOB,), early=True)
        claim = again or claim
    told = str(editions.unmade(ctx))
    assert told.startswith("This week’s edition was given up: The disk is full. tracker run job edition makes it.")
    make_by_hand = runs.by_hand(ctx, "edition", "owner")
    editions.make(ctx, settings, make_by_hand)
    assert editions.unmade(ctx) is None


@pytest.mark.parametrize("who", ["nobody", "sample-yubei"])
def test_there_is_no_preview_for_one_who_is_unknown_or_holds_no_post(
    starter: Register, settings: Settings, who: str
) -> None:
    end_holding(starter, "yubei-mayor-office", date(2025, 12, 31))
    with pytest.raises(NotFound):
        editions.preview(starter.at(MONDAY), settings, who)


def test_a_register_younger_than_its_slot_speaks_of_the_moment_of_planning(empty: Register, settings: Settings) -> None:
    late = SEEDED_AT + timedelta(hours=1)
    plant(empty, [commitment("X-001", post="post-a", last_day=date(2025, 5, 1))], at=SEEDED_AT + timedelta(minutes=1))
    make(empty, settings, late)
    (edition,) = rows(empty, Edition)
    assert (edition.slot, edition.as_of) == ("2025-W23", late)
    assert letter(empty, "amy").overdue == 1


def plant(
    register: Register, made: Iterable[dict[str, Any]], *, at: datetime, same: Iterable[tuple[str, str]] = ()
) -> None:
    """A small office: Amy holds two posts and leads, Bo holds one, Olga keeps the register."""
    posts = {"post-a": "amy", "post-b": "amy", "post-c": "bo", "officer": "olga"}
    records = [
        *ground(),
        change("post", post("post-c", "c")),
        change("body", body("register-office")),
        change("post", post("officer", "register-office")),
        *(change("holding", _holding(slug, who)) for slug, who in posts.items()),
        *(change("commitment", row) for row in made),
        *(change("link", _link(a, b)) for a, b in same),
    ]
    with register.at().db.write() as session:
        for who in sorted(set(posts.values())):
            bodies.put_person(
                session,
                {
                    "id": f"id-{who}",
                    "slug": who,
                    "name_en": who,
                    "name_zh": who,
                    "email": f"{who}@x.example",
                    "language": "en",
                },
            )
        history.append(session, records, by=BY, at=at)


def _holding(of: str, who: str) -> dict[str, Any]:
    return {"key": f"{of}/{who}", "post": of, "person": f"id-{who}", "since": date(2020, 1, 1), "until": None}


def _link(a: str, b: str) -> dict[str, Any]:
    return {"key": f"same_as/{a}/{b}", "kind": "same_as", "a": a, "b": b, "note_en": "", "note_zh": ""}


def at_random(random: Random, count: int) -> list[dict[str, Any]]:
    """Commitments in any state, with days around the Monday."""

    def day(spread: int = 200) -> date:
        return MONDAY.date() + timedelta(days=random.randrange(-spread, spread))

    def past(spread: int = 300) -> date:
        return MONDAY.date() - timedelta(days=random.randrange(spread))

    made = []
    for number in range(count):
        size = {"stated": random.randrange(1, 4), "unit": {"en": "x", "zh": "x"}}
        made.append(
            commitment(
                f"X-{number:03d}",
                parent=f"X-{random.randrange(number):03d}" if number and random.random() < 0.2 else None,
                kind="tally" if random.random() < 0.3 else "task",
                work=str(random.choice(list(Work))),
                post=random.choice([None, "post-a", "post-b", "post-c"]),
                leader=random.choice([None, None, "post-a", "post-c"]),
                supervisor=random.choice([None, "a", "c"]),
                acceptor=random.choice([None, "c"]),
                body=random.choice([None, "a", "b", "c"]),
                precision=str(random.choice(list(Precision))),
                last_day=random.choice([None, day(), day(20)]),
                stage_day=random.choice([None, day(), day(20)]),
                done_on=random.choice([None, None, past()]),
                review_day=random.choice([None, day()]),
                registered_on=past(),
                updated_on=past(),
                size=random.choice([None, size]),
            )
        )
    for row in made:
        if row["work"] == Work.REPORTED_DONE and row["done_on"] is None:
            row["stage_day"] = None  # only a report keeps the day of a stage
    return made


@pytest.mark.parametrize("seed", range(4))
def test_in_any_register_the_parts_add_up_and_queries_list_what_is_counted(
    empty: Register, settings: Settings, seed: int
) -> None:
    random = Random(seed)
    made = at_random(random, 60)
    plant(empty, made, at=MONDAY - DAY, same=[("X-001", "X-002"), ("X-003", "X-004")])
    make(empty, settings)
    letters = {row.person: messages.from_data(row.payload["letter"]) for row in rows(empty, Letter)}
    assert set(letters) == {"id-amy", "id-bo", "id-olga"}
    for found in letters.values():
        totals_hold(empty, found, MONDAY)
    posts: dict[str, set[str | None]] = {
        "id-amy": {"post-a", "post-b"},
        "id-bo": {"post-c"},
        "id-olga": {None, "officer"},
    }
    works = {r["ref"]: r["work"] for r in made}
    copies = {b for a, b in (("X-001", "X-002"), ("X-003", "X-004")) if works[a] not in ("cancelled", "replaced")}
    is_open = [r for r in made if r["work"] not in ("closed", "cancelled", "replaced") and r["ref"] not in copies]
    for who, mine in posts.items():
        theirs = [r for r in is_open if r["post"] in mine or (r["leader"] and r["leader"] in mine)]
        assert letters[who].open == len(theirs)
    olga = letters["id-olga"]
    # One query for what is overdue, whoever answers for it, counted by another way.
    ctx = empty.at(MONDAY)
    overdue = list_(ctx, "is:open is:overdue owner:none -is:duplicate", limit=1).total
    assert olga.overdue == overdue


def test_what_is_owned_and_what_is_led_are_asked_for_exactly(empty: Register, settings: Settings) -> None:
    without_days_of_their_own = ("closed_by_stage", "suspended")
    found_at_random = [{**row, "parent": None} for row in at_random(Random(5), 80)]
    made = [row for row in found_at_random if row["work"] not in without_days_of_their_own]
    plant(empty, made, at=MONDAY - DAY)
    make(empty, settings)
    led = 0
    for who in ("amy", "bo", "olga"):
        found = letter(empty, who)
        totals_hold(empty, found, MONDAY)
        assert all(group.exact for group in found.groups)
        assert all(part.exact for part in found.parts)
        led += any("leader:" in part.query for part in found.parts)
    assert led == 2


def test_a_post_with_a_duty_answers_for_nothing_and_brings_no_letter(empty: Register, settings: Settings) -> None:
    plant(empty, [commitment("X-001", post="post-a", last_day=date(2025, 12, 1))], at=MONDAY - DAY)
    with empty.at().db.write() as session:
        duty = {"slug": "watch", "body": "a", "title_en": "w", "title_zh": "w", "duty": "auditor", "scope": None}
        held = [_holding("watch", "ann"), {**_holding("watch", "bo"), "key": "watch/bo"}]
        records = [change("post", duty), *(change("holding", row) for row in held)]
        bodies.put_person(
            session, {"id": "id-ann", "slug": "ann", "name_en": "Ann", "name_zh": "", "email": "", "language": "en"}
        )
        history.append(session, records, by=BY, at=MONDAY - DAY)
    make(empty, settings)
    assert {row.person for row in rows(empty, Letter)} == {"id-amy", "id-bo", "id-olga"}
    assert letter(empty, "bo").posts == ("post-c",)
    with pytest.raises(NotFound):
        editions.preview(empty.at(MONDAY), settings, "ann")


@pytest.mark.parametrize("whose", ["sample-mee-office", "nobody-there"])
def test_somebody_elses_letter_is_for_those_alone_who_may_read_letters(
    starter: Register, settings: Settings, whose: str
) -> None:
    stranger = Principal(person(starter, "sample-yubei"))
    for who in (NOBODY, stranger):
        with pytest.raises(Forbidden):
            editions.preview(replace(starter.at(MONDAY), who=who), settings, whose)
    own = editions.preview(replace(starter.at(MONDAY), who=stranger), settings, "sample-yubei")
    assert own == editions.preview(starter.at(MONDAY), settings, "sample-yubei")
    with pytest.raises(Forbidden):
        without = Principal(stranger.person, token="t", scopes=frozenset())
        editions.preview(replace(starter.at(MONDAY), who=without), settings, "sample-yubei")
    officer = Principal(person(starter, "sample-register-officer"))
    found = editions.preview(replace(starter.at(MONDAY), who=officer), settings, "sample-mee-office")
    assert found == editions.preview(starter.at(MONDAY), settings, "sample-mee-office")


@pytest.mark.parametrize("seed", range(2))
def test_over_the_weeks_each_overdue_commitment_is_new_in_exactly_one_letter(
    empty: Register, settings: Settings, seed: int
) -> None:
    random = Random(seed)
    made = [
        commitment(f"X-{number:03d}", post="post-a", last_day=MONDAY.date() + timedelta(days=random.randrange(-3, 60)))
        for number in range(40)
    ]
    plant(empty, made, at=MONDAY - 5 * DAY)
    announced: list[str] = []
    at, number = MONDAY, 1
    while at < MONDAY + 8 * WEEK or number < 3:
        make(empty, settings, at)
        totals_hold(empty, letter(empty, "amy", number), at)
        if random.random() < 0.3 and at < MONDAY + 7 * WEEK:
            set_deliveries(empty, number, at + timedelta(minutes=1))
        else:
            announced += kept_as_new(empty, number)
        last, at, number = at, at + random.choice([1, 1, 2, 4]) * WEEK, number + 1
    if (number - 1, "refused") in [(row.edition, row.state) for row in rows(empty, Delivery)]:
        last, number = at, number + 1
        make(empty, settings, at)
        announced += kept_as_new(empty, number - 1)
    assert sorted(announced) == sorted(row["ref"] for row in made if row["last_day"] < last.date())


def kept_as_new(register: Register, number: int) -> list[str]:
    """All that is new in a letter of Amy's: what it knows as overdue, and the letters before that came did not."""
    mine = {row.edition: set(row.payload["overdue"]) for row in rows(register, Letter) if row.person == "id-amy"}
    state = {row.edition: row.state for row in rows(register, Delivery) if row.person == "id-amy"}
    before = [edition for edition in mine if edition < number and state[edition] != "refused"]
    found = letter(register, "amy", number)
    new = mine[number] - (mine[max(before)] if before else set())
    if before:
        assert found.fresh == len(new)
    return sorted(new)
