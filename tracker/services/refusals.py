"""What is wrong with a new password or an address, told as faults, so that a form can tell all of them at once."""

from collections.abc import Iterable
from dataclasses import replace

from tracker.kit.errors import Fault, Invalid
from tracker.kit.text import text
from tracker.notifications import mail
from tracker.services import passwords


def of_passwords(password: str, again: str, *, own: Iterable[str]) -> list[Fault]:
    """All that is wrong with a new password, and with the same typed again; ``own`` as for ``passwords.checked``."""
    faults: list[Fault] = []
    try:
        passwords.checked(password, own=own)
    except Invalid as error:
        faults += error.told
    if password != again:
        faults.append(Fault("again", text("The two passwords are not the same."), text("Type them again.")))
    return faults


def of_address(email: str) -> Fault | None:
    """What is wrong with an address for letters; None where nothing is."""
    try:
        mail.address(email)
    except Invalid as error:
        return replace(error.told[0], where="email")
    return None
