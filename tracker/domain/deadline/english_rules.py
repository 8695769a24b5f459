"""Phrases of stated deadlines in English, in the order in which they are looked for (DOMAIN.md 5)."""

from tracker.domain.deadline import why
from tracker.domain.deadline.counted import NUMBER_WORDS, repeated, term_of
from tracker.domain.deadline.days import before, by, during, until
from tracker.domain.deadline.grammar import rule
from tracker.domain.deadline.plain import (
    compared,
    context,
    denied,
    future,
    kept,
    moved,
    named,
    named_if_bare,
    neutral,
    past,
    softened,
    undated,
)
from tracker.domain.deadline.spans import between, between_days, not_before

_SOFT = r"\x01{0,16} ?"
_THE = r"(?P<the>the )?"
_N = rf"(?<![\d.-])(?<![\d.] )(?P<n>\d{{1,4}}|half an?|{NUMBER_WORDS})\b(?: \(\d{{1,4}}\))?"
_COUNT = rf"(?:\d{{1,4}}|half an?|{NUMBER_WORDS}|few|several|couple of|some|many)"
_UNITS = (
    "(?:calendar |consecutive )?(?:day|week|month|quarter|half-year|half year|year|fortnight)s?"
    "|(?:working |business |work |week)days?"
)
_UNIT = rf"(?P<unit>{_UNITS})(?![\w-]| and a half)(?:'s?)?(?: time)?"
_FROM = r"(?:of|from|after|following|counting from|counted from|starting from|as from|since)"
_WHAT = r"(?: the| its| their| this)?(?: (?:date|day|time)(?: of)?)?"
_TAIL = rf"{_WHAT} (?:(?:◻{{1,40}} (?:on|of|dated|in) )?(?:the )?§p|(?P<event>◻{{1,60}}))"
_AHEAD = "(?:(?:over|in|during|for|across|throughout|within) )?(?:the )?"
_BY = (
    "by|no later than|not later than|never later than|on or before|by or before|by or on|at the latest(?: by| on| in)?"
    "|latest(?: by)?|due by|due on|due in|due|not after|not beyond|up to and including|until and including|deadline of"
)
_NAMES = (
    "agenda|framework|strategy|vision|plan|programme|program|goals?|targets?|edition|budget|guidelines?|roadmap|conference"
    "|summit|meeting|campaign|initiative|scheme|outlook|standards?|version|census|accords?|agreement|protocol|directive"
    "|regulations?|act|law|white paper|development goals?|action|action plan|work plan|climate plan|energy plan"
)
_GATHERINGS = (
    "meeting|session|conference|summit|plenary|plenum|congress|election|inspection|assembly|statement|letter|notice"
    "|decision"
)
_COMPARED = "levels?|baselines?|base year|figures?|values?|data|statistics|results|averages?|total"

ENGLISH_NAMES = (
    rule("quantity", r"(?<![\w.,/-])\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?(?: ?%)?", neutral),
    rule(
        "quantity",
        r"(?<![\w.,/-])\d+(?:\.\d+)?(?: ?(?:thousand|million|billion|trillion))? ?(?:%|(?:per cent"
        r"|percent(?:age)?|percentage points?|tonnes?|tons?|kt|mt|gt|km2?|kilomet(?:re|er)s?|met(?:re|er)s?"
        r"|m[23]|hectares?|ha|mu|acres?|[kmg]wh?|twh|yuan|rmb|usd|dollars?|euros?|degrees?|thousand|million"
        r"|billion|trillion)(?![\w-]))",
        neutral,
    ),
    rule(
        "context",
        r"\((?:from |in )?(?:the )?(?:opening|first sentence|heading|headline|title)[^()]{0,60}\)",
        context,
    ),
    rule(
        "undated",
        r"\b(?:tb[acd]|to be (?:confirmed|determined|announced|decided|agreed)(?! (?:by|in|on|before|no|not)\b)"
        r"|undecided)\b"
        r"|\b(?:no|without(?: an?)?|not) (?:end |due |fixed )?(?:dated?|deadline|time limit)\b|\bundated\b",
        undated,
    ),
    rule("round-the-clock", r"\b24/7\b|\b24-hours?\b|\bPM ?2\.5\b", neutral),
)

