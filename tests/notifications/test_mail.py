"""What is frozen is a message as it should be, and nothing that is written in it can become a header."""

import email
import email.policy
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kit.errors import Invalid
from tracker.notifications import mail

AT = datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=8)))
GIVEN: dict[str, Any] = {
    "sender": "登记机构 Register office <register@office.test>",
    "to": "li@office.test",
    "subject": "承诺事项周报 第48周：逾期 12 项",
    "text": "Twelve are overdue.\n.\nFrom now on\n",
    "html": "<p>逾期 12 项</p>\n",
    "message_id": mail.message_id("weekly:2026-W48:p1:mail", "office.test"),
    "date": AT,
    "language": "zh",
    "headers": {"Tracker-History-Head": f"1203 {'ab' * 32}", "Tracker-Edition": "12"},
}
NAMES = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language",
    "Tracker-History-Head", "Tracker-Edition", "MIME-Version", "Content-Type",
]  # fmt: skip


def built(**changed: Any) -> bytes:
    return mail.build(**{**GIVEN, **changed})


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def content(raw: bytes, kind: str) -> str:
    part = read(raw).get_body((kind,))
    assert part is not None
    return str(part.get_content())


hostile = st.text(
    alphabet=st.characters() | st.sampled_from(list('=?_utf8qbQB0AD:.<>@" \t\r\n\u2028\x85')), max_size=300
)
encoded = st.builds(
    "{}=?{}?{}?{}?={}".format,
    hostile, st.sampled_from(["utf-8", "latin-1", "gb18030", "none", "utf-7"]), st.sampled_from("qQbB"),
    st.sampled_from(["a=0ABcc=3A_e@e", "a=0D=0Abody", "YQ0KQmNjOiBlQGU=", "=3D=3Futf-8=3Fq=3Fa=3D0AB=3F=3D"]) | hostile,
    hostile,
)  # fmt: skip


def test_a_message_has_two_forms_and_says_what_it_is() -> None:
    message = read(built())
    assert message.keys() == NAMES
    assert message["From"].addresses[0].display_name == "登记机构 Register office"
    assert message["From"].addresses[0].addr_spec == "register@office.test"
    assert message["To"].addresses[0].addr_spec == "li@office.test"
    assert message["Subject"] == GIVEN["subject"]
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Tracker-History-Head"] == GIVEN["headers"]["Tracker-History-Head"]
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert not [defect for part in message.walk() for defect in part.defects]


def test_the_head_of_the_history_stands_on_one_line() -> None:
    assert f"\r\nTracker-History-Head: 1203 {'ab' * 32}\r\n".encode() in built()


def test_the_same_is_always_the_same_bytes() -> None:
    assert built() == built()
    assert mail.message_id("a", "x.test") == mail.message_id("a", "x.test") != mail.message_id("b", "x.test")


@given(plain=st.text(max_size=2000), html=st.text(st.sampled_from("逾期 .\r\n=<a>"), max_size=2000))
def test_both_texts_arrive_as_they_were_but_for_their_line_ends(plain: str, html: str) -> None:
    plain, html = (text.encode("utf-8", "ignore").decode() for text in (plain, html))
    raw = built(text=plain, html=html)
    assert content(raw, "plain") == ended(plain)
    assert content(raw, "html") == ended(html)
    assert_lines_can_travel(raw)


def ended(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n") + "\n"
    return lines.replace("\n", "\r\n")


def assert_lines_can_travel(raw: bytes) -> None:
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@given(hostile | encoded)
def test_no_subject_can_add_a_header(subject: str) -> None:
    try:
        raw = built(subject=subject)
    except Invalid:
        return
    assert [part.keys() for part in (read(raw), email.message_from_bytes(raw))] == [NAMES, NAMES]
    assert read(raw)["Subject"] == " ".join(filter(None, subject.replace("=?", "=\u200b?").split(" ")))
    assert content(raw, "plain") == ended(GIVEN["text"])
    assert_lines_can_travel(raw)


@given(hostile | encoded)
def test_no_extra_header_can_add_another(value: str) -> None:
    try:
        raw = built(headers={"Tracker-Edition": value})
    except Invalid:
        return
    assert read(raw).keys() == [name for name in NAMES if name != "Tracker-History-Head"]


@given(st.one_of(hostile, encoded, st.builds("{}@{}".format, hostile, hostile), st.emails()))
def test_no_address_can_add_a_header_or_another_recipient(address: str) -> None:
    try:
        raw = built(to=address, sender=f"{address[:20]} <{address}>")
    except Invalid:
        return
    message = read(raw)
    assert message.keys() == NAMES
    assert len(message["To"].addresses) == len(message["From"].addresses) == 1
    local = message["To"].addresses[0].addr_spec.rpartition("@")[0]
    assert local.encode("utf-8", "surrogateescape").decode() == address.strip().rpartition("@")[0]


@given(st.emails(domains=st.just("office.test")))
def test_ordinary_addresses_are_kept(address: str) -> None:
    assert mail.address(address) == address


@pytest.mark.parametrize(
    "subject",
    ["x\r\nBcc: e@e", "a\x00b", "a\u2028b", "\x85x", "=?utf-8?q?a=0ABcc=3A_e@e?=", "=?utf-8?b?YQ0KQmNjOiBlQGU=?=",
     "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3D0ABcc=3A_e=3F=3D?=", "=?utf-8?q?a=0D?=", "\ud800"],
)  # fmt: skip
def test_a_subject_with_a_hidden_control_is_refused(subject: str) -> None:
    with pytest.raises(Invalid, match="cannot stand in the head of a letter"):
        built(subject=subject)


@pytest.mark.parametrize(
    "subject", ["承诺事项周报：逾期 12 项" * 3, "Q3 report", "ﬁne – “quoted”", "a" * 400, "word " * 90]
)
def test_an_ordinary_subject_is_kept(subject: str) -> None:
    assert read(built(subject=subject))["Subject"] == subject.strip()


@pytest.mark.parametrize(
    "address", ["", "nobody", "@office.test", "a@", "a b@office.test", "a@b@office.test", "<a@office.test>",
                "a@office..test", "a@-office.test", "a@[127.0.0.1]", '"a b"@office.test', "a@office.test, b@x.test",
                "=?utf-8?q?a?=@office.test", "a@" + "x" * 64 + ".test", "a" * 65 + "@office.test", "a@\u3002.test"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Invalid, match="is not an address for mail"):
        built(to=address)


def test_a_domain_in_chinese_is_written_in_ascii() -> None:
    assert mail.address("li@例子.测试") == "li@xn--fsqu00a.xn--0zwm56d"
    assert mail.address("李雷@例子.测试") == "李雷@xn--fsqu00a.xn--0zwm56d"


@pytest.mark.parametrize("headers", [{"Subject": "again"}, {"bcc :": "x"}, {"X\r\nBcc": "x"}, {"subject": "again"}])
def test_a_header_that_is_there_already_or_has_no_proper_name_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        built(headers=headers)


def test_a_message_that_is_sent_on_says_so_in_front() -> None:
    line = {"sender": GIVEN["sender"], "to": "test@office.test", "message_id": GIVEN["message_id"]}
    front = mail.resent(**line, date=datetime(2026, 11, 23, tzinfo=UTC))
    message = read(front + built())
    assert message.keys() == ["Resent-From", "Resent-To", "Resent-Date", "Resent-Message-ID", *NAMES]
    assert str(message["Resent-To"]) == "test@office.test"
    assert message["Resent-Message-ID"] != message["Message-ID"]
