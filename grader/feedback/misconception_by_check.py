"""A failed check + the part's misconceptions → the one that fails the same check in the same way.

The check is run again in this process, with the same inputs, on the reference with a wrong variant
of a part in its place. It finds what the calls alone do not show: of networks that stay on the far
side, of exceptions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from grader.checks import CheckFixtures, CollectedCheck, Mismatch, Seeds
from grader.checks.size_limits import MOST_ELEMENTS, elements
from grader.checks.trusted import TrustedSession
from grader.course import Exercise, Misconception
from grader.feedback.misconception_by_calls import (
    LOOSE,
    SECONDS,
    OutOfTime,
    alike,
    briefly,
    is_plain,
    numbers,
)
from grader.sandbox.connection import StudentError

_FEWEST_DISTINCT = 4  # fewer values come about in many ways
_SHORTEST_SPECIFIC = 40  # "list index out of range" shows no mistake in particular


@dataclass(frozen=True)
class Rehearsal:
    """One check, to be run on trusted modules with the inputs that it had on the student's."""

    collected: CollectedCheck
    exercise: Exercise
    seeds: Seeds
    reference: ModuleType

    def name_misconception(
        self,
        error: BaseException,
        misconceptions: Sequence[Misconception],
        seconds: float = SECONDS,
    ) -> str:
        """Return the sentence of the one misconception that fails as the student's code did.

        There is none where the failure is of a common kind, where two misconceptions fit, and
        where the check takes too long to be run with each.
        """
        if not misconceptions or not _is_specific(error):
            return ""
        try:
            with briefly(seconds):
                start = time.process_time()
                passes = self._failure({}) is None
                if not passes or (time.process_time() - start) * len(misconceptions) > seconds:
                    return ""
                fits = {m.sentence for m in misconceptions if self._fails_so(m, error)}
        except OutOfTime:
            return ""
        return fits.pop() if len(fits) == 1 else ""

    def _fails_so(self, misconception: Misconception, error: BaseException) -> bool:
        ours = self._failure({misconception.part: misconception.variant})
        return ours is not None and _is_same(error, ours)

    def _failure(self, variants: dict[str, Callable[..., Any]]) -> BaseException | None:
        """Run the check on the reference with these in their place; return what it raised."""
        module = ModuleType(self.reference.__name__)
        vars(module).update(vars(self.reference), **variants)
        fixtures = CheckFixtures(
            TrustedSession(module), self.exercise, self.seeds, self.collected.id,
            reference=self.reference,
        )  # fmt: skip
        fixtures.start()
        arguments = self.collected.arguments(fixtures)
        try:
            if arguments is None:
                raise LookupError("pytest alone has this check's fixtures")
            self.collected.item.function(**arguments)
        except Exception as error:
            return error
        return None


def _is_specific(error: BaseException) -> bool:
    """Return whether a failure is of such a kind that another cause would hardly have the same."""
    if isinstance(error, StudentError):
        return len(error.message) >= _SHORTEST_SPECIFIC
    if not isinstance(error, Mismatch) or not is_plain(error.got):
        return False
    if elements(error.got) > MOST_ELEMENTS:
        return False
    values = numbers(error.got)
    return values is not None and len(np.unique(values)) >= _FEWEST_DISTINCT


def _is_same(theirs: BaseException, ours: BaseException) -> bool:
    if isinstance(theirs, StudentError) and isinstance(ours, StudentError):
        return (theirs.kind, theirs.message) == (ours.kind, ours.message)
    if not isinstance(theirs, Mismatch) or not isinstance(ours, Mismatch):
        return False
    return theirs.problem == ours.problem and alike(theirs.got, ours.got, LOOSE)
