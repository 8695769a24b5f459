"""The closed loop over HTTP, without fakes: a real server, real sessions and tokens, on SQLite and on PostgreSQL."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import copied_sqlite
from tests.journeys.offices import Machine, Office, Visitor, free_place, make, serving
from tests.support.postgres import Databases
from tracker import bootstrap
from tracker.domain.rights import Right
from tracker.kit.clock import SystemClock
from tracker.settings import Settings
from tracker.web import doors
from tracker.web.app import create_app

TITLE = "Clear the west channel"
FILE = "%PDF-1.7\n施工记录\r\n".encode() + bytes(range(256)) * 2_000
ON_SITE = {"depth": "on_site"}


def prepare(url: str) -> None:
    make(Machine(Path("/nowhere"), url))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register that is served, on each database in turn; every journey has commitments of its own in it."""
    home = tmp_path_factory.mktemp("office")
    with ExitStack() as afterwards:
        if request.param == "sqlite":
            url = copied_sqlite("offices", prepare, home)
        else:
            databases: Databases = request.getfixturevalue("postgres")
            url = databases.create(databases.make_template("offices", prepare))
            afterwards.callback(databases.drop, url)
        with serving(Machine(home, url, free_place())) as found:
            yield found
        assert found.machine.is_whole()


@pytest.fixture(scope="module")
def browsers(office: Office) -> dict[str, Visitor]:
    """Everybody's browser, signed in."""
    return office.everybody()


@pytest.fixture(scope="module")
def programs(office: Office, browsers: dict[str, Visitor]) -> dict[str, Visitor]:
    """Everybody's program, with a token made in the browser; ``zhao`` is the head of the register office."""
    return {name: office.program(browser) for name, browser in browsers.items() if name != "su"}


def today() -> date:
    """The local day of the machine."""
    return SystemClock().now().astimezone(ZoneInfo("Asia/Shanghai")).date()


def registered(programs: dict[str, Visitor], programme: str = "looped", unit: str = "north-water") -> str:
    """A commitment that the office has entered, due at the end of next year; work on it has begun."""
    entry = {"programme": programme, "title_en": TITLE, "body": unit, "supervisor": "ministry"}
    entry |= {"post": {"north-water": "water-head", "south-water": "south-head"}[unit], "acceptor": "inspection"}
    made = programs["zhao"].post("commitments", {**entry, "due_words": f"31 December {today().year + 1}"}, 201)
    programs["lin" if unit == "north-water" else "fang"].post(f"commitments/{made['ref']}/start")
    return f"commitments/{made['ref']}"


def stands(programs: dict[str, Visitor], path: str) -> str:
    found = programs["zhao"].get(path)
    return f"{found['work']}/{found['assurance']}"


def reported(programs: dict[str, Visitor], path: str, owner: str = "lin") -> None:
    """Report it done, with a file that shows it, and apply for acceptance."""
    programs[owner].upload(f"{path}/evidence/files", FILE)
    programs[owner].post(f"{path}/report-done", {"reason": "The channel is clear."})
    programs[owner].post(f"{path}/apply-for-acceptance")


def test_a_file_comes_back_as_it_was_handed_in_and_is_never_shown(programs: dict[str, Visitor]) -> None:
    path = registered(programs)
    key = programs["lin"].upload(f"{path}/evidence/files", FILE)["key"]
    answer = programs["ning"].send("GET", f"evidence/{key}/content")
    assert answer.content == FILE
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    told = programs["ning"].get(f"evidence/{key}")
    assert (told["media_type"], told["size"], told["filename"]) == ("application/pdf", len(FILE), "施工记录.pdf")


def test_a_browser_changes_from_this_site_only(browsers: dict[str, Visitor], programs: dict[str, Visitor]) -> None:
    path, note = registered(programs), {"reason": "The dredger is there.", "progress": 40}
    elsewhere = Visitor(browsers["lin"].site, {"Sec-Fetch-Site": "cross-site"}, browsers["lin"].cookies)
    elsewhere.post(f"{path}/update", note, 403)
    untold = Visitor(browsers["lin"].site, {}, browsers["lin"].cookies)
    untold.post(f"{path}/update", note, 403)
    before = programs["zhao"].get(path)["version"]
    assert browsers["lin"].post(f"{path}/update", note)["version"] == before + 1
    assert programs["zhao"].get(f"{path}/history")["entries"][0]["reason"] == note["reason"]


