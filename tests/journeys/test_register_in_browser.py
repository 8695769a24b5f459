"""The register in a real browser: a filter that is completed while one types, keys, and a view that is kept."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.watching import LOCALES, unusable

pytestmark = pytest.mark.browser

MOMENT = "as_if=2026-01-05"


@pytest.fixture
def register(chromium: Browser, site: str, secret: str) -> Iterator[Page]:
    """The register as somebody in the register office has it open; nothing on the page may fail."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale=LOCALES["en"])
    context.add_cookies([{"name": "session", "value": secret, "url": site}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}/commitments?{MOMENT}")
    yield page
    context.close()
    assert complaints == []


def test_the_filter_is_written_by_keyboard_with_what_is_offered(register: Page) -> None:
    register.keyboard.press("/")
    register.keyboard.type("overd")
    box = register.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    register.keyboard.press("ArrowDown")
    chosen = register.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_attribute("id", box.get_attribute("aria-activedescendant") or "")
    assert unusable(register) == []
    register.keyboard.press("Enter")
    assert box.input_value() == "is:overdue "
    expect(box).to_have_attribute("aria-expanded", "false")
    with register.expect_navigation():
        register.keyboard.press("Enter")
    assert register.get_by_role("status").first.inner_text().startswith("7 commitments")


def test_a_mouse_chooses_and_the_box_keeps_the_focus(register: Page) -> None:
    box = register.get_by_role("combobox")
    box.click()
    register.keyboard.type("is:open unit:m")
    register.get_by_role("option", name="mee Ministry").first.click()
    assert box.input_value() == "is:open unit:mee "
    expect(box).to_be_focused()


def test_escape_leaves_what_was_typed(register: Page) -> None:
    box = register.get_by_role("combobox")
    box.click()
    register.keyboard.type("is:o")
    expect(register.get_by_role("listbox")).to_be_visible()
    register.keyboard.press("ArrowDown")
    register.keyboard.press("Escape")
    expect(register.get_by_role("listbox")).to_be_hidden()
    assert box.input_value() == "is:o"


def test_nothing_is_offered_while_an_input_method_composes(register: Page) -> None:
    box = register.get_by_role("combobox")
    box.click()
    box.dispatch_event("compositionstart")
    with register.expect_request("**/commitments/complete**") as asked:
        register.keyboard.type("is:o")
        assert box.get_attribute("aria-expanded") == "false"
        box.dispatch_event("compositionend")
    assert asked.value.url.endswith("q=is%3Ao")
    expect(box).to_have_attribute("aria-expanded", "true")


def test_rows_are_gone_through_opened_and_updated_by_keys(register: Page) -> None:
    for _ in range(3):
        register.keyboard.press("j")
    register.keyboard.press("k")
    second = register.locator("#register a.open").nth(1)
    expect(second).to_be_focused()
    address = second.get_attribute("href")
    assert address is not None
    with register.expect_navigation():
        register.keyboard.press("u")
    assert register.url.endswith(f"{address}#update")
    register.go_back()
    register.keyboard.press("j")
    with register.expect_navigation():
        register.keyboard.press("Enter")
    assert "/commitments/" in register.url


def test_the_keys_are_told_and_can_be_turned_off(register: Page) -> None:
    register.keyboard.press("?")
    expect(register.get_by_role("dialog", name="Keys")).to_be_visible()
    assert unusable(register) == []
    register.keyboard.press("Escape")
    register.get_by_role("button", name="Turn the keys off").click()
    register.keyboard.press("j")
    assert register.locator("a.open:focus").count() == 0
    assert register.locator("[aria-keyshortcuts]").count() == 0
    register.get_by_role("button", name="Turn the keys on").click()
    register.keyboard.press("j")
    assert register.locator("a.open:focus").count() == 1


def test_every_column_fits_without_moving_the_page(register: Page, site: str) -> None:
    every = "unit,owner,programme,kind,due,first-due,late,flags,work,assurance,review,done,updated"
    for width in (1280, 800, 360):
        register.set_viewport_size({"width": width, "height": 900})
        register.goto(f"{site}/commitments?{MOMENT}&columns={every}")
        assert register.evaluate("document.documentElement.scrollWidth") <= width
        assert unusable(register) == []
