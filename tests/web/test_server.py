"""Serving: a port that is taken is told in one line, and a signal ends it cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tracker import bootstrap
from tracker.kit.errors import NotFound, Unavailable
from tracker.settings import Settings
from tracker.web.server import serve

SERVE = "from tracker.settings import load; from tracker.web.server import serve; serve(load())"


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(Unavailable) as told:
            serve(Settings(home=tmp_path, bind=place))
    assert place in str(told.value)
    assert "TRACKER_BIND" in str(told.value.hint)


def test_without_a_register_nothing_is_served(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        serve(Settings(home=tmp_path, bind=f"127.0.0.1:{free_port()}"))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0(tmp_path: Path, sign: signal.Signals) -> None:
    bootstrap.make_register(Settings(home=tmp_path), sandbox=False)
    bind = f"127.0.0.1:{free_port()}"
    environment = {**os.environ, "TRACKER_HOME": str(tmp_path), "TRACKER_BIND": bind}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_for(f"http://{bind}/healthz", process)
        process.send_signal(sign)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, out, err) == (0, "", "")


def wait_for(address: str, process: subprocess.Popen[str]) -> None:
    """Wait until the server answers."""
    for _ in range(1_200):
        assert process.poll() is None, process.communicate()
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{address} does not answer")
