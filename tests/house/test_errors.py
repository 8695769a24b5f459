"""Errors are caught by name."""

import ast

from tests.house.files import at, inside, modules, parsed

# module: why it may catch everything
ALLOWED = {
    "tracker/cli/main.py": "the last resort at the door: kept in a file, told in one line",
    "tracker/scheduler/runner.py": "one job that fails is recorded, and the others go on",
}


def test_nothing_catches_everything() -> None:
    catching = [
        at(module, node)
        for module in modules()
        if inside(module) not in ALLOWED
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node.type)
    ]
    assert not catching, "name the errors that are expected here, and let the others be seen"


def catches_everything(caught: ast.expr | None) -> bool:
    """Say whether a handler takes every error, by itself or among others."""
    if isinstance(caught, ast.Tuple):
        return any(catches_everything(element) for element in caught.elts)
    return caught is None or (isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"})
