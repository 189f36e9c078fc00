"""The objects that a kernel holds + the visible suite → what the checks of a part say of them.

They are judged where they are, in their student's own process, and explained as a file is. A check
that runs too long is stopped as any cell is, by an interrupt: `KeyboardInterrupt` is handed on.
"""

from __future__ import annotations

import linecache
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import FunctionType
from typing import Any

from grader.checks.trusted import KernelSession
from grader.course import Exercise
from grader.judging.judge import ExerciseJudge, JudgingContext
from grader.judging.needs import all_needs
from grader.judging.results import Check
from grader.judging.warm_judge import STUDENT
from grader.sandbox.guest.load_module import Label
from grader.submission import Cell, Submission, Work

PLACE = "this notebook"


def judge_kernel(
    session: KernelSession, objects: Mapping[str, Any], exercise: Exercise, part: str,
    context: JudgingContext,
) -> list[Check]:  # fmt: skip
    """Judge a part, and those that it builds on, since one of them may be what fails."""
    parts = {part, *all_needs(exercise, part)}
    narrowed = replace(context, suites=context.suites.only(parts))
    work = Work(exercise.name, PLACE, tuple(_cells(objects, session.label)))
    submission = Submission(STUDENT, (work,)).only(exercise.name)
    judge = ExerciseJudge(submission, work, exercise.only(parts), narrowed, session)
    with session.undisturbed(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a check over a student's NaN: nobody's business
        return judge.judge()


def _cells(objects: Mapping[str, Any], label: Label) -> Iterator[Cell]:
    """Return the cells that define what is the student's own, as they were when they ran."""
    functions = [each for each in objects.values() if isinstance(each, FunctionType)]
    for each in objects.values():
        if isinstance(each, type):
            functions += [it for it in vars(each).values() if isinstance(it, FunctionType)]
    for file in dict.fromkeys(each.__code__.co_filename for each in functions):
        if name := label(file):
            yield Cell(name, "".join(linecache.getlines(file)))
