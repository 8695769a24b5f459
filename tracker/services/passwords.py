"""Passwords: which are taken, and how they are kept (argon2id; docs/decisions/0010)."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from tracker.kit.errors import Invalid, Unavailable
from tracker.kit.text import Text, text
from tracker.services import common_passwords

SHORTEST, LONGEST = 12, 256
"""Characters after normalisation; ASVS asks for 12, and to take at least 64."""

MOST_TYPED = 4 * LONGEST
"""Before normalisation; a character may be typed in several parts."""

AT_ONCE = 2
"""Each takes 19 MiB and a twentieth of a second of a processor."""

PATIENCE = 30
"""Seconds for which somebody waits for his turn."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
_turns = BoundedSemaphore(AT_ONCE)

NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$Lcz/qVAfphd56sMTecDS8Q$JXMI0Ja00aU0t7tNxZutysPtCXn32M8yBBg2YObWIWM"
"""Compared where there is no password, so that it takes as long; whatever matches it is refused all the same."""


def normalised(password: str) -> str:
    """A password, or a name, as it is compared: the same letter may reach us in several forms (NFKC).

    Cut before that, since sorting marks takes time that grows with the square of their number.
    """
    return unicodedata.normalize("NFKC", password[: MOST_TYPED + 1])


def checked(password: str, *, own: Iterable[str] = ()) -> str:
    """A new password, normalised; raises Invalid for one that is too short, too long, or soon guessed.

    ``own`` are the names and addresses of the person, and whatever else an attacker would try first.
    """
    found = normalised(password)
    if len(found) < SHORTEST:
        raise _refused(text("A password has at least {n} characters.", n=SHORTEST))
    if len(found) > LONGEST or len(password) > MOST_TYPED:
        raise _refused(text("A password has at most {n} characters.", n=LONGEST))
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in found):
        raise _refused(text("A password has no control characters."))
    if common_passwords.is_repetition(found):
        raise _refused(text("This password says the same again and again."))
    if common_passwords.is_common(found, own):
        raise _refused(text("This password is soon guessed: it is made of common words, sequences or your own name."))
    return found


def hashed(password: str) -> str:
    """The hash to keep of a checked password, with salt and parameters in it; raises Unavailable."""
    with _turn():
        return _hasher.hash(_bytes(normalised(password)))


def matches(kept: str, password: str) -> bool:
    """Whether this is the password; takes as long where none is kept, and then says no. Raises Unavailable."""
    given = _bytes(normalised(password)[: LONGEST + 1])  # what is longer is no password, and costs no more to refuse
    with _turn():
        try:
            _hasher.verify(kept or NOBODYS, given)
        except VerifyMismatchError:
            return False
        except (VerificationError, InvalidHashError) as error:
            raise Unavailable(text("The password that is kept cannot be read; have it reset.")) from error
    return bool(kept)


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than those of today, and should be made anew."""
    return _hasher.check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    # A request may hold half of a character, which no file of ours could.
    return password.encode(errors="surrogatepass")


@contextmanager
def _turn() -> Iterator[None]:
    """One of the few hashes that are computed at once; raises Unavailable after a while of waiting."""
    if not _turns.acquire(timeout=PATIENCE):
        raise Unavailable(text("Too many people sign in just now."), hint=text("Try again in a minute."))
    try:
        yield
    finally:
        _turns.release()


def _refused(message: Text) -> Invalid:
    return Invalid(
        message,
        hint=text("Take a sentence, or four words that do not belong together; no special characters are needed."),
        where="password",
    )
