"""Evidence → what it says of an exercise: counts, rates with bounds, and all that must be fixed.

Arithmetic only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.authoring.audit.costs import Cost
from grader.authoring.audit.equivalents import Equivalent
from grader.authoring.audit.evidence import Evidence
from grader.authoring.audit.names import Judgements
from grader.authoring.audit.variants import Kind, Variant
from grader.course.binomial import MOST_BAD_LUCK, upper_bound
from grader.course.model import Exercise

HELPERS = "(helpers)"
LEAST_VISIBLE, LEAST_VISIBLE_OF_A_PART = 85, 60
"""Percent of the misconceptions that visible checks alone must catch, of the course and of a part.

What a lesson says is no secret, so that a student who fell for it should see it before the grade;
the rest differ from right work only on values, shapes and sizes that hidden checks keep.
"""


LEAST_TRUE = 98
"""Percent of the unseen mistakes that feedback gave a name, of which the name must be true."""


@dataclass(frozen=True)
class Count:
    """So many of so many."""

    some: int = 0
    all: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.some + other.some, self.all + other.all)

    def __str__(self) -> str:
        return f"{self.some}/{self.all}" if self.all else "-"

    def reaches(self, percent: int) -> bool:
        """Return whether it is this share of all, or more; of nothing it is."""
        return 100 * self.some >= percent * self.all

    @property
    def bound(self) -> float:
        """The exact upper bound of the rate, one-sided at 95 % (Clopper and Pearson, 1934)."""
        return upper_bound(self.some, self.all) if self.all else 1.0


@dataclass(frozen=True)
class CheckLine:
    """One check as the audit sees it: what it costs, and whether it alone catches anything."""

    id: str
    part: str
    seconds: float
    alone: int


@dataclass(frozen=True)
class PartLine:
    """One part: wheats that are right there; wrong variants that are caught; equivalent mutants.

    ``lucky`` ones are among the mutants that are not caught. ``visible`` counts the misconceptions
    that visible checks catch, and ``unseen`` names those that hidden ones alone do.
    """

    part: str
    wheats: Count
    misconceptions: Count
    chaffs: Count
    mutants: Count
    equivalent: int
    lucky: int = 0
    visible: Count = Count()
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class GateLine:
    """A gate, calibrated anew: the reference's failures, their bound, a right solution's luck."""

    name: str
    failures: int
    runs: int
    upper: float
    false_fail: float


@dataclass(frozen=True)
class Verdict:
    """All that an audit says of an exercise; it is clean where nothing needs fixing.

    ``named`` counts the misconceptions whose own sentence is said, and ``unnamed`` are the others;
    ``truly`` counts the chaffs of which each name is true, of those that were given one.
    """

    exercise: str
    parts: tuple[PartLine, ...]
    checks: tuple[CheckLine, ...]
    seeds: Count
    named: Count
    to_fix: tuple[str, ...]
    gates: tuple[GateLine, ...] = ()
    reseeded: Count = Count()
    truly: Count = Count()
    unnamed: tuple[str, ...] = ()

    @property
    def false_fails(self) -> Count:
        """Right parts that lost points: one a wheat and part."""
        wheats = sum((line.wheats for line in self.parts), Count())
        return Count(wheats.all - wheats.some, wheats.all)

    @property
    def false_passes(self) -> Count:
        """Wrong variants of every kind that passed, equivalent mutants left out."""
        caught = sum((e.misconceptions + e.chaffs + e.mutants for e in self.parts), Count())
        return Count(caught.all - caught.some, caught.all)

    @property
    def unseen_passes(self) -> Count:
        """Wrong variants that passed, of those that the suites were not written against."""
        caught = sum((line.chaffs for line in self.parts), Count())
        return Count(caught.all - caught.some, caught.all)

    @property
    def visible(self) -> Count:
        """Misconceptions that visible checks catch."""
        return sum((line.visible for line in self.parts), Count())

    @property
    def unseen(self) -> list[str]:
        """Misconceptions that no visible check catches."""
        return [name for line in self.parts for name in line.unseen]

    @property
    def lucky(self) -> int:
        """Wrong variants that passed, and are known to: an accuracy gate is left to chance."""
        return sum(line.lucky for line in self.parts)

    @property
    def dead(self) -> list[str]:
        """Hidden checks that catch nothing that the others let through."""
        return [line.id for line in self.checks if not line.alone and line.id.startswith("hidden")]


@dataclass(frozen=True)
class CourseVerdict:
    """All that an audit says; ``whole`` if it looked at the whole course, and not at a sample.

    ``sampled``: of the exercises that it looked at, it tried some mistakes and mutants alone.
    """

    exercises: tuple[Verdict, ...]
    whole: bool = True
    sampled: bool = False

    @property
    def visible(self) -> Count:
        """Misconceptions that visible checks catch."""
        return sum((each.visible for each in self.exercises), Count())

    @property
    def truly(self) -> Count:
        """Chaffs that are named truly, of those that are named."""
        return sum((each.truly for each in self.exercises), Count())

    @property
    def own_faults(self) -> list[str]:
        """What needs fixing and is no single exercise's."""
        faults = []
        if self.whole and not self.visible.reaches(LEAST_VISIBLE):
            caught = f"visible checks alone catch {self.visible} misconceptions of the course"
            faults.append(f"{caught}: {LEAST_VISIBLE} % is the least")
        if self.whole and not self.truly.reaches(LEAST_TRUE):
            named = f"what {self.truly} of the named chaffs are told is true"
            faults.append(f"{named}: {LEAST_TRUE} % is the least")
        return faults

    @property
    def to_fix(self) -> list[str]:
        """All that needs fixing."""
        return [*(said for each in self.exercises for said in each.to_fix), *self.own_faults]


