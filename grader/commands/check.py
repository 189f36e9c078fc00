"""`grader check`: the visible checks on the student's own files, on the student's own machine.

Nothing here needs solutions/; where it is there, it says what hidden checks weigh.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.checks.suites import open_suites, suite_paths, visible_points
from grader.commands.progress import QUIET, Progress
from grader.commands.readable import readable
from grader.commands.standing import require_checks
from grader.commands.student_progress import FAILED, first_failures, recall, save
from grader.commands.suite_libraries import able
from grader.course import Course, Exercise
from grader.errors import (
    CourseError,
    GraderError,
    MissingLibrary,
    StoreError,
    UnknownName,
    UsageError,
    for_students,
)
from grader.feedback import Explanation, as_text, explain, explain_nothing
from grader.judging import STUDENT, Judged, JudgingPlan, Outcome, Result, all_needs, judge_here
from grader.sandbox.connection import GuestEnded
from grader.sandbox.interface import Sandbox
from grader.sandbox.levels import Protection
from grader.sandbox.session import Session, Source
from grader.sandbox.verdict import Verdict
from grader.store import fingerprints
from grader.submission import Entry, Submission, Work, parts_of, read_submission


@dataclass(frozen=True)
class Asked:
    """What is to be checked: exercises, or one part of one of them."""

    exercises: tuple[Exercise, ...]
    part: str = ""


@dataclass(frozen=True)
class Checked:
    """What the visible checks said of these works, and the student's progress since then.

    ``decided`` says by exercise how many points they decide, where that is known. ``unkept`` says
    why `grader list` will not know of it, if it could not be kept, and ``lacking`` what was left
    out, for want of which libraries. ``protection`` is the level behind which the work ran, if any
    did. ``folder`` holds the works; it is the course's own, or the clone of a student.
    """

    course: Course
    asked: Asked
    results: tuple[Result, ...]
    progress: Mapping[str, Mapping[str, Any]]
    works: Mapping[str, Work] = field(default_factory=dict)
    decided: Mapping[str, float] = field(default_factory=dict)
    unkept: str = ""
    lacking: MissingLibrary | None = None
    protection: str = ""
    folder: Path | None = None

    @property
    def root(self) -> Path:
        """The folder with the student's files."""
        return self.folder or self.course.root

    @property
    def passed(self) -> bool:
        """Whether all could be checked, and no check failed."""
        return all(map(is_green, self.results))

    @property
    def environment(self) -> dict[str, str]:
        """The machine that checked, as reports want it; nothing, where no code was run."""
        return fingerprints.environment(self.protection, "cpu") if self.protection else {}


def is_green(result: Result) -> bool:
    """Return whether an exercise could be checked, and no check failed."""
    failed = any(each.outcome is Outcome.FAILED for each in result.checks)
    return result.reason is None and not failed


def asked_for(course: Course, words: Sequence[str]) -> Asked:
    """Read what was typed: exercises; or an exercise and one of its parts; or nothing, for all.

    Raises `UnknownName`.
    """
    if len(words) == 2:
        exercise, names = course.exercise(words[0]), [each.name for each in course.exercises]
        if words[1] in [each.name for each in exercise.marked]:
            require_checks(exercise, words[1])
        parts = [part.name for part in exercise.parts]
        if words[1] in parts:
            return Asked((exercise,), words[1])
        if words[1] not in names:
            kind = f"exercise, and no part of {exercise.name},"
            raise UnknownName(kind, words[1], [*parts, *names])
    named = {word: course.exercise(word) for word in words}
    for each in named.values():
        require_checks(each)
    return Asked(tuple(named.values()) or course.judged)


Judge = Callable[[JudgingPlan, Submission], Sequence[Result]]


def check(
    course: Course,
    words: Sequence[str],
    progress: Progress = QUIET,
    folder: Path | None = None,
) -> Checked:
    """Run the visible checks of what is asked for on the student's files, those in ``folder``.

    By default that is the course's folder. In another one no progress is kept, and its own copies
    of course.yml and the suites count for nothing. Exercises whose checks import what is not
    installed are left out. Raises `MissingLibrary` if none is left, and `UsageError` for a name
    that the course does not have and for a folder that is not there.
    """

    if folder is not None and not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", "--submission with the student's folder")
    level = ""

    def judged(plan: JudgingPlan, submission: Submission) -> Sequence[Result]:
        nonlocal level
        results, level = run_visible_checks(plan, submission, progress)
        return results

    asked = asked_for(course, words)
    exercises, lacking = able(course, asked.exercises)
    if lacking and not exercises:
        raise lacking
    asked = replace(asked, exercises=exercises)
    found = checked(course, asked, judged, folder)
    decided = {} if asked.part else _decided(course, asked.exercises)
    return replace(found, decided=decided, lacking=lacking, protection=level)


