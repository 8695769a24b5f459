"""What the register kept as plain English is put into words of either language; what people wrote stays theirs."""

from typing import get_args

import pytest

from tracker.domain.rights import RIGHT_WORDS, Right
from tracker.kit.language import say
from tracker.kit.text import text
from tracker.seeds.loader import read_folder
from tracker.seeds.schema import CommitmentSeed
from tracker.services import signing
from tracker.services.access import Event
from tracker.services.access_words import EVENTS
from tracker.services.labels import label
from tracker.services.own_words import DETAIL, SUBJECT
from tracker.settings import data_folder


def test_every_subject_of_the_starter_register_has_a_name() -> None:
    records = [each for file in read_folder(data_folder("seeds")) for each in file.records]
    tags = {tag for each in records if isinstance(each, CommitmentSeed) for tag in each.tags}
    assert tags and tags <= SUBJECT.keys()
    assert say(label("air", "tag"), "zh") == "大气"
    assert say(label("of-an-office", "tag"), "zh") == "of-an-office"


def test_every_event_and_every_way_of_signing_in_has_a_name() -> None:
    assert EVENTS.keys() == set(Event)
    assert set(get_args(signing.How)) <= DETAIL.keys()


@pytest.mark.parametrize("right", Right)
def test_what_was_refused_is_said_in_chinese(right: Right) -> None:
    kept = str(text("None of your posts allows you to {what}.", what=RIGHT_WORDS[right]))
    assert say(label(kept, "detail"), "en") == kept
    said = say(label(kept, "detail"), "zh")
    assert said == f"您所任岗位均无权{say(RIGHT_WORDS[right], 'zh')}。"


@pytest.mark.parametrize(
    ("kept", "english", "chinese"),
    [
        ("link", "by a link", "通过链接"),
        ("password: no account", "by password: no account", "通过密码：无账号"),
        ("by the operator: 调离", "by the operator: 调离", "由运维人员办理：调离"),
        ("by the operator: Approved", "by the operator: Approved", "由运维人员办理：Approved"),
        ("by 17c3df61844d406e", "by 17c3df61844d406e", "由17c3df61844d406e办理"),
        ("read, write", "read, write", "read, write"),
        ("3", "3", "3"),
    ],
)
def test_the_detail_of_the_access_log(kept: str, english: str, chinese: str) -> None:
    assert (say(label(kept, "detail"), "en"), say(label(kept, "detail"), "zh")) == (english, chinese)


def test_the_reason_of_a_seed_and_that_of_a_person() -> None:
    assert say(label("seeds: commitments/hlj-2024.yaml", "reason"), "zh") == "由种子数据commitments/hlj-2024.yaml载入"
    assert say(label("{因故}", "reason"), "zh") == "{因故}"
    assert say(label("Approved", "reason"), "zh") == "Approved", "what a person typed is not translated"
