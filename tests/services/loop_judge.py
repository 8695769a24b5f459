"""A judge of the closed loop that reads nothing but the entries of the history, written without the rulebook.

From docs/domain.md, 8 and 9, and docs/reference.md, Meanings: what may follow on what, who may have done it, and which
day counts. It asks no service and no rule; what it shares with them is the list of states.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text as sql

from tracker.domain.moves import STATES
from tracker.store.database import Session

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = "/register-office/"
ENDED = {"cancelled", "replaced", "closed"}
BEGINNINGS = {"draft", "registered", "in_progress", "standing"}
ON_APPROVAL = {
    "suspended": "suspend",
    "closed_by_stage": "close_by_stage",
    "standing": "make_standing",
    "cancelled": "cancel",
    "replaced": "replace",
}
"""Work → the request by which alone one gets there."""

LOOP = ("commitment", "report", "objection", "request", "evidence")

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One entry: what a record was before it and is after it."""

    record: str
    key: str
    action: str
    before: Row | None
    after: Row | None
    valid_on: date
    reason: str


@dataclass(frozen=True)
class Event:
    """The entries of one transaction."""

    seq: int
    at: datetime
    by: dict[str, Any]
    changes: tuple[Change, ...]

    @property
    def day(self) -> date:
        return self.at.astimezone(ZONE).date()

    @property
    def person(self) -> str:
        return str(self.by["for"])

    def of(self, record: str) -> list[Change]:
        return [change for change in self.changes if change.record == record]

    def approved(self, ref: str, move: str) -> Row | None:
        """The request that was approved with this event."""
        for change in self.of("request"):
            after = change.after or {}
            fresh = change.before is not None and change.before["state"] == "submitted"
            if fresh and (after["state"], after["move"], after["commitment"]) == ("approved", move, ref):
                return after
        return None


@dataclass
class Cap:
    """What a programme allows: extensions, the days that one may add, the days of a notice."""

    extensions: int | None = None
    extension_days: int | None = None
    notice_days: int = 1


@dataclass
class Told:
    """What the entries said about one commitment in passing."""

    reopenings: list[int] = field(default_factory=list)
    was_draft: bool = False
    """Whether it was a draft the last time it was changed while it had not ended."""
    extensions: int = 0
    pieces: dict[str, int] = field(default_factory=dict)
    inside: dict[str, set[str]] = field(default_factory=dict)
    """Report → the bodies from which it was reported or applied for, or that were responsible then."""


def within(path: str, above: str) -> bool:
    """Whether a body is another or below it: a path begins with that of the body above, slash included."""
    return path.startswith(above)


