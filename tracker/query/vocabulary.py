"""The other words people use, in English and Chinese: for fields, for values, for “nothing” and “something”."""

from collections.abc import Mapping

NONE = frozenset({"none", "无"})
"""The field is empty."""

ANY = frozenset({"any", "有"})
"""The field is not empty."""

SORT = ("sort", "排序", "order")
"""The directive that orders; the first is its canonical name."""

FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("全文", "文本"),
    "title": ("标题", "事项"),
    "ref": ("编号", "reference", "id"),
    "alias": ("别名", "原编号", "aliases"),
    "parent": ("上级", "上级事项", "part-of"),
    "unit": ("单位", "责任单位", "牵头单位", "body", "lead"),
    "co-unit": ("配合单位", "协办单位", "with"),
    "supervisor": ("督办单位", "督办"),
    "acceptor": ("验收单位",),
    "owner": ("责任岗位", "岗位", "负责", "责任人", "post"),
    "leader": ("领导", "责任领导", "牵头领导", "led-by"),
    "programme": ("专项", "项目", "计划", "方案", "plan", "project", "program"),
    "kind": ("类型", "种类", "type"),
    "work": ("进展", "办理", "state"),
    "assurance": ("验收", "核验", "verified"),
    "is": ("状态", "status"),
    "due": ("期限", "时限", "截止", "deadline"),
    "first-due": ("首次期限", "原期限", "first"),
    "context": ("上下文日期", "参考日", "语境日", "context-day"),
    "review": ("复核日期", "复核", "复查", "复查日", "review-day"),
    "done": ("完成日期", "完成", "完成日", "done-on"),
    "registered": ("登记", "登记日"),
    "updated": ("更新", "更新日"),
    "late": ("逾期天数", "days-late"),
    "precision": ("精确程度", "精度"),
    "place": ("地区", "地点"),
    "source": ("出处", "来源"),
    "tag": ("领域", "标签", "tags"),
    "mark": ("标注", "标记", "marks"),
}
"""Canonical field name to other names for it."""

KIND: Mapping[str, tuple[str, ...]] = {
    "milestone": ("里程碑", "节点"),
    "task": ("任务",),
    "indicator": ("指标", "indicator-target"),
    "tally": ("计数", "台账"),
    "recurring": ("定期", "周期性", "recurring-duty"),
    "standing": ("长期", "常态", "standing-practice"),
}

WORK: Mapping[str, tuple[str, ...]] = {
    "draft": ("草稿",),
    "registered": ("已登记",),
    "in_progress": ("在办", "进行中", "推进中"),
    "reported_done": ("报告完成", "已报完成"),
    "suspended": ("暂停", "中止"),
    "closed_by_stage": ("阶段性办结",),
    "standing": ("长期坚持",),
    "cancelled": ("取消", "撤销", "canceled"),
    "replaced": ("替代", "被替代"),
    "closed": ("办结", "已办结"),
}

ASSURANCE: Mapping[str, tuple[str, ...]] = {
    "none": ("无", "未验收"),
    "under_acceptance": ("验收中",),
    "returned": ("退回", "被退回"),
    "accepted": ("已验收", "通过验收"),
    "public_notice": ("公示", "公示中"),
    "written_off": ("销号", "已销号"),
}

PRECISION: Mapping[str, tuple[str, ...]] = {
    "day": ("日",),
    "month": ("月",),
    "quarter": ("季度",),
    "half_year": ("半年",),
    "year": ("年",),
    "range": ("区间",),
    "immediate": ("立行立改", "立即"),
    "event": ("事件",),
    "recurring": ("定期", "周期性"),
    "long_term": ("长期",),
    "none": ("无",),
}
