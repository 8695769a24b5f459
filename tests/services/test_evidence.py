"""Evidence: who may add, see and withdraw it, what is refused, and that what is handed out is what was handed in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.services.evidences import COLLEAGUE, CONTENT, LIMIT, NEXT, OWNER, STRANGER, TALLY, as_, file, office
from tests.services.loops import registered, step
from tests.support.registers import Register
from tests.support.roles import OWNER as DEPARTMENT
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from tracker.services import changes, commitments, evidence
from tracker.services.changes import Update
from tracker.services.context import NOBODY, Principal
from tracker.services.evidence import AddLink, Withdraw, headers_for
from tracker.store import audit, bodies
from tracker.store.evidence_files import EvidenceFiles

LINK = AddLink(ref=TALLY, title="Public notice", url="https://sthjt.example/notice/1")


def person_id(register: Register, name: str) -> str:
    """The opaque id of a person."""
    with register.at().db.read() as session:
        found = bodies.person_id(session, name)
    assert found
    return found


def test_a_file_that_was_added_is_handed_out_as_it_was(starter: Register, tmp_path: Path) -> None:
    mine = as_(starter, tmp_path, OWNER)
    key = evidence.add_file(mine, file(dated=date(2025, 5, 30), reason="quarterly"), BytesIO(CONTENT))
    assert key == f"{TALLY}.E1"
    opened = evidence.open_file(as_(starter, tmp_path, COLLEAGUE), key.lower())
    assert b"".join(opened.parts()) == CONTENT
    assert opened.stream.closed
    piece = opened.view
    assert (piece.ref, piece.kind, piece.filename, piece.media_type) == (TALLY, "file", "整改报告.txt", "text/plain")
    assert (piece.dated, piece.added_on, piece.size) == (date(2025, 5, 30), date(2025, 6, 3), len(CONTENT))
    assert piece.added_by == person_id(starter, OWNER)


def test_it_is_in_the_history_and_the_commitment_is_left_as_it_was(starter: Register, tmp_path: Path) -> None:
    before = commitments.show(starter.at(NEXT), TALLY).version
    evidence.add_file(office(starter, tmp_path), file(), [CONTENT])
    evidence.withdraw(office(starter, tmp_path), Withdraw(ref=f"{TALLY}.E1", reason="wrong year"))
    assert commitments.show(starter.at(NEXT), TALLY).version == before
    with starter.at().db.read() as session:
        assert not list(audit.findings(session))


def test_a_link_is_kept_as_written(starter: Register, tmp_path: Path) -> None:
    key = evidence.add_link(as_(starter, tmp_path, OWNER), LINK)
    piece = evidence.show(office(starter, tmp_path), key)
    assert (piece.kind, piece.url, piece.size, piece.sha256) == ("link", LINK.url, None, None)
    with pytest.raises(Invalid, match="link"):
        evidence.open_file(office(starter, tmp_path), key)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://name:secret@host/", "", "https://a/\x00"])
def test_what_is_no_address_of_the_web_is_refused(starter: Register, tmp_path: Path, url: str) -> None:
    with pytest.raises(Invalid, match="no address"):
        evidence.add_link(office(starter, tmp_path), AddLink(ref=TALLY, title="x", url=url))


def test_an_address_longer_than_browsers_take_is_refused() -> None:
    with pytest.raises(ValidationError):
        AddLink(ref=TALLY, title="x", url="https://a/" + "x" * 2_000)


def test_a_stranger_finds_nothing(starter: Register, tmp_path: Path) -> None:
    key = evidence.add_file(as_(starter, tmp_path, OWNER), file(), [CONTENT])
    stranger = as_(starter, tmp_path, STRANGER)
    nobody = replace(office(starter, tmp_path), who=NOBODY)
    for ctx in (stranger, nobody):
        with pytest.raises(NotFound) as found:
            evidence.show(ctx, key)
        with pytest.raises(NotFound) as missing:
            evidence.show(ctx, f"{TALLY}.E9")
        assert str(found.value).replace("E1", "E9") == str(missing.value)
        for ask in (
            lambda ctx=ctx: evidence.open_file(ctx, key),
            lambda ctx=ctx: evidence.of(ctx, TALLY),
            lambda ctx=ctx: evidence.add_link(ctx, LINK),
            lambda ctx=ctx: evidence.withdraw(ctx, Withdraw(ref=key, reason="x")),
        ):
            with pytest.raises(NotFound):
                ask()


def test_nothing_is_read_of_a_file_from_somebody_who_may_not_add_it(starter: Register, tmp_path: Path) -> None:
    read: list[int] = []

    def stream() -> Iterator[bytes]:
        read.append(1)
        yield CONTENT

    with pytest.raises(NotFound):
        evidence.add_file(as_(starter, tmp_path, STRANGER), file(), stream())
    reader = Principal(person_id(starter, OWNER), "t", frozenset({"read"}))
    with pytest.raises(Forbidden):
        evidence.add_file(replace(office(starter, tmp_path), who=reader), file(), stream())
    assert not read


def test_whoever_may_only_read_may_open_it(starter: Register, tmp_path: Path) -> None:
    key = evidence.add_file(as_(starter, tmp_path, OWNER), file(), [CONTENT])
    reader = Principal(person_id(starter, OWNER), "t", frozenset({"read"}))
    ctx = replace(office(starter, tmp_path), who=reader)
    assert b"".join(evidence.open_file(ctx, key).parts()) == CONTENT


@pytest.mark.parametrize("name", ["a.exe", "公示.pdf.bat"])
def test_a_name_that_a_desktop_would_run_is_refused(starter: Register, tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match="programs"):
        evidence.add_file(office(starter, tmp_path), file(filename=name), [CONTENT])


def test_what_is_refused_leaves_neither_record_nor_file(starter: Register, tmp_path: Path) -> None:
    ctx = office(starter, tmp_path / "evidence")
    for content in (b"", b"#!/bin/sh\n", b"x" * (LIMIT + 1)):
        with pytest.raises(Invalid):
            evidence.add_file(ctx, file(), [content])
    with pytest.raises(Invalid, match="not come yet"):
        evidence.add_file(ctx, file(dated=date(2099, 1, 1)), [CONTENT])
    with pytest.raises(Conflict):
        evidence.add_file(ctx, file(version=99), [CONTENT])
    assert evidence.of(ctx, TALLY) == ()
    assert list(EvidenceFiles(tmp_path / "evidence", LIMIT).all()) == []


def test_a_piece_is_withdrawn_by_whoever_added_it_or_by_the_office_and_stays(starter: Register, tmp_path: Path) -> None:
    mine = as_(starter, tmp_path, OWNER)
    keys = [evidence.add_file(mine, file(filename=f"{n}.txt"), [CONTENT]) for n in range(2)]
    with pytest.raises(Forbidden):
        evidence.withdraw(as_(starter, tmp_path, COLLEAGUE), Withdraw(ref=keys[0], reason="mine is better"))
    with pytest.raises(Invalid, match="reason"):
        evidence.withdraw(as_(starter, tmp_path, OWNER), Withdraw(ref=keys[0], reason=""))
    evidence.withdraw(as_(starter, tmp_path, OWNER), Withdraw(ref=keys[0], reason="wrong year"))
    evidence.withdraw(office(starter, tmp_path), Withdraw(ref=keys[1], reason="twice"))
    with pytest.raises(Conflict, match="was withdrawn"):
        evidence.withdraw(office(starter, tmp_path), Withdraw(ref=keys[0], reason="again"))
    first, second = evidence.of(as_(starter, tmp_path, COLLEAGUE), TALLY)
    assert (first.withdrawn_on, first.reason, second.withdrawn_by) == (
        date(2025, 6, 3),
        "wrong year",
        "register-office",
    )
    assert b"".join(evidence.open_file(office(starter, tmp_path), keys[0]).parts()) == CONTENT


def test_what_has_ended_keeps_its_evidence_as_it_was(starter: Register, tmp_path: Path) -> None:
    ref = registered(starter, "simple")
    key = evidence.add_file(as_(starter, tmp_path, DEPARTMENT), file(ref=ref), [CONTENT])
    step(starter, DEPARTMENT, ref, "report_done", on=date(2025, 6, 3))
    step(starter, None, ref, "close")
    for ctx in (as_(starter, tmp_path, DEPARTMENT), office(starter, tmp_path)):
        with pytest.raises(Conflict, match="ended"):
            evidence.withdraw(ctx, Withdraw(ref=key, reason="x"))
        with pytest.raises(Conflict):
            evidence.add_file(ctx, file(ref=ref), [CONTENT])
    assert evidence.show(office(starter, tmp_path), key).withdrawn_on is None


def test_what_was_on_file_at_a_moment_is_told_for_that_moment(starter: Register, tmp_path: Path) -> None:
    evidence.add_link(office(starter, tmp_path, NEXT), LINK)
    later = NEXT + timedelta(days=10)
    evidence.withdraw(office(starter, tmp_path, later), Withdraw(ref=f"{TALLY}.E1", reason="x"))
    then = replace(starter.at(later, as_of="2025-06-05"), files=EvidenceFiles(tmp_path, LIMIT))
    assert [piece.withdrawn_on for piece in evidence.of(then, TALLY)] == [None]
    assert evidence.of(replace(starter.at(later, as_of="2025-06-03")), TALLY) == ()
    with pytest.raises(Forbidden, match="as of a past moment"):
        evidence.add_link(then, LINK)


def test_a_file_that_was_changed_on_the_disk_is_never_handed_out_whole(starter: Register, tmp_path: Path) -> None:
    ctx = office(starter, tmp_path)
    key = evidence.add_file(ctx, file(), [b"x" * 600_000])
    files = EvidenceFiles(tmp_path, LIMIT)
    digest = evidence.show(ctx, key).sha256 or ""
    files.path(digest).write_bytes(b"x" * 599_999 + b"y")
    taken = 0
    with pytest.raises(Unavailable, match="damaged"):
        for part in evidence.open_file(ctx, key).parts():
            taken += len(part)
    assert taken < 600_000
    files.path(digest).unlink()
    with pytest.raises(Unavailable, match="missing"):
        evidence.open_file(ctx, key)


def test_a_file_tidied_away_before_it_was_recorded_is_no_record_without_a_file(
    starter: Register, tmp_path: Path
) -> None:
    class Tidied(EvidenceFiles):
        def put(self, parts):  # type: ignore[no-untyped-def]
            stored = EvidenceFiles.put(self, parts)
            self.path(stored.sha256).unlink()
            return stored

    ctx = replace(office(starter, tmp_path), files=Tidied(tmp_path, LIMIT))
    with pytest.raises(Unavailable, match="once more"):
        try:
            evidence.add_file(ctx, file(), [CONTENT])
        except Unavailable as error:
            assert error.hint is not None
            raise Unavailable(error.hint) from error
    assert evidence.of(ctx, TALLY) == ()


def test_a_file_leaves_under_headers_that_keep_it_from_being_shown(starter: Register, tmp_path: Path) -> None:
    ctx = office(starter, tmp_path)
    content = b"<html><script>alert(document.cookie)</script></html>"
    key = evidence.add_file(ctx, file(filename='整改"\r\nX: y.html'), [content])
    piece = evidence.show(ctx, key)
    assert piece.media_type == "text/html"
    headers = headers_for(piece)
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert headers["Content-Length"] == str(len(content))
    assert all(value.isascii() and value.isprintable() for value in headers.values())


def test_progress_told_beside_it_does_not_hide_it(starter: Register, tmp_path: Path) -> None:
    evidence.add_link(as_(starter, tmp_path, OWNER), LINK)
    changes.update(as_(starter, tmp_path, OWNER), Update(ref=TALLY, reason="going on"))
    assert len(evidence.of(office(starter, tmp_path), TALLY)) == 1


DOCUMENT, SHEET = b"PK\x03\x04" + bytes(80), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(80)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("整改报告.PDF", b"%PDF-1.7 ..."),
        ("报告.docx", DOCUMENT),
        ("locked.xlsx", SHEET),
        ("台账.et", SHEET),
        ("发票.ofd", DOCUMENT),
        ("letter.doc", b"{\\rtf1 ...}"),
        ("export.xls", "<html><table><tr><td>地区".encode()),
        ("renamed.doc", DOCUMENT),
        ("现场.jpg", b"\x89PNG\r\n\x1a\n...."),
        ("IMG_0012.heic", b"\0\0\0\x18ftypheic"),
        ("photo.webp", b"RIFF\0\0\0\0WEBP"),
        ("数据.csv", "地区,数量\n哈尔滨,3".encode("gb18030")),
        ("export.txt", "地区".encode("utf-16")),
        ("page.html", b"<html><p>as it was shown</p></html>"),
        ("film.mp4", b"\0\0\0\x18ftypmp42"),
        ("no ending", b"\x01\x02"),
    ],
)
def test_a_file_that_is_what_its_name_says_is_kept(
    starter: Register, tmp_path: Path, name: str, content: bytes
) -> None:
    evidence.add_file(office(starter, tmp_path), file(filename=name), [content])
    (piece,) = evidence.of(office(starter, tmp_path), TALLY)
    assert piece.filename == name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ and what a program is"),
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.docx", b"%PDF-1.7"),
        ("a.xls", b"\0\0 no sheet"),
        ("a.png", b"no picture"),
        ("photo.webp", b"RIFF\0\0\0\0WAVE"),
        ("a.csv", b"1,2\n\0\0"),
        ("note.txt", b"\n <SVG onload=alert(1)>"),
        ("note.txt", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("a.rar", DOCUMENT),
    ],
)
@pytest.mark.parametrize("size", [1, 100])
def test_a_file_that_is_not_what_its_name_says_is_refused_and_leaves_nothing(
    starter: Register, tmp_path: Path, name: str, content: bytes, size: int
) -> None:
    ctx = office(starter, tmp_path / "evidence")
    with pytest.raises(Invalid, match="by its content it is not") as refused:
        evidence.add_file(ctx, file(filename=name), (content[at : at + size] for at in range(0, len(content), size)))
    assert refused.value.where == "file"
    assert evidence.of(ctx, TALLY) == ()
    assert list(EvidenceFiles(tmp_path / "evidence", LIMIT).all()) == []


def test_a_day_still_to_come_and_a_false_file_are_told_at_once(starter: Register, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        evidence.add_file(office(starter, tmp_path), file(filename="a.pdf", dated=date(2099, 1, 1)), [b"MZ"])
    assert {fault.where for fault in refused.value.faults} == {"dated", "file"}
    with pytest.raises(Invalid) as refused:
        bad = LINK.model_copy(update={"url": "ftp://x", "dated": date(2099, 1, 1)})
        evidence.add_link(office(starter, tmp_path), bad)
    assert {fault.where for fault in refused.value.faults} == {"dated", "url"}


def test_what_is_handed_in_twice_is_on_file_once(starter: Register, tmp_path: Path) -> None:
    mine, other = as_(starter, tmp_path, OWNER), as_(starter, tmp_path, COLLEAGUE)
    first = evidence.add_file(mine, file(), [CONTENT])
    again = evidence.add_file(mine, file(), [CONTENT])
    assert (first.again, again, again.again) == (False, first, True)
    link = evidence.add_link(mine, LINK)
    assert evidence.add_link(mine, LINK) == link
    assert len(evidence.of(mine, TALLY)) == 2
    # Another title, another name, another content, another person: each says something else.
    evidence.add_file(mine, file("By another title"), [CONTENT])
    evidence.add_file(mine, file(filename="b.txt"), [CONTENT])
    evidence.add_file(mine, file(), [CONTENT + b"."])
    evidence.add_file(other, file(), [CONTENT])
    assert len(evidence.of(mine, TALLY)) == 6


def test_what_was_withdrawn_may_be_handed_in_anew(starter: Register, tmp_path: Path) -> None:
    mine = as_(starter, tmp_path, OWNER)
    first = evidence.add_file(mine, file(), [CONTENT])
    evidence.withdraw(mine, Withdraw(ref=first, reason="too early"))
    again = evidence.add_file(mine, file(), [CONTENT])
    assert not again.again and again != first
