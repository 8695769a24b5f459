"""One Chinese name for one thing in all that is said to people, written as Chinese is written."""

import re
from collections.abc import Iterator

import pytest

from tests.house.test_translations import catalogue, forms

HAN = "㐀-鿿"
SIGNS = "，。；：、（）“”！？…《》"

INSTEAD = {
    "台账": "登记簿",
    "登记处": "登记机构",
    "登记办": "登记机构",
    "警示": "提示",
    "标记": "提示（规则）或标注（数据）",
    "通报": "周报或报告",
    "函件": "信件",
    "账户": "账号",
    "时限": "期限",
    "读法": "解读",
    "来源": "出处",
    "备注": "说明",
    "复查": "复核",
    "复核日(?!期)": "复核日期",
    "驳回": "不予批准",
    "替换": "替代",
    "重开": "重新开启",
    "接续": "承接",
    "分管": "牵头",
    "下属单位": "下级单位",
    "短名": "代号",
    "操作员": "运维人员",
    "(?<!系统)管理员": "系统管理员",
    "审计人员": "审计员",
    "(?<!登录)会话": "登录会话",
    "卷宗": "佐证材料",
    "沙盒": "演练登记簿",
    "无需": "无须",
    "你": "您",
}
"""What is not said → what is said instead."""

NAMES = {
    "Register": "登记簿",
    "Letters": "信件",
    "Weekly edition": "周报",
    "Flags": "提示",
    "the register office": "登记机构",
    "Lead body": "牵头单位",
    "Co-responsible": "配合单位",
    "Supervising body": "督办单位",
    "Accepting body": "验收单位",
    "the responsible body": "责任单位",
    "Post that answers": "责任岗位",
    "Programme": "专项",
    "Evidence": "佐证材料",
    "Last on-time day": "最后期限日",
    "Review day": "复核日期",
    "Overdue": "逾期",
    "Due soon": "临期",
    "Silent": "久无进展",
    "Written off": "已销号",
    "Source": "出处",
    "Commitment": "承诺事项",
}
"""What the main things are called; docs/domain.md says what they are."""

AS_TYPED = {
    "sort:FIELD orders, sort:-FIELD from the end. In Chinese: 状态:逾期 单位:heilongjiang 期限:2024..2025",
    "Words and conditions, such as: is:overdue unit:heilongjiang -owner:none sort:-late.",
    "is:overdue",
    'is:overdue unit:mee due:..2025 "zoning"',
    "is:unowned programme:hlj-2024",
}
"""Messages that hold a query as one types it."""

TYPED = r"\{(?:option|options|other|command|term)\}|缺少 \{name\}"
"""Places that what one types is put into; a space stands around it."""


def chinese() -> Iterator[tuple[str, str]]:
    """Each message in English and in Chinese."""
    for message in catalogue("zh"):
        if message.id:
            yield from ((forms(message.id)[0], form) for form in forms(message.string))


@pytest.mark.parametrize("word", INSTEAD)
def test_another_word_is_not_used_for_it(word: str) -> None:
    found = [form for _, form in chinese() if re.search(word, form)]
    assert not found, f"say {INSTEAD[word]}"


@pytest.mark.parametrize("english", NAMES)
def test_a_thing_has_its_name(english: str) -> None:
    assert dict(chinese())[english] == NAMES[english]


def test_signs_are_full_width() -> None:
    half = re.compile(rf"[{HAN}{SIGNS}][,.;:!?()]|[,.;:!?()][{HAN}“]|[{HAN}][\"']|[\"'][{HAN}]")
    found = [form for english, form in chinese() if english not in AS_TYPED and half.search(form)]
    assert not found


def test_quotation_marks_come_in_pairs() -> None:
    found = [
        form for _, form in chinese() if form.count("“") != form.count("”") or form.count("（") != form.count("）")
    ]
    assert not found


def test_no_space_stands_between_chinese_and_a_number_or_a_place() -> None:
    gap = re.compile(rf"[{HAN}{SIGNS}] +[0-9{{]|[}}] +[{HAN}{SIGNS}]|[{HAN}] +[{HAN}]")
    found = [
        form
        for english, form in chinese()
        if english not in AS_TYPED and gap.search(re.sub(rf" ?(?:{TYPED}) ?", "", form))
    ]
    assert not found
