"""Words that the register itself keeps as plain English: reasons in the history, details of the access log, subjects.

What was kept stays as it is; here it is put into words that can be said in either language. Whatever else stands there,
such as a reason that a person wrote, stands for itself.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from tracker.kit.text import Text, text

SEEDED = "seeds: "
"""With this begins the reason of what was loaded from a file of seeds."""

SUBJECT: Mapping[str, Text] = {
    "accountability": text("Accountability"),
    "air": text("Air"),
    "climate": text("Climate"),
    "digital": text("Digital systems"),
    "finance": text("Finance"),
    "governance": text("Governance"),
    "industry": text("Industry"),
    "inspection": text("Inspection"),
    "law-enforcement": text("Law enforcement"),
    "nature": text("Nature"),
    "permits": text("Permits"),
    "petition": text("Petitions"),
    "publicity": text("Publicity"),
    "risk": text("Risks"),
    "science-help": text("Help by science"),
    "science-platform": text("Platforms of science"),
    "science-project": text("Projects of science"),
    "science-reform": text("Reform of science"),
    "science-research": text("Research"),
    "science-transfer": text("Research put to use"),
    "service": text("Services"),
    "soil": text("Soil"),
    "strategy": text("Strategy"),
    "waste": text("Waste"),
    "water": text("Water"),
    "water-reuse": text("Reuse of water"),
    "zoning": text("Zoning"),
}
"""The subjects of the starter register; an office may file under others."""

DETAIL: Mapping[str, Text] = {
    "password": text("by password"),
    "link": text("by a link"),
    "oidc": text("by single sign-on"),
    "by the operator": text("by the operator"),
    "unknown name": text("the name is not known"),
    "wrong password": text("the password is wrong"),
    "disabled": text("the account is disabled"),
    "unknown": text("the token is not known"),
    "invite": text("to open the account"),
    "reset": text("to set a new password"),
    "first": text("of the first administrator"),
}

_OPERATOR = "the operator"
_DONE_BY = re.compile(rf"(?:(?P<purpose>[a-z]+), )?by (?P<who>{_OPERATOR}|[^\s:]+)(?:: (?P<reason>.+))?")
"""As ``accounts`` and ``links`` write who did to somebody else what a line is about."""

REFUSALS = (
    text("None of your posts allows you to {what}."),
    text("This token was not made for that: it lacks “{scope}”."),
    text("“{move}” is not for you: none of your posts makes you one of those who may."),
    text("“{move}” is not possible while this is {work} ({assurance})."),
    text("You cannot decide on it: {reason}"),
    text("{name} did not sign you in."),
)
"""What was refused, with a place in it; a sentence without one is found in the catalogue as it stands."""


def reason(words: str) -> Text:
    """The reason of an entry in the history."""
    if words.startswith(SEEDED):
        return text("Loaded from the seeds: {file}", file=words.removeprefix(SEEDED))
    return _typed(words)


def detail(words: str, called: Callable[[str], Text] | None = None) -> Text:
    """The detail of a line of the access log, the part before a colon and the one after it each for itself.

    ``called``: how the person with an id is called who did what is told of somebody else.
    """
    if words in DETAIL:
        return DETAIL[words]
    if done := _DONE_BY.fullmatch(words):
        return _done_by(done, called or _typed)
    for message, form in _forms():
        if found := form.fullmatch(words):
            return Text(message.msgid, {name: detail(value) for name, value in found.groupdict().items()})
    before, colon, after = words.partition(": ")
    if colon and before in DETAIL:
        return text("{where}: {what}", where=DETAIL[before], what=detail(after))
    return Text(words)


def doer(words: str) -> str | None:
    """The id of the person who, as the detail of a line of the access log says, did it to somebody else."""
    found = _DONE_BY.fullmatch(words)
    return found["who"] if found and found["who"] != _OPERATOR else None


def _done_by(found: re.Match[str], called: Callable[[str], Text]) -> Text:
    """Who did it, before that what for, and after it the reason that somebody gave."""
    who = found["who"]
    said = DETAIL[f"by {_OPERATOR}"] if who == _OPERATOR else text("by {name}", name=called(who))
    if purpose := found["purpose"]:
        said = text("{one}, {other}", one=DETAIL.get(purpose, Text(purpose)), other=said)
    if reason_given := found["reason"]:
        said = text("{where}: {what}", where=said, what=_typed(reason_given))
    return said


def subject(words: str) -> Text:
    """What a commitment is filed under."""
    return SUBJECT.get(words) or _typed(words)


def _typed(words: str) -> Text:
    """What a person typed, which is said as it is, also where the catalogue has the same words for something else."""
    return Text(words, zh=words)


OWN: Mapping[str, Callable[[str], Text]] = {"detail": detail, "reason": reason, "tag": subject}
"""Group, as ``labels.label`` takes it → what puts its words."""


@lru_cache(maxsize=1)
def _forms() -> tuple[tuple[Text, re.Pattern[str]], ...]:
    """Each refusal, and the form by which it is known again."""
    return tuple((each, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(each.msgid)))) for each in REFUSALS)
