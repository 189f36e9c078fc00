"""Tests of suites: what is collected, what is refused, and that nothing is swallowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks.expect import Mismatch
from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.suites import Runner, suite_paths, with_suites
from grader.course.model import Course
from grader.errors import CourseError
from grader.sandbox.interface import Sandbox
from grader.sandbox.session import Session, Source
from tests.support.files import edit
from tests.support.fractions import RATIONALS, add_checks


def collected(course: Course, *, hidden: bool = True) -> Runner:
    """Collect all suites of a course."""
    paths = {each.name: suite_paths(course, each, hidden=hidden) for each in course.exercises}
    return with_suites(paths, course.exercises, lambda runner: runner)


def test_both_suites_judge_a_grade_of_record(pristine: Course) -> None:
    """Visible and hidden checks are told apart, with their marks and sentences."""
    collected_checks = {each.id: each for each in collected(pristine).suites["rationals"]}

    assert len(collected_checks) == 8
    visible = collected_checks["visible::test_sum_of_the_lesson"]
    hidden = collected_checks["hidden::test_greatest_common_divisor_of_other_numbers"]
    assert (visible.visible, visible.marks.part, visible.marks.weight) == (True, "add", 1)
    assert (hidden.visible, hidden.marks.weight, hidden.marks.gpu) == (False, 2, False)
    assert visible.sentence == "1/2 + 1/3 is 5/6."


def test_a_student_is_judged_by_the_released_suite(pristine: Course) -> None:
    """Without the hidden suites, those of exercises/ are collected, and no other."""
    runner = collected(pristine, hidden=False)

    assert {e.visible for suite in runner.suites.values() for e in suite} == {True}
    assert {e.item.path.parents[1].name for s in runner.suites.values() for e in s} == {"exercises"}


def test_nothing_else_that_lies_there_is_read(course: Course, monkeypatch) -> None:
    """Neither a conftest, nor a configuration file, nor pytest's variables change a suite."""
    folder = course.root / "exercises" / "rationals"
    (folder / "conftest.py").write_text("1 / 0")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (course.root / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--nor'\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option-either")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    monkeypatch.chdir(folder)

    assert len(collected(course, hidden=False).suites["rationals"]) == 3
    assert not [path for path in folder.iterdir() if path.name == ".pytest_cache"]
    assert Path.cwd() == folder


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def broken(:", r"test_hidden\.py:\d+: SyntaxError"),
        ("import no_such_library", r"test_hidden\.py:\d+: ModuleNotFoundError: .*no_such_library"),
        ("1 / 0", r"test_hidden\.py:\d+: ZeroDivisionError"),
        ('def test_a(student):\n    """A."""', r"test_hidden\.py: test_a judges no part"),
        ('@pytest.mark.part("adding")\ndef test_a():\n    """A."""', "test_a judges no part"),
        ('@pytest.mark.part("add")\ndef test_a(): pass', "test_a has no docstring"),
    ],
)
def test_a_suite_that_cannot_be_used_is_named(course: Course, text: str, said: str) -> None:
    """Its author reads file, line and what is wrong, not pytest's report."""
    add_checks(course, f"\n\n{text}\n")

    with pytest.raises(CourseError, match=said) as error:
        collected(course)

    assert "Traceback" not in error.value.message
    assert error.value.remedy


@pytest.mark.parametrize("error", [CourseError("broken", "mend"), KeyboardInterrupt(), OSError(5)])
def test_what_stops_the_work_gets_through(pristine: Course, error: BaseException, capsys) -> None:
    """pytest swallows neither an error of ours nor Ctrl-C, and prints nothing of its own."""

    def work(_: Runner) -> None:
        raise error

    (first, _) = pristine.exercises
    with pytest.raises(type(error)) as raised:
        with_suites({"rationals": suite_paths(pristine, first, hidden=True)}, [first], work)

    assert raised.value is error
    assert capsys.readouterr() == ("", "")


def test_no_suites_at_all(pristine: Course) -> None:
    """A course without suites has no checks, and the work is done all the same."""
    runner = with_suites({}, pristine.exercises, lambda opened: opened)

    assert runner.suites == {"rationals": [], "words": []}


OWN_FIXTURES = '''

@pytest.fixture
def seven(student):
    return student.greatest_common_divisor(14, 21)


@pytest.mark.part("greatest_common_divisor")
def test_with_a_fixture_of_its_own(seven):
    """Seven."""
    assert_holds(seven == 7, "it is seven", got=seven)


@pytest.mark.part("greatest_common_divisor")
@pytest.mark.parametrize("number", [3, 4])
def test_with_numbers_of_its_own(student, number):
    """Numbers."""
    assert_holds(student.greatest_common_divisor(number, 2 * number) == number, "it is")


class TestGroup:
    """A group of checks."""

    @pytest.mark.part("greatest_common_divisor")
    def test_in_a_class(self, student):
        """One."""
        assert_holds(student.greatest_common_divisor(2, 3) == 1, "it is one")
'''


@pytest.mark.parametrize(("source", "passed"), [(RATIONALS, 4), ("def f(): pass", 0)])
def test_a_suites_own_fixtures_and_numbers(
    course: Course, plain_sandbox: Sandbox, source: str, passed: int
) -> None:
    """What pytest offers a suite works, again and again, in the grader's own loop."""
    add_checks(course, OWN_FIXTURES)
    paths = {"rationals": suite_paths(course, course.exercises[0], hidden=True)}

    def work(runner: Runner) -> list[list[BaseException | None]]:
        session = Session(plain_sandbox, 5, 20)
        session.open(Source("rationals", (("rationals.py", source),), {}))
        try:
            return [_run_own(runner, _fixtures(session, course)) for _ in range(2)]
        finally:
            session.close()

    first, again = with_suites(paths, course.exercises[:1], work)

    assert len(first) == 4
    assert [error is None for error in first].count(True) == passed
    assert list(map(type, first)) == list(map(type, again))


def _fixtures(session: Session, course: Course) -> CheckFixtures:
    return CheckFixtures(session, course.exercises[0], Seeds(b"", ""), "check")


def _run_own(runner: Runner, fixtures: CheckFixtures) -> list[BaseException | None]:
    own = ("own", "class")
    return [
        runner.run(j, fixtures)
        for j in runner.suites["rationals"]
        if j.id.count("::test_") and any(word in j.id for word in own)
    ]


def test_a_check_that_fails_gives_what_it_raised(course: Course, plain_sandbox: Sandbox) -> None:
    """The exception itself comes back, for `explain` to tell."""
    edit(course.root / "solutions/rationals/test_visible.py", "answer == 6", "answer == 7")
    session = Session(plain_sandbox, 5, 20)
    session.open(Source("rationals", (("rationals.py", RATIONALS),), {}))
    runner = collected(course)

    error = runner.run(runner.suites["rationals"][0], _fixtures(session, course))
    session.close()

    assert isinstance(error, Mismatch)
    assert error.got == 6
