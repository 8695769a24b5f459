"""Who comes in where: every route has a right, and a stranger and an auditor are shown to every one of them."""

import re
from collections.abc import Callable, Iterator

import pytest
from fastapi import APIRouter
from sqlalchemy import MetaData, func, select
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from tests.conftest import copied_sqlite
from tests.support.people import holding
from tests.support.postgres import Prepare
from tests.support.rows import BY, change, post
from tests.web.conftest import NOW, browse, open_at, plant
from tests.web.html import read
from tracker.domain.moves.roles import Role
from tracker.domain.rights import Right, allowed
from tracker.services import access, tokens
from tracker.services.access import Event
from tracker.services.context import Context
from tracker.store import bodies, history
from tracker.web import doors
from tracker.web.doors import needs

OPEN = {
    "/healthz",
    "/static/{mark}/{name}",
    "/sign-in",
    "/sign-out",
    "/welcome/{secret}",
    "/unsubscribe/{secret}",
    "/oidc/start",
    "/oidc/callback",
    "/api/v1/about",
    "/api/v1/openapi.json",
    "/api/v1/{rest:path}",
}
"""What anybody may ask for."""

VALUES = {"ref": "MEE-ZON-003", "number": "1", "secret": "x" * 43, "name": "register.css", "rest": "nothing"}
NAMED = {"/bodies/{slug}": "mee", "/programmes/{slug}": "mee-zoning"}

PLACES = re.compile(r"\{(\w+)(?::\w+)?\}")


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """The starter register, to be changed."""
    found = open_at(copied_sqlite("board", plant, tmp_path_factory.mktemp("own")))
    yield found
    found.db.close()


def address(path: str) -> str:
    """An address that a route serves, of something that exists where that is easy."""
    return PLACES.sub(lambda place: NAMED.get(path) or VALUES.get(place[1], "x"), path)


def rights(browser: TestClient) -> dict[tuple[str, str], Right]:
    return doors.rights(browser.app)  # type: ignore[arg-type]


def enter(ctx: Context, name: str, *posts: dict[str, object]) -> None:
    """Enter a person who holds new posts."""
    with ctx.db.write() as session:
        values = {"id": f"p-{name}", "slug": name, "name_en": name, "name_zh": name, "language": "en"}
        bodies.put_person(session, {**values, "email": f"{name}@tracker.example", "empty_week": "letter"})
        made = [change("post", row) for row in posts]
        held = [change("holding", holding(str(row["slug"]), f"p-{name}")) for row in posts]
        history.append(session, [*made, *held], by=BY, at=NOW)


def auditor(ctx: Context) -> None:
    enter(ctx, "an-auditor", {**post("auditor-1", "mee"), "duty": "auditor", "scope": None})


def test_every_route_has_a_right_and_few_are_open(page: TestClient) -> None:
    found = rights(page)
    assert len(found) > 30
    assert {path for (_, path), right in found.items() if right is Right.ENTER} <= OPEN
    assert all(isinstance(right, Right) for right in found.values())


def test_a_route_without_a_right_cannot_be_made() -> None:
    with pytest.raises(LookupError, match="declare who may come in"):
        doors.router().add_api_route("/leak", lambda: "everything")


def test_a_route_that_is_no_door_is_found_at_the_start(page: TestClient) -> None:
    careless = APIRouter()
    careless.add_api_route("/leak", lambda: "everything")
    app = browse(page.app.state.ctx, who=None).app
    app.include_router(careless)  # type: ignore[attr-defined]
    with pytest.raises(LookupError, match="/leak"):
        doors.closed(app)  # type: ignore[arg-type]


def test_a_stranger_is_led_to_the_door_from_every_page_and_told_so_by_the_api(stranger: TestClient) -> None:
    for (method, path), right in rights(stranger).items():
        answer = stranger.request(method, address(path))
        told = (method, path, answer.status_code)
        if right is Right.ENTER:
            assert answer.status_code in (200, 303, 404, 405, 403), told
        elif path.startswith("/api/"):
            assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer", told
        elif method in ("GET", "HEAD"):
            assert answer.status_code == 303, told
            assert answer.headers["location"].startswith("/sign-in"), told
        else:
            assert answer.status_code == 401, told


def test_a_page_that_was_asked_for_is_come_back_to(stranger: TestClient) -> None:
    answer = stranger.get("/commitments?q=is:overdue&page=2")
    assert answer.headers["location"] == "/sign-in?next=%2Fcommitments%3Fq%3Dis%3Aoverdue%26page%3D2"
    form = read(stranger.get(answer.headers["location"]).text)
    assert form.one("input", name="next").attributes["value"] == "/commitments?q=is:overdue&page=2"
    assert stranger.get("/").headers["location"] == "/sign-in"
    assert stranger.get("//evil.example/x").headers.get("location", "/sign-in").startswith("/sign-in")


