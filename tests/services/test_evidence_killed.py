"""Killed at any point of adding a file: no record names a file that is not there, and nothing is in the way."""

from pathlib import Path

import pytest

from tests.services.evidences import CONTENT, NEXT, TALLY, file, office
from tests.support.killing import killed_at
from tests.support.registers import Register
from tracker.kit import points
from tracker.services import evidence, evidence_keeping

WORK = "tests.services.evidences:add_one"


def test_every_point_of_evidence_is_tried_here() -> None:
    ours = {point for point in points.POINTS if point.startswith("evidence.")}
    assert ours == {"evidence.stored", "evidence.renamed", "evidence.written", "evidence.committed"}


@pytest.mark.parametrize(
    ("point", "recorded", "left"),
    [("evidence.stored", 0, 1), ("evidence.renamed", 0, 1), ("evidence.written", 0, 1), ("evidence.committed", 1, 0)],
)
def test_after_a_kill_no_record_names_a_file_that_is_not_there(
    starter: Register, tmp_path: Path, point: str, recorded: int, left: int
) -> None:
    folder = tmp_path / "evidence"
    killed_at(point, WORK, starter.url, str(folder))
    ctx = office(starter, folder)
    assert len(evidence.of(ctx, TALLY)) == recorded
    found = evidence_keeping.check(ctx)
    assert found.ok
    assert (found.files, len(found.left)) == (recorded, left)

    key = evidence.add_file(office(starter, folder, NEXT), file(), [CONTENT])
    assert b"".join(evidence.open_file(ctx, key).parts()) == CONTENT
    assert evidence_keeping.check(ctx).ok
