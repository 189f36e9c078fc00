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
    """Return the first.

    >>> y = 2
    >>> first(y)
    3
    >>> first(0)
    1
    """
    raise NotImplementedError("write your code here")


def helper(x):
    return x


@staticmethod
def second(x):
    raise NotImplementedError("write your code here")


# the end
'''


def cells_of(lesson: str, stub: str) -> list[Cell]:
    """Return the cells of a notebook, as Jupyter would read them."""
    made = json.loads(notebook(EXERCISE, lesson, stub))["cells"]
    return [Cell(each["cell_type"], "".join(each["source"])) for each in made]


def firsts(lesson: str, stub: str = STUB) -> list[str]:
    """Return the first line of each cell."""
    return [text.splitlines()[0] for _, text, *_ in cells_of(lesson, stub)]


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

    def test_lesson_and_code_alternate(self):
        """A part follows all below the heading that names it; what is shared stands first."""
        assert firsts(LESSON) == [
            "# Nets",
            "Write in the cells below. Under each part a cell checks it, as often as you like: it "
            "says what is",
            "# In Colab, or wherever the course's folder is not: take away the # before the last "
            "three lines.",
            "import numpy as np",
            "## `first(x)`",
            "**Your part: `first`** (1 point)",
            "def first(x):",
            "# Try it. This should give: 3",
            "from grader.notebook import check",
            "## `second(x)`",
            "### An example",
            "def helper(x):",
            "**Your part: `second`** (2.5 points)",
            "@staticmethod",
            "from grader.notebook import check",
            "## What is judged",
            "Save the notebook: it is what you hand in.",
        ]

    def test_a_part_has_its_check_and_its_first_example(self):
        """The example is all that it takes; where it has none, the check alone follows."""
        made = json.loads(notebook(EXERCISE, LESSON, STUB))["cells"]
        code = {each["id"]: "".join(each["source"]) for each in made}

        assert code["try-first"] == "# Try it. This should give: 3\ny = 2\nfirst(y)"
        assert code["check-first"] == 'from grader.notebook import check\n\ncheck("first")'
        assert "try-second" not in code and "check-second" in code

    def test_a_try_does_not_stop_who_runs_all_cells(self):
        """Its part is perhaps not written yet: Jupyter is told that it may raise; the rest not."""
        made = json.loads(notebook(EXERCISE, LESSON, STUB))["cells"]

        tagged = [each["id"] for each in made if each["metadata"]]
        assert tagged == ["try-first"]
        assert made[7]["metadata"] == {"tags": ["raises-exception"]}

    def test_an_answer_of_several_lines(self):
        """Each of them is a comment."""
        stub = STUB.replace("    3\n", "    array([[1],\n           [2]])\n")

        (tried,) = [text for _, text, *_ in cells_of(LESSON, stub) if "Try it" in text]

        assert tried.splitlines()[:3] == [
            "# Try it. This should give:", "#   array([[1],", "#          [2]])",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("lesson", "first", "second"),
        [
            (LESSON.replace("## `second(x)`\n", "## Two\nWrite `second(x)`.\n"), "`first", "Two"),
            (LESSON.replace("## `second(x)`", "## Two"), "`first", "`first"),
            (LESSON.replace("## `first(x)`", "## One"), "An example", "An example"),
            (
                LESSON.replace("Both.", "`second(x)`").replace("## `second(x)`", "## Two"),
                "`first",
                "`first",
            ),
        ],
    )
    def test_where_no_heading_names_a_part(self, lesson, first, second):
        """It follows the first section that calls it; else it stands with the part before, or next.

        What is said of it below `What is judged` comes too late.
        """
        heading, after = "", {}
        for kind, text, *_ in cells_of(lesson, STUB):
            if kind == "markdown" and text.startswith("#"):
                heading = text.splitlines()[0].lstrip("# ")
            after |= {name: heading for name in ("first", "second") if f"def {name}(" in text}

        assert after["first"].startswith(first) and after["second"].startswith(second)

    def test_a_lesson_that_introduces_none(self):
        """All parts stand above what is judged, in the order of the code."""
        lesson = LESSON.replace("`first(x)`", "One").replace("`second(x)`", "Two")

        found = firsts(lesson)

        places = [found.index(each) for each in ("def first(x):", "@staticmethod")]
        assert found.index("### An example") < places[0] < places[1]
        assert places[1] < found.index("## What is judged")

    def test_a_lesson_in_another_order(self):
        """Each part stands where it is taught, whatever the stub's order."""
        lesson = (
            LESSON.replace("`first(", "`x(")
            .replace("`second(", "`first(")
            .replace("`x(", "`second(")
        )

        found = firsts(lesson)

        assert found.index("@staticmethod") < found.index("def first(x):")

    def test_a_part_is_named_whole(self):
        """A heading on `first_derivative` teaches another function."""
        found = firsts(LESSON.replace("`first(x)`", "`first_derivative`"))

        assert found.index("def first(x):") > found.index("## `second(x)`")

    def test_nothing_is_said_of_a_file_or_a_command(self):
        """The lesson's words for both become those for a notebook, with a cell for the picture."""
        lesson = LESSON.replace(
            "What a net is.", "File: `nets.py`. Library: numpy.\n\n`grader plot nets` draws this:"
        )

        cells = cells_of(lesson, STUB)

        expected = "Library: numpy.\n\n`picture()`, in the cell below, draws this:"
        assert cells[0].text == f"# Nets\n\n{expected}"
        assert cells[1] == Cell("code", "from grader.notebook import picture\n\npicture()")

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
