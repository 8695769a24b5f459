"""What the API can be asked to do: one line for each method of each address, from which routes and OpenAPI are made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from tracker.domain.rights import Right
from tracker.services import rendering
from tracker.services.context import Context
from tracker.web.api.parameters import Parameter
from tracker.web.api.uploads import Upload

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Call:
    """One request that was let in: its context, the language of its answer, and what it says, checked for its form.

    ``data`` are the members of the JSON body; ``query`` has every parameter that its operation knows.
    """

    request: Request
    ctx: Context
    language: str
    path: Mapping[str, str]
    query: Mapping[str, Any]
    data: dict[str, Any] = field(default_factory=dict)
    raw: bytes = b""
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: JSON data, a status, headers; ``kept`` is what is remembered for a repeated request.

    ``kept`` differs from ``content`` only where that holds a secret, which is told once.
    """

    content: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kept: Any = None

    def response(self) -> Response:
        """The answer as it is sent."""
        return Response(encoded(self.content), self.status, dict(self.headers), "application/json")


class Encoded(bytes):
    """JSON that is encoded already."""


def encoded(content: Any) -> bytes:
    """JSON as it is sent (``services.rendering``)."""
    return content if isinstance(content, Encoded) else rendering.encoded(content)


@dataclass(frozen=True, slots=True)
class Body:
    """What a body may hold: fields of a command, but those that the address says; ``only`` narrows it further."""

    command: type[BaseModel]
    without: tuple[str, ...] = ("ref",)
    only: tuple[str, ...] | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The members that a body may have."""
        known = (name for name in self.command.model_fields if name not in self.without)
        return tuple(name for name in known if self.only is None or name in self.only)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address: who may come in, what it takes, what it does, and what can come of it.

    ``work`` does it, in a thread that may wait. ``problems`` are the statuses of errors beyond those that every
    operation can have. ``upload``: the body is a form with a file and the fields of ``body``. ``before`` refuses what
    can be refused before anything of the body is read.
    """

    method: str
    path: str
    name: str
    summary: str
    work: Callable[[Call], Answer | Response]
    answer: type[BaseModel] | None
    right: Right = Right.READ
    scope: str = "read"
    status: int = 200
    query: tuple[Parameter, ...] = ()
    body: Body | None = None
    versioned: bool = False
    media_type: str = "application/json"
    upload: bool = False
    before: Callable[[Call], None] | None = None
    problems: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """The whole path."""
        return PREFIX + self.path

    @property
    def tag(self) -> str:
        """The noun."""
        return self.path.split("/")[1]

    @property
    def changes(self) -> bool:
        """Whether something is changed by it."""
        return self.method != "GET"
