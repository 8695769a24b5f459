"""What a form of a commitment's page is: its fields, the command that they fill, and what is done with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.domain.moves import Move
from tracker.kit.text import Text
from tracker.services.context import Context
from tracker.services.moving import Command
from tracker.web import forms
from tracker.web.forms import Sent

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
        """The fields that the command takes from the form, but what the address says and the file."""
        return tuple(each.name for each in self.inputs if each.name != "key" and each.kind != "file")

    def make(self, ctx: Context, ref: str, sent: Sent, **fixed: Any) -> object:
        """Do what the form says; raises as its use case, and Malformed for what cannot be read."""
        named = sent.get("key") if self.about else ref
        return self.work(ctx, self.read(sent, ref=named, **self.fixed, **fixed))

    def read(self, sent: Sent, **fixed: Any) -> Command:
        """The command that was typed in; raises Malformed."""
        return forms.made(self.command, _listed(sent, "successors"), only=(*self.names, "version"), **fixed)


def _listed(sent: Sent, name: str) -> Sent:
    """A form in which one line of several names is a list of them."""
    if name not in sent:
        return sent
    return Sent({**sent.values, name: tuple(part for part in _BETWEEN.split(sent.get(name)) if part)})
