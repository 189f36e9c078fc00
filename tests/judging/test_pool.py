"""Tests of pool: one seam for here and for many processes, and whatever dies, nothing is lost."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from grader.course.model import Course
from grader.errors import CourseError, GraderError, SandboxError, UsageError
from grader.judging.pool import (
    DIED_TWICE,
    Judged,
    JudgingProcess,
    judge_all,
    judge_here,
    judge_in_pool,
    judge_one,
)
from grader.judging.results import Check, Outcome, Result
from grader.judging.warm_judge import JudgingPlan, WarmJudge
from grader.sandbox.interface import Sandbox
from grader.sandbox.levels import Protection
from grader.sandbox.verdict import Verdict
from grader.submission import Entry, Submission, pack
from grader.unpacking import Unpacker
from tests.support.fractions import (
    RATIONALS,
    WORDS,
    WRONG_DIVISOR,
    add_checks,
    class_of,
    hand_in,
    plan_of,
)
from tests.support.processes import descendants, kill, zygotes

SCORES = {"ada": 12.5, "bob": 10.5, "cyd": 0.0, "dan": 12.5, "eve": 5.0}
CLASS = (
    hand_in("ada", rationals=RATIONALS, words=WORDS),
    hand_in("bob", rationals=WRONG_DIVISOR, words=WORDS),
    hand_in("cyd", rationals="def f(:"),
    hand_in("dan", rationals=RATIONALS, words=WORDS),
    hand_in("eve", words=WORDS),
)


NAMES = ("rationals", "words")


@dataclass(frozen=True)
class Deadly(Submission):
    """A submission that ends the process which receives it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def workers() -> set[int]:
    """Give the processes of a pool."""
    return {pid for pid, command in descendants().items() if "spawn_main" in command}


def scores(judged: list[Judged]) -> dict[str, float]:
    """Give what everybody got, in no order; nobody twice."""
    assert len({each.submission.student for each in judged}) == len(judged)
    return {each.submission.student: sum(r.score for r in each.results) for each in judged}


def nothing(_: Protection) -> None:
    """Take notice of the protection."""


@pytest.mark.parametrize("here", [True, False])
def test_with_one_job_everybody_is_judged_in_order(pristine: Course, here: bool) -> None:
    """In this process or in another; the protection is told before the first result."""
    told: list[object] = []
    seen: set[int] = set()
    before = workers()

    def emit(one: object) -> None:
        seen.update(workers() - before)
        told.append(one)

    (judge_here if here else judge_all)(plan_of(pristine), CLASS, emit, emit)

    protection, *judged = told
    assert len(seen) == (0 if here else 1)
    assert isinstance(protection, Protection)
    assert list(scores(judged)) == ["ada", "bob", "cyd", "dan", "eve"]
    assert scores(judged) == SCORES
    assert workers() == before


def test_no_submissions_need_no_border(pristine: Course) -> None:
    """Where nothing is to be judged nothing is started."""
    told: list[object] = []

    judge_all(plan_of(pristine), (), told.append, told.append, jobs=2)

    assert told == []


def test_jobs_are_one_or_more(pristine: Course) -> None:
    """No jobs is a mistake of whoever typed it."""
    with pytest.raises(UsageError, match="1 or more"):
        judge_all(plan_of(pristine), CLASS, lambda _: None, nothing, jobs=0)


@pytest.mark.parametrize("victims", [workers, zygotes])
def test_whatever_dies_nothing_is_lost(pristine: Course, victims) -> None:
    """A worker, or all zygotes, killed in the middle: replaced, and the work in hand done again."""
    before = victims()
    judged: list[Judged] = []
    killed: set[int] = set()

    def emit(one: Judged) -> None:
        judged.append(one)
        if len(judged) == 2:
            killed.update(list(victims() - before)[: 1 if victims is workers else None])
            kill(killed)

    judge_all(plan_of(pristine), CLASS, emit, nothing, jobs=2)

    assert killed
    assert scores(judged) == SCORES
    assert not any(one.problem for one in judged)
    assert not workers() | (zygotes() - before if victims is zygotes else set())


def test_a_submission_that_kills_two_workers_is_given_up(pristine: Course) -> None:
    """It is named with its reason, and the others are judged."""
    judged: list[Judged] = []
    deadly = Deadly("mal", CLASS[0].works)

    judge_all(plan_of(pristine), (deadly, *CLASS[3:]), judged.append, nothing)

    problems = {one.submission.student: one.problem for one in judged}
    assert problems == {"mal": "the grader's own process died twice over it", "dan": "", "eve": ""}
    assert scores(judged) == {"mal": 0, "dan": 12.5, "eve": 5.0}


