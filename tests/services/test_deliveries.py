"""Letters leave once: each answer of a mail server ends in the right state, with the right reason and the same id."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from tests.support.letters import FROM, MONDAY, in_files, letter, put, the_only
from tests.support.registers import Register
from tests.support.smtp import MailServer, mail_server
from tracker.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tracker.notifications.channels import Handed, Outcome
from tracker.notifications.channels.smtp import Patience
from tracker.services import deliveries, holding, mailing, settling
from tracker.services.context import NOBODY, Context
from tracker.services.deliveries import Drained, drain
from tracker.services.leases import LEASE
from tracker.services.office_news import LOST
from tracker.settings import Settings
from tracker.store import deliveries as store
from tracker.store import outbox

IMPATIENT = Patience(step=5, answer=0.2)
PATIENT = Patience(step=10, answer=10)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def files(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def by_mail(tmp_path: Path, server: MailServer) -> Settings:
    return Settings(home=tmp_path / "home", smtp_url=server.url, mail_from=FROM)


@pytest.fixture
def ctx(empty: Register) -> Context:
    return empty.at(MONDAY)


def ids(server: MailServer) -> list[str]:
    return [accepted.message_id for accepted in server.accepted]


# ---------------------------------------------------------------------- the ways out


def test_letters_become_files_where_no_mail_server_is_set(ctx: Context, files: Settings) -> None:
    put(ctx, files, "a", "b")
    put(ctx, files, "c", edition=None)
    assert drain(ctx, files, owner="me") == Drained(sent=3)
    assert len(in_files(files.mail_folder)) == 3
    found = deliveries.listing(ctx, edition=7)
    for view in found:
        name = view.message_id.strip("<>")
        assert (files.mail_folder / "7" / f"{name}.eml").read_bytes() == deliveries.body(ctx, view.key)
        assert (view.state, view.ended_at, [each.outcome for each in view.attempts]) == ("sent", MONDAY, ["sent"])
    assert [file.split("/")[0] for file in in_files(files.mail_folder)] == ["7", "7", "other"]


def test_letters_go_to_the_mail_server_as_they_were_frozen(ctx: Context, by_mail: Settings, server: MailServer) -> None:
    put(ctx, by_mail, "a", "b", "c")
    assert drain(ctx, by_mail, owner="me") == Drained(sent=3)
    assert {each.content for each in server.accepted} == {deliveries.body(ctx, key) for key in "abc"}
    assert {each.sender for each in server.accepted} == {"register@office.test"}
    assert server.connections == 1
    (attempt,) = deliveries.listing(ctx)[0].attempts
    assert (attempt.channel, attempt.recipient, attempt.code, attempt.reply) == (
        "smtp",
        "a@office.test",
        250,
        "OK, taken",
    )


@pytest.mark.parametrize("address", ["a@body.example", "a@BODY.Example", "a@example"])
def test_an_address_under_example_is_never_given_to_a_mail_server(
    ctx: Context, by_mail: Settings, server: MailServer, address: str
) -> None:
    put(ctx, by_mail, "a", to=address)
    assert drain(ctx, by_mail, owner="me") == Drained(sent=1)
    assert not server.connections
    assert len(in_files(by_mail.mail_folder)) == 1


def test_all_mail_is_redirected_to_one_address_and_says_so(ctx: Context, by_mail: Settings, server: MailServer) -> None:
    put(ctx, by_mail, "a")
    put(ctx, by_mail, "b", to="b@body.example")
    redirected = by_mail.model_copy(update={"mail_redirect": "test@office.test"})
    assert drain(ctx, redirected, owner="me") == Drained(sent=2)
    assert {each.recipient for each in server.accepted} == {"test@office.test"}
    for accepted, key in zip(server.accepted, "ab", strict=True):
        frozen = deliveries.body(ctx, key)
        assert accepted.content.endswith(frozen)
        front = accepted.content.removesuffix(frozen).decode()
        assert front.startswith("Resent-From: ")
        assert "\r\nResent-To: test@office.test\r\n" in front
        assert front.endswith("\r\n") and "\r\n\r\n" not in front
    assert {each.attempts[0].recipient for each in deliveries.listing(ctx)} == {"test@office.test"}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"smtp_url": "smtp://127.0.0.1"}, "TRACKER_SMTP_URL is set, but not who the letters are from"),
        ({"smtp_url": "mail", "mail_from": FROM}, "TRACKER_SMTP_URL is not the address of a mail server"),
        ({"mail_from": "office"}, "“office” is not an address"),
        ({"mail_redirect": "office"}, "“office” is not an address"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_before_anything_is_claimed(
    ctx: Context, files: Settings, wrong: dict[str, str], named: str
) -> None:
    put(ctx, files, "a")
    with pytest.raises(Invalid, match=named):
        drain(ctx, files.model_copy(update=wrong), owner="me")
    assert the_only(ctx).state == "ready"


def test_the_same_key_is_put_in_once_and_what_was_first_stays(ctx: Context, files: Settings) -> None:
    first, second = letter(files, "a"), replace(letter(files, "a"), body=b"other")
    with ctx.db.write() as session:
        assert outbox.add(session, [first], at=MONDAY) == 1
        assert outbox.add(session, [second, letter(files, "b")], at=MONDAY) == 1
    assert deliveries.body(ctx, "a") == first.body


def test_no_more_are_sent_than_were_asked_for(ctx: Context, files: Settings) -> None:
    put(ctx, files, *"abc")
    assert [drain(ctx, files, owner="me", limit=n).sent for n in (0, 2, 2)] == [0, 2, 1]


def test_a_letter_waits_for_its_time(empty: Register, files: Settings) -> None:
    put(empty.at(MONDAY), files, "a")
    early = empty.at(MONDAY - timedelta(seconds=1))
    assert drain(early, files, owner="me") == Drained()
    assert deliveries.next_due(early) == MONDAY
    assert drain(empty.at(MONDAY), files, owner="me") == Drained(sent=1)
    assert deliveries.next_due(early) is None


# ---------------------------------------------------------------------- what a server answers


@pytest.mark.parametrize(
    ("mode", "state", "drained", "reason"),
    [
        ("sender 451", "ready", Drained(deferred=1), "try again later: 451"),
        ("sender 550", "refused", Drained(refused=1), "refused the sender register@office.test: 550"),
        ("recipient 451", "ready", Drained(deferred=1), "try again later: 451"),
        ("recipient 550", "refused", Drained(refused=1), "refused the address: 550 as the test wants it"),
        ("data 451", "ready", Drained(deferred=1), "try again later: 451"),
        ("data 554", "refused", Drained(refused=1), "refused the letter: 554"),
        ("letter 451", "ready", Drained(deferred=1), "try again later: 451"),
        ("letter 554", "refused", Drained(refused=1), "refused the letter: 554"),
        ("drop after", "ambiguous", Drained(ambiguous=1), "its answer was lost; a copy may have arrived"),
        ("late", "ambiguous", Drained(ambiguous=1), "its answer was lost; a copy may have arrived"),
        ("nonsense", "ambiguous", Drained(ambiguous=1), "its answer was lost; a copy may have arrived"),
    ],
)
def test_each_answer_ends_in_its_state_and_the_letter_arrives_later_if_it_can(
    empty: Register, by_mail: Settings, server: MailServer, mode: str, state: str, drained: Drained, reason: str
) -> None:
    ctx = empty.at(MONDAY)
    put(ctx, by_mail, "a")
    server.modes.append(mode)
    assert drain(ctx, by_mail, owner="me", patience=IMPATIENT) == drained
    found = the_only(ctx)
    assert (found.state, found.ambiguous) == (state, int(state == "ambiguous"))
    assert reason in str(found.reason)
    assert drain(ctx, by_mail, owner="me") == Drained()

    later = empty.at(MONDAY + timedelta(minutes=2))
    sent = 0 if state == "refused" else 1
    assert drain(later, by_mail, owner="me", patience=PATIENT) == Drained(sent=sent)
    assert ids(server) == [found.message_id] * (sent + found.ambiguous)
    after = the_only(later)
    assert (after.state, after.ambiguous) == ("sent" if sent else "refused", found.ambiguous)
    assert (after.reason is None) == bool(sent)
    assert [each.outcome for each in after.attempts] == [next(iter(vars_of(drained))), *["sent"] * sent]


def vars_of(drained: Drained) -> list[str]:
    return [name for name in Drained.__slots__ if getattr(drained, name)]


def test_a_server_that_is_not_there_puts_off_one_letter_and_the_others_wait(
    empty: Register, by_mail: Settings, server: MailServer
) -> None:
    ctx = empty.at(MONDAY)
    put(ctx, by_mail, *"abc")
    server.die()
    assert drain(ctx, by_mail, owner="me") == Drained(deferred=1)
    assert sorted(view.state for view in deliveries.listing(ctx)) == ["ready"] * 3
    assert sum(len(view.attempts) for view in deliveries.listing(ctx)) == 1
    server.start()
    assert drain(ctx, by_mail, owner="me") == Drained(sent=2)
    assert drain(empty.at(MONDAY + timedelta(minutes=2)), by_mail, owner="me") == Drained(sent=1)
    assert len(ids(server)) == len(set(ids(server))) == 3


def test_a_letter_that_is_put_off_again_and_again_is_given_up_and_told(
    empty: Register, by_mail: Settings, server: MailServer
) -> None:
    put(empty.at(MONDAY), by_mail, "a")
    server.otherwise = lambda: "recipient 451"
    at, waits = MONDAY, list[timedelta]()
    while at - MONDAY < mailing.GIVEN_UP:
        ctx = empty.at(at)
        assert drain(ctx, by_mail, owner="me") == Drained(deferred=1)
        due = deliveries.next_due(ctx)
        assert due is not None
        waits.append(due - at)
        at = due
    assert waits[:4] == sorted(waits[:4])
    assert timedelta(minutes=1) <= waits[0] <= timedelta(minutes=1, seconds=15)
    assert timedelta(hours=4) <= max(waits) <= timedelta(hours=5)
    ctx = empty.at(at)
    assert drain(ctx, by_mail, owner="me") == Drained(dead=1)
    found = the_only(ctx)
    assert (found.state, len(found.attempts)) == ("dead", len(waits) + 1)
    reason = f"Given up after {len(waits) + 1} attempts. The server asked to try again later: 451"
    assert str(found.reason).startswith(reason)
    assert deliveries.next_due(ctx) is None
    with ctx.db.read() as session:
        assert [row.key for row in store.rows(session, states=LOST)] == ["a"]
        assert not store.rows(session, states=LOST, ended_after=at)
        assert deliveries.counts(session, edition=7)["dead"] == 1


def test_an_outage_of_four_days_and_twenty_hours_costs_no_letter(
    empty: Register, by_mail: Settings, server: MailServer
) -> None:
    put(empty.at(MONDAY), by_mail, "a")
    server.die()
    at = MONDAY
    while at - MONDAY < mailing.GIVEN_UP - timedelta(hours=4):
        ctx = empty.at(at)
        assert drain(ctx, by_mail, owner="me") == Drained(deferred=1)
        at = deliveries.next_due(ctx) or at
    server.start()
    assert drain(empty.at(at), by_mail, owner="me") == Drained(sent=1)
    assert len(the_only(empty.at(at)).attempts) > mailing.MOST_COPIES
    assert len(ids(server)) == 1


def test_a_letter_that_waited_long_for_its_first_attempt_is_not_given_up_at_once(
    empty: Register, by_mail: Settings, server: MailServer
) -> None:
    put(empty.at(MONDAY), by_mail, "a")
    server.die()
    late = empty.at(MONDAY + timedelta(days=9))
    assert drain(late, by_mail, owner="me") == Drained(deferred=1)
    assert the_only(late).state == "ready"


def test_a_letter_that_was_given_up_and_is_sent_again_by_hand_has_five_days_anew(
    empty: Register, by_mail: Settings, server: MailServer
) -> None:
    put(empty.at(MONDAY), by_mail, "a")
    server.die()
    drain(empty.at(MONDAY), by_mail, owner="me")
    later = empty.at(MONDAY + mailing.GIVEN_UP)
    assert drain(later, by_mail, owner="me") == Drained(dead=1)
    holding.retry(later, "a")
    assert drain(later, by_mail, owner="me") == Drained(deferred=1)


def test_a_letter_whose_answers_are_always_lost_is_given_up_before_it_has_come_a_thirteenth_time(
    empty: Register, by_mail: Settings, server: MailServer
) -> None:
    put(empty.at(MONDAY), by_mail, "a")
    server.otherwise = lambda: "drop after"
    at = MONDAY
    for number in range(mailing.MOST_COPIES):
        last = number == mailing.MOST_COPIES - 1
        ctx = empty.at(at)
        became = Drained(dead=1) if last else Drained(ambiguous=1)
        assert drain(ctx, by_mail, owner="me", patience=IMPATIENT) == became
        at = deliveries.next_due(ctx) or at
    assert the_only(empty.at(at)).ambiguous == mailing.MOST_COPIES


def test_while_the_mail_server_is_away_letters_are_still_written_to_files(
    ctx: Context, by_mail: Settings, server: MailServer
) -> None:
    put(ctx, by_mail, "a", "c", "e")
    put(ctx, by_mail, "b", to="b@body.example")
    put(ctx, by_mail, "d", to="d@EXAMPLE")
    server.die()
    heard: list[deliveries.Answered] = []
    assert drain(ctx, by_mail, owner="me", heard=heard.append) == Drained(sent=2, deferred=1)
    assert len(in_files(by_mail.mail_folder)) == 2
    assert [(each.address, each.became) for each in heard if each.handed.unreachable] == [("a@office.test", "deferred")]
    assert sum(len(view.attempts) for view in deliveries.listing(ctx)) == 3


def test_while_the_disk_is_full_letters_still_go_to_the_mail_server(
    ctx: Context, by_mail: Settings, server: MailServer
) -> None:
    put(ctx, by_mail, "a", "b", to="a@body.example")
    put(ctx, by_mail, "c", "d")
    by_mail.home.mkdir()
    by_mail.mail_folder.write_text("a file where a folder should be")
    assert drain(ctx, by_mail, owner="me") == Drained(sent=2, deferred=1)
    assert len(ids(server)) == 2


def test_what_is_all_redirected_waits_for_the_one_server_it_goes_to(
    ctx: Context, by_mail: Settings, server: MailServer
) -> None:
    put(ctx, by_mail, "a")
    put(ctx, by_mail, "b", to="b@body.example")
    server.die()
    redirected = by_mail.model_copy(update={"mail_redirect": "test@office.test"})
    assert drain(ctx, redirected, owner="me") == Drained(deferred=1)


def test_letters_put_off_together_come_back_apart_but_always_at_the_same_time() -> None:
    pauses = [mailing.pause(f"weekly:2026-W48:p{n}:mail", 1) for n in range(100)]
    assert len(set(pauses)) == 100
    assert pauses == [mailing.pause(f"weekly:2026-W48:p{n}:mail", 1) for n in range(100)]


# ---------------------------------------------------------------------- leases


def claimed_by(ctx: Context, settings: Settings, owner: str, at: datetime) -> outbox.Claimed:
    """Claim a letter as a sender does that then stops."""
    with ctx.db.write() as session:
        claimed = outbox.claim(session, owner, at=at, lease=LEASE)
        assert claimed is not None
        with mailing.Post(settings) as post:
            channel, recipient = post.way(claimed.address)
        outbox.begin(session, claimed, channel=channel.name, recipient=recipient, at=at)
        return claimed


def test_a_letter_whose_sender_lives_is_left_to_it(empty: Register, by_mail: Settings) -> None:
    ctx = empty.at(MONDAY)
    put(ctx, by_mail, "a")
    claimed_by(ctx, by_mail, "other", MONDAY)
    assert deliveries.next_due(ctx) == MONDAY + LEASE
    assert drain(empty.at(MONDAY + LEASE - timedelta(seconds=1)), by_mail, owner="me") == Drained()
    assert [each.outcome for each in the_only(ctx).attempts] == ["unfinished"]


def test_a_letter_whose_sender_stopped_is_ambiguous_with_a_server_and_sent_again(
    empty: Register, by_mail: Settings, server: MailServer
) -> None:
    put(empty.at(MONDAY), by_mail, "a")
    claimed_by(empty.at(MONDAY), by_mail, "other", MONDAY)
    ctx = empty.at(MONDAY + LEASE)
    assert drain(ctx, by_mail, owner="me") == Drained(sent=1)
    found = the_only(ctx)
    assert (found.state, found.ambiguous, ids(server)) == ("sent", 1, [found.message_id])
    assert [each.outcome for each in found.attempts] == ["ambiguous", "sent"]


def test_a_letter_whose_sender_stopped_is_simply_written_again_as_a_file(empty: Register, files: Settings) -> None:
    put(empty.at(MONDAY), files, "a")
    claimed_by(empty.at(MONDAY), files, "other", MONDAY)
    ctx = empty.at(MONDAY + LEASE)
    assert drain(ctx, files, owner="me") == Drained(sent=1)
    found = the_only(ctx)
    assert (found.state, found.ambiguous) == ("sent", 0)
    assert [each.outcome for each in found.attempts] == ["interrupted", "sent"]


def test_a_sender_that_lost_its_letter_does_not_overwrite_what_became_of_it(empty: Register, by_mail: Settings) -> None:
    ctx = empty.at(MONDAY)
    put(ctx, by_mail, "a")
    slow = claimed_by(ctx, by_mail, "slow", MONDAY)
    later = empty.at(MONDAY + LEASE)
    assert drain(later, by_mail, owner="me") == Drained(sent=1)
    with later.db.write() as session:
        late = Handed(Outcome.REFUSED, mailing.INTERRUPTED, 550, "too late")
        assert settling.record(session, slow, late, at=later.clock.now()) == "overtaken"
    found = the_only(later)
    assert (found.state, found.reason) == ("sent", None)
    assert [(each.outcome, each.code) for each in found.attempts] == [("refused", 550), ("sent", 250)]


def test_an_answer_that_comes_after_the_lease_but_before_another_took_over_counts(
    empty: Register, by_mail: Settings, server: MailServer
) -> None:
    put(empty.at(MONDAY), by_mail, "a")
    slow = claimed_by(empty.at(MONDAY), by_mail, "slow", MONDAY)
    later = empty.at(MONDAY + LEASE)
    assert drain(later, by_mail, owner="me", limit=0) == Drained()
    assert the_only(later).state == "ambiguous"
    with later.db.write() as session:
        assert settling.record(session, slow, Handed(Outcome.SENT, None, 250, "OK"), at=later.clock.now()) == "sent"
    assert the_only(later).state == "sent"
    assert drain(later, by_mail, owner="me") == Drained()
    assert not ids(server)


def test_several_senders_at_once_send_each_letter_once(empty: Register, by_mail: Settings, server: MailServer) -> None:
    keys = [f"k{n:02}" for n in range(30)]
    put(empty.at(MONDAY), by_mail, *keys)
    results: list[Drained] = []
    contexts = [empty.apart(MONDAY) for _ in range(3)]
    senders = [
        Thread(target=lambda ctx=ctx, n=n: results.append(drain(ctx, by_mail, owner=f"sender {n}")))
        for n, ctx in enumerate(contexts)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sum(result.sent for result in results) == 30
    assert len(ids(server)) == len(set(ids(server))) == 30


# ---------------------------------------------------------------------- by hand


def test_all_mail_can_be_held_and_let_go(ctx: Context, files: Settings) -> None:
    put(ctx, files, *"abc")
    held = files.model_copy(update={"mail_hold": True})
    assert drain(ctx, held, owner="me") == Drained(held=3)
    assert {str(view.reason) for view in deliveries.listing(ctx, state="held")} == {
        "All mail is held (TRACKER_MAIL_HOLD)."
    }
    assert drain(ctx, files, owner="me") == Drained()
    assert not in_files(files.mail_folder)
    holding.release(ctx, "a")
    assert holding.release(ctx) == 2
    assert drain(ctx, files, owner="me") == Drained(sent=3)


def test_what_is_held_by_request_does_not_name_a_setting(ctx: Context, files: Settings) -> None:
    put(ctx, files, "a")
    assert drain(ctx, files, owner="me", hold=True) == Drained(held=1)
    assert str(the_only(ctx).reason) == "Held, as was asked."
    assert holding.waiting(ctx) == holding.Waiting(1, 0, None)


def test_one_letter_can_be_held_and_let_go(ctx: Context, files: Settings) -> None:
    put(ctx, files, *"ab")
    holding.hold(ctx, "a")
    assert drain(ctx, files, owner="me") == Drained(sent=1)
    assert holding.release(ctx, "a") == 1
    assert drain(ctx, files, owner="me") == Drained(sent=1)


def test_what_was_refused_can_be_tried_again(ctx: Context, by_mail: Settings, server: MailServer) -> None:
    put(ctx, by_mail, "a")
    server.modes.append("recipient 550")
    assert drain(ctx, by_mail, owner="me") == Drained(refused=1)
    holding.retry(ctx, "a")
    assert drain(ctx, by_mail, owner="me") == Drained(sent=1)
    assert [each.outcome for each in the_only(ctx).attempts] == ["refused", "sent"]


def test_what_never_became_a_message_cannot_be_tried_again(ctx: Context, files: Settings) -> None:
    with ctx.db.write() as session:
        outbox.add(session, [replace(letter(files, "a"), body=b"", message_id="")], at=MONDAY)
        outbox.put(session, ["a"], into={"state": "dead"}, among=["ready"])
    with pytest.raises(Conflict, match="nothing to send"):
        holding.retry(ctx, "a")
    assert the_only(ctx).state == "dead"


def test_more_letters_are_listed_than_a_database_takes_values(ctx: Context) -> None:
    with ctx.db.read() as session:
        assert len(store.attempts(session, [f"key-{number}" for number in range(70_000)])) == 70_000


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("https://register.office.test", "tracker@register.office.test"),
        ("http://tracker_web:8000", "tracker@localhost"),
        ("http://[::1]:8000", "tracker@localhost"),
        ("http://[::1", "tracker@localhost"),
        (None, "tracker@localhost"),
    ],
)
def test_letters_are_from_the_host_of_the_pages_where_that_can_stand_in_an_address(
    address: str | None, sender: str
) -> None:
    assert mailing.sender_of(Settings(base_url=address)) == sender


@pytest.mark.parametrize("deed", [holding.hold, holding.release, holding.retry])
def test_whoever_came_in_by_a_door_and_may_not_keep_the_outbox_is_refused(
    ctx: Context, files: Settings, deed: object
) -> None:
    assert callable(deed)
    put(ctx, files, "a")
    stranger = replace(ctx, who=NOBODY)
    for key in ("a", "nothing"):
        with pytest.raises(Forbidden):
            deed(stranger, key)
        with pytest.raises(Forbidden):
            deliveries.body(stranger, key)
    with pytest.raises(Forbidden):
        deliveries.listing(stranger)
    assert the_only(ctx).state == "ready"


@pytest.mark.parametrize("deed", [holding.hold, holding.release, holding.retry])
def test_what_was_sent_can_be_neither_held_nor_sent_again(ctx: Context, files: Settings, deed: object) -> None:
    assert callable(deed)
    put(ctx, files, "a")
    drain(ctx, files, owner="me")
    with pytest.raises(Conflict, match="“sent”"):
        deed(ctx, "a")
    with pytest.raises(NotFound):
        deed(ctx, "nothing")
