"""One request: the moment it asks about, the language it is answered in, and links that keep both."""

from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from tracker.bootstrap import moment
from tracker.domain.rights import Right
from tracker.kit import zones
from tracker.kit.clock import FrozenClock
from tracker.kit.errors import NotFound
from tracker.kit.language import LANGUAGES, say
from tracker.kit.text import Text, text
from tracker.services import beginning, commitments, entering, structure
from tracker.services.commitments import asked
from tracker.services.context import Context, Principal
from tracker.services.views import Asked, Both
from tracker.settings import Settings
from tracker.web import cookies, doors, said
from tracker.web.said import Said
from tracker.web.templating import TAGS, environment

MOMENTS = ("as_if", "as_of")
"""Parameters that every link keeps."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a route needs to answer; ``kept`` are the parameters that name another moment, as they were written.

    ``takes_moment``: whether another moment may be asked for at the address of this page.
    """

    request: Request
    ctx: Context
    language: str
    kept: dict[str, str]
    takes_moment: bool = False
    opening: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def link(self, path: str, **query: str | int | None) -> str:
        """An address of this site at the same moment; parameters without a value are left out."""
        given = {name: str(value) for name, value in query.items() if value not in (None, "")}
        parameters = urlencode({**given, **self.kept}, quote_via=quote, safe=":/,")
        return quote(path, safe="/") + (f"?{parameters}" if parameters else "")

    @property
    def path(self) -> str:
        """The path of this page."""
        return self.request.url.path

    @property
    def settings(self) -> Settings:
        """How the register is run."""
        found: Settings = self.request.app.state.settings
        return found

    @property
    def done(self) -> Said:
        """What was done just before, to be said this once; nothing where nothing was."""
        self.request.state.said = True
        return said.found(self.request)

    def done_to(self) -> str:
        """The reference of the commitment to which it was done, where whoever asks may see that; else empty."""
        ref = self.done.get("ref")
        try:
            return commitments.reference(self.ctx, ref) if ref else ""
        except NotFound:
            return ""

    def parameters(self, *without: str) -> dict[str, str]:
        """What was asked for beside the path, but not the language, for forms that ask it again."""
        return {name: value for name, value in self.request.query_params.items() if name not in ("language", *without)}

    def reader(self) -> Both | Text | None:
        """What whoever is signed in is called; None where nobody is."""
        if self.ctx.who is None or self.ctx.who.person is None:
            return None
        return entering.name_of(self.ctx) or text("a person whose name was erased")

    def may(self, right: str) -> bool:
        """Whether whoever asks has a right by the posts held today."""
        return entering.may(self.ctx, Right(right))

    def opens(self, body: str) -> bool:
        """Whether whoever asks may open the page of a body (its short name)."""
        if body not in self.opening:
            self.opening[body] = structure.opens(self.ctx, body)
        return self.opening[body]

    def has_begun(self) -> bool:
        """Whether all first steps are taken, or are not for whoever asks to take."""
        return beginning.is_over(self.ctx)

    def now(self) -> str:
        """The address of this page at the present moment."""
        parameters = urlencode(self.parameters(*MOMENTS), quote_via=quote, safe=":/,")
        return quote(self.path, safe="/") + (f"?{parameters}" if parameters else "")

    def moment(self) -> Asked:
        """Which moment the page speaks of, its zone as people call it."""
        found = asked(self.ctx, self.ctx.moment())
        return replace(found, zone=say(zones.called(found.zone), self.language))

    def render(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The page that a template makes of views."""
        if status == HTTPStatus.FORBIDDEN:
            refusal = values.get("error")
            doors.note(self.request, str(refusal.message if refusal else values.get("message", "")))
        names = {
            "page": self,
            "reader": self.reader(),
            "link": self.link,
            "asked": self.moment(),
            "query": "",
            **values,
        }
        html = environment(self.language).get_template(template).render(names)
        answer = HTMLResponse(html, status, headers={"Content-Language": TAGS[self.language]})
        wanted = self.request.query_params.get("language")
        if wanted in LANGUAGES:
            cookies.speak(self.request, answer, wanted)
        if self.request.method == "GET" and getattr(self.request.state, "said", False) and self.done.what:
            said.forget(self.request, answer)
        return answer


def open_page(request: Request) -> Page:
    """The page that a request asks for; raises Invalid for a moment that cannot be read or known.

    The clock is read once, so that everything on the page is judged at one moment.
    """
    ctx = doors.context(request)
    query = request.query_params
    kept = {name: query[name] for name in MOMENTS if query.get(name)}
    found = {name: moment(words, zone=ctx.register.zone, option=name) for name, words in kept.items()}
    then = replace(ctx, clock=FrozenClock(ctx.clock.now()), as_if=found.get("as_if"), as_of=found.get("as_of"))
    then.require_known()
    return Page(request, then, language_of(request), kept, takes_moment=request.method in doors.SAFE)


def plain_page(request: Request, *, who: Principal | None = None) -> Page:
    """A page at the present moment, whatever the request says; ``who`` reads it, else whoever came in."""
    ctx = doors.context(request)
    return Page(request, ctx if who is None else replace(ctx, who=who), language_of(request), {})


def language_of(request: Request) -> str:
    """The language asked for in the address, else chosen before, else wished by the browser, else of the register."""
    for wanted in (request.query_params.get("language"), request.cookies.get(cookies.LANGUAGE)):
        if wanted in LANGUAGES:
            return wanted
    return accepted(request.headers.get("Accept-Language", "")) or str(request.app.state.language)


def accepted(header: str) -> str | None:
    """The first of our languages in an Accept-Language header, by its weights; None where it names none of them."""
    weighed = []
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        name = tag.strip().lower().split("-")[0]
        if name in LANGUAGES:
            weighed.append((_weight(weight), name))
    best = max(weighed, key=lambda each: each[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
