"""Registers and browsers for tests of the pages by which a register is kept."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.browsers import found
from tests.support.people import make_people
from tests.support.postgres import Prepare
from tests.support.registers import make_empty
from tests.web.conftest import browse, open_at
from tests.web.html import Element, read
from tracker.services.context import Context

Copy = Callable[[str, Prepare], str]


@pytest.fixture
def own(copied_database: Copy) -> Iterator[Context]:
    """An empty register with its first administrator, to be changed."""
    ctx = open_at(copied_database("empty", make_empty))
    found(ctx)
    yield ctx
    ctx.db.close()


@pytest.fixture
def people(copied_database: Copy) -> Iterator[Context]:
    """A register with bodies, posts and persons, and no commitment, to be changed."""
    ctx = open_at(copied_database("people", make_people))
    yield ctx
    ctx.db.close()


@pytest.fixture
def office(people: Context) -> TestClient:
    """Somebody of the register office."""
    return browse(people, who="p-office-head")


@pytest.fixture
def administrator(people: Context) -> TestClient:
    """An administrator without a post in the register office."""
    return browse(people, who="p-administrator")


def got(browser: TestClient, address: str, status: int = 200) -> Element:
    """The page at an address."""
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code, read(answer.text).text[:500])
    return read(answer.text)


def put(browser: TestClient, address: str, **data: Any) -> str:
    """Send the form that stands at an address with these fields filled in; gives where that leads."""
    answer = browser.post(address, data={**standing(got(browser, address)), **data})
    assert answer.status_code == 303, (address, answer.status_code, read(answer.text).text[:800])
    return str(answer.headers["location"])


def standing(html: Element) -> dict[str, str]:
    """What the form of a page says before anything is filled in; every field of it has a label."""
    form = next(each for each in html.all("form") if "keeping" in each.attributes.get("class", "").split())
    labelled = {label.attributes["for"] for label in form.all("label")}
    values = {}
    for each in form.all("input"):
        kind = each.attributes.get("type", "text")
        assert kind == "hidden" or each.attributes["id"] in labelled
        if kind not in ("radio", "checkbox") or "checked" in each.attributes:
            values[each.attributes["name"]] = each.attributes.get("value", "")
    for each in form.all("textarea"):
        values[each.attributes["name"]] = each.raw
    for each in form.all("select"):
        chosen = [one for one in each.all("option") if "selected" in one.attributes] or each.all("option")[:1]
        values[each.attributes["name"]] = chosen[0].attributes["value"]
    return values
