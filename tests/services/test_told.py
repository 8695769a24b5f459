"""Who was told of a commitment: everybody's letters for whoever reads letters, one's own for all others."""

from dataclasses import replace

import pytest

from tests.support.browsers import OFFICER, sign_in
from tests.web.mondays import sent
from tracker.kit.errors import NotFound
from tracker.kit.language import say
from tracker.services import signing, told
from tracker.services.context import Context

__all__ = ["sent"]

NAMED = "MEE-ZON-003"


def seen_by(ctx: Context, who: str) -> Context:
    """The register as somebody meets it who signed in."""
    return replace(ctx, who=signing.signed_in(ctx, sign_in(ctx, who)))


def test_whoever_reads_letters_sees_who_was_told_and_what(sent: Context) -> None:
    found = told.about(seen_by(sent, OFFICER), NAMED)
    assert found.all
    (letter,) = found.letters
    assert (letter.edition, letter.mine) == (1, False)
    assert letter.groups[0][0] == "逾期"
    assert say(letter.state, "en") == "Written to a file"


def test_the_addressee_sees_the_letter_to_himself(sent: Context) -> None:
    found = told.about(seen_by(sent, "sample-mee-office"), NAMED)
    assert not found.all
    assert [each.mine for each in found.letters] == [True]


def test_whoever_sees_the_commitment_does_not_see_the_letters_of_others(sent: Context) -> None:
    ref = "HLJ-2024-025"
    everybody = {each.name for each in told.about(seen_by(sent, OFFICER), ref).letters}
    found = told.about(seen_by(sent, "sample-hlj-dee"), ref)
    assert len(everybody) > len(found.letters)
    assert all(each.mine for each in found.letters)


def test_of_what_somebody_may_not_see_nothing_is_told(sent: Context) -> None:
    with pytest.raises(NotFound):
        told.about(seen_by(sent, "sample-yubei"), NAMED)


def test_a_part_of_a_reference_is_not_the_reference(sent: Context) -> None:
    letters = told.about(seen_by(sent, OFFICER), "MEE-ZON-004").letters
    assert all("MEE-ZON-003" not in why for each in letters for _, why in each.groups)
