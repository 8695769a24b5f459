"""Which steps a programme asks for: the closing pack that it names, as known now."""

from collections.abc import Mapping
from types import MappingProxyType

from tracker.domain.moves import Closing, Steps
from tracker.store import nouns
from tracker.store.database import Session

BUILT_IN: Mapping[str, Steps] = MappingProxyType({str(each): Steps(str(each), each) for each in Closing})


def of(session: Session, programme: str) -> Steps:
    """The steps of a programme."""
    return BUILT_IN[nouns.closing_of(session, programme)]
