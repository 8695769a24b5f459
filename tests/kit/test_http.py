"""The guarded session against a real server: where it does not go, how much it reads, how long it waits."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tracker.kit import http
from tracker.kit.errors import Unavailable
from tracker.kit.http import Guard


class Handler(BaseHTTPRequestHandler):
    hits: list[str]
    headers_seen: list[dict[str, str]]
    inner: str

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.headers_seen.append(dict(self.headers))
        with suppress(OSError):
            if self.path.startswith("/to/"):
                self.send_response(302)
                self.send_header("Location", self.path.removeprefix("/to/").replace("INNER", self.inner))
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif self.path == "/drip-headers":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                self._drip(b"X-A: b\r\n")
            else:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                if self.path == "/packed":
                    self.send_header("Content-Encoding", "gzip")
                self.end_headers()
                if self.path == "/drip":
                    self._drip(b"x")
                else:
                    self.wfile.write(b"x" * 500_000 if self.path == "/big" else b'{"ok": true}')

    def do_POST(self) -> None:
        self.do_GET()

    def _drip(self, piece: bytes) -> None:
        for _ in range(100):
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(0.1)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[type[Handler]]:
    class Here(Handler):
        inner, port = "", 0

    Here.hits, Here.headers_seen = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    server.daemon_threads, server.block_on_close = True, False
    Here.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def inner() -> Iterator[type[Handler]]:
    """A server that nobody may ask."""
    with serving() as found:
        yield found


@pytest.fixture
def outer(inner: type[Handler]) -> Iterator[type[Handler]]:
    """A server that may be asked."""
    with serving() as found:
        found.inner = f"http://127.0.0.1:{inner.port}"
        yield found


def url(server: type[Handler], path: str = "/") -> str:
    return f"http://127.0.0.1:{server.port}{path}"


def guard(server: type[Handler], **more: Any) -> Guard:
    return Guard(trusted=frozenset({("127.0.0.1", server.port)}), **more)


def test_a_place_that_was_named_is_asked(outer: type[Handler], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    answer = http.get(url(outer), guard(outer))
    assert (answer.status, answer.type, answer.mapping()) == (200, "application/json", {"ok": True})
    assert outer.headers_seen[0]["Accept-Encoding"] == "identity" and "Cookie" not in outer.headers_seen[0]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:PORT/",
        "http://localhost:PORT/",
        "http://127.1:PORT/",
        "http://2130706433:PORT/",
        "http://0x7f.1:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/",
        "http://[::1]:PORT/",
        "http://0.0.0.0:PORT/",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.100.100.200/",
        "http://[64:ff9b::7f00:1]/",
        "http://8.8.8.8:22/",
        "http://user:password@8.8.8.8/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/",
        "http://",
        "http://[",
        "http://x:99999/",
        "",
        "http://" + "a" * 70 + ".example/",
        "http://no-such-host.invalid/",
    ],
)
def test_nothing_inside_the_own_network_is_asked(inner: type[Handler], address: str) -> None:
    with pytest.raises(Unavailable):
        http.get(address.replace("PORT", str(inner.port)), Guard(seconds=5.0))
    assert inner.hits == []


def test_a_redirect_leads_nowhere_that_could_not_be_asked_itself(inner: type[Handler], outer: type[Handler]) -> None:
    with pytest.raises(Unavailable, match="not be asked"):
        http.get(url(outer, "/to/INNER/secret"), guard(outer))
    assert inner.hits == [] and outer.hits == ["/to/INNER/secret"]


def test_redirects_are_followed_three_times_and_take_no_header_along(outer: type[Handler]) -> None:
    given = {"Authorization": "Basic c2VjcmV0"}
    assert http.get(url(outer, "/to//to//ok"), guard(outer), headers=given).status == 200
    assert ["Authorization" in headers for headers in outer.headers_seen] == [True, False, False]
    with pytest.raises(Unavailable, match="on and on"):
        http.get(url(outer, "/to//to//to//to//ok"), guard(outer))
    with pytest.raises(Unavailable, match="on and on"):
        http.get(url(outer, "/to//ok"), guard(outer, redirects=0))


def test_what_is_sent_is_not_sent_on(outer: type[Handler]) -> None:
    assert http.post(url(outer), guard(outer), body="a=b", headers={}).status == 200
    with pytest.raises(Unavailable, match="leads on"):
        http.post(url(outer, "/to//ok"), guard(outer), body="a=b", headers={})


def test_a_name_is_looked_up_once_and_what_it_means_then_is_dialled(
    inner: type[Handler], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def rebinding(host: str, port: int, *more: Any) -> Any:
        asked.append(host)
        found = "192.0.2.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, inner.port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(Unavailable, match="not a public address"):
        http.get("http://rebinding.example/", Guard())
    assert asked == ["rebinding.example"] and inner.hits == []


def test_more_than_may_be_read_is_not_read(outer: type[Handler]) -> None:
    with pytest.raises(Unavailable, match="more than 1000 bytes"):
        http.get(url(outer, "/big"), guard(outer, most=1000))
    assert len(http.get(url(outer, "/big"), guard(outer)).body) == 500_000


def test_what_was_packed_without_being_asked_for_is_not_unpacked(outer: type[Handler]) -> None:
    with pytest.raises(Unavailable, match="encoding"):
        http.get(url(outer, "/packed"), guard(outer))


@pytest.mark.parametrize("path", ["/drip", "/drip-headers"])
def test_a_server_that_drips_is_given_up_when_the_time_is_over(outer: type[Handler], path: str) -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable, match="too long"):
        http.get(url(outer, path), guard(outer, seconds=0.5))
    assert time.monotonic() - began < 3


def test_a_server_that_is_silent_under_tls_is_given_up_too() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        began = time.monotonic()
        with pytest.raises(Unavailable):
            http.get(f"https://127.0.0.1:{port}/", Guard(trusted=frozenset({("127.0.0.1", port)}), seconds=0.5))
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 200_000, b"null"])
def test_what_is_no_json_object_is_told(body: bytes) -> None:
    with pytest.raises(Unavailable):
        http.Answer(200, "application/json", body).mapping()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        *[
            (address, False)
            for address in [
                "127.0.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.100.100.200",
                "192.0.0.9",
                "192.0.0.170",
                "198.18.0.1",
                "203.0.113.5",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "0.0.0.0",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::7f00:1",
                "2002:7f00:1::",
                "fe80::1%eth0",
                "fec0::1",
                "fc00::1",
                "ff02::1",
                "2001:db8::1",
                "5f00::1",
                "100::1",
            ]
        ],
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert http.is_public(address) is public
