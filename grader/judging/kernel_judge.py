"""The objects that a kernel holds + the visible suite → what the checks of a part say of them.

They are judged where they are, in their student's own process, and explained as a file is. A check
that runs too long is stopped as any cell is, by an interrupt: `KeyboardInterrupt` is handed on.
"""

from __future__ import annotations

import linecache
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from types import FunctionType
from typing import Any

from grader.checks.trusted import KernelSession
from grader.course import Exercise
from grader.feedback import unwritten
from grader.judging.judge import ExerciseJudge, JudgingContext
from grader.judging.needs import all_needs
from grader.judging.results import Check, Outcome
from grader.judging.warm_judge import STUDENT
from grader.sandbox.guest.load_module import Label
from grader.submission import Cell, Submission, Work

PLACE = "this notebook"


def judge_kernel(
    session: KernelSession, objects: Mapping[str, Any], exercise: Exercise, part: str,
    context: JudgingContext,
) -> list[Check]:  # fmt: skip
    """Judge a part; where it fails, those that it builds on as well: one of them may be why.

    What is not written yet waits for no other part.
    """
    work = Work(exercise.name, PLACE, tuple(_cells(objects, session.label)))
    submission = Submission(STUDENT, (work,)).only(exercise.name)

    def judged(parts: Collection[str]) -> list[Check]:
        narrowed = replace(context, suites=context.suites.only(parts))
        return ExerciseJudge(submission, work, exercise, narrowed, session).judge()

    with session.undisturbed(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a check over a student's NaN: nobody's business
        checks, needs = judged({part}), all_needs(exercise, part)
        failed = [each for each in checks if each.outcome is Outcome.FAILED]
        begun = any(unwritten(each.explanation)[0] != part for each in failed)
        return judged({part, *needs}) if begun and needs else checks


def _cells(objects: Mapping[str, Any], label: Label) -> Iterator[Cell]:
    """Return the cells that define what is the student's own, as they were when they ran."""
    functions = [each for each in objects.values() if isinstance(each, FunctionType)]
    for each in objects.values():
        if isinstance(each, type):
            functions += [it for it in vars(each).values() if isinstance(it, FunctionType)]
    for file in dict.fromkeys(each.__code__.co_filename for each in functions):
        if name := label(file):
            yield Cell(name, "".join(linecache.getlines(file)))
