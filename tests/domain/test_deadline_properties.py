"""What holds for every day, every period and every text."""

from dataclasses import replace
from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.deadline import Precision, Reading, Recurrence, read

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
days = st.dates(date(1950, 1, 1), date(2099, 12, 31))
years = st.integers(1950, 2099)
WORDS = (
    "by", "before", "the", "end", "of", "in", "2025", "2030", "June", "30", "within", "six", "months", "year", "every",
    "each", "Q3", "half", "first", "and", "to", "from", "until", "-", ",", "(", ")", "年", "月", "日", "底", "前",
    "内", "每", "季度", "到", "自", "起", "至", "十五五", "期间", "2024", "12", "31", "个", "工作日", "批准后", "力争",
    "原则上", "上半年", "下旬", "今年", "once approved", "31 June", "next", "FY", "/", ".", "“", "”", "三", "〇", "第",
    "FY2024", "recently", "mid-", "early", "五年", "plan", "15th",
)  # fmt: skip


def ordinal(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number if number < 20 else number % 10, 'th') }"


def han(number: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones or not tens else "")


def han_year(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(figure)] for figure in str(year))


def in_many_ways(day: date) -> list[str]:
    """The ways in which official prose writes one day that counts itself."""
    year, month, number = day.year, MONTHS[day.month - 1], day.day
    return [
        f"{number} {month} {year}",
        f"{month} {number}, {year}",
        f"by {ordinal(number)} of {month} {year}",
        f"by the {ordinal(number)} of {month}, {year}",
        f"on or before {number} {month[:3]} {year}",
        f"no later than {month} {ordinal(number)}, {year}",
        f"until {number:02}-{month[:3]}-{year}",
        f"by {WEEKDAYS[day.weekday()]}, {number} {month} {year}",
        f"{year}-{day.month:02}-{number:02}",
        f"by {year}/{day.month}/{number}",
        f"{year}.{day.month}.{number}前",
        f"{year}{day.month:02}{number:02}",
        f"{year}年{day.month}月{number}日",
        f"{year}年{day.month:02}月{number:02}日前",
        f"于{year}年{day.month}月{number}号之前完成",
        f"{han_year(year)}年{han(day.month)}月{han(number)}日以前",
        f"{year} 年 {day.month} 月 {number} 日 前",
    ]


def meaning(reading: Reading) -> Reading:
    """A reading without its words, which other spellings change."""
    return replace(reading, words="", reasons=(), event=None)


@given(days, st.data())
def test_a_day_written_in_any_way_is_that_day(day: date, data: st.DataObject) -> None:
    reading = read(data.draw(st.sampled_from(in_many_ways(day))))
    assert (reading.last_day, reading.precision, reading.certain) == (day, Precision.DAY, True)


@given(days)
def test_day_first_figures_are_that_day_and_doubted_only_where_they_may_be_turned(day: date) -> None:
    reading = read(f"{day:%d/%m/%Y}")
    assert reading.last_day == day
    assert reading.certain == (day.day > 12 or day.day == day.month)


@given(days)
def test_before_a_day_ends_on_the_day_before(day: date) -> None:
    assert read(f"before {day.day} {MONTHS[day.month - 1]} {day.year}").last_day == day - timedelta(days=1)


@given(years, st.integers(1, 12), st.data())
def test_a_period_ends_on_its_last_day_and_begins_on_its_first(year: int, month: int, data: st.DataObject) -> None:
    first, months, precision, phrases = data.draw(st.sampled_from(periods(year, month)))
    last = (date(year + 1, 1, 1) if first.month + months > 12 else date(year, first.month + months, 1)) - timedelta(1)
    inside, to_the_end = phrases
    reading = read(data.draw(st.sampled_from(inside)))
    assert (reading.not_before, reading.last_day, reading.precision, reading.certain) == (first, last, precision, True)
    reading = read(data.draw(st.sampled_from(to_the_end)))
    assert (reading.not_before, reading.last_day, reading.precision, reading.certain) == (None, last, precision, True)


def periods(year: int, month: int) -> list[tuple[date, int, Precision, tuple[list[str], list[str]]]]:
    name, quarter, half = MONTHS[month - 1], (month + 2) // 3, (month + 5) // 6
    nth, part = ("first", "second", "third", "fourth")[quarter - 1], ("上", "下")[half - 1]
    half_nth = ("first", "second")[half - 1]
    months = (
        [f"in {name} {year}", f"{year}年{month}月", f"{han_year(year)}年{han(month)}月内"],
        [f"by {name} {year}", f"by the end of {name} {year}", f"{year}年{month}月底前", f"到{year}年{month}月末"],
    )
    quarters = (
        [f"Q{quarter} {year}", f"in the {nth} quarter of {year}", f"{year}年第{han(quarter)}季度"],
        [f"by Q{quarter} {year}", f"{year}年{quarter}季度末前", f"by the end of the {nth} quarter of {year}"],
    )
    halves = (
        [f"H{half} {year}", f"in the {half_nth} half of {year}", f"{year}年{part}半年"],
        [f"by the end of the {half_nth} half of {year}", f"到{year}年{part}半年", f"by {year} H{half}"],
    )
    whole = (
        [f"in {year}", f"{year}年", f"{year}年内", f"during {year}"],
        [
            f"by {year}",
            f"到{year}年",
            f"{year}年底前",
            f"by the end of {year}",
            f"{han_year(year)}年末前",
            f"end-{year}",
        ],
    )
    return [
        (date(year, month, 1), 1, Precision.MONTH, months),
        (date(year, quarter * 3 - 2, 1), 3, Precision.QUARTER, quarters),
        (date(year, half * 6 - 5, 1), 6, Precision.HALF_YEAR, halves),
        (date(year, 1, 1), 12, Precision.YEAR, whole),
    ]


