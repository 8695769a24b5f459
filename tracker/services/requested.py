"""What a request names, looked up before it is made: evidence on file, successors, the same request that waits."""

from collections.abc import Iterator, Sequence

from tracker.domain.commitment import Work
from tracker.domain.moment import Moment
from tracker.domain.moves import Bar, Move, Refusal, State
from tracker.kit.errors import Fault
from tracker.kit.text import text
from tracker.services import moving
from tracker.services.moving import Row, Standing
from tracker.store import commitments


def not_on_file(standing: Standing, keys: list[str]) -> Iterator[Fault]:
    """What is wrong with pieces of evidence that are named."""
    counting = {piece["key"] for piece in moving.counting(standing.session, standing.ref)} if keys else ()
    for key in keys:
        if key not in counting:
            what = text("{key} is no piece of evidence on the file of {ref}.", key=key, ref=standing.ref)
            yield Fault("evidence", what, text("Add it first; the file lists the keys."))


def known(standing: Standing, names: tuple[str, ...]) -> tuple[tuple[str, ...], list[Fault]]:
    """The references of successors, and what is wrong; what may not be seen is answered like what is not there."""
    if not names:
        return (), []
    refs = [commitments.ref_of(standing.session, name) for name in names]
    now = Moment(standing.change.at, standing.today, standing.today)
    seen = commitments.visible(standing.session, [ref for ref in refs if ref], now, standing.who.sight)
    found = [_unfit(standing, name, ref if ref in seen else None) for name, ref in zip(names, refs, strict=True)]
    return tuple(dict.fromkeys(ref for ref in refs if ref)), [fault for fault in found if fault]


def _unfit(standing: Standing, name: str, ref: str | None) -> Fault | None:
    """What is wrong with a successor; ``ref`` None: there is no such commitment."""
    if ref is None:
        return Fault("successors", text("There is no commitment “{name}” in this register.", name=name))
    if ref == standing.ref:
        return Fault("successors", text("{ref} cannot take its own place.", ref=ref))
    row = commitments.current(standing.session, ref)
    if State(row["work"], row["assurance"]).ended or row["work"] == Work.DRAFT:
        what = text("{ref} is a draft or has ended, and cannot take the place of another.", ref=ref)
        return Fault("successors", what, text("Name one that is in the register and open."))
    return None


def already(move: Move, waiting: Sequence[Row]) -> tuple[Refusal, ...]:
    """Against asking for what is among the requests that wait for a decision."""
    for row in waiting:
        if row["move"] == str(move):
            message = text("The same is asked already: {key} waits for a decision.", key=row["key"])
            mend = text("Wait for the decision, or withdraw that request first.")
            return (Refusal(Bar.ILLEGAL, message, mend),)
    return ()
