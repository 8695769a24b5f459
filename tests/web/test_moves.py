"""What people do on the page of a commitment: every move by its form, what is said then, and what is never lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.roles import ACCEPTOR, OWNER, STRANGER, SUPERVISOR
from tests.web.acting import LIMIT, browser, forms, page, promised, register, send
from tests.web.conftest import browse
from tests.web.html import read
from tracker.services import commitments, loops
from tracker.services.context import Context


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    """A starter register that may be changed."""
    with register(tmp_path) as found:
        yield found


@pytest.fixture
def ref(ctx: Context) -> str:
    """A promise that somebody answers for."""
    return promised(ctx)


@pytest.fixture
def owner(ctx: Context) -> TestClient:
    """The browser of the holder of the post that answers."""
    return browser(ctx, OWNER)


def without_file(web: TestClient, address: str, **fields: str) -> Any:
    """Send a form whose file was not chosen, as browsers do: a part with an empty name."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append('Content-Disposition: form-data; name="file"; filename=""\r\n\r\n')
    body = "".join(f"--part\r\n{part}\r\n" for part in parts) + "--part--\r\n"
    return web.post(address, content=body, headers={"Content-Type": "multipart/form-data; boundary=part"})


def test_one_form_tells_progress_adds_the_file_and_reports_it_done(ctx: Context, ref: str, owner: TestClient) -> None:
    sent = {"version": "1", "progress": "100", "reason": "All pipes are laid.", "report": "on"}
    answer = owner.post(f"/commitments/{ref}/do/update", data=sent, files={"file": ("report.txt", b"laid")})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/commitments/{ref}"
    found = page(owner, ref)
    assert found.one("p", role="status").text == "It is reported done."
    detail = commitments.show(ctx, ref)
    assert (detail.item.work, detail.progress) == ("reported_done", 100)
    assert [each.filename for each in loops.of(ctx, ref).evidence] == ["report.txt"]


def test_the_update_form_stands_first_and_open(ref: str, owner: TestClient) -> None:
    first = page(owner, ref).one("section", class_="c-acts").one("form")
    assert first.attributes["action"].endswith("/do/update")
    assert not [fold for fold in page(owner, ref).all("details") if fold.all("form", id="do-update")]


def test_a_browser_sends_an_empty_file_where_none_was_chosen(ctx: Context, ref: str, owner: TestClient) -> None:
    answer = without_file(owner, f"/commitments/{ref}/do/update", version="1", reason="On its way.")
    assert answer.status_code == 303
    assert loops.of(ctx, ref).evidence == ()


def test_what_was_typed_is_kept_and_the_fault_stands_at_its_field(ctx: Context, ref: str, owner: TestClient) -> None:
    answer = send(owner, ctx, ref, "update", reason="Half of it", progress="250")
    assert answer.status_code == 422
    found = read(answer.text)
    trouble = found.one("div", role="alert")
    assert "autofocus" in trouble.attributes
    assert trouble.one("a").attributes["href"] == "#update-progress"
    assert found.one("input", id="update-progress").attributes["value"] == "250"
    assert found.one("textarea", id="update-reason").text == "Half of it"
    assert commitments.show(ctx, ref).version == 1


def test_of_two_who_write_at_once_the_second_sees_both_texts(ctx: Context, ref: str, owner: TestClient) -> None:
    send(browser(ctx, "sample-register-officer"), ctx, ref, "update", reason="The office heard: work began.")
    answer = send(owner, ctx, ref, "update", version=1, reason="My own words", progress="20")
    assert answer.status_code == 409
    found = read(answer.text)
    both = found.one("div", class_="c-beside")
    assert both.one("textarea", id="update-reason").text == "My own words"
    meanwhile = both.one("div", class_="c-meanwhile").text
    assert "The office heard: work began." in meanwhile
    assert "Register officer" in meanwhile or "office" in meanwhile.lower()
    assert both.one("button").text == "Send it again on the present version (2)"
    version = both.one("input", name="version").attributes["value"]
    again = send(owner, ctx, ref, "update", version=version, reason="My own words", progress="20")
    assert again.status_code == 303
    assert commitments.show(ctx, ref).progress == 20


