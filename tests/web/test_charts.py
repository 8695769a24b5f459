"""Charts: where things stand in the drawing, what it says in words, and the numbers beside it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from markupsafe import Markup

from tests.web.html import Element, read
from tracker.domain.indicator import Direction, Goal, judge
from tracker.domain.tally import Axis, Part
from tracker.services.due_months import Month
from tracker.services.indicators import Series
from tracker.services.reading_views import Entry
from tracker.services.tallies import TallyView
from tracker.services.trends import Week
from tracker.services.views import Asked, Both, Result
from tracker.web import charts
from tracker.web.templating import environment

TODAY = date(2026, 3, 2)
PERCENT = Both("%", "%")


def month(year: int, n: int, *, is_open: int = 0, overdue: int = 0) -> Month:
    """One month with its numbers."""
    first = date(year, n, 1)
    return Month(first, date(year, n, 28), is_open, overdue, f"is:open due:{first:%Y-%m}")


def told(ref: str, day: date, number: str, *, counts: bool = True) -> Entry:
    """A value told for a day."""
    result = Result(ref, (), Both("", ""), Both("", ""), {"result": number}, "", day, ())
    return Entry(
        result, Decimal(number), None, day, None, "", "", None, None, counts, None, None, (), ()
    )  # fmt: skip


def series(goal: Goal, *points: Entry, expected: str | None = None) -> Series:
    """A series judged by its last value."""
    latest = points[-1] if points else None
    verdict = judge(goal, latest.number if latest else None, day=(latest.day if latest else None) or TODAY)
    return Series(
        "X-1", PERCENT, goal, points, latest, Decimal(expected) if expected else None, verdict, verdict.reasons
    )


WAY = Goal(Decimal(20), date(2024, 1, 1), Decimal(80), date(2028, 1, 1), Direction.INCREASE)


def drawn(macro: str, value: object, language: str = "en") -> Element:
    """What a macro makes of a value, in one language."""
    template = '{% import "layout/charts.html" as charts with context %}{{ charts.' + macro + "(value) }}"
    asked = Asked(datetime(2026, 3, 2, 9, 30, tzinfo=UTC), None, "Asia/Shanghai", TODAY, "")
    values = {"value": value, "asked": asked, "link": lambda path, **query: f"{path}?q={query['q']}"}
    return read(environment(language).from_string(template).render(values))


def test_the_parts_of_a_bar_stand_on_each_other_and_on_zero() -> None:
    found = charts.bars([month(2026, 2, overdue=10), month(2026, 3, is_open=10, overdue=10)], TODAY)
    first, second = found.bars
    assert (first.overdue_y, first.open_y) == (92, 92)
    assert (second.overdue_y, second.open_y) == (92, charts.TOP)
    assert charts.BASE - first.overdue_y == second.overdue_y - second.open_y
    assert found.today == 50
    assert (found.open, found.overdue, found.highest) == (10, 20, second.month)


def test_of_two_numbers_that_would_touch_the_greater_is_written() -> None:
    months = [month(2026 + n // 12, n % 12 + 1, is_open=n + 1) for n in range(120)]
    shown = [bar for bar in charts.bars(months, TODAY).bars if bar.shown]
    assert shown[-1].shown == 120
    assert all(b.x - a.x >= charts.CLOSE for a, b in pairwise(shown))


def test_the_bars_say_their_finding_and_have_their_numbers_beside_them() -> None:
    html = drawn("bars", [month(2025, 12, overdue=2), month(2026, 4), month(2030, 12, is_open=7)])
    finding = "7 are open and not overdue, 2 are overdue; most are due in this month: Dec 2030, 7."
    assert html.one("svg").attributes["aria-label"] == finding == html.one("figcaption").text
    assert html.one("svg").attributes["role"] == "img"
    assert html.one("table").rows() == [["Dec 2025", "0", "2", "2"], ["Dec 2030", "7", "0", "7"]]
    assert html.one("details").all("a")[0].attributes["href"] == "/commitments?q=is:open due:2025-12"


def test_what_is_due_before_and_after_the_months_is_told_at_once() -> None:
    before = Month(None, date(2024, 12, 31), 0, 3, "is:open due:<2025-01-01")
    after = Month(date(2036, 1, 1), None, 4, 0, "is:open due:>2035-12-31")
    rows = drawn("bars", [before, month(2026, 3), after]).one("table").rows()
    assert [row[0] for row in rows] == ["up to 31 Dec 2024", "from 1 Jan 2036 on"]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([5, 7, 9], "Overdue rose by 4: 5 on"),
        ([9, 7], "Overdue fell by 2: 9 on"),
        ([3, 8, 3], "Overdue is as it was: 3"),
    ],
)
def test_the_line_says_how_overdue_moved(numbers: list[int], words: str) -> None:
    weeks = [Week(date(2026, 2, 1 + 7 * n), value) for n, value in enumerate(numbers)]
    html = drawn("line", weeks)
    assert html.one("svg").attributes["aria-label"].startswith(words)
    ends = [text.text for text in html.all("text", class_="n")]
    assert ends == [str(numbers[0]), str(numbers[-1])]
    assert [row[1] for row in html.one("table").rows()] == [str(value) for value in numbers]


def test_the_line_begins_at_zero_and_leaves_out_what_nobody_recorded() -> None:
    found = charts.line([Week(date(2026, 2, 1), None), Week(date(2026, 2, 8), 0), Week(date(2026, 2, 15), 8)])
    assert [dot.y for dot in found.dots] == [charts.BASE, charts.TOP]
    assert [dot.x for dot in found.dots] == [50, charts.RIGHT]
    assert len(found.unknown) == 1


def test_without_two_known_weeks_there_is_no_trend_yet() -> None:
    html = drawn("line", [Week(date(2026, 2, 1), None), Week(date(2026, 2, 8), 4)])
    assert html.all("svg") == []
    assert "there is no trend yet" in html.text


def test_a_path_runs_from_the_baseline_to_the_target() -> None:
    found = charts.path(series(WAY, told("R1", date(2025, 1, 1), "30"), expected="52"), TODAY)
    assert found is not None
    assert found.start is not None and found.goal is not None and found.expected is not None
    assert (found.start.x, found.start.y) == (charts.LEFT, charts.BASE)
    assert (found.goal.x, found.goal.y) == (charts.RIGHT, charts.TOP)
    (point,) = found.points
    assert found.start.x < point.x < (found.today or 0) < found.goal.x
    assert found.start.y > point.y > found.expected.y > found.goal.y


def test_the_path_says_how_the_value_stands() -> None:
    html = drawn("path", series(WAY, told("R1", date(2025, 1, 1), "30"), expected="52.5"))
    assert html.one("figcaption").text == "Behind: 30 % on 1 Jan 2025; the target is 80 by 1 Jan 2028."
    assert html.one("table").rows() == [
        ["Baseline", "1 Jan 2024", "20"],
        ["R1", "1 Jan 2025", "30"],
        ["Expected today, by a straight line", "2 Mar 2026", "52.5"],
        ["Target", "1 Jan 2028", "80"],
    ]


def test_what_is_to_be_kept_is_a_level_and_no_path() -> None:
    goal = Goal(None, None, Decimal(90), date(2028, 1, 1), Direction.AT_LEAST)
    found = charts.path(series(goal, told("R1", date(2025, 1, 1), "95")), TODAY)
    assert found is not None and found.goal is None and found.expected is None
    assert found.kept == charts.BASE


def test_a_path_of_which_nothing_is_known_is_not_drawn() -> None:
    assert charts.path(series(Goal(target=Decimal(80))), TODAY) is None
    assert "nothing can be drawn" in drawn("path", series(Goal())).text


def test_a_corrected_value_is_no_point() -> None:
    corrected, standing = told("R1", date(2025, 1, 1), "30", counts=False), told("R2", date(2025, 1, 1), "33")
    found = charts.path(series(WAY, corrected, standing), TODAY)
    assert found is not None and [point.words for point in found.points] == ["33"]


def ledger(*, stated: int | None, total: int | None, entered: int = 0, axes: tuple[Axis, ...] = ()) -> TallyView:
    """A tally as a page gets it."""
    return TallyView(
        "X-1", Both("issues", "个问题"), stated, entered, None, total, axes, (), (), None, None, ()
    )  # fmt: skip


HANDLING = Axis("handling", (Part("closed", 50), Part("open", 30)))


def test_the_parts_of_a_tally_are_lengths_of_the_stated_size() -> None:
    found = charts.tally(ledger(stated=100, total=80, axes=(HANDLING,)))
    assert found is not None
    assert [(piece.name, piece.x, piece.width) for piece in found.pieces] == [("closed", 0, 50), ("open", 50, 30)]
    assert (found.stated, found.filled) == (100, 80)


def test_more_than_the_stated_size_stands_beyond_its_mark() -> None:
    found = charts.tally(ledger(stated=100, total=125))
    assert found is not None and (found.stated, found.filled) == (80, 100)


def test_a_tally_says_what_is_told_of_what_is_stated() -> None:
    html = drawn("tally", ledger(stated=100, total=80, entered=3, axes=(HANDLING,)))
    assert html.one("figcaption").text == "80 told of 100 stated (issues)."
    assert html.one("svg").attributes["aria-label"].endswith("Closed 50. In work 30.")
    assert html.one("ol").text == "Closed 50 In work 30"
    assert ["Entered in the register", "3"] in html.one("table").rows()


def test_a_tally_without_any_number_says_so() -> None:
    assert charts.tally(ledger(stated=None, total=None)) is None
    assert "nothing can be drawn" in drawn("tally", ledger(stated=None, total=None)).text


def test_names_of_parts_are_written_and_not_run() -> None:
    name = "<b>x</b>"
    axes = (Axis("handling", (Part(name, 1),)),)
    template = environment("en").from_string(
        '{% import "layout/charts.html" as charts with context %}{{ charts.tally(view) }}'
    )
    html = template.render(view=ledger(stated=1, total=1, axes=axes), asked=None, link=None)
    assert "<b>" not in html and Markup.escape(name) in html


def test_months_and_numbers_are_written_as_the_language_does() -> None:
    assert (charts.month(TODAY, "en"), charts.month(TODAY, "zh")) == ("Mar 2026", "2026年3月")
    assert [charts.plain(Decimal(words)) for words in ("1234.50", "100", "0.333", "-5")] == [
        "1,234.5",
        "100",
        "0.33",
        "-5",
    ]
