"""The floor: a bare ASGI application that puts the same questions to the same database by hand, and checks nothing.

``python -m benchmarks.floor DATABASE PORT`` serves it as ``python -m benchmarks.served`` serves the register.
"""

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

from benchmarks import ground, raw
from benchmarks.paging import BY_HAND
from tracker.store import commitments
from tracker.store.database import Database

BARE = b"<!doctype html><html lang=en><title>Bare</title><link rel=icon href=data:,><p>A page of one sentence."
"""What a browser is shown where nothing is asked of anybody."""

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

COUNTS = (
    "SELECT c.body, count(*) FROM body AS top JOIN body AS b ON b.path >= top.path AND b.path < top.path || '~' "
    "JOIN commitment AS c ON c.body = b.slug WHERE top.slug = :unit AND c.clock_day < :day AND c.done_on IS NULL "
    "GROUP BY c.body"
)
SCRATCH = "CREATE TABLE IF NOT EXISTS bench_scratch (id {} PRIMARY KEY, words TEXT)"


class Floor:
    """Answers ``/page``, ``/counts``, ``/bare`` and ``POST /update`` with nothing between the socket and the driver."""

    def __init__(self, url: str) -> None:
        self.db = Database(url)
        self.reader = self.db._reader.connect()
        self.page = raw.by_hand(self.reader, BY_HAND["is:overdue unit:U"])
        self.counts = raw.by_hand(self.reader, COUNTS)
        self.written = 0
        with self.db.write() as session:
            session.exec_driver_sql(SCRATCH.format("INTEGER" if self.db.dialect == "sqlite" else "SERIAL"))

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request in the thread of the server."""
        path = scope["path"]
        if path == "/bare":
            await _answer(send, BARE, b"text/html")
            return
        if path == "/healthz":
            body: dict[str, Any] = {}
        elif path == "/page":
            found = raw.fetch(self.reader, self.page)
            items = [dict(zip(commitments.LISTED, row, strict=True)) for row in found]
            body = {"items": items, "total": len(items)}
        elif path == "/counts":
            body = {"counts": dict(raw.fetch(self.reader, self.counts))}
        else:
            told = json.loads((await receive())["body"])
            self._commit(told["reason"])
            body = {"version": self.written}
        if self.db.dialect == "postgresql":
            self.reader.rollback()
        answer = json.dumps(body, ensure_ascii=False, default=str).encode()
        await _answer(send, answer, b"application/json")

    def _commit(self, words: str) -> None:
        """One row, on the disk before the answer."""
        self.written += 1
        place = "?" if self.db.dialect == "sqlite" else "%s"
        with self.db._writer.begin() as session:
            session.exec_driver_sql(f"INSERT INTO bench_scratch (words) VALUES ({place})", (words,))


async def _answer(send: Send, body: bytes, type_: bytes) -> None:
    headers = [(b"content-type", type_), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def serve(app: Any, port: int) -> None:
    """Serve an application as the register serves its pages."""
    uvicorn.run(
        app, port=port, log_level="warning", access_log=False, server_header=False, proxy_headers=False, lifespan="off"
    )


if __name__ == "__main__":
    ground.unit()
    serve(Floor(sys.argv[1]), int(sys.argv[2]))
