"""`grader release`: what is derived, and whether it deserves to be.

`write` writes the files. `problems` says in sentences what is stale, which text gives a hidden
value away, which check a stub passes, and where the reference misses a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.authoring import bundle, release, stale, stubs
from grader.authoring.leaks import find_leaks
from grader.checks.suites import open_suites, suite_paths, visible_points
from grader.commands.progress import QUIET, Progress
from grader.course.model import Course, Exercise
from grader.feedback import as_text
from grader.judging import Judged, JudgingPlan, Outcome, judge_all
from grader.submission import Cell, Submission, Work


def write(course: Course, to: Path | None, install: str = "") -> tuple[list[Path], Path]:
    """Write exercises/, or with ``to`` the students' folder; return the files, and where."""
    if to is None:
        return release(course), course.exercise_folder()
    paths = {each.name: suite_paths(course, each, hidden=True) for each in course.exercises}
    with open_suites(paths, course.exercises) as suites:
        shares = {
            each.name: visible_points(suites.checks[each.name], each) for each in course.exercises
        }
    return bundle(course.deciding(shares), to, install), to


def problems(course: Course, progress: Progress = QUIET) -> list[str]:
    """Say what is wrong with what students would get; nothing if all is well."""
    found = stale(course)
    missing = [said for said in found if "missing" in said]
    return found if missing else [*found, *find_leaks(course), *_judged_problems(course, progress)]


def _judged_problems(course: Course, progress: Progress) -> list[str]:
    files = stubs(course)
    stub = _submission("stub", [(exercise, path) for exercise, path, _ in files])
    reference = _submission("reference", [(exercise, path) for exercise, _, path in files])
    judged: list[Judged] = []
    plan = JudgingPlan.of(course, course.exercises, stub.sources + reference.sources)
    judge_all(plan, [stub, reference], judged.append, lambda _: progress.say("running the checks"))
    said = [f"{each.submission.student}: {each.problem}" for each in judged if each.problem]
    for result in judged[0].results:
        passed = [each for each in result.checks if each.outcome is Outcome.PASSED]
        said += [f"{result.exercise}: the stub passes {each.id}" for each in passed]
    for result in judged[1].results:
        for each in result.checks:
            if each.outcome is Outcome.FAILED:
                why = each.detail or as_text(each.explanation)
                said.append(f"{result.exercise}: the reference fails {each.id}: {why}")
    return said


def _submission(name: str, files: Sequence[tuple[Exercise, Path]]) -> Submission:
    works = [
        Work(exercise.name, path.name, (Cell(path.name, path.read_text(encoding="utf-8")),))
        for exercise, path in files
    ]
    return Submission(name, tuple(works))
