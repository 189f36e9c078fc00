"""Tests of notebooks: which cells a lesson and its stub become, and in which order."""

from __future__ import annotations

import json

import pytest

from grader.authoring.notebook import Cell, Piece, Section, notebook, pieces, sections
from grader.course.model import Exercise, Part

EXERCISE = Exercise(
    name="nets",
    title="Nets",
    parts=(Part(name="first", points=1), Part(name="second", points=2.5)),
)
LESSON = """\
# Nets

What a net is.

## `first(x)`

The formula.

## `second(x)`

Another one.

### An example

In numbers.

## What is judged

Both.
"""
STUB = '''\
"""The module's docstring."""

import numpy as np

SIZE = 3


def first(x):
    """Return the first."""
    raise NotImplementedError("write your code here")


def helper(x):
    return x


@staticmethod
def second(x):
    raise NotImplementedError("write your code here")


# the end
'''
EXCHANGED = (
    LESSON.replace("`first(", "`x(").replace("`second(", "`first(").replace("`x(", "`second(")
)


def cells_of(lesson: str, stub: str) -> list[Cell]:
    """Return the cells of a notebook, as Jupyter would read them."""
    made = json.loads(notebook(EXERCISE, lesson, stub))
    return [Cell(each["cell_type"], "".join(each["source"])) for each in made["cells"]]


def firsts(lesson: str, stub: str = STUB) -> list[str]:
    """Return the first line of each cell."""
    return [text.splitlines()[0] for _, text in cells_of(lesson, stub)]


class TestSections:
    """A README, cut at its headings."""

    def test_each_heading_begins_one(self):
        """Of any level; what stands above the first has level 1."""
        found = sections("above\n# One\ntext\n### Three\n")

        assert found == [
            Section(1, "above\n"),
            Section(1, "# One\ntext\n"),
            Section(3, "### Three\n"),
        ]

    @pytest.mark.parametrize("fence", ["```", "~~~", "  ```"])
    def test_a_comment_in_code_is_no_heading(self, fence):
        """Nor does another kind of fence end the code."""
        other = "~~~" if "`" in fence else "```"
        text = f"# One\n{fence}python\n# a comment\n{other}\n# another\n{fence}\n# Two\n"

        assert [each.text.splitlines()[0] for each in sections(text)] == ["# One", "# Two"]

    def test_nothing_is_lost(self):
        """Together they are the README."""
        assert "".join(each.text for each in sections(LESSON)) == LESSON

    def test_an_empty_lesson_has_none(self):
        """Blank lines are no section."""
        assert sections("\n\n") == []


class TestPieces:
    """A stub, cut into its parts and what stands between them."""

    def test_parts_and_what_stands_between(self):
        """Without the module's docstring; imports and helpers belong together."""
        found = pieces(STUB, EXERCISE)

        assert [each.part for each in found] == [None, "first", None, "second"]
        assert found[0] == Piece(None, "import numpy as np\n\nSIZE = 3")
        assert found[2] == Piece(None, "def helper(x):\n    return x")

    def test_decorators_and_the_last_comment_stay(self):
        """With the part that they stand at."""
        last = pieces(STUB, EXERCISE)[-1].text

        assert last.startswith("@staticmethod\ndef second(x):")
        assert last.endswith("# the end")

    def test_a_stub_without_a_docstring(self):
        """It begins with its first line."""
        assert pieces("x = 1\n", EXERCISE) == [Piece(None, "x = 1")]

    def test_a_stub_of_nothing_has_none(self):
        """Nor has one that is a docstring alone."""
        assert pieces("", EXERCISE) == pieces('"""Nothing."""\n', EXERCISE) == []


class TestNotebook:
    """The whole file."""

    def test_code_follows_the_section_that_teaches_it(self):
        """Behind all that stands below the heading; what is shared stands first."""
        assert firsts(LESSON) == [
            "# Nets",
            "import numpy as np",
            "## `first(x)`",
            "**Your part: `first`** (1 point). Stuck? `grader hint nets first`",
            "def first(x):",
            "## `second(x)`",
            "### An example",
            "def helper(x):",
            "**Your part: `second`** (2.5 points). Stuck? `grader hint nets second`",
            "@staticmethod",
            "## What is judged",
            "Save the notebook; then, in a terminal, `grader check nets` looks at your work.",
        ]

    @pytest.mark.parametrize(
        "lesson",
        [
            LESSON.replace("`first(x)`", "`x`")
            .replace("`second", "`first")
            .replace("`x`", "`second`"),
            LESSON.replace("`first(x)`", "One").replace("`second(x)`", "Two"),
        ],
    )
    def test_code_comes_last_where_the_lesson_does_not_say(self, lesson):
        """Where it has another order than the stub, or names no part: the code's order wins."""
        found = firsts(lesson)

        assert found.index("## What is judged") < found.index("def first(x):")
        assert found.index("def first(x):") < found.index("@staticmethod")

    def test_a_part_is_named_whole(self):
        """A heading on `first_derivative` teaches another function."""
        found = firsts(LESSON.replace("`first(x)`", "`first_derivative`"))

        assert found.index("def first(x):") > found.index("## `second(x)`")

    def test_the_file_is_a_valid_notebook(self):
        """By nbformat's own schema, with names of cells that no other has."""
        nbformat = pytest.importorskip("nbformat")
        text = notebook(EXERCISE, LESSON, STUB)

        made = nbformat.reads(text, as_version=4)
        nbformat.validate(made, relax_add_props=False)
        assert len({cell.id for cell in made.cells}) == len(made.cells)
        assert text == nbformat.writes(made, version=nbformat.NO_CONVERT) + "\n"

    def test_texts_are_kept_to_the_letter(self):
        """Formulas, quotes and signs of other alphabets."""
        formula = 'The loss is $\\ell = -\\log \\hat{y}$, "für η = 0.1".'

        assert Cell("markdown", formula) in cells_of(f"{formula}\n", STUB)

    def test_a_stub_that_is_no_python_is_refused(self):
        """Its line is known."""
        with pytest.raises(SyntaxError) as caught:
            notebook(EXERCISE, LESSON, "x = 1\ndef first(:\n")

        assert caught.value.lineno == 2
