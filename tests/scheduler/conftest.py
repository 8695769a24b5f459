"""Registers on each database in turn, as the tests of the services have them, ready for recorded work."""

import pytest

from tests.services.conftest import empty, starter
from tests.support.jobs import make_effects
from tests.support.registers import SEEDED_AT, Register
from tracker.services.context import Context

__all__ = ["ctx", "empty", "starter"]


@pytest.fixture
def ctx(empty: Register) -> Context:
    """An empty register in which recorded work can write; Monday 2 June 2025, 09:00 in Shanghai."""
    found = empty.at(SEEDED_AT)
    make_effects(found)
    return found
