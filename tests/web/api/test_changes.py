"""Changes by programs: on what was seen, made once, by whom they may be made."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from httpx2 import Response

from tests.web.api.conftest import NOW, Api
from tracker.kit.errors import Conflict
from tracker.services import changes, commitments, idempotency
from tracker.services.context import Context, Principal
from tracker.services.idempotency import Kept

TITLE = {"title_en": "Clean the river twice"}


def test_a_commitment_goes_round_the_whole_loop_with_evidence_and_a_second_person(api: Api) -> None:
    ref = api.registered()
    owner, inspector, office = (api.program(who) for who in ("p-water-head", "p-inspector", "p-office-head"))
    made = owner.post(f"commitments/{ref}/start", json={"version": 1})
    assert made.json() == {"ref": ref, "version": 2}
    photo = {"file": ("river.txt", b"the water is clear")}
    added = owner.post(
        f"commitments/{ref}/evidence/files", files=photo, data={"title": "The river", "dated": "2026-03-01"}
    )
    assert added.status_code == 201, added.text
    key = added.json()["key"]
    for step in ("report-done", "apply-for-acceptance"):
        assert owner.post(f"commitments/{ref}/{step}", headers={"If-Match": "*"}).status_code == 200
    refused = owner.post(f"commitments/{ref}/accept", json={"depth": "on_site"}, headers={"If-Match": "*"})
    assert refused.status_code == 403 and refused.json()["kind"] == "forbidden"
    accepted = inspector.post(f"commitments/{ref}/accept", json={"depth": "on_site"}, headers={"If-Match": "*"})
    assert accepted.status_code == 200, accepted.text
    until = inspector.post(f"commitments/{ref}/open-notice", json={"until": "2026-03-31"}, headers={"If-Match": "*"})
    assert until.status_code == 200, until.text
    loop = office.get(f"commitments/{ref}/loop").json()
    assert loop["reports"][0]["accepted_by"] == "p-inspector"
    file = office.get(f"evidence/{key}/content")
    assert file.content == b"the water is clear"
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in file.headers["content-security-policy"]


def test_an_extension_is_asked_for_by_one_and_approved_by_another(api: Api) -> None:
    ref = api.registered()
    owner, ministry = api.program("p-water-head"), api.program("p-ministry-head")
    assert ministry.post(f"commitments/{ref}/confirm-reading", json={"version": 1}).status_code == 200
    link = {"title": "Flood report", "url": "https://north.example/flood"}
    key = owner.post(f"commitments/{ref}/evidence/links", json=link).json()["key"]
    wanted = {"move": "extend", "new_day": "2027-02-28", "reason": "The flood took the works.", "evidence": [key]}
    asked = owner.post(f"commitments/{ref}/requests", json=wanted)
    assert asked.status_code == 201, asked.text
    request = asked.json()["key"]
    assert [each["key"] for each in ministry.get("requests").json()["requests"]] == [request]
    assert owner.post(f"requests/{request}/approve", json={"reason": "yes"}).status_code == 403
    approved = ministry.post(f"requests/{request}/approve", json={"reason": "The flood is on record."})
    assert approved.status_code == 200, approved.text
    due = owner.get(f"commitments/{ref}").json()["due"]
    assert (due["last_day"], due["first_day"]) == ("2027-02-28", "2026-12-31")
    assert owner.get("requests").json() == {"requests": []}


def test_a_change_says_on_which_version_it_was_prepared_but_a_note_need_not(small: Api) -> None:
    ref, owner = small.registered(), small.program("p-water-head")
    missing = owner.post(f"commitments/{ref}/start")
    assert missing.status_code == 428 and "If-Match" in missing.json()["hint"]
    assert owner.post(f"commitments/{ref}/update", json={"work": "in_progress"}).status_code == 428
    assert owner.post(f"commitments/{ref}/update", json={"reason": "The pump was ordered."}).status_code == 200
    contrary = owner.post(f"commitments/{ref}/start", json={"version": 1}, headers={"If-Match": '"2"'})
    assert contrary.status_code == 422 and contrary.json()["where"] == "version"


@pytest.mark.parametrize("condition", [True, False])
def test_of_two_changes_on_one_version_the_second_gets_both_texts_back(small: Api, condition: bool) -> None:
    ref, owner = small.registered(), small.program("p-water-head")
    tag = owner.get(f"commitments/{ref}").headers["etag"]
    assert owner.post(f"commitments/{ref}/update", json={"reason": "One pump runs."}).status_code == 200
    mine = {"reason": "Both pumps run.", "progress": 40}
    headers, body = ({"If-Match": tag}, mine) if condition else ({}, {**mine, "version": 1})
    answer = owner.post(f"commitments/{ref}/update", json=body, headers=headers)
    problem = answer.json()
    assert answer.status_code == (412 if condition else 409)
    assert problem["yours"] == {**mine, "version": 1}
    assert problem["theirs"]["version"] == 2
    assert [entry["reason"] for entry in problem["theirs"]["entries"]] == ["One pump runs."]
    again = owner.post(f"commitments/{ref}/update", json={**mine, "version": 2})
    assert again.json()["version"] == 3


def test_a_request_with_a_key_is_made_once_and_answered_alike(api: Api) -> None:
    ref, owner = api.registered(), api.program("p-water-head")
    key = {"Idempotency-Key": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    first = owner.post(f"commitments/{ref}/update", json={"reason": "The pump was ordered."}, headers=key)
    again = owner.post(f"commitments/{ref}/update", json={"reason": "The pump was ordered."}, headers=key)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content and first.headers["etag"] == again.headers["etag"]
    assert "idempotency-replayed" not in first.headers and again.headers["idempotency-replayed"] == "true"
    assert owner.get(f"commitments/{ref}").json()["version"] == 2
    other = owner.post(f"commitments/{ref}/update", json={"reason": "Another."}, headers=key)
    assert other.status_code == 422 and other.json()["where"] == "Idempotency-Key"
    elsewhere = api.program("p-office-head").post(f"commitments/{ref}/update", json={"reason": "Mine."}, headers=key)
    assert elsewhere.status_code == 200, "keys are everybody's own"


def test_a_key_is_free_again_after_a_day(api: Api) -> None:
    ref, key = api.registered(), {"Idempotency-Key": "k"}
    note = {"reason": "The pump runs."}
    assert api.program("p-water-head").post(f"commitments/{ref}/update", json=note, headers=key).status_code == 200
    later = api.at(NOW + timedelta(hours=25)).program("p-water-head")
    answer = later.post(f"commitments/{ref}/update", json=note, headers=key)
    assert answer.json()["version"] == 3 and "idempotency-replayed" not in answer.headers


def test_what_was_refused_can_be_tried_again_with_its_key(small: Api) -> None:
    ref, owner, key = small.registered(), small.program("p-water-head"), {"Idempotency-Key": "k"}
    assert owner.post(f"commitments/{ref}/resume", headers={**key, "If-Match": "*"}).status_code == 409
    assert owner.post(f"commitments/{ref}/start", headers={**key, "If-Match": "*"}).status_code == 200


def test_a_change_and_its_kept_answer_come_about_together_or_not_at_all(api: Api) -> None:
    ref, owner = api.registered(), api.program("p-water-head")
    ctx = _context(api, owner.get("me").json()["person"])

    class Killed(BaseException):
        """The process ends here."""

    def dying(inner: Context) -> Kept:
        _noted(inner, ref)
        raise Killed

    with pytest.raises(Killed):
        idempotency.once(ctx, "k", "f", dying)
    assert commitments.show(ctx, ref).version == 1
    made = idempotency.once(ctx, "k", "f", lambda inner: Kept(200, {}, _noted(inner, ref)))
    again = idempotency.once(ctx, "k", "f", dying)
    assert made == again and commitments.show(ctx, ref).version == 2


def test_of_the_same_request_sent_many_times_at_once_one_is_made(api: Api) -> None:
    ref = api.registered()
    ctx = _context(api, "p-water-head")

    def send(_: int) -> Kept | Conflict:
        try:
            return idempotency.once(ctx, "k", "f", lambda inner: Kept(200, {}, _noted(inner, ref)))
        except Conflict as error:
            return error

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(16)))
    assert all(answer == Kept(200, {}, 2) for answer in answers)
    assert commitments.show(ctx, ref).version == 2


def _context(api: Api, person: str) -> Context:
    return replace(api.ctx, who=Principal(person))


def _noted(ctx: Context, ref: str) -> int:
    return changes.update(ctx, changes.Update(ref=ref, reason="The pump was ordered."))


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "\x7f"])
def test_a_key_that_is_none_is_refused(small: Api, key: str) -> None:
    ref, owner = small.registered(), small.program("p-water-head")
    answer = owner.post(f"commitments/{ref}/update", json={"reason": "x"}, headers={"Idempotency-Key": key})
    assert answer.status_code == 422 and answer.json()["where"] == "Idempotency-Key"


def test_an_upload_with_a_key_is_kept_once(api: Api) -> None:
    ref, owner, key = api.registered(), api.program("p-water-head"), {"Idempotency-Key": "k"}
    assert owner.post(f"commitments/{ref}/start", json={"version": 1}).status_code == 200

    def send(content: bytes) -> Response:
        files, data = {"file": ("a.txt", content)}, {"title": "A"}
        return owner.post(f"commitments/{ref}/evidence/files", files=files, data=data, headers=key)

    first, again = send(b"one"), send(b"one")
    assert first.status_code == 201, first.text
    assert first.json() == again.json() and again.headers["idempotency-replayed"] == "true"
    assert send(b"two").status_code == 422
    assert len(owner.get(f"commitments/{ref}/evidence").json()["evidence"]) == 1


def test_a_secret_is_told_once_and_not_kept(api: Api) -> None:
    owner, key = api.program("p-water-head"), {"Idempotency-Key": "k"}
    wanted = {"title": "reports", "scopes": ["read"], "days": 30}
    first, again = (owner.post("tokens", json=wanted, headers=key).json() for _ in range(2))
    assert first["secret"].startswith("ct_") and again == {**first, "secret": None}


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b'{"reason": "a", "reason": "b"}', 400),
        (b'{"reason": NaN}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 5000, 400),
        (b"1" * 5000, 400),
        (b"[]", 422),
        (b'{"reason": 1}', 422),
        (b'{"reason": "\\u0000"}', 422),
        (b'{"reason": "\\ud800"}', 422),
        (b'{"reason": "x", "on": 0}', 422),
        (b'{"reason": "x", "on": "0"}', 422),
        (b'{"reason": "x", "on": "2026-3-1"}', 422),
        (b'{"reason": "x", "on": "2026-03-01T00:00:00"}', 422),
        (b'{"reason": "x", "progress": "1"}', 422),
        (b'{"reason": "x", "progress": true}', 422),
        (b'{"reason": "x", "progress": 1.5}', 422),
        (b'{"reason": "x", "progress": 101}', 422),
        (b'{"reason": "x", "version": true}', 422),
        (b'{"reason": "x", "version": 0}', 422),
        (b'{"reason": "x", "work": "finished"}', 422),
        (b'{"reason": "x", "ref": "Y-1"}', 422),
        (b'{"reason": "x", "nonsense": 1}', 422),
    ],
)
def test_what_is_not_of_the_right_form_changes_nothing(small: Api, raw: bytes, status: int) -> None:
    ref, owner = small.registered(), small.program("p-water-head")
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    answer = owner.post(f"commitments/{ref}/update", content=raw, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "pydantic" not in answer.text and "Traceback" not in answer.text and answer.json()["detail"]
    assert owner.get(f"commitments/{ref}").json()["version"] == 1


def test_every_member_at_fault_is_named_with_what_and_how_in_the_language_of_the_reader(small: Api) -> None:
    ref, owner = small.registered(), small.program("p-water-head")
    wrong = {"progress": "1", "on": 0}
    answer = owner.post(f"commitments/{ref}/update", json=wrong, headers={"If-Match": "*", "Accept-Language": "zh"})
    problem = answer.json()
    assert {fault["where"] for fault in problem["errors"]} == {"progress", "on"}
    assert all(fault["what"] for fault in problem["errors"])
    assert answer.headers["content-language"] == "zh-CN"


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "", "application/json-patch+json"])
def test_a_body_that_is_not_said_to_be_json_is_refused(small: Api, media_type: str) -> None:
    ref, owner = small.registered(), small.program("p-water-head")
    headers = {"Content-Type": media_type}
    assert owner.post(f"commitments/{ref}/update", content=b"{}", headers=headers).status_code == 415


def test_a_body_that_is_too_large_is_refused(small: Api) -> None:
    ref, owner = small.registered(), small.program("p-water-head")
    raw = json.dumps({"reason": "x" * 2_000_000}).encode()
    headers = {"Content-Type": "application/json"}
    answer = owner.post(f"commitments/{ref}/update", content=raw, headers=headers)
    assert answer.status_code == 413 and answer.headers["content-type"] == "application/problem+json"
