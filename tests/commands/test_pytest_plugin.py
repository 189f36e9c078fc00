"""Tests of the pytest plugin: a plain ``pytest`` in an exercise's folder, as an editor runs it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.course.model import Course
from tests.support.command_line import pytest_typed, typed
from tests.support.files import edit
from tests.support.fractions import FOLDER, RATIONALS, WORDS, WRONG_DIVISOR
from tests.support.processes import zygotes

NAMES = ("greatest_common_divisor_of_the_lesson", "reduced_fraction_of_the_lesson")
OURS = ("grader/", "site-packages", "own_pytest", "Traceback", "INTERNALERROR")


@pytest.fixture
def mine(course: Course, tmp_path: Path) -> Path:
    """A student's folder of the course."""
    bundle(course, tmp_path / "mine")
    return tmp_path / "mine"


def write(mine: Path, text: str) -> None:
    """Write a student's file."""
    (mine / FOLDER / "rationals.py").write_text(text, encoding="utf-8")


def test_right_work_passes(mine: Path) -> None:
    """The visible checks run on the student's own file, and nothing is left behind."""
    write(mine, RATIONALS)
    before = zygotes()

    code, said = pytest_typed(mine / FOLDER)

    assert (code, "3 passed" in said) == (0, True), said
    assert "warning" not in said
    assert zygotes() == before


def test_a_failure_is_told_in_the_checks_words(mine: Path) -> None:
    """Sentence, call, answer: and no line of ours; one check at a time works as well."""
    write(mine, WRONG_DIVISOR + "\ndef add(a, b):\n    return a[5]\n")

    code, said = pytest_typed(mine, f"{FOLDER}/test_visible.py")

    assert code == 1, said
    assert "3 failed" in said
    assert "The greatest common divisor of 12 and 18 is 6." in said
    assert "called    greatest_common_divisor(12, 18)" in said
    assert "got       1" in said
    assert "`add` raised IndexError: tuple index out of range" in said
    assert "return a[5]" in said
    assert not [word for word in OURS if word in said], said


def test_what_is_not_written_is_skipped(mine: Path) -> None:
    """A line for each function that is missing, and nothing red: nothing has failed yet."""
    code, said = pytest_typed(mine)

    assert code == 0, said
    assert "5 skipped" in said and "failed" not in said and "Error" not in said
    waits = [line for line in said.splitlines() if "is not written yet" in line]
    assert len(waits) == 5  # functions, each with its file and line
    assert any("`split_words` is not written yet (words.py, line " in line for line in waits)


def test_a_function_that_is_half_written_fails(mine: Path) -> None:
    """Beside others that wait: what is wrong is not hidden by what is missing."""
    stub = (mine / FOLDER / "rationals.py").read_text()
    write(mine, f"{stub}\n\ndef greatest_common_divisor(p, q): return 1\n")

    code, said = pytest_typed(mine / FOLDER)

    assert code == 1, said
    assert "1 failed, 2 skipped" in said


def test_a_file_that_does_not_run_is_told_by_each_check(mine: Path) -> None:
    """One border serves them all, and the student's own line is shown."""
    write(mine, "def broken(:\n")

    code, said = pytest_typed(mine / FOLDER)

    assert code == 1, said
    assert said.count("rationals.py, line 1 could not be run: SyntaxError") >= 3
    assert "def broken(:" in said
    assert not [word for word in OURS if word in said], said


def test_a_statement_that_fails_is_told_where_a_check_fails(mine: Path) -> None:
    """What the failed line would have defined may be what is missing."""
    write(
        mine, "import nosuchmodule as ns\ndef greatest_common_divisor(p, q): return ns.gcd(p, q)\n"
    )

    _, said = pytest_typed(mine / FOLDER)

    assert "NameError: name 'ns' is not defined" in said
    assert "rationals.py, line 1 could not be run: ModuleNotFoundError" in said


def test_a_loop_at_the_top_is_waited_for_once(mine: Path) -> None:
    """An endless loop at the top of the file costs its time once, not once a check."""
    write(mine, "import time\ntime.sleep(500)")
    edit(mine / "course.yml", "call_seconds: 60\n", "call_seconds: 1\n")

    code, said = pytest_typed(mine / FOLDER, "--durations=0", "-vv")

    assert code == 1, said
    assert said.count("took longer than the time limit while the file was loaded") >= 3
    waited = [float(seconds) for seconds in re.findall(r"^([0-9.]+)s setup", said, re.MULTILINE)]
    assert len([seconds for seconds in waited if seconds > 2.5]) == 1, said


@pytest.mark.parametrize("command", ["pytest", "grader check"])
def test_another_exercise_can_be_imported(mine: Path, command: str) -> None:
    """A student's own exercises and helpers are there, with pytest as with `grader check`."""
    words = f"from rationals import add\nfrom helper import HALF\nassert add(HALF, HALF)\n{WORDS}"
    write(mine, RATIONALS)
    (mine / "exercises/words/words.py").write_text(words, encoding="utf-8")
    (mine / "exercises/words/helper.py").write_text("HALF = (1, 2)\n", encoding="utf-8")

    if command == "pytest":
        code, said = pytest_typed(mine / "exercises/words")
    else:
        done = typed("check", "words", cwd=mine)
        code, said = done.returncode, done.stdout + done.stderr

    assert code == 0, said


