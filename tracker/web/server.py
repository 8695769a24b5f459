"""Serving the pages: one process, until it is told to end."""

import gc
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import uvicorn

from tracker import bootstrap
from tracker.kit.errors import Unavailable
from tracker.kit.system import reason
from tracker.kit.text import text
from tracker.services.context import Context
from tracker.settings import Settings
from tracker.web.app import create_app

PATIENCE = 10
"""Seconds that requests under way get to finish after SIGTERM."""


def serve(settings: Settings, *, beside: Callable[[Context], AbstractContextManager[object]] = nullcontext) -> None:
    """Serve the register until SIGTERM or SIGINT; returns once requests under way are answered.

    ``beside`` is what goes on in this process meanwhile; it shares the connections, and is ended after the requests.
    Raises Unavailable where the port is taken, NotFound where there is no register.
    """
    with _listen(settings) as listening:
        ctx = bootstrap.open_register(settings)
        try:
            app = create_app(ctx, language=settings.language, settings=settings)
            config = uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,  # what proxies say is believed from TRACKER_TRUSTED_PROXIES only: web/csrf.py
                timeout_graceful_shutdown=PATIENCE,
                lifespan="off",
            )
            settle()
            with beside(ctx):
                _Server(config).run(sockets=[listening])
        finally:
            ctx.db.close()


def settle() -> None:
    """Spare the collector of cycles what lives as long as the process; it would go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class _Server(uvicorn.Server):
    """A server that ends cleanly."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Begin to end at a signal; uvicorn's own way raises it again at the end, and the exit code is not 0."""
        before = {name: signal.signal(name, self.handle_exit) for name in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything else, so that one that is taken is told in one line; raises Unavailable."""
    host, port = settings.host_and_port
    listening = socket.socket(
        socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )
    # With the protocol named, asyncio sends small answers at once; else it waits 40 ms for the last to be confirmed.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise Unavailable(
            text("The pages cannot be served at {bind}: {reason}.", bind=settings.bind, reason=reason(error)),
            hint=text("End what uses this port, or set TRACKER_BIND to another, such as 127.0.0.1:8001."),
        ) from error
    return listening
