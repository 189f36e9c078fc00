"""`grader check`: the visible checks on the student's own files, on the student's own machine.

Nothing here needs solutions/; where it is there, it says what hidden checks weigh.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Group
from rich.text import Text

from grader.checks.suites import open_suites, suite_paths, visible_points
from grader.commands.progress import QUIET, Progress
from grader.commands.student_progress import recall, save
from grader.course.model import Course, Exercise
from grader.errors import CourseError, GraderError, StoreError
from grader.feedback import as_text, explain, explain_nothing
from grader.judging import STUDENT, Judged, JudgingPlan, Outcome, Result, judge_here, total
from grader.reports import own_feedback, visible_line
from grader.sandbox.connection import GuestEnded
from grader.sandbox.interface import Sandbox
from grader.sandbox.session import Session, Source
from grader.submission import Entry, Submission, parts_of, read_submission


@dataclass(frozen=True)
class Checked:
    """What the visible checks said, and by exercise how many points they decide, where known.

    ``unkept`` says why `grader list` will not know of it, if it could not be kept.
    """

    results: tuple[Result, ...]
    decided: Mapping[str, float] = field(default_factory=dict)
    unkept: str = ""

    @property
    def passed(self) -> bool:
        """Whether no check failed."""
        return all(c.outcome is not Outcome.FAILED for r in self.results for c in r.checks)


def check(course: Course, names: Sequence[str], progress: Progress = QUIET) -> Checked:
    """Run the visible checks of these exercises (all, if none is named) on the student's files.

    Raises `UnknownName` for a name that the course does not have.
    """
    exercises = [course.exercise(name) for name in names] or list(course.exercises)
    submission = own_work(course)
    wanted = [work for each in exercises if (work := submission.work(each.name))]
    versions = [version for work in wanted for version in work.versions]
    sources = [cell.source for work in versions for cell in work.cells]
    plan = JudgingPlan.of(course, exercises, sources, hidden=False)
    judged: list[Judged] = []
    try:
        judge_here(plan, [submission], judged.append, lambda _: progress.say("running the checks"))
    except CourseError as error:  # its remedy is for the course's author
        raise CourseError(error.message, "tell your instructor: this is not your mistake") from None
    if judged[0].problem:
        raise GraderError(judged[0].problem, "grader doctor")
    results, unkept = judged[0].results, ""
    try:
        remember(course, results)
    except StoreError as error:  # a folder that may only be read can be checked all the same
        unkept = error.message
    return Checked(results, _decided(course, exercises), unkept)


def remember(course: Course, results: Sequence[Result]) -> None:
    """Keep by exercise and part how many checks passed, and of how many."""
    progress = recall(course)
    for result in results:
        parts = {part.part: [0, 0] for part in result.parts}
        for each in result.checks:
            parts[each.part][0] += each.outcome is Outcome.PASSED
            parts[each.part][1] += 1
        progress.setdefault(result.exercise, {})["parts"] = parts
    save(course, progress)


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


def own_work(course: Course) -> Submission:
    """Read the student's own files from the course's folder."""
    return read_submission(Entry(STUDENT, course.root), parts_of(course.exercises), archives=False)


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


def shown(checked: Checked) -> Group:
    """Say what the visible checks found, how much they decide, and what to do next."""
    said = [own_feedback(each, checked.decided.get(each.exercise)) for each in checked.results]
    known = [checked.decided.get(each.exercise) for each in checked.results]
    in_all = None if None in known else total(points for points in known if points is not None)
    last = visible_line(checked.results, in_all)
    once = len(said) == 1 and said[0].plain.endswith(last)  # unless its file cannot be run
    unkept = [Text(f"not kept for grader list: {checked.unkept}")] if checked.unkept else []
    return Group(*said, *([] if once else [Text(last)]), *unkept, _next_step(checked))


def _next_step(checked: Checked) -> Text:
    for result in checked.results:
        if result.reason is not None:  # no file, or one that cannot be run: no hint helps yet
            return Text(f"next: fix that, then grader check {result.exercise}", "bold")
        for part in result.parts:
            if part.score < part.max_score:
                return Text(f"next: grader hint {result.exercise} {part.part}", "bold")
    rest = "these are examples; 'What is judged' in the lesson lists the rest"
    return Text(f"every visible check passes: {rest}", "green")
