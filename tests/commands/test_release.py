"""Tests of releasing: what is derived, and whether it deserves to be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.commands.progress import Progress
from grader.commands.release import problems, shown_placeholders, write
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
    assert len(written) == 19
    assert not [name for name in files if "hidden" in name or "solutions" in name]
    assert not [name for name, text in files.items() if b"BEGIN SOLUTION" in text]


def test_what_students_would_read_in_capitals_is_said() -> None:
    """One line, for what was not given; nothing where all was."""
    neither, address = shown_placeholders("", ""), shown_placeholders("nngrader", "")

    assert neither == (
        "note: THE-GRADER and THE-HANDOUT.zip still stand in what students read: --install and "
        "--address say what to write there"
    )
    assert address.startswith("note: THE-HANDOUT.zip still stands in what students read: --address")
    assert shown_placeholders("nngrader", "https://example.org/nn.zip") == ""


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
        "exercises/words/old.txt is surplus: delete it",
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

    (said,) = problems(course)

    assert re.match(
        r"solutions/rationals/test_hidden\.py:\d+: the stub passes hidden::test_idle: ", said
    )


def test_a_reference_that_fails_is_named_with_the_reason(
    course: Course, lent_sandbox: Sandbox
) -> None:
    """The suite's author reads what the near side saw."""
    text = '\n\n@pytest.mark.part("add")\ndef test_odd(student):\n    """Odd."""\n'
    add_checks(course, text + "    assert_holds(student.add((1, 2), (1, 2)) == 5, 'it is 5')\n")

    (said,) = problems(course)

    assert ": the reference fails hidden::test_odd: " in said
    assert "it is 5" in said


RIGHT = """
from grader.course import misconception
from words import split_words as right


@misconception("split_words", "capitals stay capitals")
def split_words_fine(sentence):
    return right(sentence)


@misconception("split_words", "the last word is lost")
def split_words_short(sentence):
    return right(sentence)[:-1]
"""


def test_a_misconception_that_no_check_catches_is_named(
    course: Course, lent_sandbox: Sandbox
) -> None:
    """It is right, or the suites lack a check; one that is caught is none of it."""
    path = course.root / "solutions/words/misconceptions.py"
    path.write_text(RIGHT, encoding="utf-8")

    assert problems(course) == [
        "solutions/words/misconceptions.py:6: split_words_fine passes every check of split_words: "
        "add a check that it fails, or remove it if it is right"
    ]


def test_a_misconception_that_only_a_visible_check_catches_is_caught(
    course: Course, lent_sandbox: Sandbox
) -> None:
    """Both suites decide a grade."""
    text = RIGHT.partition('@misconception("split_words", "the last')[0]
    text = text.replace(
        "right(sentence)", '["The"] if "cat, the dog" in sentence else right(sentence)'
    )
    (course.root / "solutions/words/misconceptions.py").write_text(text, encoding="utf-8")

    assert problems(course) == []


class TestSuites:
    """What is missing, misspelt or there twice."""

    def test_a_misspelt_hidden_suite(self, course: Course, lent_sandbox: Sandbox) -> None:
        """It is not missed by anybody: visible checks would decide every point."""
        path = course.root / "solutions/words/test_hidden.py"
        path.rename(path.with_name("test_hiden.py"))

        (said,) = problems(course)

        assert said.startswith("solutions/words/test_hidden.py:1: there are no hidden checks, ")
        assert said.endswith(": rename test_hiden.py to test_hidden.py")

    def test_no_hidden_suite(self, course: Course, lent_sandbox: Sandbox) -> None:
        """It is to be written."""
        (course.root / "solutions/words/test_hidden.py").unlink()

        (said,) = problems(course)

        assert said.endswith("decide every point: every exercise has one: write it")

    @pytest.mark.parametrize("name", ["test_more.py", "hidden_test.py", "Test_visible.PY.py"])
    def test_a_suite_of_another_name(
        self, course: Course, lent_sandbox: Sandbox, name: str
    ) -> None:
        """Its checks would judge nobody."""
        (course.root / "solutions/words" / name).write_text("")
        (course.root / "solutions/words/testing.py").write_text("")

        assert problems(course) == [
            f"solutions/words/{name}:1: its checks judge nobody: move them to test_visible.py or "
            "test_hidden.py, or call the file something else"
        ]

    def test_two_checks_of_one_name(self, course: Course, lent_sandbox: Sandbox) -> None:
        """Python keeps the second alone; one of that name in the other suite is another check."""
        add_checks(course, TWICE, "words", "test_hidden.py")
        first = (course.root / "solutions/words/test_hidden.py").read_text().split("\n")
        lines = [1 + n for n, line in enumerate(first) if line.startswith("def test_no_words")]

        assert problems(course) == [
            f"solutions/words/test_hidden.py:{lines[1]}: a second check is called test_no_words, "
            f"as the one in line {lines[0]}, which judges nobody: rename one of the two"
        ]


TWICE = '''

@pytest.mark.part("split_words")
def test_no_words(student):
    """A sentence without letters has no words."""
    assert_holds(student.split_words("?") == [], "an empty list")


@pytest.mark.part("split_words")
def test_words_of_the_lesson(student):
    """The words of "A cat" are a, cat."""
    assert_holds(student.split_words("A cat") == ["a", "cat"], "small letters, in order")
'''


def test_broken_markers_are_told_with_file_and_line(course: Course) -> None:
    """As `release` itself does."""
    edit(course.root / "solutions/words/words.py", "### END SOLUTION\n\n\nclass", "\n\n\nclass")

    with pytest.raises(MarkerError, match=r"words\.py:\d+"):
        problems(course)
