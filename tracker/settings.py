"""What an installation sets, and where the data of the product lies; the only reader of the environment."""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import ByteSize, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.kit.errors import Invalid
from tracker.kit.text import text

Language = Literal["en", "zh"]
PREFIX = "TRACKER_"


class Settings(BaseSettings):
    """The settings, from ``TRACKER_…`` variables; what each means stands in docs/reference.md, Environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    home: Path = Path("var")
    database_url: str | None = None
    database_owner_url: str | None = None
    bind: str = "127.0.0.1:8000"
    base_url: str | None = None
    zone: str = "Asia/Shanghai"
    language: Language = "en"
    actor: str | None = None
    token: SecretStr | None = None
    rules: Path | None = None
    notifications: Path | None = None
    smtp_url: str | None = None
    mail_from: str | None = None
    mail_redirect: str | None = None
    mail_hold: bool = False
    evidence_limit: ByteSize = Field(default=ByteSize(50 * 1024 * 1024), gt=0)
    question_seconds: float = Field(default=10, gt=0, le=3600)
    insecure_http: bool = False
    trusted_proxies: str = ""
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_client_secret_file: Path | None = None
    oidc_name: str | None = None

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"there is no time zone “{value}”; use a name such as Asia/Shanghai") from error
        return value

    @field_validator("bind")
    @classmethod
    def _bind_has_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65_535:
            raise ValueError("write an address and a port, such as 127.0.0.1:8000")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_networks(cls, value: str) -> str:
        for each in _listed(value):
            try:
                ip_network(each)
            except ValueError as error:
                raise ValueError(f"“{each}” is no address or network; write such as 10.0.0.5, 10.1.0.0/16") from error
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer_is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("write the issuer of the provider, such as https://login.example/realms/office")
        return value

    @property
    def proxies(self) -> tuple[str, ...]:
        """The addresses and networks whose word about the browser is believed."""
        return _listed(self.trusted_proxies)

    @property
    def mail_folder(self) -> Path:
        """Where letters are written that are not handed to a mail server."""
        return self.home / "mail"

    @property
    def evidence_folder(self) -> Path:
        """Where files of evidence lie; to be backed up together with the database."""
        return self.home / "evidence"

    @property
    def url(self) -> str:
        """The address of the register's database; the SQLite file in the home folder unless set."""
        return self.database_url or f"sqlite:///{(self.home / 'register.db').absolute()}"

    @property
    def owner_url(self) -> str:
        """The address by which migrations run; on PostgreSQL that of the role that owns the tables."""
        return self.database_owner_url or self.url

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Where the pages are served."""
        host, _, port = self.bind.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def address(self) -> str:
        """The address of the pages as a person would open it, without a slash at the end."""
        return (self.base_url or f"http://{self.bind}").rstrip("/")


def _listed(value: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in value.split(",") if each.strip())


def load(**given: object) -> Settings:
    """The settings, with what was given on the command line in front; raises Invalid naming the variable.

    A token that is there and empty is refused: whoever meant to act by it would act as the operator of the machine.
    """
    _require_no_empty_token()
    try:
        return Settings(**{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise Invalid(
            text("{name} cannot be used: {reason}", name=name, reason=first["msg"].removeprefix("Value error, ")),
            hint=text("Correct {name} in the environment; docs/reference.md lists what it may be.", name=name),
            where=name,
        ) from error


def _require_no_empty_token() -> None:
    name = PREFIX + "TOKEN"
    if any(given.upper() == name and not value.strip() for given, value in os.environ.items()):
        raise Invalid(
            text("{name} is set, and empty.", name=name),
            hint=text("Put a token in it; or take it out of the environment (unset {name}) to act as the operator of "
                      "this machine.", name=name),
            where=name,
        )  # fmt: skip


def data_folder(name: Literal["rules", "seeds", "notifications"]) -> Path:
    """Where the data that ships with the product lies: in an installed wheel, else beside the package."""
    package = Path(__file__).parent
    shipped = package / "_data" / name
    return shipped if shipped.is_dir() else package.parent / name
