"""Generated requests against a register with real records: what every answer must keep to, whatever was sent."""

from collections.abc import Mapping
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema

from tracker.web.api.routes import OPERATIONS

REFUSED_BY_RULES = ["2xx", "3xx", "401", "403", "404", "409", "412", "422", "428", "429", "503"]
"""What may become of a request of the right form: its words may be no query, its move not allowed, its record gone."""

CONFIG: Mapping[str, Any] = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": REFUSED_BY_RULES},
        "negative_data_rejection": {"expected-statuses": [*REFUSED_BY_RULES[2:], "400", "405", "413", "415"]},
    },
}

KNOWN: Mapping[str, list[str]] = {
    "ref": ["SF-001-003", "MEE-FIN-124", "HLJ-2024-001"],
    "key": ["SF-001-003.E1", "MEE-FIN-124.Q1", "HLJ-2024-001.O1"],
    "slug": ["mee", "mee-office", "hlj-2024", "central", "heilongjiang"],
    "person": ["sample-central-inspection"],
    "token": ["0123456789ab"],
    "session": ["0123456789ab"],
    "programme": ["hlj-2024", "mee-finance-industry"],
    "body": ["mee", "heilongjiang"],
    "into": ["mee"],
    "parent": ["central"],
    "post": ["mee-office"],
    "acceptor": ["central-inspection"],
    "supervisor": ["central-inspection"],
    "publisher": ["mee"],
    "old": ["sample-central-inspection"],
    "new": ["sample-register-officer"],
    "work": ["in_progress", "reported_done", "draft", "registered"],
    "kind": ["task", "tally"],
    "closing": ["simple", "verified"],
    "policy": ["end-of-period"],
    "value": ["12", "3.5"],
    "due_words": ["2026年12月31日前", "by the end of 2026"],
    "url": ["https://example.org/report.pdf"],
}
"""Member or part of an address → values that the starter register knows."""

NAMES = sorted(operation.name for operation in OPERATIONS if operation.path != "/openapi.json")
"""The operations, but for the address of the document, which schemathesis reads to know the others."""

HERE = "http://testserver"
"""Where schemathesis reaches an application in its own process."""


def schema_of(app: FastAPI) -> BaseSchema:
    """The API as its document describes it."""
    config = schemathesis.Config.from_dict(dict(CONFIG))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)


def operations(schema: BaseSchema) -> Mapping[str, APIOperation]:
    """Its operations by their ids."""
    found = (result.ok() for result in schema.get_all_operations())
    return {operation.definition.raw["operationId"]: operation for operation in found}


@st.composite
def cases(draw: st.DrawFn, operation: APIOperation, known: Mapping[str, list[str]]) -> Case:
    """Requests for one operation: of the right form and of a wrong one, about what there is and what there is not."""
    mode = GenerationMode.POSITIVE if draw(st.integers(0, 3)) else GenerationMode.NEGATIVE
    if not (operation.query or operation.body or operation.path_parameters):
        mode = GenerationMode.POSITIVE
    names = [parameter.name for parameter in operation.path_parameters]
    if mode is GenerationMode.NEGATIVE or draw(st.integers(0, 3)) == 0:
        return draw(operation.as_strategy(mode))
    path = {name: draw(st.sampled_from(known[name])) for name in names}
    case: Case = draw(operation.as_strategy(mode, path_parameters=path))
    if isinstance(case.body, dict):
        for name in sorted(set(case.body) & set(known)):
            if isinstance(case.body[name], str) and draw(st.booleans()):
                case.body[name] = draw(st.sampled_from(known[name]))
    if draw(st.booleans()) and any(parameter.name == "If-Match" for parameter in operation.headers):
        case.headers["If-Match"] = "*"
    return case
