"""`grader audit`: is the course fair? What is right must pass, and what is wrong must not.

Variants are made, judged behind the border like any student's work, and counted: each exercise gets
a `Verdict`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from grader.authoring.audit import (
    CourseVerdict,
    Evidence,
    ExerciseAudit,
    Journal,
    Kind,
    Variant,
    check_costs,
    gather,
    gather_visible,
    load_equivalents,
    load_judgements,
    mistaken,
    mutated,
    recalibrated,
    standing,
)
from grader.commands.progress import QUIET, Progress
from grader.course import Course, Exercise, load_references
from grader.errors import MissingLibrary
from grader.judging import JudgingPlan
from grader.sandbox.levels import Protection
from grader.store import fingerprints
from grader.submission import Submission

SECRET = hashlib.sha256(b"an audit has no secrets, and can be repeated").digest()
SEEDS, QUICK_SEEDS = 200, 2
WHEAT_SEEDS = 20
QUICK_MUTANTS, QUICK_MISTAKES = 4, 8
MUTANTS_CALL_SECONDS = 2.0  # a mutant may loop for ever, and right calls take a tenth of this


@dataclass(frozen=True)
class AuditOptions:
    """What the course's author asked for; ``out`` keeps what was found when an audit is stopped."""

    exercises: Sequence[str]
    out: Path
    jobs: int = 1
    quick: bool = False


def audit(course: Course, options: AuditOptions, progress: Progress = QUIET) -> CourseVerdict:
    """Audit these exercises, all if none is named.

    Raises `CourseError` for a course that cannot be judged at all, `UnknownName`, `SandboxError`,
    and `MissingLibrary` where scipy is not installed.
    """
    if importlib.util.find_spec("scipy") is None:  # half an hour later would be late
        raise MissingLibrary("an audit computes bounds with", ["scipy"])
    exercises = [course.exercise(name) for name in options.exercises] or list(course.judged)
    known, judgements = load_equivalents(course), load_judgements(course)
    references = load_references(course, exercises)
    variants = [v for each in exercises for v in _variants(course, each, references, options.quick)]
    sources = {source for each in variants for source in each.submission.sources}
    plan = JudgingPlan.of(course, exercises, sources, secret=SECRET)
    grounds = {each.name: _ground(course, each.name, plan) for each in exercises}
    journal = Journal(options.out / "audit.jsonl", grounds)
    evidence = _judged(variants, plan, journal, options, progress)
    right = [each.submission for each in variants if each.kind is Kind.REFERENCE]
    together = Submission("reference", tuple(work for each in right for work in each.works))
    costs = [] if options.quick else check_costs(plan, together)

    def calibrating(gate: str, runs: int) -> Callable[[], None]:
        progress.begin(runs, 0)
        progress.say(f"calibrating {gate}")
        return lambda: progress.advance("")

    verdicts = []
    for each in exercises:
        mine = [v for v in variants if v.exercise == each.name]
        timed = [cost for cost in costs if cost.exercise == each.name]
        new = []
        if not options.quick:
            ground, out, jobs = grounds[each.name], options.out, options.jobs
            new = recalibrated(course, each, out, ground, jobs, calibrating)
        whole = not options.quick
        court = ExerciseAudit(each, timed, mine, evidence, known, new, whole, judgements)
        verdicts.append(court.judge())
    whole = not options.exercises and not options.quick
    return CourseVerdict(tuple(verdicts), whole, sampled=options.quick)


def audit_visible(
    course: Course, names: Sequence[str], progress: Progress = QUIET
) -> CourseVerdict:
    """Say only how many misconceptions the visible checks catch, of these exercises or of all."""
    exercises = [course.exercise(name) for name in names] or list(course.judged)
    references = load_references(course, exercises)
    mistakes = [v for each in exercises for v in mistaken(course, each, references[each.name])]
    variants = [each for each in mistakes if each.kind is Kind.MISCONCEPTION]
    sources = {source for each in variants for source in each.submission.sources}
    plan = JudgingPlan.of(course, exercises, sources, secret=SECRET)
    hurried = replace(plan, call_seconds=MUTANTS_CALL_SECONDS, diagnose=False)
    progress.begin(len(variants), 0)
    evidence = gather_visible(variants, hurried, lambda: progress.advance(""))
    mine = {each.name: [v for v in variants if v.exercise == each.name] for each in exercises}
    courts = (ExerciseAudit(each, (), mine[each.name], evidence, ()) for each in exercises)
    return CourseVerdict(tuple(court.judge_visible() for court in courts), not names)


def _variants(
    course: Course, exercise: Exercise, references: dict[str, ModuleType], quick: bool
) -> list[Variant]:
    seeds = (QUICK_SEEDS, 0) if quick else (SEEDS, WHEAT_SEEDS)
    always = list(standing(course, exercise, *seeds))
    mistakes = list(mistaken(course, exercise, references[exercise.name]))
    changed = list(mutated(course, exercise))
    if quick:
        mistakes = _some(mistakes, QUICK_MISTAKES)
        changed = _some(changed, QUICK_MUTANTS)
    return [*always, *mistakes, *changed]


def _some(variants: list[Variant], most: int) -> list[Variant]:
    """Draw a few, always the same ones."""
    return random.Random(0).sample(variants, min(most, len(variants)))


def _ground(course: Course, exercise: str, plan: JudgingPlan) -> str:
    """Digest all that an exercise's evidence rests on, but for the variant itself."""
    code = fingerprints.grader_digest(fingerprints.environment(plan.level, plan.device))
    words = f"{fingerprints.course_digest(course, exercise)} {code}"
    return hashlib.sha256(words.encode()).hexdigest()


def _judged(
    variants: Sequence[Variant],
    plan: JudgingPlan,
    journal: Journal,
    options: AuditOptions,
    progress: Progress,
) -> dict[str, Evidence]:
    """Judge each kind as it asks for, and in a sample all alike: as a student's work is judged."""
    progress.begin(len(variants), 0)

    def started(protection: Protection) -> None:
        progress.say(f"judging variants ({protection.level})")

    found: dict[str, Evidence] = {}
    for some, how in _plans(variants, plan, options.quick):
        found |= gather(some, how, journal, options.jobs, lambda: progress.advance(""), started)
    return found


def _plans(
    variants: Sequence[Variant], plan: JudgingPlan, quick: bool
) -> Iterator[tuple[list[Variant], JudgingPlan]]:
    """Mutants are judged in a hurry; the reference's by all checks, to see what each catches."""
    hurried = replace(plan, call_seconds=MUTANTS_CALL_SECONDS, diagnose=False)
    yield [each for each in variants if quick or each.kind is not Kind.MUTANT], plan
    mutants = [each for each in variants if not quick and each.kind is Kind.MUTANT]
    yield [each for each in mutants if each.of == "reference"], hurried
    others = [each for each in mutants if each.of != "reference"]
    yield others, replace(hurried, until_failure=True)
