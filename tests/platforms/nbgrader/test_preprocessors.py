"""Tests of what stands in nbgrader's autograding, piece by piece; see test_autograde for all."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from grader.course.model import Course
from grader.errors import SandboxError, UsageError
from grader.judging import Judged, JudgingPlan, PartScore, Result, warm_judge
from grader.platforms.nbgrader import Judge, autograde_run, preprocessors
from grader.platforms.nbgrader.autograde_run import AutogradeRun, end_run, run_of
from grader.sandbox.levels import Protection
from grader.sandbox.verdict import Verdict
from tests.support.fractions import RATIONALS, class_of, hand_in

PARTS = (
    PartScore("greatest_common_divisor", 2.0, 2.0),
    PartScore("reduced", 1.5, 3.0, held=1.0),
    PartScore("add", 2.5, 2.5),
)
RESULT = Result("ada", "rationals", 6.0, 7.5, Verdict.GRADED, PARTS)


def of_parts(course: Course, judged: Judged, level: str = "L3") -> dict[str, tuple[object, str]]:
    """Give what each part gets, and the words."""
    found = preprocessors._of_parts(course.exercise("rationals"), judged, level)
    return {part: (score, text) for part, score, text in found}


@pytest.mark.parametrize(
    ("score", "points", "expected"),
    [(1.5, 2.0, 1.5), (-0.01, 2.0, 0.0), (2.01, 2.006, 2.006), (0.1 + 0.2, 0.3, 0.3)],
)
def test_a_score_is_within_its_points(score: float, points: float, expected: float) -> None:
    """nbgrader makes full marks of less than nothing, and fails over a hair too much."""
    assert preprocessors.within(score, points) == expected


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_no_score(score: float) -> None:
    """nbgrader makes full marks of NaN; here it is an error of ours."""
    with pytest.raises(ValueError, match="no score"):
        preprocessors.within(score, 2.0)


def test_points_that_are_held_are_a_persons_to_give(course: Course) -> None:
    """What waits for a GPU is no number; the other parts are."""
    parts = of_parts(course, Judged(hand_in(rationals=RATIONALS), (RESULT,)))

    assert [score for score, _ in parts.values()] == [2.0, None, 2.5]
    assert "a person gives these points" in parts["reduced"][1]


def test_what_the_grader_failed_over_is_a_persons_too(course: Course) -> None:
    """Nobody gets a zero for trouble of ours."""
    parts = of_parts(course, Judged(hand_in(), problem="the grader's own process died"))

    assert [score for score, _ in parts.values()] == [None, None, None]
    assert "not graded: the grader's own process died" in parts["add"][1]
    assert "can have it graded again" in parts["add"][1]


def test_without_protection_every_explanation_says_so(course: Course) -> None:
    """Where the instructor asked for it."""
    parts = of_parts(course, Judged(hand_in(), (RESULT,)), "L1")

    assert all("NOT SANDBOXED, no grade of record" in text for _, text in parts.values())


def test_points_that_differ_from_the_course_are_refused(course: Course) -> None:
    """The assignment is older than course.yml, or somebody changed it."""
    said = {"grade_id": "add-points", "points": 3}
    cell = new_code_cell("", metadata=NotebookNode(nbgrader=NotebookNode(said)))

    with pytest.raises(UsageError, match=r"add-points is worth 3 .*, and 2\.5 in the course"):
        preprocessors._require_same_points(cell, course.exercise("rationals"))


def test_the_course_has_to_be_named() -> None:
    """The setting is in the sentence."""
    with pytest.raises(UsageError, match="does not know where the course lies") as raised:
        Judge()._course()

    assert 'c.Judge.course = "' in raised.value.remedy


def test_a_course_that_is_no_path() -> None:
    """A setting of another kind is said as well, by its name."""
    with pytest.raises(UsageError, match=r"c\.Judge\.course: 5 is no path"):
        Judge(course=5)._course()


def test_a_course_by_its_path(course: Course) -> None:
    """A setting is Python: a Path does as well as its text."""
    assert Judge(course=course.root)._course().root == course.root


@pytest.mark.parametrize(
    ("device", "said"),
    [("gpu", "there is no device 'gpu'"), ("cuda", "no GPU that torch can use"), (1, "device 1")],
)
def test_a_device_that_is_not_here(
    course: Course, monkeypatch: pytest.MonkeyPatch, device: object, said: str
) -> None:
    """Before anything is judged, with the setting's name."""
    monkeypatch.setattr(warm_judge, "_has_cuda", lambda: False)

    with pytest.raises(UsageError, match=rf"^c\.Judge\.device: .*{said}") as raised:
        Judge(device=device)._begin(course, {})

    assert raised.value.remedy.startswith('c.Judge.device = "cpu"')


class Converter:
    """What lives as long as a run of nbgrader's."""


class Fake:
    """A process of judging that has no protection, and passes whatever comes."""

    closed = 0

    def __init__(self, plan: JudgingPlan) -> None:
        self.plan = plan
        self.protection = Protection("L1", ("no bwrap",), ())

    def judge(self, submission: object) -> Judged:
        """Fail over it."""
        return Judged(submission, problem="no")  # type: ignore[arg-type]

    def close(self) -> None:
        """Count."""
        Fake.closed += 1


def test_a_machine_without_protection_is_refused(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `grader grade` refuses it, with the setting that grades anyway; the process ends."""
    monkeypatch.setattr(autograde_run, "JudgingProcess", Fake)
    monkeypatch.setattr(Fake, "closed", 0)

    with pytest.raises(SandboxError, match="cannot keep the students' code apart") as raised:
        AutogradeRun(course, course.exercises, [])

    assert "c.Judge.unsandboxed = True" in raised.value.remedy
    assert Fake.closed == 1


def test_a_run_judges_on_the_device_of_the_settings(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By default that is the CPU, where the GPU's checks are held."""
    monkeypatch.setattr(autograde_run, "JudgingProcess", Fake)
    monkeypatch.setattr(autograde_run, "require_sound_suites", lambda *_: None)

    plain = AutogradeRun(course, course.exercises, [], unsandboxed=True)
    fast = AutogradeRun(course, course.exercises, [], unsandboxed=True, device="cuda")

    assert [each._process.plan.device for each in (plain, fast)] == ["cpu", "cuda"]


def test_one_run_is_open_at_a_time(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that autogrades for every click keeps no process of the last one."""
    monkeypatch.setattr(autograde_run, "JudgingProcess", Fake)
    monkeypatch.setattr(autograde_run, "require_sound_suites", lambda *_: None)
    monkeypatch.setattr(Fake, "closed", 0)
    first, second = Converter(), Converter()

    def begin() -> AutogradeRun:
        return AutogradeRun(course, course.exercises, [], unsandboxed=True)

    assert run_of(first, begin) is run_of(first, begin)
    assert Fake.closed == 0
    run_of(second, begin)
    assert Fake.closed == 1
    end_run(second)
    assert Fake.closed == 2


@pytest.mark.slow
def test_a_run_judges_folders_and_ends_with_its_converter(course: Course, tmp_path: Path) -> None:
    """One process for all of them."""
    folder = class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS}})
    rationals = course.exercise("rationals")

    run = AutogradeRun(course, [rationals], [folder / "ada"], unsandboxed=True)
    judged = run.judge("ada", folder / "ada", "rationals")
    process = run._process._worker.process
    del run

    assert [each.score for each in judged.results] == [7.5]
    assert not process.is_alive()
