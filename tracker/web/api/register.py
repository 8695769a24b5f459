"""``/me``, ``/about`` and ``/openapi.json``: who asks, which register answers, and what can be asked of it."""

from tracker import __version__
from tracker.domain.rights import Right
from tracker.services import myself, views
from tracker.web.api import schema_accounts
from tracker.web.api.operations import Answer, Call, Operation


def me(call: Call) -> Answer:
    """Whoever asks."""
    return Answer(views.plain(myself.show(call.ctx)))


def about(call: Call) -> Answer:
    """The register."""
    ctx = call.ctx
    now = ctx.clock.now().astimezone(ctx.zone)
    return Answer(
        {
            "version": __version__,
            "zone": ctx.register.zone,
            "sandbox": bool(ctx.register.sandbox),
            "now": now.isoformat(),
            "today": ctx.local_day(now).isoformat(),
        }
    )


OPERATIONS = (
    Operation("GET", "/me", "show_me", "Who you are here, by which posts.", me, schema_accounts.Me),
    Operation(
        "GET", "/about", "show_about", "Which register this is.", about, schema_accounts.About, right=Right.ENTER
    ),
)  # fmt: skip
