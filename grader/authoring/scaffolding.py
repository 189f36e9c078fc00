"""A name → a whole exercise to begin with, and at first a course around it.

What an author then changes stands in ``scaffold/``: a course that is sound before a line is
changed, and marks with TODO what is to be replaced. course.yml is added to by lines, so that its
author's comments and formatting stay.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import yaml
from pydantic import ValidationError

from grader.authoring.derive import IGNORE, Files, new_folder, release, tree, write_files
from grader.authoring.new_course import IGNORED, SCHEMA
from grader.course.fields import NAME
from grader.course.messages import in_words
from grader.course.model import Course, Exercise, load_course, schema_text
from grader.course.yaml_lines import FILE, broken
from grader.errors import UsageError

FIRST, ITS_TITLE = "scaling", "Columns on one scale"
"""The exercise of a course that nothing has been written for."""

_SCAFFOLD = Path(__file__).with_name("scaffold")
_NAME, _TITLE = "exercise_name", "EXERCISE TITLE"
_ONCE = (FILE, "README.md", "validity/README.md", "validity/equivalent.yml")


def own_course(directory: Path) -> Course:
    """Write a course of one exercise into a new folder, and return it.

    Raises `UsageError` for a folder that is not empty.
    """
    files = {name: _filled(_SCAFFOLD / name, FIRST, ITS_TITLE) for name in _ONCE}
    files[FILE] += f"{_indented(_entry(FIRST, ITS_TITLE), 2)}\n".encode()
    files[SCHEMA], files[IGNORE] = schema_text().encode(), IGNORED.encode()
    files |= {f"solutions/{FIRST}/{k}": v for k, v in _exercise_files(FIRST, ITS_TITLE).items()}
    with new_folder(directory) as folder:
        write_files(files, folder)
        release(load_course(folder, exactly=True))
    return load_course(directory, exactly=True)


def new_exercise(course: Course, name: str, title: str = "") -> Course:
    """Add an exercise to a course: its folder in solutions/, its entry, what is derived of it.

    Returns the course with it. Raises `UsageError` for a name that no exercise can have, or that
    is taken, and for a student's folder; `CourseError` where the entry cannot be added by lines.
    """
    if not course.solution_folder().is_dir():
        what = f"{course.root} has no solutions/: this is a student's folder of the course"
        raise UsageError(what, "go to the folder in which the course is written")
    title = title or name.replace("_", " ").capitalize()
    _require_possible(course, name, title)
    text = (course.root / FILE).read_bytes().decode("utf-8")
    added, files = with_entry(text, _entry(name, title)), _exercise_files(name, title)
    folder = course.solution_folder(name)
    there = {each: (folder / each).read_bytes() for each in tree(folder)}
    if not there:
        with new_folder(folder) as made:
            write_files(files, made)
    elif there != files:  # the same are of a run that was killed
        what = f"solutions/{name}/ is there, and is no exercise of {FILE}"
        raise UsageError(what, f"add {name} to {FILE} yourself, move the folder, or name another")
    write_files({FILE: added.encode("utf-8")}, course.root)
    whole = load_course(course.root, exactly=True)
    release(whole.model_copy(update={"exercises": (whole.exercise(name),)}))
    return whole


def with_entry(text: str, entry: str) -> str:
    """Return the text of a course.yml with one more exercise, and all else as it was.

    It follows the last one, with its indentation. Raises `CourseError` for exercises in brackets.
    """
    keys = node.value if (node := yaml.compose(text)) else ()
    rows = next(value for key, value in keys if key.value == "exercises")
    if rows.flow_style:
        what = "its exercises stand in brackets, and no line can be added to them"
        fix = "write them one below the other, each after a `-`"
        raise broken(rows.start_mark.line + 1, what, fix)
    ending = "\r\n" if "\r\n" in text else "\n"
    lines, at = text.splitlines(keepends=True), rows.start_mark.column
    last = rows.value[-1].start_mark.line
    end = rows.end_mark
    number = min(end.line + (end.column > 0), len(lines))  # a last line may have no end
    while number > last + 1 and _is_no_part_of(lines[number - 1], at):
        number -= 1
    before = "".join(lines[:number])
    before += "" if before.endswith("\n") else ending
    gap = ending if len(rows.value) == 1 or _blank_above(lines, last) else ""
    new = gap + _indented(entry, at).replace("\n", ending) + ending
    whole = before + new + "".join(lines[number:])
    _require_added(text, whole, entry, rows.value[-1].start_mark.line + 1)
    return whole


def _is_no_part_of(line: str, column: int) -> bool:
    """Return whether a line behind an entry that begins in this column belongs to what follows."""
    rest = line.lstrip()
    return not rest or (rest.startswith("#") and len(line) - len(rest) <= column)


def _blank_above(lines: list[str], number: int) -> bool:
    """Return whether entries are kept apart by blank lines, as the one that begins here is."""
    while number and lines[number - 1].lstrip().startswith("#"):
        number -= 1
    return number > 0 and not lines[number - 1].strip()


def _require_added(before: str, after: str, entry: str, line: int) -> None:
    fields = yaml.safe_load(before)
    fields["exercises"] += yaml.safe_load(entry)
    try:
        if yaml.safe_load(after) == fields:
            return
    except yaml.YAMLError:
        pass
    raise broken(line, "no exercise can be added below this one", f"add it yourself:\n{entry}")


def _require_possible(course: Course, name: str, title: str) -> None:
    """Refuse a name or a title that course.yml may not have, and a name that is taken."""
    fields = {"name": name, "title": title, "parts": [{"name": "centre", "points": 1}]}
    try:
        Exercise.model_validate(fields)
    except ValidationError as error:
        wrong = in_words(error, Exercise)[0]
        near = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")
        fix = wrong.fix
        if wrong.loc == ("title",):
            fix = "--title 'One line of text'"
        elif not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
            fix = f"grader new {near}" if near[:1].isalpha() else NAME
        raise UsageError(wrong.what, fix) from None
    taken = [each.name for each in course.exercises if each.name.casefold() == name.casefold()]
    if taken:
        what = f"an exercise is called {taken[0]} already"
        raise UsageError(what, "name another: grader new EXERCISE")


def _entry(name: str, title: str) -> str:
    text = (_SCAFFOLD / "entry.yml").read_text(encoding="utf-8").rstrip()
    return text.replace(_NAME, name).replace(_TITLE, json.dumps(title, ensure_ascii=False))


def _exercise_files(name: str, title: str) -> Files:
    """Return the files of an exercise by their names in its folder."""
    folder = _SCAFFOLD / "exercise"
    return {each.replace(_NAME, name): _filled(folder / each, name, title) for each in tree(folder)}


def _filled(path: Path, name: str, title: str) -> bytes:
    text = path.read_text(encoding="utf-8").replace(_NAME, name)
    return text.replace(_TITLE, title).encode("utf-8")


def _indented(text: str, columns: int) -> str:
    return "\n".join(" " * columns + line for line in text.split("\n"))
