"""The closed loop on the command line, day by day: a register to play with, a process of its own for each command."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copied_sqlite
from tests.journeys.offices import PROGRAM, Machine, make

BEGIN = ("--as-if", "2026-01-05")


def prepare(url: str) -> None:
    make(Machine(Path(url.removeprefix("sqlite:///")).parent, url), *BEGIN)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """The machine of a register to play with, made as if on Monday 5 January 2026."""
    found = Machine(tmp_path, copied_sqlite("offices-to-play-with", prepare, tmp_path))
    yield found
    assert found.is_whole()


def registered(machine: Machine, due: str) -> str:
    """A commitment that the office has entered and whose deadline the ministry has confirmed."""
    words = ("--title-en", "Clear the west channel", "--post", "water-head", "--due", due)
    ref = str(machine.do("add", "--programme", "looped", *words, *BEGIN)["ref"])
    who = ("--supervisor", "ministry", "--acceptor", "inspection")
    machine.do("assign", ref, *who, *BEGIN)
    machine.do("confirm", ref, *BEGIN, actor="mo")
    machine.do("start", ref, *BEGIN, actor="lin")
    return ref


def with_file(machine: Machine, ref: str, day: str) -> str:
    """Put a file on its file; gives the key of the piece."""
    file = machine.home / "works.txt"
    file.write_text(f"施工记录 {ref} {day}", encoding="utf-8")
    return str(machine.do("evidence", "add", ref, str(file), "--as-if", day, actor="lin")["key"])


def found(machine: Machine, query: str, *moment: str) -> list[str]:
    """The references that a query finds."""
    return [item["ref"] for item in machine.do("list", query, *moment)["items"]]


def shown(machine: Machine, ref: str, *moment: str) -> Any:
    return machine.do("show", ref, *moment)


def test_from_the_report_to_the_write_off_and_open_again(machine: Machine) -> None:
    ref, day = registered(machine, "30 June 2026"), ""

    def do(who: str, *words: str) -> Any:
        return machine.do(words[0], ref, *words[1:], "--as-if", day, actor=who)

    def refused(code: int, who: str, *words: str) -> str:
        return machine.refused(code, words[0], ref, *words[1:], "--as-if", day, actor=who)

    day = "2026-03-02"
    with_file(machine, ref, day)
    do("lin", "done", "--on", "2026-02-27")
    do("lin", "apply")
    day = "2026-03-04"
    refused(4, "lin", "accept", "--depth", "on_site")
    do("ning", "return", "--reason", "The east bank is not done.")
    day = "2026-03-06"
    do("lin", "done")
    do("lin", "apply")
    do("ning", "accept", "--depth", "on_site")
    refused(6, "ning", "notice", "--until", "2026-03-12")  # a day short of a week
    do("ning", "notice", "--until", "2026-03-20")
    day = "2026-03-16"
    key = do("mo", "object", "--reason", "The gauge shows mud.")["key"]
    refused(5, "ning", "write-off")
    machine.do("answer", key, "--reason", "Measured anew: none.", "--as-if", day, actor="ning")
    day = "2026-03-20"
    assert "notice" in refused(5, "ning", "write-off")
    day = "2026-03-21"
    do("ning", "write-off")
    day = "2026-05-04"
    do("mo", "reopen", "--reason", "The mud is back.")
    then, now = shown(machine, ref, "--as-of", "2026-04-01"), shown(machine, ref, "--as-if", day)
    assert (then["work"], then["assurance"]) == ("closed", "written_off")
    assert (now["work"], now["assurance"]) == ("in_progress", "none")
    actions = [event["action"] for event in now["history"]]
    assert actions[:2] == ["reopen", "write_off"] and "accept" in actions and "return" in actions
    assert found(machine, "is:reopened", "--as-if", day) == [ref]


def test_the_operator_is_no_way_around_independence(machine: Machine) -> None:
    ref, day = registered(machine, "30 June 2026"), ("--as-if", "2026-03-02")
    with_file(machine, ref, day[1])
    for step in ("done", "apply"):
        machine.do(step, ref, *day, actor="lin")
    machine.do("user", "enable", "lin")
    secret = machine.do("token", "make", "x", "--person", "lin", "--scope", "read", "--scope", "write")["secret"]
    before = shown(machine, ref, *day)["version"]
    accept = ("accept", ref, "--depth", "on_site", *day)
    for who in ({"actor": "lin"}, {"actor": "hua"}, {"token": secret}, {}):
        assert machine.refused(4, *accept, **who)
    machine.do("post", "hold", "second-inspector", "lin", "--since", "2026-03-02", *day)
    assert "reported it done" in machine.refused(4, *accept, actor="lin")
    assert shown(machine, ref, *day)["version"] == before
    machine.do(*accept, actor="ning")


def test_an_extension_that_is_asked_after_the_day_moves_it_and_hides_nothing(machine: Machine) -> None:
    ref, day = registered(machine, "31 January 2026"), ("--as-if", "2026-02-10")
    assert ref in found(machine, "is:overdue", *day)
    extend = ("extend", ref, "--to", "2026-04-30", "--reason", "The flood took the dredger.", *day)
    machine.refused(6, *extend, actor="lin")  # nothing shows it
    key = machine.do(*extend, "--evidence", with_file(machine, ref, day[1]), actor="lin")["key"]
    (asked,) = machine.do("requests", ref, *day)["items"]
    assert (asked["key"], asked["late"], asked["old_day"], asked["new_day"]) == (key, True, "2026-01-31", "2026-04-30")
    for insider in ("lin", "hua"):
        machine.refused(4, "approve", key, "--reason", "Granted.", *day, actor=insider)
    machine.refused(3, "approve", key, *day, actor="wai")  # a stranger knows of nothing
    assert ref in found(machine, "is:overdue", *day)
    machine.do("approve", key, "--reason", "The flood is on record.", *day, actor="mo")
    due = shown(machine, ref, *day)["due"]
    assert (due["last_day"], due["first_day"]) == ("2026-04-30", "2026-01-31")
    assert ref not in found(machine, "is:overdue", *day)
    assert ref in found(machine, "is:first-overdue is:extended", *day)
    assert ref in found(machine, "is:overdue", "--as-of", "2026-02-09")
    assert ref in found(machine, "is:overdue", "--as-if", "2026-05-01")
    machine.refused(5, "approve", key, *day, actor="mo")


def test_no_other_way_moves_the_day(machine: Machine) -> None:
    ref, day = registered(machine, "28 February 2026"), ("--as-if", "2026-02-10")
    machine.refused(5, "confirm", ref, "--day", "2026-12-31", *day, actor="mo")
    right = ("ask", ref, "correct_reading", "--to", "2026-03-31", "--reason", "It says March.", *day)
    key = machine.do(*right, actor="lin")["key"]
    machine.refused(4, "approve", key, *day, actor="lin")
    machine.do("refuse", key, "--reason", "It says February.", *day, actor="mo")
    assert shown(machine, ref, *day)["due"]["last_day"] == "2026-02-28"
    assert ref not in found(machine, "is:extended", *day)


def test_a_suspension_stops_the_clock_for_as_long_as_it_was_approved(machine: Machine) -> None:
    ref, day = registered(machine, "31 March 2026"), ("--as-if", "2026-03-02")
    ask = ("ask", ref, "suspend", "--to", "2026-05-31", "--reason", "The river is in flood.", *day)
    key = machine.do(*ask, actor="lin")["key"]
    machine.do("approve", key, *day, actor="mo")
    assert ref not in found(machine, "is:overdue", "--as-if", "2026-05-31")
    assert ref in found(machine, "is:overdue", "--as-if", "2026-06-01")
    machine.do("resume", ref, "--as-if", "2026-04-20", actor="lin")
    assert ref in found(machine, "is:overdue", "--as-if", "2026-04-20")


def test_a_post_is_handed_over_and_the_token_of_before_opens_nothing(machine: Machine) -> None:
    ref, day = registered(machine, "30 June 2026"), ("--as-if", "2026-03-02")
    for name in ("lin", "su"):
        machine.do("user", "enable", name)
    old, new = (machine.do("token", "make", "x", "--person", name)["secret"] for name in ("lin", "su"))
    assert machine.ask("show", ref, *day, token=old).code == 0
    machine.refused(4, "show", ref, *day, token=new)
    machine.do("post", "hand-over", "water-head", "--from", "lin", "--to", "su", "--on", "2026-03-02", *day)
    machine.refused(4, "show", ref, *day, token=old)
    assert machine.ask("show", ref, *day, token=new).code == 0


def test_the_program_itself_tells_it_in_one_line(machine: Machine) -> None:
    ref = registered(machine, "30 June 2026")
    words = [PROGRAM, "accept", ref, "--depth", "on_site", *BEGIN]
    done = subprocess.run(
        words, env={**os.environ, **machine.environment(actor="lin")}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)
    assert "“Accept” is not for you" in done.stderr
