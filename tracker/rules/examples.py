"""Worked examples of a rule pack: a few facts, and on which days they are flagged."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from tracker.domain.commitment import Assurance, Facts, Kind, Work, searchable
from tracker.domain.deadline import Precision
from tracker.kit.text import text
from tracker.rules.refusal import Refusal, Strict

Words = Annotated[str, StringConstraints(max_length=500)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class ExampleFacts(Strict):
    """The facts of a made-up commitment; what is left out is as in a task that was registered and nothing else."""

    registered: date
    updated: date | None = None
    kind: Kind = Kind.TASK
    work: Work = Work.REGISTERED
    assurance: Assurance = Assurance.NONE
    words: Words = ""
    precision: Precision | None = None
    due: date | None = None
    first_due: date | None = None
    stage: date | None = None
    done: date | None = None
    review: date | None = None
    context: date | None = None
    confirmed: bool = False
    post: str | None = None
    unowned_since: date | None = None
    owner_words: Words = ""
    body: str | None = None
    programme: str = "example"
    tags: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    duplicate: bool = False
    stated: Count | None = None
    entered: Count = 0

    def facts(self) -> Facts:
        """The same as judgements take it; a deadline without a precision is one to the day."""
        return Facts(
            ref="EXAMPLE-001",
            kind=self.kind,
            work=self.work,
            assurance=self.assurance,
            programme=self.programme,
            title_en="Example",
            title_zh="示例",
            registered_on=self.registered,
            updated_on=self.updated or self.registered,
            precision=self.precision or (Precision.DAY if self.due else Precision.NONE),
            duplicate_of="EXAMPLE-002" if self.duplicate else None,
            body_path=f"/{self.body}/" if self.body else None,
            post=self.post,
            owner_words=self.owner_words,
            due_words=self.words,
            last_day=self.due,
            first_day=self.first_due,
            context_day=self.context,
            confirmed=self.confirmed,
            stage_day=self.stage,
            done_on=self.done,
            review_day=self.review,
            unowned_since=self.unowned_since,
            stated_size=self.stated,
            entered=self.entered,
            tags=self.tags,
            marks=self.marks,
            search_text=searchable("EXAMPLE-001", "Example", "示例", self.owner_words, self.words),
        )


class Expected(Strict):
    """Whether the flag stands on a day, and since when."""

    day: date
    flagged: bool
    since: date | None = None

    @model_validator(mode="after")
    def _since_where_flagged(self) -> "Expected":
        if self.since is not None and not self.flagged:
            raise Refusal(text("“since” says something only where the flag stands"))
        return self


class Example(Strict):
    """One worked example; ``note`` says what it shows."""

    note: Words = ""
    facts: ExampleFacts
    expect: Annotated[tuple[Expected, ...], Field(min_length=1, max_length=50)]
