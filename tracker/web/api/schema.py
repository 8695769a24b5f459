"""What is answered, for OpenAPI: the form of every answer. Nothing is checked against it when something is answered."""

from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from tracker.kit.wording import Count, Line

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Form(BaseModel):
    """An object with exactly these members."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Both(Form):
    """A text in both languages."""

    en: str
    zh: str


class BothLines(Form):
    """A line in both languages, as it is entered."""

    en: Line
    zh: Line


class Size(Form):
    """The stated size of a tally, and of what."""

    stated: Count
    unit: BothLines


class Quantity(Form):
    """A number as printed, with its comparator; amounts are decimal text and are never converted."""

    baseline: Line | None = None
    target: Line | None = None
    result: Line | None = None
    unit: BothLines | None = None
    comparator: Line | None = None
    printed: Line | None = None


class Moment(Form):
    """What an answer is an answer to."""

    as_of: AwareDatetime
    as_if: AwareDatetime | None
    zone: str


class Due(Form):
    """A deadline: its words, and what they were read as."""

    words: str
    last_day: date | None
    precision: str
    policy: str
    confirmed_by: str | None
    context_day: date | None
    first_day: date | None


class WholeDue(Due):
    """A deadline with the reasons for its reading."""

    certain: bool
    reasons: list[str]
    context_words: str
    event: str | None
    recurrence: dict[str, Any] | None


class Flag(Form):
    """What a rule raised, and why."""

    rule: str
    since: date | None
    reasons: list[str]


class Item(Form):
    """One commitment of a list."""

    ref: str
    aliases: list[str]
    title: str
    kind: str
    programme: str
    body: str | None
    post: str | None
    due: Due
    work: str
    assurance: str
    flags: list[Flag]
    days_late: int
    done_on: date | None
    days_done_late: int
    updated_on: date


class Listing(Moment):
    """A page of a list; ``next`` is the cursor of the page that follows, null on the last one.

    ``notes`` say on the last page what is to be known about the question, such as that it names a body that ended.
    """

    query: str
    total: int | None
    notes: list[str]
    items: list[Item]
    next: str | None


class Detail(Item, Moment):
    """Everything about one commitment; further members may be added."""

    model_config = ConfigDict(extra="allow", frozen=True)

    due: WholeDue
    titles: Both
    note: str
    version: int
    registered_on: date
    history: list["Event"]


class Alteration(Form):
    """One field that an entry changed: as data, and in words of the language asked for; null where nothing stood."""

    field: str
    label: str
    before: Any
    after: Any
    before_words: str | None
    after_words: str | None


class Event(Form):
    """One entry of the history; ``key`` is the reference, or that of a request, a report, a piece of evidence."""

    seq: int
    key: str
    recorded_at: AwareDatetime
    by: dict[str, str | None]
    action: str
    valid_on: date
    reason: str
    changed: list[str]
    changes: list[Alteration]


class History(Moment):
    """The entries of one commitment, newest first."""

    ref: str
    entries: list[Event]


class Verdict(Flag):
    """What one rule says of a commitment."""

    flagged: bool
    title: str
    meaning: str
    next_change: date | None


class Explanation(Moment):
    """What every rule says of a commitment."""

    ref: str
    title: str
    packs: str
    rules: list[Verdict]


class Refusal(Form):
    """One reason why a move cannot be made, and how to mend it."""

    kind: str
    message: str
    mend: str


class PossibleMove(Form):
    """One move; ``asked``: it is asked for, and another approves."""

    move: str
    title: str
    allowed: bool
    asked: bool
    refusals: list[Refusal]


class Moves(Form):
    """What can be done to a commitment."""

    moves: list[PossibleMove]


class Registered(Form):
    """A commitment that was entered."""

    ref: str
    version: int
    due: WholeDue


class Changed(Form):
    """A commitment after its change."""

    ref: str
    version: int


class Key(Form):
    """The key of a record that was entered or changed."""

    key: str


class Decided(Form):
    """A request after its decision, and the version of its commitment."""

    key: str
    version: int


class Counted(Form):
    """How many have this value."""

    value: str | None
    count: int


class Counts(Moment):
    """How many match, by what they belong to; they add up to the total."""

    query: str
    by: str
    total: int
    notes: list[str]
    counts: list[Counted]


class QueryField(Form):
    """One field of the filter language."""

    name: str
    type: str
    example: str
    meaning: str
    names: list[str]
    values: list[str]
    sortable: bool


class Fields(Form):
    """The fields of the filter language."""

    fields: list[QueryField]
