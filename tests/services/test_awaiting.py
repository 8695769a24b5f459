"""A letter tells whoever owes the next step: what came back, is to be accepted or decided, and what was decided."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.services.loops import ACCEPTOR, DAY, MONDAY, OWNER, SUPERVISOR, acting_as, asked, assign, registered, step
from tests.services.test_editions import claimed
from tests.support.registers import Register
from tests.support.rows import BY, body, change, post
from tracker.kit.errors import NotFound
from tracker.notifications import messages
from tracker.notifications.messages import Group, Weekly
from tracker.services import deliveries, editions, requests
from tracker.services.commitments import show
from tracker.services.requests import Decide
from tracker.settings import Settings
from tracker.store import bodies, history, letters

LATER = MONDAY + 7 * DAY
WEEK = timedelta(weeks=1)
SLOT = datetime.fromisoformat("2025-06-09T00:00:05+00:00")
"""The Monday after, 08:00 in Shanghai."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def preview(register: Register, settings: Settings, who: str, at: datetime = LATER, **moment: str) -> Weekly:
    """A letter that can be rendered in both languages."""
    ctx = register.at(at, **moment)
    chinese = editions.render(settings, editions.preview(ctx, settings, who, language="zh"))
    found = editions.preview(ctx, settings, who, language="en")
    english = editions.render(settings, found)
    assert all((chinese.subject, chinese.text, chinese.html, english.subject, english.text, english.html))
    return found


def group(register: Register, settings: Settings, who: str, name: str, at: datetime = LATER, **m: str) -> Group | None:
    return preview(register, settings, who, at, **m).group(name)


def refs(found: Group | None) -> list[str]:
    return [line.ref for line in found.lines] if found else []


def applied(register: Register, at: datetime = MONDAY) -> str:
    ref = registered(register)
    step(register, OWNER, ref, "report_done", at=at)
    step(register, OWNER, ref, "apply_for_acceptance", at=at)
    return ref


def send_edition(register: Register, settings: Settings, at: datetime) -> None:
    ctx, claim = claimed(register, at)
    editions.make(ctx, settings, claim)
    deliveries.drain(ctx, settings, owner="sender")


def new_post(register: Register, slug: str, of: str, *, body_path: str | None = None, held_by: str = "") -> str:
    """A post held by a person of its own, or by ``held_by``; ``body_path``: in a new body below that."""
    with register.at(MONDAY).db.write() as session:
        person = {"id": f"id-{slug}", "slug": slug, "name_en": slug, "name_zh": slug, "email": f"{slug}@x.example"}
        if not held_by:
            bodies.put_person(session, {**person, "language": "en"})
        records = [change("body", body(of, body_path))] if body_path else []
        held = {
            "key": f"{slug}/{slug}",
            "post": slug,
            "person": held_by or f"id-{slug}",
            "since": MONDAY.date(),
            "until": None,
        }
        history.append(session, [*records, change("post", post(slug, of)), change("holding", held)], by=BY, at=MONDAY)
    return slug


def test_the_acceptor_is_told_what_waits_and_the_owner_what_came_back_and_why(
    starter: Register, settings: Settings
) -> None:
    ref = registered(starter)
    assert group(starter, settings, ACCEPTOR, "to_accept") is None
    step(starter, OWNER, ref, "report_done")
    step(starter, OWNER, ref, "apply_for_acceptance")
    waiting = group(starter, settings, ACCEPTOR, "to_accept")
    assert waiting is not None and waiting.exact
    assert refs(waiting) == [ref]
    assert show(acting_as(starter, ACCEPTOR), ref).item.ref == ref
    step(starter, SUPERVISOR, ref, "return", reason="half of it is missing")
    assert group(starter, settings, ACCEPTOR, "to_accept") is None
    back = group(starter, settings, OWNER, "returned")
    assert back is not None and "half of it is missing" in back.lines[0].why


@pytest.mark.parametrize("person", [SUPERVISOR, "sample-register-officer"])
def test_whoever_decides_is_told_what_is_asked_and_whoever_asked_is_not(
    starter: Register, settings: Settings, person: str
) -> None:
    ref = registered(starter)
    key = asked(starter, ref, "suspend", SUPERVISOR if person != SUPERVISOR else OWNER, new_day="2026-06-30")
    found = group(starter, settings, person, "to_decide")
    assert found is not None and key in found.lines[0].why
    asker = OWNER if person == SUPERVISOR else SUPERVISOR
    assert group(starter, settings, asker, "to_decide") is None


def test_what_waited_at_a_moment_is_told_as_it_was_then(starter: Register, settings: Settings) -> None:
    ref = applied(starter)
    step(starter, ACCEPTOR, ref, "return", at=MONDAY + 3 * DAY, reason="not all of it")
    then = (MONDAY + 2 * DAY).isoformat()
    assert refs(group(starter, settings, ACCEPTOR, "to_accept", as_of=then)) == [ref]
    assert group(starter, settings, OWNER, "returned", as_of=then) is None
    assert refs(group(starter, settings, OWNER, "returned")) == [ref]


def test_those_of_the_responsible_body_wait_for_nobody_of_their_own(starter: Register, settings: Settings) -> None:
    ref = registered(starter)
    assign(starter, ref, supervisor="hlj-dee")
    inside = new_post(starter, "hlj-dee-clerk", "hlj-dee")
    asked(starter, ref, "suspend", new_day="2026-06-30")
    assert [group(starter, settings, who, "to_decide") for who in (OWNER, inside)] == [None, None]


