"""Reading: lists page by page, versions, moments, counts; strict about what is asked."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.web.api.conftest import HERE, NOW, Api


def entered(api: Api, count: int) -> list[str]:
    return [api.registered(title_en=f"Work {n}", programme="plain") for n in range(count)]


def pages(reader: object, **query: object) -> list[list[str]]:
    found, cursor = [], None
    while cursor is not None or not found:
        more = {} if cursor is None else {"cursor": cursor}
        answer = reader.get("commitments", params={**query, **more})
        assert answer.status_code == 200, answer.text
        found.append([item["ref"] for item in answer.json()["items"]])
        cursor = answer.json()["next"]
    return found


def test_the_pages_of_a_list_have_everything_once_in_order(api: Api) -> None:
    refs = entered(api, 5)
    reader = api.program("p-office-head")
    assert pages(reader, q="sort:ref", limit=2) == [refs[:2], refs[2:4], refs[4:]]
    assert pages(reader, q="sort:ref", limit=5) == [refs]
    assert pages(reader, q="work:suspended") == [[]]


def test_what_is_entered_or_changed_between_two_pages_moves_nothing(api: Api) -> None:
    refs = entered(api, 4)
    reader = api.program("p-office-head")
    first = reader.get("commitments", params={"q": "work:registered sort:-ref", "limit": 2, "count": "true"}).json()
    assert [item["ref"] for item in first["items"]] == [refs[3], refs[2]] and first["total"] == 4
    later = api.at(NOW + timedelta(minutes=5))
    later.registered(title_en="Later", programme="plain")
    owner = later.program("p-water-head")
    assert owner.post(f"commitments/{refs[1]}/start", headers={"If-Match": "*"}).status_code == 200
    cursor = {"q": "work:registered sort:-ref", "limit": 2, "cursor": first["next"], "count": "true"}
    second = later.program("p-office-head").get("commitments", params=cursor).json()
    assert [item["ref"] for item in second["items"]] == [refs[1], refs[0]]
    assert (second["total"], second["next"], second["as_of"]) == (4, None, first["as_of"])


def test_a_cursor_continues_no_other_question(small: Api) -> None:
    entered(small, 3)
    reader = small.program("p-office-head")
    cursor = reader.get("commitments", params={"q": "sort:ref", "limit": 1}).json()["next"]
    for other in ({"q": "sort:-ref"}, {"q": "sort:ref", "as_if": "2026-01-01"}, {"q": "sort:ref", "limit": 2}):
        answer = reader.get("commitments", params={"limit": 1, **other, "cursor": cursor})
        assert answer.status_code == 422 and answer.json()["where"] == "cursor"


@pytest.mark.parametrize("cursor", ["x", "WzFd", "bnVsbA", "é", "[]", "W10", "A" * 500])
def test_what_is_no_cursor_is_refused(small: Api, cursor: str) -> None:
    answer = small.program("p-office-head").get("commitments", params={"cursor": cursor})
    assert answer.status_code == 422 and answer.json()["where"] == "cursor"


def test_a_reader_who_has_the_newest_version_is_told_so(api: Api) -> None:
    ref, reader = api.registered(), api.program("p-office-head")
    first = reader.get(f"commitments/{ref}")
    tag = first.headers["etag"]
    assert tag.startswith('"1-')
    same = reader.get(f"commitments/{ref}", headers={"If-None-Match": tag})
    assert same.status_code == 304 and same.content == b"" and same.headers["etag"] == tag
    assert reader.get(f"commitments/{ref}", headers={"If-None-Match": f'"other", W/{tag}'}).status_code == 304
    chinese = reader.get(f"commitments/{ref}", headers={"If-None-Match": tag, "Accept-Language": "zh"})
    assert chinese.status_code == 200, "another language is another answer"
    api.program("p-water-head").post(f"commitments/{ref}/update", json={"reason": "x"})
    assert reader.get(f"commitments/{ref}", headers={"If-None-Match": tag}).status_code == 200


def test_a_flag_that_time_raises_makes_another_answer_of_the_same_version(small: Api) -> None:
    ref = small.registered(due_words="31 March 2026")
    tag = small.program("p-office-head").get(f"commitments/{ref}").headers["etag"]
    later = small.at(NOW + timedelta(days=60)).program("p-office-head")
    answer = later.get(f"commitments/{ref}", headers={"If-None-Match": tag})
    assert answer.status_code == 200 and "overdue" in [flag["rule"] for flag in answer.json()["flags"]]


def test_the_past_is_shown_as_it_was_known(api: Api) -> None:
    ref = api.registered()
    later = api.at(NOW + timedelta(days=1))
    later.program("p-water-head").post(f"commitments/{ref}/start", headers={"If-Match": "*"})
    reader = later.program("p-office-head")
    then = {"as_of": (NOW + timedelta(hours=1)).isoformat()}
    assert reader.get(f"commitments/{ref}", params=then).json()["work"] == "registered"
    assert reader.get(f"commitments/{ref}").json()["work"] == "in_progress"
    before = {"as_of": (NOW - timedelta(days=1)).isoformat()}
    assert reader.get(f"commitments/{ref}", params=before).status_code == 404
    assert reader.get("commitments", params=before).json()["items"] == []


def test_counts_by_unit_add_up_and_count_what_is_seen(api: Api) -> None:
    api.registered()
    api.registered(body="south-health", post="health-head")
    office = api.program("p-office-head").get("counts", params={"by": "body"}).json()
    assert office["total"] == 2 == sum(each["count"] for each in office["counts"])
    water = api.program("p-water-head").get("counts", params={"by": "body"}).json()
    assert water["counts"] == [{"value": "north-water", "count": 1}]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("nonsense=1", "nonsense"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=1.0", "limit"),
        ("limit=%2B1", "limit"),
        ("limit=01", "limit"),
        ("limit=", "limit"),
        ("limit=1&limit=2", "limit"),
        ("count=1", "count"),
        ("q=a%00b", "q"),
        ("q=" + "a" * 4001, "q"),
        ("as_of=yesterday", "as_of"),
        ("as_if=0", "as_if"),
        ("as_if=1700000000", "as_if"),
        ("as_if=2026-02-30", "as_if"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(small: Api, query: str, where: str) -> None:
    answer = small.program("p-office-head").get(f"commitments?{query}")
    assert answer.status_code == 422 and answer.json()["where"] == where, answer.text


@pytest.mark.parametrize("query", ["q=%ff", "q=%ed%a0%80", "&".join(f"q{n}=1" for n in range(60))])
def test_a_query_that_cannot_be_read_is_refused(small: Api, query: str) -> None:
    assert small.program("p-office-head").get(f"commitments?{query}").status_code == 422


def test_a_faulty_filter_says_where(small: Api) -> None:
    problem = small.program("p-office-head").get("commitments", params={"q": "is:overdu"}).json()
    assert problem["kind"] == "invalid" and problem["position"] == 3


def test_an_address_that_is_none_and_a_method_that_it_does_not_know_are_told(small: Api) -> None:
    nobody = small.program(None)
    assert nobody.get("nothing/here").json()["status"] == 404
    for method, path, allowed in (("DELETE", "commitments", "GET, POST, HEAD"), ("PUT", "fields", "GET, HEAD")):
        answer = nobody.request(method, path)
        assert answer.status_code == 405 and answer.headers["allow"] == allowed
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("ref", ["X-1", "%00", "%ff", "a" * 300, "%F0%9F%8E%89", "..%2F..%2Fme", " "])
def test_a_name_that_means_nothing_is_not_found(api: Api, ref: str) -> None:
    assert api.program("p-office-head").get(f"commitments/{ref}").status_code == 404


def test_answers_come_in_the_language_that_is_wished_for(small: Api) -> None:
    ref, reader = small.registered(title_zh="清理河流"), small.program("p-office-head")
    english = reader.get(f"commitments/{ref}", headers={"Accept-Language": "en"})
    chinese = reader.get(f"commitments/{ref}", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert english.json()["title"] == "Clean the river" and chinese.json()["title"] == "清理河流"
    assert "Accept-Language" in english.headers["vary"]


def test_the_head_of_an_answer_is_that_of_the_answer(small: Api) -> None:
    reader = small.program("p-office-head")
    whole, head = reader.get("fields"), reader.head("fields")
    assert head.status_code == 200 and head.headers["content-type"] == whole.headers["content-type"]


def test_a_merger_is_foreseen_before_it_is_made(api: Api) -> None:
    ref = api.registered(acceptor="ministry")
    office, path = api.program("p-office-head"), "bodies/ministry/merge"
    found = office.get(path, params={"bodies": "north-water,elsewhere"})
    assert found.status_code == 200, found.text
    told = found.json()
    assert (told["into"], told["ended"], told["on"]) == ("ministry", ["north-water", "elsewhere"], "2026-03-02")
    title = {"en": "Clean the river", "zh": "Clean the river"}
    assert told["losing"] == [{"ref": ref, "title": title, "acceptor": "ministry", "within": "ministry"}]
    assert office.get(path).status_code == 422
    assert office.get(path, params={"bodies": "none"}).status_code == 404
    assert api.program("p-water-head").get(path, params={"bodies": "north-water"}).status_code == 403
    merged = office.post(path, json={"bodies": ["north-water", "elsewhere"]}).json()
    assert [merged[name] for name in ("posts", "below", "commitments")] == [
        told[name] for name in ("posts", "below", "commitments")
    ]


def test_a_question_that_names_a_body_which_went_into_another_says_so(api: Api) -> None:
    api.registered()
    office = api.program("p-office-head")
    assert office.post("bodies/ministry/merge", json={"bodies": ["north-water"]}).status_code == 200
    found = office.get("commitments", params={"q": "unit:north-water is:open"}).json()
    assert found["total"] == 0 and "unit:ministry" in found["notes"][0]
    counted = office.get("counts", params={"q": "unit:north-water", "by": "kind"}).json()
    assert counted["notes"] == found["notes"]
    assert office.get("commitments", params={"q": "unit:ministry"}).json()["notes"] == []
    browser = TestClient(office.app, base_url=HERE)
    browser.headers["Authorization"] = office.headers["Authorization"]
    page = browser.get("/commitments", params={"q": "unit:north-water is:open"})
    assert "Ask unit:ministry" in page.text
