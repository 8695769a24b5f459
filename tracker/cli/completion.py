"""What the shell offers while somebody types; nothing here opens the register, which would take too long."""

from typing import Any

COLON = ":"


def query(ctx: Any, incomplete: str) -> list[str]:
    """Continue the last word of a query: the name of a field, or a value where the values are known."""
    from tracker.query.complete import complete

    before = list((ctx.params or {}).get("words") or [])
    # bash takes a colon for the end of a word, and what it hands over are the pieces.
    if len(before) > 1 and before[-1] == COLON:
        start = before[-2] + COLON
        return [found.removeprefix(start) for found in complete(start + incomplete)]
    return complete(incomplete)


def kinds(incomplete: str) -> list[str]:
    """The kinds of stated goals."""
    from tracker.domain.commitment import Kind

    return [kind for kind in Kind if kind.startswith(incomplete)]


def states(incomplete: str) -> list[str]:
    """The declared states."""
    from tracker.domain.commitment import Work

    return [state for state in Work if state.startswith(incomplete)]
