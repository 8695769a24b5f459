"""The weekly letter as its reader gets it: subject, plain text and HTML, in English and Chinese."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from tests.support import weeklies
from tracker.notifications import mail
from tracker.notifications.columns import COLUMNS, fold, width
from tracker.notifications.messages import BodyLine, News, Weekly, from_data, to_data
from tracker.notifications.render import Rendered, Renderer
from tracker.notifications.templating import Words as Sentences
from tracker.settings import data_folder

ADDRESS = "https://register.example"
RENDERER = Renderer(data_folder("notifications"), None, ADDRESS)
EVERY = [(name, language) for name in weeklies.SAMPLES for language in ("en", "zh")]
OF_DATA = re.compile(rf"{ADDRESS}\S*|HLJ-\d+-\d+|Asia/Shanghai|overdue\.yaml|{weeklies.ROOT}|III")


def written(letter: Weekly) -> Rendered:
    """What is sent of a letter."""
    return RENDERER.weekly(letter)


class Words(HTMLParser):
    """The words of an HTML page, its links, and everything in it that would be fetched."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.links, self.tags, self.fetched = [], [], [], []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._silent += tag in ("head", "style")
        for name, value in attrs:
            if tag == "a" and name == "href":
                self.links.append(value or "")
            elif name in ("src", "srcset", "href", "background", "poster", "data", "action") or "url(" in (value or ""):
                self.fetched.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("head", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.words).split())


def numbers(words: str) -> list[str]:
    """Every number, in order of size; of addresses only the reference that ends one, as plain text tells it so."""
    told = re.sub(rf"{ADDRESS}\S*", "", words.replace(f"{ADDRESS}/commitments/HLJ", "HLJ"))
    return sorted(re.findall(r"\d+(?:,\d{3})*", told))


@pytest.mark.parametrize(
    ("letter", "english", "chinese"),
    [
        (
            weeklies.ordinary,
            "3 overdue (1 new), 5 due by 30 Jun: week 26, 2026",
            "逾期3项（新增1项），6月30日前到期5项：2026年第26周",
        ),
        (weeklies.first, "3 overdue: week 26, 2026", "逾期3项：2026年第26周"),
        (weeklies.all_clear, "All clear: week 26, 2026", "本周无事项：2026年第26周"),
    ],
)
def test_the_subject_says_the_counts(letter: weeklies.Sample, english: str, chinese: str) -> None:
    assert written(letter("en")).subject == english
    assert written(letter("zh")).subject == chinese


@pytest.mark.parametrize(
    ("due_by", "words"),
    [(date(2027, 12, 31), "4 due by 31 Dec 2027"), (None, "4 due soon"), (date(2026, 7, 1), "4 due by 1 Jul")],
)
def test_a_day_of_another_year_is_told_with_its_year(due_by: date | None, words: str) -> None:
    letter = replace(weeklies.letter("en", weeklies.group("en", "due_soon", 4)), due_by=due_by)
    assert written(letter).subject == f"{words}: week 26, 2026"


def test_who_supervises_is_told_what_is_late_there_and_never_that_all_is_well() -> None:
    below = replace(weeklies.all_clear(), supervised=(BodyLine("b", "Bureau B", 4, 2, "supervisor:a unit:=b"),))
    said = written(below)
    assert not below.is_empty
    assert said.subject == "2 overdue of what you supervise: week 26, 2026"
    assert "Nothing is overdue" not in said.text + said.html


def test_all_is_clear_only_where_there_is_nothing_to_tell() -> None:
    groups = [weeklies.group("en", name, number) for name, number in (("tally_gap", 4), ("silent", 23), ("closed", 1))]
    silent = weeklies.letter("en", *groups)
    news = replace(weeklies.all_clear(), news=News(("A letter was refused.",)))
    assert [written(each).subject for each in (silent, news)] == [
        "Nothing overdue (Fewer entered than stated: 4, Silent: 23): week 26, 2026",
        "Nothing overdue: week 26, 2026",
    ]
    assert "Nothing is overdue" not in written(silent).text


def test_who_answers_for_nothing_is_told_so() -> None:
    rendered = written(weeklies.letter("en", on_course=0))
    assert "You answer for no open commitment." in rendered.text
    assert "Together" not in rendered.text


