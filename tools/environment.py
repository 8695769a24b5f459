"""The environment in ``.venv``: the packages of a hash-checked lock, and the project itself in editable form.

The standard library alone is used: on a bare Debian there is no venv package, no compiler, and pip may only write into
folders of its own. So pip fetches uv into ``.tools``, and uv does the rest; where uv does not run, pip does it too.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
LOG = TOOLS / "bootstrap.log"
LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
UV_LOCK = ROOT / "tools" / "uv.lock"

WAYS = ("uv", "pip")
PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "2"]

# pip's names for where packages come from, and uv's names for the same.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
}

# What uv and pip print, and what it means to whoever called make.
KNOWN_CAUSES = {
    "No module named pip": "this Python has no pip; install the package python3-pip",
    "NewConnectionError": "the package index cannot be reached",
    "ConnectTimeoutError": "the package index cannot be reached",
    "ProxyError": "the package index cannot be reached through the proxy",
    "error sending request": "the package index cannot be reached",
    "No space left on device": "the disk is full",
}

Command = list[str | Path]
Environment = dict[str, str]


class Failed(Exception):  # noqa: N818 - as the five of kit/errors.py
    """A step did not work; the text is one line for a person."""


def main(arguments: list[str]) -> int:
    """Bring ``.venv`` up to date; returns the exit code (2: wrong usage, 1: it could not be done)."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        return complain("say which environment: runtime or dev.", code=2)
    if is_current(arguments[0]):
        return 0
    TOOLS.mkdir(exist_ok=True)
    with one_at_a_time():
        try:
            bring_up_to_date(arguments[0])
        except Failed as failure:
            return complain(f"{failure} (the whole output is in {LOG.relative_to(ROOT)})")
    return 0


