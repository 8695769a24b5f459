"""A letter tells whoever owes the next step: what came back, what is to be accepted, what is to be decided."""

from pathlib import Path

import pytest

from tests.services.loops import ACCEPTOR, DAY, MONDAY, OWNER, SUPERVISOR, asked, proof, registered, step
from tests.support.registers import Register
from tracker.kit.language import say
from tracker.notifications.messages import Group
from tracker.services import editions
from tracker.settings import Settings

LATER = MONDAY + 7 * DAY


def group(register: Register, person: str, name: str, tmp_path: Path) -> Group | None:
    letter = editions.preview(register.at(LATER), Settings(home=tmp_path), person)
    editions.render(Settings(home=tmp_path), letter)
    return letter.group(name)


def test_the_acceptor_is_told_what_waits_and_the_owner_what_came_back_and_why(
    starter: Register, tmp_path: Path
) -> None:
    ref = registered(starter)
    assert group(starter, ACCEPTOR, "to_accept", tmp_path) is None
    step(starter, OWNER, ref, "report_done")
    step(starter, OWNER, ref, "apply_for_acceptance")
    waiting = group(starter, ACCEPTOR, "to_accept", tmp_path)
    assert waiting is not None and [line.ref for line in waiting.lines] == [ref] and waiting.exact
    step(starter, SUPERVISOR, ref, "return", reason="half of it is missing")
    assert group(starter, ACCEPTOR, "to_accept", tmp_path) is None
    back = group(starter, OWNER, "returned", tmp_path)
    assert back is not None and "half of it is missing" in back.lines[0].why


@pytest.mark.parametrize("person", [SUPERVISOR, "sample-register-officer"])
def test_whoever_decides_is_told_what_is_asked_and_whoever_asked_is_not(
    starter: Register, tmp_path: Path, person: str
) -> None:
    ref = registered(starter)
    key = asked(starter, ref, "suspend", SUPERVISOR if person != SUPERVISOR else OWNER, new_day="2026-06-30")
    found = group(starter, person, "to_decide", tmp_path)
    assert found is not None and key in say(found.lines[0].why, "en")
    proof(starter, ref)
    asker = OWNER if person == SUPERVISOR else SUPERVISOR
    assert group(starter, asker, "to_decide", tmp_path) is None