def test_an_auditor_reads_what_auditors_may_and_changes_nothing(own: Context) -> None:
    auditor(own)
    browser = browse(own, who="an-auditor")
    before = counted(own)
    for (method, path), right in rights(browser).items():
        if path in OPEN or path.startswith("/account"):
            continue
        answer = browser.request(method, address(path))
        told = (method, path, answer.status_code)
        if not allowed(right, frozenset({Role.AUDITOR})):
            assert answer.status_code == 403, told
        elif method in ("GET", "HEAD"):
            finer = path.startswith(
                ("/api/", "/admin/posts", "/admin/persons")
            )  # where a use case behind it asks for more than the door
            assert answer.status_code in (200, 307, 404) or (finer and answer.status_code in (400, 403, 422)), told
        else:
            assert answer.status_code >= 400, told
    assert counted(own) == before


def test_somebody_without_a_post_is_refused_and_that_is_noted(own: Context) -> None:
    enter(own, "newcomer")
    browser = browse(own, who="newcomer")
    for (method, path), right in rights(browser).items():
        if right not in (Right.ENTER, Right.OWN_ACCOUNT) and method == "GET":
            assert browser.get(address(path)).status_code == 403, path
    noted = {(line.person, line.way, line.what) for line in access.listing(own, event=Event.REFUSED, limit=200)}
    assert ("p-newcomer", "web", "GET /") in noted
    assert ("p-newcomer", "api", "GET /api/v1/commitments") in noted


def test_nothing_is_changed_by_asking(own: Context) -> None:
    browser = browse(own)
    before = counted(own)
    for method, path in rights(browser):
        if method in ("GET", "HEAD"):
            browser.request(method, address(path))
    assert counted(own) == before


def counted(ctx: Context) -> dict[str, int]:
    """Rows of every table; the access log and the tries beside it grow by being asked."""
    tables = MetaData()
    tables.reflect(ctx.db.engine)
    beside = {"access", "bucket"}
    with ctx.db.read() as session:
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.tables.items()
            if name not in beside
        }


def test_a_token_stands_for_the_session_and_makes_the_cookie_void(
    copied_database: Callable[[str, Prepare], str],
) -> None:
    ctx = open_at(copied_database("board", plant))
    _, secret = tokens.make(ctx, "to read", ["read"], 30, person="sample-register-officer")
    program = browse(ctx, who=None)
    assert program.get("/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    signed_in = browse(ctx)
    assert signed_in.get("/").status_code == 200
    answer = signed_in.get("/", headers={"Authorization": "Bearer ct_" + "A" * 43})
    assert answer.status_code == 303 and answer.headers["location"] == "/sign-in"
    ctx.db.close()


def test_what_is_sent_is_not_read_before_it_is_known_who_sends_it(sqlite_ctx: Context) -> None:
    router, read_by = doors.router(), []

    @router.post("/upload")
    @needs(Right.READ, body_limit=4)
    async def upload(request: Request) -> Response:
        read_by.append(await request.body())
        return PlainTextResponse("taken")

    @router.post("/sync")
    @needs(Right.READ)
    def sync(body: bytes) -> Response:
        return PlainTextResponse("taken")

    stranger = browse(sqlite_ctx, who=None)
    stranger.app.include_router(router)  # type: ignore[attr-defined]
    assert stranger.post("/upload", content=b"x" * 100).status_code == 401 and read_by == []
    assert stranger.post("/sync", json={"not": "what is wanted"}).status_code == 401
    officer = browse(sqlite_ctx)
    officer.app.include_router(router)  # type: ignore[attr-defined]
    assert officer.post("/upload", content=b"four").text == "taken" and read_by == [b"four"]
    for content in (b"five!", iter([b"fi", b"ve!"])):
        assert officer.post("/upload", content=content).status_code == 413
    assert read_by == [b"four"]
    assert officer.post("/sync", json={"not": "x"}).status_code == 422


def test_a_form_takes_a_megabyte_and_no_more(stranger: TestClient) -> None:
    answer = stranger.post("/sign-in", data={"name": "x" * (1024 * 1024)})
    assert answer.status_code == 413 and "more was sent" in read(answer.text).text.lower()
    assert answer.headers["x-content-type-options"] == "nosniff"
