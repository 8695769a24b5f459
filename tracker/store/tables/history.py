"""The history: entries that are only ever added, and the head of the tree over them."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from tracker.store.tables.base import STRICT, listing, moment, name, whole
from tracker.store.types import Bytes


class HistoryEntry(SQLModel, table=True):
    """One change of one record; ``body`` is the canonical text exactly as it was hashed (docs/history.md)."""

    __tablename__ = "history_entry"
    __table_args__ = (Index("ix_history_entry_record", "record_type", "record_key", "seq"), STRICT)
    seq: int = whole(key=True)
    recorded_at: datetime = moment()
    record_type: str = name()
    record_key: str = name()
    action: str = name()
    body: str = Field(sa_type=Text)
    leaf: bytes = Field(sa_type=Bytes)


class HistoryHead(SQLModel, table=True):
    """The one row that every append locks: how many entries there are, and the peaks of the tree over them."""

    __tablename__ = "history_head"
    __table_args__ = STRICT
    id: int = whole(key=True)
    size: int = whole()
    peaks: list[str] = listing()
    recorded_at: datetime = moment()
