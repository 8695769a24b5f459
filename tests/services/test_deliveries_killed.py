"""A sender killed at any named point: nothing is lost, and a second copy is made only where nobody can know better."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.killing import killed_at
from tests.support.letters import FROM, MONDAY, in_files, put
from tests.support.registers import Register
from tests.support.smtp import MailServer, mail_server
from tracker.kit import points
from tracker.services import deliveries
from tracker.services.deliveries import Drained, drain
from tracker.services.leases import LEASE
from tracker.settings import Settings

LATER = MONDAY + LEASE + timedelta(seconds=1)
WORK = "tests.support.letters:drain_once"
KEYS = ("a", "b", "c")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def test_every_point_of_sending_is_tried_here() -> None:
    ours = {point for point in points.POINTS if point.startswith(("send.", "file."))}
    assert ours == {"send.claimed", "send.accepted", "send.written", "send.committed", "file.written", "file.renamed"}


@pytest.mark.parametrize(
    ("point", "copied", "ambiguous"),
    [
        ("send.claimed", [], ["b"]),  # claimed, never handed over: nobody can know that
        ("send.accepted", ["b"], ["b"]),  # taken by the server, not recorded
        ("send.written", ["b"], ["b"]),  # recorded, not committed
        ("send.committed", [], ["c"]),  # recorded, and the next one claimed
    ],
)
def test_after_a_kill_every_letter_reaches_the_server_and_a_copy_is_marked(
    empty: Register, tmp_path: Path, server: MailServer, point: str, copied: list[str], ambiguous: list[str]
) -> None:
    settings = Settings(home=tmp_path / "home", smtp_url=server.url, mail_from=FROM)
    put(empty.at(MONDAY), settings, *KEYS)
    env = {"TRACKER_SMTP_URL": server.url, "TRACKER_MAIL_FROM": FROM}
    killed_at(point, WORK, empty.url, str(settings.home), MONDAY.isoformat(), "killed", time=2, env=env)

    ctx = empty.at(LATER)
    assert drain(ctx, settings, owner="next").sent >= 1
    assert drain(ctx, settings, owner="next") == Drained()
    found = {view.key: view for view in deliveries.listing(ctx)}
    taken = Counter(accepted.message_id for accepted in server.accepted)
    assert {key: taken[found[key].message_id] for key in KEYS} == {key: 1 + (key in copied) for key in KEYS}
    assert {key for key in KEYS if found[key].ambiguous} == set(ambiguous)
    assert {view.state for view in found.values()} == {"sent"}
    assert {each.outcome for view in found.values() for each in view.attempts} == {"sent", "ambiguous"}


@pytest.mark.parametrize(
    "point", ["send.claimed", "send.accepted", "send.written", "send.committed", "file.written", "file.renamed"]
)
def test_after_a_kill_every_letter_lies_in_its_file_once(empty: Register, tmp_path: Path, point: str) -> None:
    settings = Settings(home=tmp_path / "home")
    put(empty.at(MONDAY), settings, *KEYS)
    killed_at(point, WORK, empty.url, str(settings.home), MONDAY.isoformat(), "killed", time=2)

    ctx = empty.at(LATER)
    assert drain(ctx, settings, owner="next").sent >= 1
    found = {view.key: view for view in deliveries.listing(ctx)}
    names = sorted(f"7/{view.message_id.strip('<>')}.eml" for view in found.values())
    assert in_files(settings.mail_folder) == names
    assert {(view.state, view.ambiguous) for view in found.values()} == {("sent", 0)}
    for view in found.values():
        file = settings.mail_folder / "7" / f"{view.message_id.strip('<>')}.eml"
        assert file.read_bytes() == deliveries.body(ctx, view.key)
