"""A course's misconceptions, run on the visible checks of their parts → what a release tells.

They run behind the border as a student's work does, on the inputs that `grader check` will have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from grader.authoring.audit import Kind, Variant, mistaken
from grader.authoring.derive import reference_source
from grader.checks.fixtures import CheckFixtures
from grader.checks.suites import CollectedCheck, OpenSuites
from grader.course import Course, Exercise, load_references
from grader.feedback import RecordedMisconception, Trace, number_of, performance
from grader.judging import (
    OPEN_SECRET,
    STUDENT,
    JudgingContext,
    JudgingPlan,
    WarmJudge,
    judge_submission,
)
from grader.submission import Cell, Submission, Work

CALL_SECONDS = 2.0  # a misconception may loop for ever


@dataclass(frozen=True)
class _Watched(OpenSuites):
    """Runs checks as ever; keeps what each asked of its part, and a trace where it failed."""

    asked: dict[str, float] = field(default_factory=dict)
    traces: dict[str, Trace] = field(default_factory=dict)

    def run(self, collected: CollectedCheck, fixtures: CheckFixtures) -> BaseException | None:
        """Run one check, and keep what it did."""
        error = super().run(collected, fixtures)
        calls = fixtures.session.answered(collected.marks.part)
        self.asked[collected.id] = number_of([[call.args, call.kwargs] for call in calls])
        if error is not None:
            self.traces[collected.id] = Trace.of(performance(calls, error))
        return error


def record_misconceptions(
    course: Course, begin: Callable[[int], None], advance: Callable[[str], None]
) -> dict[str, list[RecordedMisconception]]:
    """Return what each misconception gives on the visible checks, by exercise.

    A check whose inputs are not the same each time has no numbers. Raises `CourseError`, and
    `SandboxError` where nothing can be run.
    """
    references = load_references(course, course.judged)
    variants = [
        variant
        for exercise in course.judged
        for variant in mistaken(course, exercise, references[exercise.name])
        if variant.kind is Kind.MISCONCEPTION
    ]
    if not variants:
        return {}
    begin(len(variants))
    sources = [source for each in variants for source in each.submission.sources]
    plan = JudgingPlan.of(course, course.judged, sources, secret=OPEN_SECRET)
    record: dict[str, list[RecordedMisconception]] = {each.name: [] for each in course.judged}
    with WarmJudge(replace(plan, call_seconds=CALL_SECONDS, diagnose=False)) as warm_judge:
        context = replace(warm_judge.context, references={})
        drawn = {each.name: _drawn_anew(course, each, context) for each in course.judged}
        for each in variants:
            record[each.exercise].append(_recorded(each, drawn[each.exercise], context))
            advance("")
    return record


def _recorded(
    variant: Variant, drawn_anew: set[str], context: JudgingContext
) -> RecordedMisconception:
    traces = _watched(variant.submission, variant.exercise, variant.part, context).traces
    fails = {id: None if id in drawn_anew else trace.number for id, trace in traces.items()}
    return RecordedMisconception(variant.part, variant.sentence, fails)


def _drawn_anew(course: Course, exercise: Exercise, context: JudgingContext) -> set[str]:
    """Name the visible checks that ask something else each time: no seed of ours decides."""
    file = f"{exercise.name}.py"
    cells = (Cell(file, reference_source(course, exercise.name)),)
    right = Submission(STUDENT, (Work(exercise.name, file, cells),))
    first, second = (_watched(right, exercise.name, "", context).asked for _ in range(2))
    return {id for id in first if first[id] != second.get(id)}


def _watched(submission: Submission, name: str, part: str, context: JudgingContext) -> _Watched:
    """Run the visible checks of an exercise's part, or of all, on a submission."""
    checks = [
        check
        for check in context.suites.checks[name]
        if check.visible and part in ("", check.marks.part)
    ]
    exercise = context.course.exercise(name)
    alone = {"needs": ()}
    parts = [p.model_copy(update=alone) for p in exercise.parts if part in ("", p.name)]
    only = exercise.with_parts(parts)
    suites = _Watched({name: checks}, context.suites.plugin)
    handed_in = replace(submission, student=STUDENT)
    judge_submission(handed_in, replace(context, exercises=[only], suites=suites))
    return suites
