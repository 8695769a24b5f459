"""docs/moves.md says what the code does; ``python -m tests.domain.test_moves_page`` writes its tables anew."""

from pathlib import Path

from tracker.domain.moves import MOVES_A_DATE, STATES, STEPS, Closing, Demand, Move, Need, Role, Row, State, table

PAGE = Path(__file__).parents[2] / "docs" / "moves.md"
BEGIN, END = "<!-- tables: begin -->\n", "<!-- tables: end -->\n"

NEEDS = {
    Need.REASON: "a reason",
    Need.EVIDENCE: "evidence with it",
    Need.TRUE_FOR: "the day it is true for",
    Need.NEW_DAY: "the new day",
    Need.LATER: "later than the day in force, within what its programme allows",
    Need.MISREAD: "another day, and no extension by another name",
    Need.NOTICE_LENGTH: "as long as its programme asks for",
    Need.DAY_AHEAD: "a day still to come",
    Need.DEPTH: "depth (paper, site, external)",
    Need.SUCCESSOR: "a successor",
    Need.APPROVAL: "approval",
    Need.BODY: "a responsible body",
    Need.ON_FILE: "evidence on file",
    Need.UNCONFIRMED: "reading unconfirmed",
    Need.CONFIRMED: "reading confirmed",
    Need.DEADLINE: "a deadline",
    Need.CAP: "extensions left",
    Need.OBJECTION: "an open objection",
    Need.NOTICE_OVER: "no running notice, no open objection",
}
DEMANDS = {
    Demand.NOT_REPORTER: "not the reporter",
    Demand.NOT_APPLICANT: "not the applicant",
    Demand.OUTSIDE: "outside",
}


def line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def heading(*cells: str) -> str:
    return line(*cells) + f"|{'---|' * len(cells)}\n"


def rights() -> str:
    rows = "".join(line(f"`{row.move}`", *(row.parts[role].value for role in Role)) for row in table())
    return heading("move", *(role.value for role in Role)) + rows


def effects() -> str:
    cells = (
        (f"`{row.move}`", begin(row), end(row), words(row), ", ".join(DEMANDS[demand] for demand in row.rule.demands))
        for row in table()
    )
    return heading("move", "from", "to", "needs", "whoever makes it") + "".join(line(*cell) for cell in cells)


def begin(row: Row) -> str:
    """The states in few words, for each closing on which they differ."""
    froms = row.rule.froms
    if len(set(froms.values())) == 1:
        return several(froms[Closing.SIMPLE])
    return "; ".join(f"{closing}: {several(states)}" for closing, states in froms.items() if states)


def several(states: frozenset[State]) -> str:
    open_states = frozenset(state for state in STATES if not state.ended)
    if states == open_states:
        return "all open"
    if states == open_states - {state for state in STATES if state.work == "draft"}:
        return "all open but drafts"
    if states == STATES - open_states:
        return "all ended"
    return ", ".join(sorted(short(state) for state in states))


def short(state: State) -> str:
    return str(state).removesuffix("/none")


def end(row: Row) -> str:
    rule, starts = row.rule, frozenset[State]().union(*row.rule.froms.values())
    if rule.work is None and rule.assurance is None:
        return "as before"
    (work,) = {rule.work} if rule.work else {state.work for state in starts}
    if rule.assurance is None and len({state.assurance for state in starts}) > 1:
        return f"{work}, assurance as before"
    return str(work) if rule.assurance is None else short(State(work, rule.assurance))


def words(row: Row) -> str:
    return ", ".join(NEEDS[need] for need in row.rule.needs)


def tables() -> str:
    steps = "".join(f"- `{closing}`: {' → '.join(f'`{move}`' for move in moves)}\n" for closing, moves in STEPS.items())
    dates = ", ".join(f"`{move}`" for move in Move if move in MOVES_A_DATE)
    return (
        f"## Steps of a closing\n\n{steps}\n"
        f"## Who\n\n{rights()}\n"
        f"## From where, to where, with what\n\n{effects()}\n"
        f"## What moves a date\n\n{dates}; nothing else, for nobody.\n"
    )


def test_the_page_of_moves_is_the_table_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.split(BEGIN)[1].split(END)[0] == tables(), "python -m tests.domain.test_moves_page"


if __name__ == "__main__":
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(before + BEGIN + tables() + END + rest.split(END)[1], encoding="utf-8")
