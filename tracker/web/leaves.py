"""The pages of a list, as an address names them: which one is asked for, and that there is no such one."""

from tracker.kit.errors import NotFound
from tracker.kit.text import text


def number_of(words: str) -> int:
    """The number of the page that is asked for; 0 for what is no number."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 8 else 0


def last_of(total: int, each: int) -> int:
    """The number of the last page of a list, which has one also where it is empty."""
    return max(-(-total // each), 1)


def require(number: int, last: int, words: str) -> None:
    """Refuse a page that the list does not have; raises NotFound."""
    if not 1 <= number <= last:
        raise NotFound(
            text("This list has {n} pages; there is no page “{page}”.", n=last, page=words[:20]),
            hint=text("Start from its first page."),
        )
