"""A client that costs little: ready-made requests over kept connections, answered one after the other.

``python -m benchmarks.client PORT CLIENTS SECONDS`` reads requests from standard input, with a zero byte between them,
asks them in turn as often as it can, and prints the answers a second and the middle and the worst hundredth of their
times in seconds, as JSON.
"""

import json
import socket
import sys
import threading
from itertools import cycle
from statistics import median, quantiles
from time import perf_counter

FEWEST = 3
"""So many answers of each client are waited for, however long it takes."""


def ask(port: int, requests: list[bytes], until: float, taken: list[float]) -> None:
    """Ask one request after the other, again and again, over one connection."""
    following = cycle(requests)
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while perf_counter() < until or len(taken) < FEWEST:
            begun = perf_counter()
            wire.sendall(next(following))
            answer(wire)
            taken.append(perf_counter() - begun)


def answer(wire: socket.socket) -> bytes:
    """Read one whole answer; raises ValueError for any other status than 200 and 201."""
    found = b""
    while b"\r\n\r\n" not in found:
        found += _more(wire)
    head, _, body = found.partition(b"\r\n\r\n")
    if head.split(b" ", 2)[1] not in (b"200", b"201"):
        raise ValueError(found.decode(errors="replace"))
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += _more(wire)
    return body


def _more(wire: socket.socket) -> bytes:
    found = wire.recv(262_144)
    if not found:
        raise ConnectionError("the server has gone away")
    return found


def main() -> None:
    """Ask with several clients at once."""
    port, clients, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    requests = sys.stdin.buffer.read().split(b"\0")
    times: list[list[float]] = [[] for _ in range(clients)]
    begun = perf_counter()
    until = begun + seconds
    threads = [
        threading.Thread(target=ask, args=(port, requests[n:] + requests[:n], until, mine))
        for n, mine in enumerate(times)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = perf_counter() - begun
    taken = [one for mine in times for one in mine]
    told = {"rate": len(taken) / elapsed, "p50": median(taken), "p99": quantiles(taken, n=100)[98], "n": len(taken)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
