"""The browser that the journeys share, and a server for it with the starter register."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import copied_sqlite
from tests.support.browsers import sign_in
from tests.web.conftest import plant
from tracker import bootstrap
from tracker.settings import Settings

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of the system; without one the journeys fail."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("there is no chromium: apt-get install -y chromium fonts-noto-cjk", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the starter register, for the journeys that only look at it; all of a process share one server."""
    found = tmp_path_factory.mktemp("site")
    copied_sqlite("board", plant, found)
    return found


@pytest.fixture(scope="session")
def site(home: Path) -> Iterator[str]:
    """The address of a server with the starter register."""
    with served(home) as address:
        yield address


@pytest.fixture(scope="session")
def secret(home: Path) -> str:
    """The session of somebody in the register office."""
    ctx = bootstrap.open_register(Settings(home=home))
    try:
        return sign_in(ctx)
    finally:
        ctx.db.close()


SERVE = "from tracker.settings import load; from tracker.web.server import serve; serve(load())"


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    """The address of a server with the register in a folder; it must end cleanly and have nothing to say."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{found.getsockname()[1]}"
    environment = {**os.environ, "TRACKER_HOME": str(home), "TRACKER_BIND": place, **settings}
    log = home / "log"
    with log.open("w") as out:
        server = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stdout=out, stderr=out)
        try:
            wait_for(f"http://{place}/healthz", server, log)
            yield f"http://{place}"
        finally:
            server.terminate()
            code = server.wait(60)
    assert (code, log.read_text()) == (0, "")


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers."""
    for _ in range(1_200):
        assert server.poll() is None, log.read_text()
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"{address} does not answer")
