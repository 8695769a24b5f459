"""English words that give no day of their own: hours, holidays, events, immediate, long-term, vague."""

from tracker.domain.deadline import why
from tracker.domain.deadline.days import alone
from tracker.domain.deadline.grammar import rule
from tracker.domain.deadline.plain import (
    clock,
    event,
    immediate,
    kept,
    long_term,
    neutral,
    vague,
)

ENGLISH_PLAIN = (
    rule(
        "hour",
        r"(?:\b(?:by|before|at|until|no later than) )?(?:\b\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\b\.?|hrs?\b"
        r"|o'clock)|(?<![\d:])T?\d{1,2}:\d\d(?::\d\d)?(?:Z|\b)|\b(?:noon|midday|midnight|close of (?:business"
        r"|play)|COB|EOD|end of (?:the )?(?:day|business)))(?: on| of)?(?: (?:GMT|UTC|CET|BST|Beijing time"
        r"|local time))?",
        clock,
    ),
    rule(
        "weekday",
        r"(?:\b(?:by|on|before) )?\(?\b(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?day\b",
        kept(why.WEEKDAY_ALONE),
    ),
    rule(
        "holiday",
        r"\b(?:easter|christmas|spring festival|chinese new year|lunar new year|national day|new year's (?:day"
        r"|eve)|golden week|ramadan|thanksgiving|new year)\b",
        kept(why.HOLIDAY),
    ),
    rule(
        "season",
        r"\b(?:by|before|in|this|next|during|until|over|end of|every|each) (?:the )?(?:early |late "
        r"|mid-)?(?:winter|summer|spring|autumn|fall|flood season|heating season|rainy season"
        r"|dry season)\b(?! \w+s\b)",
        kept(why.HOLIDAY),
    ),
    rule(
        "vague-part",
        r"\b(?:the )?(?:beginning|start|middle|early part|later part|outset) of (?:the )?§p",
        kept(why.VAGUE_PART, dated=True),
    ),
    rule(
        "vague",
        r"\b(?:(?:as )?soon as (?:possible|practicable|feasible|conditions (?:allow|permit))"
        r"|as quickly as possible|as early as possible|asap|next steps?|in due course|at an early date"
        r"|at the earliest|promptly|soon|shortly|in the near future|in the short term|in the medium term"
        r"|as appropriate|when appropriate|when (?:the )?(?:conditions|time)[^,.;]{0,20}(?:ripe|allow|permit"
        r"|right|mature)s?|timely|in a timely manner|at an appropriate time|in good time|regular(?:ly)?"
        r"|periodic(?:ally)?|from time to time|on a regular basis|gradually|step by step|in stages|later"
        r"|eventually|on (?:time|schedule))\b",
        vague,
    ),
    rule(
        "immediate",
        r"\b(?:immediately|at once|right away|straight ?away|forthwith|instantly|with immediate effect"
        r"|without (?:any )?delay|with immediacy)\b(?! (?:after|upon|following|on|once|when))",
        immediate,
    ),
    rule(
        "event",
        r"\b(?:immediately |promptly |directly )?(?:once|upon|when(?:ever)?|as soon as|pending"
        r"|subject to) (?!possible|practicable|more|again|there|which|that)◻{2,60}",
        event,
    ),
    rule(
        "event",
        r"\b(?:immediately |promptly |directly )?(?:on|after|following) (?:(?:the|its|their|final|formal"
        r"|full) )?(?:approval|adoption|completion|receipt|entry|ratification|signature|review|consultation"
        r"|publication|acceptance)\b◻{0,60}",
        event,
    ),
    rule("event", r"\b(?:immediately |promptly |directly )?after (?:the|its|their|it|all) ◻{2,60}", event),
    rule("before-event", r"\b(?:before|prior to|ahead of|in time for) (?:the|its|their|any|each|an?) ◻{2,40}", event),
    rule(
        "long-term",
        r"\b(?:long[- ]term(?! (?:plan|strategy|mechanism|goal|target|programme|objective|vision)s?)"
        r"|long[- ]run|continu(?:e|es|ing|ous|ously|ally|al)|ongoing|on-going|permanent(?:ly)?"
        r"|indefinite(?:ly)?|perpetual(?:ly)?|sustained|at all times|on a continuing basis|on a rolling basis"
        r"|always|persist(?:ently)?|keep(?:ing)?(?= up| on| working))\b",
        long_term,
    ),
    rule(
        "neutral",
        r"\b(?:year[- ]on[- ]year|year[- ]round|(?:[a-z]+|\d{1,3})-(?:year|month|day"
        r"|week)(?:-old)?(?=[- ](?!plan|period)[a-z])|[a-z]+ of the year|(?<!within )(?<!in )\b(?:per"
        r"|a) (?:year|month|week|day|quarter)\b(?! and)|per annum|\d{1,4} days a year|year by year"
        r"|day[- ]to[- ]day)\b",
        neutral,
    ),
)

ALONE = (
    rule(
        "in",
        r"(?P<head>^(?:[\x00\x01 ,.:;()*-]|(?:final |new )?(?:deadline|due date|due|date|target date|target"
        r"|completion|complete|completed|finish|end date|end|planned)(?![a-z]))*)§p(?= ?(?:$|[,.:;()\x00\x01-]))",
        alone,
    ),
    rule("in", r"(?P<the>the )?§p", alone),
)

ENGLISH_LEFTOVERS = (
    r"\b(?:years?|months?|weeks?|days?|quarters?|decades?|centur(?:y|ies)|mid-century|fortnights?|semesters?|hours?"
    r"|tomorrow|today|tonight|yesterday|weekend|midyear|half-year|five-year|term of office)\b(?:-long)?"
    r"|\b(?:january|february|april|june|july|september|october|november|december)\b|\b[12]\d\d0s\b|\b(?:Q\d|H\d)\b"
    r"|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b[12]\d{3}[-/.]\d{1,2}\b|\b(?:by|before|until) '\d\d\b|\b\d{1,2}Q\d{2}\b"
    r"|\b(?:before|prior to|ahead of)(?= [\x00\x01])|\b\d{1,2}th (?:and|or|to)\b"
    r"|\b(?:twice|(?:three|four|five|several|\d+) times)\b"
    r"|\b(?:by|before|until|on) (?:the )?\d{1,2}(?:st|nd|rd|th)\b"
    r"(?! (?:five|century|session|meeting|plenary|national|party|congress|anniversary|conference|edition))"
)
