"""Merging a body into another: first what would follow, then the form that does it."""

from datetime import date

from starlette.responses import Response

from tracker.domain.rights import Right
from tracker.kit.errors import Invalid, TrackerError
from tracker.kit.text import text
from tracker.services import mergers, structure
from tracker.services.mergers import Foreseen, Merge
from tracker.services.structure import BodyLine, PostLine
from tracker.web import forms
from tracker.web.forms import Sent
from tracker.web.pages import Page
from tracker.web.routes.keeping import sheets
from tracker.web.routes.keeping.sheets import WRONG, Ask, Choice, named

NOT_YET = "…"
"""In place of the reason while nothing is recorded: a day that has passed needs one."""


def show(page: Page, slug: str, given: Sent) -> Response:
    """The first form; once it says into which body, what would follow, and the second form."""
    if not given.get("into"):
        return _page(page, slug, given)
    try:
        return _page(page, slug, given, foreseen=mergers.preview(page.ctx, _command(slug, given, NOT_YET)))
    except WRONG as error:
        return _page(page, slug, given, error=error)


def merge(page: Page, slug: str, given: Sent) -> Response:
    """Do it; where something is wrong, what would follow stands there again with what was typed."""
    try:
        if not given.get("reason"):
            raise Invalid(text("This needs a reason."), hint=text("Say why, in words."), where="reason")
        done = mergers.merge(page.ctx, _command(slug, given, given.get("reason")))
    except WRONG as error:
        return _again(page, slug, given, error)
    return forms.done(f"/admin/bodies/{done.into}", "merge")


def _again(page: Page, slug: str, given: Sent, error: TrackerError) -> Response:
    now = Sent({**given.values, "version": ("",)})
    try:
        foreseen = mergers.preview(page.ctx, _command(slug, now, NOT_YET))
    except WRONG:
        foreseen = None
    return _page(page, slug, given, foreseen=foreseen, error=error)


def _command(slug: str, given: Sent, reason: str) -> Merge:
    if given.get("into") == slug:
        raise Invalid(text("A body is merged into another one."), where="into")
    return forms.made(Merge, given, bodies=[slug], reason=reason)


def _page(
    page: Page, slug: str, given: Sent, *, foreseen: Foreseen | None = None, error: TrackerError | None = None
) -> Response:
    tree, posts = structure.tree(page.ctx), structure.posts(page.ctx)
    line = next(each for each in tree if each.slug == slug)
    mine = tuple(each for each in posts if each.body == slug and each.ended_on is None)
    fixed = () if foreseen is None else _fixed(given, foreseen)
    fields = _fields(page, tree, line, mine)
    return forms.shown(
        page,
        "keeping/merge.html",
        line=line,
        names={each.slug: each.name for each in tree},
        titles={each.slug: each.title for each in posts},
        moving=[each for each in mine if each.slug not in given.many("ending")],
        address=f"/admin/bodies/{slug}/do/merge",
        fields=fields,
        fixed=fixed,
        why=sheets.WHY,
        foreseen=foreseen,
        typed=given,
        error=error and sheets.told(fields, given, error),
    )


def _fields(page: Page, tree: tuple[BodyLine, ...], line: BodyLine, posts: tuple[PostLine, ...]) -> tuple[Ask, ...]:
    others = tuple(
        Choice(each.slug, named(each.name))
        for each in tree
        if each.ended_on is None and not each.path.startswith(line.path)
    )
    may_appoint = page.may(Right.APPOINT)
    ending = tuple(Choice(each.slug, named(each.title)) for each in posts if may_appoint or not each.duty)
    fields = [
        Ask("into", text("The body that takes over"), "choose", choices=others, empty=text("Choose"), required=True),
        Ask("on", text("First day"), "date", hint=text("Today unless you say otherwise; not a day to come.")),
    ]
    if ending:
        hint = text("The others move to the body that takes over, with whoever holds them.")
        fields.append(Ask("ending", text("Posts that end"), "ticks", hint=hint, choices=ending))
    return tuple(fields)


def _fixed(given: Sent, foreseen: Foreseen) -> tuple[tuple[str, str], ...]:
    """What the second form repeats of the first, with the version of the body that takes over as it was looked at."""
    on: date = foreseen.on
    return (
        ("into", foreseen.into),
        ("on", on.isoformat() if given.get("on") else ""),
        *(("ending", post) for post in foreseen.ending),
        ("version", str(foreseen.version)),
    )
