"""``/components``: every macro that pages are made of, each with an example and in its states."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from tracker.domain.flags import Flag
from tracker.domain.indicator import Direction, Goal, Pace, Verdict
from tracker.domain.rights import Right
from tracker.domain.tally import Axis, Part
from tracker.kit.errors import Conflict, Invalid
from tracker.kit.text import text
from tracker.services import labels
from tracker.services.commitments import asked
from tracker.services.due_months import Month
from tracker.services.indicators import Series
from tracker.services.reading_views import Entry
from tracker.services.tallies import TallyView
from tracker.services.trends import Week
from tracker.services.views import Both, Due, Item, Listing, Result
from tracker.web import doors
from tracker.web.api.faults import Fault, Malformed
from tracker.web.doors import needs
from tracker.web.forms import Sent
from tracker.web.pages import open_page

router = doors.router(prefix="/components", default_response_class=HTMLResponse)

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Names:
    """What is called how, where a macro asks."""

    body: dict[str, Both] = field(default_factory=lambda: {"water": Both("Water Bureau", "水利局")})
    person: dict[str, Both] = field(default_factory=lambda: {"p1": Both("Li Na", "李娜")})


class Example:
    """Stands in the place of the page where a macro makes links."""

    def link(self, *_: object, **__: object) -> str:
        """Not to where there is nothing."""
        return "#example"

    def opens(self, _: str) -> bool:
        """Every body looks as where it has a page."""
        return True


@router.api_route("", methods=["GET", "HEAD"])
@needs(Right.READ_RUNS)
def show(request: Request) -> Response:
    """All of them."""
    page = open_page(request)
    now = asked(page.ctx, page.ctx.moment())
    items = _items(now.day)
    one = Fault("mistaken", text("It is no day."), text("Write year, month and day, such as 2025-12-31."))
    return page.render(
        "components/show.html",
        example=Example(),
        flags=tuple(labels.SHAPE),
        items=items,
        listing=Listing(now, len(items), items),
        names=Names(),
        result=_result("EXAMPLE-R1", now.day - 30 * timedelta(days=1), "12"),
        typed=Sent({"mistaken": ("31/12",)}),
        one=Invalid(text("The day has passed."), hint=text("Choose a later one."), where="mistaken"),
        several=Malformed.of([one, replace(one, where="said", what=text("It is missing."), how=text("Say it."))]),
        area_error=Invalid(text("It is empty."), where="mistaken_area"),
        choice_error=Invalid(text("Choose one of them."), where="mistaken_choice"),
        conflict=Conflict(
            text("It was changed in the meantime: you saw version {seen}, it is now {found}.", seen=3, found=4),
            hint=text("Look at it again, then repeat the change."),
        ),
        months=_months(now.day),
        weeks=tuple(Week(now.day - n * WEEK, 12 - n // 2 + n % 3) for n in range(12, -1, -1)),
        series=_series(now.day),
        empty_series=replace(_series(now.day), goal=Goal(), points=(), latest=None),
        tally=_tally(),
        empty_tally=replace(_tally(), stated=None, entered=0, total=None, axes=()),
        done=text("The change is recorded."),
    )


def _items(day: date) -> tuple[Item, ...]:
    """A commitment that is overdue, and one that has no deadline, no body and no flag."""
    last = day - timedelta(days=83)
    flag = partial(Flag, since=last, reasons=())
    raised = tuple(
        flag(rule=rule, title=labels.label(rule, "flag"), shape=labels.SHAPE[rule]) for rule in ("overdue", "silent")
    )
    late = Item(
        ref="EXAMPLE-1",
        aliases=(),
        title=Both("Close the sewage outlet below the bridge", "封堵桥下排污口"),
        kind="task",
        programme="example",
        body="water",
        post=None,
        due=Due("到2025年底", last, "year", "end-of-period", None, None, None),
        work="in_progress",
        assurance="none",
        review_day=None,
        done_on=None,
        flags=raised,
        days_late=83,
        updated_on=last,
    )
    none = Due("", None, "none", "end-of-period", None, None, None)
    title = Both("Keep the river chief's patrol going", "坚持河长巡河")
    plain = replace(late, ref="EXAMPLE-2", title=title, body=None, due=none, flags=(), days_late=0)
    return late, plain


def _result(ref: str, day: date, value: str) -> Result:
    title = Both("Share of good water", "优良水体比例")
    told = {"result": value, "comparator": "about", "unit": {"en": "%", "zh": "%"}, "printed": f"约{value}%"}
    return Result(ref, (), title, Both("", ""), told, "2024年统计", day, ())


def _months(day: date) -> tuple[Month, ...]:
    firsts = [date(day.year + (day.month - 1 + n) // 12, (day.month - 1 + n) % 12 + 1, 1) for n in range(-2, 6)]
    counts = [(0, 3), (1, 2), (4, 0), (2, 0), (0, 0), (7, 0), (3, 0)]
    return tuple(
        Month(first, after - timedelta(days=1), is_open, overdue, "is:open")
        for first, after, (is_open, overdue) in zip(firsts, firsts[1:], counts, strict=False)
    )


def _series(day: date) -> Series:
    begin, end = day - timedelta(days=700), day + timedelta(days=365)
    points = tuple(
        _entry(_result(f"EXAMPLE-R{n}", day - timedelta(days=150 * (4 - n)), value), value)
        for n, value in enumerate(("52", "58", "61", "66"), 1)
    )
    goal = Goal(Decimal(50), begin, Decimal(80), end, Direction.INCREASE)
    verdict = Verdict(Pace.BEHIND, Decimal("0.53"), ())
    return Series("EXAMPLE-3", Both("%", "%"), goal, points, points[-1], Decimal("69.7"), verdict, ())


def _entry(result: Result, value: str) -> Entry:
    return Entry(
        result=result,
        number=Decimal(value),
        period_first=None,
        period_last=result.reported_on,
        source=None,
        paragraph="",
        vintage="",
        corrects=None,
        corrected_by=None,
        counts=True,
        entered_by=None,
        entered_on=None,
        axes=(),
        marks=(),
    )


def _tally() -> TallyView:
    parts = (Part("closed", 440), Part("closed_by_stage", 108), Part("open", 779))
    unit = Both("cases", "件")
    return TallyView(
        ref="EXAMPLE-4",
        unit=unit,
        stated=1427,
        entered=0,
        latest=None,
        total=1327,
        axes=(Axis("handling", parts),),
        marks=(),
        rates=(),
        missing_items=None,
        missing_total=100,
        history=(),
    )
