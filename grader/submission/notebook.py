"""A notebook's bytes → its code cells, as Python. Metadata and outputs are never looked at.

Read as plain JSON, so that a student needs nothing installed; formats 2 to 4 are understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from grader.submission.encoding import decoded, with_plain_newlines
from grader.submission.files import ALONE
from grader.submission.magics import files_run, without_magics
from grader.submission.model import MIB, Cell, Unusable

MOST_CODE = MIB
MOST_BRACKETS = 1_000_000
MOST_CELLS = 120_000
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_PYTHON = re.compile(rb"^(?:import|from|def|class) [ \t]*\w", re.MULTILINE)
_WRITEFILE = re.compile(
    r"\s*%%(?:writefile|file)[ \t]+(-a[ \t]+|--append[ \t]+)?"
    r"['\"]?(?:[^\s'\"]*/)?(\w+)\.py['\"]?[ \t]*(?:\n|\Z)"
)
AGAIN = "open it in Jupyter, save it and hand it in again"


def is_notebook(content: bytes) -> bool:
    """Return whether a file is a notebook, whatever it is called."""
    return _JSON.match(content) is not None and b'"cells"' in content


def is_python(content: bytes) -> bool:
    """Return whether a file called a notebook is clearly a Python file."""
    return _JSON.match(content) is None and _PYTHON.search(content) is not None


@dataclass(frozen=True)
class Notebook:
    """The code of a notebook: its cells, and the modules that ``%%writefile`` cells write.

    ``texts`` are the cells that are no code, the first MiB of them; ``runs`` the cells and the
    files that they run.
    """

    cells: tuple[Cell, ...]
    written: Mapping[str, str]
    texts: tuple[str, ...]
    runs: tuple[tuple[str, str], ...]


def notebook_cells(content: bytes) -> tuple[Cell, ...]:
    """Return the code cells that are not empty, in order, or raise Unusable."""
    return read_notebook(content).cells


def read_notebook(content: bytes, exercise: str = "", helpers: Collection[str] = ()) -> Notebook:
    """Return what a notebook holds, or raise Unusable.

    A cell that writes the exercise's own file is run as the code that it writes; ``helpers`` are
    the modules beside the notebook.
    """
    notebook, code = _parsed(content), 0
    cells: list[Cell] = []
    written: dict[str, str] = {}
    runs: list[tuple[str, str]] = []
    for number, cell in enumerate(_cells(notebook, "code"), start=1):
        label, source = f"cell {number}", _source(cell, number)
        code += len(source)
        if number > MOST_CELLS:
            raise Unusable(f"is far more intricate than a notebook: {AGAIN}")
        if code > MOST_CODE:
            raise Unusable(f"holds more than {MOST_CODE // MIB} MiB of code: {ALONE}")
        writes = _WRITEFILE.match(source)
        if writes and writes[2] != exercise:
            before = written.get(writes[2], "") if writes[1] else ""
            written[writes[2]] = before + source[writes.end() :]
            continue
        if writes:  # its lines keep their numbers
            python = "\n" * writes[0].count("\n") + source[writes.end() :]
        else:
            python = without_magics(source, {*helpers, *written})
        runs += [(label, name) for name in files_run(source)]
        if python.strip():
            cells.append(Cell(label, python))
    return Notebook(tuple(cells), written, tuple(_texts(notebook)), tuple(runs))


def _texts(notebook: Any) -> Iterator[str]:
    left = MOST_CODE  # as much as there may be of what is looked through for definitions
    for cell in chain(_cells(notebook, "markdown"), _cells(notebook, "raw")):
        text = _text(cell)
        left -= len(text)
        if left < 0:
            return
        yield text


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    pieces = source if isinstance(source, list) else [source]
    return with_plain_newlines("".join(piece for piece in pieces if isinstance(piece, str)))


def _parsed(content: bytes) -> Any:
    if not content.strip():
        raise Unusable("is an empty file: did saving it fail?")
    if content.count(b"[") + content.count(b"{") > MOST_BRACKETS:
        raise Unusable(f"is far more intricate than a notebook: {AGAIN}")
    text = decoded(content, "utf-8-sig")
    try:
        # No number in a notebook matters here, and a hostile one can take long to read.
        return json.loads(text, parse_int=_ignored, parse_float=_ignored, parse_constant=_ignored)
    except json.JSONDecodeError as error:
        where = f"its JSON breaks off at line {error.lineno}"
        raise Unusable(f"is not a notebook ({where}): {AGAIN}") from None
    except RecursionError:
        raise Unusable(f"is far more intricate than a notebook: {AGAIN}") from None


def _ignored(number: str) -> None:
    return None


def _cells(notebook: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Return the cells of a kind; before format 4 they lie in worksheets."""
    if not isinstance(notebook, dict):
        raise Unusable(f"is JSON, but not a notebook: {AGAIN}")
    sheets = notebook.get("worksheets", [notebook])
    for sheet in sheets if isinstance(sheets, list) else [None]:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
            raise Unusable(f"is JSON, but not a notebook: {AGAIN}")
        yield from (cell for cell in cells if cell.get("cell_type") == kind)


def _source(cell: dict[str, Any], number: int) -> str:
    """Return a cell's text, a string or a list of strings; before format 4 it was the input."""
    source = cell.get("source", cell.get("input", ""))
    pieces = source if isinstance(source, list) else [source]
    if not all(isinstance(piece, str) for piece in pieces):
        raise Unusable(f"has no text in its cell {number}: {AGAIN}")
    text = "".join(pieces)
    if "\0" in text:
        raise Unusable(f"holds a null byte in its cell {number}: delete it and hand in again")
    return with_plain_newlines(text.encode("utf-8", "replace").decode("utf-8"))
