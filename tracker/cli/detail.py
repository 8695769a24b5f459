"""One commitment for people: everything about it, in sections, each fact beside its name."""

import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.cli import output
from tracker.cli.output import one_line, say
from tracker.kit.text import Text, text
from tracker.services.events import Event
from tracker.services.labels import label
from tracker.services.views import Both, Detail, Result

if TYPE_CHECKING:
    from tracker.services.context import Context
    from tracker.services.names import Names

Rows = Iterator[tuple[Text | str, Text | str | None]]
"""What stands on the left, and on the right; without a right side nothing is shown."""

PIPED = 100
"""So wide are lines where no terminal says otherwise."""

INDENT = "  "
WIDEST = 28
"""Longer names of facts are wrapped."""


def tell(ctx: "Context", found: Detail) -> None:
    """Tell one commitment."""
    from tracker.services import names

    known = names.of_detail(ctx, found)
    sections: list[tuple[Text, Rows]] = [
        (text("State"), _state(found)),
        (text("Deadline"), _deadline(found, known)),
        (text("Responsible"), _responsible(found, known)),
        (text("Sources"), _sources(found)),
        (text("Quantity"), _quantity(found)),
        (text("Belongs to"), _links(found)),
        (text("Readings and results"), _results(found)),
        (text("About"), _about(found, known)),
        (text("History"), _history(found)),
    ]
    item = found.item
    other = item.title.in_("en" if output.speaks() == "zh" else "zh")
    head = [f"{item.ref}  {item.title.in_(output.speaks())}"]
    if other != item.title.in_(output.speaks()):
        head.append(f"{' ' * output.width(item.ref)}  {other}")
    output.write(_drawn(head, [(say(title), [(say(a), say(b)) for a, b in rows if b]) for title, rows in sections]))


def _drawn(head: list[str], sections: list[tuple[str, list[tuple[str, str]]]]) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Cell

    console = Console() if sys.stdout.isatty() else Console(width=PIPED)
    left = max((output.width(a) for _, rows in sections for a, _ in rows), default=0)
    with console.capture() as captured:
        for line in head:
            console.print(Cell(one_line(line), style="bold"))
        for title, rows in sections:
            if rows:
                grid = Table.grid(padding=(0, 2))
                grid.add_column(width=min(left, WIDEST) + len(INDENT))
                grid.add_column(overflow="fold")
                for a, b in rows:
                    grid.add_row(Cell(INDENT + one_line(a)), Cell(one_line(b)))
                console.print("", Cell(title, style="bold"), grid, sep="\n")
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _state(found: Detail) -> Rows:
    item, asked = found.item, found.asked
    yield text("Kind"), label(item.kind, "kind")
    yield text("Declared"), label(item.work, "work")
    if found.progress is not None:
        yield text("Progress"), text("{n} of 100", n=found.progress)
    if item.done_on:
        yield text("Completion reported for"), _day(item.done_on)
    yield "", item.done_late
    yield text("Verified"), label(item.assurance, "assurance")
    if found.extended:
        yield text("Extended"), text("{n} times", n=found.extended)
    if found.reopened:
        yield text("Reopened"), text("{n} times", n=found.reopened)
    yield text("Judged"), text("as of {day} ({zone})", day=asked.day, zone=asked.zone)
    if not item.flags:
        yield text("Flags"), text("none")
    for flag in item.flags:
        name = f"{flag.shape} {say(flag.title)}"
        if flag.rule == "overdue":
            yield name, text("since {day}; days late: {n}", day=flag.since, n=item.days_late)
        else:
            yield name, text("since {day}", day=flag.since)
        for reason in flag.reasons:
            yield "", text("- {reason}", reason=reason)


def _deadline(found: Detail, known: "Names") -> Rows:
    due = found.item.due
    yield text("As stated"), text("“{words}”", words=due.words) if due.words else text("no words")
    if due.last_day:
        yield text("Last on-time day"), _day(due.last_day)
    if due.first_day and due.first_day != due.last_day:
        yield text("First deadline"), _day(due.first_day)
    if due.words:
        yield text("Precision"), label(due.precision, "precision")
        policy, _, rule = due.policy.partition("/")
        yield text("Read by"), policy and text("{name} ({slug})", name=label(policy, "policy"), slug=rule or policy)
    for number, reason in enumerate(found.due_reasons):
        yield "" if number else text("Why"), text("- {reason}", reason=reason)
    if found.event:
        yield text("Waits for"), found.event
    if found.recurrence:
        yield text("Comes round"), label(str(found.recurrence["every"]), "every")
    if due.context_day:
        yield text("Context day"), text("{day}: no deadline until confirmed", day=due.context_day)
        yield "", found.context_words
    if due.confirmed_by:
        yield text("Confirmed by"), _who(due.confirmed_by, known)
    elif due.words or due.context_day:
        yield text("Confirmed by"), text("nobody yet: tracker confirm {ref}", ref=found.item.ref)
    if found.item.review_day:
        yield text("Review day"), _day(found.item.review_day)