def test_whoever_also_has_a_post_in_the_responsible_body_is_not_told_to_accept(
    starter: Register, settings: Settings
) -> None:
    ref = applied(starter)
    clerk = new_post(starter, "mee-clerk", "mee")
    assert [refs(group(starter, settings, who, "to_accept")) for who in (ACCEPTOR, clerk)] == [[ref], [ref]]
    new_post(starter, "hlj-dee-clerk", "hlj-dee", held_by="id-mee-clerk")
    assert [refs(group(starter, settings, who, "to_accept")) for who in (ACCEPTOR, clerk)] == [[ref], []]


def test_where_nobody_is_in_the_accepting_body_those_below_it_are_told(starter: Register, settings: Settings) -> None:
    with starter.at(MONDAY).db.write() as session:
        history.append(session, [change("body", body("inspection"))], by=BY, at=MONDAY)
    ref = registered(starter)
    assign(starter, ref, acceptor="inspection")
    field = new_post(starter, "field-inspector", "inspection-field", body_path="/inspection/")
    step(starter, OWNER, ref, "report_done")
    step(starter, OWNER, ref, "apply_for_acceptance")
    assert refs(group(starter, settings, field, "to_accept")) == [ref]
    above = new_post(starter, "chief-inspector", "inspection")
    assert refs(group(starter, settings, above, "to_accept")) == [ref]
    assert group(starter, settings, field, "to_accept") is None


def test_where_nothing_is_overdue_the_subject_says_what_waits(starter: Register, settings: Settings) -> None:
    applied(starter)
    subjects = {}
    for language in ("en", "zh"):
        found = editions.preview(starter.at(LATER), settings, ACCEPTOR, language=language)
        assert not found.is_empty
        quiet = messages.from_data({**messages.to_data(found), "overdue": 0, "fresh": 0, "supervised": []})
        subjects[language] = editions.render(settings, quiet).subject
    assert "Waiting for your acceptance: 1" in subjects["en"]
    assert subjects["zh"].startswith("无逾期事项（")


def test_what_came_back_is_told_besides_what_is_overdue(starter: Register, settings: Settings) -> None:
    ref = registered(starter)
    step(starter, OWNER, ref, "report_done")
    step(starter, SUPERVISOR, ref, "return", reason="half of it is missing")
    late = datetime.fromisoformat("2026-01-05T00:00:05+00:00")
    found = preview(starter, settings, OWNER, late)
    assert ref in refs(found.group("new"))
    assert refs(found.group("returned")) == [ref]


@pytest.mark.parametrize("answer", ["approve", "refuse"])
def test_a_decision_is_told_once_to_whoever_asked_with_its_reason_and_the_new_day(
    starter: Register, settings: Settings, answer: str
) -> None:
    send_edition(starter, settings, SLOT)
    ref = registered(starter)
    key = asked(starter, ref, "suspend", at=SLOT + DAY, new_day="2026-06-30")
    assert group(starter, settings, OWNER, "decided", SLOT + 2 * DAY) is None
    decide = {"approve": requests.approve, "refuse": requests.refuse}[answer]
    decide(acting_as(starter, SUPERVISOR, SLOT + 2 * DAY), Decide(ref=key, reason="the river is in flood"))
    found = group(starter, settings, OWNER, "decided", SLOT + 3 * DAY)
    assert found is not None and found.exact
    (line,) = found.lines
    assert (line.ref, line.since) == (ref, (SLOT + 2 * DAY).date())
    assert {"approve": "Approved", "refuse": "Refused"}[answer] in line.why
    assert key in line.why
    assert "the river is in flood" in line.why
    assert "30 Jun 2026" in line.why
    assert group(starter, settings, SUPERVISOR, "decided", SLOT + 3 * DAY) is None  # who decided knows it
    send_edition(starter, settings, SLOT + WEEK)
    assert group(starter, settings, OWNER, "decided", SLOT + WEEK + DAY) is None


def test_a_decision_of_which_the_letter_never_came_is_told_in_the_next(starter: Register, settings: Settings) -> None:
    send_edition(starter, settings, SLOT)
    ref = registered(starter)
    key = asked(starter, ref, "suspend", at=SLOT + DAY, new_day="2026-06-30")
    requests.refuse(acting_as(starter, SUPERVISOR, SLOT + 2 * DAY), Decide(ref=key, reason="no"))
    ctx, claim = claimed(starter, SLOT + WEEK)
    editions.make(ctx, settings, claim)
    deliveries.drain(ctx, settings, owner="sender", hold=True)
    assert refs(group(starter, settings, OWNER, "decided", SLOT + WEEK + DAY)) == [ref]


def test_what_was_taken_back_is_no_decision(starter: Register, settings: Settings) -> None:
    send_edition(starter, settings, SLOT)
    ref = registered(starter)
    key = asked(starter, ref, "suspend", at=SLOT + DAY, new_day="2026-06-30")
    requests.withdraw(acting_as(starter, OWNER, SLOT + 2 * DAY), Decide(ref=key))
    assert group(starter, settings, OWNER, "decided", SLOT + 3 * DAY) is None


def test_everything_named_in_a_group_of_steps_is_seen_by_its_reader(starter: Register, settings: Settings) -> None:
    ref = applied(starter)
    asked(starter, ref, "cancel")
    with starter.at().db.read() as session:
        people = {row.person for row in letters.holders(session, starter.at(LATER).moment())}
    told = 0
    for person in sorted(people):
        for found in preview(starter, settings, person).steps:
            for line in found.lines:
                told += 1
                assert show(acting_as(starter, person, LATER), line.ref).item.ref == line.ref
    assert told >= 2
    with pytest.raises(NotFound):
        show(acting_as(starter, "sample-yubei", LATER), ref)
