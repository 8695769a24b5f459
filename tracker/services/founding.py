"""The first administrator: the person who opens the link that ``tracker run`` prints, and the posts that make him one.

He also gets an ordinary post in the register office: an administrator has no right over records by that duty.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from tracker.services.actors import OFFICE, OFFICE_PATH
from tracker.store import accounts, history, nouns
from tracker.store.database import Session
from tracker.store.history import Change

REASON = "first administrator"


class NewPost(NamedTuple):
    """A post to be held: what its short name begins with, its duty, and its title in both languages."""

    stem: str
    duty: str
    title_en: str
    title_zh: str


POSTS = (
    NewPost("administrator", "administrator", "Administrator of the register", "系统管理员"),
    NewPost("register-office-head", "", "Head of the register office", "登记机构负责人"),
)
OFFICE_NAMES = {"name_en": "Register office", "name_zh": "承诺事项登记机构"}


def appoint(session: Session, person: str, *, at: datetime, day: date) -> None:
    """Give a person (an opaque id) both posts from ``day`` on, making the office and the posts where they are missing.

    ``at`` is the instant of recording. A post that somebody holds is left to him; another is made beside it.
    """
    history.append(session, list(_changes(session, person, day)), by={"as": "operator", "for": person}, at=at)


def _changes(session: Session, person: str, day: date) -> Iterator[Change]:
    if not nouns.existing(session, "body", [OFFICE]):
        office: dict[str, Any] = {"slug": OFFICE, "parent": None, "path": OFFICE_PATH, **OFFICE_NAMES}
        yield Change("body", OFFICE, "register", office, day, REASON)
    for new in POSTS:
        empty = accounts.empty_posts(session, body=OFFICE, duty=new.duty, stem=new.stem, day=day)
        slug = empty[0] if empty else _free(session, new.stem)
        if not empty:
            titles = {"title_en": new.title_en, "title_zh": new.title_zh}
            row: dict[str, Any] = {"slug": slug, "body": OFFICE, "duty": new.duty, "scope": None, **titles}
            yield Change("post", slug, "register", row, day, REASON)
        key = f"{slug}:{person}:{day}"
        row = {"key": key, "post": slug, "person": person, "since": day, "until": None}
        yield Change("holding", key, "hold", row, day, REASON)


def _free(session: Session, stem: str) -> str:
    """The first of ``stem``, ``stem-2``, ``stem-3`` … that no post is called."""
    slug, number = stem, 1
    while nouns.existing(session, "post", [slug]):
        number += 1
        slug = f"{stem}-{number}"
    return slug