@dataclass
class ExerciseAudit:
    """One exercise, with all that was found out about it."""

    exercise: Exercise
    costs: Sequence[Cost]
    variants: Sequence[Variant]
    evidence: Mapping[str, Evidence]
    equivalents: Sequence[Equivalent]
    gates: Sequence[GateLine] = ()
    whole: bool = True
    judgements: Judgements = field(default_factory=dict)
    _used: set[Equivalent] = field(default_factory=set)

    def judge(self) -> Verdict:
        """Count, and say what needs fixing."""
        parts = [part.name for part in self.exercise.parts]
        if any(not mutant.part for mutant in self._kind(Kind.MUTANT)):
            parts.append(HELPERS)
        lines = tuple(map(self._part, parts))
        mistakes = self._kind(Kind.MISCONCEPTION)
        unnamed = tuple(each.name for each in mistakes if not self._of(each).named)
        alone = self._caught_alone()
        checks = tuple(
            CheckLine(each.check, each.part, each.seconds, alone[each.check]) for each in self.costs
        )
        return Verdict(
            self.exercise.name, lines, checks, self._flaky(Kind.SEED),
            Count(len(mistakes) - len(unnamed), len(mistakes)), tuple(self._to_fix()),
            tuple(self.gates), self._flaky(Kind.RESEEDED), self._truly(), unnamed,
        )  # fmt: skip

    def _truly(self) -> Count:
        """Count the chaffs of which each name is true, of those that were given one."""
        said = [self._judged(each) for each in self._kind(Kind.CHAFF) if self._of(each).names]
        return Count(sum(all(each.values()) for each in said), len(said))

    def _judged(self, chaff: Variant) -> dict[str, bool | None]:
        """Return what a person says of each name that a chaff was given; None: nobody has yet."""
        known = self.judgements.get(self.exercise.name, {}).get(chaff.name, {})
        return {name: known.get(name) for name in self._of(chaff).names}

    def judge_visible(self) -> Verdict:
        """Count what visible checks catch, and nothing else."""
        none = Count()
        lines = tuple(
            PartLine(part.name, none, none, none, none, 0, 0, *self._seen(part.name))
            for part in self.exercise.parts
        )
        return Verdict(self.exercise.name, lines, (), none, none, tuple(self._hardly_seen()))

    def _flaky(self, kind: Kind) -> Count:
        found = [self._of(each) for each in self._kind(kind)]
        return Count(sum(bool(each.failed) for each in found), len(found))

    def _part(self, part: str) -> PartLine:
        wheats = [self._of(each) for each in self._kind(Kind.WHEAT)] if part != HELPERS else []
        mutants = [each for each in self._kind(Kind.MUTANT) if (each.part or HELPERS) == part]
        caught = [each for each in mutants if self._of(each).failed]
        passed = [self._entry(each) for each in mutants if not self._of(each).failed]
        equivalent = sum(bool(entry and entry.reason) for entry in passed)
        return PartLine(
            part,
            Count(sum(part not in each.losers for each in wheats), len(wheats)),
            self._caught(Kind.MISCONCEPTION, part),
            self._caught(Kind.CHAFF, part),
            Count(len(caught), len(mutants) - equivalent),
            equivalent,
            sum(bool(entry and entry.luck) for entry in passed),
            *self._seen(part),
        )

    def _caught(self, kind: Kind, part: str) -> Count:
        mine = [each for each in self._kind(kind) if each.part == part]
        return Count(sum(part in self._of(each).losers for each in mine), len(mine))

    def _seen(self, part: str) -> tuple[Count, tuple[str, ...]]:
        """Count the misconceptions that visible checks catch, and name the others."""
        mine = [each for each in self._kind(Kind.MISCONCEPTION) if each.part == part]
        unseen = tuple(each.name for each in mine if not self._of(each).is_seen)
        return Count(len(mine) - len(unseen), len(mine)), unseen

    def _to_fix(self) -> Iterator[str]:
        for each in self._kind(Kind.REFERENCE, Kind.WHEAT, Kind.SEED):
            if self._of(each).failed:
                titled = f"wheat {each.name}" if each.kind is Kind.WHEAT else each.name
                yield f"{titled} loses {_listed(self._of(each))}"
        yield from self._unlucky_wheats()
        for each in self._kind(Kind.STUB):
            if self._of(each).passed:
                yield f"the {each.name} passes checks, and should none: {self._of(each).passed}"
        for each in self._kind(Kind.MISCONCEPTION, Kind.CHAFF):
            losers = self._of(each).losers
            if each.part not in losers:
                yield f"{each.kind} {each.name} passes {each.part}"
            elif others := losers - {each.part}:
                yield f"{each.kind} {each.name} ({each.part}) costs {', '.join(sorted(others))} too"
        yield from self._unjudged_names()
        yield from self._survivors()
        yield from self._hardly_seen() if self.whole else ()
        for gate in self.gates:
            if gate.false_fail >= MOST_BAD_LUCK:
                yield f"gate {gate.name}: a right solution fails with {gate.false_fail:.1e}"

    def _unjudged_names(self) -> Iterator[str]:
        for each in self._kind(Kind.CHAFF):
            for name, is_true in self._judged(each).items():
                if is_true is None:
                    yield f"say in names.yml whether this is true of chaff {each.name}: {name}"

    def _hardly_seen(self) -> Iterator[str]:
        for part in self.exercise.parts:
            seen, _ = self._seen(part.name)
            if not seen.reaches(LEAST_VISIBLE_OF_A_PART):
                caught = f"visible checks alone catch {seen} misconceptions of {part.name}"
                yield f"{caught}: {LEAST_VISIBLE_OF_A_PART} % is the least"

    def _unlucky_wheats(self) -> Iterator[str]:
        """Name wheats that are right, and yet lose on some of the seeds."""
        for wheat in self._kind(Kind.WHEAT):
            again = [each for each in self._kind(Kind.RESEEDED) if each.of == wheat.name]
            lost = [self._of(each) for each in again if self._of(each).failed]
            if lost and not self._of(wheat).failed:
                often = f"on {len(lost)} of {len(again)} fresh seeds"
                yield f"wheat {wheat.name} loses {often} {_listed(lost[0])}"

    def _survivors(self) -> Iterator[str]:
        for each in self._kind(Kind.MUTANT):
            if not self._of(each).failed and not self._entry(each):
                yield f"a mutant of {each.of} survives: {each.name}"
        mine = [each for each in self.equivalents if each.exercise == self.exercise.name]
        for entry in mine if self.whole else ():
            if entry not in self._used:
                survivor = f"no survivor with {entry.change!r} in {entry.place}"
                yield f"validity/equivalent.yml names {survivor}: correct the entry, or remove it"

    def _entry(self, mutant: Variant) -> Equivalent | None:
        found = next((each for each in self.equivalents if each.covers(mutant)), None)
        if found:
            self._used.add(found)
        return found

    def _caught_alone(self) -> Counter[str]:
        """Count, for each check, the wrong variants that it alone catches.

        Wheats' mutants are left out: they are judged until the first check that fails.
        """
        wrong = self._kind(Kind.MISCONCEPTION, Kind.CHAFF, Kind.MUTANT)
        failed = [self._of(each).failed for each in wrong if each.of in ("", "reference")]
        return Counter(ids[0] for ids in failed if len(ids) == 1)

    def _kind(self, *kinds: Kind) -> list[Variant]:
        return [each for kind in kinds for each in self.variants if each.kind is kind]

    def _of(self, variant: Variant) -> Evidence:
        return self.evidence[variant.id]


def _listed(evidence: Evidence) -> str:
    return f"{', '.join(sorted(evidence.losers)) or 'no points'} ({evidence.told})"