def test_a_move_that_others_could_make_stands_with_its_reason(ctx: Context, ref: str, owner: TestClient) -> None:
    never = page(owner, ref).one("dl", class_="c-never")
    known = {pair.one("dt").text for pair in never.all("div")}
    assert "Assign" in known
    assert not known & {"Enter in the register", "Reopen", "Accept", "Close"}, "nobody could do that as it stands"
    send(owner, ctx, ref, "report-done")
    send(owner, ctx, ref, "apply-for-acceptance")
    found = page(owner, ref)
    assert "accept" not in forms(found)
    why = {pair.one("dt").text: pair.one("dd").text for pair in found.one("dl", class_="c-never").all("div")}
    assert why["Accept"].startswith("“Accept” is not for you")


def test_the_whole_way_from_report_to_return_and_acceptance(ctx: Context, ref: str, owner: TestClient) -> None:
    ministry = browser(ctx, ACCEPTOR)
    send(owner, ctx, ref, "add-link", title="Report", url="https://x.example/1")
    assert send(owner, ctx, ref, "report-done", on="2026-03-02").status_code == 303
    assert send(owner, ctx, ref, "apply-for-acceptance").status_code == 303
    refused = send(ministry, ctx, ref, "return", reason="")
    assert refused.status_code == 422
    assert read(refused.text).one("div", role="alert").one("a").attributes["href"] == "#return-reason"
    assert send(ministry, ctx, ref, "return", reason="The photos are of last year.").status_code == 303
    send(owner, ctx, ref, "report-done")
    send(owner, ctx, ref, "apply-for-acceptance")
    without = send(ministry, ctx, ref, "accept")
    assert without.status_code == 422
    assert read(without.text).all("details", class_="c-move", open="")
    assert send(ministry, ctx, ref, "accept", depth="on_site", reason="Looked at.").status_code == 303
    known = page(ministry, ref).text
    assert "on site" in known and "The photos are of last year." in known


def test_a_notice_has_a_last_day_and_an_objection_its_answer(ctx: Context, ref: str, owner: TestClient) -> None:
    ministry = browser(ctx, ACCEPTOR)
    send(owner, ctx, ref, "add-link", title="Report", url="https://x.example/1")
    send(owner, ctx, ref, "report-done")
    send(owner, ctx, ref, "apply-for-acceptance")
    send(ministry, ctx, ref, "accept", depth="on_paper")
    assert send(ministry, ctx, ref, "open-notice", until="2026-03-20").status_code == 303
    assert send(ministry, ctx, ref, "object", reason="The river still smells.").status_code == 303
    key = loops.of(ctx, ref).objections[0].key
    assert key in page(ministry, ref).one("select", id="answer-objection-key").text
    assert send(ministry, ctx, ref, "answer-objection", key=key, reason="Measured anew.").status_code == 303
    assert "Measured anew." in page(ministry, ref).text


def test_an_extension_is_asked_for_and_decided_by_somebody_else(ctx: Context, ref: str, owner: TestClient) -> None:
    send(owner, ctx, ref, "add-link", title="Flood report", url="https://x.example/1")
    key = loops.of(ctx, ref).evidence[0].key
    bare = send(owner, ctx, ref, "extend", new_day="2027-03-31", reason="Floods")
    assert bare.status_code == 422
    kept = read(bare.text)
    assert kept.one("input", id="extend-new_day").attributes["value"] == "2027-03-31"
    assert kept.one("div", role="alert").one("a").attributes["href"] == "#extend-evidence"
    assert send(owner, ctx, ref, "extend", new_day="2027-03-31", reason="Floods", evidence=key).status_code == 303
    mine = page(owner, ref).one("div", class_="c-waits")
    assert "Floods" in mine.text and "You cannot decide on it" not in mine.text
    others = "the responsible leader, the supervising body, the register office"
    assert f"Somebody else decides on it, from outside the responsible body: {others}." in mine.text
    assert [button.text for button in mine.all("button")] == ["Take it back"]
    leading = browser(ctx, SUPERVISOR)
    request = loops.of(ctx, ref).requests[0].key
    mute = send(leading, ctx, ref, "refuse", key=request)
    assert mute.status_code == 422
    assert send(leading, ctx, ref, "approve", key=request, reason="Seen").status_code == 303
    found = page(owner, ref)
    changes = [table for table in found.all("table") if table.all("caption")[0].text.startswith("Changes of the last")]
    what, before, after, _ = changes[0].rows()[-1]
    assert what.startswith("Extended the deadline") and "Floods" in what
    assert (before, after) == ("31 Dec 2026", "31 Mar 2027")
    assert "First deadline" in found.text


