"""Persons are entered and changed beside the history, by those who keep the posts or the accounts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.registers import SEEDED_AT, Register
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tracker.services import persons
from tracker.services.context import Principal
from tracker.services.persons import ChangePerson, NewPerson
from tracker.store import bodies, history
from tracker.store.tables import Account
from tracker.store.tables.versions import table_of

NOW = SEEDED_AT + timedelta(days=1)


def test_a_person_is_entered_changed_and_listed_without_an_entry_in_the_history(starter: Register) -> None:
    ctx = starter.at(NOW)
    with ctx.db.read() as session:
        before = history.head(session)
    made = persons.add(ctx, NewPerson(slug="li-na", name_zh="李娜", email="li.na@office.test", language="en"))
    assert (made.name.en, made.name.zh, made.posts, made.account) == ("李娜", "李娜", (), False)
    changed = persons.change(ctx, ChangePerson(person="li-na", slug="li", name_en="Li Na", empty_week="nothing"))
    assert (changed.id, changed.slug, changed.name.en, changed.email) == (made.id, "li", "Li Na", "li.na@office.test")
    found = {each.slug: each for each in persons.listing(ctx)}
    assert found["li"].empty_week == "nothing"
    assert found["sample-hlj-dee"].posts == ("hlj-dee-director",)
    with ctx.db.read() as session:
        assert history.head(session) == before


@pytest.mark.parametrize(
    ("command", "error", "says"),
    [
        (NewPerson(slug="sample-hlj-dee", name_zh="李娜"), Conflict, "already"),
        (NewPerson(slug="li-na"), Invalid, "name is needed"),
        (NewPerson(slug="li-na", name_zh="李娜", email="li na"), Invalid, "not an address"),
        (ChangePerson(person="nobody", name_en="x"), NotFound, "nobody"),
        (ChangePerson(person="sample-hlj-dee", slug="sample-yubei"), Conflict, "already"),
        (ChangePerson(person="sample-hlj-dee", name_en=""), Invalid, "name is needed"),
        (ChangePerson(person="sample-hlj-dee"), Invalid, "nothing to record"),
    ],
)
def test_what_is_wrong_is_named(
    starter: Register, command: NewPerson | ChangePerson, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        if isinstance(command, NewPerson):
            persons.add(starter.at(NOW), command)
        else:
            persons.change(starter.at(NOW), command)


def test_the_office_cannot_change_by_what_somebody_with_an_account_signs_in(starter: Register) -> None:
    with starter.at().db.write() as session:
        officer, other = (bodies.person_id(session, slug) for slug in ("sample-register-officer", "sample-hlj-dee"))
        session.execute(table_of(Account).insert().values(person=other, password="", created_at=NOW))
    office = replace(starter.at(NOW), who=Principal(officer))
    for change in ({"email": "mine@office.test"}, {"slug": "mine"}):
        with pytest.raises(Forbidden, match="accounts"):
            persons.change(office, ChangePerson(person="sample-hlj-dee", **change))
    assert persons.change(office, ChangePerson(person="sample-hlj-dee", name_en="Renamed")).account
    stranger = replace(starter.at(NOW), who=Principal(other))
    with pytest.raises(Forbidden):
        persons.listing(stranger)
    with pytest.raises(Forbidden):
        persons.add(stranger, NewPerson(slug="li-na", name_zh="李娜"))


def test_nobody_is_found_by_an_empty_name(starter: Register) -> None:
    persons.add(starter.at(NOW), NewPerson(slug="li-na", name_zh="李娜"))
    with starter.at().db.read() as session:
        assert bodies.person_id(session, "") is None
