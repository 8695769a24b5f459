"""Why words are not read or are doubtful, and the sentences that more than one builder says.

The phrases stand inside sentences: “{words}” is not read: {why}.
"""

from tracker.kit.text import Text, text

NO_SUCH_DAY = text("there is no such day in the calendar")
YEAR_MISSING = text("the year is missing")
MONTH_MISSING = text("the month is missing")
SOURCE_UNKNOWN = text("it counts from the day of the source, which is not known")
GONE = text("it lies before the day of the source")
UNKNOWN_PLAN = text("the register does not know this Five-Year Plan")
TWO_DIGITS = text("the year has only two digits")
YEAR_PAIR = text("it may be a month or a pair of years")
FINANCIAL_YEAR = text("financial years begin on different days in different places")
WHICH_YEAR = text("it does not say which year is meant")
WHICH_MONTH = text("it does not say which month is meant")
VAGUE_PART = text("the words do not say which day is meant")
HOLIDAY = text("holidays and seasons have no day here until a calendar is at hand")
LUNAR = text("the register does not count by the moon")
BEFORE_NEW_YEAR = text("it may mean before the year ends or before the Spring Festival")
WEEKDAY_ALONE = text("a day of the week alone names no date")
HOURS = text("the register counts days, not hours")
COUNTS_BACK = text("it counts back from a day")
NO_START = text("it does not say from which day the time counts")
UNCOUNTED = text("the length of time cannot be counted")
BACKWARDS = text("it ends before it begins")
NO_LEADING_WORD = text("no word beside it says that it is a deadline")
MIDDLE_OF_YEAR = text("the middle of the year is taken as the end of June")
YEAR_AND_MONTH = text("it is taken to be a year and a month")
LEFT_OUT = text("it may leave the day itself out")
DAY_FIRST = text("day and month may be the other way round; the day is taken to come first")


def unlikely_year(year: int) -> Text:
    """Why a year too far away is not read: it is more likely a slip."""
    return text("the year {year} is not between 1949 and 2100", year=str(year))


def looks_like_a_name(words: str) -> Text:
    """A number that belongs to a name."""
    return text("“{words}” looks like part of a name, not a deadline.", words=words)


def speaks_of_the_past(words: str) -> Text:
    """Words about what was or is, not about what will be."""
    return text("“{words}” speaks of the past or of now, not of a deadline.", words=words)


def doubtful(words: str, why: Text) -> Text:
    """A reading that a person must look at."""
    return text("“{words}” is doubtful: {why}.", words=words, why=why)