def hrefs(answer: Any) -> list[str]:
    """The fields to which the summary of what is wrong leads, in its order."""
    assert answer.status_code == 422
    return [a.attributes["href"] for a in read(answer.text).one("div", role="alert").all("a")]


def test_all_that_an_extension_lacks_is_told_at_once_and_said_before(ctx: Context, ref: str, owner: TestClient) -> None:
    before = page(owner, ref).one("form", id="do-extend")
    assert "nothing is on file yet" in before.one("fieldset").text
    bare = send(owner, ctx, ref, "extend")
    assert hrefs(bare) == ["#extend-new_day", "#extend-evidence", "#extend-reason"]
    assert "3 things are to be mended" in bare.text


def test_what_cannot_be_read_is_told_beside_what_would_be_refused(ctx: Context, ref: str, owner: TestClient) -> None:
    assert hrefs(send(owner, ctx, ref, "update", progress="250", on="2026-04-01")) == ["#update-progress", "#update-on"]
    assert hrefs(send(owner, ctx, ref, "suspend", new_day="soon")) == ["#suspend-new_day", "#suspend-reason"]
    assert hrefs(send(owner, ctx, ref, "record-value", value="many", reported_on="2026-04-01", corrects="X-1")) == [
        "#record-value-value", "#record-value-reported_on", "#record-value-corrects",
    ]  # fmt: skip
    assert hrefs(send(owner, ctx, ref, "replace", successors="NONE-1 NONE-2")) == [
        "#replace-successors",
        "#replace-reason",
    ]
    assert commitments.show(ctx, ref).version == 1


def test_an_extension_brings_its_evidence_along(ctx: Context, ref: str, owner: TestClient) -> None:
    address = f"/commitments/{ref}/do/extend"
    sent = {"version": "1", "new_day": "2027-03-31", "reason": "Floods", "url": "https://x.example/flood"}
    answer = owner.post(address, data=sent, files={"file": ("洪水.txt", "水位".encode())})
    assert answer.status_code == 303
    (request,) = loops.of(ctx, ref).requests
    assert request.evidence == (f"{ref}.E1", f"{ref}.E2")
    assert "extend" not in forms(page(owner, ref))


def test_a_false_file_and_what_is_wrong_beside_it_are_told_at_once(ctx: Context, ref: str, owner: TestClient) -> None:
    address, false = f"/commitments/{ref}/do", {"file": ("a.pdf", b"MZ...")}
    asked = owner.post(f"{address}/extend", data={"version": "1", "url": "x"}, files=false)
    assert hrefs(asked) == ["#extend-new_day", "#extend-file", "#extend-url", "#extend-reason"]
    told = owner.post(f"{address}/update", data={"version": "1", "reason": "x", "on": "2026-04-01"}, files=false)
    assert hrefs(told) == ["#update-on", "#update-file"]
    alone = owner.post(f"{address}/update", data={"back": "/my-work"}, files=false)
    assert alone.status_code == 422 and "#update-file" in hrefs(alone), "although nothing else was said"
    unreadable = owner.post(f"{address}/update", data={"version": "1", "on": "１２", "work": "2025-01-01"})
    assert unreadable.status_code == 422
    none = without_file(owner, f"{address}/add-file", version="1", dated="2026-04-01")
    assert hrefs(none) == ["#add-file-file", "#add-file-dated"]
    assert loops.of(ctx, ref).evidence == ()


def test_evidence_ticked_and_added_is_all_named_and_stays_ticked_where_the_rest_fails(
    ctx: Context, ref: str, owner: TestClient
) -> None:
    for n in (1, 2):
        send(owner, ctx, ref, "add-link", url=f"https://x.example/{n}")
    keys = [each.key for each in loops.of(ctx, ref).evidence]
    sent = {"version": "1", "evidence": keys, "new_day": "2027-03-31"}
    answer = owner.post(f"/commitments/{ref}/do/extend", data=sent, files={"file": ("a.txt", b"a")})
    assert hrefs(answer) == ["#extend-reason"]
    found = read(answer.text)
    ticked = [each.attributes["value"] for each in found.all("input", name="evidence") if "checked" in each.attributes]
    assert ticked == [*keys, f"{ref}.E3"] and f"on record already, as {ref}.E3" in found.text


