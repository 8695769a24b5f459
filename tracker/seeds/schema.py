"""What a record of each seed file may say (docs/guide/seeds.md); anything else is refused by name."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tracker.domain.commitment import Kind
from tracker.domain.indicator import Direction
from tracker.kit.wording import Alias, Citation, Count, Line, Place, Prose, Ref, Slug, Title

Mark = Literal[
    "inferred-year", "meaning-to-be-confirmed", "unit-doubtful", "name-not-quantity", "garbled",
    "period-unclear", "two-aliases", "group", "finding", "list", "sample",
]  # fmt: skip


class Record(BaseModel):
    """A record of a seed file: nothing may be in it that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Both(Record):
    """A line in both languages."""

    en: Title
    zh: Title


class Note(Record):
    """A longer text in both languages."""

    en: Prose
    zh: Prose


class SourceSeed(Record):
    """A document in which commitments were stated."""

    slug: Slug
    title: Both
    publisher: Slug | None = None
    published: date | None = None
    marks: list[Mark] = []
    language: Literal["en", "zh"] = "zh"
    policy: Slug = "end-of-period"
    note: Note | None = None


class TreeSeed(Record):
    """A body or a place in its tree."""

    slug: Slug
    parent: Slug | None = None
    name: Both


class PersonSeed(Record):
    """A holder of a post; names and addresses stay out of the history.

    ``empty_week``: whether a week without news brings a letter that says so, or nothing.
    """

    slug: Slug
    name: Both
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
    language: Literal["en", "zh"] = "zh"
    empty_week: Literal["letter", "nothing"] = "letter"


class PostSeed(Record):
    """A post in a body, and who holds it since when."""

    slug: Slug
    body: Slug
    title: Both
    holder: Slug | None = None
    since: date | None = None

    @model_validator(mode="after")
    def _held_since(self) -> Self:
        if self.holder and not self.since:
            raise ValueError("a post that is held says since when")
        return self


class ProgrammeSeed(Record):
    """What commitments are grouped by; ``closing`` names a closing pack in force."""

    slug: Slug
    code: Ref
    title: Both
    closing: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,31}$")] = "simple"
    example: bool = False
    note: Note | None = None


class Owner(Record):
    """Who answers: the words of the source, and what they were found to mean."""

    words: Line = ""
    body: Slug | None = None
    post: Slug | None = None
    with_: list[Slug] = Field(default=[], alias="with")
    supervisor: Slug | None = None
    acceptor: Slug | None = None


class Context(Record):
    """A day that the surroundings suggest; never a deadline until a person confirms it."""

    day: date
    words: Title


class Due(Record):
    """Deadline words as stated; ``reads`` is the day that the grammar must find in them."""

    words: Line = ""
    reads: date | None = None
    anchor: date | None = None
    context: Context | None = None


class Size(Record):
    """The stated size of a tally, kept apart from the items entered."""

    stated: Count
    unit: Both


class Quantity(Record):
    """A number as printed, with its comparator; amounts are decimal text and are never converted."""

    baseline: Line | None = None
    target: Line | None = None
    result: Line | None = None
    unit: Both | None = None
    comparator: Line | None = None
    printed: Line | None = None


class Goal(Quantity):
    """What is to be reached, from where, since which day and in which direction, as far as the source says so.

    ``baseline_day`` is the day for which the baseline is true, a day as YAML writes one.
    """

    baseline_day: Annotated[date, Field(strict=True)] | None = None
    direction: Direction | None = None

    @model_validator(mode="after")
    def _day_of_a_baseline(self) -> Self:
        if self.baseline_day and self.baseline is None:
            raise ValueError("the day of a baseline needs the baseline")
        return self


class CommitmentSeed(Record):
    """A commitment as stated."""

    ref: Ref
    aliases: list[Alias] = []
    kind: Kind
    programme: Slug
    parent: Ref | None = None
    title: Both
    note: Note | None = None
    work: Literal["draft", "registered", "in_progress", "standing"] = "registered"
    sources: list[Citation] = []
    owner: Owner = Owner()
    due: Due = Due()
    size: Size | None = None
    quantity: Goal | None = None
    places: list[Slug] = []
    tags: list[Slug] = []
    marks: list[Mark] = []
    review: date | None = None


class Period(Record):
    """The period of which a reading speaks, as stated."""

    words: Line = ""
    first: date | None = None
    last: date | None = None


class ReadingSeed(Record):
    """A dated reading or result of a commitment or of a programme."""

    ref: Ref
    aliases: list[Alias] = []
    commitment: Ref | None = None
    programme: Slug | None = None
    title: Both
    note: Note | None = None
    value: Quantity | None = None
    period: Period = Period()
    reported: date | None = None
    source: Slug | None = None
    paragraph: Place | None = None
    places: list[Slug] = []
    tags: list[Slug] = []
    marks: list[Mark] = []


class LinkSeed(Record):
    """A link between two commitments, or between a commitment and a reading's commitment."""

    kind: Literal["same_as", "related_to"]
    a: Ref
    b: Ref
    note: Note | None = None

    @model_validator(mode="after")
    def _of_two(self) -> Self:
        if self.a == self.b:
            raise ValueError("a commitment is not linked with itself")
        return self


FILES: dict[str, type[Record]] = {
    "places.yaml": TreeSeed,
    "bodies.yaml": TreeSeed,
    "persons.yaml": PersonSeed,
    "posts.yaml": PostSeed,
    "programmes.yaml": ProgrammeSeed,
    "sources.yaml": SourceSeed,
    "commitments/*.yaml": CommitmentSeed,
    "readings/*.yaml": ReadingSeed,
    "links.yaml": LinkSeed,
}
"""Pattern of file names → the record they hold, in the order in which they are loaded."""


def name_of(record: Any) -> str:
    """The natural reference of a record, for messages."""
    if isinstance(record, LinkSeed):
        return f"{record.kind} {record.a} {record.b}"
    return str(getattr(record, "ref", None) or record.slug)


def names_of(record: Any) -> list[tuple[str, str]]:
    """(field, name) of everything by which a record is known; none of it may stand in a file twice."""
    own = "ref" if hasattr(record, "ref") else "slug"
    return [(own, name_of(record)), *(("aliases", alias) for alias in getattr(record, "aliases", []))]