def test_outside_a_course_it_says_what_is_missing(mine: Path, tmp_path: Path) -> None:
    """A suite that was copied elsewhere fails with a word on where to go."""
    (tmp_path / "alone").mkdir()
    os.rename(mine / FOLDER / "test_visible.py", tmp_path / "alone" / "test_visible.py")

    code, said = pytest_typed(tmp_path / "alone", "--rootdir=.")

    assert code == 1, said
    assert "there is no course.yml" in said
    assert "go to the course's folder" in said


COUNTING = """
from grader.commands import pytest_run

real = pytest_run.protected_sandbox


def counted(settings):
    print("a sandbox with", *settings.libraries)
    return real(settings)


pytest_run.protected_sandbox = counted
"""


def test_one_sandbox_serves_all_exercises(mine: Path) -> None:
    """It is warm once, with what any of them imports; a run of one exercise waits for no more."""
    write(mine, RATIONALS)
    (mine / "exercises/words/words.py").write_text(f"import scipy\n{WORDS}", encoding="utf-8")
    (mine / "conftest.py").write_text(COUNTING, encoding="utf-8")

    code, said = pytest_typed(mine, "-s")
    one_code, one_said = pytest_typed(mine, "-s", FOLDER)

    assert (code, one_code) == (0, 0), said
    assert re.findall("a sandbox with .*", said) == ["a sandbox with numpy scipy.special"]
    assert re.findall("a sandbox with .*", one_said) == ["a sandbox with numpy"]


def test_fixtures_that_students_do_not_have(mine: Path) -> None:
    """A check for the reference or a GPU is skipped, not failed."""
    write(mine, RATIONALS)
    suite = mine / FOLDER / "test_visible.py"
    more = '\n@pytest.mark.{}\ndef test_{}({}):\n    """A."""\n'
    text = more.format('part("add")', "reference", "reference")
    text += more.format("gpu", "gpu", "device")
    text += '\n\ndef test_more(guest, rng, device, student):\n    """B."""\n'
    text += '    assert device == "cpu" and student.add((1, rng.integers(2, 9)), (0, 1))\n'
    suite.write_text(suite.read_text() + text)

    code, said = pytest_typed(mine / FOLDER, "--strict-markers")

    assert (code, "4 passed, 2 skipped" in said) == (0, True), said


def test_other_peoples_tests_are_left_alone(tmp_path: Path) -> None:
    """Where the grader is merely installed, nothing is imported and reports are pytest's own."""
    (tmp_path / "test_other.py").write_text(
        "import sys\ndef test_a(): assert not [m for m in sys.modules if m in "
        "('numpy', 'torch', 'pydantic', 'grader.checks.fixtures')]\n"
        "def test_b():\n    answer = 41\n    assert answer == 42\n"
    )

    _, said = pytest_typed(tmp_path, "-p", "no:hypothesispytest", "--rootdir=.")

    assert "1 failed, 1 passed" in said, said
    assert "assert 41 == 42" in said
    assert "answer = 41" in said


def test_a_suite_that_needs_what_is_missing_is_skipped(mine: Path) -> None:
    """The line that installs it is said, and the other exercises are checked."""
    write(mine, RATIONALS)
    suite = mine / "exercises/words/test_visible.py"
    suite.write_text(f"import torch, no_such_library\n{suite.read_text()}", encoding="utf-8")

    code, said = pytest_typed(mine)
    one_code, one_said = pytest_typed(mine / "exercises/words")

    reason = "words needs no_such_library, which is not installed: python -m pip install no_such"
    assert (code, "3 passed, 1 skipped" in said) == (0, True), said
    assert (one_code, "1 skipped" in one_said) == (5, True), one_said
    assert reason in said and reason in one_said
    assert not [word for word in OURS if word in said + one_said], said


def test_a_check_that_needs_what_is_missing_says_so(mine: Path) -> None:
    """Where it is imported late, that check fails with the line, and the others are run."""
    write(mine, RATIONALS)
    suite = mine / FOLDER / "test_visible.py"
    late = '@pytest.mark.part("add")\ndef test_late():\n    """A."""\n    import no_such_library\n'
    suite.write_text(f"{suite.read_text()}\n\n{late}", encoding="utf-8")

    code, said = pytest_typed(mine / FOLDER)

    assert (code, "1 failed, 3 passed" in said) == (1, True), said


def test_from_the_handouts_root_and_from_each_folder(mine: Path) -> None:
    """One pytest.ini serves both, and whatever lies above the handout counts for nothing."""
    write(mine, RATIONALS)
    (mine / "test_of_somebody.py").write_text("def test_a(): assert False\n")
    (mine.parent / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")

    at_the_root, said = pytest_typed(mine)
    in_a_folder, said_there = pytest_typed(mine / FOLDER)
    (listed, found), (_, found_there) = (
        pytest_typed(folder, "--collect-only", "-q") for folder in (mine, mine / FOLDER)
    )

    assert (at_the_root, in_a_folder, listed) == (0, 0, 0), said + said_there
    assert "3 passed" in said_there and "3 passed, 2 skipped" in said
    assert f"rootdir: {mine}\n" in said + said_there or "-q" in said
    assert f"{FOLDER}/test_visible.py::test_" in found and "words/test_visible.py::test_" in found
    assert "test_visible.py::test_" in found_there
    assert "somebody" not in found
