"""The forms of a commitment's page, one for each move: what is typed in, what is done, and what is said then."""

from collections.abc import Mapping

from tracker.domain.moves import Move
from tracker.kit.text import Text, text
from tracker.services import changes, evidence, objections, readings, requests, steps
from tracker.services.changes import Confirm, Review, Update
from tracker.services.requests import ASKED, Ask, Decide
from tracker.services.steps import Step
from tracker.web.assigning import ASSIGN
from tracker.web.deed import Deed, Input

NOTE = Input("reason", "area", text("Note"))
REASON = Input("reason", "area", text("Reason"), optional=False)
ON = Input("on", "day", text("True for the day"), hint=text("Today unless it was another day."))
UNTIL = Input("until", "day", text("Last day of the notice"), optional=False)
DEPTH = Input("depth", "choose", text("How deeply it was looked at"), optional=False)
SHOWS = Input(
    "title",
    "line",
    text("What it shows"),
    hint=text("Where it is left out, the name of the file or the address stands."),
)
GROUNDS = Input("evidence", "ticks", text("Evidence that it rests on"), optional=False)


def _new_day(label: Text, hint: Text | None = None) -> Input:
    return Input("new_day", "day", label, optional=False, hint=hint)


def _step(move: Move, done: Text, *inputs: Input) -> Deed:
    return Deed(move, Step, steps.take, inputs or (NOTE,), done, {"move": str(move)})


def _asked(move: Move, *inputs: Input) -> Deed:
    done = text("It is asked for, and waits for somebody else to decide.")
    return Deed(move, Ask, requests.ask, (*inputs, REASON), done, {"move": str(move)})


UPDATE = Deed(
    Move.UPDATE,
    Update,
    changes.update,
    (
        Input("work", "choose", text("State")),
        Input("progress", "number", text("Done so far, in per cent")),
        NOTE,
        ON,
    ),
    text("The update is recorded."),
)

FILE = Deed(
    Move.ADD_EVIDENCE,
    evidence.AddFile,
    evidence.add_file,
    (
        Input("file", "file", text("File"), optional=False),
        SHOWS,
        Input("dated", "day", text("The day it bears")),
    ),
    text("The file is on file."),
)

