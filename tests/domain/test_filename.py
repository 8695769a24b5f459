"""Names of files as they are handed in: whatever they are made of, what is kept is one harmless line."""

from unicodedata import category, is_normalized

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.domain.filename import LONGEST, LONGEST_IN_BYTES, UNNAMED, cleaned, disposition, ending, is_program

ANY_NAME = st.text(st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("整改报告.pdf", "整改报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\王\\证据.docx", "证据.docx"),
        ('a "quoted"\r\nSet-Cookie: x.pdf', "a _quoted_Set-Cookie_ x.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("e\u0301tat.pdf", "\u00e9tat.pdf"),
        ("  many   spaces .pdf ", "many spaces.pdf"),
        (".hidden", "hidden"),
        ("..", UNNAMED),
        ("\x00", UNNAMED),
        ("", UNNAMED),
    ],
)
def test_a_name_is_kept_without_its_folders_and_without_what_cannot_be_seen(written: str, kept: str) -> None:
    assert cleaned(written) == kept


@given(ANY_NAME)
@example("水" * 300 + ".pdf")
@example("a." + "ẞ" * 299)
@example("\u0958" * 200)
def test_a_kept_name_is_one_short_line_without_folders(written: str) -> None:
    kept = cleaned(written)
    assert 0 < len(kept) <= LONGEST
    assert len(kept.encode()) <= LONGEST_IN_BYTES
    assert not set(kept) & set('/\\"<>:|?*')
    assert not {category(sign) for sign in kept} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not kept.startswith(".")
    assert is_normalized("NFC", kept)


@given(ANY_NAME)
def test_cleaning_a_clean_name_changes_nothing(written: str) -> None:
    assert cleaned(cleaned(written)) == cleaned(written)


def test_a_long_name_keeps_its_ending() -> None:
    assert ending(cleaned("水" * 300 + ".PDF")) == "pdf"


@given(ANY_NAME)
def test_a_header_is_one_line_of_ascii_that_nothing_can_be_added_to(written: str) -> None:
    header = disposition(written)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.startswith('attachment; filename="')
    assert header.count("; ") - header.split('"')[1].count("; ") == 2


def test_a_chinese_name_stands_in_full_beside_a_plain_one() -> None:
    assert disposition("整改.pdf") == "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E6%95%B4%E6%94%B9.pdf"


@pytest.mark.parametrize("name", ["a.exe", "A.BAT", "公示.pdf.js", "x.LNK"])
def test_what_a_desktop_would_run_is_a_program(name: str) -> None:
    assert is_program(name)


@pytest.mark.parametrize("name", ["a.pdf", "exe", "report.exe.pdf", "a.xlsx"])
def test_what_a_desktop_would_show_is_none(name: str) -> None:
    assert not is_program(name)
