"""What whoever watches the machine is told."""

from starlette.testclient import TestClient

from tracker import __version__
from tracker.services.context import Context
from tracker.store import history


def test_it_says_what_it_runs_on_and_how_far_the_history_goes(web: TestClient, ctx: Context) -> None:
    answer = web.get("/healthz")
    with ctx.db.read() as session:
        head = history.head(session)
    found = answer.json()
    sqlite = found.pop("sqlite")
    assert answer.status_code == 200
    assert found == {
        "status": "ok",
        "version": __version__,
        "database": ctx.db.dialect,
        "sound": True,
        "zone": "Asia/Shanghai",
        "entries": head.size,
        "head": head.root.hex(),
    }
    assert head.size > 500
    assert (sqlite is None) == (ctx.db.dialect == "postgresql")
