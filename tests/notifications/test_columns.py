"""Plain text that someone has laid out with care."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.notifications.columns import fold, left, right, width

WORDS = st.text(alphabet="ab 无废城市，。“”（）1%-\n", max_size=200)


def test_a_chinese_character_is_two_columns_wide() -> None:
    assert [width(words) for words in ("abc", "无废", "a无，", "“”", "Ⅲ")] == [3, 4, 5, 2, 1]


def test_no_line_begins_with_a_stop_or_ends_with_an_opening_quote() -> None:
    assert fold("一二三四，五六（七八）。", end=8) == "一二三\n四，五六\n（七\n八）。"
    assert fold("an “open” quote", end=4) == "an\n“open”\nquote"


def test_what_cannot_be_broken_stands_in_its_own_line() -> None:
    assert fold("see https://register.example/commitments now", end=12) == (
        "see\nhttps://register.example/commitments\nnow"
    )


def test_later_lines_are_indented() -> None:
    assert fold("one two three", 4, end=11) == "one two\n    three"


@given(words=WORDS, end=st.integers(min_value=12, max_value=72))
def test_folding_loses_nothing_and_keeps_to_the_width(words: str, end: int) -> None:
    folded = fold(words, end=end)
    assert "".join(folded.split()) == "".join(words.split())
    # Only what has no place to break is longer: letters in one piece, or stops that cling to a character.
    for line in folded.split("\n"):
        if width(line) > end:
            assert " " not in line.strip()


def test_columns_are_flush() -> None:
    assert left("无废", 8) + right("12", 4) == "无废      12"
    assert left("a long name of a body", 12) + right("7", 2) == "a long\nname of a\nbody         7"
