"""Weekly letters as an edition would make them: realistic, in both languages, of any size."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.notifications.messages import BodyLine, Group, Line, News, Part, Weekly

AS_OF = datetime(2026, 6, 22, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = AS_OF.date()
ROOT = "9f2c41d07a5be8836c0d1f97e24ab5906d38c7f1e02b945a7d6c31f8045ebd2a"

Sample = Callable[..., Weekly]
"""Makes a letter in a language."""

TITLES = {
    "en": (
        "Bring the share of surface water of grade III or better to 85%",
        "Finish the closed-loop treatment of the landfill leachate at Xinglong",
        "Publish the list of enterprises under mandatory clean production audit",
        "Build 36 monitoring sites for groundwater in chemical industry parks and hand their readings to the province",
        "Treat black and odorous water bodies in county towns",
    ),
    "zh": (
        "地表水达到或好于Ⅲ类水体比例达到85%",
        "完成兴隆垃圾填埋场渗滤液闭环处置整改",
        "公布强制性清洁生产审核企业名单",
        "在化工园区建成36个地下水监测点位，并将监测数据接入省级生态环境监测平台，实现按月通报",
        "完成县城黑臭水体治理",
    ),
}
BODIES = {
    "en": ("Department of Ecology and Environment of Heilongjiang", "Suihua City Government", ""),
    "zh": ("黑龙江省生态环境厅", "绥化市人民政府", ""),
}
PROGRAMMES = {
    "en": ("Rectification after central inspection", "Waste-free cities"),
    "zh": ("中央生态环境保护督察整改", "无废城市建设"),
}
NAMES = {
    "new": ("Newly overdue", "新增逾期"),
    "overdue": ("Overdue", "逾期"),
    "tally_gap": ("Fewer entered than stated", "清单缺口"),
    "due_soon": ("Due soon", "临期"),
    "silent": ("Silent", "久无进展"),
    "unowned": ("Unowned", "无责任岗位"),
    "unreviewed": ("Unreviewed", "待复核"),
    "closed": ("Reported done or closed", "已报完成或已办结"),
    "on_course": ("On course", "正常推进"),
    "dormant": ("Dormant files", "沉睡事项"),
    "returned": ("Returned", "被退回"),
    "to_accept": ("Waiting for your acceptance", "等待您验收"),
    "to_review": ("Waiting for your review", "等待您审核"),
    "to_decide": ("Waiting for your decision", "等待您审批"),
    "decided": ("Decided", "已审批"),
}
MEANINGS = {
    "unreviewed": (
        "Neither a deadline nor a coming day on which somebody looks at it again.",
        "既无期限，也无今后的复核日期。",
    ),
    "unowned": ("Open, and no post answers for it.", "尚未办结，且无责任岗位。"),
}
REASONS = {
    "new": ("No report of completion stands.", "没有有效的完成报告。"),
    "overdue": ("No report of completion stands.", "没有有效的完成报告。"),
    "tally_gap": ("36 are stated and 31 are entered.", "原文载明36项，已录入31项。"),
    "due_soon": ("What is stated to the month is announced 30 days ahead.", "期限精确到月的，提前30天提示。"),
    "silent": ("90 days without a word are allowed.", "最长可90天无进展说明。"),
    "closed": ("Completion is reported.", "已报告完成。"),
    "returned": ("Returned with the reason: half of it is missing", "退回理由：缺一半"),
    "to_accept": ("Reported done for 30 Jun 2026.", "已报告于2026年6月30日完成。"),
    "to_review": ("Accepted. The public notice can be opened.", "已验收，可以开始公示。"),
    "to_decide": ("Extend the deadline, 30 Sep 2026: floods", "延期，2026年9月30日：汛情"),
    "decided": ("Refused: Extend the deadline, with the reason: too early", "不予批准：延期，理由：为时尚早"),
}
DUE_WORDS = {"new": "2026年6月中旬前", "overdue": "到2025年", "due_soon": "6月底前"}
QUERIES = {"new": "is:overdue late:<8", "on_course": "is:open due:>2026-07-31"}
DAYS = {"new": 4, "overdue": 173, "due_soon": 8, "silent": 120}


def one_of(language: str, pair: tuple[str, str]) -> str:
    """The English or the Chinese of a pair."""
    return pair[language == "zh"]


def line(language: str, group: str, number: int) -> Line:
    """One commitment; the same number gives the same one."""
    days = DAYS.get(group)
    away = timedelta(days=(days or 21) + number)
    late = group in ("new", "overdue")
    return Line(
        ref=f"HLJ-2024-{number + 17:03d}",
        title=TITLES[language][number % 5],
        body=BODIES[language][number % 3],
        programme=PROGRAMMES[language][number % 2],
        due_words=DUE_WORDS.get(group, ""),
        last_day=DAY - away if late else DAY + away if group == "due_soon" else None,
        since=None if group in ("new", "overdue", "due_soon") else DAY - away,
        days=None if days is None else days + number,
        why=one_of(language, REASONS.get(group, ("", ""))),
    )


def group(language: str, name: str, total: int, shown: int | None = None) -> Group:
    """A group with so many commitments, the first ten of them (or ``shown``) as lines."""
    lines = tuple(line(language, name, number) for number in range(min(total, 10) if shown is None else shown))
    return Group(
        name=name,
        title=one_of(language, NAMES[name]),
        total=total,
        lines=lines,
        query=QUERIES.get(name, f"is:{name} sort:due"),
        meaning=one_of(language, MEANINGS.get(name, ("", ""))),
    )


def letter(language: str = "en", *groups: Group, on_course: int = 31) -> Weekly:
    """The letter of one person who answers for what is in ``groups`` and for some on course."""
    totals = {each.name: each.total for each in groups}
    overdue = totals.get("new", 0) + totals.get("overdue", 0)
    parts = {
        "overdue": overdue,
        "due_soon": totals.get("due_soon", 0),
        "unreviewed": totals.get("unreviewed", 0),
        "on_course": on_course,
    }
    return Weekly(
        edition=26,
        week="2026-W26",
        first_day=date(2026, 6, 22),
        last_day=date(2026, 6, 28),
        as_of=AS_OF,
        zone="Asia/Shanghai",
        language=language,
        posts=(one_of(language, ("Head of the Solid Waste Division", "固体废物处处长")),),
        open=sum(parts.values()),
        overdue=overdue,
        fresh=totals.get("new", 0),
        parts=tuple(
            Part(name, one_of(language, NAMES[name]), total, QUERIES.get(name, f"is:{name}"))
            for name, total in parts.items()
            if total
        ),
        groups=groups,
        head_size=48_211,
        head_root=ROOT,
        previous=25,
        previous_as_of=AS_OF - timedelta(days=7),
        due_by=date(2026, 6, 30) if "due_soon" in totals else None,
    )


def ordinary(language: str = "en") -> Weekly:
    """A week with something in most groups."""
    sizes = {"new": 1, "overdue": 2, "tally_gap": 1, "due_soon": 5, "silent": 2, "closed": 2}
    groups = [group(language, name, total) for name, total in sizes.items()]
    groups.insert(-1, group(language, "unreviewed", 182, shown=0))
    return letter(language, *groups)


def of_thirty(language: str = "en") -> Weekly:
    """Thirty commitments in three full groups."""
    return letter(language, *(group(language, name, 24) for name in ("overdue", "due_soon", "silent")))


def first(language: str = "en") -> Weekly:
    """The first letter a person gets."""
    groups = (group(language, "overdue", 3), group(language, "unreviewed", 182, shown=0))
    return replace(letter(language, *groups), previous=None, previous_as_of=None)


def after_gap(language: str = "en", weeks: int = 2) -> Weekly:
    """A letter after weeks in which no edition was made."""
    missed = tuple(f"2026-W{26 - back:02d}" for back in range(weeks, 0, -1))
    last = AS_OF - timedelta(weeks=weeks + 1)
    return replace(ordinary(language), missed=missed, previous=25, previous_as_of=last)


def all_clear(language: str = "en") -> Weekly:
    """A week with nothing to do."""
    return letter(language)


def of_office(language: str = "en") -> Weekly:
    """The letter of the register office: what an office's own pack finds, the bodies, and what only it must know."""
    news = (
        ("2 letters of the last edition were refused by the mail server.", "上期有2封信件被邮件服务器拒收。"),
        ("The rule pack overdue.yaml has a fault; the old one is in force.", "规则包overdue.yaml有误，仍执行原规则。"),
    )
    return replace(
        ordinary(language),
        groups=(*ordinary(language).groups, group(language, "dormant", 1), group(language, "unowned", 96, shown=0)),
        supervised=tuple(
            BodyLine(f"body-{number}", name, 1_204 - number * 900, 31 * number, f"supervisor:body-{number}")
            for number, name in enumerate(BODIES[language][:2])
        ),
        news=News(tuple(one_of(language, sentence) for sentence in news)),
    )


def of_steps(language: str = "en") -> Weekly:
    """What came back, waits for the reader or was decided; it takes the place of a letter that may have arrived."""
    sizes = {"returned": 1, "to_accept": 12, "to_review": 1, "to_decide": 2, "decided": 2, "due_soon": 1}
    groups = (group(language, name, total) for name, total in sizes.items())
    return replace(letter(language, *groups), perhaps_twice=True, left_out=3)


SAMPLES: dict[str, Sample] = {
    "ordinary": ordinary,
    "of_thirty": of_thirty,
    "first": first,
    "after_gap": after_gap,
    "all_clear": all_clear,
    "of_office": of_office,
    "of_steps": of_steps,
}
"""Every kind of letter, by name."""
