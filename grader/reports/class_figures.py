"""Results of a class → figures: how points are distributed, what fails, what checks tell.

Figures of parts and checks come from what was judged: nothing that lateness or a person changed
is in them. All are the same for any order of the results.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from grader.judging import (
    Check,
    Outcome,
    PartScore,
    Result,
    Standing,
    held,
    points_of_checks,
    total,
)
from grader.reports.order import by_student, exercises
from grader.reports.standing import FOR_MARKING, has_grade
from grader.sandbox.verdict import Verdict

BINS = 10
_MOST_REASONS = 3


@dataclass(frozen=True)
class Distribution:
    """How points are distributed: ``bins`` count tenths of ``most``, full points in the last."""

    name: str
    most: float
    scores: tuple[float, ...]
    bins: tuple[int, ...]

    @property
    def mean(self) -> float | None:
        """The mean, of any scores."""
        return statistics.fmean(self.scores) if self.scores else None

    @property
    def median(self) -> float | None:
        """The median, of any scores."""
        return statistics.median(self.scores) if self.scores else None


@dataclass
class PartFigures:
    """Of how many judged works all checks of a part pass, some, or none; ``held`` wait."""

    exercise: str
    part: str
    works: int = 0
    all_pass: int = 0
    some_pass: int = 0
    none_pass: int = 0
    held: int = 0


@dataclass
class CheckFigures:
    """What a check did in the works that it judged; ``alone``, nothing else of its part failed."""

    exercise: str
    part: str
    name: str
    visible: bool
    sentence: str
    failed: int = 0
    alone: int = 0
    _passing: list[float] = field(default_factory=list)
    _failing: list[float] = field(default_factory=list)

    def add(self, passed: bool, rest: float | None) -> None:
        """Count a work; ``rest`` is the share won of all that its student's other checks judged."""
        self.failed += not passed
        if rest is not None:
            (self._passing if passed else self._failing).append(rest)

    @property
    def judged(self) -> int:
        """How many works the check judged and had other checks beside it."""
        return len(self._passing) + len(self._failing)

    @property
    def discrimination(self) -> float | None:
        """The point-biserial correlation of passing with the rest; None where either is constant.

        With means m₁ and m₀ of the rest of those who pass and fail, n₁ and n₀ of n, and its
        standard deviation s over all: (m₁ − m₀) / s · √(n₁ n₀ / n²).
        """
        passing, failing = self._passing, self._failing
        if not passing or not failing:
            return None
        spread = statistics.pstdev([*passing, *failing])
        if spread < 1e-9:
            return None
        balance = math.sqrt(len(passing) * len(failing)) / self.judged
        apart = math.fsum(passing) / len(passing) - math.fsum(failing) / len(failing)
        return apart / spread * balance


@dataclass(frozen=True)
class Group:
    """Students who share something in an exercise, such as a misconception, or why points wait."""

    exercise: str
    part: str
    what: str
    why: str
    points: float
    students: tuple[str, ...]


def totals(results: Sequence[Result]) -> Distribution:
    """Return how the shares of all points are distributed, of students who handed in anything."""
    shares = []
    for own in by_student(results).values():
        graded = [each for each in own if has_grade(each)]
        most = total(each.max_score for each in graded)
        if most and any(_handed_in(each) for each in graded):
            shares.append(100 * total(each.score for each in graded) / most)
    return _distribution("total", 100.0, shares)


def by_exercise(results: Sequence[Result]) -> list[Distribution]:
    """Return how each exercise's points are distributed, over the works that have a grade."""
    most = {each.exercise: each.max_score for each in results}
    scores = defaultdict(list)
    for own in by_student(results).values():
        for each in own:
            if has_grade(each) and _handed_in(each):
                scores[each.exercise].append(each.score)
    return [_distribution(name, most[name], scores[name]) for name in exercises(results)]


def _handed_in(result: Result) -> bool:
    return result.standing is not Standing.NOT_HANDED_IN


def _distribution(name: str, most: float, scores: Sequence[float]) -> Distribution:
    bins = [0] * BINS
    for score in scores:
        share = score / most if most else 0.0
        bins[max(0, min(int(share * BINS + 1e-9), BINS - 1))] += 1
    return Distribution(name, most, tuple(scores), tuple(bins))


def standings(results: Sequence[Result]) -> dict[str, Counter[Standing]]:
    """Count each exercise's results by their standing."""
    counted: dict[str, Counter[Standing]] = {name: Counter() for name in exercises(results)}
    for each in results:
        counted[each.exercise][each.standing] += 1
    return counted


def _was_run(result: Result) -> bool:
    return bool(result.checks) and result.reason is None


def by_part(results: Sequence[Result]) -> list[PartFigures]:
    """Count, for each part, the works in which its checks pass; a work that cannot run passes none.

    A work counts once none of the part's checks waits; what was not handed in is none.
    """
    figures: dict[tuple[str, str], PartFigures] = {}
    works = [
        each
        for each in results
        if _answered(each) or (each.checks and each.verdict != Verdict.NOT_SUBMITTED)
    ]
    for name in exercises(results):
        for result in (each for each in works if each.exercise == name):
            for part in result.parts:
                mine = figures.setdefault((name, part.part), PartFigures(name, part.part))
                if part.marking is None:
                    _count_part(mine, [each.outcome for each in result.checks_of(part.part)])
                elif part.marking.waits:
                    mine.held += 1
                elif part.marking.answer:
                    mine.works += 1
                    mine.all_pass += part.score >= part.max_score
                    mine.some_pass += 0 < part.score < part.max_score
                    mine.none_pass += not part.score
    return list(figures.values())


