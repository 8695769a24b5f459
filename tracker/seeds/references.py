"""What a record of a seed file refers to: fields, and the nouns whose short names or references stand in them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from tracker.seeds import schema

Held = Mapping[str, frozenset[tuple[str, date]]]
"""Short name of a person → (post, since when) of all that the seeds say he holds."""


def held_by(records: Iterable[Any]) -> Held:
    """What every person holds by all the records of a folder."""
    found: dict[str, frozenset[tuple[str, date]]] = {}
    for record in records:
        if isinstance(record, schema.PostSeed) and record.holder and record.since:
            found[record.holder] = found.get(record.holder, frozenset()) | {(record.slug, record.since)}
    return found


def references(noun: str, record: Any) -> Iterator[tuple[str, str, Any]]:
    """(field, noun, value or values) of every field that may refer to something."""
    if noun in ("place", "body"):
        yield "parent", noun, record.parent
    elif noun == "post":
        yield "body", "body", record.body
    elif noun == "source":
        yield "publisher", "body", record.publisher
    elif noun == "link":
        yield "a", "commitment", record.a
        yield "b", "commitment", record.b
    elif noun == "reading":
        yield "commitment", "commitment", record.commitment
        yield "programme", "programme", record.programme
        yield "source", "source", record.source
        yield "places", "place", record.places
    elif noun == "commitment":
        yield "programme", "programme", record.programme
        yield "parent", "commitment", record.parent
        yield "sources", "source", [citation.source for citation in record.sources]
        yield "owner.body", "body", record.owner.body
        yield "owner.post", "post", record.owner.post
        yield "owner.with", "body", record.owner.with_
        yield "owner.supervisor", "body", record.owner.supervisor
        yield "owner.acceptor", "body", record.owner.acceptor
        yield "places", "place", record.places
