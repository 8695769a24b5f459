"""What is answered about everything beside commitments, for OpenAPI."""

from datetime import date

from tracker.web.api.schema import Both, Form


class BodyRecord(Form):
    """A body in its tree."""

    slug: str
    parent: str | None
    path: str
    name_en: str
    name_zh: str
    ended_on: date | None
    merged_into: str | None
    version: int


class Bodies(Form):
    """Bodies, by slug."""

    bodies: list[BodyRecord]


class PostRecord(Form):
    """A post in a body."""

    slug: str
    body: str
    title_en: str
    title_zh: str
    duty: str
    scope: str | None
    ended_on: date | None
    version: int


class Posts(Form):
    """Posts, by slug."""

    posts: list[PostRecord]


class ProgrammeRecord(Form):
    """What commitments are grouped by."""

    slug: str
    code: str
    title_en: str
    title_zh: str
    closing: str
    note_en: str
    note_zh: str
    version: int


class Programmes(Form):
    """Programmes, by slug."""

    programmes: list[ProgrammeRecord]


class SourceRecord(Form):
    """A document in which commitments were stated."""

    slug: str
    title_en: str
    title_zh: str
    publisher: str | None
    published_on: date | None
    language: str
    policy: str
    note_en: str
    note_zh: str
    version: int


class Sources(Form):
    """Sources, by slug."""

    sources: list[SourceRecord]


class Kept(Form):
    """A record after its change."""

    slug: str
    version: int


class Merged(Form):
    """What a merger carried over."""

    into: str
    version: int
    ended: list[str]
    posts: int
    below: int
    commitments: int


class Losing(Form):
    """A commitment that nobody in its accepting body could accept any more: that is ``within`` a responsible one."""

    ref: str
    title: Both
    acceptor: str
    within: str


class Foreseen(Form):
    """What a merger would carry over, and which commitments would lose an independent accepting body."""

    into: str
    version: int
    on: date
    ended: list[str]
    ending: list[str]
    posts: int
    below: int
    commitments: int
    losing: list[Losing]


class Person(Form):
    """A person with the posts held today."""

    id: str
    slug: str | None
    name: Both
    email: str
    language: str
    empty_week: str
    posts: list[str]
    account: bool


class Persons(Form):
    """Everybody who was not erased."""

    persons: list[Person]


class Held(Form):
    """Who holds a post from when to when; ``told``: on the day, late or ahead."""

    post: str
    person: str
    since: date
    until: date | None
    told: str
