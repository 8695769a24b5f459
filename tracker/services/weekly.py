"""The letters of one edition, composed from the register as it was known at its moment, whoever asks and when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker.domain.commitment import Facts
from tracker.domain.flags import done_late
from tracker.domain.moment import Moment
from tracker.kit.language import say
from tracker.kit.text import Text, text
from tracker.notifications.messages import GROUPS, STEPS, BodyLine, Group, Line, News, Part, Weekly
from tracker.rules.engine import Packs, flag
from tracker.services import addressees, awaiting, composing, endings, facts, office_news, packs, questions
from tracker.services.addressees import Addressee, Answering
from tracker.services.awaiting import Awaiting, Step
from tracker.services.composing import Asking, Desk, Judge
from tracker.services.issues import Composed, Issue, Last
from tracker.services.names import Names
from tracker.services.seeing import Seeing
from tracker.services.views import Both
from tracker.store import board, letters
from tracker.store.commitments import LISTED
from tracker.store.database import Session

RESPONSIBLE = ("leader", "supervisor", "acceptor")

TITLES: Mapping[str, Text] = {
    "new": text("Newly overdue"),
    "closed": text("Reported done or closed"),
    **awaiting.TITLES,
}

GAP = {"en": " ", "zh": ""}
"""What stands between two sentences."""

SAID = frozenset({"words", "due", "day", "late", "left", "heard", "quiet"})
"""What a line says already; of the reasons for a flag, a letter gives the first that says more."""


class Composer:
    """Composes letters in one transaction; everything is read as it was known at the moment of the issue.

    ``judged``: another moment at which a preview is judged. ``seeing``: what may be seen of the letters today, where
    that is not all that was seen then.
    """

    def __init__(
        self,
        session: Session,
        issue: Issue,
        zone: ZoneInfo,
        *,
        language: str,
        judged: datetime | None = None,
        seeing: Seeing | None = None,
    ) -> None:
        self.session, self.issue, self.zone, self.seeing = session, issue, zone, seeing
        day, today = ((moment or issue.as_of).astimezone(zone).date() for moment in (judged, issue.as_of))
        self.moment = Moment(judged or issue.as_of, day, today, issue.as_of)
        self.packs: Packs = packs.in_force(session, self.moment)
        self.asking = Asking(self.packs, once=board.has_duplicates(session, self.moment))
        self.everybody = addressees.on(session, self.moment, otherwise=language)
        needed = facts.needs_of(self.packs).columns
        self.columns = tuple(dict.fromkeys((*LISTED, *RESPONSIBLE, *needed)))
        self.awaiting = Awaiting(session, self.moment, self.everybody)
        self.supervised: dict[tuple[str, str, str], Counter[str]] = {}
        self.unheld: Counter[str] = Counter()

    def letters(self, to: Sequence[Addressee], news: Iterable[Text]) -> Iterator[Composed]:
        """One letter for each of these addressees; ``news`` is for those of them in the register office."""
        last = self._last(to[0].person if len(to) == 1 else None)
        desks = {each.person: Desk(last[each.person].overdue if each.person in last else None) for each in to}
        self.watching = {each.person: self._watched(each) for each in to}
        self.posted = {each.person: {post.body for post in each.posts} for each in to}
        self.hidden: dict[str, set[str]] = {each.person: set() for each in to}
        self._pass_open(desks)
        self._pass_ended(desks, last)
        called = self._names()
        told = (*news, *office_news.unheld(self.unheld))
        for each in to:
            hears = each.is_office and (self.seeing is None or self.seeing.is_office(each.person))
            mine = tuple(say(sentence, each.language) for sentence in told) if hears else ()
            desk = desks[each.person]
            letter = self._letter(each, desk, last.get(each.person), called, News(mine))
            overdue = sorted((*desk.refs["new"], *desk.refs["overdue"]))
            lines = (line.ref for group in letter.groups for line in group.lines)
            named = sorted({*lines, *(ref for refs in desk.refs.values() for ref in refs)}.difference(overdue))
            bodies = self.watching[each.person] if letter.supervised else ()
            unsaid = len(told) if each.is_office and not hears else 0
            yield Composed(each, letter, tuple(overdue), tuple(named), bodies, len(self.hidden[each.person]) + unsaid)

    def _watched(self, to: Addressee) -> tuple[str, ...]:
        """The bodies of which a letter tells what they supervise."""
        bodies = dict.fromkeys(post.body for post in to.posts)
        return tuple(body for body in bodies if self.seeing is None or self.seeing.sees_body(to.person, body))

    def _last(self, person: str | None) -> dict[str, Last]:
        found = letters.previous(self.session, self.issue.as_of, person=person)
        return {row.person: Last(row.number, row.as_of, row.size, frozenset(row.payload["overdue"])) for row in found}

    def _pass_open(self, desks: Mapping[str, Desk]) -> None:
        answering, judge = Answering(self.everybody), Judge(self.packs, day=self.moment.day)
        for rows in letters.open_rows(self.session, self.moment, self.columns):
            known = facts.load(self.session, rows, self.moment, self.packs)
            self._look_up(rows)
            for row in rows:
                judged = judge.judge(known[row["ref"]])
                self._supervise(row, judged)
                owners = answering.owners(row["post"])
                if not owners and row["post"] is not None:
                    self.unheld[row["post"]] += 1
                unsayable = self.asking.unsayable(judged.facts)
                leaders = tuple(answering.leaders(row["leader"], owners=owners))
                for person in (*owners, *leaders):
                    if person in desks and self._may(person, row["ref"]):
                        desks[person].take(judged, unsayable, owned=person in owners)
                for step in self.awaiting.of(row, judged.facts, owners=owners, leaders=leaders):
                    if step.person in desks and self._may(step.person, row["ref"]):
                        desks[step.person].step(step.group, judged.facts, step.since, step.why)

    def _look_up(self, rows: Iterable[Mapping[str, Any]]) -> None:
        if self.seeing is not None:
            self.seeing.load(row["ref"] for row in rows)

    def _may(self, person: str, ref: str) -> bool:
        if self.seeing is None or self.seeing.sees(person, ref):
            return True
        self.hidden[person].add(ref)
        return False

    def _supervise(self, row: Mapping[str, Any], judged: composing.Judged) -> None:
        for body in {row["supervisor"], row["acceptor"]} - {None}:
            for whose in self._watching(body, row["ref"]):
                numbers = self.supervised.setdefault((whose, body, row["body"] or ""), Counter())
                numbers["open"] += 1
                numbers["overdue"] += any(rule == "overdue" for rule, _ in judged.flags)

    def _watching(self, body: str, ref: str) -> Sequence[str]:
        """For whom a commitment counts among those of a body: for all alike, unless some do not see all of them."""
        if self.seeing is None:
            return ("",)
        mine = [person for person, bodies in self.posted.items() if body in bodies and self._may(person, ref)]
        return [person for person in mine if body in self.watching[person]]

    def _pass_ended(self, desks: Mapping[str, Desk], last: Mapping[str, Last]) -> None:
        """What was reported done, closed or decided since the last letter of each, by the heads of the history."""
        sizes = {person: last[person].size for person in desks if person in last}
        if not sizes:
            return
        after, upto = min(sizes.values()), self.issue.head.size
        ended = endings.between(self.session, after=after, upto=upto)
        decided = letters.decided(self.session, self.moment, after=after)
        about = {request["commitment"] for request, _ in decided}
        rows = letters.rows_of(self.session, self.moment, sorted({*ended, *about}), self.columns)
        known = facts.load(self.session, rows, self.moment, self.packs)
        self._look_up(rows)
        answering, by_ref = Answering(self.everybody), {row["ref"]: row for row in rows}
        for ref, row in by_ref.items():
            found, owners = known[ref], answering.owners(row["post"])
            for person in (*owners, *answering.leaders(row["leader"], owners=owners)):
                if ended.get(ref, 0) > sizes.get(person, upto) and self._may(person, ref):
                    desks[person].close(found, found.done_on or found.updated_on, owned=person in owners)
        for request, seq in decided:
            row = by_ref.get(request["commitment"])
            for step in self._decided(request, row, answering) if row else ():
                if seq > sizes.get(step.person, upto) and self._may(step.person, request["commitment"]):
                    desks[step.person].step(step.group, known[request["commitment"]], step.since, step.why)

    def _decided(self, request: Mapping[str, Any], row: Mapping[str, Any], answering: Answering) -> Iterable[Step]:
        owners = answering.owners(row["post"])
        leaders = tuple(answering.leaders(row["leader"], owners=owners))
        return self.awaiting.decided(request, row, owners=owners, leaders=leaders)

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
            optional=not (desk.obliges or to.is_office),
        )

    def _groups(self, to: Addressee, desk: Desk, called: Names) -> Iterator[Group]:
        """The groups in order; each commitment is told in the first, and worst, that it belongs to."""
        told: set[str] = set()
        for name in composing.in_order(desk.groups, GROUPS, self.packs.by_rule):
            kept = desk.groups[name]
            # What came back, waits or was decided says something else than what is the matter, and is told besides.
            worst = [] if name in composing.TOLD_AS_NUMBER else kept.worst(set() if name in STEPS else told)
            query, exact = self.asking.group(desk, name, _scope(to, desk))
            pack = self.packs.by_rule.get(name)
            yield Group(
                name=name,
                title=say(TITLES[name] if pack is None else pack.title, to.language),
                total=kept.total,
                lines=tuple(self._line(name, found, since, to.language, called, desk) for found, since in worst),
                query=query,
                meaning=say(pack.meaning, to.language) if pack else "",
                exact=exact and not kept.unsayable,
            )

    def _line(self, group: str, found: Facts, since: date, language: str, called: Names, desk: Desk) -> Line:
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
            why=GAP[language].join(say(reason, language) for reason in self._told(group, found, since, desk)),
        )

    def _told(self, group: str, found: Facts, since: date, desk: Desk) -> Iterator[Text]:
        """Why, and that it was done too late, which no flag tells any more."""
        yield from self._why(group, found, since, desk)
        if late := done_late(found, day=self.moment.day):
            yield late

    def _why(self, group: str, found: Facts, since: date, desk: Desk) -> Sequence[Text]:
        """The reasons that say more than the line does."""
        if group == "closed":
            return (endings.ENDINGS[found.work],)
        if group in STEPS:
            return desk.whys[group, found.ref]
        pack = self.packs.by_rule["overdue" if group == "new" else group]
        reasons = flag(pack, found, day=self.moment.day, since=since).reasons
        return tuple(reason for reason in reasons if not SAID & reason.values.keys()) or reasons[:1]

    def _parts(self, to: Addressee, desk: Desk) -> Iterator[Part]:
        for name, query in self.asking.parts.items():
            if desk.parts[name]:
                pack = self.packs.by_rule.get(name)
                title = pack.title if pack else composing.REST[name][0]
                asked = f"{_scope(to, desk)} {query}"
                exact = not desk.unsayable
                yield Part(name, say(title, to.language), desk.parts[name], asked, exact)

    def _bodies(self, to: Addressee, called: Names) -> Iterator[BodyLine]:
        for body in self.watching[to.person]:
            whose = to.person if self.seeing else ""
            numbered = self.supervised.items()
            mine = sorted((lead, numbers) for (of, above, lead), numbers in numbered if (of, above) == (whose, body))
            for lead, numbers in mine:
                name = called["body"].get(lead)
                shown = name.in_(to.language) if name else say(text("No body named"), to.language)
                query = self.asking.of_body(body, lead or None)
                yield BodyLine(lead, shown, numbers["open"], numbers["overdue"], query)


def _scope(to: Addressee, desk: Desk) -> str:
    scope = questions.text_of(questions.answered_by(to.slugs, and_nobody=to.is_office, and_led=desk.led))
    return f"({scope})" if desk.led else scope
