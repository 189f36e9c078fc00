"""Tests of warm_judge: what it needs, and that a sandbox that breaks is set up again."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from grader.course.model import Course
from grader.errors import CourseError, SandboxError, UsageError
from grader.judging import warm_judge as module
from grader.judging.results import Check
from grader.judging.warm_judge import OPEN_SECRET, JudgingPlan, WarmJudge
from grader.sandbox.interface import Sandbox, SandboxSettings
from grader.sandbox.levels import Protection, protected_sandbox
from grader.submission import Submission
from tests.support.files import edit
from tests.support.fractions import RATIONALS, WORDS, add_checks, hand_in, plan_of
from tests.support.processes import kill, zygotes

ALL_RIGHT = hand_in(rationals=RATIONALS, words=WORDS)
WARNING = '''

@pytest.mark.part("add")
def test_that_warns(student):
    """It warns."""
    import warnings
    warnings.warn("invalid value encountered", RuntimeWarning)
    assert_holds(student.add((1, 2), (1, 2)) == (1, 1), "a sum")
'''


def test_a_plan_warms_what_students_and_suites_need(course: Course) -> None:
    """Libraries that students import, and of the suites' those that cross; new inputs, or known.

    Visible checks have the same inputs each time: those on which misconceptions were recorded.
    """
    (exercise, _) = course.exercises
    add_checks(course, "\nimport torch, scipy\n")

    plan = JudgingPlan.of(course, [exercise], ["import pandas"], secret=b"known")
    visible = JudgingPlan.of(course, [exercise], [], hidden=False)

    assert (plan.root, plan.exercises, plan.secret) == (course.root, ("rationals",), b"known")
    assert (plan.libraries, visible.libraries) == (("numpy", "pandas", "torch"), ("numpy",))
    assert visible.secret == OPEN_SECRET
    fresh = {JudgingPlan.of(course, [exercise], []).secret for _ in range(3)}
    assert {len(secret) for secret in fresh} == {32}
    assert len({*fresh, OPEN_SECRET}) == 4


def score(warm_judge: WarmJudge) -> float:
    """Give what a right submission gets."""
    return sum(result.score for result in warm_judge.judge(ALL_RIGHT))


def test_a_warm_judge_judges_and_leaves_nothing(pristine: Course) -> None:
    """Submission after submission is judged in one sandbox, and no process is left behind."""
    before = zygotes()

    with WarmJudge(plan_of(pristine)) as opened:
        first, running = score(opened), zygotes() - before
        second, still_running = score(opened), zygotes() - before

    assert (first, second) == (12.5, 12.5)
    assert running
    assert still_running == running
    assert zygotes() == before


def test_two_judges_can_be_open_at_once(pristine: Course) -> None:
    """A caller may keep one, open another, and close them in any order; one can be opened again."""
    before = zygotes()
    first, second = WarmJudge(plan_of(pristine)), WarmJudge(plan_of(pristine, exercises=("words",)))

    first.__enter__()
    with second:
        first.__exit__(None, None, None)
        assert score(second) == 5.0
    with first:
        assert score(first) == 12.5

    assert zygotes() == before


def test_what_the_first_judgement_imports_is_collected_no_more(
    pristine: Course, lent_sandbox: Sandbox
) -> None:
    """A collection over the heap of libraries that came late would cost more than a judgement."""
    with WarmJudge(plan_of(pristine)) as warm_judge:
        score(warm_judge)
        collected = len(gc.get_objects())

    assert collected < 10_000
    gc.unfreeze()


def test_a_check_that_warns_says_nothing_to_the_instructor(
    course: Course, lent_sandbox: Sandbox, recwarn: pytest.WarningsRecorder
) -> None:
    """numpy warns where a check computes with a student's NaN; afterwards all is as it was."""

    add_checks(course, WARNING)

    with WarmJudge(plan_of(course)) as opened:
        score(opened)
        told_by_checks = len(recwarn)
        warnings.warn("between two submissions", RuntimeWarning, stacklevel=1)

    assert (told_by_checks, len(recwarn)) == (0, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call_seconds", "verdict"), [(None, "graded"), (0.05, "time limit"), (60.0, "graded")]
)
def test_a_call_may_have_less_time(
    pristine: Course, lent_sandbox: Sandbox, call_seconds: float | None, verdict: str
) -> None:
    """Where many are judged that nobody reads; without an order it has what course.yml says."""
    slow = RATIONALS.replace("    common =", "    import time; time.sleep(0.5)\n    common =")
    plan = plan_of(pristine, call_seconds=call_seconds)

    with WarmJudge(plan) as opened:
        rationals, _ = opened.judge(hand_in(rationals=slow))

    assert rationals.verdict == verdict


@pytest.mark.parametrize("error", [SandboxError("broken"), KeyboardInterrupt(), SystemExit(2)])
def test_what_is_raised_in_the_block_leaves_nothing(pristine: Course, error: BaseException) -> None:
    """It gets through as it is, and the sandbox ends with the block."""
    before, hooks = zygotes(), list(sys.meta_path)

    with pytest.raises(type(error)) as raised, WarmJudge(plan_of(pristine)):
        assert zygotes() > before
        raise error

    assert raised.value is error
    assert zygotes() == before
    assert sys.meta_path == hooks  # pytest's own is gone too


def test_only_what_is_ordered_is_judged(pristine: Course, lent_sandbox: Sandbox) -> None:
    """One exercise of a course, by the visible suite alone."""
    plan = plan_of(pristine, exercises=("words",), hidden=False)

    with WarmJudge(plan) as opened:
        (result,) = opened.judge(ALL_RIGHT)

    assert (result.exercise, result.score, len(result.checks)) == ("words", 5.0, 2)


