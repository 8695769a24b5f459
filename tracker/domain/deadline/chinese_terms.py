"""Calendar expressions in Chinese: 2025年6月30日, 6月上旬, 三季度, 上半年, 明年, “十五五”, 每季度末.

The working copy already has Chinese numerals as figures and no spaces beside Chinese signs.
"""

from dataclasses import replace
from re import Match

from tracker.domain.deadline import why
from tracker.domain.deadline.grammar import Term, term
from tracker.domain.deadline.line import Piece
from tracker.domain.deadline.period import Every, Grain, Period

Pieces = tuple[Piece, ...]
OFFSETS = {"今年": 0, "本年": 0, "明年": 1, "来年": 1, "后年": 2, "去年": -1, "上年": -1}
NEAR = {"本": 0, "这": 0, "下": 1, "上": -1}
TENS = {"上": 1, "中": 2, "下": 3}
EVERY = {
    "年": "year",
    "半年": "half_year",
    "季": "quarter",
    "季度": "quarter",
    "月": "month",
    "周": "week",
    "星期": "week",
}
EVERY_MONTHS = {3: "quarter", 6: "half_year", 12: "year"}

_YEAR = (
    r"(?:(?<!\d)(?P<year>\d{4})年度?"
    r"|(?P<rel>今年|去年|(?<!基)本年|(?<![说表证声])明年|(?<!年)来年|(?<![今之以最此明])后年|(?<!以)上年)度?"
    r"|(?P<which>(?<!每)当年|次年|翌年|同年)|(?<![\d.])(?P<two>\d\d)年)的?"
)
_Y = rf"(?:{_YEAR}|(?<![\d.]))"
_M = r"(?:0?[1-9]|1[0-2])(?!\d)"
_TO = r"(?P<join>-|至|到|、|和|及|与|或|,)"


def _placed(period: Period, match: Match[str]) -> Period:
    """The period in the year stated, or in this or the next year."""
    groups = match.groupdict()
    if groups.get("year"):
        return replace(period, year=int(groups["year"]))
    if groups.get("rel"):
        offset = OFFSETS[groups["rel"]]
        return replace(period, relative=("year", offset))
    if groups.get("which"):
        return replace(period, fault=why.WHICH_YEAR)
    return replace(period, fault=why.TWO_DIGITS) if groups.get("two") else period


def _day(match: Match[str]) -> Pieces:
    return (_placed(Period(Grain.DAY, number=int(match["month"]), day=int(match["day"])), match),)


def _days(match: Match[str]) -> Pieces:
    """3月1日至15日: two days that share a month."""
    last = Period(Grain.DAY, number=int(match["month"]), day=int(match["until"]))
    return (*_day(match), match["join"], _placed(last, match))


def _ten_days(match: Match[str]) -> Pieces:
    return (_placed(Period(Grain.TEN_DAYS, number=int(match["month"]), day=TENS[match["part"]]), match),)


def _month(match: Match[str]) -> Pieces:
    number = 1 if match["month"] == "元" else int(match["month"])
    return (_placed(Period(Grain.MONTH, number=number), match),)


def _months(match: Match[str]) -> Pieces:
    """3-6月, 6月、12月: two months that share a year."""
    first, last = Period(Grain.MONTH, number=int(match["month"])), Period(Grain.MONTH, number=int(match["until"]))
    return (_placed(first, match), match["join"] or match["joined"], _placed(last, match))


def _quarter(match: Match[str]) -> Pieces:
    return (_placed(Period(Grain.QUARTER, number=1 if match["n"] == "首" else int(match["n"])), match),)


def _quarters(match: Match[str]) -> Pieces:
    first, last = Period(Grain.QUARTER, number=int(match["n"])), Period(Grain.QUARTER, number=int(match["until"]))
    return (_placed(first, match), match["join"], _placed(last, match))


def _first_months(match: Match[str]) -> Pieces:
    """前三季度: January to September, whose end is that of the third quarter."""
    count = int(match["n"]) * (3 if "季" in match[0] else 1)
    return (_placed(Period(Grain.FIRST_MONTHS, number=count), match),) if count else ()


