"""A provider of single sign-on on the loopback address: real HTTP, real keys, and every way of going wrong.

It signs in ``Person`` at once, without a page of its own. What is wrong about its next answers stands in ``faults``.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "register", "a secret of the client"
KEY = RSAKey.generate_key(2048, {"kid": "k1"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "k1"})


@dataclass
class Provider:
    """What it says, whom it signs in, and what was asked of it."""

    issuer: str
    now: float
    claims: dict[str, Any] = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)
    elsewhere: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def configuration(self) -> dict[str, Any]:
        """What it publishes about itself."""
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        if "calls itself otherwise" in self.faults:
            found["issuer"] = "https://other.example"
        if "names an internal address" in self.faults:
            found["token_endpoint"] = f"{self.elsewhere}/token"
        if "names no address" in self.faults:
            found["jwks_uri"] = "javascript:alert(1)"
        return found

    def token(self, asked: dict[str, str]) -> str:
        """The ID token for an attempt, with what is wrong about it."""
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": int(self.now),
            "exp": int(self.now) + 300,
            "nonce": asked["nonce"],
            "email": "register.office@tracker.example",
            "email_verified": True,
            **self.claims,
        }
        said = {name: value for name, value in said.items() if value is not None}
        if "signs nothing" in self.faults:
            head, _, body = jwt.encode({"alg": "RS256"}, said, KEY).partition(".")
            head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
            return f"{head}.{body.partition('.')[0]}."
        if "signs with its public key" in self.faults:
            shared = OctKey.import_key(json.dumps(KEY.as_dict(private=False)).encode())
            return jwt.encode({"alg": "HS256", "kid": "k1"}, said, shared)
        key = OTHER_KEY if "signs with another key" in self.faults else KEY
        return jwt.encode({"alg": "RS256", "kid": "k1"}, said, key)


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, _single(urlsplit(self.path).query)
        self.provider.asked.append(path)
        if path == "/authorize":
            code = secrets.token_urlsafe(8)
            self.provider.codes[code] = query
            back = urlencode({"code": code, "state": query["state"]})
            self._send(302, b"", Location=f"{query['redirect_uri']}?{back}")
        elif path == "/keys":
            self._send(200, json.dumps({"keys": [KEY.as_dict(private=False)]}).encode())
        elif path == "/.well-known/openid-configuration":
            self._configuration()
        else:
            self._send(404, b"{}")

    def _configuration(self) -> None:
        faults = self.provider.faults
        if "leads elsewhere" in faults:
            self._send(302, b"", Location=f"{self.provider.elsewhere}/inner")
        elif "is huge" in faults:
            self._send(200, b'{"x": "' + b"x" * 3_000_000 + b'"}')
        elif "is broken" in faults:
            self._send(500, b"<h1>Traceback</h1>")
        elif "speaks no JSON" in faults:
            self._send(200, b"[" * 100_000)
        else:
            self._send(200, json.dumps(self.provider.configuration()).encode())

    def do_POST(self) -> None:
        self.provider.asked.append(urlsplit(self.path).path)
        form = _single(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = self.provider.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {basic}":
            self._send(401, b'{"error": "invalid_client"}')
        elif "leads the code elsewhere" in self.provider.faults:
            self._send(307, b"", Location=f"{self.provider.elsewhere}/token")
        elif asked is None or asked != {
            **asked,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "redirect_uri": form["redirect_uri"],
        }:
            self._send(400, b'{"error": "invalid_grant"}')
        else:
            answer = {"access_token": "x", "token_type": "Bearer", "id_token": self.provider.token(asked)}
            self._send(200, json.dumps(answer).encode())

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        with suppress(OSError):  # who asked may have had enough
            self.send_response(status)
            said = {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
            for name, value in said.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, strict_parsing=bool(query)).items()}


@contextmanager
def served(now: float) -> Iterator[Provider]:
    """A provider on a port of its own, whose clock stands at ``now`` (seconds since 1970)."""

    class Handler(_Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.provider = Provider(f"http://127.0.0.1:{server.server_port}", now)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Handler.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
