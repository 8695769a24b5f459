"""The tables, one noun a file; rows never leave this floor as such."""

from tracker.store.tables.bodies import Body, Holding, Person, Post
from tracker.store.tables.commitments import Commitment, Facet, Link, Reading
from tracker.store.tables.history import HistoryEntry, HistoryHead
from tracker.store.tables.letters import Attempt, Delivery, DeliveryBody, Edition, Letter
from tracker.store.tables.register import Place, Programme, Register, Source
from tracker.store.tables.rules import FlagChange, FlagRow, RulePack, Sweep, Watch
from tracker.store.tables.runs import Beat, JobRun
from tracker.store.tables.versions import VERSIONED

__all__ = [
    "VERSIONED",
    "Attempt",
    "Beat",
    "Body",
    "Commitment",
    "Delivery",
    "DeliveryBody",
    "Edition",
    "Facet",
    "FlagChange",
    "FlagRow",
    "HistoryEntry",
    "HistoryHead",
    "Holding",
    "JobRun",
    "Letter",
    "Link",
    "Person",
    "Place",
    "Post",
    "Programme",
    "Reading",
    "Register",
    "RulePack",
    "Source",
    "Sweep",
    "Watch",
]
