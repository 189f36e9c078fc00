"""What a student's part did in all its checks + its misconceptions → the one that shows in it.

The checks are run again in this process, with the same inputs, on the reference with a wrong
variant of the part in its place. A misconception is named where it alone gives all the answers that
the student's code gave, the right ones too, and for those checks that it fails in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from grader.checks import CheckFixtures, CollectedCheck, Seeds
from grader.checks.cpu_limit import OutOfTime
from grader.checks.trusted import TrustedSession
from grader.course import Exercise, Misconception
from grader.feedback.performance import (
    APART,
    FEWEST_DISTINCT,
    LOOSE,
    TIGHT,
    Answer,
    Performance,
    alike,
    distinct,
    fails_alike,
    flat,
    is_specific,
    nearness,
    performance,
)
from grader.feedback.quiet import briefly

SECONDS = 30.0
"""Of CPU time. What naming takes is bounded by the checks' own work; this is for a variant that
never ends, since a limit that others reach would make feedback depend on the machine."""

Seen = Sequence[tuple[CollectedCheck, Performance]]
"""A part's checks, and what the student's code did in each."""


@dataclass(frozen=True)
class Diagnosis:
    """What the checks of a part show together.

    By the ids of failed checks, ``named`` holds the sentence of a misconception that explains it,
    and ``answers`` what the part gave in any check, each answer beside the right one.
    """

    named: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Sequence[Answer]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rehearsal:
    """Runs an exercise's checks on trusted modules, with the inputs that a student's had."""

    exercise: Exercise
    seeds: Seeds
    reference: ModuleType

    def diagnose(
        self, seen: Seen, misconceptions: Sequence[Misconception], seconds: float = SECONDS
    ) -> Diagnosis:
        """Return what a part's checks show; nothing where the reference does not pass them.

        No misconception is named where two fit, nor for a check that it fails in another way.
        """
        failed_first = sorted(seen, key=lambda pair: pair[1].failure is None)
        try:
            with briefly(seconds):
                right = [self._perform(collected, {}) for collected, _ in failed_first]
                passes = [each for each in right if each is not None and each.failure is None]
                if len(passes) != len(seen):
                    return Diagnosis()
                named = self._only_match(failed_first, passes, misconceptions)
        except OutOfTime:
            return Diagnosis()
        beside = list(_side_by_side(failed_first, passes))
        failed = [(each.id, done) for each, done in failed_first if done.failure]
        return Diagnosis(named, {id: list(_of_its_kind(done, beside)) for id, done in failed})

    def _only_match(
        self, seen: Seen, right: Sequence[Performance], misconceptions: Sequence[Misconception]
    ) -> dict[str, str]:
        if not _tells_enough(seen, right):
            return {}
        fits: dict[float, dict[str, list[str]]] = {TIGHT: {}, LOOSE: {}, APART: {}}
        for each in misconceptions:
            near, explained = self._compare(seen, each)
            fits[near][each.sentence] = explained
        farthest = max(nearness(done, own) for (_, done), own in zip(seen, right, strict=True))
        if not fits[TIGHT] and farthest == LOOSE:  # as near to what is right
            return {}
        found = fits[TIGHT] or fits[LOOSE]
        if len(found) != 1:
            return {}
        ((sentence, explained),) = found.items()
        return dict.fromkeys(explained, sentence)

    def _compare(self, seen: Seen, misconception: Misconception) -> tuple[float, list[str]]:
        """Return how near a variant's answers are, and the checks that it fails in the same way."""
        farthest, explained = TIGHT, []
        for collected, done in seen:  # most variants differ in the first
            own = self._perform(collected, {misconception.part: misconception.variant})
            farthest = max(farthest, nearness(done, own) if own else APART)
            same = own is not None and fails_alike(done.failure, own.failure)
            if same and done.failure:
                explained.append(collected.id)
            if farthest == APART or not (same or done.is_told_by_answers):
                return APART, []
        return (farthest, explained) if explained else (APART, [])

    def _perform(
        self, collected: CollectedCheck, variants: dict[str, Callable[..., Any]]
    ) -> Performance | None:
        """Run the check on the reference with these in their place; return what they did."""
        module = ModuleType(self.reference.__name__)
        vars(module).update(vars(self.reference), **variants)
        session = TrustedSession(module)
        fixtures = CheckFixtures(
            session, self.exercise, self.seeds, collected.id, reference=self.reference
        )
        fixtures.start()
        arguments = collected.arguments(fixtures)
        if arguments is None:  # pytest alone has this check's fixtures
            return None
        try:
            collected.item.function(**arguments)
        except (Exception, pytest.fail.Exception) as error:
            return performance(session.answered(collected.marks.part), error)
        return performance(session.answered(collected.marks.part), None)


def _tells_enough(seen: Seen, right: Sequence[Performance]) -> bool:
    """Return whether hardly another mistake would show the same.

    Wrong values say so; of a part that answers one of a few, such as 0 or 1, those that two checks
    found, if not all its answers are the same. Else an exception's message does, or two sentences.
    """
    failed = [done for _, done in seen if done.failure]
    unseen = [each.failure for each in failed if each.failure and not each.is_told_by_answers]
    if len({each.said for each in unseen}) > 1 or any(map(is_specific, unseen)):
        return True
    beside = list(_side_by_side(seen, right))
    wrong = sum(_wrong(each.got, each.right) for each in beside)
    given, own = [flat(each.got) for each in beside], [flat(each.right) for each in beside]
    if distinct(own) >= FEWEST_DISTINCT:
        return wrong > 0 and any(np.isfinite(each).any() for each in given)
    return wrong > 1 and len(failed) > 1 and distinct(given) > 1


def _wrong(mine: Any, right: Any) -> int:
    """Count the numbers in an answer that are not the right ones: all, if none fits its place."""
    if alike(mine, right, TIGHT):
        return 0
    numbers, others = flat(mine), flat(right)
    if numbers.shape == others.shape and not np.allclose(numbers, others, rtol=TIGHT, atol=0):
        return int((~np.isclose(numbers, others, rtol=TIGHT, atol=0)).sum())
    return len(numbers)


def _side_by_side(seen: Seen, right: Sequence[Performance]) -> Iterator[Answer]:
    """Return the student's answers, each beside the reference's answer to the same call."""
    for (_, done), own in zip(seen, right, strict=True):
        for (name, answer), (called, expected) in zip(done.answers, own.answers, strict=False):
            if name == called:
                yield Answer(answer, expected)


def _of_its_kind(done: Performance, beside: Sequence[Answer]) -> Iterator[Answer]:
    """Return, of answers and right ones, what a failed check was about: all of each, or an entry.

    Where it was about something else that came of an answer, the answers that are right.
    """
    got = done.failure.got if done.failure else None
    for _, answer in done.answers:
        if answer is got:
            yield from beside
            return
        if isinstance(answer, (list, tuple)) and any(each is got for each in answer):
            place = next(n for n, each in enumerate(answer) if each is got)
            both = (e for e in beside if _has(e.got, place) and _has(e.right, place))
            yield from (Answer(e.got[place], e.right[place], e.got) for e in both)
            return
    yield from (each for each in beside if alike(each.got, each.right, LOOSE))


def _has(value: Any, place: int) -> bool:
    return isinstance(value, (list, tuple)) and place < len(value)
