"""A reference with solution markers → the stub that students complete; nbgrader's semantics.

What lies between ``### BEGIN SOLUTION`` and ``### END SOLUTION``, the two marker lines with it, is
replaced by one line that raises NotImplementedError, with the first marker's indentation. A marker
that would not be found, or would give away more than it should, is a MarkerError.
"""

from __future__ import annotations

import ast
import difflib
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from grader.errors import MarkerError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
STUB = 'raise NotImplementedError("write your code here")'

_LIKE_A_MARKER = re.compile(
    r"\b(BEGIN|END) SOLUTION\b | \#.*\b(?i:begin|end)[\s_-]*(?i:solution)\b", re.VERBOSE
)
_MARKERS = [BEGIN.strip("# "), END.strip("# ")]
_ALIKE = 0.85
"""A comment as alike as this is a marker, misspelt: SOLUTON, BEGINN, but not "the solution"."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Region(NamedTuple):
    """A solution: the lines of its two markers, counted from 1."""

    begin: int
    end: int


def stub(source: str, file: str) -> str:
    """Return the source with every solution replaced; ``file`` is its name in error messages."""
    ends = {region.begin: region.end for region in regions(source, file)}
    kept: list[str] = []
    stubbed: dict[int, int] = {}
    inside = 0
    for number, line in enumerate(_lines(source), 1):
        if number in ends:
            inside = ends[number]
            kept.append(line[: len(line) - len(line.lstrip())] + STUB)
            stubbed[len(kept)] = number
        elif number > inside:
            kept.append(line)
    stripped = "\n".join(kept).rstrip("\n") + "\n"
    _parse(stripped, file, "the stub, with the solutions taken out,")
    _check_functions(stripped, file, stubbed)
    return stripped


def regions(source: str, file: str) -> list[Region]:
    """Return the solutions of a source in order, or the first MarkerError."""
    _parse(source, file, "the reference")
    found: list[Region] = []
    begin = 0
    for number, marker in _markers(source, file):
        if marker == BEGIN and begin:
            what = f"a solution begins inside the one of line {begin}"
            raise _error(file, number, what, f"end that one first: {END}")
        if marker == END and not begin:
            raise _error(file, number, "a solution ends that never began", f"add {BEGIN}")
        if marker == END:
            found.append(Region(begin, number))
        begin = number if marker == BEGIN else 0
    if begin:
        raise _error(file, begin, "a solution begins that never ends", f"add {END}")
    if not found:
        remedy = f"put {BEGIN} and {END} around each solution"
        raise _error(file, 1, "no solution is marked: students would get all of it", remedy)
    return found


def check_parts(source: str, file: str, parts: Sequence[str]) -> None:
    """Refuse a reference in which a part is not defined, or is given to students whole."""
    solved = regions(source, file)
    defined = definitions(source)
    for part in parts:
        if part not in defined:
            what = f"part {part!r} of course.yml is not defined here"
            fix = "define it at the left margin, or fix its name in course.yml"
            others = [each for each in defined if each not in parts]
            near = difflib.get_close_matches(part, others, 1, 0.7)
            if near:
                fix = f"did you mean {near[0]!r} in this line? Rename it here, or in course.yml"
            raise _error(file, defined[near[0]].lineno if near else 1, what, fix)
        node = defined[part]
        if not any(node.lineno <= each.begin <= (node.end_lineno or 0) for each in solved):
            remedy = f"put {BEGIN} and {END} around what students write"
            raise _error(file, node.lineno, f"part {part!r} has no marked solution", remedy)


def definitions(source: str) -> dict[str, Definition]:
    """Return a source's top-level functions and classes by name; the last of a name wins."""
    body = ast.parse(source).body
    return {node.name: node for node in body if isinstance(node, Definition)}


def _markers(source: str, file: str) -> Iterable[tuple[int, str]]:
    """Return (line, marker) in order; what only looks like a marker is an error."""
    comments = _comment_lines(source)
    for number, line in enumerate(_lines(source), 1):
        if not (_LIKE_A_MARKER.search(line) or _is_misspelt(line)):
            continue
        marker = line.strip()
        if marker not in (BEGIN, END):
            remedy = f"write exactly {BEGIN} or {END}, alone on the line"
            raise _error(file, number, f"this is almost a solution marker: {marker}", remedy)
        if number not in comments:
            raise _error(
                file, number, "this marker lies inside a string", "move it out of the string"
            )
        yield number, marker


def _is_misspelt(line: str) -> bool:
    comment = line.strip()
    if not comment.startswith("#"):
        return False
    return bool(difflib.get_close_matches(comment.strip("# ").upper(), _MARKERS, 1, _ALIKE))


def _check_functions(stripped: str, file: str, stubbed: Mapping[int, int]) -> None:
    """Refuse a stub line (there, with its line in the reference) that runs at import."""
    tree = ast.walk(ast.parse(stripped))
    functions = [node for node in tree if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for line, number in stubbed.items():
        if not any(node.lineno < line <= (node.end_lineno or 0) for node in functions):
            what = "this solution is in no function: its stub would stop the whole module"
            raise _error(file, number, what, "put the markers inside a function or method")


def _lines(source: str) -> list[str]:
    """Split where Python does: a form feed ends no line."""
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _comment_lines(source: str) -> set[int]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0] for token in tokens if token.type == tokenize.COMMENT}


def _parse(source: str, file: str, what: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, file, "exec", dont_inherit=True)
    except SyntaxError as error:
        text = (error.text or "").strip()
        remedy = f"fix the line: {text}" if text else "fix the file"
        what = f"{what} is not Python: {error.msg}"
        raise _error(file, error.lineno or 1, what, remedy) from None
    except (ValueError, RecursionError) as error:
        raise _error(file, 1, f"{what} is not Python: {error}", "fix the file") from None


def _error(file: str, line: int, what: str, remedy: str) -> MarkerError:
    return MarkerError(f"{file}:{line}: {what}", remedy)
