"""OpenAPI 3.1 of the API, made from the same table as its routes: every address, body, answer and error."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from tracker import __version__
from tracker.domain.rights import RIGHT_WORDS, Right
from tracker.web.api import strict
from tracker.web.api.operations import Body, Operation
from tracker.web.api.problems import MEDIA_TYPE
from tracker.web.api.schema_problem import Problem

Json = dict[str, Any]

WHERE = "#/components/schemas/{model}"
DAY = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

STATUSES: Mapping[int, str] = {
    304: "What you have still holds.",
    400: "The request cannot be read.",
    401: "Nobody is signed in, or the token is void.",
    403: "You may not do that.",
    404: "It is not in the register, or not for you to see.",
    409: "It stands otherwise than the change needs, or was changed in the meantime.",
    412: "It was changed in the meantime: another version than that of If-Match.",
    413: "More was sent than this address takes.",
    415: "The body is not of the right media type.",
    422: "Something in the request is wrong; the errors say what.",
    428: "The version is missing on which the change was prepared.",
    429: "Too many tries; Retry-After says when.",
    500: "A fault of the program.",
    503: "The register does not answer just now.",
}

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Repeats of a request with the same key are made once, and answered alike for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
}
CONDITION = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of what was seen; the change is refused (412) where it has moved on.",
    "schema": {"type": "string", "pattern": r'^("[1-9][0-9]{0,8}(-[0-9a-f]{12})?"|\*)$'},
}
IF_NONE = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of what one has; where it still holds, the answer is 304.",
    "schema": {"type": "string", "pattern": r'^("[0-9a-f-]{1,30}"|\*)$'},
}


def document(operations: Iterable[Operation]) -> Json:
    """The whole document."""
    known = tuple(operations)
    paths: Json = {}
    for operation in known:
        paths.setdefault(operation.address, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Commitment Tracker",
            "version": __version__,
            "description": "A register of public commitments that watches itself. Guide: docs/guide/api.md.",
        },
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "tags": [{"name": tag} for tag in sorted({operation.tag for operation in known})],
        "paths": paths,
        "components": {
            "schemas": _schemas(known),
            "responses": {str(status): _problem(status) for status in STATUSES if status >= 400},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A token, which begins with ct_."},
                "session": {"type": "apiKey", "in": "cookie", "name": "session", "description": "A browser's session."},
            },
        },
    }


def _operation(operation: Operation) -> Json:
    found: Json = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": f"For whoever may {RIGHT_WORDS[operation.right]}; scope “{operation.scope}”.",
        "parameters": _parameters(operation),
        "responses": _responses(operation),
    }
    if operation.right is Right.ENTER:
        found["security"] = []
    if operation.body is not None and (operation.body.fields or not operation.upload):
        found["requestBody"] = _request(operation)
    return found


def _parameters(operation: Operation) -> list[Json]:
    names = re.findall(r"\{([^}]+)\}", operation.path)
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 200}}
        for name in names
    ]
    for parameter in operation.query:
        schema = dict(parameter.schema)
        found.append({"name": parameter.name, "in": "query", "description": parameter.meaning, "schema": schema})
    if operation.method == "POST":
        found.append(KEY)
    if operation.versioned:
        found.append(CONDITION)
    if operation.name == "show_commitment":
        found.append(IF_NONE)
    return found


def _request(operation: Operation) -> Json:
    body = operation.body
    if body is None:
        return {}
    media_type = "multipart/form-data" if operation.upload else "application/json"
    schema = _body(body)
    if operation.upload:
        schema["properties"]["file"] = {"type": "string", "format": "binary"}
        schema["required"] = [*schema.get("required", ()), "file"]
    return {"required": bool(schema.get("required")), "content": {media_type: {"schema": schema}}}


def _body(body: Body) -> Json:
    """The schema of a body: that of the command, with the members that may be sent."""
    whole = _command(body.command)
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _member(body.command, name, whole["properties"][name]) for name in body.fields},
        "required": [name for name in whole.get("required", ()) if name in body.fields],
    }


def _member(command: type[BaseModel], name: str, schema: Json) -> Json:
    if not strict.is_name(command, name):
        found: Json = _day(schema)
        return found
    word = {"type": "string", "minLength": 1}
    return {"anyOf": [word, {"type": "null"}], "default": None} if "anyOf" in schema else word


@lru_cache(maxsize=128)
def _command(command: type[BaseModel]) -> Json:
    return command.model_json_schema(ref_template=WHERE)


def _day(schema: Any) -> Any:
    """A schema in which days are said as strictly as they are read, and words without the members that only confuse."""
    if isinstance(schema, dict):
        if schema.get("format") == "date":
            return {**DAY, **{name: value for name, value in schema.items() if name not in DAY}}
        return {name: _day(value) for name, value in schema.items() if name != "title" or not isinstance(value, str)}
    return [_day(value) for value in schema] if isinstance(schema, list) else schema


def _responses(operation: Operation) -> Json:
    is_json = operation.media_type == "application/json"
    media: Json = {"schema": {"type": "object"} if is_json else {"type": "string", "format": "binary"}}
    if operation.answer is not None:
        media = {"schema": {"$ref": WHERE.format(model=operation.answer.__name__)}}
    done: Json = {"description": "Done." if operation.changes else "Found.", "content": {operation.media_type: media}}
    headers = {name: {"description": what, "schema": {"type": "string"}} for name, what in _headers(operation)}
    if headers:
        done["headers"] = headers
    found: Json = {str(operation.status): done}
    if operation.name == "show_commitment":
        found["304"] = {"description": STATUSES[304]}
    for status in sorted(_statuses(operation)):
        found[str(status)] = {"$ref": f"#/components/responses/{status}"}
    return found


def _headers(operation: Operation) -> Iterable[tuple[str, str]]:
    if operation.versioned or operation.name == "show_commitment":
        yield "ETag", "The version, for If-Match."
    if operation.changes:
        yield "Idempotency-Replayed", "Said where the answer is that of the first time."


def _statuses(operation: Operation) -> set[int]:
    found = {400, 422, 500, 503, *operation.problems}
    if operation.right is not Right.ENTER:
        found |= {401, 403, 429}
    if operation.changes:
        found |= {409, 413, 415}
    return found


def _problem(status: int) -> Json:
    schema = {"$ref": WHERE.format(model=Problem.__name__)}
    found: Json = {"description": STATUSES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
    headers = {401: "WWW-Authenticate", 429: "Retry-After"}
    if status in headers:
        found["headers"] = {headers[status]: {"schema": {"type": "string"}}}
    return found


def _schemas(operations: tuple[Operation, ...]) -> Json:
    answers = sorted({operation.answer for operation in operations if operation.answer} | {Problem}, key=_name)
    _, found = models_json_schema([(answer, "serialization") for answer in answers], ref_template=WHERE)
    schemas: Json = dict(found["$defs"])
    for operation in operations:
        if operation.body is not None:
            schemas.update(_command(operation.body.command).get("$defs", {}))
    return {name: _day(schema) for name, schema in sorted(schemas.items())}


def _name(model: type[BaseModel]) -> str:
    return model.__name__
