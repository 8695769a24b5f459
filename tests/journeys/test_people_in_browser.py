"""What people come for, from beginning to end in a real browser: in English with scripts, in Chinese without."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import copied_sqlite
from tests.journeys.conftest import served
from tests.journeys.people import LOOKS, PROOF, Hand, Planted, sitting
from tests.support.people import make_people
from tests.web.html import read
from tracker.kit.language import day as in_words
from tracker.services import changes, evidence
from tracker.services.changes import Update
from tracker.services.commitments import show

pytestmark = pytest.mark.browser

in_each_look = pytest.mark.parametrize(("language", "scripts"), LOOKS)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """A register of offices and people without any commitment."""
    home = tmp_path_factory.mktemp("people")
    copied_sqlite("people", make_people, home)
    return Planted(home)


@pytest.fixture(scope="module")
def site(planted: Planted) -> Iterator[str]:
    """The address of a server with it."""
    with served(planted.home) as address:
        yield address


OWNERS = {"en": ("water-head", "p-water-head"), "zh": ("health-head", "p-health-head")}


@in_each_look
def test_a_monday_from_the_letter_to_three_updates(
    chromium: Browser, site: str, planted: Planted, language: str, scripts: bool
) -> None:
    post, person = OWNERS[language]
    given: dict[str, Any] = {"programme": "looped", "post": post, "supervisor": "state", "acceptor": "elsewhere"}
    refs = [
        planted.promise(f"Clear the river, part {n}", f"清理河道第{n}段", due_in=due, **given)
        for n, due in enumerate((-20, -10, 5), 1)
    ]
    with sitting(chromium, site, language, scripts, planted.secret(person)) as hand:
        page = hand.page
        hand.go(f"/letters/preview/letter?letter_in={language}")
        hand.press(page.locator(f"a[href$='/commitments/{refs[0]}']").first)
        assert hand.path == f"/commitments/{refs[0]}"
        with planted.at(0) as ctx:
            assert show(ctx, refs[0]).version == 1, "a link in a letter changes nothing by itself"
        hand.press(hand.link("My work", page.locator("header")))
        assert hand.effort() == (2, 0)
        assert hand.say("Overdue").lower() in hand.answer.lower() and "2" in hand.answer

        def tell(ref: str, button: str, *, opened: bool) -> tuple[int, int]:
            details = page.locator(f"tr[id='{ref}'] + tr.tell details")
            assert (details.get_attribute("open") is not None) == opened
            if not opened:
                hand.click(details.locator("summary"))
            hand.fill(hand.labelled("Note", details), f"told of {ref}")
            if ref == refs[0]:
                hand.fill(hand.labelled("Done, in per cent", details), "50")
            if ref == refs[1]:
                hand.hand_in(hand.labelled("File", details), "boats.pdf", PROOF)
            hand.press(hand.button(button, details))
            assert hand.path.startswith("/my-work")
            expect(page.get_by_role("status")).to_contain_text(ref)
            return hand.effort()

        efforts = [
            tell(refs[0], "Send the update", opened=False),
            tell(refs[1], "Send the update", opened=True),
            tell(refs[2], "Report it done", opened=True),
        ]
        assert efforts == [(2, 2), (1, 2), (1, 1)], "at most two clicks for each"
        assert page.locator(f"section[aria-labelledby=reported_done] tr[id='{refs[2]}']").count() == 1
    with planted.at(0) as ctx:
        first, second, third = (show(ctx, ref) for ref in refs)
        assert (first.progress, third.item.work) == (50, "reported_done")
        assert [each.filename for each in evidence.of(ctx, second.item.ref)] == ["boats.pdf"]


REVIEWERS = {
    "en": ("ministry", "p-ministry-head", "rivers-head", "p-rivers-head"),
    "zh": ("inspection", "p-inspector", "clinics-head", "p-clinics-head"),
}


@in_each_look
def test_a_reviewer_returns_one_and_accepts_another(
    chromium: Browser, site: str, planted: Planted, language: str, scripts: bool
) -> None:
    body, reviewer, post, reporter = REVIEWERS[language]
    given: dict[str, Any] = {"programme": "looped", "post": post, "supervisor": body, "acceptor": body, "due_in": 60}
    half = planted.promise("Build half a weir", "修建半座堰", **given)
    whole = planted.promise("Build a weir", "修建一座堰", **given)
    planted.claim(half, reporter, days_ago=9)
    planted.claim(whole, reporter, days_ago=4)
    with sitting(chromium, site, language, scripts, planted.secret(reviewer)) as hand:
        page = hand.page
        hand.go("/")
        hand.press(hand.link("Review", page.locator("header")))
        assert "2" in hand.answer
        first, second = page.locator("section.decide").all()
        assert half in first.inner_text() and whole in second.inner_text(), "the oldest first"
        expect(first.locator("blockquote")).to_have_text("All of it is built.")
        proof = first.get_by_role("link", name="Record of the works", exact=True)
        with page.expect_download() as download:
            proof.click()
        assert download.value.path().read_bytes() == PROOF
        hand.fill(hand.labelled("What was found, or why it is returned", first), "half of it is missing")
        hand.press(hand.button("Return with this reason", first))
        expect(page.get_by_role("status")).to_contain_text(half)
        (left,) = page.locator("section.decide").all()
        hand.choose(left.get_by_role("combobox", name=hand.say("How deeply it was looked at")), "on_site")
        hand.press(hand.button("Accept", left))
        expect(page.get_by_role("status")).to_contain_text(whole)
        (left,) = page.locator("section.decide").all()
        assert whole in left.inner_text()
        expect(hand.button("Open the public notice", left)).to_be_visible()
        assert hand.effort() == (3, 2), "to the queue, and one click for each decision"
    with planted.at(0) as ctx:
        assert [show(ctx, ref).item.assurance for ref in (half, whole)] == ["returned", "accepted"]
    with sitting(chromium, site, language, scripts, planted.secret(reporter)) as hand:
        hand.go("/my-work")
        assert "half of it is missing" in hand.page.inner_text(f"tr[id='{half}']")


@in_each_look
def test_a_leader_reads_the_answer_and_goes_from_the_worst_row_to_the_reason_why(
    chromium: Browser, site: str, planted: Planted, language: str, scripts: bool
) -> None:
    leader = {"en": "north-leader", "zh": "south-leader"}[language]
    given: dict[str, Any] = {"programme": "checked", "post": "elsewhere-head", "leader": leader, "supervisor": "state"}
    planted.promise("Mend a bridge", "修桥", due_in=-3, **given)
    worst = planted.promise("Mend a road", "修路", due_in=-30, **given)
    planted.promise("Mend a wall", "修墙", due_in=90, **given)
    with sitting(chromium, site, language, scripts, planted.secret(f"p-{leader}")) as hand:
        page = hand.page
        hand.go("/")
        hand.press(hand.link("The leader’s sheet"))
        assert hand.path == "/leader"
        assert "2" in hand.answer and in_words(planted.today(), language) in hand.answer
        row = page.locator("table.worst tbody tr").first
        assert worst in row.inner_text() and "elsewhere-head" in row.inner_text()
        expect(row.locator("td.late")).to_have_text("30")
        hand.press(row.get_by_role("link").first)
        assert hand.path == f"/commitments/{worst}"
        why = page.locator("#why-overdue")
        expect(why).to_be_hidden()
        hand.click(page.locator("ul.flags summary").first)
        expect(why).to_be_visible()
        assert in_words(planted.today() - timedelta(days=30), language) in why.inner_text()
        assert hand.effort() == (3, 0)


def exported(hand: Hand) -> tuple[list[str], list[list[str]]]:
    """What the file that the register gives says of itself, and its rows below their heads."""
    with hand.page.expect_download() as download:
        hand.click(hand.page.locator("a[download][href*='export.csv']"))
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    empty = rows.index([])
    return [" ".join(row) for row in rows[:empty]], rows[empty + 2 :]


@pytest.fixture(scope="module")
def audited(planted: Planted) -> tuple[str, str, str]:
    """Two commitments in the scope of an auditor, of the first of which something was told lately; one outside."""
    north = [
        planted.promise(f"Audited {n}", f"受审计{n}", due_in=-20, programme="plain", post="finance-head")
        for n in (1, 2)
    ]
    outside = planted.promise("Not audited", "不受审计", due_in=-20, programme="plain", post="elsewhere-head")
    with planted.at(2, "p-finance-head") as ctx:
        changes.update(ctx, Update(ref=north[0], progress=70, reason="told two days ago"))
    return north[0], north[1], outside


@in_each_look
def test_an_auditor_of_a_part_sees_changes_nothing_asks_of_the_past_and_takes_the_rows_home(
    chromium: Browser, site: str, planted: Planted, audited: tuple[str, str, str], language: str, scripts: bool
) -> None:
    told, other, outside = audited
    with sitting(chromium, site, language, scripts, planted.secret("p-north-auditor")) as hand:
        page = hand.page
        hand.go("/commitments?q=programme:plain")
        shown = page.locator("#register tbody tr")
        assert sorted(shown.locator(".ref").all_inner_texts()) == sorted([told, other])
        about, rows = exported(hand)
        assert any("programme:plain" in line for line in about)
        seen = [(row.locator("a.open").inner_text(), row.locator("td.late").inner_text()) for row in shown.all()]
        assert len(rows) == len(seen) == 2
        assert all(set(cells) <= set(row) for cells, row in zip(seen, rows, strict=True)), rows
        hand.press(shown.locator("a.open").filter(has_text="1"))
        assert hand.path == f"/commitments/{told}"
        assert page.locator("main form[method=post]").count() == 0
        assert hand.say("You read this page and change nothing on it; below stands why.") in page.inner_text("main")
        hand.click(page.locator(".c-acts details.c-move summary"))
        reasons = page.locator("dl.c-never dd").all_inner_texts()
        nothing = hand.say("Whoever audits the register changes nothing in it.")
        assert reasons and all(nothing in reason for reason in reasons)
        expect(page.locator("main")).to_contain_text("told two days ago")
        then = planted.today() - timedelta(days=10)
        hand.go(f"/commitments/{told}?as_of={then}")
        expect(page.locator("main")).not_to_contain_text("told two days ago")
        assert page.locator("aside.moment").is_visible()
        assert page.locator("main form[method=post]").count() == 0
        hand.press(hand.link("Back to now", page.locator("aside.moment")))
        expect(page.locator("main")).to_contain_text("told two days ago")
        assert page.locator("ul.flags").is_visible(), "it is overdue now"
        hand.fill(page.locator("#as_if"), str(planted.today() - timedelta(days=21)))
        hand.press(page.locator("form.then button"))
        assert page.locator("#why-overdue").count() == 0, "and was not, a day before it was due"
        hand.go(f"/commitments/{outside}")
        assert outside not in hand.answer and page.locator("main article").count() == 0
        for path in ("/my-work", "/review", f"/readings/{told}", "/admin/bodies", "/admin/posts", "/commitments/new"):
            hand.go(path)
            assert page.locator("main form[method=post]").count() == 0, path
            assert (nothing in page.inner_text("main")) == path.endswith((told, "new")), path
        hand.go("/assign?q=programme:plain")
        assert page.locator("main form[method=post]").count() == page.locator("input[name=picked]").count() == 0
        assert nothing in page.inner_text("main")
        same = {"Sec-Fetch-Site": "same-origin", "Accept-Language": language}
        sent = page.request.post(
            f"{site}/commitments/{told}/do/update", form={"version": "2", "reason": "by hand"}, headers=same
        )
        (refusal,) = read(sent.text()).all("div", role="alert")
        assert sent.status == 403 and nothing in refusal.text
    with planted.at(0) as ctx:
        assert show(ctx, told).version == 2
