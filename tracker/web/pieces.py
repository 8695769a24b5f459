"""The pieces of evidence that come with a form: put on file before what else it says, which is void where they are."""

from dataclasses import dataclass, field

from tracker.kit.errors import Invalid
from tracker.kit.text import text
from tracker.services import evidence
from tracker.services.context import Context
from tracker.services.evidence import AddLink
from tracker.services.evidence_views import Filed
from tracker.web import forms
from tracker.web.api.uploads import Upload
from tracker.web.deeds import FILE
from tracker.web.forms import Sent

GROUNDS = "evidence"
"""The field that names the pieces on which a request rests."""

LONGEST = 200
"""Of the name of a file or an address so much stands where nobody says what it shows."""


@dataclass(slots=True)
class Pieces:
    """What of a form was put on file, and what could not be; ``file`` is the key of its file."""

    filed: list[Filed] = field(default_factory=list)
    wrong: list[Invalid] = field(default_factory=list)
    file: str = ""
    grounds: bool = False

    def add(self, ctx: Context, ref: str, move: str, sent: Sent, upload: Upload | None) -> None:
        """Put the file and the link of a form on file; raises what is no fault of theirs."""
        alone = move == "add-file"
        if alone or (upload is not None and upload.filename):
            self._file(ctx, ref, sent, upload, alone=alone)
        self.grounds = move == "extend"
        if self.grounds and sent.get("url"):
            self._link(ctx, ref, sent)

    def _file(self, ctx: Context, ref: str, sent: Sent, upload: Upload | None, *, alone: bool) -> None:
        name = upload.filename if upload else ""
        title = (alone and sent.get("title")) or name[:LONGEST] or "…"
        named = {"title": (title,), "version": (sent.get("version"),), "dated": (sent.get("dated"),) if alone else ()}
        try:
            command = FILE.read(Sent(named), ref=ref, filename=name)
            self.filed.append(evidence.add_file(ctx, command, upload.file if upload else ()))  # type: ignore[arg-type]
            self.file = self.filed[-1]
        except Invalid as error:
            # Of no file nothing else can be wrong than that it is not there.
            self.wrong += [error] if name else [no_file(), error]

    def _link(self, ctx: Context, ref: str, sent: Sent) -> None:
        url = sent.get("url")
        said = Sent({"url": (url,), "title": (url[:LONGEST],), "version": (sent.get("version"),)})
        try:
            self.filed.append(evidence.add_link(ctx, forms.made(AddLink, said, ref=ref)))
        except Invalid as error:
            self.wrong.append(error)

    def named_in(self, sent: Sent) -> Sent:
        """The form as it is once its pieces are on file: a request rests on them."""
        if not (self.grounds and self.filed):
            return sent
        keys = dict.fromkeys([*sent.many(GROUNDS), *self.filed])
        typed = sent.values.get("url", ()) if self.wrong else ()
        return Sent({**sent.values, GROUNDS: tuple(keys), "url": typed})


def no_file() -> Invalid:
    """The error of a form that came without the file that it is for."""
    return Invalid(
        text("No file was chosen."), hint=text("Choose one; it is not kept between two tries."), where="file"
    )
