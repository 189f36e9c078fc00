"""Tests of judged: one submission, read where that is due, and judged again where an end is odd."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from grader.errors import CourseError, SandboxError
from grader.judging.judged import judge_one
from grader.judging.results import Check, Outcome, Result
from grader.judging.warm_judge import WarmJudge
from grader.sandbox.verdict import Verdict
from grader.submission import Entry, Submission
from tests.support.fractions import RATIONALS, class_of, hand_in

WORK = hand_in("ada", rationals=RATIONALS)
NAMES = ("rationals", "words")


def result(ending: str = "graded", detail: str = "") -> Result:
    """Make a result with one check that ended so: ``crashed (SIGSEGV)``."""
    verdict, _, signal = ending.removesuffix(")").partition(" (")
    check = Check("hidden::test", "add", False, Outcome.FAILED, detail=detail)
    return Result("ada", "rationals", 0.0, 1.0, Verdict(verdict), checks=(check,), signal=signal)


class Answering:
    """Stands in for a workshop: gives these answers, one after the other."""

    def __init__(self, *answers: Result | Exception) -> None:
        self.left = list(answers)
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

    assert judge_one(answering.warm_judge, WORK, NAMES).results == (result(),)
    assert len(answering.asked) == 2


def test_an_end_of_the_students_own_making_comes_again() -> None:
    """It is judged twice, no more, and stands."""
    answering = Answering(result("left early"), result("left early"))

    assert judge_one(answering.warm_judge, WORK, NAMES).results == (result("left early"),)


@pytest.mark.parametrize(
    "plain",
    [result(), result("time limit"), result("crashed (SIGSEGV)"),
     result(detail="ValueError: left early"), result(detail="left early, says the student")],
)  # fmt: skip
def test_other_ends_are_judged_once(plain: Result) -> None:
    """What a student raises or prints asks for nothing."""
    assert judge_one(Answering(plain).warm_judge, WORK, NAMES).results == (plain,)


def test_what_lies_somewhere_is_read_there_and_then(tmp_path: Path) -> None:
    """The digest and the remarks are of what was read."""
    class_of(tmp_path, {"ada": {"rationals.py": RATIONALS, "extra.ipynb": ""}})
    answering = Answering(result())

    judged = judge_one(answering.warm_judge, Entry("ada", tmp_path / "ada"), NAMES)

    (read,) = answering.asked
    assert read.works[0].cells[0].source == RATIONALS
    assert (judged.submission, judged.digest) == (Entry("ada", tmp_path / "ada"), read.digest)
    assert "extra.ipynb" in judged.remarks[0]


def test_trouble_of_ours_is_told_and_the_courses_is_raised() -> None:
    """The one costs a submission, the other stops the run."""
    broken = judge_one(Answering(SandboxError("no border")).warm_judge, WORK, NAMES)
    with pytest.raises(CourseError, match="broken"):
        judge_one(Answering(CourseError("broken")).warm_judge, WORK, NAMES)

    assert (broken.problem, broken.results, broken.digest) == ("no border", (), "")
    assert broken == replace(broken, submission=WORK)
