"""The text of course.yml, with its lines: where each value stands, so that an error can say it.

`Lines` finds the line of a path such as ``("exercises", 2, "parts", 0, "points")``. What is not
YAML at all is a CourseError here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from grader.errors import CourseError

FILE = "course.yml"
Loc = tuple[int | str, ...]


class Problem(NamedTuple):
    """One thing that is wrong: where (a path of keys and positions), what, and the fix."""

    loc: Loc
    what: str
    fix: str


class _Loader(yaml.SafeLoader):
    """Plain YAML, with two surprises less: a date stays text, and 1e-4 is a number."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[tuple[int, str, int]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Note each key that stands twice, too."""
        first: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if isinstance(key, yaml.ScalarNode) and first.setdefault(key.value, line) != line:
                self.repeated.append((line, key.value, first[key.value]))
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(":timestamp")]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+$"), list("-+0123456789")
)


@dataclass(frozen=True)
class Lines:
    """Where the values of a YAML document stand."""

    root: yaml.Node
    repeated: Sequence[tuple[int, str, int]]
    """(line, key, first line) of each key that stands twice in one mapping."""

    def of(self, loc: Loc) -> int:
        """Return the line of a value, or of the nearest thing around it that is there."""
        node, line = self.root, self.root.start_mark.line + 1
        for step in loc:
            found = _step(node, step)
            if found is None:
                break
            node, mark = found
            line = mark.line + 1
        return line


def read(path: Path, file: str = FILE) -> tuple[Any, Lines]:
    """Read a file of the course into plain values and their lines; ``file`` is its name in errors.

    Raises `CourseError` for one that cannot be read, is no YAML or empty.
    """
    try:
        return _read(path)
    except CourseError as error:
        raise CourseError(error.message.replace(FILE, file, 1), error.remedy) from None


def _read(path: Path) -> tuple[Any, Lines]:
    text = _text(path)
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise broken(1, "is empty", "begin with `name:` and `exercises:`")
        return loader.construct_document(node), Lines(node, loader.repeated)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = f"is not YAML: {error.problem or error}"
        raise broken(line, what, _yaml_fix(text, line, what)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise broken(line, "holds a control character", "remove it") from None
    except (ValueError, RecursionError) as error:
        what = str(error) if isinstance(error, ValueError) else "nested too deeply"
        raise broken(1, f"is not YAML: {what}", "see an example in the README") from None


def broken(line: int, what: str, fix: str, file: str = FILE) -> CourseError:
    """Make the error of one line."""
    return CourseError(f"{file}:{line}: {what}", fix)


def all_broken(problems: Iterable[tuple[int, str, str]], file: str = FILE) -> CourseError:
    """Make one error of many (line, what, fix), in the order of the lines, each with its fix."""
    ordered = sorted(set(problems))
    if len(ordered) == 1:
        return broken(*ordered[0], file)
    said = [f"{file}:{line}: {what}\n    {fix}" for line, what, fix in ordered]
    return CourseError("\n".join(said), f"fix these {len(ordered)} places in {file}")


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise broken(1, f"cannot be read: {error.strerror}", f"make {path} readable") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise broken(line, "is not UTF-8 text", "save the file as UTF-8") from None


def _yaml_fix(text: str, line: int, what: str) -> str:
    lines = text.splitlines()
    if "mapping values" not in what and any(
        "\t" in each for each in lines[max(0, line - 2) : line]
    ):
        return "indent with spaces: YAML allows no tabs"
    if "mapping values" in what or "expected <block end>" in what:
        return 'put a text that holds ": " in quotes, or indent this line as its neighbours are'
    return "compare the indentation, colons, quotes and brackets of this line and the one before"


def _step(node: yaml.Node, step: int | str) -> tuple[yaml.Node, yaml.Mark] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(step):
                return value, key.start_mark
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark
    return None