def test_a_form_that_is_sent_twice_adds_one_piece_and_says_so(ctx: Context, ref: str, owner: TestClient) -> None:
    for said in ("The file is on file.", "it was not added twice"):
        sent = owner.post(f"/commitments/{ref}/do/add-file", data={"version": "1"}, files={"file": ("a.txt", b"a")})
        assert sent.status_code == 303 and said in page(owner, ref).one("p", role="status").text
    for said in ("The link is on file.", "it was not added twice"):
        assert send(owner, ctx, ref, "add-link", url="https://x.example/1").status_code == 303
        assert said in page(owner, ref).one("p", role="status").text
    assert [each.title for each in loops.of(ctx, ref).evidence] == ["a.txt", "https://x.example/1"]
    assert send(owner, ctx, ref, "add-link", url="https://x.example/1", title="What it shows").status_code == 303
    assert loops.of(ctx, ref).evidence[-1].title == "What it shows", "said otherwise it is another piece"


def test_an_answer_that_names_no_objection_says_so(ctx: Context, ref: str, owner: TestClient) -> None:
    assert hrefs(send(owner, ctx, ref, "withdraw-evidence")) == ["#withdraw-evidence-key", "#withdraw-evidence-reason"]


def test_evidence_is_kept_by_the_browser_and_never_shown(ctx: Context, ref: str, owner: TestClient) -> None:
    sent = {"version": "1", "title": "Photo", "dated": "2026-03-01"}
    files = {"file": ("photo.html", b"<script>alert(1)</script>")}
    assert owner.post(f"/commitments/{ref}/do/add-file", data=sent, files=files).status_code == 303
    (address,) = [a.attributes["href"] for a in page(owner, ref).all("a") if "/evidence/" in a.attributes["href"]]
    answer = owner.get(address)
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert browser(ctx, STRANGER).get(address).status_code == 404
    key = address.rpartition("/")[2]
    assert send(owner, ctx, ref, "withdraw-evidence", key=key, reason="Of another site").status_code == 303
    assert "Of another site" in page(owner, ref).text


def test_a_file_that_is_too_large_or_missing_keeps_what_was_typed(ctx: Context, ref: str, owner: TestClient) -> None:
    sent, large_file = {"version": "1", "reason": "See the file"}, {"file": ("a.txt", b"x" * (LIMIT + 1))}
    large = owner.post(f"/commitments/{ref}/do/update", data=sent, files=large_file)
    assert large.status_code == 422
    assert read(large.text).one("textarea", id="update-reason").text == "See the file"
    assert read(large.text).one("div", role="alert").one("a").attributes["href"] == "#update-file"
    none = without_file(owner, f"/commitments/{ref}/do/add-file", version="1", title="A")
    assert none.status_code == 422
    assert read(none.text).one("input", id="add-file-title").attributes["value"] == "A"
    assert loops.of(ctx, ref).evidence == () and commitments.show(ctx, ref).version == 1


def test_a_file_that_was_taken_is_said_to_be_on_record_where_the_rest_fails(ref: str, owner: TestClient) -> None:
    sent = {"version": "1", "reason": "x", "on": "2026-04-01"}
    answer = owner.post(f"/commitments/{ref}/do/update", data=sent, files={"file": ("a.txt", b"a")})
    assert answer.status_code == 422
    assert f"The file is on record already, as {ref}.E1" in read(answer.text).text