DEEDS: Mapping[str, Deed] = {
    "update": UPDATE,
    "register": _step(Move.REGISTER, text("It is entered in the register.")),
    "start": _step(Move.START, text("The start of work is recorded."), ON, NOTE),
    "resume": _step(Move.RESUME, text("Work on it is taken up again.")),
    "report-done": _step(Move.REPORT_DONE, text("It is reported done."), ON, NOTE),
    "apply-for-acceptance": _step(Move.APPLY_FOR_ACCEPTANCE, text("Its acceptance is applied for.")),
    "withdraw-report": _step(Move.WITHDRAW_REPORT, text("The report is taken back; work goes on."), REASON),
    "accept": _step(Move.ACCEPT, text("It is accepted."), DEPTH, ON, Input("reason", "area", text("What was found"))),
    "return": _step(Move.RETURN, text("It is returned, and those responsible are told."), REASON),
    "open-notice": _step(Move.OPEN_NOTICE, text("The public notice is open."), UNTIL, NOTE),
    "write-off": _step(Move.WRITE_OFF, text("It is written off.")),
    "close": _step(Move.CLOSE, text("It is closed.")),
    "object": Deed(
        Move.OBJECT,
        objections.Enter,
        objections.enter,
        (
            Input(
                "reason",
                "area",
                text("The objection"),
                optional=False,
                hint=text("Without the names of private persons."),
            ),
        ),
        text("The objection is entered."),
    ),
    "answer-objection": Deed(
        Move.ANSWER_OBJECTION,
        objections.Answer,
        objections.answer,
        (
            Input("key", "choose", text("Objection"), optional=False),
            Input("reason", "area", text("The answer"), optional=False),
        ),
        text("The objection is answered."),
        about=True,
    ),
    "end-standing": _step(Move.END_STANDING, text("The standing practice has ended; work goes on."), REASON),
    "reopen": _step(Move.REOPEN, text("It is open again."), REASON),
    "record-value": Deed(
        Move.RECORD_VALUE,
        readings.NewReading,
        readings.record,
        (
            Input("value", "line", text("Value"), hint=text("As printed, such as 2,330 or 54.9, without its unit.")),
            Input("period_words", "line", text("Period"), hint=text("As stated, such as 2025 or the first half year.")),
            Input("reported_on", "day", text("Told on")),
            Input("corrects", "choose", text("In the place of an earlier value")),
            Input("note_zh", "area", text("In words, Chinese")),
            Input("note_en", "area", text("In words, English")),
            Input("reason", "area", text("Reason"), hint=text("A correction needs one.")),
        ),
        text("The value is recorded."),
    ),
    "set-review-day": Deed(
        Move.SET_REVIEW_DAY,
        Review,
        changes.review,
        (Input("day", "day", text("Next review"), optional=False), NOTE),
        text("The review day is set."),
    ),
    "confirm-reading": Deed(
        Move.CONFIRM_READING,
        Confirm,
        changes.confirm,
        (
            Input(
                "day", "day", text("Last on-time day"), hint=text("Another day than the proposed one needs a reason.")
            ),
            Input("reason", "area", text("Reason")),
        ),
        text("The reading of the deadline is confirmed."),
    ),
    "assign": ASSIGN,
    "edit": Deed(
        Move.EDIT,
        Update,
        changes.update,
        (
            Input("title_zh", "line", text("Chinese title")),
            Input("title_en", "line", text("English title")),
            Input("reason", "area", text("Reason")),
        ),
        text("The title is mended."),
    ),
    "extend": _asked(
        Move.EXTEND,
        _new_day(text("New last on-time day")),
        GROUNDS,
        Input("file", "file", text("A file that shows it")),
        Input(
            "url",
            "line",
            text("Or the address of a page that shows it"),
            hint=text("Beginning with https:// or http://"),
        ),
    ),
    "suspend": _asked(Move.SUSPEND, _new_day(text("Suspended up to"))),
    "close-by-stage": _asked(Move.CLOSE_BY_STAGE, _new_day(text("Closed by stage up to"))),
    "make-standing": _asked(Move.MAKE_STANDING, _new_day(text("Next review"))),
    "correct-reading": _asked(Move.CORRECT_READING, _new_day(text("The day that the words mean"))),
    "replace": _asked(
        Move.REPLACE,
        Input(
            "successors",
            "line",
            text("What takes its place"),
            optional=False,
            hint=text("References, with a space between."),
        ),
    ),
    "cancel": _asked(Move.CANCEL),
    "add-file": FILE,
    "add-link": Deed(
        Move.ADD_EVIDENCE,
        evidence.AddLink,
        evidence.add_link,
        (
            Input("url", "line", text("Address"), optional=False, hint=text("Beginning with https:// or http://")),
            SHOWS,
            Input("dated", "day", text("The day it bears")),
        ),
        text("The link is on file."),
    ),
    "withdraw-evidence": Deed(
        Move.ADD_EVIDENCE,
        evidence.Withdraw,
        evidence.withdraw,
        (Input("key", "choose", text("Piece"), optional=False), REASON),
        text("The piece counts no longer; it stays on file, marked."),
        about=True,
    ),
    "approve": Deed(
        Move.EXTEND, Decide, requests.approve, (NOTE,), text("The request is approved, and done."), about=True
    ),
    "refuse": Deed(Move.EXTEND, Decide, requests.refuse, (REASON,), text("The request is refused."), about=True),
    "withdraw-request": Deed(
        Move.EXTEND, Decide, requests.withdraw, (NOTE,), text("The request is taken back."), about=True
    ),
}
"""The last part of an address under ``/commitments/{ref}/do/`` → what it does."""

ELSEWHERE = frozenset({"add-file", "add-link", "withdraw-evidence", "approve", "refuse", "withdraw-request", "update"})
"""Forms that stand beside what they are about, and not in the list of moves."""

OF_ASKED = frozenset(str(move).replace("_", "-") for move in ASKED)

FIELDS: Mapping[str, tuple[str, ...]] = {
    "ref": ("key",),
    "true_for": ("on", "reported_on"),
    "new_day": ("new_day", "until", "day"),
    "later_day": ("new_day",),
    "day_ahead": ("new_day", "until", "day"),
    "notice_length": ("until",),
    "a_misreading": ("new_day",),
    "cap": ("new_day",),
    "successor": ("successors",),
    "period": ("period_words",),
    "title": ("title_zh", "title"),
}
"""Where the use cases say something is wrong → the fields of these forms in which it was typed."""
