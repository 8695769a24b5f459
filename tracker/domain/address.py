"""Addresses of pages that somebody hands in: which of them may be shown as a link."""

import re

_LINK = re.compile(r"https?://(\[[0-9a-f:.]+\]|[^\s/?#@\\:\[\]]+)(:[0-9]{1,5})?([/?#]\S*)?", re.IGNORECASE)
_UNSAFE = frozenset('"<>^`{|}')


def is_link(words: str) -> bool:
    """Whether this is an address of the web with a host, without a name and a password, in signs that can be seen."""
    return words.isprintable() and _UNSAFE.isdisjoint(words) and _LINK.fullmatch(words) is not None
