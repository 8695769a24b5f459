"""What somebody sees of the register, by the posts held: the one rule behind every read, pure.

``store.filter_sight`` says the same in SQL. What is not seen is "not found", in every list, count and address.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.domain.commitment import Facts
from tracker.domain.moves.roles import is_within


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything, or what a set of posts and tree paths of bodies makes visible.

    ``within``: bodies of the posts held, and scopes of an auditor. A commitment is seen by whoever holds its post or
    that of its leader, and by whoever has a post in a body that is responsible for it, supervises or accepts it, in
    one above (a superior sees what the bodies below owe) or in one below (``above`` has those). An auditor's scope
    goes downwards only.
    """

    everything: bool = False
    posts: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing at all to be seen."""
        return not (self.everything or self.posts or self.within)


EVERYTHING, NOTHING = Sight(everything=True), Sight()


def of(bodies: Iterable[str], posts: Iterable[str], scopes: Iterable[str] = ()) -> Sight:
    """The sight of whoever holds ``posts`` in the bodies at these tree paths, and audits those at ``scopes``."""
    paths = frozenset(bodies)
    above = frozenset(slug for path in paths for slug in path.strip("/").split("/"))
    return Sight(False, frozenset(posts), paths | frozenset(scopes), above)


def sees(sight: Sight, facts: Facts, *, leader: str | None = None) -> bool:
    """Whether the commitment of these facts is visible; ``leader`` is the post that leads it."""
    if sight.everything:
        return True
    if facts.post in sight.posts or leader in sight.posts:
        return True
    paths = (facts.body_path, facts.supervisor_path, facts.acceptor_path, *facts.co_paths)
    return any(sees_body(sight, path) for path in paths if path)


def sees_body(sight: Sight, path: str) -> bool:
    """Whether a body at this tree path is one of one's own, below one, or above a post held."""
    if sight.everything or any(is_within(path, own) for own in sight.within):
        return True
    return path.rstrip("/").rsplit("/", 1)[-1] in sight.above
