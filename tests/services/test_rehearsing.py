"""Trying a change: why it would be refused is told, and nothing of it is kept."""

from tests.services.loops import MONDAY, acting_as, registered
from tests.support.registers import Register
from tests.support.roles import OWNER
from tracker.services import changes, commitments, rehearsing
from tracker.services.changes import Update


def test_a_change_that_could_be_made_is_not_made(starter: Register) -> None:
    ref, owner = registered(starter), acting_as(starter, OWNER)
    assert rehearsing.refusal(owner, lambda tried: changes.update(tried, Update(ref=ref, progress=20))) is None
    assert commitments.show(starter.at(MONDAY), ref).version == 1
    assert changes.update(owner, Update(ref=ref, progress=20)) == 2


def test_a_change_that_could_not_is_told_why(starter: Register) -> None:
    ref = registered(starter)
    why = rehearsing.refusal(acting_as(starter, OWNER), lambda tried: changes.update(tried, Update(ref=ref)))
    assert why is not None and "nothing to record" in str(why)
