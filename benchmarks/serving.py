"""Questions 9 to 12: the API, signed in and with every check on, against a bare ASGI application.

Both are served by the same server from the same database, in turns, and asked by a client in a process of its own.
The unit's page is asked by somebody with a post in that unit, who sees little else.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from statistics import median
from time import perf_counter

from benchmarks import ground
from benchmarks.measure import Figure
from benchmarks.sweeping import context
from tests.support.rows import BY, START, change
from tracker.services import accounts, tokens
from tracker.store import bodies, history
from tracker.store.database import Database

CLIENTS = 8
PAGE_LIMIT, COUNTS_LIMIT, UPDATE_LIMIT, THROUGHPUT_LIMIT = 4.0, 3.0, 6.0, 4.0
HTML_LIMIT = 3.0
SECONDS = 1.5
"""How long a turn takes; a tenth of it where there is little to ask."""

LITTLE = 1_000
READER, WRITER = "reader", "writer"


def measure(db: Database, size: int, *, rounds: int) -> Iterator[Figure]:
    """The figures of one page, of counts by unit, and of an update, one client at a time and eight at once."""
    seconds = SECONDS if size >= LITTLE else SECONDS / 10
    busiest, refs = _most_owed(db)
    secret, writing = signed_in(db, READER, ground.unit()), signed_in(db, WRITER, busiest)
    url = db.url.render_as_string(hide_password=False)
    with server("benchmarks.floor", url) as floor, server("benchmarks.served", url) as ours:
        unit = ground.unit()
        page = {"floor": (floor.port, _get("/page")), "ours": (ours.port, _get(_page(unit), secret))}
        counts = {"floor": (floor.port, _get("/counts")), "ours": (ours.port, _get(_counts(unit), secret))}
        told = json.dumps({"reason": "seen on site, half of it stands"})
        update = {
            "floor": (floor.port, _post("/update", told)),
            "ours": (ours.port, b"\0".join(_post(_update(ref), told, writing) for ref in refs)),
        }
        for name, wanted, limit in (
            ("unit page as JSON over HTTP, p50", page, PAGE_LIMIT),
            ("counts by unit over HTTP, p50", counts, COUNTS_LIMIT),
            ("an update with its history over HTTP, p50", update, UPDATE_LIMIT),
        ):
            found = _turns(wanted, 1, rounds, seconds)
            remark = f"p99 {found['ours']['p99'] * 1000:.1f} ms, floor {found['floor']['p99'] * 1000:.1f} ms"
            yield Figure(name, db.dialect, size, found["floor"]["p50"], found["ours"]["p50"], limit, remark)
        found = _turns(page, CLIENTS, rounds, seconds)
        remark = f"{found['ours']['rate']:,.0f} answers/s, floor {found['floor']['rate']:,.0f}"
        raw, mine = 1 / found["floor"]["rate"], 1 / found["ours"]["rate"]
        yield Figure("unit page, eight clients", db.dialect, size, raw, mine, THROUGHPUT_LIMIT, remark)
        yield _as_html(db, ours.port, unit, secret, size, rounds, seconds)
        memory = f"{ours.memory() / 2**20:,.0f} MiB of memory, floor {floor.memory() / 2**20:,.0f} MiB"
        yield Figure("start to first answer", db.dialect, size, floor.started, ours.started, remark=memory)


def _as_html(db: Database, port: int, unit: str, secret: str, size: int, rounds: int, seconds: float) -> Figure:
    """The page that people see of the same question, with its facets, against what programs are given."""
    page = f"/commitments?q=is:overdue%20unit:{unit}"
    wanted = {"json": (port, _get(_page(unit), secret)), "html": (port, _get(page, secret))}
    found = _turns(wanted, 1, rounds, seconds)
    json_, html = found["json"]["p50"], found["html"]["p50"]
    remark = f"p99 {found['html']['p99'] * 1000:.1f} ms, JSON {found['json']['p99'] * 1000:.1f} ms"
    return Figure("register page as HTML against its JSON", db.dialect, size, json_, html, HTML_LIMIT, remark)


def _page(unit: str) -> str:
    return f"/api/v1/commitments?q=is:overdue%20unit:{unit}&limit=50"


def _counts(unit: str) -> str:
    return f"/api/v1/counts?q=is:overdue%20unit:{unit}&by=body"


def _update(ref: str) -> str:
    return f"/api/v1/commitments/{ref}/update"


def _get(path: str, secret: str = "") -> bytes:
    return _request("GET", path, secret, b"")


def _post(path: str, body: str, secret: str = "") -> bytes:
    return _request("POST", path, secret, body.encode())


def _request(method: str, path: str, secret: str, body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if secret:
        lines.append(f"Authorization: Bearer {secret}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _turns(
    wanted: dict[str, tuple[int, bytes]], clients: int, rounds: int, seconds: float
) -> dict[str, dict[str, float]]:
    """The medians of several turns of each contestant; what was asked must be answered well."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in wanted}
    for number in range(min(rounds, 5)):
        for name in wanted if number % 2 == 0 else reversed(wanted):
            port, request = wanted[name]
            found[name].append(_asked(port, request, clients, seconds))
    return {name: {key: median(turn[key] for turn in turns) for key in turns[0]} for name, turns in found.items()}