def day_of(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


class Judge:
    """Reads entries as they come, and says what is wrong with them; ``records`` is what stands by the entries."""

    def __init__(self, caps: dict[str, Cap]) -> None:
        self.caps, self.last = caps, 0
        self.records: dict[tuple[str, str], Row] = {}
        self.told: dict[str, Told] = {}
        self.events: list[Event] = []

    def read(self, session: Session) -> list[Event]:
        """The events since the last reading, each of them judged; raises AssertionError for what must not be."""
        statement = sql("SELECT seq, body FROM history_entry WHERE seq > :last ORDER BY seq")
        entries = [json.loads(row.body) for row in session.execute(statement, {"last": self.last})]
        found = []
        for _, group in groupby(entries, key=lambda entry: entry["recorded_at"]):
            event = self._event(list(group))
            wrong = [*self._against(event)]
            self._remember(event)
            wrong += self._standing(event)
            assert not wrong, f"{'; '.join(wrong)} (entry {event.seq}, {event.day}, by {event.by})"
            found.append(event)
        return found

    def _event(self, entries: list[Row]) -> Event:
        changes = tuple(
            Change(
                entry["record"]["type"],
                entry["record"]["key"],
                entry["action"],
                self.records.get((entry["record"]["type"], entry["record"]["key"])),
                entry["snapshot"],
                date.fromisoformat(entry["valid_on"]),
                entry["reason"],
            )
            for entry in entries
        )
        self.last = entries[-1]["seq"]
        return Event(entries[0]["seq"], datetime.fromisoformat(entries[0]["recorded_at"]), entries[0]["by"], changes)

    def _remember(self, event: Event) -> None:
        self.events.append(event)
        for change in event.changes:
            name = (change.record, change.key)
            if change.after is None:
                del self.records[name]
                continue
            self.records[name] = change.after
            if change.record == "evidence" and change.before is None:
                self.about(change.after["commitment"]).pieces[change.key] = event.seq
            if change.record == "report":
                self._remember_inside(event, change, change.after)
            if change.record == "commitment" and change.before:
                told = self.about(change.key)
                if change.before["work"] not in ENDED:
                    told.was_draft = change.before["work"] == "draft"
                told.extensions += event.approved(change.key, "extend") is not None
                if change.before["work"] in ENDED and change.after["work"] not in ENDED:
                    told.reopenings.append(event.seq)

    def _remember_inside(self, event: Event, change: Change, report: Row) -> None:
        inside = self.about(report["commitment"]).inside.setdefault(change.key, set())
        applied = change.before is not None and change.before["applied_by"] != report["applied_by"]
        if change.before is None or applied:
            inside |= self.responsible(report["commitment"]) | self.paths_of(event.person, event.day)

    # What stands by the entries

    def about(self, ref: str) -> Told:
        return self.told.setdefault(ref, Told())

    def commitment(self, ref: str) -> Row:
        return self.records["commitment", ref]

    def of(self, record: str, ref: str) -> list[Row]:
        """The records of a type that belong to a commitment, in the order in which they came."""
        return [row for (kind, _), row in self.records.items() if kind == record and row["commitment"] == ref]

    def report(self, ref: str) -> Row | None:
        """The report that stands."""
        return next((row for row in self.of("report", ref) if row["outcome"] == "standing"), None)

    def was_returned(self, ref: str) -> bool:
        """Whether the last report on which anybody decided was returned."""
        decided = [row["outcome"] for row in self.of("report", ref) if row["outcome"] not in ("standing", "withdrawn")]
        return decided[-1:] == ["returned"]

    def back_to(self, ref: str) -> tuple[str, str]:
        """How a commitment that has ended comes back: a draft as a draft, what was returned as returned."""
        if self.about(ref).was_draft:
            return "draft", "none"
        gone = self.commitment(ref)["work"] in ("cancelled", "replaced")
        return "in_progress", "returned" if gone and self.was_returned(ref) else "none"

    def path(self, slug: str | None) -> str | None:
        return str(self.records["body", slug]["path"]) if slug else None

    def responsible(self, ref: str) -> set[str]:
        """The paths of the lead body and of those that are responsible with it."""
        row = self.commitment(ref)
        return {path for slug in (row["body"], *row["co_bodies"]) if (path := self.path(slug))}

    def posts(self, person: str, day: date) -> list[Row]:
        """The posts that somebody holds on a day."""
        held = (row for (kind, _), row in self.records.items() if kind == "holding" and row["person"] == person)
        on = [row for row in held if row["since"] <= day.isoformat() <= (row["until"] or "9999-12-31")]
        return [{"slug": row["post"], **self.records["post", row["post"]]} for row in on]

    def paths_of(self, person: str, day: date) -> set[str]:
        """The bodies in which somebody has a post; the operator who names nobody is of the office."""
        if person == "register-office":
            return {OFFICE}
        return {path for post in self.posts(person, day) if (path := self.path(post["body"]))}

    def is_auditor(self, person: str, day: date) -> bool:
        return any(post["duty"] == "auditor" for post in self.posts(person, day))

    def parts(self, person: str, ref: str, day: date) -> set[str]:
        """What somebody is to a commitment by ordinary posts; nothing for an auditor."""
        if self.is_auditor(person, day):
            return set()
        row = self.commitment(ref)
        if person == "register-office":
            return {"office"}
        found = set()
        for post in self.posts(person, day):
            mine = self.path(post["body"]) or ""
            if post["duty"]:
                continue
            above = {"supervising": self.path(row["supervisor"]), "accepting": self.path(row["acceptor"])}
            found |= {part for part, path in above.items() if path and within(mine, path)}
            if any(within(mine, path) for path in self.responsible(ref)) or post["slug"] == row["post"]:
                found.add("responsible")
            if post["slug"] == row["leader"]:
                found.add("leader")
            if within(mine, OFFICE):
                found.add("office")
        return found

    def is_outside(self, person: str, ref: str, day: date) -> bool:
        """Whether somebody has no post in or below a responsible body, nor where it was reported done from."""
        report = self.report(ref)
        inside = self.responsible(ref) | (self.about(ref).inside.get(report["key"], set()) if report else set())
        mine = self.paths_of(person, day)
        return bool(mine) and not any(within(path, body) for path in mine for body in inside)

    def counting(self, ref: str) -> list[str]:
        """The pieces of evidence that were filed after the last reopening and are not withdrawn."""
        told = self.about(ref)
        since = max(told.reopenings, default=0)
        return [
            row["key"]
            for row in self.of("evidence", ref)
            if told.pieces[row["key"]] > since and row["withdrawn_on"] is None
        ]

    def cap(self, ref: str) -> Cap:
        return self.caps[self.closing(ref)]

    def closing(self, ref: str) -> str:
        return str(self.records["programme", self.commitment(ref)["programme"]]["closing"])

    def sees(self, person: str | None, ref: str, day: date) -> bool:
        """Whether a commitment is visible: to the office, an auditor in his scope, and whoever its bodies concern."""
        row = self.commitment(ref)
        named = [self.path(slug) for slug in (row["body"], row["supervisor"], row["acceptor"], *row["co_bodies"])]
        paths = [path for path in named if path]
        for post in self.posts(person, day) if person else ():
            mine = self.path(post["body"]) or ""
            if post["duty"] == "auditor":
                scope = self.path(post["scope"]) or "/"
                if scope == "/" or any(within(path, scope) for path in paths):
                    return True
            elif not post["duty"]:
                if within(mine, OFFICE) or post["slug"] in (row["post"], row["leader"]):
                    return True
                if any(within(path, mine) or within(mine, path) for path in paths):
                    return True
        return False

    def is_overdue(self, ref: str, day: date) -> bool:
        """Overdue at the end of the day before ``day``, as docs/reference.md says it, from the entries alone."""
        row, today = self.commitment(ref), day.isoformat()
        if row["work"] in ("draft", "standing", "cancelled", "replaced"):
            return False
        reports = self.of("report", ref)
        if any(each["outcome"] in ("standing", "closed") and each["true_for"] <= today for each in reports):
            return False
        if row["work"] == "closed_by_stage":
            return self._approved_day(ref, "close_by_stage") < today
        if row["work"] == "suspended" and self._approved_day(ref, "suspend") >= today:
            return False
        return row["last_day"] is not None and row["precision"] != "long_term" and row["last_day"] < today

    def _approved_day(self, ref: str, move: str) -> str:
        asked = [row for row in self.of("request", ref) if row["move"] == move and row["state"] == "approved"]
        return str(asked[-1]["new_day"])

    # What must not be: each of these says what is wrong

    def _against(self, event: Event) -> Iterator[str]:
        loop = [change for change in event.changes if change.record in LOOP]
        for change in loop:
            if change.valid_on > event.day:
                yield f"{change.key} says that it is true for {change.valid_on}, which has not come yet"
        if loop and self.is_auditor(event.person, event.day):
            yield "an auditor changed something"
        for change in event.of("commitment"):
            yield from (
                self._against_new(event, change) if change.before is None else self._against_change(event, change)
            )
        for change in event.of("report"):
            yield from self._against_report(event, change)
        for change in event.of("request"):
            yield from self._against_request(event, change)
        for change in event.of("objection"):
            ends = [each.after["outcome"] for each in event.of("report")]
            if change.before and change.before["answered_by"] is None and ends in (["returned"], ["withdrawn"]):
                if not change.after["answer"]:
                    yield "an objection was settled without a word"
            elif change.before and change.before["answered_by"] is None:
                report = self.records["report", change.before["report"]]
                yield from self._against_verifying(event, report, "answered an objection")

    def _against_new(self, event: Event, change: Change) -> Iterator[str]:
        row = change.after or {}
        told = (row["assurance"], row["done_on"], row["extended"], row["reopened"], row["confirmed_by"])
        if row["work"] not in BEGINNINGS or told != ("none", None, 0, 0, None):
            yield f"registered as {row['work']}, with {told}"
        if OFFICE not in self.paths_of(event.person, event.day):
            yield "registered by somebody who is not of the office"

    def _against_change(self, event: Event, change: Change) -> Iterator[str]:
        before, after, ref = change.before or {}, change.after or {}, change.key
        if (after["work"], after["assurance"]) not in {(str(s.work), str(s.assurance)) for s in STATES}:
            yield f"{after['work']}/{after['assurance']} is no state"
        yield from self._against_days(event, ref, before, after)
        yield from self._against_states(event, ref, before, after)
        if before["work"] in ENDED:
            changed = {name for name in after if after[name] != before[name]}
            if not changed <= {"work", "assurance", "reopened", "done_on", "stage_day", "updated_on"}:
                yield f"what had ended was changed: {changed}"
            found = (after["work"], after["assurance"], after["reopened"])
            if found != (*self.back_to(ref), before["reopened"] + 1):
                yield "what had ended was changed otherwise than by a reopening"
        elif after["reopened"] != before["reopened"]:
            yield "counted as reopened without having ended"
        mine = self.parts(event.person, ref, event.day)
        if after["progress"] != before["progress"] and not mine & {"responsible", "leader", "office"}:
            yield f"progress told by somebody who is {mine or 'nothing'} to it"
        post = after["post"]
        if post and (after["post"], after["body"]) != (before["post"], before["body"]):
            found = self.records["post", post]["body"]
            if found != after["body"]:
                yield f"the post {post} of {found} answers in {after['body']}"

    def _against_days(self, event: Event, ref: str, before: Row, after: Row) -> Iterator[str]:
        if before["first_day"] is not None and after["first_day"] != before["first_day"]:
            yield f"the first day was moved from {before['first_day']} to {after['first_day']}"
        confirmed = before["confirmed_by"] is None and after["confirmed_by"] == event.person
        extended, corrected = event.approved(ref, "extend"), event.approved(ref, "correct_reading")
        agreed = extended or corrected
        outside = confirmed and self.is_outside(event.person, ref, event.day)
        if after["confirmed_by"] != before["confirmed_by"] and not outside:
            yield f"the reading was confirmed from inside, or twice, by {after['confirmed_by']}"
        if after["last_day"] != before["last_day"]:
            if agreed is None and not confirmed:
                yield f"the last day was moved from {before['last_day']} to {after['last_day']}"
            elif agreed is not None and after["last_day"] != agreed["new_day"]:
                yield f"agreed was {agreed['new_day']}, and the last day became {after['last_day']}"
        if after["extended"] != before["extended"] + (extended is not None):
            yield f"extended counts {after['extended']} after {before['extended']}"
        if extended is not None:
            cap = self.cap(ref)
            if cap.extensions is not None and after["extended"] > cap.extensions:
                yield f"extended {after['extended']} times, where {cap.extensions} are allowed"
            old, new = day_of(before["last_day"]), day_of(after["last_day"])
            far = cap.extension_days is not None and old and new and new > old + timedelta(days=cap.extension_days)
            if old is None or new is None or new <= old or far:
                yield f"extended from {old} to {new}"
            if not extended["reason"] or not extended["evidence"]:
                yield "extended without a reason, or without evidence"

    def _against_states(self, event: Event, ref: str, before: Row, after: Row) -> Iterator[str]:
        old, new = before["work"], after["work"]
        mine = self.parts(event.person, ref, event.day)
        move = ON_APPROVAL.get(new)
        if move and (old != new or after["stage_day"] != before["stage_day"]):
            alone = old == "draft" and new == "cancelled" and "office" in mine
            asked = event.approved(ref, move)
            if asked is None and not alone:
                yield f"{old} became {new} without an approved request"
            if asked is not None and new in ("suspended", "closed_by_stage") and after["stage_day"] != asked["new_day"]:
                yield f"{new} until {after['stage_day']}, agreed was {asked['new_day']}"
        if new == "replaced" and old != new:
            links = [link.after for link in event.of("link") if link.after and link.after["a"] == ref]
            if not links:
                yield "replaced, and no successor is linked"
        forgotten = (old, new, after["assurance"]) == ("reported_done", "in_progress", "none")
        if forgotten and self.was_returned(ref):
            yield "a report was taken back, and that one before it was returned is forgotten"
        if new == "draft" and old != new and self.back_to(ref)[0] != "draft":
            yield "became a draft again"
        if old == "draft" and new not in ("draft", "registered", "cancelled", "replaced"):
            yield f"a draft became {new}"
        if new == "reported_done" and old != new and not mine & {"responsible", "leader"}:
            yield f"reported by somebody who is {mine or 'nothing'} to it"

    def _against_report(self, event: Event, change: Change) -> Iterator[str]:
        before, after = change.before, change.after or {}
        if before is None:
            if after["reported_by"] != event.person or after["true_for"] > event.day.isoformat():
                yield f"{after['reported_by']} reported it done for {after['true_for']}"
            return
        ref, person, today = after["commitment"], event.person, event.day.isoformat()
        if before["outcome"] not in ("standing", "closed") or (before["outcome"], after["outcome"]) == (
            "closed",
            "standing",
        ):
            yield f"a report that was {before['outcome']} became {after['outcome']}"
        told = ("reported_by", "reported_on", "true_for", "note")
        if any(before[name] != after[name] for name in told):
            yield "what was reported was changed"
        if after["accepted_by"] != before["accepted_by"]:
            yield from self._against_verifying(event, after, "accepted")
            if after["accepted_by"] != person or not after["depth"] or before["applied_by"] is None:
                yield f"accepted as {after['accepted_by']}, depth {after['depth']}"
            if "accepting" not in self.parts(person, ref, event.day):
                yield "accepted by somebody who is not of the accepting body"
            if not self.counting(ref):
                yield "accepted without evidence that counts"
        if after["notice_until"] != before["notice_until"]:
            yield from self._against_verifying(event, after, "opened the notice")
            asked = event.day + timedelta(days=self.cap(ref).notice_days)
            if (day_of(after["notice_until"]) or event.day) < asked:
                yield f"a notice until {after['notice_until']}, {asked} at least is asked for"
        if after["outcome"] == before["outcome"]:
            return
        if after["outcome"] == "returned" and person == before["reported_by"]:
            yield "returned by whoever reported it"
        if after["outcome"] == "closed":
            yield from self._against_closing(event, before, today)

    def _against_closing(self, event: Event, report: Row, today: str) -> Iterator[str]:
        ref = report["commitment"]
        after = next((change.after for change in event.of("commitment")), None) or {}
        if after["assurance"] == "none":
            if self.closing(ref) != "simple" or report["applied_by"] is not None:
                yield "closed without being verified, which its programme asks for"
            if event.person == report["reported_by"]:
                yield "closed by whoever reported it"
            return
        yield from self._against_verifying(event, report, "wrote off")
        if report["accepted_by"] is None or report["accepted_by"] in (report["reported_by"], report["applied_by"]):
            yield f"written off, accepted by {report['accepted_by']}"
        if not self.counting(ref):
            yield "written off without evidence that counts"
        noticed = report["notice_until"] is not None
        if self.closing(ref) == "closed_loop" and not noticed:
            yield "written off without a public notice"
        if noticed and report["notice_until"] >= today:
            yield f"written off while the notice runs until {report['notice_until']}"
        objections = [row for row in self.of("objection", ref) if row["report"] == report["key"]]
        if any(row["answered_by"] is None for row in objections):
            yield "written off with an objection that nobody answered"

    def _against_verifying(self, event: Event, report: Row, what: str) -> Iterator[str]:
        if event.person in (report["reported_by"], report["applied_by"]):
            yield f"{what} who reported it or applied"
        if not self.is_outside(event.person, report["commitment"], event.day):
            yield f"{what} from inside"

    def _against_request(self, event: Event, change: Change) -> Iterator[str]:
        before, after = change.before, change.after or {}
        if before is None:
            if (after["state"], after["asked_by"]) != ("submitted", event.person):
                yield f"asked as {after['asked_by']}, {after['state']}"
            return
        if before["state"] != "submitted":
            yield f"a request that was {before['state']} was decided again"
        changed = {name for name in after if after[name] != before[name]}
        if not changed <= {"state", "decided_by", "decided_on", "decision"}:
            yield f"what was asked was changed: {changed}"
        if after["state"] in ("approved", "refused"):
            ref = after["commitment"]
            if event.person == after["asked_by"] or after["decided_by"] != event.person:
                yield f"{after['state']} by whoever asked, or in another's name"
            if not self.is_outside(event.person, ref, event.day):
                yield f"{after['state']} from inside"
            if not self.parts(event.person, ref, event.day) & {"supervising", "office", "leader"}:
                yield f"{after['state']} by somebody who has no say"

    def _standing(self, event: Event) -> Iterator[str]:
        """What must hold of every commitment that an event touched, once it has happened."""
        touched = {change.key for change in event.of("commitment")}
        touched |= {(change.after or {})["commitment"] for change in event.of("report")}
        for ref in sorted(touched):
            row, reports = self.commitment(ref), self.of("report", ref)
            standing = [each for each in reports if each["outcome"] == "standing"]
            if len(standing) != (row["work"] == "reported_done"):
                yield f"{row['work']} with {len(standing)} standing reports"
            says = standing or [each for each in reports if each["outcome"] == "closed"][-1:]
            true_for = says[-1]["true_for"] if says and row["work"] in ("reported_done", "closed") else None
            if row["done_on"] != true_for:
                yield f"done on {row['done_on']}, reported for {true_for}"
            if row["reopened"] != len(self.about(ref).reopenings):
                yield f"reopened counts {row['reopened']}, the history {len(self.about(ref).reopenings)}"
            if row["extended"] != self.about(ref).extensions:
                yield f"extended counts {row['extended']}, the history {self.about(ref).extensions}"
            waiting = [each["key"] for each in self.of("request", ref) if each["state"] == "submitted"]
            if row["work"] in ENDED and waiting:
                yield f"it has ended, and {waiting} still wait for a decision"
            done = row["work"] in ("reported_done", "closed")
            if not done and (row["stage_day"] is not None) != (row["work"] in ("suspended", "closed_by_stage")):
                yield f"{row['work']} with the day {row['stage_day']}"
            lost = [each["key"] for each in self.of("objection", ref) if each["answered_by"] is None]
            kept = [each["key"] for each in self.of("objection", ref) if each["report"] in {r["key"] for r in standing}]
            if not set(lost) <= set(kept):
                yield f"{lost} wait for an answer, and the report of which they speak is gone"
