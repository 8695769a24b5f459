"""Evidence of a test: contexts with a folder of their own, and a process that adds a file and is killed."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.support.registers import SEEDED_AT, Register, opened
from tracker.services import evidence
from tracker.services.context import Context
from tracker.services.evidence import AddFile
from tracker.store.evidence_files import EvidenceFiles

NEXT = SEEDED_AT + timedelta(days=1)
LIMIT = 1024 * 1024

TALLY, OWNER, COLLEAGUE, STRANGER = "HLJ-2024-025", "sample-hlj-rectification", "sample-hlj-dee", "sample-yubei"
CONTENT = "整改情况报告".encode() * 1000


def office(register: Register, folder: Path, at: datetime = NEXT) -> Context:
    """The register office, with files in a folder of the test."""
    return replace(register.at(at), files=EvidenceFiles(folder, LIMIT))


def as_(register: Register, folder: Path, person: str, at: datetime = NEXT) -> Context:
    """Somebody for whom the operator acts."""
    return replace(office(register, folder, at), acting_for=person)


def file(title: str = "Report", *, ref: str = TALLY, filename: str = "整改报告.txt", **more: Any) -> AddFile:
    """A file to be added."""
    return AddFile(ref=ref, title=title, filename=filename, **more)


def add_one(url: str, folder: str) -> None:
    """Add one file: the work of a process that is killed."""
    ctx = replace(opened(url, at=NEXT), files=EvidenceFiles(Path(folder), LIMIT))
    evidence.add_file(ctx, file(), BytesIO(CONTENT))
    ctx.db.close()
