"""Who holds a post on which day: hand-overs leave no gap and no overlap, and the past stays as it was recorded."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound, TrackerError
from tracker.services import holdings, persons, posts
from tracker.services.context import Context, Principal
from tracker.services.holdings import HandOver, Hold, Leave
from tracker.services.persons import NewPerson
from tracker.services.posts import NewPost
from tracker.store import audit, bodies, history
from tracker.store import holdings as rows
from tracker.store.tables import VERSIONED

ONE_DAY = timedelta(days=1)
TODAY = date(2025, 6, 3)
NOW = SEEDED_AT + ONE_DAY
POST, OLD = "hlj-dee-director", "sample-hlj-dee"


def person(register: Register, slug: str = "li-na") -> str:
    return persons.add(register.at(NOW), NewPerson(slug=slug, name_zh="李娜", email=f"{slug}@office.test")).id


def days(register: Register, post: str = POST) -> list[tuple[str, date, date | None]]:
    with register.at().db.read() as session:
        return [(row["person"], row["since"], row["until"]) for row in rows.of_posts(session, post)]


def id_of(register: Register, slug: str) -> str:
    with register.at().db.read() as session:
        return bodies.person_id(session, slug) or ""


def held(register: Register, person: str, day: date) -> set[str]:
    with register.at().db.read() as session:
        return {each.post for each in bodies.held_by(session, person, day=day)}


def whole(register: Register) -> None:
    with register.at().db.read() as session:
        assert list(audit.findings(session)) == []


@pytest.mark.parametrize(
    ("day", "told"),
    [(TODAY, "today"), (TODAY + 30 * ONE_DAY, "ahead"), (TODAY - 30 * ONE_DAY, "late"), (date(2024, 1, 2), "late")],
)
def test_on_every_day_around_a_hand_over_exactly_one_of_the_two_holds_the_post(
    starter: Register, day: date, told: str
) -> None:
    new, old = person(starter), id_of(starter, OLD)
    done = holdings.hand_over(starter.at(NOW), HandOver(post=POST, old=OLD, new="li-na", on=day, reason="retired"))
    assert (done.person, done.since, done.until, str(done.told)) == (new, day, None, told)
    assert days(starter) == [(old, date(2024, 1, 1), day - ONE_DAY), (new, day, None)]
    for around in (day - ONE_DAY, day, day + ONE_DAY):
        holders = {each for each in (old, new) if POST in held(starter, each, around)}
        assert holders == ({old} if around < day else {new})
    whole(starter)


def test_the_history_keeps_when_a_hand_over_was_recorded_and_for_which_day(starter: Register) -> None:
    person(starter)
    day = TODAY - 30 * ONE_DAY
    holdings.hand_over(starter.at(NOW), HandOver(post=POST, old=OLD, new="li-na", on=day, reason="told late"))
    table = VERSIONED["holding"][1]
    with starter.at().db.read() as session:
        mine = table.select().where(table.c.post == POST)
        found = session.execute(mine.order_by(table.c.version, table.c.recorded_from)).all()
        assert [(row.version, row.recorded_from >= NOW) for row in found] == [(1, False), (1, True), (2, True)]
        assert history.last_moment(session) >= NOW


def test_a_post_may_have_several_holders_and_only_the_one_named_hands_over(starter: Register) -> None:
    second, third, old = person(starter), person(starter, "wu-di"), id_of(starter, OLD)
    holdings.hold(starter.at(NOW), Hold(post=POST, person="li-na", since=TODAY))
    holdings.hand_over(starter.at(NOW), HandOver(post=POST, old=OLD, new="wu-di", on=TODAY + ONE_DAY))
    assert set(days(starter)) == {
        (old, date(2024, 1, 1), TODAY),
        (second, TODAY, None),
        (third, TODAY + ONE_DAY, None),
    }
    whole(starter)


def test_a_term_that_ends_the_day_before_is_handed_on_without_another_entry_for_it(starter: Register) -> None:
    new = person(starter)
    holdings.leave(starter.at(NOW), Leave(post=POST, person=OLD, on=TODAY))
    holdings.hand_over(starter.at(NOW), HandOver(post=POST, old=OLD, new="li-na", on=TODAY + ONE_DAY))
    assert days(starter)[1:] == [(new, TODAY + ONE_DAY, None)]
    assert days(starter)[0][2] == TODAY


@pytest.mark.parametrize(
    ("command", "error", "says"),
    [
        (HandOver(post=POST, old="li-na", new=OLD), NotFound, "does not hold"),
        (HandOver(post=POST, old=OLD, new=OLD), Invalid, "somebody else"),
        (HandOver(post=POST, old=OLD, new="nobody"), NotFound, "nobody"),
        (HandOver(post="hlj-dee-directer", old=OLD, new="li-na"), NotFound, "hlj-dee-directer"),
        (HandOver(post=POST, old=OLD, new="li-na", on=TODAY - ONE_DAY), Invalid, "reason"),
        (HandOver(post=POST, old=OLD, new="li-na", on=date(2024, 1, 1), reason="r"), NotFound, "2023-12-31"),
        (HandOver(post=POST, old=OLD, new="li-na", version=9), Conflict, "version 9"),
        (Hold(post=POST, person=OLD), Conflict, "already"),
        (Hold(post=POST, person="li-na", until=TODAY - ONE_DAY), Invalid, "before"),
        (Leave(post=POST, person="li-na"), NotFound, "does not hold"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    starter: Register, command: HandOver | Hold | Leave, error: type[TrackerError], says: str
) -> None:
    person(starter)
    before = days(starter)
    use = {HandOver: holdings.hand_over, Hold: holdings.hold, Leave: holdings.leave}[type(command)]
    with pytest.raises(error, match=says):
        use(starter.at(NOW), command)  # type: ignore[operator]
    assert days(starter) == before


def test_who_took_over_already_is_not_put_in_a_second_time(starter: Register) -> None:
    person(starter)
    holdings.hold(starter.at(NOW), Hold(post=POST, person="li-na", since=TODAY + 10 * ONE_DAY))
    with pytest.raises(Conflict, match="already"):
        holdings.hand_over(starter.at(NOW), HandOver(post=POST, old=OLD, new="li-na", on=TODAY))
    holdings.hold(
        starter.at(NOW), Hold(post=POST, person="li-na", since=TODAY, until=TODAY + 9 * ONE_DAY)
    )  # the days before are free


def acting_as(register: Register, person: str) -> Context:
    return replace(register.at(NOW), acting_for=person)


def test_a_post_with_a_duty_is_made_and_given_by_an_administrator_and_by_no_office(starter: Register) -> None:
    person(starter)
    office = acting_as(starter, "sample-register-officer")
    duty = NewPost(slug="auditor-1", body="central-inspection", title_zh="审计员", duty="auditor", scope="heilongjiang")
    # The operator of the machine is one of those who may appoint; acting for the officer he is the operator still.
    made = posts.add(office, duty)
    assert made.version == 1
    holdings.hold(office, Hold(post="auditor-1", person="li-na", since=TODAY))
    signed_in = replace(starter.at(NOW), who=Principal(id_of(starter, "sample-register-officer")))
    for use, command in (
        (posts.add, NewPost(slug="auditor-2", body="mee", title_zh="审计员", duty="auditor")),
        (posts.rename, posts.Rename(slug="auditor-1", title_zh="审计")),
        (posts.end, posts.End(slug="auditor-1")),
        (holdings.hold, Hold(post="auditor-1", person=OLD)),
        (holdings.leave, Leave(post="auditor-1", person="li-na")),
        (holdings.hand_over, HandOver(post="auditor-1", old="li-na", new=OLD, on=TODAY + ONE_DAY)),
    ):
        with pytest.raises(Forbidden, match="auditor or an administrator"):
            use(signed_in, command)  # type: ignore[operator]
    holdings.hold(signed_in, Hold(post=POST, person="li-na"))


def test_a_post_that_ends_takes_its_holdings_with_it_and_withdraws_those_to_come(starter: Register) -> None:
    first, ctx = person(starter), starter.at(NOW)
    person(starter, "wu-di")
    posts.add(ctx, NewPost(slug="clerk", body="mee", title_zh="科员"))
    holdings.hold(ctx, Hold(post="clerk", person="li-na", since=TODAY))
    holdings.hold(ctx, Hold(post="clerk", person="wu-di", since=TODAY + 9 * ONE_DAY))
    posts.rename(ctx, posts.Rename(slug="clerk", title_en="Clerk"))
    posts.end(ctx, posts.End(slug="clerk", version=2))
    assert days(starter, "clerk") == [(first, TODAY, TODAY)]
    with pytest.raises(Conflict, match="ended on"):
        holdings.hold(ctx, Hold(post="clerk", person="wu-di"))
    with pytest.raises(Conflict, match="still answers"):
        posts.end(ctx, posts.End(slug=POST))
    whole(starter)
