"""What somebody may not see is not there, by whatever way he asks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.registers import SEEDED_AT, Register, settings_of
from tests.support.rows import BY, change, post
from tracker.domain.sight import EVERYTHING
from tracker.kit.errors import Forbidden, NotFound
from tracker.services import (
    board,
    bodies,
    commitments,
    correspondence,
    editions,
    explanations,
    facets,
    ledger,
    numbers,
    programmes,
    seeding,
)
from tracker.services.actors import asking, is_seen
from tracker.services.context import NOBODY, Context, Principal
from tracker.store import bodies as tree
from tracker.store import commitments as rows
from tracker.store import history, nouns

YUBEI, OFFICE = "sample-yubei", "sample-register-officer"
FINANCE, HEILONGJIANG = "sample-mee-stf", "sample-hlj-dee"
LATER = SEEDED_AT + timedelta(days=2)
YEAR_END = "2026-01-05"
DAY_BEFORE = date(2025, 6, 3)


def signed_in(ctx: Context, name: str) -> Context:
    with ctx.db.read() as session:
        return replace(ctx, who=Principal(tree.person_id(session, name)))


def refs(ctx: Context, query: str = "") -> set[str]:
    return {item.ref for item in commitments.list_(ctx, query, limit=0).items}


def hidden_from(ctx: Context, register: Register) -> list[str]:
    found = sorted(refs(register.at()) - refs(ctx))
    assert found
    return found


@pytest.fixture(params=[YUBEI, FINANCE, HEILONGJIANG])
def mine(request: pytest.FixtureRequest, starter: Register) -> Context:
    """The register as one of those sees it who hold a post, asked when much is overdue."""
    return signed_in(starter.at(as_if=YEAR_END), request.param)


def test_a_list_has_exactly_what_the_rule_lets_see(mine: Context, starter: Register) -> None:
    with mine.db.read() as session:
        who, moment = asking(session, mine), mine.moment()
        expected = set()
        for ref in refs(starter.at()):
            row = rows.as_of(session, ref, moment, EVERYTHING)
            named = (row["body"], row["supervisor"], row["acceptor"], *row["co_bodies"])
            if is_seen(who, row, tree.paths(session, named)):
                expected.add(ref)
    listing = commitments.list_(mine, "", limit=0)
    assert {item.ref for item in listing.items} == expected
    assert listing.total == len(expected)
    assert 0 < len(expected) < len(refs(starter.at()))


@pytest.mark.parametrize("way", [commitments.show, explanations.explain])
def test_one_that_is_hidden_is_told_of_as_one_that_does_not_exist(
    mine: Context, starter: Register, way: Callable[[Context, str], object]
) -> None:
    for ref in hidden_from(mine, starter)[::20]:
        with pytest.raises(NotFound) as refused:
            way(mine, ref)
        with pytest.raises(NotFound) as missing:
            way(mine, "NO-SUCH")
        assert str(refused.value).replace(ref, "NO-SUCH") == str(missing.value)
        assert str(refused.value.hint) == str(missing.value.hint)


def test_what_is_hidden_stays_so_at_any_moment_and_under_any_name(mine: Context, starter: Register) -> None:
    past = replace(mine, as_if=None, as_of=SEEDED_AT + timedelta(minutes=1))
    assert refs(past) == refs(replace(mine, as_if=None)) == refs(mine)
    hidden = hidden_from(mine, starter)[0]
    aliases = commitments.show(starter.at(), hidden).item.aliases
    for ctx in (mine, past):
        with pytest.raises(NotFound):
            commitments.show(ctx, aliases[0].lower())
        assert refs(ctx, f"alias:{aliases[0]}") == set()


def test_related_commitments_that_are_hidden_are_not_named(mine: Context, starter: Register) -> None:
    seen = refs(mine)
    for ref in sorted(seen)[::3]:
        mine_linked = {link.ref for link in commitments.show(mine, ref).links}
        assert mine_linked == {link.ref for link in commitments.show(starter.at(), ref).links} & seen


def test_how_many_parts_are_entered_is_counted_whoever_asks(starter: Register) -> None:
    tally = commitments.show(starter.at(), "SF-002-023")
    row = {"parent": tally.item.ref, "body": "shanghai-bee"}
    ctx = starter.at(LATER)
    with ctx.db.write() as session:
        part = {**rows.current(session, "SF-001-003"), "ref": "PART-1", "aliases": [], "post": None, **row}
        part.pop("version")
        history.append(session, [change("commitment", part)], by=BY, at=LATER)
    found = commitments.show(signed_in(ctx, HEILONGJIANG), "SF-002-023")
    assert found.entered == tally.entered + 1
    assert "PART-1" not in {link.ref for link in found.links}


def test_the_numbers_of_the_board_are_those_of_the_lists_they_lead_to(mine: Context) -> None:
    view = board.board(mine)
    found = {**view.missing, "open": view.totals["open"], "overdue": view.totals["overdue"], **view.answers}
    for name, number in {**found, "coming": view.coming}.items():
        assert commitments.list_(mine, view.queries[name], limit=1).total == number, name
    for line in (*view.programmes, *view.bodies):
        for name in numbers.COUNTED:
            assert commitments.list_(mine, line.query(name), limit=1).total == line.numbers[name], line.query(name)
    assert view.totals["all"] == len(refs(mine))
    assert {item.ref for item in (*view.worst, *view.next)} <= refs(mine)


def test_what_a_list_can_be_narrowed_to_is_counted_in_what_is_seen(mine: Context) -> None:
    for facet in facets.facets(mine, "is:open"):
        for option in facet.options:
            if not option.chosen:
                assert commitments.list_(mine, option.query, limit=1).total == option.count, option.query


def test_a_programme_or_a_body_of_which_nothing_is_seen_is_not_found(mine: Context, starter: Register) -> None:
    everything, visible = commitments.list_(starter.at(), "", limit=0).items, refs(mine)
    seen = [item for item in everything if item.ref in visible]
    for slug in {item.programme for item in everything}:
        if any(item.programme == slug for item in seen):
            page = programmes.show(mine, slug, limit=100)
            assert {item.ref for item in page.listing.items} == {i.ref for i in seen if i.programme == slug}
            assert page.line.numbers["all"] == len(page.listing.items)
        else:
            with pytest.raises(NotFound):
                programmes.show(mine, slug, limit=1)
    with mine.db.read() as session:
        who = asking(session, mine)
        paths = tree.paths(session, {item.body for item in everything})
    for slug, path in sorted(paths.items())[::3]:
        if any(item.body and paths[item.body].startswith(path) for item in seen):
            assert bodies.show(mine, slug, limit=100).line.numbers["all"] > 0
        elif slug not in who.sight.above and who.sight.within.isdisjoint(path.split("/")):
            with pytest.raises(NotFound) as refused:
                bodies.show(mine, slug, limit=1)
            assert slug not in str(refused.value.hint)


def test_somebody_who_has_not_signed_in_sees_nothing(starter: Register) -> None:
    ctx = replace(starter.at(), who=NOBODY)
    assert refs(ctx) == set()
    assert board.board(ctx).totals["all"] == 0
    assert facets.facets(ctx, "") == ()
    for way in (commitments.show, explanations.explain):
        with pytest.raises(NotFound):
            way(ctx, "SF-001-003")


def test_the_office_and_the_operator_see_everything_and_an_operator_for_somebody_what_that_one_sees(
    starter: Register,
) -> None:
    ctx = starter.at()
    assert refs(signed_in(ctx, OFFICE)) == refs(ctx)
    assert refs(replace(ctx, acting_for=YUBEI)) == refs(signed_in(ctx, YUBEI)) < refs(ctx)


def appointed(register: Register, **duty: str | None) -> Context:
    """Somebody who holds one post with a duty, and nothing else."""
    ctx = register.at(LATER)
    held = {"key": "watch:p-1", "post": "watch", "person": "p-1", "since": date(2025, 1, 1), "until": None}
    person = {"id": "p-1", "slug": "p-1", "name_en": "P", "name_zh": "P", "email": "", "language": "en"}
    with ctx.db.write() as session:
        watch = {**post("watch", "heilongjiang"), **duty}
        history.append(session, [change("post", watch), change("holding", held)], by=BY, at=LATER)
        tree.put_person(session, person)
    return signed_in(ctx, "p-1")


def test_an_auditor_sees_everything_or_what_names_the_bodies_of_his_scope(starter: Register) -> None:
    ctx = appointed(starter, duty="auditor", scope="mee-stf")
    below = [f"{field}:mee-stf" for field in ("unit", "supervisor", "acceptor", "co-unit")]
    assert refs(ctx) == refs(starter.at(), " OR ".join(below)) != set()


def test_an_auditor_without_a_scope_sees_everything(starter: Register) -> None:
    assert refs(appointed(starter, duty="auditor", scope=None)) == refs(starter.at())


def test_an_administrator_sees_no_record_by_that_role(starter: Register) -> None:
    assert refs(appointed(starter, duty="administrator")) == set()


def test_posts_held_today_decide_also_about_the_past(starter: Register) -> None:
    before = signed_in(starter.at(LATER), YUBEI)
    past = SEEDED_AT + timedelta(minutes=1)
    assert refs(before) == refs(replace(before, as_of=past)) != set()
    with before.db.write() as session:
        (held,) = (row for row in nouns.all_rows(session, "holding") if row["post"] == "yubei-mayor-office")
        left = {name: value for name, value in held.items() if name != "version"} | {"until": DAY_BEFORE}
        history.append(session, [change("holding", left, "leave")], by=BY, at=LATER)
    assert refs(before) == refs(replace(before, as_of=past)) == set()
    with pytest.raises(NotFound):
        commitments.show(replace(before, as_of=past), "SF-005-001")


FIRST, SECOND = "MEE-FIN-124", "MEE-SCI-026"
"""Both are overdue when the starter register is seeded."""


def test_a_duplicate_counts_for_whoever_does_not_see_what_it_is_the_same_as(starter: Register, tmp_path: Path) -> None:
    ctx = starter.at(LATER)
    with ctx.db.write() as session:
        second = {**rows.current(session, SECOND), "body": "yubei", "post": "yubei-mayor-office"}
        second.pop("version")
        history.append(session, [change("commitment", second, "assign")], by=BY, at=LATER)
    before = signed_in(ctx, YUBEI)
    assert FIRST not in refs(before)
    counted = board.board(before).totals
    (tmp_path / "links.yaml").write_text(f"- {{kind: same_as, a: {FIRST}, b: {SECOND}}}\n", encoding="utf-8")
    assert seeding.load(starter.at(LATER), tmp_path).faults == []
    after = signed_in(starter.at(LATER + timedelta(hours=1)), YUBEI)
    assert board.board(after).totals == counted
    assert refs(after, "is:duplicate") == set()
    assert refs(starter.at(LATER + timedelta(hours=1)), "is:duplicate") == {SECOND}
    assert commitments.show(after, SECOND).links == ()


WATCHING: dict[str, Callable[[Context], object]] = {
    "editions": correspondence.all_editions,
    "letters": correspondence.listing,
    "edition": lambda ctx: correspondence.edition(ctx, 1),
    "foreseen": lambda ctx: correspondence.foresee(ctx, settings_of("sqlite://")),
    "runs": ledger.listing,
}


@pytest.mark.parametrize("name", WATCHING)
def test_the_letters_of_others_and_the_work_of_the_machine_are_for_those_who_watch_over_them(
    starter: Register, name: str
) -> None:
    for ctx in (signed_in(starter.at(), YUBEI), replace(starter.at(), who=NOBODY)):
        with pytest.raises(Forbidden):
            WATCHING[name](ctx)


def test_the_office_and_an_auditor_read_the_letters_of_all(starter: Register) -> None:
    for ctx in (starter.at(), signed_in(starter.at(), OFFICE), appointed(starter, duty="auditor", scope=None)):
        assert correspondence.all_editions(ctx) == ()
        assert ledger.listing(ctx) == ()


def test_an_auditor_of_a_part_does_not_read_what_tells_of_all(starter: Register) -> None:
    partly = appointed(starter, duty="auditor", scope="mee")
    assert ledger.listing(partly) == ()
    with pytest.raises(Forbidden, match="part of the register"):
        correspondence.all_editions(partly)


@pytest.mark.parametrize("as_if", ["2025-06-09", YEAR_END])
def test_no_letter_tells_its_reader_of_a_commitment_that_he_may_not_see(starter: Register, as_if: str) -> None:
    """Exhaustively, on the starter register: every line of every letter, and every number that it gives."""
    at = starter.at(as_if=as_if).moment().judged
    made = editions.prepare(starter.at(at), settings_of(starter.url), due_at=at, planned_at=at)
    assert made is not None
    ctx, told = starter.at(made.issue.as_of), 0
    for each in made.letters:
        reader = replace(ctx, who=Principal(each.composed.to.person))
        seen = refs(reader)
        letter = each.composed.letter
        named = {line.ref for group in letter.groups for line in group.lines}
        assert named | set(each.composed.overdue) <= seen, letter.posts
        told += len(named)
        for line in letter.supervised:
            assert commitments.list_(reader, line.query, limit=1).total == line.open, line.query
        for part in letter.parts:
            if part.exact:
                assert commitments.list_(reader, part.query, limit=1).total == part.total, part.query
    assert told > 0
