"""The closed loop as it is shown on the command line."""

from tests.cli.conftest import Tracker


def test_what_belongs_to_the_loop_of_a_commitment_is_shown(tracker: Tracker) -> None:
    assert "Nothing was reported" in tracker("loop", "SF-001-003").text
    assert "SF-001-003" not in tracker("ask", "SF-001-003", "suspend", "--reason", "court", "--to", "2999-01-01").text
    assert "court" in tracker("loop", "SF-001-003").text
    told = tracker("loop", "SF-001-003", "--json").json
    assert [each["state"] for each in told["requests"]] == ["submitted"]
    assert set(told) == {"reports", "objections", "requests", "evidence"}


def test_what_can_be_done_is_said_with_the_reasons_against_the_rest(tracker: Tracker) -> None:
    told = tracker("moves", "SF-001-003", "--json").json
    against = {each["move"]: each["refusals"] for each in told["moves"] if not each["allowed"]}
    assert "accept" in against and all(refusals for refusals in against.values())
