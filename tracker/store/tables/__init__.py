"""The tables, one noun a file; rows never leave this floor as such."""

from tracker.store.tables.bodies import Body, Holding, Person, Post
from tracker.store.tables.commitments import Commitment, Facet, Link, Reading
from tracker.store.tables.history import HistoryEntry, HistoryHead
from tracker.store.tables.identity import Access, Account, Bucket, Idempotency, Identity, Invitation, SignIn, Token
from tracker.store.tables.letters import Attempt, Delivery, DeliveryBody, Edition, Letter
from tracker.store.tables.loop import Evidence, Objection, Report, Request
from tracker.store.tables.people import Preference, SavedView, Unsubscription
from tracker.store.tables.register import Place, Programme, Register, Source
from tracker.store.tables.rules import FlagChange, FlagRow, RulePack, Sweep, Watch
from tracker.store.tables.runs import Beat, JobRun
from tracker.store.tables.versions import VERSIONED

__all__ = [
    "VERSIONED",
    "Access",
    "Account",
    "Attempt",
    "Beat",
    "Body",
    "Bucket",
    "Commitment",
    "Delivery",
    "DeliveryBody",
    "Edition",
    "Evidence",
    "Facet",
    "FlagChange",
    "FlagRow",
    "HistoryEntry",
    "HistoryHead",
    "Holding",
    "Idempotency",
    "Identity",
    "Invitation",
    "JobRun",
    "Letter",
    "Link",
    "Objection",
    "Person",
    "Place",
    "Post",
    "Preference",
    "Programme",
    "Reading",
    "Register",
    "Report",
    "Request",
    "RulePack",
    "SavedView",
    "SignIn",
    "Source",
    "Sweep",
    "Token",
    "Unsubscription",
    "Watch",
]
