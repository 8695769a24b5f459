"""Small modules and functions, each of them named and explained."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.files import ROOT, at, inside, modules, parsed, project_files

MOST_LINES_OF_A_MODULE = 300
MOST_LINES_OF_A_FUNCTION = 60
EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "core", "misc"}

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def own_python() -> Iterator[Path]:
    """The product's modules, and what builds and measures it."""
    yield from modules()
    yield from (file for file in project_files() if file.suffix == ".py" and inside(file).startswith("benchmarks/"))
    yield from sorted(ROOT.glob("tools/*.py"))
    yield ROOT / "hatch_build.py"


def test_modules_are_short() -> None:
    lengths = {inside(file): len(file.read_text(encoding="utf-8").splitlines()) for file in own_python()}
    too_long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_MODULE}
    assert not too_long, f"modules over {MOST_LINES_OF_A_MODULE} lines: is each of them one thing?"


def test_functions_are_short() -> None:
    too_long = [
        f"{at(file, node)} {node.name}: {lines} lines"
        for file in own_python()
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    ]
    assert not too_long, f"functions over {MOST_LINES_OF_A_FUNCTION} lines"


def test_names_say_what_is_inside() -> None:
    empty = [inside(file) for file in own_python() if EMPTY_NAMES & set(Path(inside(file)).with_suffix("").parts)]
    assert not empty, f"no module is called one of {sorted(EMPTY_NAMES)}"


def test_every_module_says_what_it_is() -> None:
    silent = [inside(file) for file in own_python() if not ast.get_docstring(parsed(file))]
    assert not silent, "modules without a docstring"


def test_everything_public_says_what_it_does() -> None:
    silent = [
        f"{at(file, node)} {node.name}"
        for file in own_python()
        for node in public_definitions(parsed(file))
        if not ast.get_docstring(node)
    ]
    assert not silent, "public functions and classes without a docstring"


def public_definitions(scope: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    """What others may use: of a module and of its public classes, but not what lives inside a function."""
    for node in scope.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            if not is_variant(node):
                yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node)


def is_variant(node: Definition) -> bool:
    """Say whether this only adds to something explained elsewhere: an overload, a setter, or a declared override."""
    decorators = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return bool(decorators & {"overload", "setter", "deleter", "override"})
