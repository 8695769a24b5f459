"""The starter register and an empty one, on each database in turn."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.support.postgres import Prepare
from tests.support.registers import Register, make_empty, make_starter

Copy = Callable[[str, Prepare], str]


@pytest.fixture
def starter(copied_database: Copy) -> Iterator[Register]:
    with ExitStack() as closing:
        yield Register(copied_database("starter", make_starter), closing)


@pytest.fixture
def empty(copied_database: Copy) -> Iterator[Register]:
    with ExitStack() as closing:
        yield Register(copied_database("empty", make_empty), closing)
