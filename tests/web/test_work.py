"""My work: what somebody answers for, worst first, and telling of it where it stands."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import copied_sqlite
from tests.services.loops import DAY, MONDAY, acting_as, asked, registered, step
from tests.support.registers import Register, make_starter
from tests.support.roles import ACCEPTOR, OWNER, STRANGER, SUPERVISOR
from tests.web.conftest import browse
from tests.web.html import Element, read
from tracker.domain.commitment import Work
from tracker.services import changes, loops, registration, requests
from tracker.services.changes import Review, Update
from tracker.services.commitments import show
from tracker.services.registration import NewCommitment
from tracker.services.requests import Decide

LATER = MONDAY + 20 * DAY
"""23 June 2025."""


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[Register]:
    with ExitStack() as closing:
        yield Register(copied_sqlite("starter", make_starter, tmp_path), closing)


def due(register: Register, words: str, title: str = "Clear the river", post: str = "hlj-dee-director") -> str:
    command = NewCommitment(
        programme="hlj-2024", title_en=title, due_words=words, post=post, supervisor="hlj-leading-group", acceptor="mee"
    )
    return registration.add(register.at(MONDAY), command)


def as_(register: Register, who: str | None = OWNER, at: datetime = LATER) -> TestClient:
    return browse(register.at(at), who=who)


def form(page: Element, ref: str) -> dict[str, str]:
    """The fields of the form about a commitment as they stand, as a browser would send them."""
    (found,) = page.all("form", action=f"/commitments/{ref}/do/update")
    fields = {each.attributes["name"]: each.attributes.get("value", "") for each in found.all("input")}
    fields.pop("file")
    return {**fields, "reason": ""}


def send(web: TestClient, ref: str, fields: dict[str, str], name: str = "", content: bytes = b"") -> Any:
    """Send the form as a browser does, which names a file field even where no file was chosen."""
    parts = [f'name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
    parts.append(f'name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode() + content)
    body = b"".join(b"--edge\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=edge"}
    return web.post(f"/commitments/{ref}/do/update", content=body, headers=kind)


def groups(page: Element) -> dict[str, list[str]]:
    """The heading of each group → the references of its commitments in their order."""
    return {
        each.one("h2").text: [row.attributes["id"] for row in each.all("tr") if "id" in row.attributes]
        for each in page.one("main").all("section")
    }


def test_the_answer_stands_first_and_adds_up(starter: Register) -> None:
    due(starter, "2025年6月1日前")
    back = registered(starter)
    step(starter, OWNER, back, "report_done")
    step(starter, OWNER, back, "apply_for_acceptance")
    step(starter, ACCEPTOR, back, "return", reason="half of it is missing")
    page = read(as_(starter).get("/my-work").text)
    said = page.one("h1").text
    assert "overdue 1" in said and "returned 1" in said and "as of 23 Jun 2025" in said
    found = groups(page)
    assert said.startswith(f"2 of your {sum(len(refs) for refs in found.values())} open commitments")
    assert found["Returned 1"] == [back]
    (row,) = page.all("tr", id=back)
    assert "half of it is missing" in row.text


def test_the_longest_overdue_comes_first_with_its_days_its_reason_and_the_last_update(starter: Register) -> None:
    newer, older = due(starter, "2025年6月10日前"), due(starter, "2025年3月1日前")
    page = read(as_(starter).get("/my-work").text)
    first = next(iter(groups(page).values()))
    assert first.index(older) < first.index(newer)
    (row,) = page.all("tr", id=older)
    cells = [cell.text for cell in (*row.all("th"), *row.all("td"))]
    assert cells[0] == f"Clear the river {older}"
    assert cells[2] == "114"
    assert cells[4] == "3 Jun 2025Registered"
    assert row.one("a", class_="why").attributes["href"] == f"/commitments/{older}#why-overdue"


def test_a_past_or_coming_day_can_be_looked_at_and_changes_nothing(starter: Register) -> None:
    ref = due(starter, "2025年7月1日前")
    page = read(as_(starter).get("/my-work?as_if=2025-08-01").text)
    assert ref in next(iter(groups(page).values()))
    assert "Nothing can be changed" in page.one("main").text
    assert page.all("details", class_="tell") == [] and page.one("main").all("form") == []


def test_three_updates_a_file_and_one_report_of_completion_each_lead_to_the_next(starter: Register) -> None:
    refs = [due(starter, f"2025年6月{day}日前") for day in (1, 2, 3, 4)]
    web = as_(starter)
    page = read(web.get("/my-work").text)
    said = [
        {"reason": "half of it is cleared", "progress": "50"},
        {"work": "in_progress"},
        {"reason": "the boats are there"},
        {"reason": "all of it is cleared", "report": "on"},
    ]
    order = [ref for ref in next(iter(groups(page).values())) if ref in refs]
    for place, (ref, told) in enumerate(zip(order, said, strict=True)):
        name = "boats.txt" if place == 2 else ""
        answer = send(web, ref, {**form(page, ref), **told}, name, b"seven boats" if name else b"")
        assert answer.status_code == 303
        page = read(web.get(answer.headers["Location"]).text)
        assert ref in page.one("p", class_="done", role="status").text
        if place + 1 < len(order):
            following = order[place + 1]
            (opened,) = [each for each in page.all("details") if "open" in each.attributes]
            assert following in opened.one("summary").text and "autofocus" in opened.one("summary").attributes
    ctx = acting_as(starter, OWNER, LATER)
    assert [show(ctx, ref).progress for ref in order] == [50, None, None, None]
    assert [show(ctx, ref).item.work for ref in order] == ["registered", "in_progress", "registered", "reported_done"]


def reported(starter: Register) -> tuple[str, TestClient, dict[str, str]]:
    """What is reported done, with its form and the button that applies for acceptance pressed."""
    ref = registered(starter)
    step(starter, OWNER, ref, "report_done")
    web = as_(starter)
    page = read(web.get("/my-work").text)
    (found,) = page.all("form", action=f"/commitments/{ref}/do/update")
    (button,) = [each for each in found.all("button") if each.text == "Apply for acceptance"]
    assert not {"formaction", "formenctype"} & set(button.attributes), "it sends all that is typed"
    return ref, web, {**form(page, ref), button.attributes["name"]: button.attributes["value"]}


def test_applying_for_acceptance_records_all_that_was_typed_beside_it(starter: Register) -> None:
    ref, web, fields = reported(starter)
    fields |= {"progress": "100", "on": "2025-06-20", "reason": "the boats are there"}
    answer = send(web, ref, fields, "boats.txt", b"seven boats")
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/my-work")
    assert "Its acceptance is applied for." in web.get(answer.headers["Location"]).text
    ctx = acting_as(starter, OWNER, LATER)
    detail = show(ctx, ref)
    assert (detail.progress, detail.item.assurance) == (100, "under_acceptance")
    applied, told = detail.history[:2]
    assert (told.reason, str(told.valid_on)) == ("the boats are there", "2025-06-20") and not applied.reason
    assert [each.filename for each in loops.of(ctx, ref).evidence] == ["boats.txt"]


def test_an_application_with_a_note_or_nothing_is_one_entry(starter: Register) -> None:
    ref, web, fields = reported(starter)
    version = show(acting_as(starter, OWNER, LATER), ref).version
    assert send(web, ref, {**fields, "reason": "as reported"}).status_code == 303
    detail = show(acting_as(starter, OWNER, LATER), ref)
    assert (detail.version, detail.history[0].reason) == (version + 1, "as reported")
    assert detail.item.assurance == "under_acceptance"


@pytest.mark.parametrize("wrong", [{"progress": "250"}, {"on": "2025-06-24"}, {"on": "2025-06-20", "reason": ""}])
def test_an_application_is_not_made_where_what_is_told_beside_it_is_wrong(
    starter: Register, wrong: dict[str, str]
) -> None:
    ref, web, fields = reported(starter)
    answer = send(web, ref, {**fields, "reason": "what I typed", **wrong})
    assert answer.status_code == 422
    page = read(answer.text)
    assert page.one("textarea", id="update-reason").text == wrong.get("reason", "what I typed")
    assert "checked" in page.one("input", name="apply").attributes, "what was asked for is kept as well"
    assert show(acting_as(starter, OWNER, LATER), ref).item.assurance == "none"


def test_nothing_is_told_where_the_application_beside_it_is_refused(starter: Register) -> None:
    ref, web, fields = reported(starter)
    changes.update(acting_as(starter, OWNER, LATER), Update(ref=ref, work=Work.IN_PROGRESS, reason="not yet"))
    version = show(acting_as(starter, OWNER, LATER), ref).version
    answer = send(web, ref, {**fields, "version": str(version), "progress": "90", "reason": "what I typed"})
    assert answer.status_code == 409 and "what I typed" in answer.text
    assert show(acting_as(starter, OWNER, LATER), ref).version == version


def test_every_commitment_has_its_update_in_a_row_of_its_own(starter: Register) -> None:
    for number in range(12):
        due(starter, "2025年6月1日前", title=f"Clear the river, part {number}")
    page = read(as_(starter).get("/my-work").text)
    rows = page.all("tr", class_="tell")
    assert len(rows) == sum(len(refs) for refs in groups(page).values())
    assert [len(row.all("details")) for row in rows] == [1] * 8 + [0] * (len(rows) - 8)
    assert all("open=" in row.one("a").attributes["href"] and row.text.startswith("Update") for row in rows[8:])


def test_a_conflict_or_a_fault_loses_nothing_that_was_typed(starter: Register) -> None:
    ref = due(starter, "2025年6月1日前")
    web = as_(starter)
    fields = form(read(web.get("/my-work").text), ref)
    changes.update(acting_as(starter, OWNER, LATER), Update(ref=ref, reason="somebody was faster"))
    answer = send(web, ref, {**fields, "reason": "what I typed"})
    assert answer.status_code == 409 and "what I typed" in answer.text
    page = read(web.get("/my-work").text)
    answer = send(web, ref, {**form(page, ref), "reason": "what I typed", "on": "2025-06-24"})
    assert answer.status_code == 422 and "what I typed" in answer.text


def test_what_waits_for_a_decision_of_mine_is_a_link_and_what_was_decided_on_mine_is_told(starter: Register) -> None:
    ref = registered(starter)
    asked(starter, ref, "suspend", new_day="2026-06-30", at=LATER - 3 * DAY)
    (row,) = [
        p for p in read(as_(starter, SUPERVISOR).get("/my-work").text).all("p", class_="waits") if p.one("a").attributes
    ]
    assert row.text == "1 step waits for your acceptance or decision, the oldest since 20 Jun 2025."
    assert row.one("a").attributes["href"] == "/review"
    requests.refuse(acting_as(starter, SUPERVISOR, LATER), Decide(ref=f"{ref}.Q1", reason="no rain is foreseen"))
    mine = read(as_(starter).get("/my-work").text)
    assert "no rain is foreseen" in mine.one("section", **{"aria-labelledby": "decided"}).text
    after = read(as_(starter, at=LATER + timedelta(days=15)).get("/my-work").text)
    assert after.all("section", **{"aria-labelledby": "decided"}) == []


def test_a_review_day_that_came_is_told(starter: Register) -> None:
    ref = registered(starter)
    changes.review(starter.at(MONDAY), Review(ref=ref, day=date(2025, 6, 20)))
    found = groups(read(as_(starter).get("/my-work").text))
    assert found["The review day has come 1"] == [ref]
    before = groups(read(as_(starter, at=MONDAY).get("/my-work").text))
    assert "The review day has come 1" not in before


def test_what_others_in_my_body_hold_is_behind_a_switch(starter: Register) -> None:
    assert "held by" not in read(as_(starter).get("/my-work").text).one("main").text
    mine, whole = (groups(read(as_(starter).get(path).text)) for path in ("/my-work", "/my-work?of=body"))
    shown = [{ref for refs in found.values() for ref in refs} for found in (mine, whole)]
    assert shown[0] < shown[1]
    assert "held by" in read(as_(starter).get("/my-work?of=body").text).one("main").text


def test_somebody_without_anything_to_do_is_told_so_and_when_the_next_is_due(starter: Register) -> None:
    ref = due(starter, "2025年12月31日前", post="yubei-mayor-office")
    page = read(as_(starter, STRANGER, MONDAY).get("/my-work").text)
    assert page.one("h1").text == "Nothing is waiting for you as of 3 Jun 2025."
    assert "The next one is due on 31 Dec 2025." in page.one("p", class_="scope").text
    assert any(ref in refs for refs in groups(page).values())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_many_commitments_are_paged_the_worst_first_and_each_page_is_small(starter: Register, language: str) -> None:
    for number in range(70):
        title = f"Clear the river of all that the works upstream have thrown into it, part {number}"
        due(starter, "2025年6月1日前", title=title)
    web = as_(starter, at=LATER + 100 * DAY)
    seen: list[str] = []
    address: str | None = f"/my-work?of=body&language={language}"
    while address:
        answer = web.get(address)
        page = read(answer.text)
        rows = [row.attributes["id"] for row in page.all("tr") if "id" in row.attributes]
        assert len(rows) <= 50 and len(answer.content) < 60_000
        assert bool(seen) or page.one("details").one("form"), "the first forms stand there"
        seen += rows
        address = next((link.attributes["href"] for link in page.all("a", rel="next")), None)
    assert len(seen) == len(set(seen)) > 100
    assert str(len(seen)) in page.one("p", class_="more").text


def test_the_page_on_which_a_commitment_stands_is_found_and_what_was_told_leads_on_to_the_next(
    starter: Register,
) -> None:
    for number in range(60):
        due(starter, "2025年6月1日前", title=f"Clear the river, part {number}")
    web = as_(starter)
    first = read(web.get("/my-work").text)
    last = [row.attributes["id"] for row in first.all("tr") if "id" in row.attributes][-1]
    opened = read(web.get(f"/my-work?open={last}").text)
    assert "open" in opened.one("tr", class_="tell").all("details")[0].attributes or form(opened, last)
    answer = send(web, last, {**form(opened, last), "reason": "told of the last one on the page"})
    page = read(web.get(answer.headers["Location"]).text)
    assert page.one("nav", class_="pages").one("span").text == "Page 2 of 2"
    assert last in page.one("p", class_="done").text, "it stands on another page, and is named all the same"
    (opened,) = [each for each in page.all("details") if "open" in each.attributes]
    assert opened.one("summary").text.split()[-1] == next(
        row.attributes["id"] for row in page.all("tr") if "id" in row.attributes
    )
    assert "Page 2 of 2" in web.get("/my-work?page=99").text, "the list grows shorter while one works"


def test_a_stranger_is_led_to_the_sign_in_and_sees_nothing(starter: Register) -> None:
    answer = as_(starter, None).get("/my-work")
    assert answer.status_code in (303, 307, 401) and "HLJ-2024" not in answer.text


def test_it_is_there_in_chinese(starter: Register) -> None:
    due(starter, "2025年6月1日前")
    page = read(as_(starter).get("/my-work?language=zh").text)
    assert "2025年6月23日" in page.one("h1").text
    assert any(heading.startswith("■ 逾期") for heading in groups(page))
