"""Offices and people made up for journeys: entered by commands, signed in by their links, at work through a server.

Every command is a process of its own, forked from one that has imported what commands need: it saves a second each.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests

import tracker.cli.app
import tracker.web.server  # noqa: F401 - whoever forks from here has both
from tests.support.killing import Child
from tracker.cli import main

PROGRAM = str(Path(sys.executable).with_name("tracker"))
PASSWORD = "seven kettles on a hill"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
SINCE = ("--since", "2025-01-01", "--reason", "held before this register was made")
WHATEVER_CAME_BETWEEN = {"If-Match": "*"}

BODIES = {"north": None, "north-water": "north", "south-water": None, "ministry": None, "inspection": None}
BODIES |= {"elsewhere": None}

POSTS = {
    "water-head": ("north-water", "lin"),
    "water-clerk": ("north-water", "hua"),
    "south-head": ("south-water", "fang"),
    "ministry-head": ("ministry", "mo"),
    "inspector": ("inspection", "ning"),
    "second-inspector": ("inspection", None),
    "elsewhere-head": ("elsewhere", "wai"),
    "state-auditor": ("elsewhere", "shen"),
}
"""Post → its body, and who holds it."""

PERSONS = ("lin", "hua", "fang", "mo", "ning", "wai", "shen", "su")


@dataclass(frozen=True)
class Told:
    """What a command answered, on either stream."""

    code: int
    words: str

    @property
    def json(self) -> Any:
        return json.loads(self.words)


@dataclass(frozen=True)
class Machine:
    """The machine of a register, where its operator types commands; a browser reaches its pages at ``bind``."""

    home: Path
    url: str
    bind: str = "127.0.0.1:8000"

    def environment(self, *, actor: str = "", token: str = "") -> dict[str, str]:
        """What is set for a command; nothing else of the tracker is."""
        found = {name: "" for name in os.environ if name.startswith("TRACKER_") and name != "TRACKER_TOKEN"}
        found |= {"TRACKER_HOME": str(self.home), "TRACKER_DATABASE_URL": self.url, "TRACKER_BIND": self.bind}
        return found | {"TRACKER_ACTOR": actor} | ({"TRACKER_TOKEN": token} if token else {})

    def ask(self, *words: str, actor: str = "", token: str = "") -> Told:
        """Type a command; its answer is JSON."""
        child = Child(f"{__name__}:command", *words, "--json", env=self.environment(actor=actor, token=token))
        return Told(child.wait(), child.said)

    def do(self, *words: str, actor: str = "", token: str = "") -> Any:
        """Type a command that goes well; gives its answer."""
        told = self.ask(*words, actor=actor, token=token)
        assert told.code == 0, (words, told)
        return told.json

    def refused(self, code: int, *words: str, actor: str = "", token: str = "") -> str:
        """Type a command that is refused with that exit code; gives the reason."""
        told = self.ask(*words, actor=actor, token=token)
        assert told.code == code, (words, told)
        return str(told.json["error"]["message"])

    def is_whole(self) -> bool:
        """Whether the register and the files of evidence are, as the commands that look say."""
        return bool(self.do("doctor")["ok"] and self.do("evidence", "check")["ok"])

    def serve_and_die_at(self, point: str) -> Child:
        """A server that kills itself when it comes to that point for the first time."""
        server = Child(f"{__name__}:command", "run", "web", env=self.environment(), point=point, time=1)
        wait_for(self.bind)
        return server

    def serve(self) -> Child:
        """A server that can be killed."""
        server = Child(f"{__name__}:command", "run", "web", env=self.environment())
        wait_for(self.bind)
        return server


def command(*words: str) -> NoReturn:
    """Answer a command line, and end this process with its exit code."""
    code = main.answer(words)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def make(machine: Machine, *moment: str) -> None:
    """Make the register, or one to play with where a moment is given, and enter offices, posts and people."""
    machine.do("init", "--empty", *(("--sandbox", *moment) if moment else ()))
    for slug, parent in BODIES.items():
        machine.do("body", "add", slug, "--name-en", slug, *(("--parent", parent) if parent else ()), *moment)
    for name in PERSONS:
        machine.do("person", "add", name, "--name-en", name.title(), "--email", f"{name}@office.example", *moment)
    for slug, (body, holder) in POSTS.items():
        duty = ("--duty", "auditor") if slug == "state-auditor" else ()
        machine.do("post", "add", slug, "--body", body, "--title-en", slug, *duty, *moment)
        if holder:
            machine.do("post", "hold", slug, holder, *SINCE, *moment)
    for slug, closing in (("looped", "closed_loop"), ("checked", "verified")):
        words = ("--code", slug.upper(), "--title-en", slug, "--closing", closing)
        machine.do("programme", "add", slug, *words, *moment)


@dataclass(frozen=True)
class Visitor:
    """Somebody at the API over the network: a program with a token, a browser with a session, or a stranger."""

    site: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: requests.Session = field(default_factory=requests.Session)

    def send(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send a request, follow nothing; a path without a slash in front is one of the API."""
        address = self.site + (path if path.startswith("/") else f"/api/v1/{path}")
        headers = {**self.headers, **more.pop("headers", {})}
        return self.cookies.request(
            method, address, headers=headers, allow_redirects=False, timeout=60, stream=False, **more
        )

    def get(self, path: str, status: int = 200) -> Any:
        """Read something; gives the JSON of the answer."""
        answer = self.send("GET", path)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return answer.json()

    def post(self, path: str, data: Any = None, status: int = 200, **more: Any) -> Any:
        """Change something, whatever has come between; gives the JSON of the answer."""
        headers = {**WHATEVER_CAME_BETWEEN, **more.pop("headers", {})}
        answer = self.send("POST", path, json=data, headers=headers, **more)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return answer.json()

    def upload(self, path: str, content: bytes, *, headers: dict[str, str] | None = None) -> Any:
        """Hand in a file; gives the JSON of the answer."""
        fields, files = {"title": "Record of the works"}, {"file": ("施工记录.pdf", content)}
        answer = self.send("POST", path, data=fields, files=files, headers=headers or {})
        assert answer.status_code == 201, (path, answer.status_code, answer.text)
        return answer.json()


