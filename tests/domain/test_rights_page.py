"""docs/rights.md says what the code does; ``python -m tests.domain.test_rights_page`` writes its tables anew."""

from pathlib import Path

from tests.domain.test_moves_page import heading, line
from tracker.domain.moves import Move, Role, table
from tracker.domain.moves.roles import POWERLESS, READ_ONLY
from tracker.domain.rights import RIGHT_WORDS, RIGHTS, Right, allowed

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"
BEGIN, END = "<!-- tables: begin -->\n", "<!-- tables: end -->\n"

BESIDE = {Role.SUPERVISING: Role.RESPONSIBLE, Role.ACCEPTING: Role.RESPONSIBLE, Role.LEADER: Role.RESPONSIBLE}
"""Roles towards one commitment → what somebody with such a post is beside all commitments."""

OBJECTS = {
    "the register": (Right.ENTER, Right.READ),
    "letters and their ways": (Right.READ_LETTERS, Right.KEEP_OUTBOX),
    "the work of the scheduler": (Right.READ_RUNS,),
    "the access log": (Right.READ_ACCESS,),
    "bodies, posts, programmes, sources": (Right.KEEP_BODIES, Right.HAND_OVER),
    "accounts and persons": (Right.OWN_ACCOUNT, Right.APPOINT, Right.KEEP_ACCOUNTS, Right.ERASE),
    "the machine": (Right.OPERATE,),
}
"""What is kept → the rights over it; each right stands in one place."""

SIGHT = {
    Role.RESPONSIBLE: "what names one of his bodies, one below it or one above it; what his post holds or leads",
    Role.LEADER: "as the responsible body",
    Role.SUPERVISING: "as the responsible body",
    Role.ACCEPTING: "as the responsible body",
    Role.OFFICE: "everything",
    Role.AUDITOR: "what names a body of his scope or one below it; without a scope everything",
    Role.ADMINISTRATOR: "no commitment by this role",
    Role.OPERATOR: "everything; for X: what X sees",
    Role.STRANGER: "nothing",
}


def rights() -> str:
    rows = (
        line(kept, f"`{right}`: {RIGHT_WORDS[right]}", *("yes" if _has(role, right) else "" for role in Role))
        for kept, several in OBJECTS.items()
        for right in several
    )
    return heading("object", "right", *(role.value for role in Role)) + "".join(rows)


def _has(role: Role, right: Right) -> bool:
    return allowed(right, frozenset({role}))


def moves() -> str:
    rows = "".join(line("a commitment", f"`{row.move}`", *(row.parts[role].value for role in Role)) for row in table())
    return heading("object", "move", *(role.value for role in Role)) + rows


def sights() -> str:
    return heading("role", "sees") + "".join(line(role.value, SIGHT[role]) for role in Role)


def tables() -> str:
    return (
        f"## What each sees\n\n{sights()}\n"
        f"## What each may do beside commitments\n\n{rights()}\n"
        f"## What each may do with a commitment that he sees\n\n{moves()}"
    )


def test_the_page_of_rights_is_the_table_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.split(BEGIN)[1].split(END)[0] == tables(), "python -m tests.domain.test_rights_page"


def test_every_right_and_every_role_stands_on_the_page() -> None:
    assert sorted(right for several in OBJECTS.values() for right in several) == sorted(Right)
    assert SIGHT.keys() == set(Role)
    assert RIGHTS.keys() == set(Right)


def test_a_role_towards_one_commitment_has_the_rights_of_a_post_beside_it() -> None:
    for role, post in BESIDE.items():
        assert {right for right in Right if _has(role, right)} == {right for right in Right if _has(post, right)}


def test_administrators_move_nothing_and_a_stranger_may_only_come_to_the_door_and_keep_his_account() -> None:
    for row in table():
        for role in READ_ONLY | (POWERLESS - {Role.OPERATOR}):
            assert row.parts[role].value == "", (row.move, role)
    assert [right for right in Right if _has(Role.STRANGER, right)] == [Right.ENTER, Right.OWN_ACCOUNT]
    assert {row.move for row in table()} == set(Move)


if __name__ == "__main__":
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(before + BEGIN + tables() + END + rest.split(END)[1], encoding="utf-8")
