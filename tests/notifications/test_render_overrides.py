"""Templates of an office's own: they replace the shipped ones, and a fault in them is named."""

from pathlib import Path

import pytest

from tests.support import weeklies
from tracker.kit.errors import Invalid
from tracker.notifications.render import Renderer
from tracker.settings import data_folder

SHIPPED = data_folder("notifications")
ADDRESS = "https://register.example"


def with_own(folder: Path, name: str, words: str) -> Renderer:
    """A renderer with one template of an office's own."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words, encoding="utf-8")
    return Renderer(SHIPPED, folder, ADDRESS)


def test_an_own_template_replaces_only_its_own_part(tmp_path: Path) -> None:
    own = with_own(tmp_path, "weekly/subject.txt", '{{ _("All clear") }}, office of {{ letter.posts[0] }}')
    shipped = Renderer(SHIPPED, None, ADDRESS).weekly(weeklies.ordinary())
    rendered = own.weekly(weeklies.ordinary())
    assert rendered.subject == "All clear, office of Head of the Solid Waste Division"
    assert (rendered.text, rendered.html) == (shipped.text, shipped.html)


def test_an_own_template_may_build_on_the_shipped_layout(tmp_path: Path) -> None:
    own = '{% extends "_layout/letter.txt" %}\n{% block body %}\n{{ letter.overdue }} late & <ours>\n{% endblock %}\n'
    text = with_own(tmp_path, "weekly/body.txt", own).weekly(weeklies.ordinary()).text
    assert text.startswith("3 late & <ours>\n")
    assert weeklies.ROOT in text


def test_an_own_sentence_changes_every_form(tmp_path: Path) -> None:
    sentences = (
        (SHIPPED / "weekly/sentences.txt").read_text(encoding="utf-8").replace('"Due today"', '"Due by tonight"')
    )
    renderer = with_own(tmp_path, "weekly/sentences.txt", sentences.replace("n == 0", "n == 8"))
    rendered = renderer.weekly(weeklies.ordinary())
    assert "Due by tonight" in rendered.text
    assert "Due by tonight" in rendered.html


@pytest.mark.parametrize(
    ("name", "words", "line", "reason"),
    [
        ("weekly/body.txt", "\n\n{% for x in letter.groups %}\n", 3, "Unexpected end of template"),
        ("weekly/body.txt", "\n{{ letter.overdu }}\n", 2, "has no attribute 'overdu'"),
        ("weekly/subject.txt", "{{ letter.overdue }}\n{{ leter.overdue }}", 2, "'leter' is undefined"),
        ("weekly/subject.txt", "{{ letter.overdue|nofilter }}", 1, "No filter named 'nofilter'"),
        ("weekly/body.html", "<p>\n{{ letter.overdue + '' }}", 2, "unsupported operand"),
        ("weekly/body.html", "<p>\n{{ 1 / (letter.open - letter.open) }}", 2, "division by zero"),
        ("weekly/body.html", "{{ letter.__class__.__mro__ }}", 1, "unsafe"),
        ("weekly/body.html", "{{ [].append(1) }}", 1, "'append' of 'list' object is unsafe"),
        ("weekly/body.html", "\n{{ _('{missing}', n=1) }}", 2, "missing"),
        ("weekly/body.html", '\n{% extends "_layout/other.html" %}', 2, "other.html"),
        ("_layout/end.txt", "{% macro reason(letter) %}{% endmacro %}\n{{ 1", 2, "end of template"),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, name: str, words: str, line: int, reason: str) -> None:
    renderer = with_own(tmp_path, name, words)
    with pytest.raises(Invalid) as refused:
        renderer.weekly(weeklies.ordinary())
    assert refused.value.where == f"{tmp_path / name}:{line}"
    assert reason in str(refused.value)
    assert str(tmp_path / name) in str(refused.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    renderer = with_own(tmp_path, "weekly/body.txt", "")
    (tmp_path / "weekly/body.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Invalid) as refused:
        renderer.weekly(weeklies.ordinary())
    assert refused.value.where == str(tmp_path / "weekly/body.txt")


def test_a_missing_look_is_told_although_the_shipped_body_asks_for_it(tmp_path: Path) -> None:
    renderer = with_own(tmp_path, "_layout/looks.html", "{% set dark = {} %}\n")
    with pytest.raises(Invalid, match="has no attribute 'light'"):
        renderer.weekly(weeklies.ordinary())


def test_the_shipped_templates_serve_while_the_own_are_at_fault(tmp_path: Path) -> None:
    broken = with_own(tmp_path, "weekly/body.html", "{{")
    shipped = Renderer(SHIPPED, None, ADDRESS)
    assert broken.shipped.weekly(weeklies.ordinary()) == shipped.weekly(weeklies.ordinary())
    assert broken.shipped is broken.shipped


def test_a_letter_cannot_be_changed_by_a_template(tmp_path: Path) -> None:
    renderer = with_own(tmp_path, "weekly/subject.txt", "{% set letter.overdue = 0 %}{{ letter.overdue }}")
    with pytest.raises(Invalid, match="namespace"):
        renderer.weekly(weeklies.ordinary())