def _responsible(found: Detail, known: "Names") -> Rows:
    item = found.item
    yield text("As stated"), text("“{words}”", words=found.owner_words) if found.owner_words else None
    yield text("Post"), _named(item.post, "post", known) or text("nobody")
    yield text("Led by"), _named(found.leader, "post", known)
    yield text("Lead body"), _named(item.body, "body", known)
    for number, slug in enumerate(found.co_bodies):
        yield "" if number else text("With"), _named(slug, "body", known)
    yield text("Supervised by"), _named(found.supervisor, "body", known)
    yield text("Accepted by"), _named(found.acceptor, "body", known)


def _sources(found: Detail) -> Rows:
    for cited in found.sources:
        published = text(", {day}", day=cited.published_on) if cited.published_on else ""
        yield (
            text("Paragraph {place}", place=cited.paragraph) if cited.paragraph else "",
            text("{title} ({slug}){published}", title=_both(cited.title), slug=cited.source, published=published),
        )


def _quantity(found: Detail) -> Rows:
    if found.size:
        yield text("Stated size"), f"{found.size['stated']} {_both(found.size['unit'])}"
        yield text("Entered"), str(found.entered)
    if found.quantity:
        yield from _value(found.quantity)


def _value(value: dict[str, Any]) -> Rows:
    unit = _both(value["unit"]) if value.get("unit") else ""
    for name, title in (("baseline", text("Baseline")), ("target", text("Target")), ("result", text("Result"))):
        if value.get(name):
            yield title, f"{value[name]} {unit}".strip()
    if value.get("comparator"):
        yield text("Meant as"), label(value["comparator"], "comparator")
    yield text("As printed"), value.get("printed")


def _links(found: Detail) -> Rows:
    yield text("Programme"), f"{_both(found.programme_title)} ({found.item.programme})"
    for link in found.links:
        note = f" – {_both(link.note)}" if _both(link.note) else ""
        yield label(link.relation, "relation"), f"{link.ref} {_both(link.title)}{note}"


def _results(found: Detail) -> Rows:
    for result in found.results:
        yield result.ref, _both(result.title)
        yield "", _told(result)
        yield "", _both(result.note)


def _told(result: Result) -> str:
    value = (
        "; ".join(f"{say(title)}: {say(words)}" for title, words in _value(result.value) if words)
        if result.value
        else ""
    )
    when = say(text("reported on {day}", day=result.reported_on)) if result.reported_on else ""
    return "; ".join(part for part in (result.period_words, when, value) if part)


def _about(found: Detail, known: "Names") -> Rows:
    item = found.item
    yield text("Also called"), ", ".join(item.aliases)
    yield text("Note"), _both(found.note)
    yield text("Places"), ", ".join(say(_named(slug, "place", known) or "") for slug in found.places)
    yield text("Subjects"), ", ".join(say(label(tag, "tag")) for tag in found.tags)
    for number, mark in enumerate(found.marks):
        yield "" if number else text("To know"), label(mark, "mark")
    yield text("Registered on"), _day(found.registered_on)
    yield text("Last update"), _day(item.updated_on)
    yield text("Version"), str(found.version)


def _history(found: Detail) -> Rows:
    for event in found.history:
        at = event.recorded_at.astimezone(found.asked.as_of.tzinfo)
        yield text("{moment}", moment=at), text("{action}, {who}", action=_action(event, found), who=event.who)
        for each in event.changes:
            if each.field != "updated_on":
                before, after = each.before or text("nothing"), each.after or text("nothing")
                yield "", text("{field}: {before} → {after}", field=each.label, before=before, after=after)
        yield "", event.reason and label(event.reason, "reason")


def _action(event: Event, found: Detail) -> Text:
    """What was done; to which request, report, objection or piece of evidence, where it was not the commitment."""
    done = event.title
    return done if event.key == found.item.ref else text("{action} ({key})", action=done, key=event.key)


def _who(name: str, known: "Names") -> str:
    return say(_named(name, "person", known) or name)


def _named(slug: str | None, noun: str, known: "Names") -> str | None:
    """The name of what is meant, with the slug by which the filter language knows it; nothing for nothing."""
    name = known[noun].get(slug or "")
    if noun == "person":
        return _both(name) if name else slug
    return say(text("{name} ({slug})", name=_both(name), slug=slug)) if name else slug


def _both(words: "Both | dict[str, str] | None") -> str:
    if words is None:
        return ""
    return (words if isinstance(words, Both) else Both(**words)).in_(output.speaks())


def _day(day: date) -> Text:
    return text("{day}", day=day)