def test_nobody_accepts_his_own_work_by_any_door(
    office: Office, browsers: dict[str, Visitor], programs: dict[str, Visitor]
) -> None:
    path = registered(programs)
    reported(programs, path)
    before, ref = programs["zhao"].get(path)["version"], path.rpartition("/")[2]
    assert programs["lin"].post(f"{path}/accept", ON_SITE, 403)["kind"] == "forbidden"
    assert browsers["lin"].post(f"{path}/accept", ON_SITE, 403)["kind"] == "forbidden"
    token = programs["lin"].headers["Authorization"].partition(" ")[2]
    for door in ({"token": token}, {"actor": "lin"}):
        said = office.machine.refused(4, "accept", ref, "--depth", "on_site", **door)
        assert "is not for you" in said
    programs["hua"].post(f"{path}/accept", ON_SITE, 403)
    assert (programs["zhao"].get(path)["version"], stands(programs, path)) == (before, "reported_done/under_acceptance")


def test_returned_reported_again_accepted_and_in_notice(programs: dict[str, Visitor]) -> None:
    path = registered(programs)
    reported(programs, path)
    programs["ning"].post(f"{path}/return", {}, 422)
    programs["ning"].post(f"{path}/return", {"reason": "The east bank is not done."})
    assert stands(programs, path) == "in_progress/returned"
    reported(programs, path)
    programs["ning"].post(f"{path}/accept", ON_SITE)
    short, long = (str(today() + timedelta(days)) for days in (2, 9))
    programs["ning"].post(f"{path}/open-notice", {"until": short}, 422)
    programs["ning"].post(f"{path}/open-notice", {"until": long})
    assert stands(programs, path) == "reported_done/public_notice"
    key = programs["mo"].post(f"{path}/objections", {"reason": "The gauge shows mud."}, 201)["key"]
    assert programs["ning"].post(f"{path}/write-off", {}, 409)["kind"] == "conflict"
    programs["lin"].post(f"objections/{key}/answer", {"reason": "It does not."}, 403)
    programs["ning"].post(f"objections/{key}/answer", {"reason": "Measured anew: no mud."})
    programs["ning"].post(f"{path}/write-off", {}, 409)  # the notice still runs
    first, second = programs["zhao"].get(f"{path}/loop")["reports"]
    assert (first["outcome"], first["reason"]) == ("returned", "The east bank is not done.")
    assert (second["outcome"], second["notice_until"], second["depth"]) == ("standing", long, "on_site")


def test_what_was_written_off_is_opened_again_and_its_first_closing_stays(programs: dict[str, Visitor]) -> None:
    path = registered(programs, "checked")
    reported(programs, path)
    programs["ning"].post(f"{path}/write-off", {}, 409)  # nobody has accepted it
    programs["ning"].post(f"{path}/accept", ON_SITE)
    programs["ning"].post(f"{path}/write-off")
    closed = programs["zhao"].get(path)
    assert (closed["work"], closed["assurance"]) == ("closed", "written_off")
    programs["lin"].post(f"{path}/update", {"reason": "One word more."}, 409)
    programs["lin"].post(f"{path}/reopen", {"reason": "I should like to."}, 403)
    programs["mo"].post(f"{path}/reopen", {"reason": "The mud is back."})
    assert stands(programs, path) == "in_progress/none"
    (report,) = programs["zhao"].get(f"{path}/loop")["reports"]
    assert (report["outcome"], report["reason"]) == ("reopened", "The mud is back.")
    assert report["accepted_by"] is not None
    actions = [entry["action"] for entry in programs["zhao"].get(f"{path}/history")["entries"]]
    assert actions[:2] == ["reopen", "write_off"]
    found = programs["zhao"].get("commitments?q=is:reopened")["items"]
    assert [item["ref"] for item in found] == [path.rpartition("/")[2]]


def test_a_post_is_handed_over_and_the_reporter_stays_the_reporter(
    office: Office, browsers: dict[str, Visitor], programs: dict[str, Visitor]
) -> None:
    path = registered(programs, unit="south-water")
    reported(programs, path, "fang")
    programs["fang"].get(path)
    browsers["su"].get(path, 403)  # who holds no post sees nothing
    programs["zhao"].post("posts/south-head/hand-over", {"old": "fang", "new": "su", "on": str(today())})
    programs["fang"].get(path, 403)
    assert office.program(browsers["su"]).get(path)["title"] == TITLE
    programs["zhao"].post("posts/elsewhere-head/hold", {"person": "fang", "since": str(today())})
    programs["fang"].get(path, 404)  # as if it were not there
    programs["zhao"].post("posts/second-inspector/hold", {"person": "fang", "since": str(today())})
    assert programs["fang"].get(path)["title"] == TITLE
    refusal = programs["fang"].post(f"{path}/accept", ON_SITE, 403)
    assert "reported it done" in refusal["detail"]
    programs["ning"].post(f"{path}/accept", ON_SITE)


