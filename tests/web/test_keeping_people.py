"""The pages by which persons, accounts, programmes and sources are kept."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import browse
from tests.web.html import read
from tests.web.keepers import administrator, got, office, own, people, put, standing
from tracker.services import persons, signing, structure, tokens
from tracker.services.context import Context
from tracker.settings import Settings

__all__ = ["administrator", "office", "own", "people"]

NOBODY = "/admin/persons/p-nobody"
ACCOUNT = "/admin/accounts/p-nobody"


@pytest.fixture
def keeper(people: Context, tmp_path: Path) -> TestClient:
    """An administrator, on a site whose letters lie in a folder of its own."""
    return browse(people, who="p-administrator", settings=Settings(home=tmp_path, base_url="http://127.0.0.1:8000"))


def test_a_person_is_entered_changed_and_listed_with_posts_and_account(office: TestClient) -> None:
    place = put(office, "/admin/persons/do/add", name_zh="李娜", slug="li-na", email="li-na@office.example")
    page = got(office, place)
    assert "A post and an account come next" in page.text and "No post yet" in page.text
    put(office, place.split("?")[0] + "/do/change", language="en", empty_week="nothing", email="")
    facts = {each.one("dt").text: each.one("dd").text for each in got(office, place).one("dl").all("div")}
    assert (facts["Full name in Chinese"], facts["Full name in English"]) == ("李娜", "not given")
    assert (facts["Language of letters"], facts["E-mail address"]) == ("English", "none")
    row = next(each for each in got(office, "/admin/persons").rows() if "李娜" in each[0])
    assert row[1:] == ["none", "none", "no"]
    taken = office.post("/admin/persons/do/add", data={"slug": "li-na", "name_zh": "李南", "email": "x@y.example"})
    assert taken.status_code == 409 and standing(read(taken.text))["name_zh"] == "李南"


def test_short_name_and_address_of_somebody_who_signs_in_are_the_administrators(
    office: TestClient, administrator: TestClient
) -> None:
    address = "/admin/persons/p-administrator/do/change"
    assert set(standing(got(office, address))) == {"name_en", "name_zh", "language", "empty_week"}
    assert "changed by an administrator" in got(office, address).text
    assert "email" in standing(got(administrator, address))


def test_erasing_says_what_goes_and_stays_and_wants_the_short_name_and_a_reason(
    keeper: TestClient, office: TestClient, people: Context
) -> None:
    address = "/admin/persons/p-health-head/do/erase"
    assert "This is not allowed" in got(office, address, 403).text
    page = got(keeper, address)
    assert page.one("h1").text == "Erase p-health-head" and "Nothing brings it back" in page.text
    for wrong in ({"typed": "somebody", "reason": "asked for"}, {"typed": "p-health-head", "reason": ""}):
        assert keeper.post(address, data=wrong).status_code == 422
    naming = keeper.post(address, data={"typed": "p-health-head", "reason": "p-health-head asked for it"})
    assert naming.status_code == 422 and "must not say who it was" in naming.text
    assert "p-health-head" in {each.slug for each in persons.listing(people)}
    done = put(keeper, address, typed="p-health-head", reason="asked for", also="Old Name\nold@office.example")
    assert "The person is erased" in got(keeper, done).text
    assert "p-health-head" not in {each.slug for each in persons.listing(people)}
    past = structure.post(people, "health-head").past
    assert [each.name for each in past] == [None] and not structure.post(people, "health-head").now
    assert "a person whose name was erased" in got(keeper, "/admin/posts/health-head").text


def test_an_invitation_is_shown_once_and_opens_the_account(keeper: TestClient, people: Context) -> None:
    answer = keeper.post(ACCOUNT, data={"do": "invite"})
    link = read(answer.text).one("input", id="secret").attributes["value"]
    assert link.startswith("http://127.0.0.1:8000/welcome/") and answer.headers["cache-control"] == "no-store"
    assert "State: invited" in got(keeper, ACCOUNT).text and "/welcome/" not in got(keeper, ACCOUNT).text
    second = read(keeper.post(ACCOUNT, data={"do": "invite"}).text).one("input", id="secret").attributes["value"]
    guest = browse(people, who=None)
    assert guest.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 404, "the newer link took its place"
    assert guest.get(second.removeprefix("http://127.0.0.1:8000")).status_code == 200
    again = keeper.post("/admin/accounts/p-administrator", data={"do": "reset"})
    assert again.status_code == 200


def test_an_account_is_disabled_and_enabled_on_a_page_that_names_it(keeper: TestClient, people: Context) -> None:
    guest = browse(people, who="p-elsewhere")
    address = "/admin/accounts/p-elsewhere"
    page = got(keeper, f"{address}/do/disable")
    assert page.one("h1").text == "Disable the account of p-elsewhere" and "tokens are void" in page.text
    long = keeper.post(f"{address}/do/disable", data={"reason": "x" * 251})
    assert long.status_code == 422 and read(long.text).one("textarea", name="reason").text == "x" * 251
    put(keeper, f"{address}/do/disable", reason="left the office")
    assert "left the office" in got(keeper, "/admin/access?event=account_disabled").text
    assert guest.get("/").status_code == 303 and "State: disabled" in got(keeper, address).text
    assert keeper.get(f"{address}/do/disable").status_code == 409
    assert keeper.post(address, data={"do": "enable"}).status_code == 303
    assert "State: active" in got(keeper, address).text
    mine = got(keeper, "/admin/accounts/p-administrator")
    assert "Nobody disables his own account" in mine.text
    assert keeper.get("/admin/accounts/p-administrator/do/disable").status_code == 409


def test_sessions_and_tokens_of_somebody_are_listed_ended_and_revoked(keeper: TestClient, people: Context) -> None:
    guest = browse(people, who="p-elsewhere")
    made, _ = tokens.make(people, "Monthly figures", ["read"], 30, person="p-elsewhere")
    address = "/admin/accounts/p-elsewhere"
    page = got(keeper, address)
    assert "a browser of a test" in page.text and "Monthly figures" in page.text
    foreign = keeper.post("/admin/accounts/p-nobody", data={"do": "revoke", "token": made.id})
    assert foreign.status_code == 404 and tokens.listing(people, person="p-elsewhere")[0].revoked_at is None
    assert keeper.post(address, data={"do": "revoke", "token": made.id}).headers["location"] == address
    assert got(keeper, address).one("p", class_="done").text == "The token is revoked."
    assert tokens.listing(people, person="p-elsewhere")[0].revoked_at is not None
    assert keeper.post(address, data={"do": "end"}).status_code == 303
    assert not signing.sessions(people, "p-elsewhere") and guest.get("/").status_code == 303
    assert "Signed in nowhere" in got(keeper, address).text
    assert keeper.post(address, data={"do": "paint"}).status_code == 422


def test_accounts_are_no_business_of_the_office(office: TestClient) -> None:
    told = got(office, "/admin/accounts", 403).text
    assert "Ask one of these:" in told and "administrator" in told
    assert office.post(ACCOUNT, data={"do": "invite"}).status_code == 403
    assert [each.text.split(".")[0] for each in got(office, NOBODY).all("p", class_="refused")] == [
        "Not possible: Account",
        "Not possible: Erase",
    ]


def test_a_programme_says_in_words_what_its_steps_ask_for(office: TestClient) -> None:
    page = got(office, "/admin/programmes/do/add")
    loop = next(each for each in page.all("p", class_="tick") if "Closed loop" in each.text).text
    assert "acceptance, public notice and writing off" in loop and "Calendar days of the public notice: 7" in loop
    put(office, "/admin/programmes/do/add", title_en="Rivers", slug="rivers", code="RIV", closing="verified")
    address = "/admin/programmes/rivers"
    form = standing(got(office, address))
    assert form["closing"] == "verified"
    refused = office.post(address, data={**form, "closing": "closed_loop"})
    assert refused.status_code == 422 and "need a reason" in refused.text
    assert standing(read(refused.text))["closing"] == "closed_loop"
    put(office, address, closing="closed_loop", reason="decided by the office", note_en="A note.")
    put(office, address, note_en="")
    assert standing(got(office, address))["note_en"] == ""
    assert "Closed loop" in got(office, "/admin/programmes").text


def test_a_source_is_entered_and_changed(office: TestClient) -> None:
    given = {"title_zh": "整改方案", "slug": "plan", "publisher": "state", "published_on": "2024-05-01"}
    put(office, "/admin/sources/do/add", **given)
    row = next(each for each in got(office, "/admin/sources").rows() if "整改方案" in each[0])
    assert row[1:3] == ["state", "1 May 2024"]
    put(office, "/admin/sources/plan", policy="end-of-year")
    assert standing(got(office, "/admin/sources/plan"))["policy"] == "end-of-year"
    nothing = office.post("/admin/sources/plan", data=standing(got(office, "/admin/sources/plan")))
    assert nothing.status_code == 422 and "nothing to record" in nothing.text
    assert office.post("/admin/sources/do/add", data={**given, "published_on": "May"}).status_code == 422
    put(office, "/admin/sources/plan", publisher="", published_on="")
    row = next(each for each in got(office, "/admin/sources").rows() if "整改方案" in each[0])
    assert row[1:3] == ["none named", "not known"]


def test_a_register_without_programmes_and_sources_says_what_comes_next(own: Context) -> None:
    browser = browse(own)
    assert "The first commitment needs one" in got(browser, "/admin/programmes").text
    assert "can stand without one" in got(browser, "/admin/sources").text
