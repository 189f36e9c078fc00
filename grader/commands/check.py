"""A student's own machine: the visible checks on the student's own files, and how far they are.

In go the course's folder and names of exercises; out come results, and the progress file that
`list` and `hint` read. Nothing here needs solutions/; where it is there, it says what hidden checks
weigh.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from grader.checks.suites import suite_paths, visible_points, with_suites
from grader.course.model import Course, Exercise
from grader.errors import CourseError, GraderError
from grader.judging.pool import Judged, judge_all
from grader.judging.results import Outcome, Result
from grader.judging.warm_judge import JudgingPlan
from grader.sandbox.levels import Protection
from grader.sandbox.libraries import libraries_of
from grader.store.files import write_whole
from grader.submission import Entry, Submission, read_submission

STUDENT = "you"
PROGRESS = Path(".grader") / "progress.json"
_KNOWN = TypeAdapter(dict[str, dict[str, dict[str, Any]]])


@dataclass(frozen=True)
class Checked:
    """What the visible checks said, and by exercise how many points they decide, where known."""

    results: tuple[Result, ...]
    decided: Mapping[str, float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return all(c.outcome is not Outcome.FAILED for r in self.results for c in r.checks)


def check(
    course: Course, names: Sequence[str], started: Callable[[Protection], None] = lambda _: None
) -> Checked:
    """Run the visible checks of these exercises (all, without names) on the student's own files.

    Raises `UnknownName` for a name that the course has not.
    """
    exercises = [course.exercise(name) for name in names] or list(course.exercises)
    submission = own_work(course)
    judged: list[Judged] = []
    judge_all(_plan(course, exercises, submission), [submission], judged.append, started)
    if judged[0].problem:
        raise GraderError(judged[0].problem, "grader doctor")
    checked = Checked(judged[0].results, _decided(course, exercises))
    remember(course, checked.results)
    return checked


def _decided(course: Course, exercises: Sequence[Exercise]) -> dict[str, float]:
    """Read what the release wrote; its author's own folder has the hidden suites themselves."""
    told = {each.name: each.visible_points for each in exercises}
    known = {name: points for name, points in told.items() if points is not None}
    if len(known) == len(told) or not course.solution_folder().is_dir():
        return known
    paths = {each.name: suite_paths(course, each, hidden=True) for each in exercises}
    try:
        suites = with_suites(paths, exercises, lambda runner: runner.suites)
        return {each.name: visible_points(suites[each.name], each) for each in exercises}
    except CourseError:  # `release --check` tells it: a hidden suite stops no visible check
        return known


def own_work(course: Course) -> Submission:
    """Read the student's own files from the course's folder."""
    return read_submission(Entry(STUDENT, course.root), [each.name for each in course.exercises])


def _plan(course: Course, exercises: Sequence[Exercise], submission: Submission) -> JudgingPlan:
    wanted = {each.name for each in exercises}
    works = [work for work in submission.works if work.exercise in wanted]
    sources = [cell.source for work in works for cell in work.cells]
    paths = (path for each in exercises for path in suite_paths(course, each, hidden=False))
    suites = [path.read_text(encoding="utf-8") for path in paths]
    names = tuple(each.name for each in exercises)
    libraries = libraries_of(sources, suites)
    return JudgingPlan(course.root, names, libraries, secrets.token_bytes(32), hidden=False)


def remember(course: Course, results: Sequence[Result]) -> None:
    """Keep how far the student is, by exercise and part."""
    progress = recall(course)
    for result in results:
        parts = {part.part: [0, 0] for part in result.parts}
        for each in result.checks:
            parts[each.part][0] += each.outcome is Outcome.PASSED
            parts[each.part][1] += 1
        progress.setdefault(result.exercise, {})["parts"] = parts
    save(course, progress)


def recall(course: Course) -> dict[str, dict[str, Any]]:
    """Return the student's progress so far; nothing where the file is missing or broken."""
    try:
        return _KNOWN.validate_json((course.root / PROGRESS).read_bytes())
    except (OSError, ValueError):  # no file, or one that somebody else wrote
        return {}


def save(course: Course, progress: dict[str, dict[str, Any]]) -> None:
    """Write the progress file."""
    write_whole(course.root / PROGRESS, json.dumps(progress, indent=1) + "\n")