BODIES = {
    "accept": ON_SITE,
    "open-notice": {"until": "2099-12-31"},
    "update": {"work": "in_progress", "progress": 1},
    "assign": {"body": "elsewhere"},
    "review": {"day": "2099-01-01"},
    "links": {"title": "A link", "url": "https://office.example/1"},
    "requests": {"move": "cancel", "reason": "It is not wanted."},
    "hold": {"person": "wai"},
    "hand-over": {"old": "lin", "new": "wai"},
    "merge": {"bodies": ["elsewhere"]},
}
"""Last part of an address → what is sent there; elsewhere a reason."""

ONE_OWN = re.compile(r"/api/v1/(tokens|sessions|me|about|openapi)|/account|/sign-|/static|/welcome|/oidc|/healthz")
"""What everybody has of his own, or what is the same for all."""


PLACE = re.compile(r"\{(\w+):\w+\}")
NAMED = re.compile(r"LOOPED|looped|north-water|water-head|lin\b")
"""What the commitment is called, and what it names."""


def tells(text: str) -> bool:
    """Whether something tells of the commitment or of its file."""
    return TITLE in text or "施工记录" in text


def everywhere(office: Office, path: str, keys: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
    """(method, address, whether it is open to anybody) of every route, about one commitment and what it names."""
    settings = Settings(home=office.machine.home, database_url=office.machine.url)
    ctx = bootstrap.open_register(settings)
    rights = doors.rights(create_app(ctx, settings=settings))
    ctx.db.close()
    assert len(rights) > 100
    slugs = {"bodies": "north-water", "posts": "water-head", "programmes": "looped", "sources": "none"}
    known = {"ref": path.rpartition("/")[2], "person": "lin", "number": "1", "name": "register.css"}
    for method, route in sorted(rights):
        if method == "HEAD":
            continue  # the same as GET, and without what it tells
        noun = route.removeprefix("/api/v1").split("/")[1]
        found = {**known, "slug": slugs.get(noun, "x"), "key": keys.get(noun, "x")}
        address = PLACE.sub("{\\1}", route).format_map(defaultdict(lambda: "x", found))
        yield method, address, rights[method, route] is Right.ENTER


def shown_to(visitor: Visitor, method: str, address: str) -> tuple[int, str]:
    """What somebody gets who asks for an address, or sends there what could be meant."""
    last = address.rpartition("/")[2]
    more = {} if method == "GET" else {"json": BODIES.get(last, {"reason": "I was here."})}
    if last == "files":
        more = {"files": {"file": ("a.txt", b"one")}, "data": {"title": "A file"}}
    answer = visitor.send(method, address, headers={"If-Match": "*"}, **more)
    return answer.status_code, answer.text


def ground(programs: dict[str, Visitor]) -> tuple[str, dict[str, str]]:
    """A commitment in public notice with all that can be around it, and the keys of that."""
    path = registered(programs)
    wanted = {"move": "cancel", "reason": "It is done elsewhere."}
    keys = {"requests": programs["lin"].post(f"{path}/requests", wanted, 201)["key"]}
    reported(programs, path)
    programs["ning"].post(f"{path}/accept", ON_SITE)
    programs["ning"].post(f"{path}/open-notice", {"until": str(today() + timedelta(9))})
    keys["objections"] = programs["mo"].post(f"{path}/objections", {"reason": "Look again."}, 201)["key"]
    keys["evidence"] = programs["zhao"].get(f"{path}/evidence")["evidence"][0]["key"]
    return path, keys


def head(visitor: Visitor) -> object:
    return {name: value for name, value in visitor.get("/healthz").items() if name in ("entries", "head")}


def test_a_stranger_comes_to_nothing_at_any_address(office: Office, programs: dict[str, Visitor]) -> None:
    path, keys = ground(programs)
    before, nobody, other = head(programs["zhao"]), Visitor(office.site), programs["wai"]
    for method, address, is_open in everywhere(office, path, keys):
        status, text = shown_to(nobody, method, address)
        refused = (303, 401) if "/api/" not in address else (401,)
        assert is_open or status in refused, (method, address, status)
        assert not tells(text), (method, address)
        status, text = shown_to(other, method, address)
        assert not tells(text), (method, address)
        if not ONE_OWN.match(address) and (method != "GET" or NAMED.search(address)):
            assert status in (403, 404, 422), (method, address, status, text)
    assert head(programs["zhao"]) == before


def test_an_auditor_reads_everything_and_changes_nothing(office: Office, programs: dict[str, Visitor]) -> None:
    path, keys = ground(programs)
    before, auditor, seen = head(programs["zhao"]), programs["shen"], 0
    for method, address, _ in everywhere(office, path, keys):
        status, text = shown_to(auditor, method, address)
        if method == "GET":
            seen += status == 200 and tells(text)
        elif not ONE_OWN.match(address):
            assert status in (403, 404, 422), (method, address, status, text)
    assert seen > 5
    assert head(programs["zhao"]) == before
