"""What building the wheel adds to copying files: compiled translations, and the folders of data beside the package."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA_FOLDERS = ("rules", "seeds", "notifications")


class ProjectBuildHook(BuildHookInterface[Any]):
    """Runs for a wheel and for an editable installation alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every translation in place, and put the data folders below ``tracker/_data`` in the wheel."""
        root = Path(self.root)
        for catalogue in sorted(root.glob("tracker/locale/*/LC_MESSAGES/*.po")):
            compile_catalogue(catalogue)
        if version == "standard":
            build_data["force_include"].update(data_files(root))


def compile_catalogue(source: Path) -> None:
    """Write the binary form of a ``.po`` file beside it."""
    language = source.parent.parent.name
    with source.open("rb") as text, source.with_suffix(".mo").open("wb") as binary:
        write_mo(binary, read_po(text, locale=language))


def data_files(root: Path) -> Iterator[tuple[str, str]]:
    """Pair each visible data file with its place in the wheel; the builder by itself would take hidden files too."""
    for folder in DATA_FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            inside = file.relative_to(root)
            if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in inside.parts):
                yield str(file), f"tracker/_data/{inside.as_posix()}"
