"""The pages of the weekly editions: what became of each letter, told by post, without anybody's address."""

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.web.conftest import browse
from tests.web.html import read
from tests.web.mondays import sent
from tracker.kit.text import text, to_data
from tracker.services.context import Context
from tracker.store.tables import Attempt, Delivery
from tracker.store.tables.versions import table_of

__all__ = ["sent"]


@pytest.fixture
def web(sent: Context) -> TestClient:
    return browse(sent)


def test_before_the_first_edition_the_page_says_what_would_be_here(page: TestClient) -> None:
    html = read(page.get("/letters").text)
    assert "No edition was made yet." in html.text
    assert page.get("/letters/1").status_code == 404


def test_editions_are_listed_with_what_became_of_their_letters(web: TestClient) -> None:
    (row,) = read(web.get("/letters").text).rows()
    assert row[0] == "Edition 1 2026-W11"
    assert row[1] == "9 Mar 2026 08:00"
    assert row[3:] == ["24", "Written to files: 24"]


def test_an_edition_tells_every_letter_by_post(web: TestClient) -> None:
    rows = {row[0]: row for row in read(web.get("/letters/1").text).rows()}
    assert len(rows) == 24
    row = rows["Director's office, Shanghai bureau (sample post)"]
    assert "overdue" in row[1]
    assert row[2].startswith("Written to a file")
    assert "1. 9 Mar 2026 08:00: handed over" in row[3]


def test_what_was_sent_and_what_was_written_to_files_are_told_apart(web: TestClient, sent: Context) -> None:
    attempt = table_of(Attempt)
    with sent.db.write() as session:
        keys = session.execute(select(attempt.c.delivery).order_by(attempt.c.delivery).limit(3)).scalars().all()
        session.execute(attempt.update().where(attempt.c.delivery.in_(keys)).values(channel="smtp"))
        session.execute(attempt.update().where(attempt.c.delivery == keys[0]).values(recipient="me@office.test"))
        session.execute(attempt.update().where(attempt.c.delivery == keys[1]).values(recipient="me@office.test"))
    (row,) = read(web.get("/letters").text).rows()
    assert row[4] == "Sent: 1Sent to another address instead: 2Written to files: 21"


def test_a_letter_that_went_to_another_address_says_so_without_naming_it(web: TestClient, sent: Context) -> None:
    attempt = table_of(Attempt)
    with sent.db.write() as session:
        session.execute(attempt.update().values(channel="smtp", recipient="me@office.test"))
    shown = web.get("/letters/1").text
    assert shown.count("Sent to …@… instead") == 24
    assert "Sent to another address instead: 24" in read(shown).text
    assert "office.test" not in shown


def test_no_address_stands_on_the_page_whatever_a_server_replied(web: TestClient, sent: Context) -> None:
    delivery, attempt = table_of(Delivery), table_of(Attempt)
    with sent.db.write() as session:
        key = session.execute(select(delivery.c.key).limit(1)).scalar_one()
        reason = to_data(text("The server refused it: {reply}", reply="5.1.1 <office@mee.example> unknown"))
        session.execute(delivery.update().where(delivery.c.key == key).values(state="refused", reason=reason))
        reply = "5.1.1 <office@mee.example>: user unknown, ask postmaster@mee.example, o'brien@mee.example"
        reply += ' or "the office"@mee.example, office%40mee.example'
        session.execute(
            attempt.update().where(attempt.c.delivery == key).values(outcome="refused", code=550, reply=reply)
        )
    shown = web.get("/letters/1").text
    assert "Refused" in shown
    assert "550" in shown
    assert "@" not in shown.replace("…@…", "")
    assert "o&#39;brien" not in shown
    assert "%40" not in shown
    assert "…@…" in shown


def test_the_pages_speak_chinese(web: TestClient) -> None:
    for path in ("/letters", "/letters/1"):
        answer = web.get(path, params={"language": "zh"})
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, "zh-CN")


def test_the_letters_are_reached_from_every_page(web: TestClient) -> None:
    nav = read(web.get("/").text).one("nav")
    assert "/letters" in [link.attributes["href"] for link in nav.all("a")]
    assert web.get("/letters/none").status_code in (404, 422)
    assert web.get("/letters/99999999999999999999999").status_code == 404
