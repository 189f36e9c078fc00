"""Tests of a student's broken files: which line is named, and what is judged instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.commands.check import check, own_work
from grader.commands.readable import readable
from grader.commands.student_progress import recall
from grader.course.model import Course, load_course
from grader.sandbox.interface import Sandbox
from tests.support.checked import lines_of
from tests.support.fractions import WORDS, notebook_of

BROKEN = WORDS.replace("self.words = []", "self.words = [")
LINE = BROKEN.split("\n").index("        self.words = [") + 1
CLASS_STUB = """\
class Counter:
    def __init__(self):
        super().__init__()
        raise NotImplementedError("write your code here"{end}


def split_words(sentence):
    raise NotImplementedError("write your code here")
"""


@pytest.fixture
def mine(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A student's folder of the course, at whose root the student stands."""
    bundle(course, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return load_course(tmp_path / "mine", exactly=True)


def path_of(course: Course, suffix: str = ".py") -> Path:
    """Give where one exercise's file lies."""
    return course.stub("words").with_suffix(suffix)


def test_a_syntax_error_names_file_and_line_and_keeps_the_progress(
    mine: Course, lent_sandbox: Sandbox
) -> None:
    """What passed yesterday is still known; nothing else is said of the file."""
    path_of(mine).write_text(WORDS)
    check(mine, ["words"])
    path_of(mine).write_text(BROKEN)

    checked = check(mine, ["words"])

    assert lines_of(checked)[1:] == [
        f"Python cannot read {Path('exercises/words/words.py')}:{LINE}: '[' was never closed",
        f"  {LINE} |         self.words = [",
        "mend this line first; what passed before is kept",
        "next: fix that, then grader check words",
    ]
    assert not checked.passed
    assert recall(mine)["words"]["parts"] == {"split_words": [1, 1], "Counter": [1, 1]}


def test_a_broken_file_is_named_though_an_untouched_notebook_would_be_judged(
    mine: Course, lent_sandbox: Sandbox
) -> None:
    """The notebook's stub looks as finished as what the syntax error leaves of the file."""
    path_of(mine).write_text(CLASS_STUB.format(end=""))
    path_of(mine, ".ipynb").write_text(notebook_of(CLASS_STUB.format(end=")")))

    lines = lines_of(check(mine, ["words"]))

    assert lines[1] == (
        f"Python cannot read {Path('exercises/words/words.py')}:4: '(' was never closed"
    )


def test_a_file_that_is_no_text_is_named_though_an_untouched_notebook_would_be_judged(
    mine: Course, lent_sandbox: Sandbox
) -> None:
    """It holds the work, and what passed before is kept."""
    check(mine, ["words"])
    before = recall(mine)
    path_of(mine).write_bytes(b"x = '\xff'\n")

    lines = lines_of(check(mine, ["words"]))

    assert lines[1] == "words.py is not UTF-8 (line 1): save it as UTF-8"
    assert lines[-1] == "next: fix that, then grader check words"
    assert recall(mine) == before


def test_a_notebook_that_passes_is_judged_though_the_script_is_broken(
    mine: Course, lent_sandbox: Sandbox
) -> None:
    """Somebody began in the one and went on in the other."""
    path_of(mine).write_text(BROKEN)
    path_of(mine, ".ipynb").write_text(notebook_of(WORDS))

    checked = check(mine, ["words"])

    (result,) = checked.results
    assert checked.passed
    assert (
        f"words.py, line {LINE}: '[' was never closed. What is judged is the other" in result.note
    )
    assert recall(mine)["words"]["parts"] == {"split_words": [1, 1], "Counter": [1, 1]}


def test_a_broken_notebook_names_its_cell(mine: Course, lent_sandbox: Sandbox) -> None:
    """Counted among the cells with code."""
    path_of(mine).unlink()
    path_of(mine, ".ipynb").write_text(notebook_of("import re", BROKEN))

    lines = lines_of(check(mine, ["words"]))

    notebook = Path("exercises/words/words.ipynb")
    assert lines[1] == f"Python cannot read {notebook}, cell 2, line {LINE}: '[' was never closed"


def test_the_other_exercises_are_checked(mine: Course, lent_sandbox: Sandbox) -> None:
    """In their order, the broken one among them."""
    path_of(mine).write_text(BROKEN)

    first, second = check(mine, []).results

    assert (first.exercise, first.reason, len(first.checks)) == ("rationals", None, 3)
    assert (second.exercise, second.checks) == ("words", ())


@pytest.mark.parametrize("text", ["%matplotlib inline\nx = 1\n", "x = '\\d'\n", "", None])
def test_what_can_be_read_is_not_broken(mine: Course, text: str | None) -> None:
    """A line of IPython's, a backslash that means nothing, an empty file, and no file at all."""
    path_of(mine).unlink()
    if text is not None:
        path_of(mine).write_text(text)
    path_of(mine, ".ipynb").write_text(notebook_of(WORDS))

    found = readable(mine, own_work(mine), mine.exercises)

    assert (found.broken, found.hopeless) == ({}, frozenset())
    assert json.loads(path_of(mine, ".ipynb").read_text())["cells"]
