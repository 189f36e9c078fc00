"""A YAML file beside the suites, which the audit reads → its entries, or each mistake in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from grader.course.yaml_lines import Lines, all_broken, read

Entries = TypeVar("Entries")


class Entered(NamedTuple):
    """The entries of a file, and where each of its values stands."""

    entries: Any
    lines: Lines | None


def read_entries(path: Path, kind: TypeAdapter[Entries], nothing: Entries, fix: str) -> Entered:
    """Read a file into entries of this kind: ``nothing`` where it is missing, or all comments.

    Raises `CourseError`, with the line of each value that is wrong, and with this ``fix``.
    """
    file = f"{path.parent.name}/{path.name}"
    if not path.is_file() or _is_empty(path):
        return Entered(nothing, None)
    plain, lines = read(path, file)
    try:
        return Entered(kind.validate_python(plain), lines)
    except ValidationError as error:
        wrong = [(lines.of(loc), what, fix) for loc, what in _in_words(error)]
        raise all_broken(wrong, file) from None


def _is_empty(path: Path) -> bool:
    lines = path.read_bytes().splitlines()
    return all(line.strip()[:1] in (b"", b"#") for line in lines)


def _in_words(error: ValidationError) -> Iterator[tuple[tuple[int | str, ...], str]]:
    for each in error.errors(include_url=False):
        key = next((step for step in reversed(each["loc"]) if isinstance(step, str)), "")
        match each["type"]:
            case "missing":
                yield each["loc"], f"this entry has no `{key}`"
            case "extra_forbidden":
                yield each["loc"], f"unknown key `{key}`"
            case "value_error":
                yield each["loc"], str(each["ctx"]["error"])
            case _:
                yield each["loc"], f"`{key}`: {each['msg']}" if key else each["msg"]