def _half(match: Match[str]) -> Pieces:
    return (_placed(Period(Grain.HALF_YEAR, number=1 if match["n"] in "上前" else 2), match),)


def _middle(match: Match[str]) -> Pieces:
    return (_placed(Period(Grain.HALF_YEAR, number=1, end=True, doubt=why.MIDDLE_OF_YEAR), match),)


def _beginning(match: Match[str]) -> Pieces:
    return (_placed(Period(Grain.YEAR, fault=why.VAGUE_PART), match),)


def _plan(match: Match[str]) -> Pieces:
    return (Period(Grain.PLAN, number=11 + "一二三四五六七八".index(match["n"] or match["m"])),)


def _near(match: Match[str]) -> Pieces:
    """本月, 下季度, and days of this or the next month."""
    groups = match.groupdict()
    if groups["rel"] in {"当", "次"}:
        return (Period(Grain.MONTH, fault=why.WHICH_MONTH),)
    offset = NEAR[groups["rel"]]
    period = Period(Grain.MONTH, relative=("month", offset))
    if groups.get("quarter"):
        return (replace(period, grain=Grain.QUARTER, relative=("quarter", offset)),)
    if groups.get("day"):
        return (replace(period, grain=Grain.DAY, day=int(groups["day"])),)
    return (replace(period, grain=Grain.TEN_DAYS, day=TENS[groups["part"]]),) if groups.get("part") else (period,)


def _implied(grain: Grain, unit: str) -> Pieces:
    return (Period(grain, relative=(unit, 0), implied=True, end=True),)


def _year(match: Match[str]) -> Pieces:
    return (_placed(Period(Grain.YEAR), match),)


def _years(match: Match[str]) -> Pieces:
    return (Period(Grain.YEAR, int(match["a"])), match["join"], Period(Grain.YEAR, int(match["b"])))


def _every(match: Match[str]) -> Pieces:
    """每季度, 每半年, and the month of it where 首月 or 末月 says which."""
    which = match.groupdict().get("which")
    month = None if which is None or which[0] in "末最" else 1 if which[0] == "首" else int(which[1])
    return (Every(EVERY[match["unit"]], month=month or (3 if which and match["unit"].startswith("季") else None)),)


def _every_months(match: Match[str]) -> Pieces:
    return (Every(EVERY_MONTHS.get(int(match["n"]))),)


