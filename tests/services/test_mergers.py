"""A merger loses nothing: what was open is found under the new body, the past is answered as before."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from tests.services.loops import MONDAY, acting_as, assign, proof, registered, step
from tests.support.registers import SEEDED_AT, Register
from tests.support.roles import ACCEPTOR, OWNER
from tests.support.rows import BY, body, change, commitment, post, programme
from tracker.domain.commitment import ENDED, Work
from tracker.kit.clock import FrozenClock
from tracker.kit.errors import Conflict, Forbidden, Invalid
from tracker.services import body_changes, commitments, holdings, loops, mergers, posts
from tracker.services.body_changes import NewBody
from tracker.services.context import Context
from tracker.services.holdings import Hold
from tracker.services.mergers import Merge
from tracker.store import audit, history
from tracker.store.tables import VERSIONED

DAY = timedelta(days=1)
FIELDS = ("body", "supervisor", "acceptor")
QUERIES = ("unit", "supervisor", "acceptor")


class One:
    """A register asked again and again through one pair of connections."""

    def __init__(self, register: Register) -> None:
        self._ctx = register.at()

    def at(self, moment: datetime = SEEDED_AT, *, as_of: str | None = None) -> Context:
        """The context at a moment of the clock."""
        return replace(
            self._ctx, clock=FrozenClock(moment), as_of=datetime.fromisoformat(as_of) if as_of is not None else None
        )


def rows(register: Register | One, record: str) -> dict[str, dict[str, Any]]:
    table = VERSIONED[record][0]
    with register.at().db.read() as session:
        return {str(row[0]): dict(row._mapping) for row in session.execute(select(table))}


def refs(register: Register | One, query: str, at: datetime, as_of: str | None = None) -> set[str]:
    return {item.ref for item in commitments.list_(register.at(at, as_of=as_of), query, limit=1_000).items}


def whole(register: Register | One) -> None:
    with register.at().db.read() as session:
        assert list(audit.findings(session)) == []


def invented(random: Random) -> tuple[list[Any], list[str]]:
    """A forest of bodies, some with posts, and commitments in every state that name them in every part."""
    paths: dict[str, str] = {}
    for number in range(9):
        above = random.choice(["/", *paths.values()])
        paths[f"b{number}"] = f"{above}b{number}/"
    tree = [change("body", body(slug, path[: -len(slug) - 1])) for slug, path in paths.items()]
    held = {f"post-{slug}": slug for slug in paths if random.random() < 0.7}
    made = [change("post", post(slug, of)) for slug, of in held.items()]
    promises = []
    for number in range(24):
        owner = random.choice([None, *held])
        at = held[owner] if owner else random.choice([None, *paths])
        row = commitment(
            f"X-{number:03d}", work=str(random.choice(list(Work))), body=at, post=owner,
            leader=random.choice([None, *held]), co_bodies=random.sample(list(paths), random.randint(0, 3)),
            supervisor=random.choice([None, *paths]), acceptor=random.choice([None, *paths]),
        )  # fmt: skip
        promises.append(change("commitment", row))
    return [change("programme", programme()), *tree, *made, *promises], list(paths)


def chosen(random: Random, register: One) -> tuple[list[str], str] | None:
    living = {slug: row for slug, row in rows(register, "body").items() if row["ended_on"] is None}
    into = random.choice(sorted(living))
    others = sorted(slug for slug, row in living.items() if not living[into]["path"].startswith(row["path"]))
    return (random.sample(others, min(len(others), random.randint(1, 3))), into) if others else None


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_merged_nothing_is_lost_and_the_past_stays(empty: Register, seed: int) -> None:
    random, now, one = Random(seed), SEEDED_AT + DAY, One(empty)
    changes, slugs = invented(random)
    with one.at(now).db.write() as session:
        history.append(session, changes, by=BY, at=now)
    for number in range(2):
        found = chosen(random, one)
        if found is None:
            break
        ended, into = found
        before, moment = rows(one, "commitment"), now + (number + 1) * DAY
        asked = [f"{name}:{slug}" for name in QUERIES for slug in slugs]
        then = {query: refs(one, query, moment) for query in asked}
        merge = Merge(bodies=tuple(ended), into=into)
        foreseen, independent = mergers.preview(one.at(moment), merge), dependent(one)
        done = mergers.merge(one.at(moment + timedelta(hours=1)), merge)
        assert (foreseen.posts, foreseen.below, foreseen.commitments) == (done.posts, done.below, done.commitments)
        assert {each.ref for each in foreseen.losing} == dependent(one) - independent
        assert_followed(one, before, set(ended), into, done.commitments)
        assert_tree(one, set(ended), into)
        as_of = moment.isoformat()
        assert {query: refs(one, query, moment + DAY, as_of) for query in asked} == then
        gone = {ref for slug in ended for ref in then[f"unit:{slug}"] if Work(before[ref]["work"]) not in ENDED}
        assert gone <= refs(one, f"unit:{into}", moment + DAY)
        whole(one)


def dependent(register: One) -> set[str]:
    """The open commitments whose accepting body is a responsible one, or below one."""
    paths = {slug: row["path"] for slug, row in rows(register, "body").items()}
    return {
        ref
        for ref, row in rows(register, "commitment").items()
        if Work(row["work"]) not in ENDED and row["acceptor"]
        if any(paths[row["acceptor"]].startswith(paths[slug]) for slug in (row["body"], *row["co_bodies"]) if slug)
    }


def assert_followed(register: One, before: dict[str, dict[str, Any]], ended: set[str], into: str, count: int) -> None:
    """Every open commitment names the new body wherever it named an old one, in one entry; the others are as before."""
    after, touched = rows(register, "commitment"), 0
    for ref, old in before.items():
        new = after[ref]
        named = {old[name] for name in FIELDS} | set(old["co_bodies"])
        if Work(old["work"]) in ENDED or not named & ended:
            assert new == old
            continue
        touched += 1
        assert new["version"] == old["version"] + 1
        for name in FIELDS:
            assert new[name] == (into if old[name] in ended else old[name])
        together = {into if slug in ended else slug for slug in old["co_bodies"]}
        assert set(new["co_bodies"]) | {new["body"]} == together | {new["body"]}
        assert len(new["co_bodies"]) == len(set(new["co_bodies"]))
        assert new["body"] not in new["co_bodies"]
        assert (new["post"], new["leader"]) == (old["post"], old["leader"])
    assert count == touched


def assert_tree(register: One, ended: set[str], into: str) -> None:
    """What was below stands under the new body with its posts, and every path says where its body is."""
    bodies = rows(register, "body")
    for slug, row in bodies.items():
        above = bodies[row["parent"]]["path"] if row["parent"] else "/"
        assert row["path"] == f"{above}{slug}/"
        assert (slug in ended) == (row["merged_into"] == into and slug in ended)
        if row["ended_on"] is None:
            assert row["parent"] not in ended
    assert all(row["body"] not in ended for row in rows(register, "post").values())


def test_the_bodies_that_end_say_when_and_into_what_and_nothing_new_names_them(starter: Register) -> None:
    body_changes.add(starter.at(MONDAY), NewBody(slug="bureau", name_zh="局"))
    merge = Merge(bodies=("mee", "mwr"), into="bureau", on=date(2025, 6, 2), reason="reform")
    done = mergers.merge(starter.at(MONDAY), merge)
    assert done.ended == ("mee", "mwr")
    assert (done.posts, done.below) == (1, 4)
    for slug in done.ended:
        row = rows(starter, "body")[slug]
        assert (row["ended_on"], row["merged_into"]) == (date(2025, 6, 1), "bureau")
    with pytest.raises(Conflict, match="ended on"):
        mergers.merge(starter.at(MONDAY), merge)
    whole(starter)


@pytest.mark.parametrize(
    ("command", "error", "says"),
    [
        (Merge(bodies=("mee",), into="mee-stf"), Conflict, "below"),
        (Merge(bodies=("register-office",), into="mee"), Conflict, "keeps its place"),
        (Merge(bodies=("mee",), into="mwr", version=4), Conflict, "version 4"),
        (Merge(bodies=("mee",), into="mwr", on=date(2025, 6, 9)), Invalid, "not come yet"),
        (Merge(bodies=("mee",), into="mwr", on=date(2025, 5, 9)), Invalid, "reason"),
        (Merge(bodies=("mee",), into="mwr", ending=("hlj-dee-director",)), Conflict, "none of the bodies"),
    ],
)
def test_a_merger_that_cannot_be_changes_nothing(
    starter: Register, command: Merge, error: type[Exception], says: str
) -> None:
    with starter.at().db.read() as session:
        before = history.head(session)
    for ask in (mergers.preview, mergers.merge):
        with pytest.raises(error, match=says):
            ask(starter.at(MONDAY), command)
    with starter.at().db.read() as session:
        assert history.head(session) == before


def test_what_a_post_that_ends_answered_for_is_owned_by_nobody_and_found_so(starter: Register) -> None:
    ref = registered(starter)
    mergers.merge(starter.at(MONDAY), Merge(bodies=("hlj-dee",), into="mee", ending=("hlj-dee-director",)))
    row = rows(starter, "commitment")[ref]
    assert (row["body"], row["post"], row["unowned_since"]) == ("mee", None, date(2025, 6, 3))
    assert rows(starter, "post")["hlj-dee-director"]["ended_on"] == date(2025, 6, 2)
    assert rows(starter, "post")["hlj-dee-rectification"]["body"] == "mee"
    assert ref in refs(starter, "is:unowned", MONDAY)
    whole(starter)


def test_a_merger_is_foreseen_with_those_who_would_lose_their_independent_acceptor_and_changes_nothing(
    starter: Register,
) -> None:
    ref, merge = registered(starter), Merge(bodies=("hlj-dee",), into="mee", ending=("hlj-dee-director",))
    with starter.at().db.read() as session:
        before = history.head(session)
    found = mergers.preview(starter.at(MONDAY), merge)
    assert (found.into, found.on, found.ended, found.ending) == ("mee", date(2025, 6, 3), ("hlj-dee",), merge.ending)
    (lost,) = [each for each in found.losing if each.ref == ref]
    assert (lost.title.en, lost.acceptor, lost.within) == ("A promise", "mee", "mee")
    with pytest.raises(Forbidden):
        mergers.preview(acting_as(starter, OWNER), merge)
    with starter.at().db.read() as session:
        assert history.head(session) == before


def test_an_acceptor_that_merged_with_the_responsible_body_is_independent_no_more(starter: Register) -> None:
    ref = reported(starter)
    mergers.merge(starter.at(MONDAY), Merge(bodies=("hlj-dee",), into="mee"))
    row = rows(starter, "commitment")[ref]
    assert row["body"] == row["acceptor"] == "mee"
    with pytest.raises(Forbidden):
        step(starter, ACCEPTOR, ref, "accept", depth="on_site")
    whole(starter)


def test_who_was_inside_when_it_was_reported_stays_inside_wherever_body_and_commitment_go(starter: Register) -> None:
    ref = reported(starter)
    (report,) = loops.of(starter.at(MONDAY), ref).reports
    mergers.merge(starter.at(MONDAY), Merge(bodies=("hlj-dee",), into="mee"))
    assign(starter, ref, post="yubei-mayor-office")
    assert rows(starter, "commitment")[ref]["body"] == "yubei"
    inside = rows(starter, "report")[report.key]["inside"]
    assert "/heilongjiang/hlj-dee/" in inside
    assert rows(starter, "body")["mee"]["path"] in inside
    with pytest.raises(Forbidden):
        step(starter, ACCEPTOR, ref, "accept", depth="on_site")
    whole(starter)


def test_a_reporter_who_moves_to_the_accepting_body_is_the_reporter_still(starter: Register) -> None:
    ref = reported(starter)
    holdings.hand_over(
        starter.at(MONDAY),
        holdings.HandOver(post="hlj-dee-director", old=OWNER, new="sample-yubei", on=date(2025, 6, 4)),
    )
    posts.add(starter.at(MONDAY), posts.NewPost(slug="mee-inspector", body="mee", title_zh="核查员"))
    holdings.hold(starter.at(MONDAY), Hold(post="mee-inspector", person=OWNER, since=date(2025, 6, 4)))
    later = MONDAY + 2 * DAY
    with pytest.raises(Forbidden, match="reported"):
        step(starter, OWNER, ref, "accept", later, depth="on_site")
    assert "/heilongjiang/hlj-dee/" in rows(starter, "report")[f"{ref}.R1"]["inside"]
    assert step(starter, ACCEPTOR, ref, "accept", later, depth="on_site")
    whole(starter)


def test_people_of_a_body_that_moved_away_after_the_report_are_inside_still(starter: Register) -> None:
    ref = reported(starter)
    body_changes.move(starter.at(MONDAY), body_changes.Move(slug="hlj-dee", parent="mee"))
    assert set(rows(starter, "report")[f"{ref}.R1"]["inside"]) >= {
        "/heilongjiang/hlj-dee/",
        rows(starter, "body")["hlj-dee"]["path"],
    }
    whole(starter)


def reported(register: Register) -> str:
    """A commitment that its owner reported done and applied to have accepted."""
    ref = registered(register)
    proof(register, ref)
    step(register, OWNER, ref, "report_done")
    step(register, OWNER, ref, "apply_for_acceptance")
    return ref
