"""The words for what the register keeps as codes: kinds, states, flags, marks, moves, columns."""

from collections.abc import Mapping

from tracker.kit.text import Text, text
from tracker.services.own_words import OWN

KIND: Mapping[str, Text] = {
    "milestone": text("Milestone"),
    "task": text("Task"),
    "indicator": text("Indicator target"),
    "tally": text("Tally"),
    "recurring": text("Recurring duty"),
    "standing": text("Standing practice"),
}

WORK: Mapping[str, Text] = {
    "draft": text("Draft"),
    "registered": text("Registered"),
    "in_progress": text("In progress"),
    "reported_done": text("Reported done"),
    "suspended": text("Suspended"),
    "closed_by_stage": text("Closed by stage"),
    "standing": text("Kept up for good"),
    "cancelled": text("Cancelled"),
    "replaced": text("Replaced"),
    "closed": text("Closed"),
}

ASSURANCE: Mapping[str, Text] = {
    "none": text("Not verified"),
    "under_acceptance": text("Under acceptance"),
    "returned": text("Returned"),
    "accepted": text("Accepted"),
    "public_notice": text("In public notice"),
    "written_off": text("Written off"),
}

PRECISION: Mapping[str, Text] = {
    "day": text("To the day"),
    "month": text("To the month"),
    "quarter": text("To the quarter"),
    "half_year": text("To the half-year"),
    "year": text("To the year"),
    "range": text("A stretch of time"),
    "immediate": text("At once"),
    "event": text("Waits for an event"),
    "recurring": text("Comes round again"),
    "long_term": text("Long-term"),
    "none": text("No day in the words"),
}

POLICY: Mapping[str, Text] = {
    "end-of-period": text("A period means its last day"),
    "start-of-period": text("“By” a year means before it begins"),
    "end-of-year": text("“Before” a year means by its end"),
}

FLAG: Mapping[str, Text] = {
    "overdue": text("Overdue"),
    "due_soon": text("Due soon"),
    "tally_gap": text("Tally gap"),
    "silent": text("Silent"),
    "unowned": text("Unowned"),
    "unreviewed": text("Unreviewed"),
}
"""What the rules are called where no flag is at hand, which brings its own words and shape from its pack."""

SHAPE: Mapping[str, str] = {
    "overdue": "■",
    "due_soon": "●",
    "tally_gap": "▽",
    "silent": "◌",
    "unowned": "□",
    "unreviewed": "◇",
}
"""The shape that stands beside the word of a flag, so that no flag is told by its colour alone."""

STATE: Mapping[str, Text] = {
    **FLAG,
    "open": text("Open"),
    "undated": text("Without a deadline"),
    "unconfirmed": text("Reading unconfirmed"),
}

MISSING: Mapping[str, Text] = {
    "undated": text("Open, and no last on-time day is known; a day from the context alone is not a deadline."),
    "unreviewed": text("Neither a deadline nor a coming day on which somebody looks at it again."),
    "unowned": text("Open, and no post answers for it."),
    "unconfirmed": text("The source gives words or a context day, and nobody has confirmed how they are read."),
}
"""What it means to lack something."""

MARK: Mapping[str, Text] = {
    "inferred-year": text("The year is inferred, not stated."),
    "meaning-to-be-confirmed": text("What is meant has to be confirmed."),
    "unit-doubtful": text("The unit of the number is doubtful."),
    "name-not-quantity": text("A number in it belongs to a name and is no quantity."),
    "garbled": text("The words of the source are garbled by a rendering."),
    "period-unclear": text("The period it speaks of is unclear."),
    "two-aliases": text("Stated twice; one record with two references."),
    "group": text("A group: its parts are commitments of their own."),
    "finding": text("A finding of an inspection."),
    "list": text("A named list."),
    "sample": text("A sample, not from a document."),
    "softened": text("The words make the promise softer."),
    "several-dates": text("Several dates are named; none was chosen."),
}

COMPARATOR: Mapping[str, Text] = {
    "a number of": text("a number of"),
    "about": text("about"),
    "at least": text("at least"),
    "at most": text("at most"),
    "decrease": text("a decrease"),
    "dozens of": text("dozens of"),
    "each": text("each one counts"),
    "improve": text("an improvement"),
    "increase": text("an increase"),
    "joined": text("joined together"),
    "kept": text("kept as it is"),
    "linked": text("linked together"),
    "list": text("a named list"),
    "lower than": text("lower than"),
    "more than": text("more than"),
    "nearly": text("nearly"),
    "reach": text("to be reached"),
    "reached": text("reached"),
    "share": text("a share"),
}

RELATION: Mapping[str, Text] = {
    "parent": text("Part of"),
    "child": text("Parts"),
    "same_as": text("The same as (counted once)"),
    "related_to": text("Related to"),
    "replaced_by": text("Replaced by"),
    "replaces": text("Takes the place of"),
}

FACET: Mapping[str, Text] = {
    "is": text("State"),
    "kind": text("Kind"),
    "work": text("Declared"),
    "programme": text("Programme"),
    "unit": text("Body"),
}

