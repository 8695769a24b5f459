"""The review queue: what waits for somebody's acceptance or decision, with the evidence in view."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import copied_sqlite
from tests.services.loops import DAY, MONDAY, accepted, acting_as, asked, assign, proof, registered, step
from tests.support.registers import Register, make_starter
from tests.support.roles import ACCEPTOR, OWNER, STRANGER, SUPERVISOR
from tests.web.conftest import browse
from tests.web.html import Element, read
from tracker.services import changes, objections
from tracker.services.changes import Update
from tracker.services.commitments import show

LATER = MONDAY + 20 * DAY
"""23 June 2025."""


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[Register]:
    with ExitStack() as closing:
        yield Register(copied_sqlite("starter", make_starter, tmp_path), closing)


def as_(register: Register, who: str | None, at: datetime = LATER) -> TestClient:
    return browse(register.at(at), who=who)


def claimed(register: Register, at: datetime = MONDAY, reason: str = "All is built; see the file.") -> str:
    ref = registered(register)
    proof(register, ref, at=at)
    step(register, OWNER, ref, "report_done", at=at, reason=reason)
    step(register, OWNER, ref, "apply_for_acceptance", at=at)
    return ref


def queue(web: TestClient, path: str = "/review") -> Element:
    answer = web.get(path)
    assert answer.status_code == 200
    return read(answer.text)


def items(page: Element) -> list[Element]:
    return page.all("section", class_="decide")


def send(web: TestClient, section: Element, button: str, **typed: str) -> Any:
    """Press a button of the form of an item, with what was typed."""
    (found,) = [each for each in section.all("form") if button in [b.text for b in each.all("button")]]
    (pressed,) = [each for each in found.all("button") if each.text == button]
    fields = {each.attributes["name"]: each.attributes.get("value", "") for each in found.all("input")}
    address = pressed.attributes.get("formaction", found.attributes["action"])
    return web.post(address, data={**fields, "reason": "", **typed})


def said(web: TestClient, answer: Any) -> str:
    assert answer.status_code == 303
    return read(web.get(answer.headers["Location"]).text).one("p", class_="done").text


def test_the_oldest_claim_comes_first_with_its_words_and_the_evidence_in_view(starter: Register) -> None:
    newer, older = claimed(starter, MONDAY + DAY), claimed(starter)
    page = queue(as_(starter, ACCEPTOR))
    expected = "2 things wait for you as of 23 Jun 2025, the oldest since 3 Jun 2025."
    assert page.one("h1").text == expected
    first, second = items(page)
    assert older in first.one("h2").text and newer in second.one("h2").text
    assert "Waiting since 3 Jun 2025, 20 days." in first.text
    assert first.one("blockquote").text == "All is built; see the file."
    link = first.one("a", target="_blank")
    assert (link.attributes["href"], link.text) == ("https://x.example/1", "Report")
    assert "noreferrer" in link.attributes["rel"]
    assert f"link, x.example {older}.E1, filed by" in first.text


def test_the_heading_tells_kinds_apart_where_there_are_two_and_says_today(starter: Register) -> None:
    claimed(starter)
    web = as_(starter, SUPERVISOR, MONDAY)
    asked(starter, registered(starter), "suspend", new_day="2026-06-30")
    assert queue(web).one("h1").text == "1 thing waits for you as of 3 Jun 2025, since today."
    other = registered(starter)
    assign(starter, other, supervisor="mee")
    asked(starter, other, "suspend", new_day="2026-06-30")
    both = queue(as_(starter, ACCEPTOR, MONDAY)).one("h1").text
    assert both == "2 things wait for you as of 3 Jun 2025, the oldest since today: 1 to accept, 1 to decide."


def test_accepting_asks_how_deeply_it_was_looked_at_and_leads_back(starter: Register) -> None:
    ref, web = claimed(starter), as_(starter, ACCEPTOR)
    (section,) = items(queue(web))
    assert send(web, section, "Accept").status_code == 422
    assert ref in said(web, send(web, section, "Accept", depth="on_site"))
    assert show(acting_as(starter, ACCEPTOR, LATER), ref).item.assurance == "accepted"


def test_returning_needs_a_reason_which_the_next_reviewer_sees(starter: Register) -> None:
    ref, web = claimed(starter), as_(starter, ACCEPTOR)
    (section,) = items(queue(web))
    assert send(web, section, "Return with this reason").status_code == 422
    said(web, send(web, section, "Return with this reason", reason="half of it is missing"))
    assert items(queue(web)) == []
    assert "1 commitment was returned to you" in queue(as_(starter, OWNER)).one("main").text
    step(starter, OWNER, ref, "report_done", at=LATER)
    step(starter, OWNER, ref, "apply_for_acceptance", at=LATER)
    (again,) = items(queue(web))
    assert "half of it is missing" in again.text and "without a word" in again.text


def test_what_was_typed_on_an_older_state_is_not_lost(starter: Register) -> None:
    ref, web = claimed(starter), as_(starter, ACCEPTOR)
    (section,) = items(queue(web))
    changes.update(acting_as(starter, OWNER, LATER), Update(ref=ref, reason="the boats are there too"))
    answer = send(web, section, "Accept", depth="on_site", reason="I walked along the river")
    assert answer.status_code == 409 and "I walked along the river" in answer.text


def test_a_request_shows_both_days_and_what_the_programme_allows_and_is_decided_in_place(starter: Register) -> None:
    ref = registered(starter)
    proof(starter, ref)
    key = asked(starter, ref, "extend", new_day="2026-06-30", evidence=(f"{ref}.E1",))
    web = as_(starter, SUPERVISOR)
    (section,) = items(queue(web))
    assert "From 31 Dec 2025 to 30 Jun 2026." in section.text
    assert "0 so far, of 2 that its programme allows." in section.text
    assert f"It rests on {ref}.E1." in section.text and section.one("blockquote").text == "it rained"
    refused = send(web, section, "Refuse with this reason")
    assert refused.status_code == 422
    said(web, send(web, section, "Approve"))
    due = show(acting_as(starter, SUPERVISOR, LATER), ref).item.due
    assert (str(due.last_day), str(due.first_day)) == ("2026-06-30", "2025-12-31")
    assert items(queue(web)) == [] and key


def test_a_refusal_with_its_reason_ends_the_request(starter: Register) -> None:
    ref = registered(starter)
    asked(starter, ref, "suspend", new_day="2026-06-30")
    web = as_(starter, SUPERVISOR)
    (section,) = items(queue(web))
    assert "Up to 30 Jun 2026." in section.text
    said(web, send(web, section, "Refuse with this reason", reason="no rain is foreseen"))
    assert items(queue(web)) == []


def test_a_notice_is_opened_an_objection_answered_and_what_ran_out_written_off(starter: Register) -> None:
    ref = accepted(starter)
    web = as_(starter, ACCEPTOR, MONDAY + DAY)
    (section,) = items(queue(web))
    said(web, send(web, section, "Open the public notice", until="2025-06-18"))
    objections.enter(acting_as(starter, SUPERVISOR, MONDAY + 2 * DAY), objections.Enter(ref=ref, reason="it smells"))
    web = as_(starter, ACCEPTOR, MONDAY + 3 * DAY)
    (section,) = items(queue(web))
    assert "it smells" in section.text
    said(web, send(web, section, "Answer", reason="it was measured"))
    assert items(queue(web)) == []
    web = as_(starter, ACCEPTOR)
    (section,) = items(queue(web))
    assert "In public notice up to 18 Jun 2025" in section.text
    said(web, send(web, section, "Write it off"))
    assert show(acting_as(starter, ACCEPTOR, LATER), ref).item.assurance == "written_off"


@pytest.mark.parametrize("who", [STRANGER, OWNER])
def test_somebody_with_nothing_to_review_is_told_what_would_be_here(starter: Register, who: str) -> None:
    claimed(starter)
    page = queue(as_(starter, who))
    assert page.one("h1").text == "Nothing waits for your review as of 23 Jun 2025."
    assert "public notices that ran out" in page.one("main").text and items(page) == []


def test_a_long_queue_turns_pages_of_25_and_stays_small(starter: Register) -> None:
    for _ in range(27):
        claimed(starter)
    web = as_(starter, ACCEPTOR)
    answer = web.get("/review")
    assert len(items(read(answer.text))) == 25 and len(answer.content) < 60_000
    second = queue(web, "/review?page=2")
    assert len(items(second)) == 2 and "Page 2 of 2" in second.text
    assert web.get("/review?page=3").status_code == 404
    assert web.get("/review?page=x").status_code == 404


def test_at_another_moment_it_is_shown_and_nothing_can_be_decided(starter: Register) -> None:
    claimed(starter)
    page = queue(as_(starter, ACCEPTOR), "/review?as_if=2025-07-01")
    (section,) = items(page)
    assert section.all("form") == [] and "Nothing can be changed" in page.one("main").text


def test_whoever_is_not_signed_in_sees_nothing(starter: Register) -> None:
    ref = claimed(starter)
    answer = as_(starter, None).get("/review")
    assert answer.status_code in (303, 307, 401) and ref not in answer.text


def test_it_is_there_in_chinese(starter: Register) -> None:
    claimed(starter)
    page = queue(as_(starter, ACCEPTOR), "/review?language=zh")
    assert "2025年6月23日" in page.one("h1").text and len(items(page)) == 1