def checked(course: Course, asked: Asked, judge: Judge, folder: Path | None = None) -> Checked:
    """Read the student's files, let ``judge`` judge what can be read, and keep what passes."""
    work = readable(course, own_work(course, folder), asked.exercises, folder)
    wanted = [each for each in asked.exercises if each.name not in work.hopeless]
    plan = own_plan(course, wanted, work.submission, asked.part)
    try:
        judged = judge(plan, work.submission) if wanted else ()
    except CourseError as error:
        raise for_students(error) from None
    found = {each.exercise: each for each in judged}
    results = tuple(
        told(each, found.get(each.name), work.broken.get(each.name)) for each in asked.exercises
    )
    known, unkept = with_results(recall(course), results), ""
    try:
        if folder is None:
            save(course, known)
    except StoreError as error:  # a folder that may only be read can be checked all the same
        unkept = error.message
    works = {each.exercise: each for each in work.submission.works}
    return Checked(course, asked, results, known, works, unkept=unkept, folder=folder)


def run_visible_checks(
    plan: JudgingPlan, submission: Submission, progress: Progress
) -> tuple[Sequence[Result], str]:
    """Return the results, and the level of protection; raise `GraderError` if that fails."""
    judged: list[Judged] = []
    level = ""

    def started(protection: Protection) -> None:
        nonlocal level
        level = protection.level
        progress.say("running the checks")

    judge_here(plan, [submission], judged.append, started)
    if judged[0].problem:
        raise GraderError(judged[0].problem, "grader doctor")
    return judged[0].results, level


def own_plan(
    course: Course, exercises: Sequence[Exercise], submission: Submission, part: str = ""
) -> JudgingPlan:
    """Plan to run the visible checks of exercises, or of a part and those that it builds on."""
    works = [work for each in exercises if (work := submission.work(each.name))]
    versions = [version for work in works for version in work.versions]
    sources = [cell.source for work in versions for cell in work.cells]
    plan = JudgingPlan.of(course, exercises, sources, hidden=False)
    parts = {part, *all_needs(exercises[0], part)} if part and exercises else ()
    return replace(plan, parts=tuple(sorted(parts)))


def told(exercise: Exercise, result: Result | None, broken: Explanation | None) -> Result:
    """Return what a student is told: that a file is broken, unless another one passes a check."""
    if result is not None and broken is None:
        return result
    assert broken is not None
    if result and any(each.outcome is Outcome.PASSED for each in result.checks):
        said = f"{broken.problem}. What is judged is the other file"
        return replace(result, note="\n".join(filter(None, (said, result.note))))
    kept = "mend this line first; what passed before is kept"
    why = replace(broken, advice="\n".join(filter(None, (broken.advice, kept))))
    most = exercise.max_score
    return Result(STUDENT, exercise.name, 0.0, most, Verdict.IMPORT_FAILED, reason=why)


def with_results(
    progress: Mapping[str, dict[str, Any]], results: Sequence[Result]
) -> dict[str, dict[str, Any]]:
    """Return a student's progress: by exercise and part how many checks pass, and of how many.

    Of what could not be run the last figures stay.
    """
    known = dict(progress)
    for result in results:
        if result.reason is not None:
            continue
        parts = {part.part: [0, 0] for part in result.parts}
        for each in result.checks:
            parts[each.part][0] += each.outcome is Outcome.PASSED
            parts[each.part][1] += 1
        before = known.get(result.exercise, {})
        failed = {k: v for k, v in before.get(FAILED, {}).items() if k not in parts}
        known[result.exercise] = {
            **before,
            "parts": before.get("parts", {}) | parts,
            FAILED: failed | first_failures(result),
        }
    return known


def _decided(course: Course, exercises: Sequence[Exercise]) -> dict[str, float]:
    """Read what the release wrote; its author's own folder has the hidden suites themselves."""
    shares = {each.name: each.visible_points for each in exercises}
    known = {name: points for name, points in shares.items() if points is not None}
    if len(known) == len(shares) or not course.solution_folder().is_dir():
        return known
    paths = {each.name: suite_paths(course, each, hidden=True) for each in exercises}
    try:
        with open_suites(paths, exercises) as suites:
            return {each.name: visible_points(suites.checks[each.name], each) for each in exercises}
    except CourseError:  # `release --check` reports it: a hidden suite stops no visible check
        return known


def own_work(course: Course, folder: Path | None = None) -> Submission:
    """Read the student's own files from the course's folder, or from another one."""
    entry = Entry(STUDENT, (folder or course.root).resolve())
    return read_submission(entry, parts_of(course.exercises), archives=False)


def open_own_work(submission: Submission, exercise: Exercise, sandbox: Sandbox) -> Session | str:
    """Load the student's files of an exercise, or say what is wrong with them."""
    work = submission.work(exercise.name)
    if work is None or work.problem:
        if work:
            return work.problem
        return submission.missing.get(exercise.name, f"there is no {exercise.name}.py")
    limits = exercise.limits
    session = Session(sandbox, limits.call_seconds, limits.exercise_seconds)
    cells = [(cell.label, cell.source) for cell in work.cells]
    try:
        session.open(Source(exercise.name, cells, submission.importable(exercise.name)))
    except GuestEnded as end:
        return as_text(explain(end, None, visible=True))
    reason = explain_nothing(session)
    return session if reason is None else as_text(reason)