@given(days, st.integers(1, 60))
def test_a_term_of_months_ends_on_the_same_day_or_at_the_end_of_the_month(anchor: date, months: int) -> None:
    last = read(f"within {months} months", anchor=anchor).last_day
    if anchor.year + months // 12 > 2099:
        return
    assert last is not None
    assert (last.year * 12 + last.month) - (anchor.year * 12 + anchor.month) == months
    assert last.day == anchor.day or (last.day < anchor.day and (last + timedelta(days=1)).day == 1)
    assert last == read(f"{months}个月内", anchor=anchor).last_day
    assert last == read(f"within {months} months of {anchor.isoformat()}").last_day


@given(days, st.integers(1, 400))
def test_a_term_of_days_does_not_count_the_day_it_starts_from(anchor: date, number: int) -> None:
    expected = anchor + timedelta(days=number)
    if expected.year < 2100:
        assert read(f"within {number} days", anchor=anchor).last_day == expected
        assert read(f"{number}日内", anchor=anchor).last_day == expected


@given(days, st.sampled_from(("year", "half_year", "quarter", "month", "week")), st.integers(1, 31))
def test_the_next_time_is_the_first_one_later(day: date, every: str, number: int) -> None:
    recurrence = Recurrence(every, None, min(number, 7) if every == "week" else number)
    coming = recurrence.next_after(day)
    assert coming > day
    assert recurrence.next_after(coming - timedelta(days=1)) == coming
    length = {"year": 366, "half_year": 184, "quarter": 92, "month": 31, "week": 7}[every]
    assert coming - day <= timedelta(days=length)


@given(st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=12).map("".join), st.none() | days)
def test_any_text_is_kept_and_never_raises(words: str, told: date | None) -> None:
    reading = read(words, anchor=told, published=told, registered=told)
    assert reading.words == words
    assert reading.reasons
    assert all(str(reason) for reason in reading.reasons)
    assert reading.policy.startswith("end-of-period/")


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), st.none() | days)
def test_what_is_certain_has_one_date_and_what_is_not_read_has_none(words: str, told: date | None) -> None:
    reading = read(words, anchor=told, published=told)
    if reading.certain:
        assert "several-dates" not in reading.marks
        assert "softened" not in reading.marks
        assert "inferred-year" not in reading.marks
        assert reading.precision is not Precision.NONE
    if reading.precision in {Precision.NONE, Precision.EVENT, Precision.RECURRING, Precision.LONG_TERM}:
        assert reading.last_day is None


@given(
    days,
    days,
    st.sampled_from(("by {0} and by {1}", "{0}前和{1}前", "{0}; {1}", "{0}前完成，{1}前验收", "by {0} or {1}")),
)
def test_two_dates_are_never_chosen_between(one: date, other: date, shape: str) -> None:
    reading = read(shape.format(f"{one.year}年{one.month}月{one.day}日", other.isoformat()))
    if one != other:
        assert (reading.last_day, reading.certain, reading.marks) == (None, False, ("several-dates",))


@given(days, st.data())
def test_spaces_around_and_full_width_figures_change_nothing(day: date, data: st.DataObject) -> None:
    phrases = [
        *in_many_ways(day),
        f"by {day.year}",
        f"每年{day.month}月底前",
        f"{day.year}年{day.month}月前",
        "30个工作日内",
    ]
    words = data.draw(st.sampled_from(phrases))
    wide = words.translate({ord("0") + figure: 0xFF10 + figure for figure in range(10)})
    plain = meaning(read(words))
    assert meaning(read(f"  {words}\t\n")) == plain
    assert meaning(read(f"\u3000{words}\u00a0")) == plain
    assert meaning(read(wide)) == plain


PIECES = (
    "a", " ", "年", "2024年", "2024", "by ", "by the end of ", "within 6 months of ", "(", "《", "收到", "后", "前",
    "1月", "-", "十", "每年", "deadline ", "\x00", "😀", "from 2024 to ", "once ", "１", "“", "12月31日、",
    "\U000f0000", "\u0336", "once upon ", "十四五", "a b ", "1,000", "the ", "-year", "2024-", "自", "不", "，",
    "3月至", "[1] ",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_ten_thousand_signs_are_read_quickly(piece: str) -> None:
    for length in (1_900, 10_000):
        started = process_time()
        reading = read((piece * length)[:length], published=date(2024, 1, 1))
        assert process_time() - started < 2
        assert reading.last_day is None or not reading.certain or reading.precision is not Precision.NONE
