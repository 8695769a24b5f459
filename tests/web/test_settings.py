"""Settings of one's own, and unsubscribing by one click from what is optional."""

import email
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.conftest import copied_sqlite
from tests.support.browsers import OFFICER
from tests.support.smtp import mail_server
from tests.web.conftest import browse, open_at, plant
from tests.web.html import read
from tracker.kit import secret as secrets
from tracker.kit.clock import FrozenClock
from tracker.scheduler.tick import tick
from tracker.services import correspondence, deliveries, erasure
from tracker.services.context import Context
from tracker.services.erasure import Erase
from tracker.settings import Settings
from tracker.store import preferences
from tracker.store.tables import Delivery, Letter, Person, Preference, Unsubscription
from tracker.store.tables.versions import table_of

MONDAY = datetime(2026, 3, 9, 0, 0, 10, tzinfo=UTC)
WEEK = timedelta(weeks=1)
SITE = "https://tracker.office.test"


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    """A starter register to be changed."""
    found = open_at(copied_sqlite("board", plant, tmp_path))
    yield found
    found.db.close()


def monday(ctx: Context, settings: Settings, *, weeks: int = 0) -> Context:
    """The register after a Monday morning on which the edition was made and sent."""
    then = replace(ctx, clock=FrozenClock(MONDAY + weeks * WEEK))
    tick(then, settings, "somebody")
    return then


def settings_of(home: Path, url: str | None = None) -> Settings:
    return Settings(home=home, base_url=SITE, smtp_url=url, mail_from="office@office.test" if url else None)


def reached(ctx: Context) -> None:
    """Give everybody an address at which mail can arrive."""
    person = table_of(Person)
    with ctx.db.write() as session:
        session.execute(person.update().values(email=person.c.slug + "@office.test"))


def one_that_informs(ctx: Context) -> tuple[str, str]:
    """The id of a person and the key of a letter of his that only informs."""
    letter = table_of(Letter)
    with ctx.db.read() as session:
        rows = session.execute(select(letter).order_by(letter.c.edition.desc())).all()
    return next((row.person, row.delivery) for row in rows if row.payload["letter"]["optional"] and row.delivery)


