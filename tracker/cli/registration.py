"""``tracker add``: registering a commitment."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import completion, given, opening, options, output
from tracker.cli.options import _
from tracker.kit.text import Text, text

if TYPE_CHECKING:
    from tracker.services.views import Detail

ADD = _("Register a commitment; says how its deadline words were read.")

NAMES = {
    "ref": "--ref",
    "aliases": "--alias",
    "kind": "--kind",
    "programme": "--programme",
    "parent": "--parent",
    "title_en": "--title-en",
    "title_zh": "--title-zh",
    "note_en": "--note",
    "note_zh": "--note",
    "owner_words": "--owner-words",
    "body": "--body",
    "post": "--post",
    "due_words": "--due",
    "context_words": "--context-words",
    "tags": "--tag",
    "places": "--place",
    "reason": "--reason",
}


def _option(name: str, metavar: str, help: str, **more: Any) -> Any:  # noqa: A002
    return typer.Option(name, metavar=metavar, help=help, **more)


KindOfGoal = Annotated[
    str,
    _option("--kind", "KIND", _("What kind of goal it is."), autocompletion=completion.kinds, show_default=True),
]
Anchor = Annotated[str | None, _option("--anchor", "DATE", _("The day from which “within six months” counts."))]
OwnerWords = Annotated[str | None, _option("--owner-words", "TEXT", _("Who answers, in the words of the source."))]
OwnRef = Annotated[str | None, _option("--ref", "REF", _("Its reference; the next of the programme unless given."))]
ContextDay = Annotated[
    str | None,
    _option("--context-day", "DAY", _("A day that the surroundings suggest; not a deadline until confirmed.")),
]


def add(
    programme: Annotated[str, _option("--programme", "SLUG", _("The programme it is grouped under."))],
    title: Annotated[str | None, _option("--title", "TEXT", _("Its title, in the language of answers."))] = None,
    title_en: Annotated[str | None, _option("--title-en", "TEXT", _("Its title in English."))] = None,
    title_zh: Annotated[str | None, _option("--title-zh", "TEXT", _("Its title in Chinese."))] = None,
    kind: KindOfGoal = "task",
    due: Annotated[str | None, _option("--due", "WORDS", _("Its deadline, in the words of the source."))] = None,
    anchor: Anchor = None,
    owner_words: OwnerWords = None,
    body: Annotated[str | None, _option("--body", "SLUG", _("The lead body; that of the post unless given."))] = None,
    post: Annotated[str | None, _option("--post", "SLUG", _("The post that answers for it."))] = None,
    source: Annotated[str | None, _option("--source", "SLUG", _("The document in which it was stated."))] = None,
    paragraph: Annotated[str | None, _option("--paragraph", "PLACE", _("The place in that document."))] = None,
    place: Annotated[list[str] | None, _option("--place", "SLUG", _("A place it concerns; may be repeated."))] = None,
    tag: Annotated[list[str] | None, _option("--tag", "SLUG", _("A subject; may be repeated."))] = None,
    parent: Annotated[str | None, _option("--parent", "REF", _("The commitment that it is a part of."))] = None,
    alias: Annotated[list[str] | None, _option("--alias", "NAME", _("Another name for it; may be repeated."))] = None,
    ref: OwnRef = None,
    note: Annotated[str | None, _option("--note", "TEXT", _("A note, in the language of answers."))] = None,
    review: Annotated[str | None, _option("--review", "DAY", _("When somebody looks at it again."))] = None,
    context_day: ContextDay = None,
    context_words: Annotated[str | None, _option("--context-words", "TEXT", _("Where that day stands."))] = None,
    reason: Annotated[str | None, _option("--reason", "TEXT", _("Why, for the history."))] = None,
) -> None:
    """Register a commitment."""
    from tracker.services.registration import NewCommitment

    spoken = output.speaks()
    given.together("--paragraph", paragraph, "--source", source)
    given.together("--context-words", context_words, "--context-day", context_day)
    given.together("--anchor", anchor, "--due", due)
    titles = {"title_en": title_en, "title_zh": title_zh}
    if title is not None:
        own = f"title_{spoken}"
        given.one_of({"--title": title, f"--title-{spoken}": titles[own]}, missing=text("The title was not said."))
        titles[own] = title
    command = given.made(
        NewCommitment,
        NAMES,
        **titles,
        **{f"note_{spoken}": note},
        programme=programme,
        kind=kind,
        due_words=due,
        anchor=given.day(anchor, "--anchor"),
        owner_words=owner_words,
        body=body,
        post=post,
        sources=_sources(source, paragraph),
        places=tuple(place or ()),
        tags=tuple(tag or ()),
        parent=parent,
        aliases=tuple(alias or ()),
        ref=ref,
        review_day=given.day(review, "--review"),
        context_day=given.day(context_day, "--context-day"),
        context_words=context_words,
        reason=reason,
    )
    _register(command)


def _sources(slug: str | None, paragraph: str | None) -> tuple[dict[str, str | int], ...]:
    if slug is None:
        return ()
    number = paragraph is not None and paragraph.isascii() and paragraph.isdigit()
    return ({"source": slug, "paragraph": int(paragraph or 0) if number else paragraph or ""},)


def _register(command: Any) -> None:
    from tracker.services import commitments, registration, views

    with opening.register() as ctx:
        ref = registration.add(ctx, command)
        found = commitments.show(ctx, ref)
    if options.current().json:
        due = views.detail_json(found, output.speaks())["due"]
        output.tell_json({"ref": ref, "version": found.version, "due": due})
    else:
        output.tell(text("{ref} is registered.", ref=ref), *_read(found))


def _read(found: "Detail") -> list[Text | str]:
    """What was read in the deadline words, and how to confirm it."""
    due, ref = found.item.due, found.item.ref
    said: list[Text | str] = list(found.due_reasons)
    if not due.words:
        said.append(text("It has no deadline words."))
    if due.last_day:
        said.append(text("If {day} is right: tracker confirm {ref}", day=due.last_day, ref=ref))
    elif due.context_day:
        day = due.context_day
        said.append(
            text("If {day} is its deadline: tracker confirm {ref} --day {iso}", day=day, ref=ref, iso=day.isoformat())
        )
    elif found.item.review_day is None:
        said.append(
            text("So that it is not forgotten, set a day to look at it again: tracker review {ref} DAY", ref=ref)
        )
    return said
