"""Phrases of stated deadlines in Chinese, in the order in which they are looked for (INTERFACE.md, "前.")."""

from tracker.domain.deadline import why
from tracker.domain.deadline.counted import repeated, term_of
from tracker.domain.deadline.days import before, by, during, until
from tracker.domain.deadline.grammar import rule
from tracker.domain.deadline.plain import (
    clock,
    compared,
    context,
    denied,
    event,
    future,
    immediate,
    kept,
    long_term,
    moved,
    named,
    neutral,
    past,
    softened,
    undated,
    vague,
)
from tracker.domain.deadline.spans import between, between_stated, not_before

_QIAN = r"(?:之前|以前|前(?![期后沿端列景往置述\d一二三四五六]|提(?!前)))"
_SOFT = r"\x01{0,9}"
_UNIT = r"(?P<unit>个?工作日|个?交易日|个?自然日|个?日历日|个季度|年|个月|周|个?星期|日|天)"
_N = r"(?<![\d.至到、-])(?P<n>\d{1,4}|半)"
_NOT_BEFORE = "[目提当日眼此空先年生从面超往跟在居靠]"
_HOLIDAYS = "春节|元旦|国庆节?|中秋节?|端午节?|清明节?|五一|十一|劳动节|七一|八一|六一|元宵节?|两会|党代会|双节"
_SEASONS = (
    "主?汛期|采暖[季期]|供暖[季期]|取暖[季期]|秋冬季?|[冬夏春秋雨旱]季|入[冬汛夏春秋]|[春夏秋冬](?![节雨季])"
    "|开学|寒假|暑假|开春"
)
_AROUND = "(?:假期|假日|来临|到来|结束|开始)?(?:之前|以前|前|期间|后|末|底)"
_YEARS = "(?:§-)?§的?"
_HEADS = (
    "批准|审批|报批|获批|批复|核准|印发|下发|发布|公布|颁布|出台|生效|施行|实施|通过|验收|开工|竣工|完工|投产|投运|建成|反馈|收到"
    "|接到|签署|签订|备案|评审|评估|审议|审核|受理|立项|交付|移交|下达|公示|结束|期满|届满|到位|换届"
)

CHINESE_NAMES = (
    rule("numbering", r"^\(?\d{1,2}(?:[.)](?=\d{1,4}[年月])|、(?=\d{4}年))", neutral),
    rule(
        "lunar",
        r"(?:农历|阴历)(?:[^,。;、]{0,6}年)?[^,。;、]{0,3}月(?:初?[\d一二三四五六七八九十]{1,3}日?)?|正月|腊月",
        kept(why.LUNAR, dated=True),
    ),
    rule("title", r"《[^《》]{0,80}》", named),
    rule("document-number", r"〔\d{4}〕(?:第?\d{1,5}号)?|[(\[【]\d{4}[)\]】]第?\d{1,5}号", named),
    rule("work-name", r"(?<![个\d])\d{1,3}[年日天](?:行动|攻坚|规划|计划|会战|整治|禁渔|禁捕|滚动|倍增)", neutral),
    rule("context", r"\((?:标题|题目|文首|首句|首段|开头|篇首)[^()]{0,30}\)", context),
    rule(
        "undated",
        "(?:无|没有|不设|未明确|未定)(?:具体|明确)?(?:时限|期限|时间|日期)|(?:时限|期限|日期)(?:未定|不限"
        "|不明)|待定|待确认|待明确|另行(?:通知|确定|公布)",
        undated,
    ),
    rule("round-the-clock", r"24小时(?=值|在线|值守|监控|监测|开放|不间断)", neutral),
)

