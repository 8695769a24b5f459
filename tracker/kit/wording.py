"""What may be written in a field: the same for every door and every file. Slugs, references, lines and prose."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# PostgreSQL cannot keep NUL, and no other control character belongs into a line that people read.
_LINE = r"^[^\x00-\x1f\x7f]*$"
_PROSE = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Ref = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=40)]
Alias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=_LINE)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=_LINE)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_LINE)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000, pattern=_PROSE)]
Place = Annotated[int, Field(ge=0, le=1_000_000)] | Annotated[str, StringConstraints(max_length=80, pattern=_LINE)]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]


class Citation(BaseModel):
    """Where something was stated: the source and the place in it, such as the number of a paragraph."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Slug
    paragraph: Place = ""