def link_in(ctx: Context, key: str) -> str:
    """The path of the address in the head of a letter."""
    head = email.message_from_bytes(deliveries.body(ctx, key), policy=default)
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(head["List-Unsubscribe"]).strip("<>")
    assert address.startswith(SITE)
    assert address in str(head.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert address in str(head.get_body(("html",)).get_content())  # type: ignore[union-attr]
    return urlsplit(address).path


def mail_program(ctx: Context, settings: Settings) -> TestClient:
    """A program that reads mail: it has no cookie and says of no site where it comes from."""
    found = browse(ctx, who=None, settings=settings)
    found.base_url = SITE
    del found.headers["Sec-Fetch-Site"]
    return found


def test_wishes_are_kept_and_pages_follow_the_language(ctx: Context) -> None:
    web = browse(ctx)
    wishes = {"language": "zh", "zone": "Europe/Brussels", "informing": "none", "empty_week": "nothing"}
    answer = web.post("/settings", data=wishes)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings")
    page = web.get("/settings")
    assert page.headers["Content-Language"] == "zh-CN"
    html = read(page.text)
    assert {each.attributes["value"] for each in html.all("option") if "selected" in each.attributes} == set(
        wishes.values()
    )
    person = table_of(Person)
    with ctx.db.read() as session:
        row = session.execute(select(person).where(person.c.slug == OFFICER)).one()
    assert (row.language, row.empty_week) == ("zh", "nothing")


def test_what_cannot_be_wished_is_told_beside_what_was_chosen(ctx: Context) -> None:
    answer = browse(ctx).post("/settings", data={"language": "en", "zone": "Moon/Base", "informing": "none"})
    assert answer.status_code == 422
    html = read(answer.text)
    assert html.one("div", role="alert").one("a").attributes["href"] == "#zone"
    assert html.one("select", id="informing").one("option", value="none").has({"selected": ""})


def test_the_page_says_that_work_cannot_be_declined(ctx: Context) -> None:
    assert "cannot be declined" in read(browse(ctx).get("/settings").text).text


def test_only_letters_that_inform_carry_the_link_and_only_over_https(ctx: Context, tmp_path: Path) -> None:
    then = monday(ctx, settings_of(tmp_path))
    letter, links = table_of(Letter), table_of(Unsubscription)
    with then.db.read() as session:
        rows = session.execute(select(letter)).all()
        kept = session.execute(select(links.c.person)).scalars().all()
    optional = [row for row in rows if row.payload["letter"]["optional"]]
    assert 0 < len(optional) < len(rows)
    assert sorted(kept) == sorted(row.person for row in optional)
    for row in rows:
        assert (b"List-Unsubscribe" in deliveries.body(then, row.delivery)) == (row in optional)


def test_over_plain_http_a_letter_leads_to_the_settings_instead(ctx: Context, tmp_path: Path) -> None:
    then = monday(ctx, Settings(home=tmp_path))
    _, key = one_that_informs(then)
    head = email.message_from_bytes(deliveries.body(then, key), policy=default)
    assert head["List-Unsubscribe"] is None
    assert "/settings#letters" in str(head.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def test_one_click_in_a_mail_program_unsubscribes_and_the_next_edition_says_so(ctx: Context, tmp_path: Path) -> None:
    with mail_server() as server:
        settings = settings_of(tmp_path, server.url)
        reached(ctx)
        then = monday(ctx, settings)
        person, key = one_that_informs(then)
        (arrived,) = [each for each in server.accepted if each.content == deliveries.body(then, key)]
        path = link_in(then, key)
        program = mail_program(then, settings)
        assert "Opening this page has changed nothing yet" in program.get(path, headers={"Accept-Language": "en"}).text
        with then.db.read() as session:
            assert preferences.declining(session) == set()
        answer = program.post(path, data={"List-Unsubscribe": "One-Click"}, headers={"Accept-Language": "en"})
        assert answer.status_code == 200
        assert "You get no more letters that only inform." in answer.text
        before = len(server.accepted)
        after = monday(ctx, settings, weeks=1)
        assert arrived.recipient not in {each.recipient for each in server.accepted[before:]}
    edition, letters = correspondence.edition(after, 2)
    assert edition.states["unsubscribed"] == 1
    assert [each.person for each in letters if each.state == "unsubscribed"] == [person]
    assert "Unsubscribed from letters that only inform: 1" in read(browse(after).get("/letters").text).text


def test_a_link_works_once_so_that_whoever_subscribes_again_is_sent_letters(ctx: Context, tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    then = monday(ctx, settings)
    person, key = one_that_informs(then)
    program, path = mail_program(then, settings), link_in(then, key)
    program.post(path)
    with then.db.write() as session:
        preferences.put(session, person, preferences.INFORMING, "weekly", at=MONDAY)
    assert "asked for such letters again" in program.post(path, headers={"Accept-Language": "en"}).text
    with then.db.read() as session:
        assert preferences.declining(session) == set()


def test_a_link_that_nobody_was_sent_leads_nowhere(ctx: Context, tmp_path: Path) -> None:
    program = mail_program(ctx, settings_of(tmp_path))
    for words in (secrets.fresh(), "short", "x" * 43):
        assert program.get(f"/unsubscribe/{words}").status_code == 404
        assert program.post(f"/unsubscribe/{words}").status_code == 404


def test_what_waits_is_taken_back_when_its_reader_unsubscribes(ctx: Context, tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    then = monday(ctx, settings.model_copy(update={"mail_hold": True}))
    _, key = one_that_informs(then)
    mail_program(then, settings).post(link_in(then, key))
    delivery = table_of(Delivery)
    with then.db.read() as session:
        state = session.execute(select(delivery.c.state).where(delivery.c.key == key)).scalar_one()
    assert state == "withdrawn"


def test_a_person_who_is_erased_takes_wishes_and_links_with_him(ctx: Context, tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    then = monday(ctx, settings)
    person, key = one_that_informs(then)
    mail_program(then, settings).post(link_in(then, key))
    erasure.erase(then, settings, Erase(person=person))
    with then.db.read() as session:
        for model in (Preference, Unsubscription):
            table = table_of(model)
            assert session.execute(select(table).where(table.c.person == person)).first() is None
