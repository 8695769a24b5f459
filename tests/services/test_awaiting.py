"""A letter tells whoever owes the next step: what came back, is to be accepted or decided, and what was decided."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.services.loops import DAY, MONDAY, accepted, acting_as, asked, assign, registered, step
from tests.services.test_editions import claimed
from tests.support.registers import Register
from tests.support.roles import ACCEPTOR, OWNER, SUPERVISOR
from tests.support.rows import BY, body, change, post
from tracker.domain.moves import Depth, Move
from tracker.kit.errors import Forbidden, NotFound
from tracker.notifications import messages
from tracker.notifications.messages import Group, Weekly
from tracker.services import deliveries, editions, objections, requests, steps
from tracker.services.commitments import show
from tracker.services.context import Principal
from tracker.services.requests import Decide
from tracker.services.steps import Step
from tracker.settings import Settings
from tracker.store import bodies, history, holdings, letters

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


def new_post(
    register: Register, slug: str, of: str, *, body_path: str | None = None, held_by: str = "", duty: str = ""
) -> str:
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
        history.append(
            session,
            [*records, change("post", {**post(slug, of), "duty": duty}), change("holding", held)],
            by=BY,
            at=MONDAY,
        )
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


def test_a_letter_that_names_what_was_done_too_late_says_so(starter: Register, settings: Settings) -> None:
    monday = datetime.fromisoformat("2026-01-05T00:00:05+00:00")
    send_edition(starter, settings, monday)
    ref = registered(starter)
    step(starter, OWNER, ref, "report_done", at=monday + 5 * DAY)
    (line,) = preview(starter, settings, OWNER, monday + WEEK).group("closed").lines
    assert line.ref == ref
    assert "days after its last on-time day: 10" in line.why


def test_whoever_also_audits_is_asked_for_nothing_that_he_would_be_refused(
    starter: Register, settings: Settings
) -> None:
    ref = applied(starter)
    key = asked(starter, ref, "cancel")
    clerks = {"to_accept": new_post(starter, "mee-clerk", "mee"), "to_decide": "hlj-leading-group-clerk"}
    new_post(starter, clerks["to_decide"], "hlj-leading-group")
    for name, clerk in clerks.items():
        assert refs(group(starter, settings, clerk, name)) == [ref]
        new_post(
            starter, f"audit-{name.replace('_', '-')}", "central-inspection", held_by=f"id-{clerk}", duty="auditor"
        )
        assert group(starter, settings, clerk, name) is None
    for move in (lambda ctx: requests.approve(ctx, Decide(ref=key)), lambda ctx: steps.take(ctx, acceptance(ref))):
        for clerk in clerks.values():
            with pytest.raises(Forbidden):
                move(acting_as(starter, clerk, LATER))


def acceptance(ref: str) -> Step:
    return Step(ref=ref, move=Move.ACCEPT, depth=Depth.ON_PAPER)


def test_a_post_of_an_administrator_in_the_supervising_body_lends_no_say(starter: Register, settings: Settings) -> None:
    ref = registered(starter)
    asked(starter, ref, "suspend", new_day="2026-06-30")
    admin = new_post(starter, "admin", "hlj-leading-group", duty="administrator")
    new_post(starter, "yubei-clerk", "yubei", held_by=f"id-{admin}")
    assert group(starter, settings, admin, "to_decide") is None
    assert refs(group(starter, settings, SUPERVISOR, "to_decide")) == [ref]


def test_whoever_was_responsible_once_is_not_asked_to_decide(starter: Register, settings: Settings) -> None:
    ref = registered(starter)
    clerk = new_post(starter, "hlj-leading-group-clerk", "hlj-leading-group")
    new_post(starter, "yubei-clerk", "yubei", held_by=f"id-{clerk}")
    assign(starter, ref, co_bodies=("yubei",))
    assign(starter, ref, co_bodies=())
    asked(starter, ref, "suspend", new_day="2026-06-30")
    assert refs(group(starter, settings, SUPERVISOR, "to_decide")) == [ref]
    assert group(starter, settings, clerk, "to_decide") is None


def test_what_the_office_asked_without_a_name_is_not_decided_by_somebody_of_the_office(
    starter: Register, settings: Settings
) -> None:
    ref = registered(starter)
    key = asked(starter, ref, "suspend", None, new_day="2026-06-30")
    assert group(starter, settings, "sample-register-officer", "to_decide") is None
    assert refs(group(starter, settings, SUPERVISOR, "to_decide")) == [ref]
    with pytest.raises(Forbidden):
        requests.approve(acting_as(starter, "sample-register-officer", LATER), Decide(ref=key))


def waiting_for(register: Register, settings: Settings, ref: str) -> set[str]:
    """Everybody in whose letter a commitment waits for a review."""
    with register.at().db.read() as session:
        people = {row.person: row.email for row in letters.holders(session, register.at(LATER).moment())}
    return {
        email.split("@")[0]
        for person, email in people.items()
        if ref in refs(editions.preview(register.at(LATER), settings, person).group("to_review"))
    }


def test_what_is_reported_done_waits_for_whoever_supervises_it(starter: Register, settings: Settings) -> None:
    ref = registered(starter, "simple")
    step(starter, OWNER, ref, "report_done")
    assert waiting_for(starter, settings, ref) == {"leading.group"}
    found = group(starter, settings, SUPERVISOR, "to_review")
    assert found is not None and found.lines[0].since == MONDAY.date()
    step(starter, SUPERVISOR, ref, "close", at=LATER)
    assert group(starter, settings, SUPERVISOR, "to_review", LATER + DAY) is None


def test_what_no_body_supervises_waits_for_the_people_of_the_register_office(
    starter: Register, settings: Settings
) -> None:
    ref = registered(starter, "simple")
    assign(starter, ref, supervisor=None, acceptor=None)
    step(starter, OWNER, ref, "report_done")
    assert waiting_for(starter, settings, ref) == {"register.office"}
    step(starter, "sample-register-officer", ref, "close", at=LATER)


def test_what_only_insiders_supervise_waits_for_the_office_too(starter: Register, settings: Settings) -> None:
    ref = registered(starter, "simple")
    assign(starter, ref, supervisor="hlj-dee")
    step(starter, OWNER, ref, "report_done")
    assert "register.office" not in waiting_for(starter, settings, ref)  # a colleague may close what he did not report
    assign(starter, ref, supervisor="guyuan-group")
    end_holding(starter, "sample-guyuan-group")
    assert waiting_for(starter, settings, ref) == {"register.office"}


def end_holding(register: Register, person: str) -> None:
    with register.at().db.read() as session:
        id_ = bodies.person_id(session, person)
        rows = holdings.of_person(session, id_ or "")
    with register.at(MONDAY).db.write() as session:
        ended = [change("holding", {**row, "until": MONDAY.date()}) for row in rows]
        history.append(session, ended, by=BY, at=MONDAY)


def test_what_nobody_can_accept_waits_for_the_office_until_a_body_is_named(
    starter: Register, settings: Settings
) -> None:
    ref = applied(starter)
    assert waiting_for(starter, settings, ref) == set()
    assign(starter, ref, acceptor=None)
    found = group(starter, settings, "sample-register-officer", "to_review")
    assert found is not None and "nobody in an accepting body" in found.lines[0].why
    assert waiting_for(starter, settings, ref) == {"register.office"}


def test_from_the_acceptance_to_the_write_off_each_step_waits_for_whoever_may_make_it(
    starter: Register, settings: Settings
) -> None:
    ref = accepted(starter)
    office = {"office"}  # of the ministry, which accepts
    assert waiting_for(starter, settings, ref) == office
    until = (LATER + 20 * DAY).date()
    step(starter, ACCEPTOR, ref, "open_notice", until=until)
    assert waiting_for(starter, settings, ref) == set()
    key = objections.enter(acting_as(starter, SUPERVISOR), objections.Enter(ref=ref, reason="it smells"))
    assert waiting_for(starter, settings, ref) == office
    objections.answer(acting_as(starter, ACCEPTOR), objections.Answer(ref=key, reason="it does not"))
    assert waiting_for(starter, settings, ref) == set()
    after = LATER + 21 * DAY
    found = group(starter, settings, ACCEPTOR, "to_review", after)
    assert found is not None and found.lines[0].since == until + DAY
    step(starter, ACCEPTOR, ref, "write_off", at=after)


def test_a_preview_says_how_much_it_leaves_out_and_nothing_of_it(starter: Register, settings: Settings) -> None:
    ref = registered(starter)
    asked(starter, ref, "suspend", new_day="2026-06-30")
    admin = new_post(starter, "admin", "register-office", duty="administrator")
    whole = editions.preview(starter.at(LATER), settings, SUPERVISOR, language="en")
    assert whole.left_out == 0
    assert refs(whole.group("to_decide")) == [ref]
    ctx = replace(starter.at(LATER), who=Principal(f"id-{admin}"))
    partial = editions.preview(ctx, settings, SUPERVISOR, language="en")
    assert (partial.open, partial.groups, partial.supervised) == (0, (), ())
    seen_by_reader = {line.ref for group in whole.groups for line in group.lines}
    assert partial.left_out >= len(seen_by_reader) >= 1
    for language in ("en", "zh"):
        written = editions.render(settings, editions.preview(ctx, settings, SUPERVISOR, language=language))
        assert str(partial.left_out) in written.text
        assert str(partial.left_out) in written.html
        assert ref not in written.text
    assert "All clear" not in editions.render(settings, partial).subject
    own = editions.preview(replace(ctx, who=principal(starter, SUPERVISOR)), settings, SUPERVISOR)
    assert own.left_out == 0


def principal(register: Register, name: str) -> Principal:
    with register.at().db.read() as session:
        return Principal(bodies.person_id(session, name))
