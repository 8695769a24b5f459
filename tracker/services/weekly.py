"""The letters of one edition, composed from the register as it was known at its moment, whoever asks and when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker.domain.chain import Head
from tracker.domain.commitment import Facts, Work
from tracker.domain.moment import Moment
from tracker.kit.language import say
from tracker.kit.text import Text, text
from tracker.notifications.messages import GROUPS, BodyLine, Group, Line, News, Part, Weekly
from tracker.rules.engine import Packs, flag
from tracker.services import addressees, awaiting, composing, facts, office_news, packs, questions
from tracker.services.addressees import Addressee, Answering
from tracker.services.awaiting import Awaiting
from tracker.services.composing import Asking, Desk, Judge
from tracker.services.names import Names
from tracker.services.views import Both
from tracker.store import board, letters
from tracker.store.commitments import LISTED
from tracker.store.database import Session

RESPONSIBLE = ("leader", "supervisor", "acceptor")

ENDINGS: Mapping[str, Text] = {
    Work.REPORTED_DONE: text("Completion is reported."),
    Work.CLOSED: text("It is closed."),
    Work.CANCELLED: text("It was cancelled."),
    Work.REPLACED: text("It was replaced by another commitment."),
}
"""States of work that a letter tells when they are new → in a sentence."""

TITLES: Mapping[str, Text] = {
    "new": text("Newly overdue"),
    "closed": text("Reported done or closed"),
    **awaiting.TITLES,
}

GAP = {"en": " ", "zh": ""}
"""What stands between two sentences."""

SAID = frozenset({"words", "due", "day", "late", "left", "heard", "quiet"})
"""What a line says already; of the reasons for a flag, a letter gives the first that says more."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What is common to all letters of an edition; ``week`` names its slot, ``as_of`` is the moment it speaks of.

    ``missed``: the weeks since the edition before for which none was made, ``since`` its moment. ``head``: that of the
    history at ``as_of``.
    """

    number: int
    week: str
    as_of: datetime
    missed: tuple[str, ...]
    head: Head
    since: datetime | None

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the week."""
        year, week = self.week.split("-W")
        return date.fromisocalendar(int(year), int(week), 1), date.fromisocalendar(int(year), int(week), 7)


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter and to whom it goes; ``overdue``: all that stands in it as overdue, to tell what is new next time."""

    to: Addressee
    letter: Weekly
    overdue: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Last:
    """The last letter of somebody that came: its edition's number, moment and size of the history."""

    number: int
    as_of: datetime
    size: int
    overdue: frozenset[str]


