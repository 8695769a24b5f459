"""Only the clock asks the machine for the time, and nothing asks the database for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.files import at, inside, modules, parsed, project_files

THE_CLOCK = "tracker/kit/clock.py"

ASKING = {
    *(f"datetime.datetime.{name}" for name in ("now", "today", "utcnow")),
    "datetime.date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime", "clock_gettime")),
    *(f"{library}.func.{name}" for library in ("sqlalchemy", "sqlalchemy.sql", "sqlmodel")
      for name in ("now", "current_timestamp", "current_date", "current_time", "localtimestamp", "sysdate")),
}  # fmt: skip
ASKING_IN_SQL = re.compile(
    r"\b(current_timestamp|current_date|current_time|localtimestamp|(statement|transaction|clock)_timestamp|now\(\))"
    r"|'now'",
    re.IGNORECASE,
)
SPEAKS_SQL = re.compile(r"\b(select|insert|update|delete|create|default|values|where)\b", re.IGNORECASE)


def test_only_the_clock_asks_the_machine() -> None:
    elsewhere = [
        f"{at(module, node)} {name}"
        for module in modules()
        if inside(module) != THE_CLOCK
        for node, name in asking(parsed(module))
    ]
    assert not elsewhere, f"ask the clock of the context: only {THE_CLOCK} asks the machine"


def test_no_statement_asks_the_database() -> None:
    statements = [statement for module in modules() for statement in strings(module)]
    statements += [
        (inside(file), file.read_text(encoding="utf-8")) for file in project_files() if file.suffix == ".sql"
    ]
    asking_sql = [place for place, text in statements if SPEAKS_SQL.search(text) and ASKING_IN_SQL.search(text)]
    assert not asking_sql, "pass the moment in: the database is not asked for the time"


@pytest.mark.parametrize(
    "source",
    [
        "import datetime as d\nd.datetime.now(d.UTC)",
        "from datetime import datetime as moment\nfield(default_factory=moment.utcnow)",
        "from datetime import date\ndate.today()",
        "from time import time as t\nt()",
        "from sqlalchemy import func\nfunc.now()",
    ],
)
def test_the_rule_finds_what_it_is_for(source: str) -> None:
    assert list(asking(ast.parse(source)))


def test_the_rule_lets_the_clock_of_a_context_be_asked() -> None:
    assert not list(asking(ast.parse("from tracker.kit.clock import Clock\ndef f(clock): return clock.now()")))


def asking(module: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Every place that names one of the forbidden functions, under whatever name it was imported."""
    imported = imported_names(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute | ast.Name):
            first, _, rest = ast.unparse(node).partition(".")
            full = ".".join(filter(None, [imported.get(first, ""), rest]))
            if full in ASKING:
                yield node, full


def imported_names(module: ast.Module) -> dict[str, str]:
    """What each imported name stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def strings(module: Path) -> Iterator[tuple[str, str]]:
    """Every string in a module that is not a docstring, and where it stands."""
    tree = parsed(module)
    explanations = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explanations:
            yield at(module, node), node.value
