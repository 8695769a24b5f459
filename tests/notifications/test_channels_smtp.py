"""Letters handed to a real mail server, kind and hostile."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.smtp import MailServer, mail_server, only
from tracker.kit.errors import Invalid
from tracker.notifications.channels import Handed, Letter, Outcome
from tracker.notifications.channels.server import Server, server_of
from tracker.notifications.channels.smtp import Patience, SmtpChannel

BODY = b"Message-ID: <abc@office.test>\r\n\r\n.\r\n..\r\n.x\r\nlast\r\n"
SENDER = "register@office.test"
IMPATIENT = Patience(step=5, answer=0.2)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def channel(server: MailServer) -> Iterator[SmtpChannel]:
    channel = SmtpChannel(server_of(server.url), SENDER, Patience(step=5, answer=5))
    yield channel
    channel.close()


def letter(name: str = "abc", *, to: str = "li@office.test", content: bytes = BODY) -> Letter:
    return Letter(f"<{name}@office.test>", "12", to, content.replace(b"<abc@", f"<{name}@".encode()), 1)


def test_what_arrives_is_what_was_frozen_byte_for_byte(server: MailServer, channel: SmtpChannel) -> None:
    handed = channel.send(letter())
    assert (handed.outcome, handed.code, handed.reply) == (Outcome.SENT, 250, "OK, taken")
    (accepted,) = server.accepted
    assert (accepted.sender, accepted.recipient, accepted.content) == (SENDER, "li@office.test", BODY)


def test_letters_share_one_connection(server: MailServer, channel: SmtpChannel) -> None:
    server.modes.extend(["accept", "recipient 550", "letter 451", "data 554", "sender 451", "accept"])
    outcomes = [channel.send(letter(str(n))).outcome.value for n in range(6)]
    assert outcomes == ["sent", "refused", "deferred", "refused", "deferred", "sent"]
    assert server.connections == 1
    assert [each.message_id for each in server.accepted] == ["<0@office.test>", "<5@office.test>"]


@pytest.mark.parametrize(
    ("mode", "outcome", "reason"),
    [
        ("sender 451", Outcome.DEFERRED, "The server asked to try again later: 451 as the test wants it"),
        ("sender 550", Outcome.REFUSED, f"The server refused the sender {SENDER}: 550 as the test wants it"),
        ("recipient 451", Outcome.DEFERRED, "The server asked to try again later: 451 as the test wants it"),
        ("recipient 550", Outcome.REFUSED, "The server refused the address: 550 as the test wants it"),
        ("data 451", Outcome.DEFERRED, "The server asked to try again later: 451 as the test wants it"),
        ("data 554", Outcome.REFUSED, "The server refused the letter: 554 as the test wants it"),
        ("letter 451", Outcome.DEFERRED, "The server asked to try again later: 451 as the test wants it"),
        ("letter 554", Outcome.REFUSED, "The server refused the letter: 554 as the test wants it"),
    ],
)
def test_what_the_server_says_no_to_is_certain(
    server: MailServer, channel: SmtpChannel, mode: str, outcome: Outcome, reason: str
) -> None:
    server.modes.append(mode)
    handed = channel.send(letter())
    assert (handed.outcome, str(handed.reason)) == (outcome, reason)
    assert f"{handed.code} {handed.reply}" in reason
    assert not server.accepted


def test_a_connection_lost_in_the_middle_of_the_letter_is_certain(server: MailServer, channel: SmtpChannel) -> None:
    server.modes.append("drop before")
    handed = channel.send(letter(content=BODY + (b"x" * 70 + b"\r\n") * 300_000))
    assert handed.outcome is Outcome.DEFERRED
    assert f"127.0.0.1:{server.port} broke off before it had the whole letter" in str(handed.reason)
    assert not handed.unreachable
    assert channel.send(letter()).outcome is Outcome.SENT


@pytest.mark.parametrize("mode", ["drop after", "late", "nonsense"])
def test_an_answer_lost_after_the_final_dot_is_ambiguous(server: MailServer, mode: str) -> None:
    server.modes.append(mode)
    channel = SmtpChannel(server_of(server.url), SENDER, IMPATIENT)
    handed = channel.send(letter())
    assert handed.outcome is Outcome.AMBIGUOUS
    assert str(handed.reason) == "The server took the letter but its answer was lost; a copy may have arrived."
    assert channel.send(letter("next")).outcome is Outcome.SENT
    assert [each.message_id for each in server.accepted] == ["<abc@office.test>", "<next@office.test>"]
    channel.close()


def test_a_server_that_closes_between_letters_is_called_again(server: MailServer, channel: SmtpChannel) -> None:
    server.modes.append("tired")
    assert [channel.send(letter(str(n))).outcome for n in range(3)] == [Outcome.SENT] * 3
    assert server.connections == 2


def test_a_server_that_died_between_letters_cannot_be_reached(server: MailServer, channel: SmtpChannel) -> None:
    assert channel.send(letter()).outcome is Outcome.SENT
    server.die()
    handed = channel.send(letter("next"))
    assert (handed.outcome, handed.unreachable) == (Outcome.DEFERRED, True)
    assert str(handed.reason) == (
        f"The mail server at 127.0.0.1:{server.port} did not answer: the connection was refused (Connection refused)"
    )
    server.start()
    assert channel.send(letter("next")).outcome is Outcome.SENT


def test_an_address_beyond_ascii_is_used_where_the_server_can(server: MailServer, channel: SmtpChannel) -> None:
    content = "To: 李雷@office.test\r\n".encode() + BODY
    assert channel.send(letter(to="李雷@office.test", content=content)).outcome is Outcome.SENT
    assert channel.send(letter("next")).outcome is Outcome.SENT
    assert (server.accepted[0].recipient, server.accepted[0].content) == ("李雷@office.test", content)


def test_an_address_beyond_ascii_is_refused_where_the_server_cannot() -> None:
    with mail_server(enable_SMTPUTF8=False) as server:
        channel = SmtpChannel(server_of(server.url), SENDER, Patience())
        handed = channel.send(letter(to="李雷@office.test"))
        assert handed.outcome is Outcome.REFUSED
        assert "李雷@office.test: it has signs beyond ASCII" in str(handed.reason)
        assert channel.send(letter("next")).outcome is Outcome.SENT
        channel.close()


# ---------------------------------------------------------------------- who the server is, and who we are


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]  # fmt: skip
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


@pytest.fixture
def server_tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


def sent_by(url: str) -> Handed:
    channel = SmtpChannel(server_of(url), SENDER, Patience(step=5, answer=5))
    try:
        return channel.send(letter())
    finally:
        channel.close()


@pytest.mark.usefixtures("trusted")
def test_letters_go_encrypted_from_the_start(server_tls: ssl.SSLContext) -> None:
    with mail_server(implicit_tls=server_tls) as server:
        assert sent_by(f"smtps://localhost:{server.port}").outcome is Outcome.SENT


@pytest.mark.usefixtures("trusted")
def test_letters_go_encrypted_after_starttls_with_name_and_password(server_tls: ssl.SSLContext) -> None:
    options = {"tls_context": server_tls, "authenticator": only("登".encode().hex() + "@x", "p:/@ %")}
    with mail_server(**options, auth_required=True) as server:
        user = "登".encode().hex() + "%40x"
        assert sent_by(f"smtp+starttls://{user}:p%3A%2F%40%20%25@localhost:{server.port}").outcome is Outcome.SENT
        handed = sent_by(f"smtp+starttls://{user}:wrong@localhost:{server.port}")
    assert (handed.outcome, handed.unreachable) == (Outcome.DEFERRED, True)
    assert "did not accept name and password: 535" in str(handed.reason)
    assert "wrong" not in str(handed.reason)


@pytest.mark.parametrize("security", ["smtps", "smtp+starttls"])
def test_a_server_that_cannot_show_who_it_is_gets_nothing(server_tls: ssl.SSLContext, security: str) -> None:
    options = {"implicit_tls": server_tls} if security == "smtps" else {"tls_context": server_tls}
    with mail_server(**options) as server:
        handed = sent_by(f"{security}://localhost:{server.port}")
        assert not server.accepted
    assert (handed.outcome, handed.unreachable) == (Outcome.DEFERRED, True)
    assert "could not show that it is the one" in str(handed.reason)


def test_without_the_encryption_that_was_asked_for_nothing_is_sent(server: MailServer) -> None:
    handed = sent_by(f"smtp+starttls://u:secret@127.0.0.1:{server.port}")
    assert (handed.outcome, handed.unreachable, server.accepted) == (Outcome.DEFERRED, True, [])
    assert "STARTTLS" in str(handed.reason)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.office.test", Server("smtp", "mail.office.test", 25, "", "")),
        ("smtps://mail.office.test/", Server("smtps", "mail.office.test", 465, "", "")),
        (
            "smtp+starttls://a%40b:c%2Fd@mail.office.test",
            Server("smtp+starttls", "mail.office.test", 587, "a@b", "c/d"),
        ),
        ("smtp://[::1]:2525", Server("smtp", "::1", 2525, "", "")),
    ],
)
def test_a_server_is_read_from_its_address(url: str, server: Server) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    "url",
    ["mail.office.test", "http://u:secret@mail", "smtp://u:secret@", "smtp://u:secret@mail:99999", "smtp://u:secret@mail:x",
     "smtp://:secret@mail", "smtp://secret@mail", "smtp://u:secret@mail/path", "smtp://u:secret@mail?x=1", "smtp://u:secret@[::1",
     "smtp://u:secret%0D%0A@mail", "smtp://u:secret%FF@mail", "smtp://u:secret%E6%89%BF@mail", "smtp://u:secret@mail:0",
     "smtp://u:secret@mail..test", f"smtp://u:secret@{'m' * 64}.test"],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused_without_telling_the_password(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        server_of(url)
    assert "TRACKER_SMTP_URL" in str(refused.value.message)
    assert "secret" not in f"{refused.value!r} {refused.value.hint} {refused.value.__cause__}"


def test_a_server_is_shown_without_its_password() -> None:
    server = server_of("smtps://u:secret@mail.office.test")
    assert server.shown == "mail.office.test:465"
    assert "secret" not in repr(server)
