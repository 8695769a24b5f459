"""Seed records → rows of the register: what each refers to, and what it becomes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from tracker.domain.deadline import Reading
from tracker.kit.text import Text, text
from tracker.seeds import schema
from tracker.seeds.references import Held, references
from tracker.services import closings, deadlines
from tracker.services.registration import NewCommitment, not_independent, row_of
from tracker.store import bodies, commitments, holdings, nouns
from tracker.store.database import Session

NOUNS = {
    "places.yaml": "place",
    "bodies.yaml": "body",
    "persons.yaml": "person",
    "posts.yaml": "post",
    "programmes.yaml": "programme",
    "sources.yaml": "source",
    "commitments/*.yaml": "commitment",
    "readings/*.yaml": "reading",
    "links.yaml": "link",
}

STATED = (
    "kind",
    "programme",
    "parent",
    "title_en",
    "title_zh",
    "note_en",
    "note_zh",
    "owner_words",
    "due_words",
    "context_day",
    "size",
    "quantity",
    "sources",
    "aliases",
    "places",
    "tags",
)
"""What a seed states of a commitment; the rest is for people to change, and no difference worth reporting."""


@dataclass(frozen=True, slots=True)
class Plant:
    """One record to be: its row, the row that is already there, and the columns in which they must agree."""

    record: str
    key: str
    row: dict[str, Any]
    existing: dict[str, Any] | None
    compared: tuple[str, ...]


class Planting:
    """Turns the records of one file into rows, inside one transaction; ``today`` is the local day of registration.

    ``held``: what the folder says that persons hold.
    """

    def __init__(self, session: Session, *, today: date, held: Held) -> None:
        self.session, self.today, self.held = session, today, held
        self._parents: dict[str, str | None] = {}
        self._sources: dict[str, Any] = {}
        self._existing: dict[str, dict[str, dict[str, Any]]] = {}

    def prepare(self, records: Iterable[Any]) -> None:
        """Look at a whole file first: a parent may stand further down."""
        self._parents = {
            record.slug if hasattr(record, "slug") else record.ref: record.parent
            for record in records
            if hasattr(record, "parent")
        }
        stated = [record.model_dump() for record in records if isinstance(record, schema.LinkSeed)]
        links = [*nouns.all_rows(self.session, "link"), *stated] if stated else []
        self._parents |= {link["b"]: link["a"] for link in links if link["kind"] == "same_as"}

    def references(self, pattern: str, record: Any) -> Iterator[tuple[str, str, str]]:
        """(field, noun, slug) of everything that a record refers to."""
        for where, noun, value in references(NOUNS[pattern], record):
            for slug in value if isinstance(value, list) else [value]:
                if slug is not None:
                    yield where, noun, slug

    def complaint(self, record: Any) -> tuple[str, Text] | None:
        """(field, reason) where the register's own rules stand against a record."""
        if hasattr(record, "parent") and self._goes_round(schema.name_of(record)):
            return "parent", text("is below itself")
        if isinstance(record, schema.LinkSeed) and record.kind == "same_as" and self._goes_round(record.b):
            return "b", text("is what {a} is already the same as; neither would count", a=record.a)
        holder = record.holder if isinstance(record, schema.PostSeed) else None
        if holder and bodies.person_id(self.session, holder) is None and not self._is_erased(holder):
            return "holder", text("there is no person “{name}”", name=holder)
        if isinstance(record, schema.ProgrammeSeed) and (wrong := closings.complaint(self.session, record.closing)):
            return "closing", wrong
        if not isinstance(record, schema.CommitmentSeed):
            return None
        owner = record.owner
        if commitments.ref_of(self.session, record.ref) is None and (wrong := self._accepts_itself(owner)):
            return "owner.acceptor", wrong
        if owner.post and owner.body not in (None, bodies.body_of_post(self.session, owner.post)):
            return "owner.post", text("the post {post} is not in {body}", post=owner.post, body=owner.body)
        for name in (record.ref, *record.aliases):
            taken = commitments.ref_of(self.session, name)
            if taken not in (None, record.ref):
                return "aliases", text("“{name}” is already the name of {ref}", name=name, ref=taken)
        found = self._deadline(record).last_day
        if found != record.due.reads:
            words = record.due.words
            if found is None:
                return "due.reads", text("no day can be read in “{words}”", words=words)
            return "due.reads", text("“{words}” is read as {day}", words=words, day=found)
        return None

    def _accepts_itself(self, owner: schema.Owner) -> Text | None:
        return not_independent(self.session, owner.acceptor, self._body_of(owner), *owner.with_)

    def _body_of(self, owner: schema.Owner) -> str | None:
        return owner.body or (bodies.body_of_post(self.session, owner.post) if owner.post else None)

    def plants(self, pattern: str, record: Any) -> Iterable[Plant]:
        """What a record of a file becomes; nothing for persons, who are not part of the history."""
        noun = NOUNS[pattern]
        if noun == "person":
            return []
        row = getattr(self, f"_{noun}")(record)
        key = row.get("ref") or row.get("key") or row["slug"]
        plants = [self._plant(noun, key, row, STATED if noun == "commitment" else tuple(row))]
        if noun == "post" and record.holder and not self._is_erased(record.holder):
            plants.append(self._holding(record))
        return plants

    def enter_person(self, record: Any) -> str | None:
        """Enter a person who is not known yet; the name stays out of the history. Gives who is erased and stays so."""
        if not isinstance(record, schema.PersonSeed) or bodies.person_id(self.session, record.slug) is not None:
            return None
        if self._is_erased(record.slug):
            return record.slug
        bodies.put_person(self.session, _person(record))
        return None

    def _is_erased(self, person: str) -> bool:
        """Whether somebody with this short name was erased.

        Nothing of the name is left to know him by; the post that he held, and since when, is.
        """
        mine = self.held.get(person)
        if not mine or bodies.person_id(self.session, person) is not None:
            return False
        return not mine.isdisjoint(holdings.of_erased(self.session))

    def _plant(self, noun: str, key: str, row: dict[str, Any], compared: tuple[str, ...]) -> Plant:
        if noun not in self._existing:
            self._existing[noun] = {_key(found): found for found in nouns.all_rows(self.session, noun)}
        return Plant(noun, key, row, self._existing[noun].get(key), compared)

    def _place(self, record: schema.TreeSeed) -> dict[str, Any]:
        return self._tree("place", record)

    def _body(self, record: schema.TreeSeed) -> dict[str, Any]:
        return self._tree("body", record)

    def _tree(self, noun: str, record: schema.TreeSeed) -> dict[str, Any]:
        path = self._path(noun, record.slug)
        return {"slug": record.slug, "parent": record.parent, "path": path, **_pair("name", record.name)}

    def _path(self, noun: str, slug: str) -> str:
        if slug not in self._parents:
            return nouns.path(self.session, noun, slug)
        parent = self._parents[slug]
        return f"{self._path(noun, parent) if parent else '/'}{slug}/"

    def _goes_round(self, slug: str) -> bool:
        seen: set[str] = set()
        here: str | None = slug
        while here in self._parents and here not in seen:
            seen.add(here)
            here = self._parents[here]
        return here in seen

    def _post(self, record: schema.PostSeed) -> dict[str, Any]:
        return {"slug": record.slug, "body": record.body, **_pair("title", record.title)}

    def _holding(self, record: schema.PostSeed) -> Plant:
        person = bodies.person_id(self.session, record.holder or "") or ""
        since = record.since
        key = f"{record.slug}:{person}:{since}"
        row = {"key": key, "post": record.slug, "person": person, "since": since, "until": None}
        return self._plant("holding", key, row, ("post", "person", "since"))

    def _programme(self, record: schema.ProgrammeSeed) -> dict[str, Any]:
        stated = {"slug": record.slug, "code": record.code, "closing": record.closing, "example": int(record.example)}
        return {**stated, **_pair("title", record.title), **_pair("note", record.note)}

    def _source(self, record: schema.SourceSeed) -> dict[str, Any]:
        stated = record.model_dump(include={"slug", "publisher", "language", "policy", "marks"})
        return {
            **stated,
            "published_on": record.published,
            **_pair("title", record.title),
            **_pair("note", record.note),
        }

    def _commitment(self, record: schema.CommitmentSeed) -> dict[str, Any]:
        owner, context = record.owner, record.due.context
        command = NewCommitment(
            **record.model_dump(
                include={"ref", "aliases", "kind", "programme", "parent", "places", "tags", "marks", "work"}
            ),
            title_en=record.title.en,
            title_zh=record.title.zh,
            note_en=record.note.en if record.note else "",
            note_zh=record.note.zh if record.note else "",
            owner_words=owner.words,
            body=self._body_of(owner),
            post=owner.post,
            co_bodies=tuple(owner.with_),
            supervisor=owner.supervisor,
            acceptor=owner.acceptor,
            due_words=record.due.words,
            context_day=context.day if context else None,
            context_words=context.words if context else "",
            review_day=record.review,
            size=_plain(record.size),
            quantity=_goal(record.quantity),
            sources=tuple(record.sources),
        )
        return row_of(command, self._deadline(record), today=self.today)

    def _reading(self, record: schema.ReadingSeed) -> dict[str, Any]:
        stated = record.model_dump(
            include={"ref", "aliases", "commitment", "programme", "source", "places", "tags", "marks"}
        )
        return {
            **stated,
            **_pair("title", record.title),
            **_pair("note", record.note),
            "value": _plain(record.value),
            "period_words": record.period.words,
            "period_first": record.period.first,
            "period_last": record.period.last,
            "reported_on": record.reported,
            "paragraph": "" if record.paragraph is None else str(record.paragraph),
        }

    def _deadline(self, record: schema.CommitmentSeed) -> Reading:
        slug = record.sources[0].source if record.sources else None
        if slug and slug not in self._sources:
            self._sources[slug] = nouns.source(self.session, slug)
        source = self._sources.get(slug or "")
        return deadlines.stated(
            record.due.words,
            by=deadlines.policy(source.policy if source else "end-of-period"),
            anchor=record.due.anchor,
            published=source.published_on if source else None,
            registered=self._registered(record.ref),
        )

    def _registered(self, ref: str) -> date:
        """The day from which "at once" counts: that of registration, also when the seed is read again."""
        known = commitments.ref_of(self.session, ref)
        day: date = commitments.current(self.session, known)["registered_on"] if known else self.today
        return day

    def _link(self, record: schema.LinkSeed) -> dict[str, Any]:
        key = f"{record.kind}:{record.a}:{record.b}"
        return {"key": key, "kind": record.kind, "a": record.a, "b": record.b, **_pair("note", record.note)}


def _person(record: schema.PersonSeed) -> dict[str, str | None]:
    # The id means nothing, so that nothing about the person stays in the history when the name is erased.
    plain = record.model_dump(include={"slug", "email", "language", "empty_week"})
    return {"id": uuid4().hex, **plain, **_pair("name", record.name)}


def _pair(name: str, both: schema.Both | schema.Note | None) -> dict[str, str]:
    return {f"{name}_en": both.en if both else "", f"{name}_zh": both.zh if both else ""}


def _plain(record: schema.Record | None) -> dict[str, Any] | None:
    return record.model_dump() if record else None


def _goal(record: schema.Goal | None) -> dict[str, Any] | None:
    """What is to be reached, as JSON; what came later is left out where it is not said, as in what is there already."""
    if record is None:
        return None
    said = record.model_dump(mode="json")
    return {name: value for name, value in said.items() if value is not None or name in schema.Quantity.model_fields}


def _key(row: dict[str, Any]) -> str:
    return str(row.get("ref") or row.get("key") or row["slug"])
