"""Tests of workshop: what it needs, and that a border that breaks is set up again."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from grader.checks.fixtures import CheckFixtures
from grader.checks.suites import CollectedCheck, Runner
from grader.course.model import Course
from grader.errors import CourseError, SandboxError, UsageError
from grader.judging import warm_judge as module
from grader.judging.warm_judge import WarmJudge, open_warm_judge
from grader.sandbox.interface import Sandbox, SandboxSettings
from grader.sandbox.levels import Protection, protected_sandbox
from tests.support.fractions import RATIONALS, WORDS, hand_in, plan_of
from tests.support.processes import kill, zygotes

ALL_RIGHT = hand_in(rationals=RATIONALS, words=WORDS)


def score(warm_judge: WarmJudge) -> float:
    """Give what a right submission gets."""
    return sum(result.score for result in warm_judge.judge(ALL_RIGHT))


def test_a_workshop_judges_and_leaves_nothing(pristine: Course) -> None:
    """Submission after submission is judged, and no process is left behind."""
    before = zygotes()

    found = open_warm_judge(plan_of(pristine), lambda opened: (score(opened), score(opened)))

    assert found == (12.5, 12.5)
    assert zygotes() == before


def test_what_the_first_judgement_imports_is_collected_no_more(
    pristine: Course, lent_sandbox: Sandbox
) -> None:
    """A collection over the heap of libraries that came late would cost more than a judgement."""

    def work(warm_judge: WarmJudge) -> int:
        score(warm_judge)
        return len(gc.get_objects())

    collected = open_warm_judge(plan_of(pristine), work)

    assert collected < 10_000
    gc.unfreeze()


def test_a_check_that_warns_says_nothing_to_the_instructor(
    pristine: Course, lent_sandbox: Sandbox, recwarn: pytest.WarningsRecorder
) -> None:
    """numpy warns where a check computes with a student's NaN; afterwards all is as it was."""

    def work(_: WarmJudge) -> None:
        warnings.warn("invalid value encountered", RuntimeWarning, stacklevel=1)

    open_warm_judge(plan_of(pristine), work)
    told_within = len(recwarn)
    work(None)  # type: ignore[arg-type]

    assert (told_within, len(recwarn)) == (0, 1)


def test_a_runner_may_look_on(pristine: Course, lent_sandbox: Sandbox) -> None:
    """It is given the one that runs the checks, and sees each of them; the grade is the same."""
    seen: list[str] = []

    class Watching(Runner):
        def run(self, collected: CollectedCheck, bench: CheckFixtures) -> BaseException | None:
            seen.append(f"{bench.exercise.name}: {collected.id}")
            return super().run(collected, bench)

    plan = plan_of(pristine)
    found = open_warm_judge(plan, score, lambda runner: Watching(runner.suites, runner.collector))

    assert found == 12.5
    assert len(seen) == len(set(seen)) == 14
    assert "words: hidden::test_no_words" in seen


@pytest.mark.parametrize(
    ("call_seconds", "verdict"), [(None, "graded"), (0.1, "time limit"), (60.0, "graded")]
)
def test_a_call_may_have_less_time(
    pristine: Course, lent_sandbox: Sandbox, call_seconds: float | None, verdict: str
) -> None:
    """Where many are judged that nobody reads; without an order it has what course.yml says."""
    slow = RATIONALS.replace("    common =", "    import time; time.sleep(0.3)\n    common =")
    plan = plan_of(pristine, call_seconds=call_seconds)

    results = open_warm_judge(plan, lambda shop: shop.judge(hand_in(rationals=slow)))

    assert results[0].verdict == verdict


def test_an_error_in_the_work_leaves_nothing(pristine: Course) -> None:
    """The border ends with the work, however that ends."""
    before = zygotes()

    def work(_: WarmJudge) -> None:
        assert zygotes() > before
        raise SandboxError("broken")

    with pytest.raises(SandboxError, match="broken"):
        open_warm_judge(plan_of(pristine), work)

    assert zygotes() == before


def test_only_what_is_ordered_is_judged(pristine: Course, lent_sandbox: Sandbox) -> None:
    """One exercise of a course, by the visible suite alone."""
    plan = plan_of(pristine, exercises=("words",), hidden=False)

    (result,) = open_warm_judge(plan, lambda opened: opened.judge(ALL_RIGHT))

    assert (result.exercise, result.score, len(result.checks)) == ("words", 5.0, 2)


def test_a_student_needs_no_solutions(course: Course, lent_sandbox: Sandbox) -> None:
    """Without the hidden suites nothing of solutions/ is touched."""
    os.rename(course.root / "solutions", course.root / "elsewhere")

    results = open_warm_judge(plan_of(course, hidden=False), lambda opened: opened.judge(ALL_RIGHT))

    assert [result.score for result in results] == [7.5, 5.0]


@pytest.mark.parametrize("hidden", [True, False])
def test_an_exercise_without_a_suite(course: Course, hidden: bool) -> None:
    """The folder in which a suite should lie is named."""
    folder = course.root / ("solutions" if hidden else "exercises") / "words"
    for path in folder.glob("test_*.py"):
        path.unlink()

    with pytest.raises(UsageError, match=r"there is no suite in .*words"):
        open_warm_judge(plan_of(course, hidden=hidden), score)


def test_a_broken_reference_stops_before_any_border(course: Course) -> None:
    """The course's author reads of it at once."""
    (course.root / "solutions" / "words" / "words.py").write_text("1 / 0")
    before = zygotes()

    with pytest.raises(CourseError, match="ZeroDivisionError"):
        open_warm_judge(plan_of(course), score)

    assert zygotes() == before


def test_a_killed_zygote_is_replaced(pristine: Course) -> None:
    """The submission in hand is judged once more, and the next ones on the new border."""
    before = zygotes()

    def work(opened: WarmJudge) -> list[float]:
        kill(zygotes() - before)
        return [score(opened), score(opened)]

    assert open_warm_judge(plan_of(pristine), work) == [12.5, 12.5]
    assert zygotes() == before


def test_a_border_that_cannot_be_set_up_again_costs_what_was_in_hand(
    pristine: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That submission is told as not graded; the next one gets another try."""
    before = zygotes()
    real = protected_sandbox

    def work(opened: WarmJudge) -> float:
        kill(zygotes() - before)
        monkeypatch.setattr(module, "protected_sandbox", _none)
        for _ in range(2):
            with pytest.raises(SandboxError, match="no border today"):
                opened.judge(ALL_RIGHT)
        monkeypatch.setattr(module, "protected_sandbox", real)
        return score(opened)

    assert open_warm_judge(plan_of(pristine), work) == 12.5
    assert zygotes() == before


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

    def work(opened: WarmJudge) -> None:
        kill(zygotes() - before)
        monkeypatch.setattr(module, "protected_sandbox", weaker)
        for _ in range(2):
            with pytest.raises(SandboxError, match="to L0: somebody switched it off"):
                opened.judge(ALL_RIGHT)

    open_warm_judge(plan_of(pristine), work)
