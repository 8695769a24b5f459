"""How many were overdue week by week: a number of the past stands, but not where the past may still be added to."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tracker import bootstrap
from tracker.kit.clock import FrozenClock
from tracker.services import board, catalogues, registration
from tracker.services.catalogues import NewProgramme
from tracker.services.registration import NewCommitment
from tracker.settings import Settings

BEGUN = datetime(2026, 1, 5, 2, tzinfo=UTC)


def test_in_a_sandbox_what_is_recorded_for_a_past_moment_shows_in_the_weeks_since(database_url: str) -> None:
    settings = Settings(database_url=database_url)
    bootstrap.make_register(settings, sandbox=True, clock=FrozenClock(BEGUN))
    ctx = bootstrap.open_register(settings, clock=FrozenClock(BEGUN))
    catalogues.add_programme(ctx, NewProgramme(slug="plain", code="PL", title_en="Plain", closing="simple"))
    now = replace(ctx, clock=FrozenClock(BEGUN + timedelta(weeks=10)))
    assert not any(week.overdue for week in board.board(now).weeks)
    then = replace(now, as_if=BEGUN + timedelta(weeks=2))
    registration.add(then, NewCommitment(programme="plain", title_en="A dam", due_words="2026-01-20"))
    late = [week.day for week in board.board(now).weeks if week.overdue]
    assert late and late[0] < date(2026, 2, 1) and late[-1] == date(2026, 3, 16)
    ctx.db.close()
