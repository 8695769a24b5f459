"""Made-up rows and queries for property tests: small pools, so that a query often finds something."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tracker.domain.commitment import Assurance, Facts, Kind, Work, searchable
from tracker.domain.deadline import Precision
from tracker.query.days import Period, Point, Relative
from tracker.query.days import read as read_day
from tracker.query.fields import FIELDS, Field, Type
from tracker.query.language import build
from tracker.query.tree import (
    After,
    Before,
    Everything,
    Missing,
    Node,
    Present,
    Query,
    Sort,
    Test,
    Value,
    Where,
    Within,
    all_of,
    any_of,
    negate,
)

BODIES = (
    "/mee/",
    "/mee/mee-science/",
    "/mee/mee-science/lab-1/",
    "/heilongjiang/",
    "/heilongjiang/hlj-dee/",
    "/shanghai/",
)
PLACES = ("/national/", "/national/chongqing/", "/national/chongqing/yubei/", "/national/hlj/")
SLUGS = ("mee-2024", "hlj-2024", "post-1", "post-2", "column-2024", "inferred-year", "sample")
WORDS = ("SF-001-003", "sf-001-003", "HLJ-2024-017", "A1", "inspection", "Inspection", "检查", "Ärger", "none", "any")
TITLES = (
    *("", "Waste-free city", "WASTE-FREE  ｃｉｔｙ", "碳达峰实施方案", "北京“无废城市”"),
    *("100% of 50_sites", "Straße \\ é", "PM₂.₅ ﬁne"),
)
NEEDLES = (
    "waste-free",
    "Waste",
    "city",
    "碳达峰",
    "达",
    "城市”",
    "%",
    "_",
    "\\",
    "STRASSE",
    "é",
    "2.5",
    "fine",
    "absent",
    "'",
)
DAYS = tuple(date(2023, 12, 25) + timedelta(days=n) for n in (0, 6, 7, 37, 66, 98, 188, 189, 371, 372, 736, 737))


def slugs_of(paths: tuple[str, ...]) -> list[str]:
    """Every slug in ``paths``."""
    return sorted({slug for path in paths for slug in path.strip("/").split("/")})


moments = st.sampled_from(DAYS) | st.dates(date(2023, 12, 1), date(2026, 2, 1))
"""Local days to ask about."""


def _few(pool: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(pool), max_size=2, unique=True).map(tuple)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """One commitment; its parts are drawn independently, so also combinations that services would not allow."""
    maybe_day = st.none() | st.sampled_from(DAYS)
    maybe_body = st.none() | st.sampled_from(BODIES)
    maybe_slug = st.none() | st.sampled_from(SLUGS)
    ref = draw(st.from_regex(r"[A-Ca-c]{1,2}-20(24|25)-[0-9]{3}", fullmatch=True))
    aliases, tags = draw(_few(WORDS)), draw(_few(WORDS))
    title_en, title_zh = draw(st.sampled_from(TITLES)), draw(st.sampled_from(TITLES))
    owner_words, due_words = draw(st.sampled_from(TITLES)), draw(st.sampled_from(("", "by 2025", "2025年底前")))
    return Facts(
        ref=ref,
        kind=draw(st.sampled_from(Kind)),
        work=draw(st.sampled_from(Work)),
        assurance=draw(st.sampled_from(Assurance)),
        programme=draw(st.sampled_from(SLUGS)),
        title_en=title_en,
        title_zh=title_zh,
        registered_on=draw(st.sampled_from(DAYS)),
        updated_on=draw(st.sampled_from(DAYS)),
        precision=draw(st.sampled_from(Precision)),
        aliases=aliases,
        parent=draw(st.none() | st.sampled_from(WORDS)),
        duplicate_of=draw(st.none() | st.sampled_from(WORDS)),
        body_path=draw(maybe_body),
        post=draw(maybe_slug),
        leader=draw(maybe_slug),
        supervisor_path=draw(maybe_body),
        acceptor_path=draw(maybe_body),
        co_paths=draw(_few(BODIES)),
        owner_words=owner_words,
        due_words=due_words,
        last_day=draw(maybe_day),
        first_day=draw(maybe_day),
        context_day=draw(maybe_day),
        confirmed=draw(st.booleans()),
        stage_day=draw(maybe_day),
        done_on=draw(maybe_day),
        review_day=draw(maybe_day),
        extended=draw(st.integers(0, 2)),
        reopened=draw(st.integers(0, 1)),
        places=draw(_few(PLACES)),
        tags=tags,
        marks=draw(_few(SLUGS)),
        sources=draw(_few(SLUGS)),
        search_text=searchable(title_en, title_zh, ref, *aliases, owner_words, due_words),
    )


def rows(max_size: int = 12) -> st.SearchStrategy[list[Facts]]:
    """Commitments with references of their own."""
    return st.lists(facts(), max_size=max_size, unique_by=lambda row: row.ref)


def _period(words: str) -> Period:
    found = read_day(words)
    assert isinstance(found, Period)
    return found


periods = st.one_of(
    st.sampled_from(DAYS).map(lambda day: Period(day, day)),
    st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(lambda day: Period(day, day)),
    st.sampled_from(
        ["2023", "2024", "2025", "2023-12", "2024-01", "2024-02", "2024-Q1", "2024-Q4", "2024-H1", "2025-H2"]
    ).map(_period),
)
relatives = st.one_of(
    st.just(Relative(0, "d")),
    st.builds(Relative, st.integers(-40, 40).filter(bool), st.sampled_from("dwmy")),
    st.builds(Relative, st.integers(-9999, 9999).filter(bool), st.sampled_from("dwmy")),
)


def _ordered(points: st.SearchStrategy[Point] | st.SearchStrategy[int]) -> st.SearchStrategy[Test]:
    return st.one_of(
        points.map(Before),
        points.map(After),
        points.map(lambda point: Within(point, point)),
        points.map(lambda point: Within(point, None)),
        points.map(lambda point: Within(None, point)),
        st.tuples(points, points).map(_forwards),
    )


def _forwards(pair: tuple[Point | int, Point | int]) -> Within:
    low, high = pair
    if isinstance(low, Period) and isinstance(high, Period):
        low, high = sorted([low, high], key=lambda period: (period.first, period.last))
    elif isinstance(low, int) and isinstance(high, int):
        low, high = sorted([low, high])
    return Within(low, high)


texts = st.sampled_from(NEEDLES + WORDS) | st.text(
    st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8
).filter(lambda words: bool(words.strip()))
"""Free text that a query can hold."""

_VALUES: dict[Type, st.SearchStrategy[Test]] = {
    Type.TEXT: texts.map(Value),
    Type.WORD: (st.sampled_from(WORDS) | texts).map(Value),
    Type.SLUG: st.sampled_from((*SLUGS, "none", "any", "nobody")).map(Value),
    Type.DATE: _ordered(periods | relatives),
    Type.NUMBER: _ordered(st.integers(-3, 800)),
}


def _tests(field: Field) -> st.SearchStrategy[Test]:
    if field.type is Type.TREE:
        pool = PLACES if field.name == "place" else BODIES
        test: st.SearchStrategy[Test] = st.builds(Value, st.sampled_from([*slugs_of(pool), "nowhere"]), st.booleans())
    elif field.type in _VALUES:
        test = _VALUES[field.type]
    else:
        test = st.sampled_from(field.allowed).map(Value)
    return test | st.sampled_from([Missing(), Present()]) if field.nullable else test


def _where(field: Field) -> st.SearchStrategy[Node]:
    found = st.lists(_tests(field), min_size=1, max_size=3, unique=True)
    return found.map(lambda tests: Where(field.name, tuple(tests)))


conditions: st.SearchStrategy[Node] = st.sampled_from(list(FIELDS.values())).flatmap(_where)
"""One condition on one field, every field equally often."""


def nodes(max_leaves: int = 8) -> st.SearchStrategy[Node]:
    """Conditions joined by AND, OR and NOT."""
    return st.recursive(
        conditions,
        lambda parts: st.one_of(
            st.lists(parts, min_size=1, max_size=3).map(all_of),
            st.lists(parts, min_size=1, max_size=3).map(any_of),
            parts.map(negate),
        ),
        max_leaves=max_leaves,
    )


sorts = st.lists(
    st.builds(Sort, st.sampled_from([field.name for field in FIELDS.values() if field.sortable]), st.booleans()),
    max_size=3,
    unique_by=lambda sort: sort.field,
)
"""Orders, by every sortable field."""


def queries(max_leaves: int = 8) -> st.SearchStrategy[Query]:
    """Queries as ``parse`` would make them: conditions, seldom none, and an order."""
    where = st.integers(0, 15).flatmap(lambda n: nodes(max_leaves) if n else st.just(Everything()))
    return st.builds(build, where, sorts)
