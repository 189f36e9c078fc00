"""A lesson and its stub → a notebook: text and code in turn, and under each part what tries it.

A part's cells are its stub, the first example of its docstring, and its check. The same lesson
gives the same bytes: cells are numbered, and no version or time is written.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from doctest import DocTestParser
from types import MappingProxyType
from typing import Any, NamedTuple

from grader.course.model import Exercise

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
JUDGED = "What is judged"
"""The section of a lesson to which whoever passes every visible check is sent."""

_HOW = """\
Write in the cells below. Under each part a cell checks it, as often as you like: it says what is
wrong, and has hints. Where there is an example, a cell tries it first; change it as you like."""
_ELSEWHERE = """\
# In Colab, or wherever the course's folder is not: take away the # before the last three lines.
# What is in CAPITALS your instructor gives you. Everywhere else leave this cell as it is.
# %pip install --quiet "{grader}"
# from grader.notebook import course
# course("{handout}", "{name}")"""
GRADER, HANDOUT = "THE-GRADER", "THE-HANDOUT.zip"
"""What stands for what ``pip install`` takes, and for the address of the students' folder."""

_TRY = "# Try it. This should give:"
_CHECK = 'from grader.notebook import check\n\ncheck("{part}")'
_SEE = "from grader.notebook import picture\n\npicture()"
_HEADING = re.compile(r"(#{1,6})\s")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")


class Cell(NamedTuple):
    """A cell to be: its kind, ``markdown`` or ``code``, its text, and its id where it has one.

    One that ``may_raise`` stops nobody who runs all cells: it tries what is perhaps not written.
    ``metadata`` is for other programs.
    """

    kind: str
    text: str
    id: str = ""
    may_raise: bool = False
    metadata: Mapping[str, Any] = MappingProxyType({})


class Section(NamedTuple):
    """A heading of a README with the text below it, up to the next heading of any level."""

    level: int
    text: str


class Piece(NamedTuple):
    """Code of a stub that belongs together: a part, or what stands between parts (part is None)."""

    part: str | None
    text: str


def notebook(exercise: Exercise, readme: str, stub: str) -> str:
    """Return the text of the .ipynb file."""
    return as_notebook(lesson_cells(exercise, readme, stub))


def filled(made: bytes, install: str, address: str) -> bytes:
    """Return a notebook's file with what students get elsewhere, each where it is known."""
    for word, known in ((GRADER, install), (HANDOUT, address)):
        if known:
            quoted = json.dumps(json.dumps(known, ensure_ascii=False), ensure_ascii=False)
            made = made.replace(f'\\"{word}\\"'.encode(), quoted[1:-1].encode())
    return made


def lesson_cells(exercise: Exercise, readme: str, stub: str) -> list[Cell]:
    """Return the cells of an exercise's notebook; a part's are called ``part-…``, ``check-…``."""
    return [*_cells(exercise, sections(readme), pieces(stub, exercise))]


