"""Tests of pieces: a source that does not parse is split where its author would."""

from __future__ import annotations

import ast
import re

import pytest

from grader.sandbox.guest.pieces import pieces

GOOD = "def good():\n    return 1\n"


def split(source: str) -> list[str]:
    """Return each piece: its lines, and the line that is wrong in it, if one is."""
    return [
        f"{piece.first}-{piece.last}" + (f" wrong {piece.error.lineno}" if piece.error else "")
        for piece in pieces(source, "odd.py")
    ]


def test_a_source_that_parses_is_one_piece() -> None:
    """Whatever it looks like, what Python reads in it is taken, and nothing else."""
    source = 'x = """\ndef f(:\n"""\ny = (\n1,\n)\nif x:\n    y\nelse:\n    z\nw = 1 \\\n\n'

    (piece,) = pieces(source, "odd.py")

    assert ast.dump(ast.Module(piece.statements, [])) == ast.dump(ast.parse(source))


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        ("x = 1 +* 2\n", ["1-1 wrong 1"]),
        ("def f():\n    a = 1\n\n    return a b\n", ["1-4 wrong 4"]),
        ("def f():\n", ["1-1 wrong 1"]),
        ("class A:\n    x = 'open\n\n    y = 1\n", ["1-4 wrong 2"]),
        ("x = f(1,\n", ["1-1 wrong 1"]),
        ("def f():\n    return g(1,\n\n", ["1-2 wrong 2"]),
        ("x = f(1,\n    2,\n    3\n", ["1-3 wrong 1"]),
        ("if x:\n    y z\nelse:\n    z\n", ["1-4 wrong 2"]),
        ("try:\n    x = 1\n", ["1-2 wrong 2"]),
        ("@one\n@two(\n", ["1-2 wrong 2"]),
        ("x = 1\n    y = 2\n", ["1-2 wrong 2"]),
        ("x = [\n1,\n]\ny z\n", ["1-3", "4-4 wrong 4"]),
        (")\n", ["1-1 wrong 1"]),
        ("<<<<<<< HEAD\nx = 1\n", ["1-1 wrong 1", "2-2"]),
    ],
)
def test_what_does_not_parse_takes_nothing_with_it(broken: str, found: list[str]) -> None:
    """The statements above and below it are whole, with their own line numbers."""
    lines, broken_between = broken.count("\n"), GOOD + broken + GOOD
    moved = [re.sub(r"\d+", lambda number: str(int(number[0]) + 2), each) for each in found]

    above, *_, below = pieces(broken_between, "odd.py")

    assert split(broken_between) == ["1-2", *moved, f"{lines + 3}-{lines + 4}"]
    assert [type(each) for each in (*above.statements, *below.statements)] == [ast.FunctionDef] * 2
    assert below.statements[0].lineno == lines + 3


def test_what_stands_above_the_first_statement_is_a_piece_too() -> None:
    """An indented first line is a mistake of its own."""
    assert split(f"# work\n\n    import math\n{GOOD}") == ["1-3 wrong 3", "4-5"]


def test_a_docstring_that_is_never_closed_takes_its_own_function() -> None:
    """The quotes of the next one would close it, and turn code and text round."""
    source = 'def f():\n    """Text.\n    return 1\n\n\ndef g():\n    """Text."""\n    return 2\n'

    assert split(source + GOOD) == ["1-3 wrong 2", "6-8", "9-10"]


def test_code_that_was_to_be_hidden_stays_hidden() -> None:
    """Three quotes around a function that has a docstring are an error; the function is no work."""
    hidden = '"""\ndef f():\n    """Text."""\n    return 0\n"""\n'

    assert split(GOOD + hidden + GOOD) == ["1-2", "3-7 wrong 5", "8-9"]


@pytest.mark.parametrize("opened", ["'''", "x = [\n'''", "def f():\n    '''Text."])
def test_what_is_open_to_the_end_takes_the_rest(opened: str) -> None:
    """It may be an older version that was to be hidden: nothing below is run."""
    above, rest = pieces(f"{GOOD}{opened}\n{GOOD}{GOOD}", "odd.py")

    assert (above.last, rest.first, rest.statements) == (2, 3, [])
    assert rest.error is not None
    assert rest.last == 6 + opened.count("\n") + 1