GREEDY = '''

@pytest.mark.part("add")
def test_greedy(student):
    """What a student says is not to be believed."""
    import numpy

    numpy.empty(1 << 10 * student.add((1, 2), (1, 2))[0])
'''


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA is Linux's")
def test_a_submission_cannot_fill_the_memory_of_the_process_that_judges_it(course: Course) -> None:
    """What a suite would make of its answer fails the check, and the next one is judged."""
    add_checks(course, GREEDY)
    judged: list[Judged] = []
    mal = hand_in("mal", rationals="def add(a, b): return [3, 1]", words=WORDS)

    judge_all(plan_of(course), (mal, CLASS[4]), judged.append, nothing)

    checks = {check.id: check for check in judged[0].results[0].checks}
    assert "MemoryError" in checks["hidden::test_greedy"].detail
    assert checks["hidden::test_greedy"].outcome is Outcome.FAILED
    assert scores(judged) == {"mal": 5.0, "eve": 5.0}


@dataclass(frozen=True)
class DeadlyOrder(JudgingPlan):
    """An order that ends the worker which receives it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def test_workers_that_cannot_start_are_not_tried_for_ever(pristine: Course) -> None:
    """One may die of bad luck; when a second one does, it is the machine's trouble."""
    plan = DeadlyOrder(**vars(plan_of(pristine)))

    with pytest.raises(SandboxError, match="die before they can start"):
        judge_in_pool(plan, CLASS, lambda _: None, nothing, jobs=1)

    assert workers() == set()


def test_a_worker_that_dies_at_its_start_is_replaced(pristine: Course) -> None:
    """Nothing was lost with it."""
    judged: list[Judged] = []
    told: list[Protection] = []

    def started(protection: Protection) -> None:
        if not told:
            kill({max(workers())})
        told.append(protection)

    judge_all(plan_of(pristine), CLASS, judged.append, started, jobs=2)

    assert scores(judged) == SCORES
    assert not any(one.problem for one in judged)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_broken_course_is_told_once(course: Course, jobs: int) -> None:
    """An error of the course's comes from a worker as it comes from here, remedy and all."""
    add_checks(course, "\n\n1 / 0\n")

    with pytest.raises(CourseError, match="ZeroDivisionError") as error:
        judge_all(plan_of(course), CLASS, lambda _: None, nothing, jobs=jobs)

    assert error.value.remedy == "fix the suite"
    assert workers() == set()


