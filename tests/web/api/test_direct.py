import re

import pytest
from fastapi.routing import APIRoute

from tracker.web.api import routes
from tracker.web.api.direct import Direct
from tracker.web.api.operations import PREFIX, Operation

ROUTES = [route for route in routes.router.routes if isinstance(route, APIRoute)]


@pytest.mark.parametrize("operation", routes.OPERATIONS, ids=lambda operation: operation.name)
def test_every_operation_is_found_by_its_address_with_the_values_in_it(operation: Operation) -> None:
    names = re.findall(r"\{([^}]+)\}", operation.address)
    address = re.sub(r"\{([^}]+)\}", r"a \1", operation.address)
    (endpoint,) = (
        route.endpoint
        for route in ROUTES
        if route.path == operation.address and operation.method in (route.methods or ())
    )
    found = _direct().found(address, operation.method)
    assert found == (endpoint, {name: f"a {name}" for name in names})


@pytest.mark.parametrize(
    ("address", "method"),
    [
        (PREFIX, "GET"),
        (f"{PREFIX}/nothing", "GET"),
        (f"{PREFIX}/commitments/", "GET"),
        (f"{PREFIX}/commitments//history", "GET"),
        (f"{PREFIX}/commitments", "DELETE"),
        (f"{PREFIX}/commitments/X-1/history/", "GET"),
        (f"{PREFIX}/commitments/X-1/nothing", "POST"),
    ],
)
def test_what_is_no_operation_goes_the_long_way(address: str, method: str) -> None:
    assert _direct().found(address, method) is None


def _direct() -> Direct:
    async def nowhere(*_: object) -> None:
        raise AssertionError("not asked here")

    return Direct(nowhere, ROUTES)
