"""A gate in front of the connections: whoever waits is served in the order of coming."""

from collections import deque
from threading import Event, Lock

from sqlalchemy.exc import TimeoutError as PoolTimeout


class Gate:
    """Lets so many through at a time, first come first served.

    SQLite's own waiting polls and is unfair; on PostgreSQL those who wait would hold a connection each.
    Raises PoolTimeout for who has waited so many seconds; without a number one waits as long as it takes.
    """

    def __init__(self, places: int, seconds: float | None = None) -> None:
        self._lock = Lock()
        self._free = places
        self._seconds = seconds
        self._queue: deque[Event] = deque()

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Event()
            self._queue.append(turn)
        if not turn.wait(self._seconds):
            self._leave(turn)

    def _leave(self, turn: Event) -> None:
        with self._lock:
            if turn in self._queue:
                self._queue.remove(turn)
                raise PoolTimeout
        # Else the turn came in this very moment.

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1
