"""What an ordered test lets pass, as a first and a last value, both inclusive; the SQL and its twin both use it."""

from datetime import date

from tracker.query.days import Period, Relative, resolve, shift
from tracker.query.tree import After, Before, Test, Within


def days_between(test: Test, day: date) -> tuple[date | None, date | None]:
    """The first and last day that a test on a date field lets pass as seen from ``day``; None is an open end.

    ``day`` is the local day of the moment asked about. Raises ``TypeError`` for a test that is not about days.
    """
    match test:
        case Before(Period() | Relative() as limit):
            return None, shift(resolve(limit, day).first, -1)
        case After(Period() | Relative() as limit):
            return shift(resolve(limit, day).last, 1), None
        case Within(None | Period() | Relative() as low, None | Period() | Relative() as high):
            return (resolve(low, day).first if low else None), (resolve(high, day).last if high else None)
    raise TypeError(test)


def numbers_between(test: Test) -> tuple[int | None, int | None]:
    """The smallest and largest number that a test on a number field lets pass; None is an open end.

    Raises ``TypeError`` for a test that is not about numbers.
    """
    match test:
        case Before(int(limit)):
            return None, limit - 1
        case After(int(limit)):
            return limit + 1, None
        case Within(None | int() as low, None | int() as high):
            return low, high
    raise TypeError(test)