CHINESE_RULES = (
    # repeated
    rule("recurring", rf"¤e(?:的|于|在|,)?§p(?:(?P<qian>{_QIAN})|之内|以内|内|期间)?", repeated),
    rule("recurring", rf"¤e(?:年底|年末|月底|月末|季末|季度末|期末|底|末|结束)?(?:{_QIAN}|(?<!¤)后)", repeated),
    rule("recurring", r"¤e(?:年底|年末|月底|月末|季末|季度末|期末|底|末)", repeated),
    # counted
    rule("not-read", rf"§p前{_N}{_UNIT}(?:之前|以前|以内|之内|前|内)?", kept(why.COUNTS_BACK, dated=True)),
    rule(
        "within",
        rf"(?:自|从|在|于)?§p◻{{0,6}}?(?:之日|当日)?(?:起|后|之后|以后|开始)(?:的|,)?{_N}{_UNIT}(?:之内|以内|内)",
        term_of,
    ),
    rule(
        "future-stretch",
        r"(?:今后|未来|往后|接下来|此后|下[1一]?个)的?(?:\d{1,3}-)?(?:\d{1,3}|几)?(?:个)?(?:年|月|周|天)(?:之内"
        r"|以内|内|里|中)?|(?:今后|未来)[1一]?(?:段|个)(?:时期|时间)",
        future,
    ),
    rule(
        "within",
        rf"(?:(?:自|从|在|于|待)?(?P<event>(?![自从在于])◻{{1,24}}?)(?:之日起|当日起|之日|之后|以后"
        r"|(?<![今然此先最落背前])后|起)的?)"
        rf",?{_N}{_UNIT}(?:之内|以内|内)",
        term_of,
    ),
    rule("within", rf"{_N}{_UNIT}(?:之内|以内|内)", term_of),
    rule("not-read", r"\d{1,4}小时(?:之内|以内|内)", kept(why.HOURS)),
    # names, and years to compare with
    rule("name", r"(?:计划|方案|规划|纲要|战略|行动|要点|议程|愿景)\(§(?:-§)?\)", named),
    rule("name", r"§p(?:规划|计划|纲要)(?![期末])", named),
    rule(
        "name",
        r"§p(?:可持续发展)?(?:议程|远景目标|愿景|版|工作要点|要点|工作计划|工作方案|实施方案|行动方案|行动计划"
        r"|重点任务|任务清单|预算|决算|报告|台账|年鉴|公报|白皮书|会议|文件|通知|意见)",
        named,
    ),
    rule(
        "document",
        r"(?:根据|按照|依据|依照|对照|参照|贯彻落实)◻{0,12}§p(?!前|之前|以前|内)(?=◻{0,10}(?:要求|部署|精神"
        r"|会议|规定|安排|文件|通知|意见|方案|讲话|指示|决定|计划))",
        named,
    ),
    rule(
        "document",
        r"§p(?!前|之前|以前|◻{0,4}(?:完成|整改|办结|解决|落实))◻{0,4}(?:印发|发布|公布|下发|出台|颁布|召开|签署"
        r"|审议通过|制定|提出|交办|反馈|通报)的",
        past,
    ),
    rule(
        "compared",
        r"(?:(?<![占对])比|较)§p年?(?:同期|水平)?(?![和与至到-])|(?:与|同|和|以)§年?(?:相比|同期|基数|为基)",
        compared,
    ),
    rule(
        "compared",
        r"(?:达到|恢复到|提高到|提升到|降到|降至|优于|不?低于|不?高于)§p(?:的|年)?(?:水平|同期|标准|基数)?",
        compared,
    ),
    rule("compared", r"(?:基准年|基年|基期)(?:为|是|:)?§|§为?(?:基准年|基年|基期)", compared),
    rule("compared", r"§p年?(?:同期|水平|基准|基数|底数|数据|统计|全年实绩)", compared),
    # moved, past
    rule(
        "moved",
        r"延期|延长|推迟|顺延|延后|缓至|展期|调整[至到为]|改[为至到]|变更[为至]|原定|原计划|原为|由原|提前[至到]",
        moved,
    ),
    rule(
        "past",
        r"§以来|已(?=于|在|经|完成|办结|整改)|近(?:\d{1,3}|几|两三?)(?:年|个月|天)来?|过去的?(?:\d{1,3}个?"
        r"|几)?(?:年|个月|月|天|周)?|近日|日前|最近|近来|此前|目前|当前|现在|迄今|至今|已经|\d{1,3}(?:年|个月"
        r"|周|天|小时)(?:之|以)?前(?![\d期])",
        past,
    ),
    # softened, before the words they soften
    rule(
        "softened",
        r"原则上|力争|争取|努力(?=在|到|于|§)|尽量|尽可能|尽力|预计|预期|拟[于在]|大约|大概|暂定|初定|有望|可能"
        r"|或许|也许|最好|或(?=§|在§|于§|到§|至§)|视情况|(?:如|若)?条件允许(?:时|的情况下)?|如果|倘若|若(?!干)"
        r"|(?<![例诸比])如(?=获|经|遇|需|有|未)|(?:约|近)(?=§)|(?<=§)(?:左右|前后|上下)",
        softened,
    ),
    rule("denied", r"不是|并非|而非|非(?=§)|不必|未必|不一定", denied),
    # holidays, seasons and events, with the year before them
    rule(
        "holiday",
        rf"{_YEARS}(?:{_HOLIDAYS}|{_SEASONS}|高考|中考){_AROUND}?|(?:{_HOLIDAYS}|{_SEASONS}){_AROUND}|节前|节后"
        r"|今冬明春",
        kept(why.HOLIDAY),
    ),
    rule("not-read", r"§第?\d{1,2}(?:周|[./-]\d{1,2})", kept(why.VAGUE_PART, dated=True)),
    rule("name", r"§第\d{1,4}号(?:文件|令|公告)?", named),
    rule(
        "before-event",
        rf"(?P<event>§(?!之前|以前|下班|中午|上午|下午|\d)◻{{1,12}}?)(?:之前|以前|(?<!{_NOT_BEFORE})前)(?=完成|$"
        r"|[,。;、)])",
        event,
    ),
    # from … to, from, after
    rule(
        "span",
        r"(?:自|从|于|在|截至)?§p(?:起|开始)?,?(?:-|至|到|直至|直到|持续到)§q(?:期间|之间|为止|间|止|内)?",
        between_stated,
    ),
    rule("span", r"(?:在)?§p(?:和|与|、)§q(?:之间|间)", between),
    rule("not-before", r"(?:自|从|由|不早于)§p(?:起|开始|始|之日起)?", not_before),
    rule("not-before", r"§p(?:起|开始(?=实施|施行|执行|$|[,。;]))", not_before),
    rule("after", r"§p(?:以后|之后|后(?![续期勤备半]))", not_before),
    # before, by, until, in
    rule("by", rf"(?:在|于|到|至|赶在|务必于)?{_SOFT}§p{_SOFT}{_QIAN}", before),
    rule(
        "by",
        r"(?:最迟|最晚|不晚于|不迟于|不得晚于|不得超过|不超过|不得迟于|限于?|务必于|截止(?:时间|日期)(?:为|是"
        rf"|:)?){_SOFT}(?:在"
        r"|于|到|至)?§p(?:止|为止|截止)?",
        by,
    ),
    rule("as-of", r"(?:截至|截止到?)§p", until),
    rule("until", r"(?:直到|直至|持续到|延续到|持续至|保持到)§p", until),
    rule("by", rf"(?:到|至){_SOFT}§p(?:止|为止|时|截止)?", by),
    rule("by", r"§p(?:止|为止|截止)", by),
    rule(
        "vague-part",
        r"§p(?:中期|初期|前期|后期|早期|末尾|开局|收官|伊始|初(?![步级中审验])|中(?![央国心小型]))",
        kept(why.VAGUE_PART, dated=True),
    ),
    rule("in", rf"(?:在|于){_SOFT}§p(?:之内|以内|期间|时期|期内|当中|全年|内|里|间|期)?", during),
    rule("in", r"§p(?:之内|以内|期间|时期|期内|当中|全年|内|里|间|期)", during),
)

