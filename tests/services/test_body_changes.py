"""Bodies are renamed, moved and ended with their past kept; programmes and sources are kept beside them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound, TrackerError
from tracker.services import body_changes, catalogues, changes, commitments, names, posts
from tracker.services.body_changes import End, Move, NewBody, Rename
from tracker.services.catalogues import ChangeProgramme, ChangeSource, NewProgramme, NewSource
from tracker.services.changes import Assign
from tracker.services.context import Context, Principal
from tracker.services.keeping import Row
from tracker.store import audit, bodies, history, nouns

NEXT = SEEDED_AT + timedelta(days=1)
LATER = SEEDED_AT + timedelta(days=2)
BEFORE = (SEEDED_AT + timedelta(hours=1)).isoformat()


def acting_for(register: Register, person: str | None) -> Context:
    return replace(register.at(NEXT), acting_for=person)


def record(register: Register, noun: str, slug: str) -> Row:
    with register.at().db.read() as session:
        found = nouns.current(session, noun, slug)
    assert found is not None
    return found


def refs(register: Register, query: str, **at: str) -> list[str]:
    return [item.ref for item in commitments.list_(register.at(LATER, **at), query, limit=1_000).items]


def whole(register: Register) -> None:
    with register.at().db.read() as session:
        assert list(audit.findings(session)) == []


def size(register: Register) -> int:
    with register.at().db.read() as session:
        return history.head(session).size


def name_of(ctx: Context, body: str) -> str:
    with ctx.db.read() as session:
        return names.find(session, ctx.moment(), "body", [body])[body].en


def test_a_renamed_body_keeps_its_short_name_and_is_called_as_before_in_the_past(starter: Register) -> None:
    old = name_of(starter.at(NEXT), "hlj-dee")
    kept = body_changes.rename(starter.at(NEXT), Rename(slug="hlj-dee", name_en="Environment Bureau", reason="reform"))
    assert (kept.slug, kept.version) == ("hlj-dee", 2)
    assert name_of(starter.at(LATER), "hlj-dee") == "Environment Bureau"
    assert name_of(starter.at(LATER, as_of=BEFORE), "hlj-dee") == old
    assert record(starter, "body", "hlj-dee")["name_zh"] == "黑龙江省生态环境厅"
    whole(starter)


def test_a_body_that_moves_takes_all_below_it_along_and_the_past_is_answered_as_before(starter: Register) -> None:
    then = {query: refs(starter, query) for query in ("unit:mee", "unit:state-council", "unit:central")}
    assert then["unit:mee"]
    body_changes.add(starter.at(NEXT), NewBody(slug="environment", name_en="Environment"))
    body_changes.move(starter.at(NEXT), Move(slug="mee", parent="environment", reason="reform"))
    assert record(starter, "body", "mee-stf")["path"] == "/environment/mee/mee-stf/"
    assert record(starter, "body", "mee-stf")["version"] == record(starter, "body", "mee")["version"] == 2
    assert refs(starter, "unit:environment") == refs(starter, "unit:mee") == then["unit:mee"]
    assert set(refs(starter, "unit:state-council")) == set(then["unit:state-council"]) - set(then["unit:mee"])
    assert {query: refs(starter, query, as_of=BEFORE) for query in then} == then
    body_changes.move(starter.at(NEXT), Move(slug="mee", parent=None))
    assert record(starter, "body", "mee-stf")["path"] == "/mee/mee-stf/"
    whole(starter)


@pytest.mark.parametrize("under", ["mee", "mee-stf"])
def test_no_body_stands_below_itself(starter: Register, under: str) -> None:
    with pytest.raises(Conflict, match="itself or below it"):
        body_changes.move(starter.at(NEXT), Move(slug="mee", parent=under))


def test_a_body_with_a_name_that_begins_alike_is_not_below_another(empty: Register) -> None:
    for slug in ("hlj", "hlj-dee"):
        body_changes.add(empty.at(NEXT), NewBody(slug=slug, name_zh="厅"))
    body_changes.move(empty.at(NEXT), Move(slug="hlj", parent="hlj-dee"))
    assert record(empty, "body", "hlj-dee")["path"] == "/hlj-dee/"
    assert record(empty, "body", "hlj")["path"] == "/hlj-dee/hlj/"
    whole(empty)


def test_the_register_office_is_renamed_but_never_moved_or_ended(starter: Register) -> None:
    body_changes.rename(starter.at(NEXT), Rename(slug="register-office", name_zh="登记处"))
    for change, command in ((body_changes.move, Move(slug="register-office", parent="mee")),
                            (body_changes.end, End(slug="register-office"))):  # fmt: skip
        with pytest.raises(Conflict, match="keeps its place"):
            change(starter.at(NEXT), command)


def test_a_body_ends_only_when_nothing_depends_on_it_and_is_named_for_nothing_new(starter: Register) -> None:
    with pytest.raises(Conflict, match="hlj-dee-director") as refused:
        body_changes.end(starter.at(NEXT), End(slug="hlj-dee"))
    assert "merge hlj-dee" in str(refused.value.hint)
    body_changes.add(starter.at(NEXT), NewBody(slug="bureau", parent="mee", name_zh="局"))
    posts.add(starter.at(NEXT), posts.NewPost(slug="clerk", body="bureau", title_zh="科员"))
    with pytest.raises(Conflict, match="clerk"):
        body_changes.end(starter.at(NEXT), End(slug="bureau"))
    posts.end(starter.at(NEXT), posts.End(slug="clerk"))
    body_changes.end(starter.at(NEXT), End(slug="bureau"))
    assert record(starter, "body", "bureau")["ended_on"].isoformat() == "2025-06-03"
    for given in ({"post": "clerk"}, {"body": "bureau"}):
        with pytest.raises(Invalid, match="ended on"):
            changes.assign(starter.at(NEXT), Assign(ref="SF-001-003", **given))
    for command in (NewBody(slug="below", parent="bureau", name_zh="科"), NewBody(slug="bureau", name_zh="局")):
        with pytest.raises(Conflict, match=r"ended on|already"):
            body_changes.add(starter.at(NEXT), command)
    with pytest.raises(Conflict, match="ended on"):
        posts.add(starter.at(NEXT), posts.NewPost(slug="second-clerk", body="bureau", title_zh="科员"))
    whole(starter)


@pytest.mark.parametrize("person", ["sample-hlj-dee", "sample-yubei"])
def test_only_the_register_office_keeps_bodies_posts_programmes_and_sources(starter: Register, person: str) -> None:
    before = size(starter)
    for change, command in (
        (body_changes.add, NewBody(slug="new", name_en="New")),
        (body_changes.rename, Rename(slug="mee", name_en="New")),
        (body_changes.move, Move(slug="mee")),
        (body_changes.end, End(slug="mee")),
        (posts.add, posts.NewPost(slug="new", body="mee", title_en="New")),
        (posts.rename, posts.Rename(slug="mee-office", title_en="New")),
        (posts.end, posts.End(slug="mee-office")),
        (catalogues.add_programme, NewProgramme(slug="new", code="N", title_en="New")),
        (catalogues.change_programme, ChangeProgramme(slug="hlj-2024", closing="simple", reason="x")),
        (catalogues.add_source, NewSource(slug="new", title_en="New")),
        (catalogues.change_source, ChangeSource(slug="hlj-column-2024-02", policy="end-of-year")),
    ):
        with pytest.raises(Forbidden, match="None of your posts"):
            change(acting_for(starter, person), command)  # type: ignore[arg-type]
    assert size(starter) == before
    assert body_changes.rename(acting_for(starter, "sample-register-officer"), Rename(slug="mee", name_en="New"))


def test_a_token_that_may_only_read_keeps_nothing(starter: Register) -> None:
    with starter.at().db.read() as session:
        officer = bodies.person_id(session, "sample-register-officer")
    for scopes, allowed in (({"read"}, False), ({"read", "write"}, True)):
        ctx = replace(starter.at(NEXT), who=Principal(officer, "t-1", frozenset(scopes)))
        if allowed:
            assert body_changes.rename(ctx, Rename(slug="mee", name_en="New")).version == 2
        else:
            with pytest.raises(Forbidden, match="write"):
                body_changes.rename(ctx, Rename(slug="mee", name_en="New"))


@pytest.mark.parametrize(
    ("change", "command", "error", "says"),
    [
        (body_changes.rename, Rename(slug="mee", name_en="New", version=7), Conflict, "version 7"),
        (body_changes.rename, Rename(slug="mee"), Invalid, "nothing to record"),
        (body_changes.rename, Rename(slug="mea", name_en="New"), NotFound, "mea"),
        (body_changes.add, NewBody(slug="mee", name_en="New"), Conflict, "already"),
        (body_changes.add, NewBody(slug="new"), Invalid, "name is needed"),
        (body_changes.move, Move(slug="mee", parent="state-council"), Invalid, "there already"),
        (body_changes.end, End(slug="mee", on="2025-06-04"), Invalid, "not come yet"),  # type: ignore[arg-type]
        (body_changes.end, End(slug="mee", on="2025-05-04"), Invalid, "reason"),  # type: ignore[arg-type]
        (catalogues.add_programme, NewProgramme(slug="new", code="HLJ-2024", title_en="N"), Conflict, "code of"),
        (catalogues.change_programme, ChangeProgramme(slug="hlj-2024", closing="any"), Invalid, "no closing"),
        (catalogues.change_source, ChangeSource(slug="hlj-column-2024-02", policy="any"), Invalid, "policy"),
        (catalogues.add_source, NewSource(slug="new", title_en="N", publisher="nobody"), NotFound, "nobody"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_kept(
    starter: Register, change: Any, command: Any, error: type[TrackerError], says: str
) -> None:
    before = size(starter)
    with pytest.raises(error, match=says):
        change(starter.at(NEXT), command)
    assert size(starter) == before


def test_programmes_and_sources_are_entered_and_changed_with_their_past_kept(starter: Register) -> None:
    ctx = starter.at(NEXT)
    assert catalogues.add_programme(ctx, NewProgramme(slug="air", code="AIR", title_zh="大气专项")).version == 1
    after = catalogues.change_programme(
        ctx, ChangeProgramme(slug="air", closing="verified", title_en="Air", version=1, reason="x")
    )
    assert after.version == 2
    row = record(starter, "programme", "air")
    assert (row["closing"], row["title_en"], row["title_zh"], row["example"]) == ("verified", "Air", "大气专项", 0)
    catalogues.add_source(ctx, NewSource(slug="paper", title_en="Paper", publisher="mee"))
    catalogues.change_source(ctx, ChangeSource(slug="paper", policy="end-of-year", note_en="Read anew."))
    row = record(starter, "source", "paper")
    assert (row["policy"], row["note_en"], row["publisher"], row["version"]) == ("end-of-year", "Read anew.", "mee", 2)
    catalogues.change_source(ctx, ChangeSource(slug="paper", published_on=date(2026, 1, 5)))
    catalogues.change_source(ctx, ChangeSource(slug="paper", publisher=None))
    row = record(starter, "source", "paper")
    assert (row["publisher"], row["published_on"]) == (None, date(2026, 1, 5)), "only what is None is taken away"
    catalogues.change_source(ctx, ChangeSource(slug="paper", published_on=None))
    assert record(starter, "source", "paper")["published_on"] is None
    with pytest.raises(Invalid, match="nothing to record"):
        catalogues.change_source(ctx, ChangeSource(slug="paper", publisher=None, published_on=None))
    whole(starter)
