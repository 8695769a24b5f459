"""The guide names every address of the API, what it does and the scope that it needs."""

from tests.house.files import ROOT
from tracker.web.api.routes import OPERATIONS


def test_every_address_stands_in_the_guide() -> None:
    guide = (ROOT / "docs/guide/api.md").read_text(encoding="utf-8")
    lines = {line for line in guide.splitlines() if line.startswith("| `")}
    assert lines == {f"| `{each.method} {each.path}` | {each.summary} | {each.scope} |" for each in OPERATIONS}
