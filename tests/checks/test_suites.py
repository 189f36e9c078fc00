"""Tests of suites: what is collected, what is refused, and that nothing is swallowed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from grader.checks.expect import Mismatch
from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.suites import OpenSuites, open_suites, suite_paths
from grader.course.model import Course
from grader.errors import CourseError
from grader.sandbox.interface import Sandbox
from grader.sandbox.session import Session, Source
from tests.support.files import edit
from tests.support.fractions import RATIONALS, add_checks


def collected(course: Course, *, hidden: bool = True) -> OpenSuites:
    """Collect all suites of a course, and close them: what was collected can be looked at."""
    paths = {each.name: suite_paths(course, each, hidden=hidden) for each in course.exercises}
    with open_suites(paths, course.exercises) as suites:
        return suites


def test_both_suites_judge_a_grade_of_record(pristine: Course) -> None:
    """Visible and hidden checks are told apart, with their marks and sentences."""
    collected_checks = {each.id: each for each in collected(pristine).checks["rationals"]}

    assert len(collected_checks) == 8
    visible = collected_checks["visible::test_sum_of_the_lesson"]
    hidden = collected_checks["hidden::test_greatest_common_divisor_of_other_numbers"]
    assert (visible.visible, visible.marks.part, visible.marks.weight) == (True, "add", 1)
    assert (hidden.visible, hidden.marks.weight, hidden.marks.gpu) == (False, 2, False)
    assert visible.sentence == "1/2 + 1/3 is 5/6."


def test_a_student_is_judged_by_the_released_suite(pristine: Course) -> None:
    """Without the hidden suites, those of exercises/ are collected, and no other."""
    found = [each for suite in collected(pristine, hidden=False).checks.values() for each in suite]

    assert {each.visible for each in found} == {True}
    assert {each.item.path.parents[1].name for each in found} == {"exercises"}


def test_nothing_else_that_lies_there_is_read(course: Course, monkeypatch) -> None:
    """Neither a conftest, nor a configuration file, nor pytest's variables change a suite."""
    folder = course.root / "exercises" / "rationals"
    (folder / "conftest.py").write_text("1 / 0")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (course.root / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--nor'\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option-either")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    monkeypatch.chdir(folder)

    assert len(collected(course, hidden=False).checks["rationals"]) == 3
    assert not [path for path in folder.iterdir() if path.name == ".pytest_cache"]
    assert Path.cwd() == folder


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def broken(:", r"test_hidden\.py:\d+: SyntaxError"),
        ("import no_such_library", r"test_hidden\.py:\d+: ModuleNotFoundError: .*no_such_library"),
        ("1 / 0", r"test_hidden\.py:\d+: ZeroDivisionError"),
        ("raise SystemExit('stop')", r"test_hidden\.py:\d+: SystemExit: stop"),
        ("pytest.exit('stop')", r"test_hidden\.py:\d+: Exit: stop"),
        (
            'def test_a(student):\n    """A."""',
            r"test_hidden\.py:\d+: test_a is marked with no part",
        ),
        ('@pytest.mark.part("adding")\ndef test_a():\n    """A."""', "test_a judges no part"),
        ('@pytest.mark.part("add")\ndef test_a(): pass', "test_a has no docstring"),
        *(
            (f'@pytest.mark.part({mark})\ndef test_a():\n    """A."""', rf":\d+: test_a: {said}")
            for mark, said in {
                '"add", wieght=2': "a part's mark has no 'wieght'",
                '"add", weight="x"': "its weight is 'x', and no number from 0 on",
                '"add", weight=-1': "its weight is -1, ",
                '"add", weight=float("nan")': "its weight is nan, ",
                '"add", alone="no"': "alone is 'no', and neither True nor False",
                '"add", 2': "a check judges one part, and its weight is named",
            }.items()
        ),
    ],
)
def test_a_suite_that_cannot_be_used_is_named(course: Course, text: str, said: str) -> None:
    """Its author reads file, line and what is wrong, not pytest's report."""
    add_checks(course, f"\n\n{text}\n")

    with pytest.raises(CourseError, match=said) as error:
        collected(course)

    assert "Traceback" not in error.value.message
    assert error.value.remedy


def test_a_check_that_cannot_be_used_is_named_by_its_line(course: Course) -> None:
    """The line is that of the check's first mark, and a part that is misspelt is guessed."""
    path = course.root / "solutions/rationals/test_hidden.py"
    line = path.read_text(encoding="utf-8").count("\n") + 3
    add_checks(course, '\n\n@pytest.mark.part("ad")\ndef test_a(student):\n    """A."""\n')

    with pytest.raises(CourseError) as error:
        collected(course)

    assert error.value.message == f"{path}:{line}: test_a judges no part of rationals, 'ad'"
    assert error.value.remedy == "did you mean @pytest.mark.part('add')?"


@pytest.mark.parametrize(
    "error", [CourseError("broken", "fix"), KeyboardInterrupt(), SystemExit(3)]
)
def test_what_is_raised_in_the_block_gets_through(
    pristine: Course, error: BaseException, capsys
) -> None:
    """pytest swallows neither an error of ours nor Ctrl-C, and prints nothing of its own."""
    (first, _) = pristine.exercises
    paths = {"rationals": suite_paths(pristine, first, hidden=True)}

    with pytest.raises(type(error)) as raised, open_suites(paths, [first]):
        raise error

    assert raised.value is error
    assert capsys.readouterr() == ("", "")


