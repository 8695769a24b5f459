"""Nothing in the repository tells of the machine it was written on, and nothing is left for later in a comment."""

import os
import re
from urllib.parse import urlsplit

from tests.house.files import text_files

# Put together from pieces, so that this file does not hold what it looks for.
FOLDERS = ["work", "root", "farm", "home/[a-z]", "Users/[A-Za-z]"]
PATHS = re.compile(r"(?<![\w.*~}\])-])/(" + "|".join(FOLDERS) + r")(/|\b)|\.\./" + "shared")
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "mirror.com"]
FOR_LATER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
SETTINGS_WITH_ADDRESSES = re.compile(r"^(PIP|UV|NPM)_", re.IGNORECASE)


def test_no_path_of_a_machine() -> None:
    assert not found(PATHS)


def test_no_package_registry() -> None:
    hosts = {*REGISTRIES, *configured_hosts()}
    assert not found(re.compile("|".join(map(re.escape, sorted(hosts)))))


def test_nothing_is_left_for_later() -> None:
    assert not found(FOR_LATER)


def configured_hosts() -> set[str]:
    """The hosts from which this machine is told to take packages."""
    values = [value for name, value in os.environ.items() if SETTINGS_WITH_ADDRESSES.match(name)]
    hosts = {urlsplit(address).hostname for value in values for address in value.split() if "://" in address}
    return {host for host in hosts if host and "." in host}


def found(pattern: re.Pattern[str]) -> list[str]:
    """Every line of the repository in which a pattern occurs."""
    return [
        f"{name}:{number} {match.group()}"
        for name, text in text_files()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := pattern.search(line))
    ]