ENGLISH_RULES = (
    # repeated
    rule(
        "recurring",
        rf"¤e,? ?(?:(?:(?P<before>before|prior to|ahead of)|{_BY}|in|on|at|during) )?(?:the )?§p(?! ?-? ?§)",
        repeated,
    ),
    rule(
        "recurring",
        rf"(?:\b(?:(?P<before>before|prior to|ahead of)|{_BY}|in|on|at|during) )?(?:the )?§p,? (?:of |in )?¤e",
        repeated,
    ),
    rule("recurring", rf"(?:\b(?:(?P<before>before|prior to|ahead of)|{_BY}|in|on|at) )?\b(?:every|each) §p", repeated),
    rule("recurring", r"(?:\b(?:by|at|before|on) )?(?:\b(?:the )?(?:end|last day|close)[- ]of[- ])?¤e", repeated),
    # counted
    rule(
        "not-read",
        rf"\b{_N} {_UNIT} (?:before|prior to|ahead of|in advance of|early|earlier)(?!\w)(?: (?:the )?§p)?",
        kept(why.COUNTS_BACK, dated=True),
    ),
    rule("future-stretch", rf"\b{_AHEAD}(?:next|coming|following) {_COUNT} (?:(?:to|or|-) ?{_COUNT} )?years\b", future),
    rule(
        "within",
        r"\b(?:within (?:the (?:next|coming|following|first) |the space of )?|(?:no later than|not later than"
        r"|no more than|not more than|at the latest|in) )(?:a (?:maximum |further )?(?:period |term )?(?:of )?"
        r"|at most |a maximum of )?"
        rf"{_N} {_UNIT}(?:,? {_FROM}{_TAIL})?",
        term_of,
    ),
    rule("within", rf"\b{_N} {_UNIT} (?:from|after|following|counting from|starting from){_TAIL}", term_of),
    rule("not-read", rf"\b(?:within|in) {_COUNT} hours?\b", kept(why.HOURS)),
    rule(
        "future-stretch",
        rf"\b{_AHEAD}(?:next|coming|following) (?:{_COUNT} )?(?:(?:to|or|-) ?{_COUNT} )?(?:years|months|weeks"
        r"|days|decades?)\b|\b(?:in )?the years (?:ahead|to come)\b|\bin (?:the )?future\b",
        future,
    ),
    # names, documents, and years to compare with
    rule("name", rf"§-§ (?:{_NAMES})(?!\w)", named),
    rule(
        "name",
        rf"(?:\b(?:in|of|by|under|with) )?\b(?:the|an?|its|our|their) §p (?:[a-z-]+ )?(?:{_NAMES})(?!\w)",
        named_if_bare,
    ),
    rule("name", rf"(?:\b(?:in|of|by|under|with) )?§p (?:{_NAMES})(?!\w)", named_if_bare),
    rule(
        "name",
        r"\b(?:agenda|vision|innovation|horizon|strategy|europe|china|framework|protocol|roadmap|expo|habitat"
        r"|strategic plan) §p",
        named_if_bare,
    ),
    rule("name", rf"(?:\b(?:by|before|at|in|until|after) )?{_THE}§p (?:{_GATHERINGS})(?!\w)", named),
    rule(
        "compared",
        r"\b(?:from|below|above|over|on|against|to|of|than|under) (?:the |its |their "
        rf"|those of )?§p (?:{_COMPARED})(?!\w)",
        compared,
    ),
    rule(
        "compared",
        r"\b(?:compared (?:with|to)|relative to|against|versus|vs\.?|than in|than those (?:of|in)"
        r"|as compared (?:with|to)|from a) (?:the |those of |that of )?§p",
        compared,
    ),
    rule("compared", rf"\b(?:the|a|its) §p (?:{_COMPARED})(?!\w)", compared),
    # moved, past
    rule(
        "moved",
        r"\b(?:extend(?:ed|s)?(?= (?:to|until|till|from|by|the deadline))|postpon(?:e|ed|es|ing)"
        r"|(?<!without )(?<!any )delay(?:ed|s|ing)?|defer(?:red|s)?|put off|brought forward|rescheduled"
        r"|pushed back|(?:changed|revised|moved|amended|brought) (?=to|from|until|forward|back)|originally"
        r"|instead of|rather than|previously|formerly|and beyond|or (?:later|beyond)|thereafter)\b",
        moved,
    ),
    rule(
        "past",
        r"\b(?:(?:in|over|during|for|within) )?(?:the )?(?:past|last|previous"
        rf"|preceding) (?:{_COUNT} )?(?:years?|months?|weeks?|days?|decades?)\b",
        past,
    ),
    rule(
        "past",
        rf"\b(?:(?:about|some|over|nearly) )?{_COUNT} (?:years?|months?|weeks?|days?|hours?) (?:ago|earlier)\b",
        past,
    ),
    rule(
        "past",
        r"\b(?:recently|lately|so far|to date|until now|up to now|by now|at present|currently|at the moment"
        r"|earlier this year|of late|already)\b",
        past,
    ),
    rule(
        "document",
        r"(?<!be )(?<!is )(?<!are )(?<!to )\b(?:issued|adopted|published|held|signed|dated|approved|promulgated"
        r"|released|agreed|announced|enacted|made|proposed)(?: (?:on|in|at|of))?(?: the)? §p",
        past,
    ),
    # softened, before the words they soften
    rule(
        "softened",
        r"\b(?:in principle|striv(?:e|es|ing)(?: to| for)?|endeavou?r(?:s|ing)?(?: to)?|aim(?:s|ed|ing)?(?: to"
        r"| at| for)?|seek(?:s|ing)? to|try(?:ing)? to|tries to|as far as (?:possible|practicable)|if possible"
        r"|where possible|hopefully|(?:is |are )?expected(?: to)?|preferably|ideally|tentatively|provisionally"
        r"|indicatively|in general|generally|or so|or thereabouts|(?:if|where|as) (?:funds|conditions|funding"
        r"|resources|circumstances)(?: so)? (?:permit|allow)s?)\b",
        softened,
    ),
    rule(
        "softened",
        r"\b(?:around|about|circa|ca\.?|c\.|approximately|approx\.?|roughly|towards?|near|nearly|close to"
        r"|some ?time in)(?= (?:by |in |before |on |at )?(?:the )?§)|(?<=§) ?\(?(?:approximately|approx\.?"
        r"|roughly|circa)|~(?=§)",
        softened,
    ),
    rule(
        "softened",
        r"\b(?:maybe|possibly|perhaps|probably|likely|might|could|may be|at best)\b|(?<=§) at least\b|\?",
        softened,
    ),
    rule("denied", r"\bnot (?:necessarily |all )?(?=(?:by|in|on|within|during|at) )", denied),
    rule(
        "conditional",
        r"\b(?:if|unless|provided that|assuming|conditional|contingent|depending on|as long as|in case) ◻{1,40}",
        softened,
    ),
    # from … to, from, after
    rule("span", r"\bbetween (?:the )?§p and (?:the )?§q", between),
    rule(
        "span",
        r"\b(?:from|between|during|in|over|for|by|of) (?:the )?(?:period )?(?:from )?§p ?(?:-|to|until|till"
        r"|through|up to) ?(?:the )?§q",
        between,
    ),
    rule("span", r"§p ?(?:-|to|until|till|through|up to) ?(?:the )?§q", between_days),
    rule(
        "not-before",
        r"\b(?:since|from|(?:starting|beginning|commencing)(?: from| in| on)?|as from|with effect from"
        r"|effective(?: from| on| as of)?|not (?:before|earlier than|until)|no (?:earlier"
        r"|sooner) than) (?:the )?§p(?: onwards?| on(?![a-z]))?",
        not_before,
    ),
    rule("not-before", r"§p onwards?\b", not_before),
    rule("after", r"\b(?<!no )(?<!not )(?:after|following|later than|beyond|past|post-?) ?(?:the )?§p", not_before),
    rule("not-before", r"\b(?:(?:by|in|on) )?(?:the )?§p at the (?:very )?earliest", not_before),
    # before, by, until, in
    rule(
        "before",
        r"(?<!\bon or )(?<!\bby or )\b(?:before|prior to|ahead of|earlier than|in advance of"
        rf"|pre-) ?{_SOFT}{_THE}§p",
        before,
    ),
    rule(
        "by",
        rf"\b(?:{_BY}):? {_SOFT}{_THE}(?:date of )?§p(?:,? (?:at the (?:very )?latest|or (?:earlier|sooner"
        r"|before)))?",
        by,
    ),
    rule("by", rf"{_THE}§p,? (?:at the (?:very )?latest|or (?:earlier|sooner|before)|latest|deadline)(?!\w)", by),
    rule("until", rf"\b(?:until|till|up to|through|lasting to) {_SOFT}{_THE}§p", until),
    rule("as-of", rf"\b(?:as of|as at) {_SOFT}{_THE}§p", until),
    rule(
        "in",
        r"\b(?:in|on|at|during|within|throughout|over|in the course of|over the course of"
        rf"|across) {_SOFT}{_THE}§p",
        during,
    ),
)
