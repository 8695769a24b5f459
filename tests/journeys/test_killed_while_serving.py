"""The server killed in the middle of an upload or an update: what was answered is there, nothing is half-written."""

import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
import requests

from tests.conftest import copied_sqlite
from tests.journeys.offices import Machine, Visitor, free_place, make

FILE = b"%PDF-1.7\n" + bytes(range(256)) * 20_000
WRITERS = 4


def prepare(url: str) -> None:
    make(Machine(Path("/nowhere"), url))


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A register with a commitment on which ``lin`` is at work."""
    found = Machine(tmp_path, copied_sqlite("offices", prepare, tmp_path), free_place())
    words = ("--title-en", "Clear the west channel", "--post", "water-head", "--due", "31 December 2099")
    assert found.do("add", "--programme", "looped", *words)["ref"] == "LOOPED-001"
    found.do("start", "LOOPED-001", actor="lin")
    found.do("user", "enable", "lin")
    yield found
    assert found.is_whole()


@pytest.fixture
def lin(machine: Machine) -> Visitor:
    """A program that acts for the owner."""
    made = machine.do("token", "make", "x", "--person", "lin", "--scope", "read", "--scope", "write")
    return Visitor(f"http://{machine.bind}", {"Authorization": f"Bearer {made['secret']}"})


def pieces(machine: Machine) -> list[int]:
    """The sizes of the files on the file of the commitment."""
    return [piece["size"] for piece in machine.do("evidence", "list", "LOOPED-001")["items"]]


@pytest.mark.parametrize(
    ("point", "recorded"),
    [("evidence.stored", 0), ("evidence.renamed", 0), ("evidence.written", 0), ("evidence.committed", 0)],
)
def test_an_upload_is_whole_or_not_there_and_can_be_sent_again(
    machine: Machine, lin: Visitor, point: str, recorded: int
) -> None:
    path, key = "commitments/LOOPED-001/evidence/files", {"Idempotency-Key": "one-upload"}
    server = machine.serve_and_die_at(point)
    with pytest.raises(requests.ConnectionError):
        lin.upload(path, FILE, headers=key)
    assert server.wait() == -signal.SIGKILL
    assert machine.is_whole()
    assert len(pieces(machine)) == recorded  # with a key all is committed together, after the last point
    server = machine.serve()
    told = lin.upload(path, FILE, headers=key)["key"]
    assert lin.send("GET", f"evidence/{told}/content").content == FILE
    server.kill()
    assert pieces(machine) == [len(FILE)]


def test_half_an_upload_leaves_nothing(machine: Machine, lin: Visitor) -> None:
    server = machine.serve()
    address = f"http://{machine.bind}/api/v1/commitments/LOOPED-001/evidence/files"
    request = requests.Request("POST", address, headers=lin.headers, files={"file": ("a.pdf", FILE)})
    ready = request.prepare()
    assert isinstance(ready.body, bytes)
    host, _, port = machine.bind.rpartition(":")
    with socket.create_connection((host, int(port))) as sent:
        lines = [f"POST {ready.path_url} HTTP/1.1", f"Host: {machine.bind}"]
        lines += [f"{name}: {value}" for name, value in ready.headers.items()]
        sent.sendall("\r\n".join([*lines, "", ""]).encode() + ready.body[: len(FILE) // 2])
        server.kill()
    assert pieces(machine) == []
    checked = machine.do("evidence", "check")
    assert (checked["ok"], checked["files"], checked["left"]) == (True, 0, [])


def test_every_update_that_was_answered_is_there_and_none_is_half_there(machine: Machine, lin: Visitor) -> None:
    server, killed = machine.serve(), Event()

    def write(writer: int) -> list[str]:
        mine, answered = Visitor(lin.site, lin.headers), list[str]()
        while not killed.is_set():
            note = f"{writer}/{len(answered)}"
            try:
                mine.post("commitments/LOOPED-001/update", {"reason": note})
            except requests.RequestException:
                break
            answered.append(note)
            if len(answered) == 10 and writer == 0:
                server.kill()
                killed.set()
        return answered

    with ThreadPoolExecutor(WRITERS) as pool:
        answered = [note for notes in pool.map(write, range(WRITERS)) for note in notes]
    assert server.status == -signal.SIGKILL
    found = machine.do("show", "LOOPED-001")
    there = [event["reason"] for event in found["history"] if event["reason"]]
    assert len(answered) >= 10
    assert set(answered) <= set(there)
    assert len(there) == len(set(there)) <= len(answered) + WRITERS
    assert found["version"] == len(found["history"]) == len(there) + 2
