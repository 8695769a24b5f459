"""Looking after the files: what is missing or damaged is told, and only what nobody names is ever taken away."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.services.evidences import CONTENT, LIMIT, TALLY, as_, file, office
from tests.support.registers import Register
from tracker.kit.clock import FrozenClock
from tracker.kit.errors import Forbidden, Unavailable
from tracker.services import evidence, evidence_keeping
from tracker.services.context import Principal
from tracker.store.evidence_files import EvidenceFiles

NOW = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)


def aged(path: Path, age: timedelta) -> None:
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment))


def test_missing_and_damaged_files_are_told_by_the_piece_that_names_them(starter: Register, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    ctx, files = office(starter, folder), EvidenceFiles(folder, LIMIT)
    keys = [evidence.add_file(ctx, file(), [CONTENT + str(n).encode()]) for n in range(3)]
    digests = [evidence.show(ctx, key).sha256 or "" for key in keys]
    assert evidence_keeping.check(ctx).ok
    files.path(digests[0]).unlink()
    files.path(digests[1]).write_bytes(b"something else")
    found = evidence_keeping.check(ctx)
    assert (found.ok, found.files, found.missing, found.damaged) == (False, 3, (keys[0],), (keys[1],))
    with ctx.db.read() as session:
        assert evidence_keeping.lost(session, ctx) == (keys[0],)


def test_the_same_content_under_two_names_is_one_file_and_two_pieces(starter: Register, tmp_path: Path) -> None:
    ctx = office(starter, tmp_path / "evidence")
    for name in ("a.txt", "b.txt"):
        evidence.add_file(ctx, file(filename=name), [CONTENT])
    assert evidence_keeping.check(ctx).files == 1
    assert len(evidence.of(ctx, TALLY)) == 2


def test_only_what_nobody_names_and_is_older_than_a_day_is_taken_away(starter: Register, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    files = EvidenceFiles(folder, LIMIT)
    ctx = replace(office(starter, folder), clock=FrozenClock(NOW))
    key = evidence.add_file(ctx, file(), [CONTENT])
    named = files.path(evidence.show(ctx, key).sha256 or "")
    old, young = files.path(files.put([b"old"]).sha256), files.path(files.put([b"young"]).sha256)
    part = folder / ".half.part"
    part.write_bytes(b"half")
    for path in (named, old, part):
        aged(path, timedelta(days=1, seconds=1))
    aged(young, timedelta(hours=23))
    assert evidence_keeping.tidy(ctx) == 2
    assert (named.exists(), old.exists(), young.exists(), part.exists()) == (True, False, True, False)
    assert evidence_keeping.check(ctx).left == (str(young),)
    assert evidence_keeping.tidy(ctx) == 0


def test_this_is_for_whoever_looks_after_the_machine(starter: Register, tmp_path: Path) -> None:
    somebody = replace(as_(starter, tmp_path, "x"), acting_for=None, who=Principal("p"))
    for work in (evidence_keeping.check, evidence_keeping.tidy):
        with pytest.raises(Forbidden):
            work(somebody)


def test_a_register_opened_without_its_folder_says_so(starter: Register) -> None:
    with pytest.raises(Unavailable, match="folder"):
        evidence_keeping.check(replace(starter.at(), files=None))