def test_a_subject_holds_no_line_break(tmp_path) -> None:
    folder = tmp_path / "weekly"
    folder.mkdir()
    (folder / "subject.txt").write_text("Late:\r\nBcc: all@office.example\u2028\x85\x0b\tor {{ letter.posts[0] }}\n\n")
    letter = replace(weeklies.ordinary(), posts=("Head\nof waste\x00",))
    subject = Renderer(data_folder("notifications"), tmp_path, ADDRESS).weekly(letter).subject
    assert subject == "Late: Bcc: all@office.example or Head of waste"


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_bad_news_comes_first_in_both_forms(name: str, language: str) -> None:
    letter = weeklies.SAMPLES[name](language)
    rendered = written(letter)
    for words in (Words(rendered.html).said, rendered.text):
        heads = [written_title(group.title, group.total, language) for group in letter.groups]
        places = [words.find(head) for head in heads]
        assert -1 not in places
        assert places == sorted(places)
        assert all(place < words.index(str(letter.head_root)) for place in places)


def written_title(title: str, total: int, language: str) -> str:
    """The heading of a group."""
    return f"{title}：{total}项" if language == "zh" else f"{title}: {total}"


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_plain_text_and_html_tell_the_same_numbers(name: str, language: str) -> None:
    rendered = written(weeklies.SAMPLES[name](language))
    assert numbers(rendered.text) == numbers(Words(rendered.html).said)


@pytest.mark.parametrize("name", weeklies.SAMPLES)
def test_both_forms_lead_to_the_same_commitments(name: str) -> None:
    letter = weeklies.SAMPLES[name]("en")
    rendered = written(letter)
    lines = [line for group in letter.groups for line in group.lines]
    counted = [group for group in letter.groups if group.total > len(group.lines)]
    links = Words(rendered.html).links
    in_text = re.findall(rf"^ *({ADDRESS}/commitments/\S+)$", rendered.text, flags=re.MULTILINE)
    assert in_text == [link for link in links if "/commitments/" in link]
    assert in_text == [f"{ADDRESS}/commitments/{line.ref}" for line in lines]
    in_text = re.findall(rf"^({ADDRESS}/commitments\?q=\S+)$", rendered.text, flags=re.MULTILINE)
    assert in_text == [link for link in links if "?q=" in link][: len(counted)]
    assert len(in_text) == len(counted)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_parts_stand_with_their_sum(language: str) -> None:
    letter = weeklies.of_office(language)
    rendered = written(letter)
    assert sum(part.total for part in letter.parts) == letter.open == 221
    for words in (Words(rendered.html).said, rendered.text):
        rows = " ".join(words.split())
        for part in letter.parts:
            assert f"{part.title} {part.total}" in rows
        assert ("合计 221" if language == "zh" else "Together 221") in rows


def test_a_group_tells_its_worst_and_leads_to_all() -> None:
    rendered = written(weeklies.letter("en", weeklies.group("en", "overdue", 24)))
    assert rendered.text.count("/commitments/HLJ-") == 10
    assert "14 more: See all 24\nhttps://register.example/commitments?q=is:overdue%20sort:due\n" in rendered.text
    assert "14 more: See all 24" in Words(rendered.html).said


def test_what_is_undated_is_a_number_and_a_link() -> None:
    text = written(weeklies.first()).text
    assert "Unreviewed: 182\n" in text
    assert "Neither a deadline nor a coming day on which somebody looks at it again.\n\nSee all 182\n" in text
    assert text.count("/commitments/HLJ-") == 3


def test_a_line_says_what_whose_since_when_and_why() -> None:
    rendered = written(weeklies.letter("en", weeklies.group("en", "overdue", 1)))
    assert (
        """
* Bring the share of surface water of grade III or better to 85%
  173 days late. Due by 31 Dec 2025 (“到2025年”)
  Department of Ecology and Environment of Heilongjiang, Rectification
  after central inspection
  Why? No report of completion stands.
  https://register.example/commitments/HLJ-2024-017
"""
        in rendered.text
    )
    told = Words(rendered.html).said
    for words in ("173 days late . Due by 31 Dec 2025 ( 到2025年 ) HLJ-2024-017, ", "inspection Why? No report of"):
        assert words in told


def test_what_is_late_since_another_day_than_it_was_due_says_both() -> None:
    group = weeklies.group("en", "overdue", 1)
    line = replace(group.lines[0], since=date(2026, 1, 5))
    text = written(weeklies.letter("en", replace(group, lines=(line,)))).text
    assert "  173 days late, since 5 Jan. Due by 31 Dec 2025 (“到2025年”)\n" in text