def complain(sentence: str, code: int = 1) -> int:
    """Say one line on standard error and give back the exit code."""
    print(f"install: {sentence}", file=sys.stderr)
    return code


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other call is changing the environment."""
    with (TOOLS / "bootstrap.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# What is installed, and what ought to be


def is_current(kind: str) -> bool:
    """Say whether ``.venv`` already holds this environment, or the larger one, as the files describe it."""
    stamp = read_stamp()
    held = stamp.get("kind", "")
    return PYTHON.exists() and held in {kind, "dev"} and stamp == wanted(held)


def wanted(kind: str) -> dict[str, str]:
    """Describe an environment: where it is, by which Python, from which lock, with which version of the project."""
    return {
        "kind": kind,
        "root": str(ROOT),  # scripts in an environment hold its address, so a copied folder needs a new one
        "python": "{}.{}".format(*sys.version_info),
        "lock": digest([LOCKS["runtime"], LOCKS[kind]]),
        "project": digest(
            [
                ROOT / "pyproject.toml",
                ROOT / "hatch_build.py",
                ROOT / "tracker" / "__init__.py",
                *sorted(ROOT.glob("tracker/locale/*/LC_MESSAGES/*.po")),
            ]
        ),
    }


def digest(files: Iterable[Path]) -> str:
    """Hash the names and contents of files."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def read_stamp() -> dict[str, str]:
    """Read what the last complete installation wrote down; empty where there was none."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def bring_up_to_date(kind: str) -> None:
    """Install what differs from the stamp; raises Failed."""
    stamp = read_stamp()
    if stamp.get("kind") == "dev":
        kind = "dev"  # a smaller request does not take the test tools away
    target = wanted(kind)
    if PYTHON.exists() and stamp == target:
        return  # somebody else did it while this call waited
    LOG.write_text("")
    same_place = PYTHON.exists() and all(stamp.get(name) == target[name] for name in ("root", "python"))
    if not same_place and VENV.exists():
        shutil.rmtree(VENV)
    STAMP.unlink(missing_ok=True)
    print(f"install: {LOCKS[kind].name} into .venv …", flush=True)
    install(kind, packages=not same_place or any(stamp.get(name) != target[name] for name in ("kind", "lock")))
    STAMP.write_text(json.dumps(target, indent=1))


def install(kind: str, *, packages: bool) -> None:
    """Install the locked packages if asked to, then the project itself, with uv or else with pip alone."""
    way = os.environ.get("TRACKER_BOOTSTRAP", "uv")
    if way not in WAYS:
        raise Failed(f"TRACKER_BOOTSTRAP is uv or pip, not {way!r}")
    try:
        installer, environment = (packages_by_uv if way == "uv" else packages_by_pip)(kind, wanted=packages)
    except Failed as failure:
        if way == "pip":
            raise
        print(f"install: {failure}; trying with pip alone …", flush=True)
        installer, environment = packages_by_pip(kind, wanted=True)
    project: Command = ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    run([*installer, *project], environment, "install the project itself")


# With uv: seconds


def packages_by_uv(kind: str, *, wanted: bool) -> tuple[Command, Environment]:
    """Install the lock by uv, fetched into ``.tools``; gives the command that installs more, or raises Failed."""
    uv, environment, flags = fetch_uv()
    flags += ["--quiet", "--python", PYTHON]
    if not PYTHON.exists():
        run([uv, "venv", "--quiet", "--python", sys.executable, VENV], environment, "make .venv")
    if wanted:
        lock = LOCKS[kind]
        run([uv, "pip", "sync", *flags, "--require-hashes", lock], environment, f"install {lock.name}")
    return [uv, "pip", "install", *flags, "--reinstall"], environment


def fetch_uv() -> tuple[Path, Environment, Command]:
    """Have the locked uv in ``.tools``; gives the program, the environment and the flags to call it with."""
    uv = TOOLS / "bin" / "uv"
    mark = TOOLS / "uv.sha256"
    if not uv.exists() or not mark.exists() or mark.read_text() != digest([UV_LOCK]):
        where: Command = ["--target", TOOLS, "--upgrade", "--only-binary", ":all:", "--no-deps", "--require-hashes"]
        run([sys.executable, *PIP, "install", *where, "--requirement", UV_LOCK], dict(os.environ), "fetch uv")
        mark.write_text(digest([UV_LOCK]))
    settings = pip_settings()
    flags: Command = ["--no-index"] if settings.get("no-index", "").lower() in {"1", "true", "yes", "on"} else []
    return uv, uv_environment(settings), flags


def pip_settings() -> dict[str, str]:
    """Read pip's configuration from its files and the environment, the later in pip's own order winning."""
    listing = run([sys.executable, *PIP, "config", "list"], dict(os.environ), "read pip's configuration")
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in found:
            found[section][name] = value.strip("'\"").replace("\\n", " ").strip()
    return found["global"] | found["install"] | found[":env:"]


def uv_environment(settings: dict[str, str]) -> Environment:
    """Say in uv's names what pip is told about indexes, since uv does not read pip's configuration."""
    said = {"UV_PYTHON_DOWNLOADS": "never"}
    for name, variable in UV_NAMES.items():
        if value := settings.get(name):
            said[variable] = ",".join(value.split()) if name == "find-links" else value
    if "UV_INDEX" in said:
        # As pip does: any index may hold the file. The hashes decide what is taken.
        said["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return said | dict(os.environ)


# With pip alone: for a machine on which uv does not run


def packages_by_pip(kind: str, *, wanted: bool) -> tuple[Command, Environment]:
    """Install the lock by pip into a fresh environment; gives the command that installs more, or raises Failed."""
    environment = dict(os.environ)
    installer: Command = [sys.executable, *PIP, "--python", PYTHON, "install", "--quiet", "--no-warn-script-location"]
    if wanted:
        run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], environment, "make .venv")
        lock = LOCKS[kind]
        run([*installer, "--no-deps", "--require-hashes", "--requirement", lock], environment, f"install {lock.name}")
    return installer, environment


def run(command: Command, environment: Environment, what: str) -> str:
    """Run a program and give back what it printed; raises Failed with the gist of it where it fails."""
    try:
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Failed(f"could not {what}: {error}") from error
    with LOG.open("a") as log:
        log.write(f"== {what}\n{done.stdout}{done.stderr}\n")
    if done.returncode:
        raise Failed(f"could not {what}: {gist(done.stdout + done.stderr)}")
    return done.stdout


def gist(output: str) -> str:
    """Pick the line that tells most from what uv or pip printed."""
    for sign, meaning in KNOWN_CAUSES.items():
        if sign in output:
            return meaning
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for sign in ("ERROR:", "error:", "×", "Caused by:"):
        for line in lines:
            if sign in line:
                return line.partition(sign)[2].strip()
    return lines[-1] if lines else "it printed nothing"
