"""Files → validated records; a file with a fault gives faults that name file, record and field, and no records."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tracker.kit.system import reason
from tracker.kit.text import Text, text
from tracker.seeds.schema import FILES, Record, name_of, names_of

_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader, where there is one, is ten times as quick


class Loader(_Safe):  # type: ignore[misc]
    """Reads plain YAML, and refuses a field that a record states twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """A record; raises ConstructorError for a field that stands in it twice."""
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                problem = f"“{key.value}” stands here twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file of seeds."""

    file: str
    record: str
    field: str
    reason: Text


@dataclass(frozen=True, slots=True)
class SeedFile:
    """One file: its records, or its faults and no records."""

    name: str
    pattern: str
    records: tuple[Record, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_folder(folder: Path) -> Iterator[SeedFile]:
    """Every file of seeds in ``folder``, in the order in which they can be loaded; unknown YAML files are faults."""
    known: set[Path] = set()
    for pattern, model in FILES.items():
        for path in sorted(folder.glob(pattern)):
            known.add(path)
            yield read_file(path, path.relative_to(folder).as_posix(), pattern, model)
    for path in sorted({*folder.rglob("*.yaml"), *folder.rglob("*.yml")} - known):
        name = path.relative_to(folder).as_posix()
        reason = text("no such file is known; docs/guide/seeds.md lists the files of a set")
        yield SeedFile(name, "", faults=(Fault(name, "", "", reason),))


def read_file(path: Path, name: str, pattern: str, model: type[Record]) -> SeedFile:
    """One file, read and checked by itself; what it refers to in other files is checked later."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        told = text("line {line} is not YAML: {why}", line=line, why=str(getattr(error, "problem", "") or error))
        return SeedFile(name, pattern, faults=(Fault(name, "", "", told),))
    except (ValueError, OSError) as error:
        told = text("the file cannot be read: {why}", why=reason(error))
        return SeedFile(name, pattern, faults=(Fault(name, "", "", told),))
    if not isinstance(content, list | None):
        return SeedFile(name, pattern, faults=(Fault(name, "", "", text("the file must be a list of records")),))
    records, faults = _records(content or [], name, model)
    return SeedFile(name, pattern, faults=tuple(faults)) if faults else SeedFile(name, pattern, tuple(records))


def _records(content: list[Any], file: str, model: type[Record]) -> tuple[list[Record], list[Fault]]:
    records: list[Record] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, item in enumerate(content, start=1):
        try:
            record = model.model_validate(item)
        except ValidationError as error:
            faults.extend(faults_of(error, file, _called(item, number)))
            continue
        for field, name in names_of(record):
            if name in seen:
                faults.append(Fault(file, name_of(record), field, text("“{name}” stands here twice", name=name)))
            seen.add(name)
        records.append(record)
    return records, faults


def _called(item: Any, number: int) -> str:
    if isinstance(item, dict):
        for key in ("ref", "slug"):
            if isinstance(item.get(key), str):
                return str(item[key])
    return f"#{number}"


def faults_of(error: ValidationError, file: str, record: str) -> Iterator[Fault]:
    """What a model says against a record, field by field."""
    for item in error.errors():
        field = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            reason = text("no such field is known")
        elif item["type"] == "missing":
            reason = text("is missing")
        else:
            reason = text("{why} (found: {found})", why=item["msg"], found=str(item["input"])[:80])
        yield Fault(file, record, field, reason)