@pytest.mark.parametrize(
    ("words", "day", "sentence"),
    [
        ("by the end of June", date(2026, 6, 30), "8 days left. Due by 30 Jun (“by the end of June”)"),
        ("", date(2026, 6, 30), "8 days left. Due by 30 Jun"),
        ("soon", None, "8 days left. Due “soon”, no day known"),
        ("", None, "8 days left"),
    ],
)
def test_a_deadline_is_told_as_far_as_it_is_known(words: str, day: date | None, sentence: str) -> None:
    group = weeklies.group("en", "due_soon", 1)
    line = replace(group.lines[0], due_words=words, last_day=day)
    rendered = written(weeklies.letter("en", replace(group, lines=(line,))))
    assert f"\n  {sentence}\n" in rendered.text
    told = re.sub("<[^>]+>", "", rendered.html).replace("\xa0", " ")
    assert f"{sentence}\nHLJ-2024-017" in told


def test_a_reason_that_all_share_is_said_once() -> None:
    group = weeklies.group("en", "overdue", 24)
    other = (replace(group.lines[0], why="Completion is reported for 1 Jul 2026 only."), *group.lines[1:])
    shared = written(weeklies.letter("en", group))
    several = written(weeklies.letter("en", replace(group, lines=other)))
    for words in (shared.text, Words(shared.html).said):
        assert words.count("No report of completion stands.") == words.count("Why these?") == 1
        assert words.count("Why?") == 0
    for words in (several.text, Words(several.html).said):
        assert words.count("Why? No report of completion stands.") == 9
        assert words.count("Why? Completion is reported for 1 Jul 2026 only.") == 1
        assert words.count("Why these?") == 0


def test_sentences_of_two_languages_are_joined_and_folded_well() -> None:
    chinese = Sentences("zh")
    assert chinese.joined("This is edition 1: to 2026年11月22日.", "It is new.").endswith("22日. It is new.")
    assert chinese.joined("本信为第1期。", "这是第一封。") == "本信为第1期。这是第一封。"
    for end in range(20, 60):
        folded = fold("This is edition 1: 2026年11月16日 to 2026年11月22日. It is (第一封信). 好!", end=end)
        assert [line for line in folded.splitlines() if line[0] in ".,)!"] == []


@pytest.mark.parametrize(
    ("weeks", "sentence"),
    [
        (1, "No edition was made for week 25, 2026; this letter covers it."),
        (2, "No edition was made for week 24, 2026 and week 25, 2026; this letter covers them."),
        (7, "No edition was made for 7 weeks, from week 19, 2026 to week 25, 2026; this letter covers them."),
    ],
)
def test_missed_weeks_are_told(weeks: int, sentence: str) -> None:
    rendered = written(weeklies.after_gap(weeks=weeks))
    assert sentence in Words(rendered.html).said
    assert sentence in " ".join(rendered.text.split())


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_letter_ends_with_what_it_is_and_what_it_proves(form: str) -> None:
    rendered = written(weeklies.ordinary())
    words = " ".join((rendered.text if form == "text" else Words(rendered.html).said).split())
    for sentence in (
        "You get this letter because you answer for commitments as Head of the Solid Waste Division.",
        "Everything is as the register stood on 22 Jun 2026 08:00, Beijing time.",
        "This is edition 26, for week 26, 2026: 22 Jun 2026 to 28 Jun 2026.",
        "Your last one was edition 25 of 15 Jun 2026 08:00",
        f"The history of the register then had 48,211 records, under the root: {weeklies.ROOT}",
        "write to the register office",
    ):
        assert sentence in words


def test_a_first_letter_says_what_it_calls_new() -> None:
    letter = replace(weeklies.letter("en", weeklies.group("en", "new", 2)), previous=None, previous_as_of=None)
    rendered = written(letter)
    assert rendered.subject == "2 overdue (2 new): week 26, 2026"
    assert "It is your first letter; what is called new became overdue" in " ".join(rendered.text.split())


