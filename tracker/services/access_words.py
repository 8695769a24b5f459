"""What the events and ways of the access log are called."""

from collections.abc import Mapping

from tracker.kit.text import Text, text
from tracker.services.access import Event

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