def test_a_fault_of_ours_costs_one_submission(
    pristine: Course, lent_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should the grader fail over a submission, it is told as not graded; the next is judged."""
    real = WarmJudge.judge

    def judge(warm_judge: WarmJudge, submission: Submission) -> object:
        if submission.student == "bob":
            raise ZeroDivisionError("of ours")
        return real(warm_judge, submission)

    monkeypatch.setattr(WarmJudge, "judge", judge)
    judged: list[Judged] = []
    judge_all(plan_of(pristine), CLASS[:3], judged.append, nothing)

    assert [bool(one.problem) for one in judged] == [False, True, False]
    assert "ZeroDivisionError: of ours (test_pool.py:" in judged[1].problem


@pytest.mark.parametrize("error", [KeyboardInterrupt(), GraderError("no more")])
def test_what_emit_raises_ends_the_run(
    pristine: Course, lent_sandbox: Sandbox, error: BaseException
) -> None:
    """Ctrl-C, or a full disk, stops the run where it stands."""
    judged: list[Judged] = []

    def emit(one: Judged) -> None:
        judged.append(one)
        raise error

    with pytest.raises(type(error)):
        judge_all(plan_of(pristine), CLASS, emit, nothing)

    assert len(judged) == 1


def result(ending: str = "graded", detail: str = "") -> Result:
    """Make a result with one check that ended so: ``crashed (SIGSEGV)``."""
    verdict, _, signal = ending.removesuffix(")").partition(" (")
    check = Check("hidden::test", "add", False, Outcome.FAILED, detail=detail)
    return Result("ada", "rationals", 0.0, 1.0, Verdict(verdict), checks=(check,), signal=signal)


class Answering:
    """Stands in for a warm judge: gives these answers, one after the other."""

    def __init__(self, *answers: Result | Exception) -> None:
        self.left = list(answers)
        self.starved = False
        self.spent: dict[str, float] = {}
        self.asked: list[Submission] = []

    def judge(self, submission: Submission) -> list[Result]:
        """Give the next answer."""
        self.asked.append(submission)
        answer = self.left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return [answer]

    @property
    def warm_judge(self) -> WarmJudge:
        """Be one."""
        return cast(WarmJudge, self)


@pytest.mark.parametrize("end", ["crashed (SIGKILL)", "left early"])
@pytest.mark.parametrize("later", [True, False])
def test_an_end_that_may_be_anothers_doing_is_looked_into(end: str, later: bool) -> None:
    """Also where it was not the first end: the second judgement counts."""
    first = result("time limit", f"GuestEnded: {end}") if later else result(end)
    answering = Answering(first, result())

    assert judge_one(answering.warm_judge, CLASS[0], NAMES, Unpacker()).results == (result(),)
    assert len(answering.asked) == 2


def test_an_end_of_the_students_own_making_comes_again() -> None:
    """It is judged twice, no more, and stands."""
    answering = Answering(result("left early"), result("left early"))

    assert judge_one(answering.warm_judge, CLASS[0], NAMES, Unpacker()).results == (
        result("left early"),
    )


@pytest.mark.parametrize(
    "plain",
    [result(), result("time limit"), result("crashed (SIGSEGV)"),
     result(detail="ValueError: left early"), result(detail="left early, says the student")],
)  # fmt: skip
def test_other_ends_are_judged_once(plain: Result) -> None:
    """What a student raises or prints asks for nothing."""
    assert judge_one(Answering(plain).warm_judge, CLASS[0], NAMES, Unpacker()).results == (plain,)


def test_what_lies_somewhere_is_read_there_and_then(tmp_path: Path) -> None:
    """The works and the remarks are of what was read."""
    class_of(tmp_path, {"ada": {"rationals.py": RATIONALS, "extra.ipynb": ""}})
    answering = Answering(result())

    judged = judge_one(answering.warm_judge, Entry("ada", tmp_path / "ada"), NAMES, Unpacker())

    (read,) = answering.asked
    assert read.works[0].cells[0].source == RATIONALS
    assert judged.submission == Entry("ada", tmp_path / "ada")
    work = read.only("rationals")
    assert judged.works == {"rationals": (work.digest, pack(work))}
    assert "extra.ipynb" in judged.remarks[0]


def test_trouble_of_ours_is_told_and_the_courses_is_raised() -> None:
    """The one costs a submission, the other stops the run."""
    broken = judge_one(Answering(SandboxError("no border")).warm_judge, CLASS[0], NAMES, Unpacker())
    with pytest.raises(CourseError, match="broken"):
        judge_one(Answering(CourseError("broken")).warm_judge, CLASS[0], NAMES, Unpacker())

    assert (broken.problem, broken.results, broken.works) == ("no border", (), {})
    assert broken == replace(broken, submission=CLASS[0])


@pytest.mark.slow
class TestOneByOne:
    """Tests of a process that judges what comes, when it comes."""

    def test_it_judges_one_after_the_other(self, course: Course) -> None:
        """In one process, which ends when it is told to."""
        with closing(JudgingProcess(plan_of(course))) as process:
            first = process.judge(CLASS[0])
            (worker,) = workers()
            second = process.judge(CLASS[1])
            assert workers() == {worker}

        assert scores([first, second]) == {"ada": 12.5, "bob": 10.5}
        assert workers() == set()

    def test_a_submission_that_kills_it_costs_itself_alone(self, course: Course) -> None:
        """It is tried twice; the next one has a process again."""
        with closing(JudgingProcess(plan_of(course))) as process:
            deadly = process.judge(Deadly("mallory"))
            honest = process.judge(CLASS[0])

        assert (deadly.results, deadly.problem) == ((), DIED_TWICE)
        assert scores([honest]) == {"ada": 12.5}

    def test_a_course_that_is_broken_is_said(self, course: Course) -> None:
        """In the words of the error, and no process is left behind."""
        (course.root / "solutions/rationals/test_hidden.py").write_text("def test(:")

        with pytest.raises(CourseError):
            JudgingProcess(plan_of(course))

        assert workers() == set()