def _answered(result: Result) -> bool:
    return any(part.marking and part.marking.answer for part in result.parts)


def _count_part(figures: PartFigures, outcomes: Sequence[Outcome]) -> None:
    if Outcome.NOT_JUDGED in outcomes:
        figures.held += 1
        return
    passed = outcomes.count(Outcome.PASSED)
    figures.works += 1
    figures.all_pass += passed == len(outcomes)
    figures.some_pass += 0 < passed < len(outcomes)
    figures.none_pass += passed == 0


def by_check(results: Sequence[Result]) -> list[CheckFigures]:
    """Return what each check did, over the works that could be run."""
    figures: dict[tuple[str, str], CheckFigures] = {}
    for own in by_student(results).values():
        ran = [(each, _worth(each)) for each in own if _was_run(each)]
        won, possible = _sums(ran)
        for result, worth in ran:
            lost = _failed_of_parts(result)
            for check, value in zip(result.checks, worth, strict=True):
                key = result.exercise, check.id
                if key not in figures:
                    figures[key] = _of_check(result.exercise, check)
                if check.outcome is Outcome.NOT_JUDGED:
                    continue
                passed = check.outcome is Outcome.PASSED
                others = possible - value
                rest = (won - value * passed) / others if others > 1e-9 else None
                figures[key].add(passed, rest)
                figures[key].alone += not passed and lost[check.part] == 1
    place = {name: number for number, name in enumerate(exercises(results))}
    return sorted(figures.values(), key=lambda each: place[each.exercise])


def _of_check(exercise: str, check: Check) -> CheckFigures:
    return CheckFigures(exercise, check.part, check.id, check.visible, check.sentence)


def _failed_of_parts(result: Result) -> Counter[str]:
    """Count each part's checks that did not pass: one that waits may yet fail as well."""
    return Counter(each.part for each in result.checks if each.outcome is not Outcome.PASSED)


def _sums(ran: Iterable[tuple[Result, Sequence[float]]]) -> tuple[float, float]:
    won = possible = 0.0
    for result, worth in ran:
        for check, value in zip(result.checks, worth, strict=True):
            if check.outcome is not Outcome.NOT_JUDGED:
                possible += value
                won += value * (check.outcome is Outcome.PASSED)
    return won, possible


def _worth(result: Result) -> tuple[float, ...]:
    """Return the points that hang on each check; the works of a class share few such tuples."""
    parts = tuple((part.part, part.max_score) for part in result.parts)
    return _worth_of(parts, tuple((check.part, check.weight) for check in result.checks))


@cache
def _worth_of(
    parts: tuple[tuple[str, float], ...], checks: tuple[tuple[str, float], ...]
) -> tuple[float, ...]:
    blank = tuple(PartScore(name, 0.0, most) for name, most in parts)
    weighed = tuple(Check("", part, False, Outcome.PASSED, weight=each) for part, each in checks)
    return tuple(points_of_checks(Result("", "", 0, 0, Verdict.GRADED, blank, weighed)))


def misconceptions(results: Sequence[Result]) -> list[Group]:
    """Gather the students who seem to have a misconception, the commonest first."""
    found: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
    for own in by_student(results).values():
        for result in own:
            for check in result.checks:
                if check.explanation and check.explanation.likely:
                    key = result.exercise, check.part, check.explanation.likely
                    found[key][result.student] = None
    place = {name: number for number, name in enumerate(exercises(results))}
    groups = [
        Group(exercise, part, "", likely, 0.0, tuple(students))
        for (exercise, part, likely), students in found.items()
    ]
    return sorted(groups, key=lambda g: (-len(g.students), place[g.exercise], g.part, g.why))


def not_judged(results: Sequence[Result]) -> list[Group]:
    """Gather the works of which not all could be judged: what they are, and why."""
    found: dict[tuple[str, str, str], list[Result]] = defaultdict(list)
    for own in by_student(results).values():
        for result in own:
            if what := _what_is_missing(result):
                found[result.exercise, what, _why(result)].append(result)
    return [
        Group(exercise, "", what, why, held(*those), tuple(each.student for each in those))
        for (exercise, what, why), those in sorted(found.items())
    ]


def _what_is_missing(result: Result) -> str:
    kind = result.standing
    if kind in (Standing.HELD, Standing.NOT_GRADED):
        earlier = kind is Standing.NOT_GRADED and has_grade(result)
        return "not graded, the earlier grade stands" if earlier else str(kind)
    ended = result.reason is not None and kind is Standing.JUDGED
    return f"{result.ending}: no points" if ended else ""


def _why(result: Result) -> str:
    if result.reason is not None:
        return result.reason.problem
    if result.standing is Standing.NOT_GRADED:
        return result.note.partition("\n")[0]
    reasons = [*_reasons(result), *_by_hand(result)]
    return "; ".join(list(dict.fromkeys(reasons))[:_MOST_REASONS])


def _reasons(result: Result) -> Iterator[str]:
    for check in result.checks:
        if check.outcome is Outcome.NOT_JUDGED and (said := check.detail or _problem(check)):
            yield said


def _by_hand(result: Result) -> Iterator[str]:
    for part in result.parts:
        if part.marking and part.marking.waits:
            yield f"{part.part} waits {FOR_MARKING}"


def _problem(check: Check) -> str:
    return check.explanation.problem if check.explanation else ""