def test_only_the_parts_that_are_named_are_judged(pristine: Course, lent_sandbox: Sandbox) -> None:
    """The result knows no other part, nor their points."""
    plan = plan_of(pristine, exercises=("words",), hidden=False, parts=("Counter",))

    with WarmJudge(plan) as opened:
        (result,) = opened.judge(ALL_RIGHT)

    assert [part.part for part in result.parts] == ["Counter"]
    assert (result.score, result.max_score, len(result.checks)) == (4.0, 4.0, 1)


def test_checks_are_told_one_by_one_a_parts_first(pristine: Course, lent_sandbox: Sandbox) -> None:
    """In that order; what is raised there stops the judging, and no later one."""
    plan = plan_of(pristine, exercises=("words",), hidden=False)
    told: list[str] = []

    def stop(check: Check) -> None:
        raise InterruptedError(check.part)

    with WarmJudge(plan) as opened:
        with pytest.raises(InterruptedError, match="Counter"):
            opened.judge(ALL_RIGHT, first="Counter", heard=stop)
        (result,) = opened.judge(ALL_RIGHT, "Counter", lambda check: told.append(check.part))

    assert told == ["Counter", "split_words"]
    assert result.score == 5.0


def test_a_student_needs_no_solutions(course: Course, lent_sandbox: Sandbox) -> None:
    """Without the hidden suites nothing of solutions/ is touched."""
    os.rename(course.root / "solutions", course.root / "elsewhere")

    with WarmJudge(plan_of(course, hidden=False)) as opened:
        results = opened.judge(ALL_RIGHT)

    assert [result.score for result in results] == [7.5, 5.0]


@pytest.mark.parametrize("hidden", [True, False])
def test_an_exercise_without_a_suite(course: Course, hidden: bool) -> None:
    """The folder in which a suite should lie is named."""
    folder = course.root / ("solutions" if hidden else "exercises") / "words"
    for path in folder.glob("test_*.py"):
        path.unlink()

    with pytest.raises(UsageError, match=r"there are no checks in .*words"):
        WarmJudge(plan_of(course, hidden=hidden)).__enter__()


def test_a_broken_reference_stops_before_any_border(course: Course) -> None:
    """The course's author reads of it at once."""
    (course.root / "solutions" / "words" / "words.py").write_text("1 / 0")
    before, hooks = zygotes(), list(sys.meta_path)

    with pytest.raises(CourseError, match="ZeroDivisionError"):
        WarmJudge(plan_of(course)).__enter__()

    assert zygotes() == before
    assert sys.meta_path == hooks  # the suites were closed


def test_a_killed_zygote_is_replaced(pristine: Course) -> None:
    """The submission in hand is judged once more, and the next ones on the new border."""
    before = zygotes()

    with WarmJudge(plan_of(pristine)) as opened:
        kill(zygotes() - before)
        assert [score(opened), score(opened)] == [12.5, 12.5]

    assert zygotes() == before


def test_a_border_that_cannot_be_set_up_again_costs_what_was_in_hand(
    pristine: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That submission is told as not graded; the next one gets another try."""
    before = zygotes()
    real = protected_sandbox

    with WarmJudge(plan_of(pristine)) as opened:
        kill(zygotes() - before)
        monkeypatch.setattr(module, "protected_sandbox", _none)
        for _ in range(2):
            with pytest.raises(SandboxError, match="no border today"):
                opened.judge(ALL_RIGHT)
        monkeypatch.setattr(module, "protected_sandbox", real)
        assert score(opened) == 12.5

    assert zygotes() == before


@pytest.mark.parametrize("hidden", [True, False])
def test_a_class_is_looked_through(course: Course, lent_sandbox: Sandbox, hidden: bool) -> None:
    """By the instructor's grader, for a person; a student's own check says nothing of it."""
    edit(course.root / "course.yml", "divisor, points: 2", "divisor, points: 2, avoid: [math]")
    body = "from math import gcd as greatest_common_divisor\n"
    plan = replace(plan_of(course), hidden=hidden)

    with WarmJudge(plan) as judge:
        results = judge.judge(hand_in("ada", rationals=body))

    found = [flag.part for result in results for flag in result.flags]
    assert found == (["greatest_common_divisor"] if hidden else [])


def test_what_cannot_be_loaded_is_not_parsed_here(
    course: Course, lent_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the sandbox could not bear, this process does not try; nor what nobody will read."""
    edit(course.root / "course.yml", "divisor, points: 2", "divisor, points: 2, avoid: [math]")
    parsed: list[Submission] = []
    monkeypatch.setattr(
        "grader.judging.warm_judge.find_flags", lambda who, _: parsed.append(who) or ()
    )
    broken, right = hand_in("ada", rationals="def f(:"), hand_in("bob", rationals=RATIONALS)

    for plan in (plan_of(course), replace(plan_of(course), diagnose=False)):
        with WarmJudge(plan) as judge:
            judge.judge(broken)
            judge.judge(right)

    assert parsed == [right]


@contextmanager
def _none(_: SandboxSettings) -> Iterator[tuple[Sandbox, Protection]]:
    raise SandboxError("no border today")
    yield


def test_nobody_is_judged_with_less_protection_than_was_recorded(
    pristine: Course, plain_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A border that comes back at a lower level is refused, again and again."""
    before = zygotes()

    @contextmanager
    def weaker(_: SandboxSettings) -> Iterator[tuple[Sandbox, Protection]]:
        yield plain_sandbox, Protection("L0", (), ("somebody switched it off",))

    with WarmJudge(plan_of(pristine)) as opened:
        kill(zygotes() - before)
        monkeypatch.setattr(module, "protected_sandbox", weaker)
        for _ in range(2):
            with pytest.raises(SandboxError, match="to L0: somebody switched it off"):
                opened.judge(ALL_RIGHT)
