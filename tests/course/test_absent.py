"""A file that an exercise should have and has not: what its author reads."""

from __future__ import annotations

import shutil

import pytest

from grader.authoring import trials
from grader.authoring.derive import derive
from grader.course import absent
from grader.course.model import Course
from grader.course.references import load_references
from grader.errors import CourseError, UsageError


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ("word.py", "words.py"),
        ("test_hiden.py", "test_hidden.py"),
        ("hidden_test.py", ""),
        ("Readme.md", "README.md"),
        ("readme.txt", ""),
        ("hint.md", "hints.md"),
    ],
)
def test_a_misspelt_file_is_to_be_renamed(course: Course, there: str, missing: str) -> None:
    """By its name without the ending; what is another name, or another ending, is not guessed."""
    folder = course.solution_folder("words")
    for name in (missing or "test_hidden.py", missing or "README.md"):
        (folder / name).unlink(missing_ok=True)
    (folder / there).touch()

    said = absent.remedy(course, "words", missing or "README.md")

    assert said == (
        f"rename {there} to {missing}" if missing else "every exercise has one: write it"
    )


def test_another_file_of_the_exercise_is_never_to_be_renamed(course: Course) -> None:
    """The visible suite is alike by its name, and has its own work to do."""
    (course.solution_folder("words") / "test_hidden.py").unlink()

    assert absent.remedy(course, "words", "test_hidden.py") == "every exercise has one: write it"


def test_an_exercise_without_its_folder(course: Course) -> None:
    """Its author wrote course.yml first, or misspelt the folder: that is said everywhere."""
    shutil.rmtree(course.solution_folder("words"))
    write = "write solutions/words/, or take words out of course.yml"

    for enter in (
        lambda: derive(course),
        lambda: load_references(course, course.exercises),
        lambda: trials(course, course.exercises),
    ):
        with pytest.raises(UsageError) as error:
            enter()
        assert error.value.remedy == write

    (course.solution_folder("wrods")).mkdir()
    assert absent.remedy(course, "words", "words.py") == "rename solutions/wrods to solutions/words"


def test_a_missing_reference_has_the_authors_remedy(course: Course) -> None:
    """And no error within an error."""
    path = course.reference("words")
    path.rename(path.with_name("word.py"))

    with pytest.raises(CourseError) as error:
        load_references(course, course.exercises)

    assert error.value.message == f"{path}: there is no such file"
    assert error.value.remedy == "rename word.py to words.py"
