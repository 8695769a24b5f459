"""Passwords: what is taken, how it is kept, and what it costs to guess."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.kit.errors import Invalid, Unavailable
from tracker.services import passwords

OWN = ("zhao-lijuan", "zhao.lijuan@office.example", "Zhao Lijuan", "赵丽娟")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "tulip-anvil-brook-seven",
        "839201847562",
        "春眠不觉晓处处闻啼鸟夜来",
        "kT9#xLq2vB8m",
        "The rain in Spain",
        "a tall ship and a star to steer her by",
        "tabby\u00a0cats drink tea",
        "x7" * 3 + "the old mill by the river",
    ],
)
def test_what_nobody_guesses_is_taken_without_rules_about_its_characters(password: str) -> None:
    assert passwords.checked(password, own=OWN)


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "P@ssw0rd2024!", "Password!!!!", "qwertyuiop12", "1qaz2wsx3edc", "zaq12wsxcde3", "a1b2c3d4e5f6",
        "123456789012", "098765432109", "abcdefghijkl", "letmein123456", "Welcome12345", "iloveyou1234", "admin@123456",
        "administrator", "woaini1314520", "520131452013", "198001011980", "zhangwei1990", "密码密码密码密码密码密码",
        "heilongjiang2024", "qwer1234asdf", "passwordpassword1", "Sunshine2024!!",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.checked(password)


@pytest.mark.parametrize(
    "password",
    ["zhao.lijuan2024", "LijuanZhao-1990", "zhao-lijuan@office", "赵丽娟赵丽娟赵丽娟2024", "office.example.zhao"],
)
def test_the_names_and_the_address_of_the_person_are_refused(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.checked(password, own=OWN)


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "abababababab", "kettlekettlekettle", "一一一一一一一一一一一一"])
def test_the_same_again_and_again_is_refused(password: str) -> None:
    with pytest.raises(Invalid, match="again"):
        passwords.checked(password)


def test_it_has_from_12_to_256_characters_and_no_control_characters() -> None:
    with pytest.raises(Invalid, match="12"):
        passwords.checked("blue kettle")
    assert passwords.checked("blue kettles")
    long = "".join(chr(0x4E00 + n) for n in range(256))
    assert passwords.checked(long) == long
    with pytest.raises(Invalid, match="256"):
        passwords.checked(long + "x")
    with pytest.raises(Invalid, match="control"):
        passwords.checked("blue\x00kettle on a hill")


def test_the_same_letters_in_another_form_are_the_same_password() -> None:
    kept = passwords.hashed(passwords.checked("café au lait ｆｕｌｌ"))
    assert passwords.matches(kept, "cafe\u0301 au lait full")
    assert not passwords.matches(kept, "cafe au lait full")


def test_it_is_kept_as_argon2id_with_the_parameters_that_were_decided() -> None:
    kept = passwords.hashed("blue kettles on a hill")
    found = extract_parameters(kept)
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (Type.ID, 19 * 1024, 2, 1)
    assert passwords.hashed("blue kettles on a hill") != kept
    assert not passwords.is_outdated(kept)


def test_the_hash_of_other_parameters_still_counts_and_is_to_be_made_anew() -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("blue kettles on a hill")
    assert passwords.matches(older, "blue kettles on a hill")
    assert passwords.is_outdated(older)


def test_where_there_is_no_password_the_same_work_is_done_and_none_is_right() -> None:
    assert not passwords.is_outdated(passwords.NOBODYS)  # so that it costs what a real one costs
    assert not passwords.matches("", "anything at all here")
    assert not passwords.matches("", "aaaaaaaaaaaa")


def test_a_hash_that_cannot_be_read_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unavailable):
        passwords.matches("$argon2id$nonsense", "blue kettles on a hill")


@settings(max_examples=15)
@given(st.text(st.characters(), max_size=300))
def test_whatever_is_typed_gets_an_answer(typed: str) -> None:
    assert passwords.matches("", typed) is False
    try:
        passwords.checked(typed)
    except Invalid as error:
        assert error.hint


def test_no_more_than_two_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most, go = [], [], Event()

    class Slow:
        def verify(self, kept: str, given: bytes) -> bool:
            inside.append(given)
            most.append(len(inside))
            if len(most) == passwords.AT_ONCE:
                go.set()
            assert go.wait(30)
            inside.pop()
            return True

    monkeypatch.setattr(passwords, "_hasher", Slow())
    with ThreadPoolExecutor(12) as threads:
        assert all(threads.map(lambda _: passwords.matches("x", "blue"), range(12)))
    assert max(most) == passwords.AT_ONCE


def test_whoever_waits_too_long_for_his_turn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0)
    with passwords._turn(), passwords._turn(), pytest.raises(Unavailable):
        passwords.matches("", "blue")
