"""Who comes in where: every address of the API for a stranger, a token for reading, an auditor and others."""

import re

import pytest
from starlette.testclient import TestClient

from tests.web.api.conftest import Api
from tracker.domain.moves.roles import Role
from tracker.domain.rights import RIGHTS, Right
from tracker.web import doors
from tracker.web.api.operations import Operation
from tracker.web.api.routes import OPERATIONS

CLOSED = [operation for operation in OPERATIONS if operation.right is not Right.ENTER]
PROBLEM = "application/problem+json"


def path_of(operation: Operation, **known: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "NONE-1"), operation.path).removeprefix("/")


def ask(program: TestClient, operation: Operation, **known: str) -> object:
    files = {"file": ("a.txt", b"a")} if operation.upload else None
    data = {"title": "A"} if operation.upload else None
    return program.request(operation.method, path_of(operation, **known), files=files, data=data)


def test_every_address_is_a_door_with_the_right_that_the_table_says(small: Api) -> None:
    known = doors.rights(small.program(None).app)
    for operation in OPERATIONS:
        assert known[operation.method, operation.address] is operation.right


@pytest.mark.parametrize("secret", [None, "", "ct_" + "a" * 43, "Basic dTpw"])
def test_nobody_comes_in_without_credentials(small: Api, secret: str | None) -> None:
    program = small.program(None)
    if secret is not None:
        program.headers["Authorization"] = secret if " " in secret else f"Bearer {secret}"
    step = 1 if secret is None else 8  # wrong tokens are counted
    for operation in CLOSED[::step]:
        answer = ask(program, operation)
        assert answer.status_code == 401, operation.name
        assert answer.headers["www-authenticate"] == "Bearer" and answer.headers["content-type"] == PROBLEM


def test_somebody_without_a_post_is_refused_everywhere(small: Api) -> None:
    program = small.program("p-nobody")
    for operation in CLOSED:
        if Role.STRANGER in RIGHTS[operation.right]:  # what is everybody's own
            continue
        answer = ask(program, operation)
        assert answer.status_code == 403 and answer.headers["content-type"] == PROBLEM, operation.name


def test_what_is_not_seen_is_not_found_by_any_address(small: Api) -> None:
    ref = small.registered()
    stranger, owner = small.program("p-elsewhere"), small.program("p-water-head")
    link = {"title": "A", "url": "https://north.example/a"}
    key = owner.post(f"commitments/{ref}/evidence/links", json=link).json()["key"]
    bodies = {
        "update": {"reason": "x"},
        "add_link": link,
        "record_reading": {"value": "1"},
        "withdraw_evidence": {"reason": "x"},
    }
    for operation in OPERATIONS:
        if not operation.path.startswith(("/commitments/{ref}", "/evidence/{key}")):
            continue
        path = path_of(operation, ref=ref, key=key)
        if operation.upload:
            answer = ask(stranger, operation, ref=ref)
        else:
            body = bodies.get(operation.name, {"move": "extend"} if operation.name == "ask" else {})
            json = body if operation.changes else None
            answer = stranger.request(operation.method, path, json=json, headers={"If-Match": "*"})
        assert answer.status_code == 404, (operation.name, answer.text)
        assert "river" not in answer.text


def test_an_auditor_reads_everything_and_changes_nothing(small: Api) -> None:
    ref, auditor = small.registered(), small.program("p-auditor")
    for operation in OPERATIONS:
        answer = ask(auditor, operation, ref=ref, slug="north")
        if not operation.changes:
            assert answer.status_code in (200, 403, 404), (operation.name, answer.text)
        elif operation.name not in ("make_token", "revoke_token", "end_session"):
            assert answer.status_code in (403, 404, 409, 422, 428), (operation.name, answer.text)
    for move in ("start", "report-done", "close", "reopen", "cancel"):
        answer = auditor.post(f"commitments/{ref}/{move}", json={"reason": "x"}, headers={"If-Match": "*"})
        assert answer.status_code in (403, 409), answer.text
    assert auditor.post("bodies", json={"slug": "new", "name_en": "New"}).status_code == 403
    assert auditor.get("access").status_code == 200
    assert auditor.get(f"commitments/{ref}").json()["version"] == 1


def test_a_token_for_reading_changes_nothing(small: Api) -> None:
    ref, reader = small.registered(), small.program("p-office-head", scopes=("read",))
    for operation in OPERATIONS:
        answer = ask(reader, operation, ref=ref, slug="north")
        if operation.changes:
            assert answer.status_code == 403, (operation.name, answer.text)
        elif operation.scope == "read" and operation.right is Right.READ:
            assert answer.status_code in (200, 404), (operation.name, answer.text)


def test_accounts_are_kept_by_the_administrator_with_a_token_for_that(small: Api) -> None:
    administrator = small.program("p-administrator")
    made = administrator.post("accounts/p-south-leader/invite")
    assert made.status_code == 201 and made.json()["path"].startswith("/welcome/")
    assert administrator.get("accounts").status_code == 200
    assert administrator.post("accounts/p-water-head/enable").json()["state"] == "active"
    assert administrator.post("accounts/p-water-head/disable", json={"reason": "left"}).json()["state"] == "disabled"
    assert small.program("p-administrator", scopes=("read", "write")).get("accounts").status_code == 403
    assert small.program("p-office-head").get("accounts").status_code == 403


def test_a_token_makes_the_cookie_void(small: Api) -> None:
    from tests.support.browsers import sign_in

    program = small.program("p-water-head")
    program.cookies.set("session", sign_in(small.ctx, "p-office-head"))
    assert program.get("me").json()["person"] == "p-water-head"
    program.headers["Authorization"] = "Bearer ct_" + "a" * 43
    assert program.get("me").status_code == 401


def test_a_browser_session_comes_in_but_another_site_writes_nothing(small: Api) -> None:
    from tests.support.browsers import sign_in

    ref, browser = small.registered(), small.program(None)
    browser.cookies.set("session", sign_in(small.ctx, "p-water-head"))
    note, path = {"reason": "x"}, f"commitments/{ref}/update"
    assert browser.get("me").json()["person"] == "p-water-head"
    assert browser.post(path, json=note).status_code == 403
    assert browser.post(path, json=note, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.post(path, json=note, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_what_each_sees_beside_commitments_follows_from_the_posts(small: Api) -> None:
    small.registered()
    water, office = small.program("p-water-head"), small.program("p-office-head")
    slugs = {body["slug"] for body in water.get("bodies").json()["bodies"]}
    assert "north-water" in slugs and "elsewhere" not in slugs and "south-health" not in slugs
    assert {body["slug"] for body in office.get("bodies").json()["bodies"]} >= slugs | {"elsewhere"}
    assert [each["slug"] for each in water.get("programmes").json()["programmes"]] == ["looped"]
    assert water.get("bodies/elsewhere").status_code == 404
