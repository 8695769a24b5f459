"""Files of evidence on the disk: under the hash of their content, whole or not at all."""

import os
import resource
import stat
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kit.errors import Invalid, Unavailable
from tracker.store import evidence_types
from tracker.store.evidence_files import CHUNK, EvidenceFiles, in_parts

LIMIT = 1024 * 1024


@pytest.fixture
def files(tmp_path: Path) -> EvidenceFiles:
    return EvidenceFiles(tmp_path / "home" / "evidence", LIMIT)


def in_folder(files: EvidenceFiles) -> list[str]:
    return [str(kept.path.relative_to(files.folder)) for kept in files.all()]


def zipped(*names: str, first: tuple[str, str] | None = None) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        if first:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, "x" * 100)
    return made.getvalue()


def test_a_file_lies_under_the_hash_of_its_content_and_the_same_content_lies_there_once(files: EvidenceFiles) -> None:
    content = b"%PDF-1.7 " + bytes(range(256)) * 100
    digest = sha256(content).hexdigest()
    stored = files.put([content[:1000], content[1000:]])
    assert (stored.sha256, stored.size, stored.media_type) == (digest, len(content), "application/pdf")
    assert files.put(in_parts(BytesIO(content))) == stored
    assert in_folder(files) == [f"{digest[:2]}/{digest[2:4]}/{digest}"]
    with files.open(digest) as opened:
        assert opened.read() == content
    assert files.is_sound(digest)
    assert not stat.S_IMODE(files.path(digest).stat().st_mode) & 0o077


def test_a_damaged_file_is_told_and_is_mended_by_handing_it_in_again(files: EvidenceFiles) -> None:
    stored = files.put([b"as it was"])
    files.path(stored.sha256).write_bytes(b"as it is")
    assert not files.is_sound(stored.sha256)
    files.put([b"as it was"])
    assert files.is_sound(stored.sha256)


def test_a_file_of_exactly_the_limit_is_kept_and_one_byte_more_is_not(files: EvidenceFiles) -> None:
    assert files.put([b"a" * LIMIT]).size == LIMIT
    with pytest.raises(Invalid, match="1 MiB"):
        files.put([b"b" * LIMIT, b"b"])
    assert len(in_folder(files)) == 1


def test_a_stream_is_not_read_beyond_the_limit(files: EvidenceFiles) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * CHUNK

    with pytest.raises(Invalid):
        files.put(endless())
    assert read == LIMIT // CHUNK + 1
    assert in_folder(files) == []


def test_a_stream_that_breaks_off_leaves_nothing(files: EvidenceFiles) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError("the other side went away")

    with pytest.raises(ConnectionError):
        files.put(broken())
    assert in_folder(files) == []


@pytest.mark.parametrize("parts", [[], [b""], [b"", b""]])
def test_an_empty_file_is_refused(files: EvidenceFiles, parts: list[bytes]) -> None:
    with pytest.raises(Invalid, match="empty"):
        files.put(parts)
    assert in_folder(files) == []


@pytest.mark.parametrize(
    "content",
    [
        b"\x7fELF\x02\x01\x01" + bytes(64),
        b"MZ\x90\x00\x03" + bytes(64),
        b"#!/bin/sh\nrm -rf /\n",
        b"\xef\xbb\xbf#!/usr/bin/env python\n",
        b"\xcf\xfa\xed\xfe" + bytes(64),
        b"\xca\xfe\xba\xbe\x00\x00\x00\x34",
        b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(64),
        b"\x00asm\x01\x00\x00\x00",
    ],
)
@pytest.mark.parametrize("size", [1, 5, CHUNK])
def test_a_program_is_refused_however_it_comes_in(files: EvidenceFiles, content: bytes, size: int) -> None:
    with pytest.raises(Invalid, match="program"):
        files.put(content[at : at + size] for at in range(0, len(content), size))
    assert in_folder(files) == []


def test_text_that_begins_as_a_program_may_is_kept(files: EvidenceFiles) -> None:
    assert files.put([b"MZ-2024: report of the working group"]).media_type == "text/plain"


def test_a_folder_that_cannot_be_written_is_unavailable(files: EvidenceFiles) -> None:
    files.folder.parent.mkdir(parents=True)
    files.folder.write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        files.put([b"x"])


def test_a_disk_that_takes_no_more_is_unavailable_and_keeps_nothing_half(files: EvidenceFiles) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(Unavailable, match="large"):
            files.put([b"x" * CHUNK, b"x"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert in_folder(files) == []


def test_a_missing_file_is_unavailable(files: EvidenceFiles) -> None:
    with pytest.raises(Unavailable):
        files.open("0" * 64)
    assert not files.has("0" * 64)


def test_what_is_no_piece_of_evidence_is_found_without_a_hash(files: EvidenceFiles) -> None:
    stored = files.put([b"x"])
    (files.folder / ".abc.part").write_bytes(b"half")
    (files.folder / stored.sha256).write_bytes(b"in the wrong place")
    found = {str(kept.path.relative_to(files.folder)): kept.sha256 for kept in files.all()}
    assert found[".abc.part"] is None
    assert found[stored.sha256] is None
    assert sorted(filter(None, found.values())) == [stored.sha256]


def test_nothing_lies_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert list(EvidenceFiles(tmp_path / "none", 1).all()) == []


_OOXML = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(16), "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "image/jpeg"),
        ("会议纪要，2024年".encode(), "text/plain"),
        ("会议纪要，2024年".encode("gb18030"), "text/plain"),
        (b"a,b\r\n1,2\r\n", "text/plain"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
        (b"\n\n <script>alert(1)</script>", "text/html"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/x-ole-storage"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (zipped("[Content_Types].xml", "word/document.xml"), f"{_OOXML}.wordprocessingml.document"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), f"{_OOXML}.spreadsheetml.sheet"),
        (
            zipped("content.xml", first=("mimetype", "application/vnd.oasis.opendocument.text")),
            "application/vnd.oasis.opendocument.text",
        ),
        (zipped("x", first=("mimetype", 'text/html"\r\nX: y')), "application/zip"),
        (zipped("photo.jpg"), "application/zip"),
        (bytes(range(256)), "application/octet-stream"),
    ],
)
def test_a_type_is_that_of_the_content(content: bytes, found: str) -> None:
    assert evidence_types.media_type(content, content[-100_000:]) == found


@given(st.binary(max_size=300))
def test_any_content_has_one_type_that_can_stand_in_a_line(content: bytes) -> None:
    found = evidence_types.media_type(content, content)
    assert found.isascii()
    assert found.isprintable()
    assert found.count("/") == 1


def test_the_names_of_a_large_archive_are_found_at_its_end() -> None:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("media/picture.png", os.urandom(200_000))
        archive.writestr("word/document.xml", "x")
    whole = made.getvalue()
    head, tail = whole[: evidence_types.HEAD], whole[-evidence_types.TAIL :]
    assert evidence_types.media_type(head, tail).endswith("wordprocessingml.document")
