"""What the events and ways of the access log are called, and what its details say."""

from collections.abc import Iterable, Mapping

from tracker.kit.text import Text, text
from tracker.services import own_words
from tracker.services.access import Event, Line
from tracker.services.context import Context
from tracker.store import board

EVENTS: Mapping[Event, Text] = {
    Event.SIGN_IN: text("Signed in"),
    Event.SIGN_IN_FAILED: text("Sign-in failed"),
    Event.SIGN_OUT: text("Signed out"),
    Event.SESSIONS_ENDED: text("Sessions ended"),
    Event.REFUSED: text("Access refused"),
    Event.TOKEN_USED: text("Token used"),
    Event.TOKEN_REFUSED: text("Token refused"),
    Event.TOKEN_MADE: text("Token made"),
    Event.TOKEN_REVOKED: text("Token revoked"),
    Event.ACCOUNT_OPENED: text("Account opened"),
    Event.ACCOUNT_DISABLED: text("Account disabled"),
    Event.ACCOUNT_ENABLED: text("Account enabled"),
    Event.PASSWORD_CHANGED: text("Password changed"),
    Event.LINK_MADE: text("One-time link made"),
    Event.LINK_USED: text("One-time link used"),
}
WAYS: Mapping[str, Text] = {
    "web": text("pages"),
    "api": text("API"),
    "command": text("command line"),
}


def details(ctx: Context, lines: Iterable[Line]) -> dict[str, Text]:
    """Line → its detail in words, in which whoever did it has his name in place of his id."""
    found = {line.id: line.detail for line in lines}
    with ctx.db.read() as session:
        names = board.people(session, {who for each in found.values() if (who := own_words.doer(each))})

    def called(person: str) -> Text:
        if person not in names:
            return text("a person whose name was erased")
        en, zh = names[person]
        return Text(en, zh=zh)

    return {id_: own_words.detail(words, called) for id_, words in found.items()}
