"""The API keeps to what its document says, whatever is sent: a few generated requests here, thousands by make fuzz.

The long run goes round by round over all addresses, so that one cut short has asked of each of them about as often.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from schemathesis.schemas import APIOperation

from tests.conftest import copied_sqlite
from tests.support.browsers import OFFICER
from tests.web.api import contract
from tests.web.conftest import NOW, plant
from tracker import bootstrap
from tracker.services import accounts, tokens
from tracker.settings import Settings
from tracker.web.api.openapi import document
from tracker.web.api.routes import OPERATIONS
from tracker.web.app import create_app

FEW, MANY, ROUNDS = 2, 500, 20
"""Requests of each address in a round: a few in make test, and 20 rounds of 500 in make fuzz, which makes 10,000."""

FUZZING = settings().max_examples > 1_000


class Hasty:
    """A clock that goes on by a minute whenever it is looked at, so that nobody has tried too often."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@dataclass(frozen=True)
class Served:
    """The operations of an application, and a token that may do everything there."""

    operations: Mapping[str, APIOperation]
    headers: Mapping[str, str]


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Served]]:
    """The starter register, served anew for every round: what was changed in one does not make the next poorer."""
    served: dict[int, Served] = {}
    with ExitStack() as closing:

        def serving(number: int) -> Served:
            if number not in served:
                served.clear()
                served[number] = _served(tmp_path_factory.mktemp("contract"), closing)
            return served[number]

        yield serving


def _served(home: Path, closing: ExitStack) -> Served:
    known = Settings(database_url=copied_sqlite("board", plant, home), home=home, base_url=contract.HERE)
    ctx = bootstrap.open_register(known, clock=Hasty(NOW))
    closing.callback(ctx.db.close)
    accounts.enable(ctx, OFFICER)
    secret = tokens.make(ctx, "fuzz", ["read", "write", "admin"], 365, person=OFFICER)[1]
    schema = contract.schema_of(create_app(ctx, settings=known))
    return Served(contract.operations(schema), {"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("name", contract.NAMES)
@pytest.mark.parametrize("number", range(ROUNDS if FUZZING else 1))  # the one that stands nearest varies slowest
@pytest.mark.hypothesis
def test_every_answer_is_one_that_the_document_promises(serve: Callable[[int], Served], name: str, number: int) -> None:
    served = serve(number)
    operation = served.operations[name]

    @settings(
        max_examples=MANY if FUZZING else FEW,
        derandomize=not FUZZING,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(contract.cases(operation, contract.KNOWN))
    def asked(case: contract.Case) -> None:
        case.call_and_validate(headers=dict(served.headers))

    asked()


def test_the_document_is_openapi_3_1_and_describes_every_address() -> None:
    from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

    found = document(OPERATIONS)
    assert not list(OPENAPI_31_VALIDATOR.iter_errors(found))
    described = {(method.upper(), path) for path, methods in found["paths"].items() for method in methods}
    assert described == {(operation.method, operation.address) for operation in OPERATIONS}
    ids = [operation["operationId"] for methods in found["paths"].values() for operation in methods.values()]
    assert len(set(ids)) == len(ids)
    for schema in found["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)
