"""The contracts between floors cover the modules they are meant for, also those that came later."""

import tomllib
from typing import Any

from tests.house.files import ROOT

# Told everything and asking nobody, wherever they live; not all of them need exist yet.
PURE = [
    "tracker.domain",
    "tracker.query",
    "tracker.rules.closing",
    "tracker.rules.engine",
    "tracker.rules.schema",
    "tracker.notifications.messages",
]
# The floor below the services, which pages and commands reach through them alone.
BEHIND_SERVICES = [
    "tracker.store",
    "tracker.notifications",
    "tracker.sources",
    "tracker.exchange",
    "tracker.capture",
    "tracker.rules",
    "tracker.seeds",
]


def test_every_pure_module_is_under_the_contract() -> None:
    assert set(contract("Pure core")["source_modules"]) == {module for module in PURE if exists(module)}


def test_doors_reach_nothing_behind_the_services() -> None:
    assert set(contract("Doors")["forbidden_modules"]) == {module for module in BEHIND_SERVICES if exists(module)}


def contract(beginning: str) -> dict[str, Any]:
    """The contract whose name begins like this."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts: list[dict[str, Any]] = tools["importlinter"]["contracts"]
    return next(each for each in contracts if each["name"].startswith(beginning))


def exists(module: str) -> bool:
    """Say whether the project has this module or package."""
    path = ROOT.joinpath(*module.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()
