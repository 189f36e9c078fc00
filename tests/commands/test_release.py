"""Tests of releasing: what is derived, and whether it deserves to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.commands.progress import Progress
from grader.commands.release import problems, write
from grader.course.model import Course, load_course
from grader.errors import MarkerError, UsageError
from grader.sandbox.interface import Sandbox
from tests.support.files import edit, tree
from tests.support.fractions import HERE, add_checks


def test_exercises_are_derived_beside_solutions(course: Course) -> None:
    """Only what changed is written, and where it went is said."""
    edit(course.root / "solutions/words/hints.md", "dict.get", "dict.setdefault")

    assert write(course, None) == (
        [course.root / "exercises/words/hints.md"],
        course.root / "exercises",
    )


def test_students_get_a_folder_of_their_own(course: Course, tmp_path: Path) -> None:
    """Nothing of solutions/ that is not meant for them is in it."""
    written, where = write(course, tmp_path / "students")

    files = tree(tmp_path / "students")
    assert where == tmp_path / "students"
    assert len(written) == 18
    assert not [name for name in files if "hidden" in name or "solutions" in name]
    assert not [name for name, text in files.items() if b"BEGIN SOLUTION" in text]


def test_an_address_that_notebooks_refuse_is_refused_at_once(
    course: Course, tmp_path: Path
) -> None:
    """Before anything is written, with what to type: the reader is the instructor."""
    with pytest.raises(UsageError, match="is no https address") as error:
        write(course, tmp_path / "students", address="http://example.org/x.zip")

    assert error.value.remedy == "--address https://…, or a path"
    assert not (tmp_path / "students").exists()


def test_all_is_well(course: Course, lent_sandbox: Sandbox) -> None:
    """Fresh files, stubs that pass nothing and references that pass everything need no word."""
    said: list[str] = []

    assert problems(course, Progress(say=said.append)) == []
    assert said == ["running the checks"]


def test_what_is_stale_is_named(course: Course, lent_sandbox: Sandbox) -> None:
    """A file that was edited by hand, and one that was forgotten."""
    edit(course.root / "solutions/words/README.md", "Capitals", "Letters")
    (course.root / "exercises" / "words" / "old.txt").write_text("")

    assert problems(course) == [
        "exercises/words/README.md is stale",
        "exercises/words/old.txt is surplus",
        "exercises/words/words.ipynb is stale",
    ]


def test_what_is_missing_is_named_before_anything_is_judged(tmp_path: Path) -> None:
    """Where nothing was released there is no stub to judge."""
    import shutil

    shutil.copytree(HERE, tmp_path / "course")

    found = problems(load_course(tmp_path / "course", exactly=True))

    assert len(found) == 10
    assert all(said.endswith("is missing") for said in found)


def test_a_stub_that_passes_is_named(course: Course, lent_sandbox: Sandbox) -> None:
    """A check that anything passes judges nobody."""
    add_checks(course, '\n\n@pytest.mark.part("add")\ndef test_idle():\n    """Nothing."""\n')

    assert problems(course) == ["rationals: the stub passes hidden::test_idle"]


def test_a_reference_that_fails_is_named_with_the_reason(
    course: Course, lent_sandbox: Sandbox
) -> None:
    """The suite's author reads what the near side saw."""
    text = '\n\n@pytest.mark.part("add")\ndef test_odd(student):\n    """Odd."""\n'
    add_checks(course, text + "    assert_holds(student.add((1, 2), (1, 2)) == 5, 'it is 5')\n")

    (said,) = problems(course)

    assert said.startswith("rationals: the reference fails hidden::test_odd: ")
    assert "it is 5" in said


def test_broken_markers_are_told_with_file_and_line(course: Course) -> None:
    """As `release` itself does."""
    edit(course.root / "solutions/words/words.py", "### END SOLUTION\n\n\nclass", "\n\n\nclass")

    with pytest.raises(MarkerError, match=r"words\.py:\d+"):
        problems(course)