def as_notebook(cells: Iterable[Cell]) -> str:
    """Return the text of an .ipynb file."""
    made = {
        "cells": [_as_json(cell, number) for number, cell in enumerate(cells, 1)],
        "metadata": METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _as_json(cell: Cell, number: int) -> dict[str, Any]:
    """Return a cell as nbformat 4.5 has it: https://nbformat.readthedocs.io."""
    ran: dict[str, Any] = {"execution_count": None, "outputs": []} if cell.kind == "code" else {}
    name, lines = cell.id or f"{cell.kind}-{number:02d}", cell.text.splitlines(keepends=True)
    tags = {"tags": ["raises-exception"]} if cell.may_raise else {}
    metadata = {**cell.metadata, **tags}
    return {"cell_type": cell.kind, "id": name[:64], "metadata": metadata, "source": lines, **ran}


def sections(readme: str) -> list[Section]:
    """Cut a README at its headings; a # inside a code fence is none."""
    found = [Section(1, "")]
    fence = ""
    for line in readme.splitlines():
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        heading = None if fence else _HEADING.match(line)
        if heading:
            found.append(Section(len(heading[1]), ""))
        found[-1] = Section(found[-1].level, f"{found[-1].text}{line}\n")
    return [section for section in found if section.text.strip()]


def pieces(stub: str, exercise: Exercise) -> list[Piece]:
    """Cut a stub into its parts and what stands between them, without the module's docstring."""
    tree, lines = ast.parse(stub), stub.splitlines()
    parts = {part.name for part in exercise.parts}
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    done = (tree.body[0].end_lineno or 0) if body is not tree.body else 0
    found: list[Piece] = []
    for node in body:
        end = node.end_lineno or done
        text = "\n".join(lines[done:end])
        name = node.name if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else None
        part = name if name in parts else None
        if part is None and found and found[-1].part is None:
            found[-1] = Piece(None, f"{found[-1].text}\n{text}")
        else:
            found.append(Piece(part, text))
        done = end
    if found:
        found[-1] = Piece(found[-1].part, "\n".join([found[-1].text, *lines[done:]]))
    return [Piece(piece.part, piece.text.strip("\n")) for piece in found]


def _cells(exercise: Exercise, lesson: list[Section], code: list[Piece]) -> Iterator[Cell]:
    """Return the README's sections, and each piece of code after the section that teaches it."""
    places = _places(lesson, code)
    for position, section in enumerate(lesson):
        text, shows = _in_a_notebook(section.text.strip(), exercise.name)
        yield Cell("markdown", text)
        if shows:
            yield Cell("code", _SEE, "picture")
        if position == 0:
            yield Cell("markdown", _HOW)
            yield Cell("code", _elsewhere(exercise.name), "elsewhere")
        for piece, place in zip(code, places, strict=True):
            if place == position:
                yield from _of_piece(exercise, piece)
    for part in exercise.marked:
        if part.is_written:
            worth = f"{part.points:g} point" + ("" if part.points == 1 else "s")
            where = f"below this heading, or in `{part.answer_file}`"
            yield Cell("markdown", f"**Your answer: `{part.name}`** ({worth}): write it {where}.")
            yield Cell("markdown", f"## Answer: {part.name}\n\n", f"answer-{part.name}")
    yield Cell("markdown", "Save the notebook: it is what you hand in.")


def _in_a_notebook(text: str, name: str) -> tuple[str, bool]:
    """Say what is said of a file and of commands as it is in a notebook; does it show a picture?"""
    text = text.replace(f"File: `{name}.py`. ", "")
    text = text.replace(f"`grader plot {name} --format gif`", "`picture(film=True)`")
    drawn = text.replace(f"`grader plot {name}`", "`picture()`, in the cell below,")
    return drawn, drawn != text


def _elsewhere(name: str) -> str:
    return _ELSEWHERE.format(grader=GRADER, handout=HANDOUT, name=name)


def _of_piece(exercise: Exercise, piece: Piece) -> Iterator[Cell]:
    if piece.part is None:
        yield Cell("code", piece.text)
        return
    points = exercise.part(piece.part).points
    worth = f"{points:g} point" + ("" if points == 1 else "s")
    yield Cell("markdown", f"**Your part: `{piece.part}`** ({worth})")
    yield Cell("code", piece.text, f"part-{piece.part}")
    if example := _example(piece):
        yield Cell("code", example, f"try-{piece.part}", may_raise=True)
    yield Cell("code", _CHECK.format(part=piece.part), f"check-{piece.part}")


def _example(piece: Piece) -> str:
    """Return the first example of a part's docstring, with what it should give; or nothing."""
    (definition,) = [each for each in ast.parse(piece.text).body if _named(each) == piece.part]
    assert isinstance(definition, (ast.FunctionDef, ast.ClassDef))
    lines: list[str] = []
    for example in DocTestParser().get_examples(ast.get_docstring(definition) or ""):
        lines.append(example.source.rstrip("\n"))
        if example.want:
            gives = example.want.rstrip("\n").split("\n")
            shown = (
                [f" {gives[0]}"] if len(gives) == 1 else ["", *(f"#   {each}" for each in gives)]
            )
            return "\n".join([_TRY + shown[0], *shown[1:], *lines])
    return ""


def _named(node: ast.stmt) -> str | None:
    return node.name if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else None


def _places(lesson: list[Section], code: list[Piece]) -> list[int]:
    """Return for each piece the section that it follows; none follows the one on what is judged.

    A part that no section introduces stands with the one before it, or with the next. What stands
    between parts goes with the part below it.
    """
    judged = [i for i, each in enumerate(lesson) if re.match(rf"## +{JUDGED}\s*\n", each.text)]
    last = max(0, (judged[0] if judged else len(lesson)) - 1)
    found = {each.part: _introduced(lesson[: last + 1], each.part) for each in code if each.part}
    known = [place for place in found.values() if place is not None]
    before = known[0] if known else last
    for part, place in found.items():
        found[part] = before = before if place is None else place
    places: list[int] = []
    for piece in reversed(code):
        after = places[-1] if places else last
        places.append(found[piece.part] if piece.part else after)  # type: ignore[arg-type]
    places.reverse()
    if places and code[0].part is None:
        places[0] = 0
    return places


def _introduced(lesson: list[Section], part: str) -> int | None:
    """Return the last section below the heading that names a part, or the first that calls it."""
    named, called = re.compile(rf"^#+ .*`{part}\b"), f"`{part}("
    for start, section in enumerate(lesson):
        if section.level > 1 and named.match(section.text):
            below = range(start + 1, len(lesson))
            ends = (i for i in below if lesson[i].level <= section.level)
            return next(ends, len(lesson)) - 1
    return next((i for i, section in enumerate(lesson) if called in section.text), None)