def test_a_list_that_is_only_near_is_not_called_all() -> None:
    near = replace(weeklies.group("en", "overdue", 24), exact=False)
    letter = weeklies.letter("en", near)
    letter = replace(letter, parts=tuple(replace(part, exact=False) for part in letter.parts))
    rendered = written(letter)
    for words in (rendered.text, Words(rendered.html).said):
        assert "14 more: See the nearest list that a filter can give" in words
        assert "See all" not in words
    assert [link for link in Words(rendered.html).links if "?q=" in link] == [
        f"{ADDRESS}/commitments?q=is:overdue%20sort:due"
    ]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_html_asks_nothing_of_anybody(name: str, language: str) -> None:
    rendered = written(weeklies.SAMPLES[name](language))
    page = Words(rendered.html)
    assert page.fetched == []
    assert not {"img", "link", "script", "iframe", "form", "svg", "object", "video"} & set(page.tags)
    assert "url(" not in rendered.html
    assert "@import" not in rendered.html
    assert all(link.startswith(f"{ADDRESS}/") for link in page.links)


@pytest.mark.parametrize(("language", "most"), [("en", 25 * 1024), ("zh", 30 * 1024)])
def test_thirty_commitments_make_a_small_message(language: str, most: int) -> None:
    letter = weeklies.of_thirty(language)
    assert sum(len(group.lines) for group in letter.groups) == 30
    assert len(sent(letter)) < most


def sent(letter: Weekly) -> bytes:
    """The whole message, as it is handed to the mail server."""
    rendered = written(letter)
    return mail.build(
        sender="Register office <register@office.example>",
        to="head.of.solid.waste@office.example",
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=mail.message_id("weekly:2026-W26", "office.example"),
        date=letter.as_of,
        language=letter.language,
        headers={"Tracker-History-Head": f"{letter.head_size} {letter.head_root}"},
    )


def test_a_letter_does_not_grow_with_the_register() -> None:
    groups = tuple(weeklies.group("en", name, 1_000_000, shown=10) for name in ("overdue", "due_soon", "silent"))
    many, few = written(weeklies.letter("en", *groups)), written(weeklies.of_thirty())
    assert len(many.html) < len(few.html) * 1.05
    assert len(many.text) < len(few.text) * 1.05
    assert "Overdue: 1,000,000" in many.text


def test_what_people_wrote_is_never_markup() -> None:
    group = weeklies.group("en", "overdue", 1)
    title = "<script>alert('1')</script> & <b>\nBcc: x"
    line = replace(group.lines[0], title=title, body="A & B <i>", programme='"><img src=x>', due_words="<u>", why="<s>")
    bad = replace(group, lines=(line,), title="<h1>", query='is:overdue "<b>&"', meaning="<p>")
    letter = replace(weeklies.letter("en", bad), posts=("<em>",), news=News(("<marquee>",)))
    page, text = Words(written(letter).html), written(letter).text
    assert not {"script", "i", "img", "u", "s", "em", "marquee"} & set(page.tags)
    for words in (
        "<script>alert('1')</script> & <b> Bcc: x",
        "A & B <i>",
        '"><img src=x>',
        "“<u>”",
        "Why? <s>",
        "<em>",
    ):
        assert words in page.said.replace("\xa0", " ")
        assert words in text.replace("\xa0", " ")
    assert "\nBcc" not in text
    assert "&amp;" not in text
    assert f"{ADDRESS}/commitments?q=is:overdue%20%22%3Cb%3E%26%22" not in text, "all its commitments stand in it"


@pytest.mark.parametrize("name", weeklies.SAMPLES)
def test_a_chinese_letter_has_no_english_words(name: str) -> None:
    rendered = written(weeklies.SAMPLES[name]("zh"))
    for words in (rendered.subject, rendered.text, Words(rendered.html).said):
        assert re.findall(r"[A-Za-z]{2,}", OF_DATA.sub("", words)) == []


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_plain_text_keeps_to_its_columns(name: str, language: str) -> None:
    text = written(weeklies.SAMPLES[name](language)).text
    lines = text.splitlines()
    assert [line for line in lines if width(line) > COLUMNS and ADDRESS not in line] == []
    assert [line for line in lines if line != line.rstrip()] == []
    assert "\n\n\n" not in text
    assert [line for line in lines if line.strip()[:1] in tuple("，。、；：？”）·")] == []


def test_words_in_the_other_language_are_told_to_be() -> None:
    assert '(<q lang="zh-CN">到2025年</q>)' in written(weeklies.ordinary("en")).html
    assert " lang=" not in written(weeklies.ordinary("zh")).html.partition("<head>")[2]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_letter_that_was_kept_is_written_the_same(name: str, language: str) -> None:
    letter = weeklies.SAMPLES[name](language)
    assert written(from_data(to_data(letter))) == written(letter)
