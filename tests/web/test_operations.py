"""The pages of operations: outbox, scheduled work, rule packs, access log; each for whoever has the right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.support.browsers import OFFICER
from tests.support.smtp import mail_server
from tests.web.conftest import browse
from tests.web.html import read
from tests.web.mondays import after_monday
from tracker.scheduler.jobs import JOBS
from tracker.services import access, holdings, persons, posts, timetable
from tracker.services.context import Context
from tracker.services.holdings import Hold
from tracker.services.persons import NewPerson
from tracker.services.posts import NewPost
from tracker.settings import Settings, data_folder
from tracker.store.tables import Delivery, JobRun
from tracker.store.tables.versions import table_of

KEEPER = "ada"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Context]:
    """The starter register after a Monday morning on which all mail was held, with an administrator."""
    with after_monday(tmp_path, mail_hold=True) as then:
        persons.add(then, NewPerson(slug=KEEPER, name_en="Ada", email="ada@office.example", language="en"))
        posts.add(then, NewPost(slug="keeper", body="register-office", title_en="Keeper", duty="administrator"))
        holdings.hold(then, Hold(person=KEEPER, post="keeper"))
        yield then


@pytest.fixture
def keeper(held: Context, tmp_path: Path) -> TestClient:
    return browse(held, who=KEEPER, settings=Settings(home=tmp_path))


def key_of_one(ctx: Context) -> str:
    delivery = table_of(Delivery)
    with ctx.db.read() as session:
        return str(session.execute(select(delivery.c.key).order_by(delivery.c.key).limit(1)).scalar_one())


def state_of(ctx: Context, key: str) -> str:
    delivery = table_of(Delivery)
    with ctx.db.read() as session:
        return str(session.execute(select(delivery.c.state).where(delivery.c.key == key)).scalar_one())


def do(web: TestClient, **form: str) -> tuple[int, str]:
    answer = web.post("/admin/outbox", data=form)
    return answer.status_code, answer.headers.get("Location", "") or answer.text


def test_what_is_held_is_told_first_and_can_be_released(keeper: TestClient, held: Context) -> None:
    html = read(keeper.get("/admin/outbox").text)
    assert "24 letters are held or did not arrive" in html.text
    key = key_of_one(held)
    assert do(keeper, key=key, do="release") == (303, "/admin/outbox")
    assert state_of(held, key) == "ready"
    assert "leaves at the next chance" in read(keeper.get("/admin/outbox").text).one("p", role="status").text
    assert do(keeper, key=key, do="hold")[0] == 303
    assert state_of(held, key) == "held"
    assert do(keeper, do="release_all")[0] == 303
    assert state_of(held, key) == "ready"


def test_a_letter_that_came_back_is_tried_again(keeper: TestClient, held: Context) -> None:
    key, delivery = key_of_one(held), table_of(Delivery)
    with held.db.write() as session:
        session.execute(delivery.update().where(delivery.c.key == key).values(state="refused"))
    assert read(keeper.get("/admin/outbox").text).rows()[0][1].startswith("Refused")
    assert do(keeper, key=key, do="retry")[0] == 303
    assert state_of(held, key) == "ready"


def test_a_letter_goes_to_another_address_over_a_real_server(held: Context, tmp_path: Path) -> None:
    with mail_server() as server:
        settings = Settings(home=tmp_path, smtp_url=server.url, mail_from="office@office.test")
        web, key = browse(held, who=KEEPER, settings=settings), key_of_one(held)
        assert do(web, key=key, do="redirect", to="deputy@office.test") == (303, "/admin/outbox")
        (letter,) = server.accepted
    assert letter.recipient == "deputy@office.test"
    assert letter.content.startswith(b"Resent-From:")
    assert state_of(held, key) == "sent"


def test_a_letter_that_is_not_taken_elsewhere_is_held_and_the_address_is_kept(held: Context, tmp_path: Path) -> None:
    with mail_server() as server:
        server.otherwise = lambda: "recipient 550"
        settings = Settings(home=tmp_path, smtp_url=server.url, mail_from="office@office.test")
        web, key = browse(held, who=KEEPER, settings=settings), key_of_one(held)
        status, page = do(web, key=key, do="redirect", to="deputy@office.test")
    assert status == 409
    assert 'value="deputy@office.test"' in page
    assert "was not taken for deputy@office.test" in read(page).one("div", role="alert").text
    assert state_of(held, key) == "held"


def test_what_is_no_address_is_told_and_nothing_is_sent(keeper: TestClient, held: Context) -> None:
    key = key_of_one(held)
    status, page = do(keeper, key=key, do="redirect", to="no address")
    assert status == 422
    assert 'value="no address"' in page
    assert state_of(held, key) == "held"
    assert do(keeper, key="none", do="hold")[0] == 404
    assert do(keeper, key=key, do="burn")[0] == 422


def test_an_empty_outbox_says_so(sqlite_ctx: Context) -> None:
    outbox = table_of(Delivery)
    with sqlite_ctx.db.read() as session:
        assert session.execute(select(outbox.c.key)).first() is None
    page = read(browse(sqlite_ctx).get("/admin").text)
    assert "No letter is held, refused or given up" in page.text


def test_the_office_reads_the_work_but_does_not_keep_the_outbox(held: Context) -> None:
    office = browse(held, who=OFFICER)
    assert office.get("/admin/jobs").status_code == 200
    assert office.get("/admin/outbox").status_code == 403
    assert office.post("/admin/outbox", data={"do": "release_all"}).status_code == 403
    front = read(office.get("/admin").text)
    addresses = [link.attributes["href"] for link in front.all("a")]
    assert "/admin/jobs" in addresses
    assert "/admin/outbox" not in addresses
    assert "not allowed to your posts" in front.text


def test_runs_that_failed_come_first_and_what_is_planned_is_told(keeper: TestClient, held: Context) -> None:
    run = table_of(JobRun)
    with held.db.write() as session:
        session.execute(run.update().where(run.c.job == "check").values(state="dead"))
    html = read(keeper.get("/admin/jobs").text)
    assert "1 run of scheduled work failed." in html.text
    assert html.rows()[0][0].startswith("Check of all flags")
    assert "10 Mar 2026 00:00 Check of all flags" in html.one("ul", class_="plain").text


def test_the_timetable_is_that_of_the_scheduler() -> None:
    assert {job.name: job.trigger for job in JOBS} == timetable.TIMETABLE
    assert timetable.JOBS.keys() == timetable.TIMETABLE.keys()


def test_a_new_pack_says_what_it_would_flag_and_changes_nothing(page: TestClient) -> None:
    words = (data_folder("rules") / "overdue.yaml").read_text(encoding="utf-8")
    shown = read(page.get("/admin/packs").text)
    assert "The files on disk are as in force; nothing would change." in shown.text
    same = read(page.post("/admin/packs", data={"words": words}).text)
    assert "The pack that you gave is the one in force" in same.text
    now = {row[0].split()[-1]: row[2] for row in shown.rows()}["overdue"]
    file = ("lapsed.yaml", words.replace("rule: overdue", "rule: lapsed").encode(), "text/yaml")
    tried = read(page.post("/admin/packs", files={"file": file}).text)
    assert int(now) > 0
    assert f"Flags that would go up: {now}; that would go down: 0." in tried.text
    assert len(tried.one("ul", class_="told").all("li")) == min(int(now), 50)
    assert tried.one("textarea").raw.strip() == file[1].decode().strip()
    assert read(page.get("/admin/packs").text).rows() == shown.rows()


def test_a_pack_with_a_fault_names_its_line_and_keeps_what_was_typed(page: TestClient) -> None:
    answer = page.post("/admin/packs", data={"words": "rule: mine\nrank: much\n"})
    assert answer.status_code == 422
    html = read(answer.text)
    assert "mine.yaml, line" in html.one("div", role="alert").text
    assert html.one("textarea").raw.startswith("rule: mine")
    assert page.post("/admin/packs", files={"file": ("x.yaml", b"nothing", "text/yaml")}).status_code == 422


def test_the_access_log_is_read_a_page_at_a_time_by_person_and_event(held: Context) -> None:
    web = browse(held, who=KEEPER)
    for number in range(60):
        access.note(held, access.Event.REFUSED, way="web", what=f"GET /page/{number}")
    html = read(web.get("/admin/access").text)
    assert len(html.rows()) == 50
    (older,) = [link for link in html.all("a") if link.text == "Older lines"]
    second = read(web.get(older.attributes["href"]).text)
    assert second.rows()[0] != html.rows()[0]
    mine = read(web.get("/admin/access", params={"person": KEEPER, "event": "sign_in"}).text)
    assert {row[1] for row in mine.rows()} == {"Ada"}
    assert {row[2] for row in mine.rows()} == {"Signed in"}
    assert "No line matches" in web.get("/admin/access", params={"person": "nobody-here"}).text
    assert browse(held, who=OFFICER).get("/admin/access").status_code == 403


def test_the_access_log_names_who_did_it_to_somebody_else(held: Context) -> None:
    web = browse(held, who=KEEPER)
    ada = {each.slug: each.id for each in persons.listing(held)}[KEEPER]
    for detail in (f"by {ada}: {{left}}", f"invite, by {ada}", "first, by the operator", "by nobody-now"):
        access.note(held, access.Event.LINK_MADE, way="web", detail=detail)
    said = [row[4] for row in read(web.get("/admin/access?event=link_made").text).rows()]
    assert set(said) >= {
        "by Ada: {left}",
        "to open the account, by Ada",
        "of the first administrator, by the operator",
        "by a person whose name was erased",
    }
    assert not [each for each in said if ada in each]


def test_the_pages_speak_chinese(keeper: TestClient) -> None:
    for path in ("/admin", "/admin/outbox", "/admin/jobs", "/admin/packs", "/admin/access"):
        answer = keeper.get(path, params={"language": "zh"})
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, "zh-CN")
