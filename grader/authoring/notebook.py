"""A lesson and its stub → a notebook: the README as text, and one code cell a part.

The same lesson gives the same bytes: cells are numbered, and no version or time is written.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from grader.course.model import Exercise

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_HEADING = re.compile(r"(#{1,6})\s")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")


class Cell(NamedTuple):
    """A cell to be: its kind, ``markdown`` or ``code``, and its text."""

    kind: str
    text: str


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
    cells = enumerate(_cells(exercise, sections(readme), pieces(stub, exercise)), 1)
    made = {
        "cells": [_as_json(cell, number) for number, cell in cells],
        "metadata": METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _as_json(cell: Cell, number: int) -> dict[str, Any]:
    """Return a cell as nbformat 4.5 has it: https://nbformat.readthedocs.io."""
    ran: dict[str, Any] = {"execution_count": None, "outputs": []} if cell.kind == "code" else {}
    name, lines = f"{cell.kind}-{number:02d}", cell.text.splitlines(keepends=True)
    return {"cell_type": cell.kind, "id": name, "metadata": {}, "source": lines, **ran}


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
        yield Cell("markdown", section.text.strip())
        for piece, place in zip(code, places, strict=True):
            if place == position:
                yield from _of_piece(exercise, piece)
    command = f"`grader check {exercise.name}`"
    yield Cell("markdown", f"Save the notebook; then, in a terminal, {command} looks at your work.")


def _of_piece(exercise: Exercise, piece: Piece) -> Iterator[Cell]:
    if piece.part is not None:
        points = exercise.part(piece.part).points
        worth = f"{points:g} point" + ("" if points == 1 else "s")
        command = f"grader hint {exercise.name} {piece.part}"
        yield Cell("markdown", f"**Your part: `{piece.part}`** ({worth}). Stuck? `{command}`")
    yield Cell("code", piece.text)


def _places(lesson: list[Section], code: list[Piece]) -> list[int]:
    """Return for each piece the section that it follows; all follow the last if orders differ."""
    last = len(lesson) - 1
    found = {piece.part: _end_of_section(lesson, piece.part) for piece in code if piece.part}
    places: list[int] = []
    for piece in reversed(code):
        after = places[-1] if places else last
        place = found.get(piece.part) if piece.part else None
        places.append(after if place is None else place)
    places.reverse()
    if places and code[0].part is None:
        places[0] = 0
    return places if places == sorted(places) else [0 if i == 0 else last for i in range(len(code))]


def _end_of_section(lesson: list[Section], part: str) -> int | None:
    """Find the heading that names the part in backticks, and the last section below it."""
    named = re.compile(rf"^#+ .*`{part}\b")
    for start, section in enumerate(lesson):
        if section.level > 1 and named.match(section.text):
            below = range(start + 1, len(lesson))
            ends = (i for i in below if lesson[i].level <= section.level)
            return next(ends, len(lesson)) - 1
    return None