def _asked(port: int, request: bytes, clients: int, seconds: float) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.client", str(port), str(clients), str(seconds)]
    done = subprocess.run(words, input=request, stdout=subprocess.PIPE, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


class _Served:
    """A server process that answers; ``started`` is how many seconds it took until it did."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, started: float) -> None:
        self.process, self.port, self.started = process, port, started

    def memory(self) -> int:
        """What the process holds of memory, in bytes; 0 where the system does not tell."""
        try:
            with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:  # noqa: PTH123
                line = next(line for line in file if line.startswith("VmRSS"))
        except OSError:
            return 0
        return int(line.split()[1]) * 1024


@contextmanager
def server(module: str, url: str) -> Iterator[_Served]:
    """A server that answers, ended afterwards."""
    port, begun = _free_port(), perf_counter()
    process = subprocess.Popen([sys.executable, "-m", module, url, str(port)])
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise RuntimeError(f"{module} ended with {process.returncode}")
        yield _Served(process, port, perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    """Whether the server answers; whatever it says."""
    try:
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.sendall(_get("/healthz"))
            return bool(wire.recv(1))
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def signed_in(db: Database, person: str, body: str) -> str:
    """The secret of a token of somebody who holds the post of a body."""
    ctx = context(db)
    held = {
        "key": f"{body}:{person}",
        "post": f"{body}-head",
        "person": person,
        "since": date(2024, 1, 1),
        "until": None,
    }
    with db.write() as session:
        if bodies.person_id(session, person) is None:
            names = {"name_en": person, "name_zh": person, "email": f"{person}@office.test", "language": "en"}
            bodies.put_person(session, {"id": person, "slug": person, **names})
            history.append(session, [change("holding", held)], by=BY, at=START, new=True)
    invited = accounts.invite(ctx, person)
    accounts.accept(ctx, invited, accounts.NewPassword(password="a long phrase that nobody guesses 42"))
    _, secret = tokens.make(ctx, "bench", ("read", "write"), 30, person=person)
    return secret


def _most_owed(db: Database) -> tuple[str, list[str]]:
    """The body that answers for the most, and some of its open commitments, which take turns in being updated."""
    open_ = "work IN ('registered', 'in_progress')"
    most = (
        f"SELECT body FROM commitment WHERE {open_} AND body IS NOT NULL GROUP BY body ORDER BY count(*) DESC LIMIT 1"
    )
    with db.read() as session:
        body = str(session.exec_driver_sql(most).scalar_one())
        refs = f"SELECT ref FROM commitment WHERE {open_} AND body = '{body}' ORDER BY ref LIMIT 500"
        return body, list(session.exec_driver_sql(refs).scalars())