CHINESE_PLAIN = (
    rule("before-new-year", r"(?<![\d半多数几])年前", kept(why.BEFORE_NEW_YEAR)),
    rule(
        "hour",
        r"(?:上午|下午|晚上?|中午|凌晨)?\d{1,2}(?:时|点(?=[前之以整半]|\d|$|[,。;]))(?:整|半|\d{1,2}分)?(?:之前"
        r"|以前|前)?|\d{1,2}:\d\d(?:之前|以前|前)?|下班(?:之前|以前|前)|中午(?:之前|以前|前)",
        clock,
    ),
    rule(
        "weekday",
        r"\(?[本下这上]?1?个?(?:星期|周|礼拜)[一二三四五六日天](?![年期边次报])(?:之前|以前|前)?\)?",
        kept(why.WEEKDAY_ALONE),
    ),
    rule(
        "before-event",
        rf"(?P<event>(?![\d.\-/ ])◻{{1,16}}?)(?:之前|以前|(?<!{_NOT_BEFORE})前)(?=完成|$|[,。;、)]"
        r"|开展|落实|建成|整改|取得|达到|实现)",
        event,
    ),
    rule("event", rf"(?:经|待|自)?◻{{0,6}}?(?:{_HEADS})(?:之日起|之日|之后|以后|后(?![续期勤备]))", event),
    rule(
        "after-event",
        r"(?P<event>(?![\d.\-/ ])◻{1,12}?)(?:之后|(?<![今然此以之最先前背落事善售午战身滞])后)(?=$|[,。;、)]"
        r"|完成|立即|方可|再|实施|组织|开展)",
        event,
    ),
    rule(
        "immediate",
        "立行立改|[即立]知[即立]改|[即立]查[即立]改|[即立]行[即立]改|边[查督]边改|立即|马上|即刻|立刻|即时"
        "|即日起?|当即|第一时间",
        immediate,
    ),
    rule(
        "long-term",
        r"(?<!中)长期(?!规划|计划|护理|照护|稳定|以来|目标)(?:坚持)?|(?<!可)持续(?![到至性])(?:推进)?|常态化"
        r"|常抓不懈|长抓不懈|久久为功|坚持不懈|永久",
        long_term,
    ),
    rule(
        "vague",
        r"下一?步|短期|中期|远期|下一?阶段|接下来|尽快|尽早|早日|适时|及时|近期|抓紧|择机|不?定期|限期|按期"
        r"|如期|按时|届时|逐步|分步|分阶段|分期|条件成熟(?:时|后)?|时机成熟(?:时|后)?|待定|另行(?:通知|确定"
        r"|公布)",
        vague,
    ),
)

CHINESE_LEFTOVERS = (
    r"\d{1,4}(?:-\d{1,4})?(?:个)?(?:年(?![级代轻产均报])|月(?!饼|亮)|[日天周](?!常|报)|小时|星期|工作日|自然日|季度?|分钟)"
    r"|(?<=[\x00\x01])(?:之|以)?前(?!提|列|沿|端)|年[底末内中初终](?!端|级|步)|月[底末内中初]|半个?[年月]|季度"
    r"|\d{1,2}[./-]\d{1,2}(?=[之以]?前|底)|[上中下]旬|[本下上这]1?个?(?:周|星期|礼拜)末?|周末|[今明后昨][天日]|\d{2}世纪|世纪[末中]叶?|年代|农历"
    r"|[今明][春夏秋冬]|工作日内|全年|(?<!第)(?:[两二三四五六七八九十]|\d+)次(?![数生会])|学期|若干年|任期|今明两?年|明后年|[当次翌][日天]|世纪|几年内|数月内?|年度内"
)
