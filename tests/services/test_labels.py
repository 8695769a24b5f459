"""Every code that the register can keep has words."""

from typing import get_args

import pytest

from tests.support.rows import commitment
from tracker.domain.commitment import Assurance, Kind, Work
from tracker.domain.deadline import Precision
from tracker.domain.moves import Move
from tracker.seeds.schema import Mark
from tracker.services.board import MISSING
from tracker.services.deadlines import POLICIES
from tracker.services.facets import STATES
from tracker.services.labels import GROUPS, SHAPE, label


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("kind", Kind),
        ("work", Work),
        ("assurance", Assurance),
        ("precision", Precision),
        ("action", Move),
        ("mark", get_args(Mark)),
        ("policy", POLICIES),
        ("is", STATES),
        ("is", MISSING),
        ("missing", MISSING),
        ("flag", SHAPE),
        ("column", set(commitment()) - {"ref"}),
    ],
)
def test_every_code_has_words(group: str, codes: object) -> None:
    assert not {str(code) for code in codes} - set(GROUPS[group])  # type: ignore[attr-defined]


def test_a_code_without_words_stands_for_itself() -> None:
    assert str(label("something-new", "mark")) == "something-new"