ACTION: Mapping[str, Text] = {
    "register": text("Registered"),
    "edit": text("Corrected the record"),
    "assign": text("Assigned"),
    "set_review_day": text("Set the review day"),
    "confirm_reading": text("Confirmed the reading of the deadline"),
    "correct_reading": text("Corrected the reading of the deadline"),
    "extend": text("Extended the deadline"),
    "start": text("Started the work"),
    "update": text("Told how it stands"),
    "add_evidence": text("Added evidence"),
    "withdraw_evidence": text("Withdrew evidence"),
    "record_value": text("Recorded a value"),
    "report_done": text("Reported it done"),
    "withdraw_report": text("Withdrew the report"),
    "apply_for_acceptance": text("Applied for acceptance"),
    "accept": text("Accepted it"),
    "return": text("Returned it"),
    "open_notice": text("Opened the public notice"),
    "object": text("Objected"),
    "answer_objection": text("Answered an objection"),
    "write_off": text("Wrote it off"),
    "close": text("Closed it"),
    "suspend": text("Suspended it"),
    "close_by_stage": text("Closed it by stage"),
    "resume": text("Resumed it"),
    "make_standing": text("Made it a standing practice"),
    "end_standing": text("Ended the standing practice"),
    "cancel": text("Cancelled it"),
    "replace": text("Replaced it"),
    "reopen": text("Reopened it"),
    "ask": text("Asked for it"),
    "approved": text("Approved the request"),
    "lapsed": text("The request lapsed with it"),
    "refused": text("Refused the request"),
    "withdrawn": text("Took the request back"),
    "merge": text("Moved with its body into another"),
    "hand_over": text("Handed over the post"),
}

COLUMN: Mapping[str, Text] = {
    "acceptor": text("the accepting body"),
    "aliases": text("other references"),
    "assurance": text("what is verified"),
    "body": text("the lead body"),
    "co_bodies": text("the co-responsible bodies"),
    "confirmed_by": text("who confirmed the deadline"),
    "confirmed_on": text("when the deadline was confirmed"),
    "context_day": text("the context day"),
    "context_words": text("the words of the context"),
    "done_on": text("the day of completion"),
    "due_certain": text("how certain the deadline is"),
    "due_reasons": text("the reasons for the deadline"),
    "due_words": text("the words of the deadline"),
    "event": text("the event it waits for"),
    "extended": text("how often it was extended"),
    "first_day": text("the first deadline"),
    "kind": text("the kind"),
    "last_day": text("the last on-time day"),
    "leader": text("the responsible leader"),
    "marks": text("what a reader must know"),
    "not_before": text("the first day that counts"),
    "note_en": text("the English note"),
    "note_zh": text("the Chinese note"),
    "owner_words": text("the owner as stated"),
    "parent": text("what it is part of"),
    "places": text("the places"),
    "policy": text("how the deadline is read"),
    "post": text("the post that answers"),
    "precision": text("how exact the deadline is"),
    "programme": text("the programme"),
    "progress": text("how much is done"),
    "quantity": text("the quantity"),
    "recurrence": text("how it comes round again"),
    "registered_on": text("the day of registration"),
    "reopened": text("how often it was reopened"),
    "review_day": text("the review day"),
    "unowned_since": text("unowned since"),
    "size": text("the stated size"),
    "sources": text("the sources"),
    "stage_day": text("the day up to which a stage closing or a suspension was approved"),
    "supervisor": text("the supervising body"),
    "tags": text("the subjects"),
    "title_en": text("the English title"),
    "title_zh": text("the Chinese title"),
    "updated_on": text("the day of the last update"),
    "work": text("what is declared"),
}

OUTCOME: Mapping[str, Text] = {
    "standing": text("Standing"),
    "withdrawn": text("Taken back"),
    "returned": text("Returned"),
    "closed": text("Closed by it"),
    "reopened": text("Closed by it, reopened since"),
    "submitted": text("Waits for a decision"),
    "approved": text("Approved"),
    "refused": text("Not approved"),
    "lapsed": text("Lapsed, since it ended"),
}

EVERY: Mapping[str, Text] = {
    "year": text("every year"),
    "half_year": text("every half-year"),
    "quarter": text("every quarter"),
    "month": text("every month"),
    "week": text("every week"),
}

GROUPS: Mapping[str, Mapping[str, Text]] = {
    "action": ACTION,
    "assurance": ASSURANCE,
    "column": COLUMN,
    "comparator": COMPARATOR,
    "every": EVERY,
    "facet": FACET,
    "flag": FLAG,
    "is": STATE,
    "kind": KIND,
    "mark": MARK,
    "missing": MISSING,
    "outcome": OUTCOME,
    "policy": POLICY,
    "precision": PRECISION,
    "relation": RELATION,
    "work": WORK,
}


def label(value: str, group: str) -> Text:
    """The words for a code, or for words that the register kept; what nobody has put into words stands for itself."""
    return OWN[group](value) if group in OWN else GROUPS[group].get(value) or Text(value)
