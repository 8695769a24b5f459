"""What a hostile reader tried on the doors: slow bodies, huge names, tokens that reach too far, noisy neighbours."""

import asyncio
import json
from dataclasses import replace

import pytest

from tests.services.conftest import starter
from tests.support.accounts import PASSWORD, with_account
from tests.support.registers import Register
from tests.web.api.conftest import SCOPES, Api
from tracker.kit.errors import Forbidden, Invalid, TooMany, Unauthenticated
from tracker.services import accounts, passwords, persons, signing, tokens
from tracker.services.context import Principal
from tracker.services.persons import ChangePerson
from tracker.web.app import create_app
from tracker.web.site import Site

__all__ = ["starter"]


async def told_slowly(api: Api, secret: str, path: str, token: str, person: str) -> int:
    """The status of a request whose body arrives in two parts, its sender being put out of office between them."""
    body, sent, parts = json.dumps({}).encode(), list[dict[str, object]](), iter((0, 1))

    async def receive() -> dict[str, object]:
        if next(parts) == 0:
            return {"type": "http.request", "body": body[:1], "more_body": True}
        await asyncio.to_thread(tokens.revoke, api.ctx, token)
        await asyncio.to_thread(accounts.disable, api.ctx, person)
        return {"type": "http.request", "body": body[1:], "more_body": False}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = asked(path, secret, {"content-type": "application/json"})
    await create_app(api.ctx, settings=api.settings)(scope, receive, send)
    return int(str(sent[0]["status"]))


def asked(path: str, secret: str, headers: dict[str, str]) -> dict[str, object]:
    """A POST of somebody with a token, as a server hands it on."""
    told = {"host": "127.0.0.1:8000", "authorization": f"Bearer {secret}", **headers}
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("192.0.2.1", 1),
        "server": ("127.0.0.1", 8000), "headers": [(name.encode(), value.encode()) for name, value in told.items()],
    }  # fmt: skip


async def offered(api: Api, path: str, secret: str, length: int | None = None) -> tuple[int, int]:
    """The status of an upload, and how many parts of its body were taken before it was answered."""
    form = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nA\r\n'
    form += b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nclear\r\n--x--\r\n'
    taken, sent = [0], list[dict[str, object]]()

    async def receive() -> dict[str, object]:
        taken[0] += 1
        return {"type": "http.request", "body": form, "more_body": False}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(length or len(form))}
    await create_app(api.ctx, settings=api.settings)(asked(path, secret, headers), receive, send)
    return int(str(sent[0]["status"])), taken[0]


def test_a_file_that_would_not_be_taken_is_refused_before_a_byte_of_it_is_read(api: Api) -> None:
    ref = api.registered()
    secrets = {}
    for person in ("p-water-head", "p-elsewhere", "p-auditor"):
        accounts.enable(api.ctx, person)
        secrets[person] = tokens.make(api.ctx, "t", SCOPES, 30, person=person)[1]
    path = f"/api/v1/commitments/{ref}/evidence/files"
    assert asyncio.run(offered(api, path, secrets["p-elsewhere"])) == (404, 0)
    assert asyncio.run(offered(api, path, secrets["p-auditor"])) == (403, 0)
    assert asyncio.run(offered(api, path.replace(ref, "NONE-1"), secrets["p-water-head"])) == (404, 0)
    assert asyncio.run(offered(api, path, secrets["p-water-head"], length=51 * 1024 * 1024)) == (413, 0)
    assert not api.settings.evidence_folder.exists()
    assert asyncio.run(offered(api, path, secrets["p-water-head"])) == (201, 1)


def test_whoever_is_put_out_while_the_body_arrives_is_out(api: Api) -> None:
    for person in ("p-administrator", "p-elsewhere"):
        accounts.enable(api.ctx, person)
    token, secret = tokens.make(api.ctx, "t", SCOPES, 30, person="p-administrator")
    path = "/api/v1/accounts/p-elsewhere/reset"
    assert asyncio.run(told_slowly(api, secret, path, token.id, "p-administrator")) == 401


def test_what_somebody_signs_in_by_is_not_changed_by_a_token_without_the_scope_for_it(api: Api) -> None:
    program = api.program("p-administrator")
    assert program.post("posts/administrator/hold", json={"person": "p-office-head"}).status_code == 200
    writer = Principal("p-office-head", "t", frozenset({"read", "write"}))
    with pytest.raises(Forbidden, match="admin"):
        persons.change(
            replace(api.ctx, who=writer), ChangePerson(person="p-administrator", email="attacker@evil.example")
        )


def test_a_huge_name_or_password_costs_no_more_than_a_long_one() -> None:
    marks = "a" + "̖́" * 200_000
    assert len(passwords.normalised(marks)) <= passwords.MOST_TYPED + 1
    with pytest.raises(Invalid, match="at most"):
        passwords.checked("correct horse battery " + marks)


def test_a_neighbour_behind_the_same_address_locks_nobody_out_who_came_from_there_before(starter: Register) -> None:
    with_account(starter, "sample-mee-office")
    here = {"address": "192.0.2.1", "agent": "x"}
    signing.sign_in(starter.at(), "sample-mee-office", PASSWORD, **here)
    with pytest.raises(TooMany):
        for number in range(30):
            with pytest.raises(Forbidden):
                signing.sign_in(starter.at(), f"nobody-{number}", "eleven grey herons wait", **here)
    assert signing.sign_in(starter.at(), "sample-mee-office", PASSWORD, **here).secret


def test_an_answer_to_nonsense_is_not_larger_than_the_nonsense(api: Api) -> None:
    program = api.program("p-office-head")
    nonsense = {f"member-{number}": 1 for number in range(5_000)}
    answer = program.post("commitments", json=nonsense)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 20


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "null", "https://evil.example"])
def test_an_origin_that_is_none_of_ours_is_refused_and_breaks_nothing(api: Api, origin: str) -> None:
    site = Site.of(api.settings)
    assert not site.is_same_place(origin, "127.0.0.1:8000")


def test_a_reset_puts_out_the_programs_of_a_person_as_well(starter: Register) -> None:
    with_account(starter, "sample-mee-office")
    _, secret = tokens.make(starter.at(), "t", ("read",), 30, person="sample-mee-office")
    link = accounts.invite(starter.at(), "sample-mee-office", purpose="reset")
    accounts.accept(starter.at(), link, accounts.NewPassword(password="seven kettles on another hill"))
    with pytest.raises(Unauthenticated):
        tokens.by_secret(starter.at(), secret, way="api", address="192.0.2.9", what="GET /")
