"""A source → its top-level statements, and where it does not parse, the pieces between them.

A line that is not indented begins a statement, unless it goes on with the one above, which is
unfinished there (Python's own parser says so) or may go on (``else``).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

_BEGINS = re.compile(r"(?!(?:elif|else|except|finally)\b)[^\s#]")
_TRIPLE_QUOTES = ("'''", '"""')
_ALLOW_INCOMPLETE_INPUT = 0x4000  # codeop's: what is unfinished is told from what is wrong


class Piece(NamedTuple):
    """Lines of a source, from 1 on, and the statements in them; or why they do not parse."""

    first: int
    last: int
    statements: list[ast.stmt]
    error: SyntaxError | None = None


def pieces(source: str, label: str) -> Iterator[Piece]:
    """Return the pieces of a source: one of them, where it parses.

    What is unfinished to the end of the file is one piece: nobody knows what its author meant by
    the lines below.
    """
    lines = source.split("\n")
    with suppress(SyntaxError):
        yield Piece(1, len(lines), ast.parse(source, label).body)
        return
    starts = [0, *(n for n, line in enumerate(lines) if n and _BEGINS.match(line)), len(lines)]
    while len(starts) > 1:
        end = starts[_pieces_end(lines, starts)]
        yield _parsed(lines[:end], label, starts[0])
        starts = [start for start in starts if start >= end]


def _pieces_end(lines: list[str], starts: list[int]) -> int:
    """Return before which of the starts the piece ends that begins at the first one."""
    for end in range(1, len(starts)):
        error = _parsed(lines[: starts[end]], "", starts[0], _ALLOW_INCOMPLETE_INPUT).error
        if error is None or (end == 1 and "incomplete input" not in error.msg):
            return end
        if "incomplete input" not in error.msg:  # the lines that came last are another statement's
            return _end_of_text(lines, starts) or end - 1
    return len(starts) - 1


def _end_of_text(lines: list[str], starts: list[int]) -> int:
    """Return the same of a text that was to hide code with such quotes in it; else 0."""
    quotes = lines[starts[0]][:3]
    closes = (n for n, start in enumerate(starts[1:-1], 2) if lines[start].startswith(quotes))
    return next(closes, 0) if quotes in _TRIPLE_QUOTES else 0


def _parsed(lines: list[str], label: str, start: int, flags: int = 0) -> Piece:
    """Parse the lines from one on; they keep their numbers."""
    last = max((n for n in range(start, len(lines)) if lines[n].strip()), default=start)
    text = "\n" * start + "\n".join([*lines[start : last + 1], ""])
    try:
        tree = compile(text, label, "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
    except SyntaxError as error:
        return Piece(start + 1, last + 1, [], error)
    assert isinstance(tree, ast.Module)
    return Piece(start + 1, last + 1, tree.body)
