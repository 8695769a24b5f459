"""What stands on a page: its text, its links, its tables."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Element:
    """One element, its attributes, and what is inside it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, white space made one."""
        return " ".join("".join(part if isinstance(part, str) else part.raw for part in self.inside).split())

    @property
    def raw(self) -> str:
        """All text inside, as it stands."""
        return "".join(part if isinstance(part, str) else part.raw for part in self.inside)

    def all(self, tag: str, **attributes: str) -> list["Element"]:
        """Every element of a tag inside, with these attributes (``class_`` for a class among others)."""
        found = []
        for part in self.inside:
            if isinstance(part, Element):
                if part.tag == tag and part.has(attributes):
                    found.append(part)
                found.extend(part.all(tag, **attributes))
        return found

    def one(self, tag: str, **attributes: str) -> "Element":
        """The first of them; there must be one."""
        return self.all(tag, **attributes)[0]

    def has(self, attributes: dict[str, str]) -> bool:
        """Whether these attributes are there."""
        for name, value in attributes.items():
            if name == "class_":
                if value not in self.attributes.get("class", "").split():
                    return False
            elif self.attributes.get(name) != value:
                return False
        return True

    def rows(self) -> list[list[str]]:
        """The text of each cell of each row in the body of the first table."""
        return [[cell.text for cell in row.inside if isinstance(cell, Element)] for row in self.one("tbody").all("tr")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.stack = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].inside.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack[-1].tag == tag, f"</{tag}> closes <{self.stack[-1].tag}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.stack[-1].inside.append(data)


def read(html: str) -> Element:
    """The page; fails where an element is closed that was not opened, or the other way round."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.stack) == 1, f"<{reader.stack[-1].tag}> is not closed"
    return reader.stack[0]
