"""Work done by a process of its own that kills itself, as ``kill -9`` does, when it comes to a named point.

The processes are forks of one that has imported what the work needs and opened nothing: it saves a second or two each.
"""

import atexit
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tracker.kit import points

ROOT = Path(__file__).parents[2]


class Child:
    """A process at work; ``status`` is as of ``Popen.returncode``, None while it runs."""

    def __init__(self, work: str, *given: str, env: Mapping[str, str] | None = None, **dying: Any) -> None:
        """Do ``work`` (``module:function``, given strings) in a process; ``dying``: ``point`` and ``time``."""
        self._pid = int(_ask(do="start", work=work, given=given, env=dict(env or {}), **dying)["pid"])
        self.status: int | None = None
        self.said = ""

    def poll(self) -> int | None:
        """Whether it has ended, and how."""
        return self._look("poll")

    def wait(self) -> int:
        """Wait until it has ended."""
        status = self._look("wait")
        assert status is not None
        return status

    def kill(self) -> None:
        """Kill it, where it still runs."""
        if self.poll() is None:
            os.kill(self._pid, signal.SIGKILL)
            self.wait()

    def _look(self, do: str) -> int | None:
        if self.status is None:
            answer = _ask(do=do, pid=self._pid)
            self.status, self.said = answer["status"], answer["said"]
        return self.status


def killed_at(point: str, work: str, *given: str, time: int = 1, env: Mapping[str, str] | None = None) -> None:
    """Run ``work`` (``module:function``, given strings) until it comes to ``point`` for the ``time``-th time.

    Fails where the process ends in any other way than by being killed there.
    """
    assert point in points.POINTS
    child = Child(work, *given, env=env, point=point, time=time)
    assert child.wait() == -signal.SIGKILL, f"{work} did not come to {point}: {child.status}\n{child.said}"


def _ask(**task: Any) -> dict[str, Any]:
    parent = _parent()
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(json.dumps(task) + "\n")
    parent.stdin.flush()
    answer: dict[str, Any] = json.loads(parent.stdout.readline())
    return answer


@cache
def _parent() -> subprocess.Popen[str]:
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.support.killing"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(parent.communicate)  # its input ends, and so does it
    return parent


def die_at(point: str, time: int) -> None:
    """Have this process kill itself when it comes to ``point`` for the ``time``-th time."""
    left = time

    def listener(reached: str) -> None:
        nonlocal left
        if reached == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    points.listen(listener)


class Parent:
    """The process that forks: starts what it is asked for, and tells how it ended."""

    def __init__(self) -> None:
        self._said: dict[int, Any] = {}

    def answer(self, task: dict[str, Any]) -> dict[str, Any]:
        """Do what a line asks for."""
        if task["do"] == "start":
            return {"pid": self._start(task)}
        pid, status = os.waitpid(task["pid"], os.WNOHANG if task["do"] == "poll" else 0)
        if not pid:
            return {"status": None, "said": ""}
        with self._said.pop(pid) as said:
            said.seek(0)
            return {"status": os.waitstatus_to_exitcode(status), "said": said.read().decode(errors="replace")}

    def _start(self, task: dict[str, Any]) -> int:
        module, _, name = task["work"].partition(":")
        work = getattr(importlib.import_module(module), name)
        said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the child has ended
        child = os.fork()
        if child == 0:
            os._exit(_do(task, work, said.fileno()))
        self._said[child] = said
        return child


def _do(task: dict[str, Any], work: Callable[..., object], said: int) -> int:
    os.dup2(said, sys.stdout.fileno())
    os.dup2(said, sys.stderr.fileno())
    os.environ.update(task["env"])
    if "point" in task:
        die_at(task["point"], task["time"])
    try:
        work(*task["given"])
    except BaseException:  # noqa: BLE001 - the test that asked for it tells
        traceback.print_exc()
        return 1
    return 0


def serve() -> None:
    """Answer every line that is read."""
    parent = Parent()
    for line in sys.stdin:
        print(json.dumps(parent.answer(json.loads(line))), flush=True)  # noqa: T201 - the tests read it


if __name__ == "__main__":
    serve()