class Composer:
    """Composes letters in one transaction; everything is read as it was known at the moment of the issue.

    ``judged``: another moment at which a preview is judged.
    """

    def __init__(
        self, session: Session, issue: Issue, zone: ZoneInfo, *, language: str, judged: datetime | None = None
    ) -> None:
        self.session, self.issue, self.zone = session, issue, zone
        day, today = ((moment or issue.as_of).astimezone(zone).date() for moment in (judged, issue.as_of))
        self.moment = Moment(judged or issue.as_of, day, today, issue.as_of)
        self.packs: Packs = packs.in_force(session, self.moment)
        self.asking = Asking(self.packs, once=board.has_duplicates(session, self.moment))
        self.everybody = addressees.on(session, self.moment, otherwise=language)
        needed = facts.needs_of(self.packs).columns
        self.columns = tuple(dict.fromkeys((*LISTED, *RESPONSIBLE, *needed)))
        self.awaiting = Awaiting(session, self.moment, self.everybody)
        self.supervised: dict[tuple[str, str | None], Counter[str]] = {}
        self.unheld: Counter[str] = Counter()

    def letters(self, to: Sequence[Addressee], news: Iterable[Text]) -> Iterator[Composed]:
        """One letter for each of these addressees; ``news`` is for those of them in the register office."""
        last = self._last(to[0].person if len(to) == 1 else None)
        desks = {each.person: Desk(last[each.person].overdue if each.person in last else None) for each in to}
        self._pass_open(desks)
        self._pass_closed(desks, last)
        called = self._names()
        told = (*news, *office_news.unheld(self.unheld))
        for each in to:
            mine = tuple(say(sentence, each.language) for sentence in told) if each.is_office else ()
            desk = desks[each.person]
            letter = self._letter(each, desk, last.get(each.person), called, News(mine))
            yield Composed(each, letter, tuple(sorted((*desk.refs["new"], *desk.refs["overdue"]))))

    def _last(self, person: str | None) -> dict[str, Last]:
        found = letters.previous(self.session, self.issue.as_of, person=person)
        return {row.person: Last(row.number, row.as_of, row.size, frozenset(row.payload["overdue"])) for row in found}

    def _pass_open(self, desks: Mapping[str, Desk]) -> None:
        answering, judge = Answering(self.everybody), Judge(self.packs, day=self.moment.day)
        for rows in letters.open_rows(self.session, self.moment, self.columns):
            known = facts.load(self.session, rows, self.moment, self.packs)
            for row in rows:
                judged = judge.judge(known[row["ref"]])
                self._supervise(row, judged)
                owners = answering.owners(row["post"])
                if not owners and row["post"] is not None:
                    self.unheld[row["post"]] += 1
                unsayable = self.asking.unsayable(judged.facts)
                leaders = tuple(answering.leaders(row["leader"], owners=owners))
                for person in (*owners, *leaders):
                    if person in desks:
                        desks[person].take(judged, unsayable, owned=person in owners)
                for wait in self.awaiting.of(row, judged.facts, owners=owners, leaders=leaders):
                    if wait.person in desks:
                        desks[wait.person].wait(wait.group, judged.facts, wait.since)

    def _supervise(self, row: Mapping[str, Any], judged: composing.Judged) -> None:
        for body in {row["supervisor"], row["acceptor"]} - {None}:
            numbers = self.supervised.setdefault((body, row["body"]), Counter())
            numbers["open"] += 1
            numbers["overdue"] += any(rule == "overdue" for rule, _ in judged.flags)

    def _pass_closed(self, desks: Mapping[str, Desk], last: Mapping[str, Last]) -> None:
        """What was reported done or closed since the last letter of each, by the heads of the history."""
        sizes = {person: last[person].size for person in desks if person in last}
        if not sizes:
            return
        ended = _endings(self.session, after=min(sizes.values()), upto=self.issue.head.size)
        rows = letters.rows_of(self.session, self.moment, sorted(ended), self.columns)
        known = facts.load(self.session, rows, self.moment, self.packs)
        answering = Answering(self.everybody)
        for row in rows:
            found = known[row["ref"]]
            owners = answering.owners(row["post"])
            for person in (*owners, *answering.leaders(row["leader"], owners=owners)):
                if ended[row["ref"]] > sizes.get(person, self.issue.head.size):
                    desks[person].close(found, found.done_on or found.updated_on, owned=person in owners)

    def _names(self) -> Names:
        nouns = {noun: board.whole(self.session, noun, self.moment) for noun in ("body", "programme")}
        return {
            "body": {row.slug: Both(row.name_en, row.name_zh) for row in nouns["body"]},
            "programme": {row.slug: Both(row.title_en, row.title_zh) for row in nouns["programme"]},
        }

    def _letter(self, to: Addressee, desk: Desk, last: Last | None, called: Names, news: News) -> Weekly:
        first, final = self.issue.days
        groups = tuple(self._groups(to, desk, called))
        return Weekly(
            edition=self.issue.number,
            week=self.issue.week,
            first_day=first,
            last_day=final,
            as_of=self.moment.judged.astimezone(self.zone),
            zone=self.zone.key,
            language=to.language,
            posts=tuple(post.title.in_(to.language) for post in to.posts),
            open=desk.open,
            overdue=len(desk.refs["new"]) + len(desk.refs["overdue"]),
            fresh=len(desk.refs["new"]),
            parts=tuple(self._parts(to, desk)),
            groups=groups,
            head_size=self.issue.head.size,
            head_root=self.issue.head.root.hex(),
            previous=last.number if last else None,
            previous_as_of=last.as_of.astimezone(self.zone) if last else None,
            missed=self.issue.missed,
            supervised=tuple(self._bodies(to, called)),
            news=news,
            due_by=desk.due_by,
        )

    def _groups(self, to: Addressee, desk: Desk, called: Names) -> Iterator[Group]:
        """The groups in order; each commitment is told in the first, and worst, that it belongs to."""
        told: set[str] = set()
        for name in composing.in_order(desk.groups, GROUPS, self.packs.by_rule):
            kept = desk.groups[name]
            worst = [] if name in composing.TOLD_AS_NUMBER else kept.worst(told)
            query, exact = self.asking.group(desk, name, _scope(to))
            pack = self.packs.by_rule.get(name)
            yield Group(
                name=name,
                title=say(TITLES[name] if pack is None else pack.title, to.language),
                total=kept.total,
                lines=tuple(self._line(name, found, since, to.language, called) for found, since in worst),
                query=query,
                meaning=say(pack.meaning, to.language) if pack else "",
                exact=exact and not kept.unsayable,
            )

    def _line(self, group: str, found: Facts, since: date, language: str, called: Names) -> Line:
        body = called["body"].get(found.body or "")
        programme = called["programme"].get(found.programme)
        return Line(
            ref=found.ref,
            title=Both(found.title_en, found.title_zh).in_(language),
            body=body.in_(language) if body else "",
            programme=programme.in_(language) if programme else "",
            due_words=found.due_words,
            last_day=found.last_day,
            since=composing.since_of(group, found, since),
            days=composing.days_of(group, found, day=self.moment.day),
            why=GAP[language].join(say(reason, language) for reason in self._why(group, found, since)),
        )

    def _why(self, group: str, found: Facts, since: date) -> tuple[Text, ...]:
        """The reasons that say more than the line does."""
        if group == "closed":
            return (ENDINGS[found.work],)
        if group in awaiting.TITLES:
            return self.awaiting.why(group, found.ref)
        pack = self.packs.by_rule["overdue" if group == "new" else group]
        reasons = flag(pack, found, day=self.moment.day, since=since).reasons
        return tuple(reason for reason in reasons if not SAID & reason.values.keys()) or reasons[:1]

    def _parts(self, to: Addressee, desk: Desk) -> Iterator[Part]:
        for name, query in self.asking.parts.items():
            if desk.parts[name]:
                pack = self.packs.by_rule.get(name)
                title = pack.title if pack else composing.REST[name][0]
                asked = f"{_scope(to)} {query}"
                exact = not desk.unsayable
                yield Part(name, say(title, to.language), desk.parts[name], asked, exact)

    def _bodies(self, to: Addressee, called: Names) -> Iterator[BodyLine]:
        for body in dict.fromkeys(post.body for post in to.posts):
            mine = sorted((lead or "", numbers) for (above, lead), numbers in self.supervised.items() if above == body)
            for lead, numbers in mine:
                name = called["body"].get(lead)
                shown = name.in_(to.language) if name else say(text("No body named"), to.language)
                query = self.asking.of_body(body, lead or None)
                yield BodyLine(lead, shown, numbers["open"], numbers["overdue"], query)


def _endings(session: Session, *, after: int, upto: int) -> dict[str, int]:
    """Reference → the entry by which it came into the ending state in which it still was at the later of two heads."""
    moved = list(letters.moves(session, after=after, upto=upto))
    work = letters.work_at(session, sorted({ref for ref, _, _ in moved}), seq=after)
    ended: dict[str, int] = {}
    for ref, state, seq in moved:
        if state != work.get(ref):
            ended.pop(ref, None)
            if state in ENDINGS:
                ended[ref] = seq
        work[ref] = state
    return ended


def _scope(to: Addressee) -> str:
    return questions.text_of(questions.owned_by(to.slugs, and_nobody=to.is_office))
