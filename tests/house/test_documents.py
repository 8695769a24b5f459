"""What one can set and what one can make stands in the documents."""

import re

from tests.house.files import ROOT
from tracker.settings import Settings

TARGET = re.compile(r"^([a-z]+):.*?## ", re.MULTILINE)


def targets() -> list[str]:
    """The targets that make help names."""
    return TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8"))


def settings() -> list[str]:
    """The variables an installation may set."""
    prefix = Settings.model_config["env_prefix"]
    written = re.findall(rf"\b{prefix}[A-Z_]*[A-Z]\b", (ROOT / "tracker/settings.py").read_text(encoding="utf-8"))
    return sorted({*written, *(prefix + name.upper() for name in Settings.model_fields)})


def test_every_target_is_in_the_readme() -> None:
    assert not [target for target in targets() if not says("README.md", rf"make {target}")]


def test_every_setting_is_in_the_reference() -> None:
    assert not [setting for setting in settings() if not says("docs/reference.md", setting)]


def says(document: str, words: str) -> bool:
    """Say whether a document holds these words; one that is missing holds none."""
    file = ROOT / document
    return file.exists() and re.search(rf"\b{words}\b", file.read_text(encoding="utf-8")) is not None
