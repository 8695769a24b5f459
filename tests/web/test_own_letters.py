"""One's own letters: what was sent, what would be now, in a frame of its own; and everybody's for whoever may."""

from sqlalchemy import select
from starlette.testclient import TestClient

from tests.web.conftest import browse
from tests.web.html import read
from tests.web.mondays import sent
from tracker.services.context import Context
from tracker.store import bodies
from tracker.store.tables import Delivery
from tracker.store.tables.versions import table_of

__all__ = ["sent"]

OWNER = "sample-director-shanghai-bureau"


def somebody(ctx: Context) -> tuple[str, str]:
    """The short name and the id of somebody outside the register office to whom a letter went."""
    with ctx.db.read() as session:
        from tracker.store import persons

        delivery = table_of(Delivery)
        reached = set(session.execute(select(delivery.c.person)).scalars())
        row = next(
            each
            for each in persons.everybody(session)
            if each["id"] in reached
            and each["slug"]
            and "officer" not in each["slug"]
            and "overdue" not in each["slug"]
        )
        assert bodies.person_id(session, row["slug"]) == row["id"]
    return row["slug"], row["id"]


def test_everybody_sees_his_own_letters_and_no_editions(sent: Context) -> None:
    name, _ = somebody(sent)
    html = read(browse(sent, who=name).get("/letters").text)
    (row,) = html.rows()
    assert "Edition 1" in row[0]
    assert row[2].startswith("Sent")
    assert "Editions" not in [each.text for each in html.all("h2")]


def test_a_letter_is_shown_as_it_was_sent_in_a_frame_that_may_do_nothing(sent: Context) -> None:
    name, _ = somebody(sent)
    web = browse(sent, who=name)
    page = web.get("/letters/1/mine")
    frame = read(page.text).one("iframe")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "style=" not in page.text
    assert frame.attributes["sandbox"] == "allow-top-navigation-by-user-activation"
    letter = web.get(frame.attributes["src"])
    policy = letter.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "script-src" not in policy
    assert "http://127.0.0.1:8000/" in letter.text


def test_a_letter_that_did_not_come_is_not_shown_again(sent: Context) -> None:
    name, person = somebody(sent)
    delivery = table_of(Delivery)
    with sent.db.write() as session:
        session.execute(delivery.update().where(delivery.c.person == person).values(state="held"))
    web = browse(sent, who=name)
    assert web.get("/letters/1/mine").status_code == 404
    assert web.get("/letters/1/mine/letter").status_code == 404
    assert "Held" in web.get("/letters").text


def test_what_one_would_get_now_is_shown_in_either_language(sent: Context) -> None:
    name, _ = somebody(sent)
    web = browse(sent, who=name)
    page = web.get("/letters/preview", params={"letter_in": "zh"})
    source = read(page.text).one("iframe").attributes["src"]
    assert source == "/letters/preview/letter?letter_in=zh"
    assert '<html lang="zh' in web.get(source).text
    assert '<html lang="en' in web.get("/letters/preview/letter?letter_in=en").text


def test_letters_of_others_are_for_whoever_may_read_them(sent: Context) -> None:
    name, person = somebody(sent)
    office = browse(sent)
    page = office.get(f"/letters/1/to/{person}")
    assert "as it was sent" in page.text
    assert "@" not in page.text
    assert "http://127.0.0.1:8000/" in office.get(f"/letters/1/to/{person}/letter").text
    assert office.get("/letters/1/to/nobody").status_code == 404
    for path in (f"/letters/1/to/{person}", f"/letters/1/to/{person}/letter", "/letters/1"):
        assert browse(sent, who=name).get(path).status_code == 403


def test_a_stranger_is_led_to_the_door(stranger: TestClient) -> None:
    for path in ("/letters", "/letters/preview", "/letters/1/mine", "/settings", "/admin", "/admin/outbox"):
        answer = stranger.get(path, headers={"Accept": "text/html"})
        assert answer.status_code in (303, 401)


def test_the_pages_speak_chinese(sent: Context) -> None:
    web = browse(sent, who=somebody(sent)[0])
    for path in ("/letters", "/letters/preview", "/letters/1/mine"):
        answer = web.get(path, params={"language": "zh"})
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, "zh-CN")
