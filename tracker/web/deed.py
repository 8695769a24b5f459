"""What a form of a commitment's page is: its fields, the command that they fill, and what is done with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.domain.moves import Move
from tracker.kit.errors import Fault, Invalid, TrackerError, of_faults
from tracker.kit.text import Text, text
from tracker.services import rehearsing
from tracker.services.context import Context
from tracker.services.moving import Command
from tracker.web import forms
from tracker.web.api.faults import Malformed
from tracker.web.forms import Sent

_MISSING = text("It is missing.")
_INSTEAD = {"area": ("…",), "line": ("…",), "number": ("0",)}
"""What stands, by the kind of a field, for words that cannot be read, while the rest is judged."""

_BETWEEN = re.compile(r"[\s,;，；、]+")


@dataclass(frozen=True, slots=True)
class Input:
    """One field: ``kind`` is area, line, day, number, choose, ticks or file; ``optional``: may be left out."""

    name: str
    kind: str
    label: Text
    optional: bool = True
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One form: the move, the command that it fills, the use case, and what the page says when it is done.

    ``about``: the command speaks of a record of the loop, whose key the form carries, and not of the commitment.
    """

    move: Move
    command: type[Command]
    work: Callable[..., object]
    inputs: tuple[Input, ...]
    done: Text
    fixed: Mapping[str, str] = field(default_factory=dict)
    about: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that the command takes from the form, but what the address says, files and links."""
        return tuple(each.name for each in self.inputs if each.name in self.command.model_fields)

    @property
    def is_plain(self) -> bool:
        """Whether the browser may say what is missing: of one field that is no less than all."""
        return sum(not each.optional for each in self.inputs) == 1

    def make(self, ctx: Context, ref: str, sent: Sent, **fixed: Any) -> object:
        """Do what the form says; raises as its use case, and Invalid with all that is wrong, read or judged."""
        said = {"ref": sent.get("key") if self.about else ref, **self.fixed, **fixed}
        try:
            command = self.read(sent, **said)
        except Malformed as error:
            raise self._judged_as_well(ctx, sent, said, error) from error
        return self.work(ctx, command)

    def _judged_as_well(self, ctx: Context, sent: Sent, said: Mapping[str, Any], error: Malformed) -> TrackerError:
        """What cannot be read, and what would be wrong beside it."""
        labels = {each.name: each.label for each in self.inputs}
        unread = {"key" if fault.where == "ref" else fault.where.partition(".")[0]: fault for fault in error.faults}
        faults = [
            Fault(name, text("{where}: {what}", where=labels.get(name, name), what=fault.what), fault.how)
            for name, fault in unread.items()
        ]
        if said["ref"]:
            rest = {name: values for name, values in sent.values.items() if name not in unread}
            instead = {
                each.name: _INSTEAD[each.kind] for each in self.inputs if each.name in unread and each.kind in _INSTEAD
            }
            command = self.read(Sent({**rest, **instead}), **said)
            beside = rehearsing.refusal(ctx, lambda tried: self.work(tried, command))
            if beside is not None and not isinstance(beside, Invalid):
                return beside
            faults += beside.told if beside else ()
        else:
            empty = (each for each in self.inputs if not each.optional and not sent.get(each.name))
            faults += [Fault(each.name, text("{where}: {what}", where=each.label, what=_MISSING)) for each in empty]
        return of_faults(Invalid, faults) or error

    def read(self, sent: Sent, **fixed: Any) -> Command:
        """The command that was typed in; raises Malformed."""
        return forms.made(self.command, _listed(sent, "successors"), only=(*self.names, "version"), **fixed)


def _listed(sent: Sent, name: str) -> Sent:
    """A form in which one line of several names is a list of them."""
    if name not in sent:
        return sent
    return Sent({**sent.values, name: tuple(part for part in _BETWEEN.split(sent.get(name)) if part)})
