"""Tests of what is shown of a student's source: the right lines, harmless, and few."""

from __future__ import annotations

import pytest

from grader.feedback import Explanation
from grader.reports.source_lines import LONGEST_LINE, MOST_LINES, Excerpt, Sources, highlighted
from grader.submission import Cell, Submission, Work

CODE = '''import numpy as np


def softmax(
    z,
):
    """Columns.

    Of one sample each.
    """
    e = np.exp(z)

    return helper(e)


def helper(e):
    return e / e.sum()  # of all
'''


def sources(*cells: tuple[str, str], **siblings: str) -> Sources:
    """A work of these cells, with helpers beside it."""
    work = Work("circles", "circles.py", tuple(Cell(*each) for each in cells))
    return Sources.of(Submission("ada", (work,), siblings), "circles")


def numbers(excerpt: Excerpt) -> list[int]:
    """The lines that are shown."""
    return [each.number for each in excerpt.lines]


def marked(excerpt: Excerpt) -> list[int]:
    """The lines that are marked."""
    return [each.number for each in excerpt.lines if each.marked]


def named(*places: str) -> Explanation:
    """An explanation whose traceback has these places."""
    return Explanation("it raised", "\n".join(f"  {each}, in softmax\n    e" for each in places))


def test_a_part_is_shown_whole_with_the_line_that_raised() -> None:
    """From its header to its last line, a docstring and an empty line included."""
    (found,) = sources(("circles.py", CODE)).excerpts("softmax", [named("circles.py, line 11")])

    assert (found.label, found.part) == ("circles.py", "softmax")
    assert numbers(found) == list(range(4, 14))
    assert marked(found) == [11]


def test_a_line_elsewhere_is_shown_with_what_is_around_it() -> None:
    """A helper of the student's own, here in a file beside the exercise."""
    found = sources(("circles.py", CODE), tools="a = 1\nb = 2\n").excerpts(
        "softmax", [named("circles.py, line 17", "tools.py, line 2", "/usr/tools.py, line 1")]
    )

    assert [(each.label, marked(each)) for each in found] == [
        ("circles.py", []), ("circles.py", [17]), ("tools.py", [2]),
    ]  # fmt: skip
    assert numbers(found[1]) == [14, 15, 16, 17, 18]


def test_the_last_definition_is_the_one_that_counts() -> None:
    """As for Python: cells are run in order."""
    cells = ("cell 1", "def f():\n    return 1"), ("cell 2", "def f():\n    return 2\ndef g(): 3")
    (found,) = sources(*cells).excerpts("f", [])

    assert (found.label, numbers(found)) == ("cell 2", [1, 2])


def test_a_method_is_not_taken_for_a_part_that_is_alike() -> None:
    """Names are compared whole."""
    assert sources(("cell 1", "def softmax_stable(z):\n    return z")).excerpts("softmax", []) == []


@pytest.mark.parametrize("text", ["line 0", "line 99", "line 9999999999", "lines x to y"])
def test_a_line_that_is_not_there(text: str) -> None:
    """A place that a student's traceback made up shows nothing."""
    assert sources(("circles.py", CODE)).excerpts("", [named(f"circles.py, {text}")]) == []


def test_nothing_is_shown_where_nothing_is_kept() -> None:
    """Neither of a student whose work is not in the store, nor of another exercise."""
    assert Sources.of(None, "circles").excerpts("softmax", [named("a.py, line 1")]) == []
    assert Sources.of(Submission("ada"), "circles").around(named("a.py, line 1")) == []


def test_a_long_part_is_shown_in_pieces() -> None:
    """Its header, what is around the marked line, and how much is left out."""
    long = "def f():\n" + "    x = 1\n" * 300
    (plain,) = sources(("a.py", long)).excerpts("f", [])
    (found,) = sources(("a.py", long)).excerpts("f", [named("a.py, line 200")])

    assert len(plain.lines) == MOST_LINES + 1
    assert plain.lines[-1].code == "… 261 more lines …"
    assert numbers(found) == [1, 2, 0, *range(197, 204), 0]
    assert found.lines[2].code == "… 194 more lines …"


def test_lines_are_escaped_and_harmless() -> None:
    """A line of a megabyte, an escape sequence, a turned order, a tag in a string."""
    code = f"def f():\n    '<script>\x1b[2J\u202e'\n    {'x' * 1_000_000}\n"
    (found,) = sources(("a.py", code)).excerpts("f", [])

    shown = "\n".join(str(each.code) for each in found.lines)
    assert "&lt;script&gt;" in shown and "<script" not in shown
    assert "\x1b" not in shown and "\u202e" not in shown
    assert all(len(each.code) < 2 * LONGEST_LINE for each in found.lines)


def test_python_s_words_are_set_apart() -> None:
    """Every line is a line again, also inside a string of several."""
    assert [
        str(each) for each in highlighted(["def f():", "    '''a", "", "    b'''", "    1"])
    ] == [
        '<span class="k">def</span> f():',
        '    <span class="s">&#x27;&#x27;&#x27;a</span>',
        "",
        '<span class="s">    b&#x27;&#x27;&#x27;</span>',
        '    <span class="n">1</span>',
    ]


def test_broken_source_is_shown_all_the_same() -> None:
    """Most of all there the student wants to see the line."""
    (found,) = sources(("a.py", "def f(:\n  return '\n\tx")).around(
        Explanation("Python cannot read a.py, line 1: invalid syntax")
    )

    assert numbers(found) == [1, 2, 3]
    assert marked(found) == [1]