CHINESE_TERMS: tuple[Term, ...] = (
    term(
        "zh-every-weekday",
        r"每(?:周|星期)(?P<n>[一二三四五六日天])(?!次|报|调)",
        lambda match: (Every("week", min("一二三四五六日天".index(match["n"]) + 1, 7)),),
    ),
    term("zh-every-twice", r"每年(?:两|二|2)次|半年(?:一|1)次", lambda _: (Every("half_year"),)),
    term(
        "zh-every-once",
        r"(?<!\d)1?(?P<unit>年|季度?|个?月|周)(?:一|1)次(?!性)",
        lambda match: (Every(EVERY[match["unit"].strip("个")]),),
    ),
    term("zh-every-months", r"每(?P<n>\d{1,3})个月(?:份)?", _every_months),
    term(
        "zh-every-odd",
        r"每(?:个?工作日|天|日|\d{1,3}(?:年|天|日|周)|隔\d{0,2}(?:年|月|周|天))",
        lambda _: (Every(None),),
    ),
    term(
        "zh-every",
        r"(?:每逢?1?个?|逐|按)(?P<unit>半年|年|季度?|月|周|星期)(?:度|份)?(?:的?(?P<which>首月|末月|第[123]个月"
        r"|最后(?:一|1)个月))?(?![龄限号边节])",
        _every,
    ),
    term(
        "zh-every-day-of",
        r"(?<=¤)(?:的|于|在)?(?P<n>\d{1,2})[日号]",
        lambda match: (Period(Grain.DAY, day=int(match["n"])),),
    ),
    term(
        "zh-financial",
        r"(?:[12]\d{3}|\d\d)?(?:年)?(?:财年|财政年度|会计年度|学年度?)",
        lambda _: (Period(Grain.YEAR, fault=why.FINANCIAL_YEAR),),
    ),
    term(
        "zh-plan",
        r"第?十(?P<n>[一二三四五六七八])[·.]?五(?![年月日天周万千百个\d])"
        r"|第十(?P<m>[一二三四五六七八])个5年(?=规划|计划)",
        _plan,
    ),
    term("zh-days", rf"{_Y}(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]?{_TO}(?P<until>\d{{1,2}})[日号]", _days),
    term("zh-day", rf"{_Y}(?P<month>\d{{1,2}})月份?(?P<day>\d{{1,2}})(?:[日号]|(?=前|之前|以前|止|$|[,。;、)]))", _day),
    term("zh-ten-days", rf"{_Y}(?P<month>\d{{1,2}})月份?(?P<part>[上中下])旬", _ten_days),
    term(
        "zh-months",
        rf"{_Y}(?P<month>{_M})(?:(?P<join>[-至到、])"
        rf"|月份?{_TO.replace('join', 'joined')})(?P<until>{_M})月份?(?!\d{{1,2}}[日号]|[上中下]旬)",
        _months,
    ),
    term("zh-month", rf"{_Y}(?P<month>\d{{1,2}}|元)月份?(?![饼龄])", _month),
    term(
        "zh-near-month",
        r"(?P<rel>本|这|当|下|次|上)1?个?月(?!报|刊)份?(?:(?P<day>\d{1,2})[日号]|(?P<part>[上中下])旬)?",
        _near,
    ),
    term("zh-near-quarter", r"(?P<rel>本|这|下|上)1?个?(?P<quarter>季)度?", _near),
    term("zh-first-months", rf"(?:{_YEAR}|^|(?<=[,。;、(]))前(?P<n>\d{{1,2}})(?:个?季度|个月)", _first_months),
    term("zh-quarters", rf"{_Y}第?(?P<n>[1-4])(?:季度)?{_TO}第?(?P<until>[1-4])季度", _quarters),
    term("zh-quarter", rf"{_Y}第?(?P<n>[1-4]|首)(?:(?<=第.)个)?季(?:度|(?=末|底|前))", _quarter),
    term("zh-quarter-figure", rf"{_YEAR}Q(?P<n>[1-4])(?!\d)", _quarter),
    term("zh-half", rf"{_Y}(?P<n>[上下前后])半年", _half),
    term("zh-middle", rf"(?:{_YEAR}年?|(?<![\d半多])(?<!§)(?<!¤)年)中期?(?=前|之前|以前|完成|$|[,。;、])", _middle),
    term(
        "zh-beginning",
        rf"(?:{_YEAR}年?|(?<![\d半多])(?<!§)(?<!¤)年)初(?!期|步|中|级|始|心|稿|衷|审|验|评)",
        _beginning,
    ),
    term("zh-years", rf"(?<!\d)(?P<a>[12]\d{{3}})年?度?{_TO}(?P<b>[12]\d{{3}})年度?", _years),
    term("zh-year", rf"(?:{_YEAR.replace('年)的?', '年(?=底|末|年底|年末|度))的?')})(?![代级])", _year),
    term(
        "zh-year-end",
        r"(?<![\d半多数几])(?<!§)(?<!¤)(?:年底|年末|岁末|年终(?=前|之前|以前|完成|$|[,。;]))",
        lambda _: (Period(Grain.YEAR, end=True),),
    ),
    term("zh-this-year", r"(?<![\d半多数几])(?<!§)(?<!¤)年(?=内|之内|以内)", lambda _: (Period(Grain.YEAR),)),
    term("zh-month-end", r"(?<!§)(?<!¤)(?:月底|月末)", lambda _: _implied(Grain.MONTH, "month")),
    term("zh-quarter-end", r"(?<!\d)(?<!§)(?<!¤)(?:季末|季度末|季度底)", lambda _: _implied(Grain.QUARTER, "quarter")),
    term(
        "zh-day-only",
        r"(?<![\d.])(?P<n>\d{1,2})[日号](?=(?:之|以)?前)",
        lambda match: (Period(Grain.DAY, day=int(match["n"])),),
    ),
)
