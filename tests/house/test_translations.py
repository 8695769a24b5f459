"""Everything that is said to people is said in Chinese too, with the same values in it."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.house.files import ROOT

KEYWORDS = {"text": None, "_": None, "gettext": None, "ngettext": (1, 2)}
FOLDERS = ("tracker", "notifications")
CATALOGUES = sorted(ROOT.glob("tracker/locale/*/LC_MESSAGES/tracker.po"))


def test_everything_is_translated() -> None:
    chinese = catalogue("zh")
    untranslated = [
        f"{place} {identity!r}"
        for place, identity in said()
        if (message := chinese.get(identity)) is None or message.fuzzy or not all(forms(message.string))
    ]
    assert not untranslated, "add these to tracker/locale/zh/LC_MESSAGES/tracker.po (make messages collects them)"


@pytest.mark.parametrize("language", [path.parts[-3] for path in CATALOGUES])
def test_a_translation_holds_the_same_values(language: str) -> None:
    differing = [
        f"{message.id!r} → {form!r}"
        for message in catalogue(language)
        if message.id
        for form in forms(message.string)
        if form and places(form) not in allowed_places(message)
    ]
    assert not differing


def test_what_marks_words_for_people_keeps_its_name() -> None:
    renamed = [
        place
        for place, node in nodes()
        if isinstance(node, ast.ImportFrom) and node.module == "tracker.kit.text"
        if any(each.name == "text" and each.asname not in (None, "text") for each in node.names)
    ]
    assert not renamed, "the extractor looks for text: under another name nothing is collected"


def test_no_words_for_people_are_marked_inside_a_formatted_string() -> None:
    inside = [
        place
        for place, node in nodes()
        if isinstance(node, ast.JoinedStr)
        if any(isinstance(each, ast.Name) and each.id == "text" for part in node.values for each in _called(part))
    ]
    assert not inside, "the extractor does not look there: mark them on a line of their own"


def _called(part: ast.AST) -> list[ast.expr]:
    return [each.func for each in ast.walk(part) if isinstance(each, ast.Call)]


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Every piece of the code, and where it stands."""
    return tuple(
        (f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node)
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


@cache
def said() -> tuple[tuple[str, str], ...]:
    """Each message that the code and the templates say, and where."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as configuration:
        methods, options = parse_mapping_cfg(configuration)  # type: ignore[no-untyped-call]
    return tuple(
        (f"{folder}/{file}:{line}", forms(identity)[0])
        for folder in FOLDERS
        for file, line, identity, _, _ in extract_from_dir(
            ROOT / folder, methods, options, KEYWORDS, directory_filter=lambda path: not Path(path).name.startswith(".")
        )
    )


@cache
def catalogue(language: str) -> Catalog:
    """What is said in a language."""
    with (ROOT / f"tracker/locale/{language}/LC_MESSAGES/tracker.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(words: str | Iterable[str] | None) -> list[str]:
    """The singular and plural forms of a message, or its one form."""
    return [words or ""] if words is None or isinstance(words, str) else list(words)


def places(message: str) -> set[str]:
    """The names of the values that are put into a message."""
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}


def allowed_places(message: Message) -> list[set[str]]:
    """What a translation may hold: the values of the one form or, where there are two, of either."""
    return [places(form) for form in forms(message.id)]
