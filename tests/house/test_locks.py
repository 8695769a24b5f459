"""The locks name exact versions with hashes, and never where to get them."""

import re
import tomllib

import pytest

from tests.house.files import ROOT

LOCKS = ["requirements.lock", "requirements-dev.lock", "tools/uv.lock"]
REQUIREMENT = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[0-9][^ ;]*)(?P<marker> ; [^\\]+?)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_versions_and_hashes_alone(lock: str) -> None:
    others = [line for line in lines(lock) if not REQUIREMENT.match(line) and not HASH.match(line)]
    assert not others


def test_the_larger_lock_agrees_with_the_smaller() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def test_everything_the_project_names_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    assert plain_names(project["project"]["dependencies"]) <= locked("requirements.lock").keys()
    assert plain_names(groups["build"]) <= locked("requirements.lock").keys()
    assert plain_names(groups["dev"]) <= locked("requirements-dev.lock").keys()


def lines(lock: str) -> list[str]:
    """The lines of a lock."""
    return (ROOT / lock).read_text(encoding="utf-8").splitlines()


def locked(lock: str) -> dict[str, str]:
    """The version of each package in a lock."""
    matches = filter(None, map(REQUIREMENT.match, lines(lock)))
    return {match["name"]: match["version"] for match in matches}


def plain_names(requirements: list[str | dict[str, str]]) -> set[str]:
    """The names of packages, without versions, extras and markers."""
    named = [requirement for requirement in requirements if isinstance(requirement, str)]
    return {re.split(r"[^a-z0-9-]", requirement, maxsplit=1)[0] for requirement in named}
