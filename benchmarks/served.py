"""The register, served for measuring: ``python -m benchmarks.served DATABASE PORT``; its clock stands still."""

import sys
from pathlib import Path
from tempfile import gettempdir

from benchmarks import generate
from benchmarks.floor import serve
from tracker import bootstrap
from tracker.kit.clock import FrozenClock
from tracker.settings import Settings
from tracker.web.app import create_app
from tracker.web.server import settle

if __name__ == "__main__":
    settings = Settings(database_url=sys.argv[1], home=Path(gettempdir()))
    ctx = bootstrap.open_register(settings, clock=FrozenClock(generate.MOMENT.judged))
    app = create_app(ctx)
    settle()
    serve(app, int(sys.argv[2]))
