"""The tables, one noun a file; rows never leave this floor as such."""

from tracker.store.tables.bodies import Body, Holding, Person, Post
from tracker.store.tables.commitments import Commitment, Facet, Link, Reading
from tracker.store.tables.history import HistoryEntry, HistoryHead
from tracker.store.tables.register import Place, Programme, Register, Source
from tracker.store.tables.versions import VERSIONED

__all__ = [
    "VERSIONED",
    "Body",
    "Commitment",
    "Facet",
    "HistoryEntry",
    "HistoryHead",
    "Holding",
    "Link",
    "Person",
    "Place",
    "Post",
    "Programme",
    "Reading",
    "Register",
    "Source",
]
