"""What leaves the use cases: frozen views, and the JSON that docs/reference.md promises for them."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from tracker.domain.flags import Flag
from tracker.kit.language import say
from tracker.kit.text import Text
from tracker.services.events import Event, event_json


@dataclass(frozen=True, slots=True)
class Both:
    """A text in both languages."""

    en: str
    zh: str

    def in_(self, language: str) -> str:
        """The text in one language; the other one where this one was not given."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Due:
    """The deadline of a commitment: its words, and what they were read as."""

    words: str
    last_day: date | None
    precision: str
    policy: str
    confirmed_by: str | None
    context_day: date | None
    first_day: date | None


@dataclass(frozen=True, slots=True)
class Item:
    """One commitment in a list, judged at the moment of the list.

    ``days_late`` of what is overdue; ``days_done_late`` of what is reported done for a day after its last on-time day,
    and ``done_late`` that in a sentence.
    """

    ref: str
    aliases: tuple[str, ...]
    title: Both
    kind: str
    programme: str
    body: str | None
    post: str | None
    due: Due
    work: str
    assurance: str
    review_day: date | None
    done_on: date | None
    flags: tuple[Flag, ...]
    days_late: int
    updated_on: date
    days_done_late: int = 0
    done_late: Text | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which question was asked: of which moment, in whose zone; every answer says it."""

    as_of: datetime
    as_if: datetime | None
    zone: str
    day: date
    query: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list, how many match in all, and what is to be known about the question (``notes``)."""

    asked: Asked
    total: int
    items: tuple[Item, ...]
    offset: int = 0
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a commitment was stated."""

    source: str
    title: Both
    paragraph: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Linked:
    """Another commitment that belongs to this one, and how."""

    relation: str
    ref: str
    title: Both
    note: Both


@dataclass(frozen=True, slots=True)
class Result:
    """A reading or a result told by a source; the value as printed."""

    ref: str
    aliases: tuple[str, ...]
    title: Both
    note: Both
    value: dict[str, Any] | None
    period_words: str
    reported_on: date | None
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything that the register knows about one commitment.

    ``entered`` counts all of its parts, ``links`` has those related ones that whoever asks may see. ``progress`` is in
    hundredths of the whole.
    """

    asked: Asked
    item: Item
    note: Both
    owner_words: str
    body_name: Both | None
    post_title: Both | None
    co_bodies: tuple[str, ...]
    leader: str | None
    supervisor: str | None
    acceptor: str | None
    due_reasons: tuple[Text, ...]
    due_certain: bool
    context_words: str
    event: str | None
    recurrence: dict[str, Any] | None
    size: dict[str, Any] | None
    entered: int
    quantity: dict[str, Any] | None
    programme_title: Both
    places: tuple[str, ...]
    tags: tuple[str, ...]
    marks: tuple[str, ...]
    progress: int | None
    extended: int
    reopened: int
    registered_on: date
    version: int
    sources: tuple[Cited, ...]
    links: tuple[Linked, ...]
    results: tuple[Result, ...]
    history: tuple[Event, ...]


def iso(value: date | datetime | None) -> str | None:
    """ISO 8601, null for nothing."""
    return value.isoformat() if value is not None else None


def plain(view: Any) -> dict[str, Any]:
    """The members of a frozen view as JSON data, in their order."""
    return {field.name: value(getattr(view, field.name)) for field in fields(view)}


def value(found: Any) -> Any:
    """One member as JSON data: days and instants as ISO 8601 writes them, texts in both languages."""
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, Both):
        return {"en": found.en, "zh": found.zh}
    return list(found) if isinstance(found, tuple | frozenset) else found


def asked_json(asked: Asked) -> dict[str, Any]:
    """The moment and zone of an answer."""
    return {"as_of": iso(asked.as_of), "as_if": iso(asked.as_if), "zone": asked.zone}


def item_json(item: Item, language: str) -> dict[str, Any]:
    """One item as docs/reference.md describes it, its title and reasons in ``language``."""
    return {
        "ref": item.ref,
        "aliases": list(item.aliases),
        "title": item.title.in_(language),
        "kind": item.kind,
        "programme": item.programme,
        "body": item.body,
        "post": item.post,
        "due": {
            "words": item.due.words,
            "last_day": iso(item.due.last_day),
            "precision": item.due.precision,
            "policy": item.due.policy,
            "confirmed_by": item.due.confirmed_by,
            "context_day": iso(item.due.context_day),
            "first_day": iso(item.due.first_day),
        },
        "work": item.work,
        "assurance": item.assurance,
        "flags": [flag_json(flag, language) for flag in item.flags],
        "days_late": item.days_late,
        "done_on": iso(item.done_on),
        "days_done_late": item.days_done_late,
        "updated_on": iso(item.updated_on),
    }


def flag_json(flag: Flag, language: str) -> dict[str, Any]:
    """A flag with its reasons in ``language``."""
    reasons = [say(reason, language) for reason in flag.reasons]
    return {"rule": flag.rule, "since": iso(flag.since), "reasons": reasons}


def listing_json(listing: Listing, language: str) -> dict[str, Any]:
    """A list as docs/reference.md describes it."""
    return {
        **asked_json(listing.asked),
        "query": listing.asked.query,
        "total": listing.total,
        "notes": [say(note, language) for note in listing.notes],
        "items": [item_json(item, language) for item in listing.items],
    }


def detail_json(detail: Detail, language: str) -> dict[str, Any]:
    """One item of a list with everything else that is known."""
    item = item_json(detail.item, language)
    item["due"].update(
        certain=detail.due_certain,
        reasons=[say(reason, language) for reason in detail.due_reasons],
        context_words=detail.context_words,
        event=detail.event,
        recurrence=detail.recurrence,
    )
    return {
        **asked_json(detail.asked),
        **item,
        "titles": {"en": detail.item.title.en, "zh": detail.item.title.zh},
        "note": detail.note.in_(language),
        "owner": {
            "words": detail.owner_words,
            "co_bodies": list(detail.co_bodies),
            "leader": detail.leader,
            "supervisor": detail.supervisor,
            "acceptor": detail.acceptor,
        },
        "review_day": iso(detail.item.review_day),
        "size": {**detail.size, "entered": detail.entered} if detail.size else None,
        "quantity": detail.quantity,
        "places": list(detail.places),
        "tags": list(detail.tags),
        "marks": list(detail.marks),
        "progress": detail.progress,
        "extended": detail.extended,
        "reopened": detail.reopened,
        "registered_on": iso(detail.registered_on),
        "version": detail.version,
        "sources": [_cited_json(cited, language) for cited in detail.sources],
        "links": [_linked_json(link, language) for link in detail.links],
        "readings": [result_json(result, language) for result in detail.results],
        "history": [event_json(event, language) for event in detail.history],
    }


def _cited_json(cited: Cited, language: str) -> dict[str, Any]:
    published = iso(cited.published_on)
    title = cited.title.in_(language)
    return {"source": cited.source, "title": title, "paragraph": cited.paragraph, "published_on": published}


def _linked_json(link: Linked, language: str) -> dict[str, Any]:
    title, note = link.title.in_(language), link.note.in_(language)
    return {"relation": link.relation, "ref": link.ref, "title": title, "note": note}


def result_json(result: Result, language: str) -> dict[str, Any]:
    """A reading or a result in short."""
    return {
        "ref": result.ref,
        "aliases": list(result.aliases),
        "title": result.title.in_(language),
        "value": result.value,
        "period": result.period_words,
        "reported_on": iso(result.reported_on),
        "marks": list(result.marks),
    }
