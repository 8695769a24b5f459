"""What somebody sees of the register, by the posts held: the one rule behind every read, pure.

``store.filter_sight`` says the same in SQL, and a property test that the two agree. What is not seen is "not found", in
every list, count and address (docs/decisions/0012-who-sees-what.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.domain.commitment import Facts, leaf


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything, or what a set of posts and bodies (short names) makes visible.

    ``within``: the bodies of the posts held, and the scopes of an auditor; they are seen with all below them.
    ``above``: the bodies above the posts held, seen by themselves. A commitment is seen by whoever holds its post or
    that of its leader, and by whoever sees a body that is responsible for it, supervises or accepts it. A scope lends
    nothing upwards.
    """

    everything: bool = False
    posts: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing at all to be seen."""
        return not (self.everything or self.posts or self.within or self.above)


EVERYTHING, NOTHING = Sight(everything=True), Sight()


def of(bodies: Iterable[str], posts: Iterable[str], scopes: Iterable[str] = ()) -> Sight:
    """The sight of whoever holds ``posts`` in the bodies at these tree paths, and audits those at ``scopes``."""
    steps = [_steps(path) for path in bodies]
    scoped = [_steps(path) for path in scopes]
    return Sight(
        posts=frozenset(posts),
        within=frozenset(slugs[-1] for slugs in (*steps, *scoped)),
        above=frozenset(slug for slugs in steps for slug in slugs[:-1]),
    )


def sees(sight: Sight, facts: Facts) -> bool:
    """Whether the commitment of these facts is visible; paths are as they were known at the moment asked about."""
    if sight.everything or facts.post in sight.posts or facts.leader in sight.posts:
        return True
    paths = (facts.body_path, facts.supervisor_path, facts.acceptor_path, *facts.co_paths)
    return any(sees_body(sight, path) for path in paths if path)


def sees_body(sight: Sight, path: str) -> bool:
    """Whether a body at this tree path is one of one's own, below one, or above a post held."""
    return sight.everything or leaf(path) in sight.above or not sight.within.isdisjoint(_steps(path))


def _steps(path: str) -> list[str]:
    return path.strip("/").split("/")
