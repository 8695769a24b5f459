"""Rows of records with every column filled, for tests that say only what matters to them."""

from datetime import UTC, date, datetime
from typing import Any

from tracker.store.history import Change

START = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
BY = {"as": "operator", "for": "register-office"}
DAY = date(2026, 1, 5)


def commitment(ref: str = "X-001", **given: Any) -> dict[str, Any]:
    """A commitment of programme ``p`` without owner or deadline, unless given."""
    return {
        "ref": ref,
        "kind": "task",
        "programme": "p",
        "parent": None,
        "title_en": f"Title of {ref}",
        "title_zh": f"{ref}的标题",
        "note_en": "",
        "note_zh": "",
        "work": "registered",
        "assurance": "none",
        "owner_words": "",
        "body": None,
        "post": None,
        "supervisor": None,
        "acceptor": None,
        "leader": None,
        "co_bodies": [],
        "due_words": "",
        "last_day": None,
        "not_before": None,
        "precision": "none",
        "policy": "",
        "due_certain": 0,
        "due_reasons": [],
        "recurrence": None,
        "event": None,
        "confirmed_by": None,
        "confirmed_on": None,
        "context_day": None,
        "context_words": "",
        "first_day": None,
        "stage_day": None,
        "done_on": None,
        "review_day": None,
        "unowned_since": None,
        "size": None,
        "quantity": None,
        "sources": [],
        "aliases": [],
        "places": [],
        "tags": [],
        "marks": [],
        "registered_on": DAY,
        "updated_on": DAY,
        **given,
    }


def body(slug: str, above: str = "/", **given: Any) -> dict[str, Any]:
    """A body below the tree path ``above``."""
    parent = above.rstrip("/").rsplit("/", 1)[-1] or None
    return {"slug": slug, "parent": parent, "path": f"{above}{slug}/", "name_en": slug, "name_zh": slug, **given}


def post(slug: str, of: str) -> dict[str, Any]:
    """A post in a body."""
    return {"slug": slug, "body": of, "title_en": slug, "title_zh": slug}


def programme(slug: str = "p", **given: Any) -> dict[str, Any]:
    """A programme that closes simply."""
    return {
        "slug": slug,
        "code": "X",
        "title_en": slug,
        "title_zh": slug,
        "closing": "simple",
        "example": 0,
        "note_en": "",
        "note_zh": "",
        **given,
    }


def source(slug: str = "s", **given: Any) -> dict[str, Any]:
    """A source without a day."""
    return {
        "slug": slug,
        "title_en": slug,
        "title_zh": slug,
        "publisher": None,
        "published_on": None,
        "language": "en",
        "policy": "end-of-period",
        "marks": [],
        "note_en": "",
        "note_zh": "",
        **given,
    }


def change(record: str, row: dict[str, Any], action: str = "register", reason: str = "") -> Change:
    """The change that makes ``row`` the state of its record."""
    key = row.get("ref") or row.get("key") or row["slug"]
    return Change(record, key, action, row, DAY, reason)


def ground() -> list[Change]:
    """A programme ``p``, a source ``s``, and bodies ``a``, ``a/b`` and ``c`` with a post each."""
    return [
        change("programme", programme()),
        change("body", body("a")),
        change("body", body("b", "/a/")),
        change("body", body("c")),
        change("place", body("north")),
        change("place", body("town", "/north/")),
        change("post", post("post-a", "a")),
        change("post", post("post-b", "b")),
        change("source", source()),
    ]
