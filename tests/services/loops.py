"""A commitment of the starter register in each kind of closing, and the people around it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.support.registers import SEEDED_AT, Register
from tests.support.roles import ACCEPTOR, OWNER
from tracker.domain.moves import Move
from tracker.services import changes, evidence, registration, requests, steps
from tracker.services.changes import Assign
from tracker.services.context import Context
from tracker.services.evidence import AddLink
from tracker.services.registration import NewCommitment
from tracker.services.requests import Ask, Decide
from tracker.services.steps import Step

DAY = timedelta(days=1)
MONDAY = SEEDED_AT + DAY
"""Tuesday 3 June 2025 in Shanghai: the day after the register was made."""

PROGRAMME = {"simple": "yubei-2024", "verified": "shanghai-2024", "closed_loop": "hlj-2024"}


def acting_as(register: Register, person: str | None, at: datetime = MONDAY) -> Context:
    """The context of somebody for whom the operator acts; None: the register office."""
    return replace(register.at(at), acting_for=person)


def registered(register: Register, closing: str = "closed_loop", **given: object) -> str:
    """A commitment due at the end of 2025, owned by a department, accepted by the ministry."""
    command = NewCommitment(
        programme=PROGRAMME[closing], title_en="A promise", due_words="2025年12月31日前", post="hlj-dee-director",
        supervisor="hlj-leading-group", acceptor="mee", **given,
    )  # fmt: skip
    return registration.add(register.at(MONDAY), command)


def step(register: Register, person: str | None, ref: str, move: str, at: datetime = MONDAY, **given: object) -> int:
    """One step made by somebody."""
    return steps.take(acting_as(register, person, at), Step(ref=ref, move=Move(move), **given))


def proof(register: Register, ref: str, person: str = OWNER, at: datetime = MONDAY) -> str:
    """A link on the file of a commitment."""
    return evidence.add_link(
        acting_as(register, person, at), AddLink(ref=ref, title="Report", url="https://x.example/1")
    )


def asked(register: Register, ref: str, move: str, person: str = OWNER, at: datetime = MONDAY, **given: object) -> str:
    """A request by somebody."""
    return requests.ask(acting_as(register, person, at), Ask(ref=ref, move=Move(move), reason="it rained", **given))


def approved(register: Register, key: str, person: str | None = None, at: datetime = MONDAY) -> int:
    """The approval of a request, by the register office unless somebody is named."""
    return requests.approve(acting_as(register, person, at), Decide(ref=key))


def accepted(register: Register, closing: str = "closed_loop") -> str:
    """A commitment that went all the way to its acceptance."""
    ref = registered(register, closing)
    proof(register, ref)
    step(register, OWNER, ref, "report_done")
    step(register, OWNER, ref, "apply_for_acceptance")
    step(register, ACCEPTOR, ref, "accept", depth="on_site")
    return ref


def assign(register: Register, ref: str, **given: object) -> int:
    """The office says who is responsible."""
    return changes.assign(register.at(MONDAY), Assign(ref=ref, **given))


EARLY = datetime(2025, 6, 2, tzinfo=UTC)