def test_ctrl_c_while_suites_are_collected(course: Course, capsys) -> None:
    """It is no fault of the suite's: the run stops."""
    add_checks(course, "\n\nraise KeyboardInterrupt\n")

    with pytest.raises(KeyboardInterrupt):
        collected(course)

    assert capsys.readouterr() == ("", "")


def test_a_suite_that_was_changed_is_read_again(course: Course) -> None:
    """Whoever keeps the grader running, and opens suites again, has them as they are now."""
    before = len(collected(course).checks["rationals"])
    add_checks(course, OWN_FIXTURES)

    assert len(collected(course).checks["rationals"]) == before + 4


def test_suites_leave_nothing_of_pytest_behind(course: Course) -> None:
    """Import hooks are gone when the suites are closed, also where they could not be used."""
    before = list(sys.meta_path)

    collected(course)
    add_checks(course, "\n\n1 / 0\n")
    with pytest.raises(CourseError):
        collected(course)

    assert sys.meta_path == before


def test_no_suites_at_all(pristine: Course) -> None:
    """A course without suites has no checks."""
    with open_suites({}, pristine.exercises) as suites:
        assert suites.checks == {"rationals": [], "words": []}


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
EVERYWHERE = """

@pytest.fixture(autouse=True)
def everywhere():
    counted.append(1)


counted = []


@pytest.mark.part("add")
def test_counted(student):
    '''A fixture of the suite's own was used.'''
    assert_holds(counted, "it was used")
"""


@pytest.mark.parametrize(("source", "passed"), [(RATIONALS, 4), ("def f(): pass", 0)])
def test_a_suites_own_fixtures_and_numbers(
    course: Course, plain_sandbox: Sandbox, source: str, passed: int
) -> None:
    """What pytest offers a suite works, again and again, in the grader's own loop."""
    add_checks(course, OWN_FIXTURES)
    paths = {"rationals": suite_paths(course, course.exercises[0], hidden=True)}

    session = Session(plain_sandbox, 5, 20)
    session.open(Source("rationals", (("rationals.py", source),), {}))

    with closing(session), open_suites(paths, course.exercises[:1]) as suites:
        first, again = (_run_own(suites, _fixtures(session, course)) for _ in range(2))

    assert len(first) == 4
    assert [error is None for error in first].count(True) == passed
    assert list(map(type, first)) == list(map(type, again))


def test_fixtures_that_a_check_does_not_name(course: Course, plain_sandbox: Sandbox) -> None:
    """One that is for every check of a suite is set up for it too."""
    add_checks(course, EVERYWHERE)

    assert _run_added(course, plain_sandbox, "test_counted") is None


def test_two_courses_can_be_open_at_once(
    pristine: Course, course: Course, plain_sandbox: Sandbox
) -> None:
    """Suites that were opened first may be closed first, and the others run on."""
    add_checks(course, OWN_FIXTURES)
    (exercise, _) = pristine.exercises
    first = ExitStack()
    first.enter_context(
        open_suites({"rationals": suite_paths(pristine, exercise, hidden=True)}, [exercise])
    )

    assert _run_added(course, plain_sandbox, "fixture_of_its_own", first.close) is None


def _run_added(
    course: Course, sandbox: Sandbox, name: str, before: Callable[[], None] = lambda: None
) -> BaseException | None:
    """Run the check of this name on right work, ``before`` in its opened suite."""
    paths = {"rationals": suite_paths(course, course.exercises[0], hidden=True)}
    session = Session(sandbox, 5, 20)
    session.open(Source("rationals", (("rationals.py", RATIONALS),), {}))
    with closing(session), open_suites(paths, course.exercises[:1]) as suites:
        (check,) = (each for each in suites.checks["rationals"] if name in each.id)
        before()
        return suites.run(check, _fixtures(session, course))


def _fixtures(session: Session, course: Course) -> CheckFixtures:
    return CheckFixtures(session, course.exercises[0], Seeds(b"", ""), "check")


def _run_own(suites: OpenSuites, fixtures: CheckFixtures) -> list[BaseException | None]:
    own = ("own", "class")
    return [
        suites.run(j, fixtures)
        for j in suites.checks["rationals"]
        if j.id.count("::test_") and any(word in j.id for word in own)
    ]


def test_a_check_that_fails_gives_what_it_raised(course: Course, plain_sandbox: Sandbox) -> None:
    """The exception itself comes back, for `explain` to tell."""
    edit(course.root / "solutions/rationals/test_visible.py", "answer == 6", "answer == 7")
    session = Session(plain_sandbox, 5, 20)
    session.open(Source("rationals", (("rationals.py", RATIONALS),), {}))
    suites = collected(course)

    error = suites.run(suites.checks["rationals"][0], _fixtures(session, course))
    session.close()

    assert isinstance(error, Mismatch)
    assert error.got == 6