def test_the_office_assigns_and_mends_and_names_a_review_day(ctx: Context, ref: str) -> None:
    office = browser(ctx, "sample-register-officer")
    assert send(office, ctx, ref, "set-review-day", day="2026-06-01").status_code == 303
    assert send(office, ctx, ref, "edit", title_en="A better promise").status_code == 303
    now = {"post": "hlj-dee-director", "supervisor": "hlj-leading-group", "acceptor": "mee"}
    same = send(office, ctx, ref, "assign", **now)
    assert same.status_code == 422
    assert send(office, ctx, ref, "assign", **{**now, "acceptor": ""}).status_code == 303
    detail = commitments.show(ctx, ref)
    assert (detail.acceptor, detail.supervisor, detail.item.post) == (None, "hlj-leading-group", "hlj-dee-director")
    assert detail.item.title.en == "A better promise"
    assert str(detail.item.review_day) == "2026-06-01"


def test_a_value_is_entered_with_its_period(ctx: Context, ref: str, owner: TestClient) -> None:
    assert send(owner, ctx, ref, "record-value", value="2,330", period_words="2025").status_code == 303
    wrong = send(owner, ctx, ref, "record-value", value="many")
    assert wrong.status_code == 422
    assert read(wrong.text).one("div", role="alert").one("a").attributes["href"] == "#record-value-value"
    assert "2330" in page(owner, ref).text


def test_a_form_leads_back_to_where_it_stood(ctx: Context, ref: str, owner: TestClient) -> None:
    answer = send(owner, ctx, ref, "update", reason="As before", back="/my-work?page=2")
    assert answer.headers["location"] == "/my-work?page=2"


def test_whoever_may_not_is_refused_and_changes_nothing(ctx: Context, ref: str) -> None:
    leading = browser(ctx, SUPERVISOR)
    assert "update" not in forms(page(leading, ref))
    answer = send(leading, ctx, ref, "update", reason="Not mine to tell")
    assert answer.status_code == 403
    assert "is not for you" in read(answer.text).one("div", role="alert").text
    assert commitments.show(ctx, ref).version == 1


def test_a_stranger_finds_nothing_and_nobody_is_sent_to_sign_in(ctx: Context, ref: str) -> None:
    assert send(browser(ctx, STRANGER), ctx, ref, "update", reason="x").status_code == 404
    assert browser(ctx, STRANGER).get(f"/commitments/{ref}").status_code == 404
    assert browse(ctx, who=None).post(f"/commitments/{ref}/do/update", data={"reason": "x"}).status_code == 401


def test_there_are_no_other_moves(ctx: Context, ref: str, owner: TestClient) -> None:
    assert send(owner, ctx, ref, "frobnicate").status_code == 404


def test_a_page_with_a_long_history_stays_small(ctx: Context, ref: str, owner: TestClient) -> None:
    for n in range(40):
        assert (
            send(
                owner, ctx, ref, "update", reason=f"第{n}次进展：" + "管网改造按计划推进" * 8, progress=str(n)
            ).status_code
            == 303
        )
    html = owner.get(f"/commitments/{ref}", params={"language": "zh"}).text
    assert len(html.encode()) < 60_000
    short = page(owner, ref, language="en")
    (older,) = [a for a in short.all("a") if "history=all" in a.attributes["href"]]
    assert older.text == "29 older entries"
    assert len(page(owner, ref, history="all").all("table")[-1].rows()) == 41


def test_words_are_not_lost_where_the_move_became_impossible_meanwhile(
    ctx: Context, ref: str, owner: TestClient
) -> None:
    office = browser(ctx, "sample-register-officer")
    send(owner, ctx, ref, "cancel", reason="Merged with another promise")
    key = loops.of(ctx, ref).requests[0].key
    assert send(office, ctx, ref, "approve", key=key).status_code == 303
    answer = send(owner, ctx, ref, "update", version=1, reason="A long note that took an hour")
    assert answer.status_code == 409
    found = read(answer.text)
    both = found.one("section", class_="c-beside").text
    assert "A long note that took an hour" in both and "Merged with another promise" in both
    assert found.all("form", id="do-update") == []


def test_whoever_may_not_add_a_large_file_is_told_before_it_is_read(ctx: Context, ref: str) -> None:
    files = {"file": ("a.txt", b"x" * 100_000)}
    answer = browser(ctx, STRANGER).post(f"/commitments/{ref}/do/add-file", data={"title": "A"}, files=files)
    assert answer.status_code == 404
    auditing = browser(ctx, SUPERVISOR).post(
        f"/commitments/{ref}/do/update", data={"reason": "See", "version": "1"}, files=files
    )
    assert auditing.status_code == 403
