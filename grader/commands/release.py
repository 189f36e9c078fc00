"""`grader release`: what is derived, and whether it deserves to be.

`write` writes the files. `problems` says in sentences what is stale, which text gives a hidden
value away, what is wrong with the hints, which check a stub passes, and where the reference misses
a point.
"""

from __future__ import annotations

from pathlib import Path

from grader.authoring import bundle, record_misconceptions, release, stale
from grader.authoring.leaks import find_leaks
from grader.checks.suites import open_suites, suite_paths, visible_points
from grader.commands.hint_lint import hint_problems
from grader.commands.progress import QUIET, Progress
from grader.commands.suite_trial import faults, trials
from grader.course.model import Course
from grader.feedback import MISCONCEPTIONS_FILE, recorded_text
from grader.judging import Judged, JudgingPlan, judge_here


def write(
    course: Course, to: Path | None, install: str = "", progress: Progress = QUIET
) -> tuple[list[Path], Path]:
    """Write exercises/, or with ``to`` the students' folder; return the files, and where."""
    if to is None:
        return release(course), course.exercise_folder()
    paths = {each.name: suite_paths(course, each, hidden=True) for each in course.exercises}
    with open_suites(paths, course.exercises) as suites:
        shares = {
            each.name: visible_points(suites.checks[each.name], each) for each in course.exercises
        }
    progress.say("running the misconceptions")
    found = record_misconceptions(course, lambda total: progress.begin(total, 0), progress.advance)
    recorded = {MISCONCEPTIONS_FILE: recorded_text(found)} if found else {}
    return bundle(course.deciding(shares), to, install, recorded), to


def problems(course: Course, progress: Progress = QUIET) -> list[str]:
    """Say what is wrong with what students would get; nothing if all is well."""
    found = stale(course)
    missing = [said for said in found if "missing" in said]
    if missing:
        return found
    written = [*hint_problems(course), *find_leaks(course)]
    return [*found, *written, *_judged_problems(course, progress)]


def _judged_problems(course: Course, progress: Progress) -> list[str]:
    pair, judged = trials(course, course.exercises), list[Judged]()
    plan = JudgingPlan.of(course, course.exercises, [each for one in pair for each in one.sources])
    judge_here(plan, pair, judged.append, lambda _: progress.say("running the checks"))
    said = [f"{each.submission.student}: {each.problem}" for each in judged if each.problem]
    return [*said, *(f"{each.exercise}: {each.said}" for each in faults(course, judged))]