@dataclass(frozen=True)
class Office:
    """A register that is served, and the people at work in it; ``head`` is the first administrator."""

    machine: Machine
    site: str
    first_link: str

    def browser(self, link: str, **fields: str) -> Visitor:
        """Open an account by its link, as a browser does, which keeps the cookie."""
        visitor = Visitor(self.site, OWN_PAGE)
        form = {"password": PASSWORD, "again": PASSWORD, **fields}
        answer = visitor.send("POST", urlsplit(link).path, data=form)
        assert answer.status_code == 303, answer.text
        assert {cookie.name for cookie in visitor.cookies.cookies} in ({"session"}, {"session", "language"})
        return visitor

    def program(self, browser: Visitor) -> Visitor:
        """A program for whoever is signed in there."""
        wanted = {"title": "journey", "scopes": ["read", "write", "admin"]}
        secret = browser.post("tokens", wanted, 201)["secret"]
        return Visitor(self.site, {"Authorization": f"Bearer {secret}"})

    def everybody(self) -> dict[str, Visitor]:
        """The browsers of all, signed in: the first administrator by the link that the program printed."""
        own = {"full_name": "Zhao Li", "short_name": "zhao", "email": "zhao@office.example", "tongue": "en"}
        found = {"zhao": self.browser(self.first_link, **own)}
        for name in PERSONS:
            found[name] = self.browser(self.machine.do("user", "invite", name)["link"])
        return found


@contextmanager
def serving(machine: Machine) -> Iterator[Office]:
    """The program serving a register in which nobody has an account yet; it must end cleanly and have said no more."""
    environment = {**os.environ, **machine.environment()}
    with (machine.home / "said").open("w+") as said:
        server = subprocess.Popen([PROGRAM, "run", "web"], env=environment, stdout=said, stderr=said)
        try:
            wait_for(machine.bind)
            told = (machine.home / "said").read_text()
            assert "/welcome/" in told, told
            yield Office(machine, f"http://{machine.bind}", told.split()[-1])
        finally:
            server.terminate()
            code = server.wait(60)
        assert (code, (machine.home / "said").read_text()) == (0, told)


def wait_for(bind: str) -> None:
    """Wait until the server there answers."""
    for _ in range(1200):
        try:
            requests.get(f"http://{bind}/healthz", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nobody answers at {bind}")


def free_place() -> str:
    """An address at which nobody serves."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{found.getsockname()[1]}"
