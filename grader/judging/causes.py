"""What a part did in all its checks → what the failed ones say of the cause, where it shows.

A misconception is named where the answers are those of it; where there are none to compare with, a
handout's record of them decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import ModuleType

from grader.checks import CollectedCheck, Seeds
from grader.course import Course, Exercise, load_misconceptions
from grader.feedback import (
    Diagnosis,
    Explanation,
    Performance,
    RecordedMisconception,
    Rehearsal,
    Trace,
    beside_right_parts,
    concluded,
    name_recorded,
)
from grader.judging.results import Check, Outcome

_NOTHING = Explanation("")
_load_misconceptions = cache(load_misconceptions)  # only where a check fails, and then once


@dataclass(frozen=True)
class Causes:
    """Of one submission to one exercise: what its parts did in which check, by the check's id.

    What was not to be compared is not in ``seen``, and None where it cannot be.
    """

    course: Course
    exercise: Exercise
    seeds: Seeds
    reference: ModuleType | None
    recorded: Sequence[RecordedMisconception]
    seen: dict[str, Performance | None] = field(default_factory=dict)

    def named(
        self,
        mine: Sequence[CollectedCheck],
        checks: Mapping[str, Check],
        failed_again: Mapping[str, Check],
    ) -> dict[str, Check]:
        """Return the failed checks of a part with what all of them show together, by id.

        A misconception, or that no pattern holds. It is the part's own that shows where the
        reference stands for the other parts, in those that ``failed_again``; their ``stand_ins``
        are these parts.
        """
        failed = [each.id for each in mine if is_failed(checks, each)]
        passes = any(checks[each.id].outcome is Outcome.PASSED for each in mine)
        diagnosis = self._diagnose(mine, checks) if failed else Diagnosis()
        explained: dict[str, Check] = {}
        for id in failed:
            named, answers = diagnosis.named.get(id, ""), diagnosis.answers.get(id, ())
            check, again = checks[id], failed_again.get(id)
            own, beside = check.explanation or _NOTHING, tuple[str, ...]()
            is_again = again is not None and (bool(named) or self._is_compared(id))
            if again is not None and is_again:
                check, beside = replace(again, stand_ins=()), again.stand_ins
            why = concluded(check.explanation or _NOTHING, named, answers, passes=passes)
            if is_again and not named:
                why = beside_right_parts(why, own, beside if check.visible else ())
            explained[id] = replace(check, explanation=why)
        return explained

    def _is_compared(self, id: str) -> bool:
        """Return whether it is a check's own sentence that says why it failed, no exception's."""
        done = self.seen.get(id)
        return done is not None and done.failure is not None and not done.failure.raised

    def _diagnose(self, mine: Sequence[CollectedCheck], checks: Mapping[str, Check]) -> Diagnosis:
        """Say what the checks of a part, of which one failed, show together."""
        part, seen = mine[0].marks.part, [each for each in mine if each.id in self.seen]
        if self.reference is None:
            known = [each for each in self.recorded if each.part == part]
            failed = {e.id: Trace.of(self.seen[e.id]) for e in seen if is_failed(checks, e)}
            passed = {each.id for each in mine if checks[each.id].outcome is Outcome.PASSED}
            return Diagnosis(dict.fromkeys(failed, name_recorded(known, failed, passed)))
        done = [(each, did) for each in seen if (did := self.seen[each.id]) is not None]
        if not done or len(done) < len(seen):
            return Diagnosis()
        found = _load_misconceptions(self.course, self.exercise, self.reference)
        held = [each for each in found if each.part == part]
        return Rehearsal(self.exercise, self.seeds, self.reference).diagnose(done, held)


def is_failed(checks: Mapping[str, Check], collected: CollectedCheck) -> bool:
    """Return whether a check that was judged failed."""
    return checks[collected.id].outcome is Outcome.FAILED
