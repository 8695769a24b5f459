"""What is answered where something is wrong, for OpenAPI."""

from pydantic import AwareDatetime, Field

from tracker.web.api.schema import Form


class Fault(Form):
    """One thing that is wrong with a request."""

    where: str
    what: str
    how: str | None


class Change(Form):
    """One change that came between."""

    recorded_at: AwareDatetime
    by: dict[str, str | None]
    action: str
    reason: str
    changed: list[str]


class Theirs(Form):
    """What was recorded after the version that was seen, oldest first."""

    version: int
    entries: list[Change]


class Problem(Form):
    """An error (RFC 9457), in the language of the reader; ``kind`` is the same in every language."""

    type: str
    title: str
    status: int
    detail: str
    kind: str = ""
    hint: str = ""
    where: str = ""
    position: int = 0
    errors: list[Fault] = Field(default_factory=list)
    yours: dict[str, object] = Field(default_factory=dict)
    theirs: Theirs | None = None
