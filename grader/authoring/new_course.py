"""A course → a new one of some of its exercises, in a folder of its own.

What goes along is whatever an exercise needs to be released, graded and audited: its row of
course.yml with the comments, its folder of solutions/, data/ where it reads that, its calibrated
gates, right and wrong variants, and what ``validity/`` says of it. exercises/ is derived anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import yaml

from grader.authoring.derive import (
    CONVENTIONS,
    IGNORE,
    Files,
    new_folder,
    real_file,
    release,
    tree,
    write_files,
)
from grader.authoring.student_folder import PLAYGROUND
from grader.course.model import Course, Exercise, load_course, schema_text
from grader.errors import UsageError

SCHEMA = "course.schema.json"
IGNORED = """\
# Grades, and in results.sqlite the secret from which the checks' inputs are drawn: show it nobody.
results/
*.sqlite
*.sqlite-wal
*.sqlite-shm
# The solutions and a secret, for Gradescope.
autograder.zip
# What comes up by itself, or is only of this machine.
.venv/
__pycache__/
.ipynb_checkpoints/
.pytest_cache/
.DS_Store
.grader/
# What commands write.
/pictures/
handin.zip
junit.xml
"""
"""The .gitignore of whoever writes a course."""
ONE_ROW = re.compile(r"\| `(\w+)` \|")


def new_course(source: Course, directory: Path, exercises: Sequence[str] = ()) -> Course:
    """Write a course of these exercises of another one (of all by default), and return it.

    Raises `UnknownName` for an exercise that the source does not have, and `UsageError` for a
    folder that is not empty or a source without solutions.
    """
    if not source.solution_folder().is_dir():
        what = f"{source.root} has no solutions/: this is a student's folder of the course"
        raise UsageError(what, "--from the folder in which the course is written")
    names = {source.exercise(each).name for each in exercises}
    chosen = [each for each in source.exercises if not names or each.name in names]
    with new_folder(directory) as folder:
        write_files(_files(source, chosen), folder)
        release(load_course(folder, exactly=True))
    return load_course(directory, exactly=True)


def _files(source: Course, chosen: Sequence[Exercise]) -> Files:
    names = {each.name for each in chosen}
    files = {name: real_file(source, name) for name in _taken_whole(source, chosen)}
    if any(b"data/" in content for name, content in files.items() if name.endswith(".py")):
        files |= {name: real_file(source, name) for name in _below(source, "data")}
    text = _text(source, "course.yml")
    rows = dict(_entries(yaml.compose(text)))["exercises"]
    if isinstance(rows, yaml.CollectionNode) and rows.flow_style:
        what = "course.yml: its exercises stand in brackets, and cannot be taken apart by lines"
        raise UsageError(what, "write them one below the other, each after a `-`")
    files["course.yml"] = _kept(text, rows, names)
    files[SCHEMA], files[IGNORE] = schema_text().encode(), IGNORED.encode()
    for name in ("validity/equivalent.yml", "validity/names.yml"):
        if (source.root / name).is_file():
            text = _text(source, name)
            files[name] = _kept(text, yaml.compose(text), names)
    named = re.compile(rf"\b({'|'.join(names)})\b")
    if (source.root / PLAYGROUND).is_file() and named.search(_text(source, PLAYGROUND)):
        files[PLAYGROUND] = real_file(source, PLAYGROUND)
    if (source.root / CONVENTIONS).is_file():
        others = {each.name for each in source.exercises} - names
        lines = _text(source, CONVENTIONS).splitlines(keepends=True)
        kept = (each for each in lines if not _is_of(others, each))
        files[CONVENTIONS] = "".join(kept).encode()
    return files


def _taken_whole(source: Course, chosen: Sequence[Exercise]) -> Iterator[str]:
    for each in chosen:
        yield from _below(source, f"solutions/{each.name}")
        yield from _below(source, f"tests/validity/wheats/{each.name}")
        single = [f"tests/validity/chaffs/{each.name}.py"]
        single += [f"validity/calibration/{gate.name}.json" for gate in each.gates]
        yield from (name for name in single if (source.root / name).is_file())


def _below(source: Course, folder: str) -> Iterator[str]:
    return (f"{folder}/{name}" for name in tree(source.root / folder))


def _text(source: Course, name: str) -> str:
    return real_file(source, name).decode("utf-8-sig")


def _is_of(exercises: Collection[str], line: str) -> bool:
    row = ONE_ROW.match(line)
    return row is not None and row[1] in exercises


def _kept(text: str, node: yaml.Node | None, names: Collection[str]) -> bytes:
    """Return a YAML text with those entries of a node that are of these exercises.

    The entries of a list name theirs, or begin with it; those of a mapping stand below its name.
    A comment right above an entry is the entry's.
    """
    if node is None:
        return text.encode()
    lines = text.splitlines(keepends=True)
    of = [_exercise_of(each) for each in node.value]
    starts = [_first_line(each, lines) for each in node.value]
    ends = [*starts[1:], node.end_mark.line]
    kept = [
        "".join(lines[first:last])
        for exercise, first, last in zip(of, starts, ends, strict=True)
        if exercise in names
    ]
    head, tail = lines[: starts[0]], lines[node.end_mark.line :]
    return "".join([*head, *kept, *tail]).encode() if kept else b""


def _entries(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    return ((str(key.value), value) for key, value in node.value) if node else iter(())


def _exercise_of(entry: yaml.Node | tuple[yaml.Node, yaml.Node]) -> str:
    if isinstance(entry, tuple):
        return str(entry[0].value)
    fields = {key: value.value for key, value in _entries(entry)}
    return str(fields.get("exercise", fields.get("name", "")))


def _first_line(entry: yaml.Node | tuple[yaml.Node, yaml.Node], lines: Sequence[str]) -> int:
    node = entry[0] if isinstance(entry, tuple) else entry
    line = node.start_mark.line
    while line and lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return int(line)
