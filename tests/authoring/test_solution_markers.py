"""Tests of markers: what becomes of a reference, and which markers are errors."""

from __future__ import annotations

import pytest

from grader.authoring.solution_markers import STUB, check_parts, regions, stub
from grader.errors import MarkerError

REFERENCE = '''\
"""Two parts."""

import math


def double(x):
    """Give twice x."""
    ### BEGIN SOLUTION
    secret = 2
    return secret * x
    ### END SOLUTION


class Circle:
    """A circle."""

    def __init__(self, radius):
        self.radius = radius

    def area(self):
        if self.radius:
            ### BEGIN SOLUTION
            return math.pi * self.radius**2
            ### END SOLUTION
        return 0.0
'''


def refused(source: str, line: int, what: str) -> MarkerError:
    """Expect that a source is refused at a line, with a remedy."""
    with pytest.raises(MarkerError) as caught:
        stub(source, "solutions/x/x.py")
    assert str(caught.value).startswith(f"solutions/x/x.py:{line}: ")
    assert what in str(caught.value)
    assert caught.value.remedy
    return caught.value


def with_line(number: int, line: str) -> str:
    """Give the reference with one line before line ``number``."""
    lines = REFERENCE.splitlines()
    return "\n".join([*lines[: number - 1], line, *lines[number - 1 :]]) + "\n"


def without_line(number: int) -> str:
    """Give the reference without one line."""
    lines = REFERENCE.splitlines()
    return "\n".join([*lines[: number - 1], *lines[number:]]) + "\n"


def test_solutions_become_one_line_with_the_markers_indentation():
    """All between the markers goes, the markers too; all else stays as it is."""
    right = REFERENCE.replace(
        "    ### BEGIN SOLUTION\n    secret = 2\n    return secret * x\n    ### END SOLUTION\n",
        f"    {STUB}\n",
    ).replace(
        "            ### BEGIN SOLUTION\n            return math.pi * self.radius**2\n"
        "            ### END SOLUTION\n",
        f"            {STUB}\n",
    )

    assert stub(REFERENCE, "x.py") == right


def test_stub_imports_and_raises_where_students_write():
    """A stub can be imported; what is not written yet says so."""
    names: dict = {}
    exec(stub(REFERENCE, "x.py"), names)

    with pytest.raises(NotImplementedError, match="write your code here"):
        names["double"](2)
    assert names["Circle"](0).area() == 0.0


def test_same_as_nbgrader():
    """nbgrader's own preprocessor leaves the same lines."""
    preprocessors = pytest.importorskip("nbgrader.preprocessors")
    v4 = pytest.importorskip("nbformat.v4")
    cell = v4.new_code_cell(REFERENCE)
    cell.metadata.nbgrader = {
        "grade": False,
        "solution": True,
        "grade_id": "x",
        "schema_version": 3,
    }
    clear = preprocessors.ClearSolutions(code_stub={"python": STUB})
    notebook = v4.new_notebook(
        cells=[cell],
        metadata={"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}},
    )

    cleared, _ = clear.preprocess(notebook, {})

    assert stub(REFERENCE, "x.py").rstrip("\n") == cleared.cells[0].source.rstrip("\n")


def test_regions_are_the_lines_of_the_markers():
    """Two solutions, by the lines of their markers."""
    assert regions(REFERENCE, "x.py") == [(8, 11), (22, 24)]


def test_windows_line_ends_and_form_feeds():
    """Lines are Python's lines: a form feed in one ends none."""
    source = REFERENCE.replace("import math", "import math  # \x0c page").replace("\n", "\r\n")

    assert stub(source, "x.py").count(STUB) == 2
    assert "secret" not in stub(source, "x.py")


def test_nested():
    """A solution in a solution would end too early."""
    refused(with_line(9, "    ### BEGIN SOLUTION"), 9, "begins inside the one of line 8")


def test_unclosed():
    """A solution that never ends would take the rest of the file."""
    refused(without_line(24), 22, "never ends")


def test_unclosed_before_the_next():
    """An unclosed solution is found at the next one's beginning, and names its own."""
    refused(without_line(11), 21, "begins inside the one of line 8")


def test_end_without_begin():
    """An end alone would give the solution away."""
    error = refused(without_line(8), 10, "ends that never began")

    assert error.remedy == "add ### BEGIN SOLUTION"


def test_no_markers():
    """A file without markers would go to students whole."""
    refused("def f():\n    return 1\n", 1, "no solution is marked")


@pytest.mark.parametrize(
    "almost",
    [
        "## BEGIN SOLUTION",
        "###BEGIN SOLUTION",
        "### begin solution",
        "### BEGIN SOLUTION:",
        "### BEGIN  SOLUTION",
        "### BEGIN_SOLUTION",
        "# END SOLUTION",
        "x = 1  ### BEGIN SOLUTION",
        "### BEGIN SOLUTION ### END SOLUTION",
        "### BEGIN SOLUTON",
        "### BEGNI SOLUTION",
        "### END SOLTUION",
    ],
)
def test_almost_a_marker(almost):
    """A marker mistyped would give the solution away: it is no comment like others."""
    error = refused(with_line(16, f"    {almost}"), 16, "almost a solution marker")

    assert "write exactly ### BEGIN SOLUTION" in error.remedy


def test_marker_in_a_string():
    """A marker inside a docstring marks nothing."""
    source = REFERENCE.replace(
        '"""Give twice x."""', '"""Give twice x.\n    ### BEGIN SOLUTION\n    """'
    )

    refused(source, 8, "inside a string")


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN SOLUTION\nX = 1\n### END SOLUTION\n",
        "if True:\n    ### BEGIN SOLUTION\n    X = 1\n    ### END SOLUTION\n",
        "class A:\n    ### BEGIN SOLUTION\n    def f(s):\n        return 1\n    ### END SOLUTION\n",
    ],
)
def test_solution_outside_functions(source):
    """A stub that raises at import would void every part of the module."""
    line = 1 if source.startswith("###") else 2

    refused(source, line, "would stop the whole module")


def test_stub_that_is_no_python():
    """A marker at the wrong place, such as between if and else, breaks the stub."""
    source = (
        "def f(x):\n    ### BEGIN SOLUTION\n    if x:\n        return 1\n"
        "    ### END SOLUTION\n    else:\n        return 2\n"
    )

    refused(source, 3, "the stub, with the solutions taken out, is not Python")


def test_reference_that_is_no_python():
    """A reference with a syntax error is told as that, at its line."""
    refused(with_line(10, "    return ("), 10, "the reference is not Python")


def test_part_that_is_not_there():
    """A part of course.yml must be defined."""
    with pytest.raises(MarkerError, match=r"^x.py:1: part 'triple' of course.yml is not defined"):
        check_parts(REFERENCE, "x.py", ["double", "triple"])


def test_part_that_is_given_away():
    """A part without a marked solution would be given to students whole."""
    source = REFERENCE + "\n\ndef triple(x):\n    return 3 * x\n"

    with pytest.raises(MarkerError, match=r"^x.py:28: part 'triple' has no marked solution"):
        check_parts(source, "x.py", ["double", "Circle", "triple"])


def test_parts_that_are_all_right():
    """Functions and classes with markers inside are parts."""
    check_parts(REFERENCE, "x.py", ["double", "Circle"])


@pytest.mark.parametrize("comment", ["# the solution", "# begin", "# a resolution", "# Lösung"])
def test_other_comments(comment):
    """A comment may speak of solutions."""
    assert comment in stub(with_line(16, f"    {comment}"), "f.py") or regions(
        with_line(16, f"    {comment}"), "f.py"
    )
