"""Tests of verdicts: counts and bounds, and a sentence for each thing that is to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from grader.authoring.audit.costs import Cost
from grader.authoring.audit.equivalents import Equivalent
from grader.authoring.audit.evidence import Evidence
from grader.authoring.audit.variants import Kind, Variant
from grader.authoring.audit.verdicts import (
    Count,
    CourseVerdict,
    ExerciseAudit,
    GateLine,
    Verdict,
)
from grader.course.model import Course
from grader.submission import Submission

NOT_LOST = {"greatest_common_divisor": 0.0, "reduced": 0.0, "add": 0.0}
SETTLED = Equivalent(exercise="rationals", change="p → q", reason="they are equal here")


def case(
    kind: Kind,
    name: str,
    lost: Sequence[str] = (),
    failed: Sequence[str] = (),
    part: str = "",
    passed: int = 9,
) -> tuple[Variant, Evidence]:
    """Give a variant and what became of it."""
    of = {Kind.MUTANT: "reference", Kind.RESEEDED: "loops"}.get(kind, "")
    variant = Variant(kind, "rationals", name, Submission(f"{kind}/{name}"), part, of)
    points = NOT_LOST | dict.fromkeys(lost, 1.0)
    failed = failed or [f"hidden::test_{each}" for each in lost]
    return variant, Evidence(variant.id, "graded", tuple(failed), passed, points, told="off")


GOOD = [
    case(Kind.REFERENCE, "reference"),
    case(Kind.STUB, "stub", list(NOT_LOST), passed=0),
    case(Kind.SEED, "seed 0"),
    case(Kind.WHEAT, "loops"),
    case(Kind.RESEEDED, "loops, seed 0"),
    case(Kind.MISCONCEPTION, "one", ["reduced"], ["visible::test_reduced"], "reduced"),
    case(Kind.CHAFF, "two", ["add"], part="add"),
    case(Kind.MUTANT, "add: + → -", ["add"], part="add"),
    case(Kind.MUTANT, "add: p → q", part="add"),
    case(Kind.MUTANT, "whole: 1 → 2", ["add"]),
]


def judge(course: Course, cases: Sequence[tuple[Variant, Evidence]], **changes: object) -> Verdict:
    """Let the court judge these cases."""
    fields = {
        "exercise": course.exercise("rationals"),
        "costs": [Cost("rationals", f"hidden::test_{part}", part, 0.01) for part in NOT_LOST],
        "variants": [variant for variant, _ in cases],
        "evidence": {variant.id: evidence for variant, evidence in cases},
        "equivalents": [SETTLED],
    }
    return ExerciseAudit(**{**fields, **changes}).judge()


def test_a_clean_course(pristine: Course) -> None:
    """Everything is as it should be, and counted by part."""
    verdict = judge(pristine, GOOD)

    assert verdict.to_fix == ()
    assert [(line.part, str(line.wheats), str(line.misconceptions)) for line in verdict.parts] == [
        ("greatest_common_divisor", "1/1", "-"), ("reduced", "1/1", "1/1"), ("add", "1/1", "-"),
        ("(helpers)", "-", "-"),
    ]  # fmt: skip
    add, helpers = verdict.parts[2:]
    assert (str(add.chaffs), str(add.mutants), add.equivalent) == ("1/1", "1/1", 1)
    assert (str(helpers.mutants), helpers.equivalent) == ("1/1", 0)
    assert (verdict.false_fails, verdict.false_passes) == (Count(0, 3), Count(0, 4))
    assert (verdict.unseen_passes, verdict.seeds) == (Count(0, 1), Count(0, 1))
    assert verdict.reseeded == Count(0, 1)


def test_misconceptions_that_are_not_named_are_listed(pristine: Course) -> None:
    """So that an author finds the ones of a count, and sees whether a name was to be had."""
    mistake, told = case(Kind.MISCONCEPTION, "three", ["add"], part="add")

    verdict = judge(pristine, [*GOOD, (mistake, replace(told, named=True))])

    assert (verdict.named, verdict.unnamed) == (Count(1, 2), ("one",))


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (case(Kind.REFERENCE, "reference", ["add"]), "reference loses add (off)"),
        (case(Kind.WHEAT, "loops", ["add"]), "wheat loops loses add (off)"),
        (
            case(Kind.WHEAT, "loops", failed=["hidden::test_add"]),
            "wheat loops loses no points (off)",
        ),
        (case(Kind.SEED, "seed 0", ["add"]), "seed 0 loses add (off)"),
        (
            case(Kind.RESEEDED, "loops, seed 0", ["add"]),
            "wheat loops loses on 1 of 1 fresh seeds add (off)",
        ),
        (case(Kind.STUB, "stub", passed=2), "the stub passes checks, and should none: 2"),
        (case(Kind.CHAFF, "two", part="add"), "chaff two passes add"),
        (case(Kind.CHAFF, "two", ["reduced"], part="add"), "chaff two passes add"),
        (
            case(
                Kind.MISCONCEPTION, "one", ["add", "reduced"], ["visible::test_reduced"], "reduced"
            ),
            "misconception one (reduced) costs add too",
        ),
        (
            case(Kind.MUTANT, "add: + → -", part="add"),
            "a mutant of reference survives: add: + → -",
        ),
    ],
)
def test_what_is_to_be_mended_is_said(
    pristine: Course, bad: tuple[Variant, Evidence], sentence: str
) -> None:
    """One thing wrong, one sentence."""
    rest = [each for each in GOOD if each[0].id != bad[0].id]

    assert judge(pristine, [*rest, bad]).to_fix == (sentence,)


def test_a_part_whose_mistakes_are_hardly_seen(pristine: Course) -> None:
    """Three of five misconceptions fail a visible check: enough. Two of five: not enough."""
    caught, unseen = ["visible::test_reduced"], ["hidden::test_reduced"]

    def told(*failed: list[str], whole: bool = True) -> Verdict:
        cases = [
            case(Kind.MISCONCEPTION, f"wrong {n}", ["reduced"], failed=ids, part="reduced")
            for n, ids in enumerate(failed)
        ]
        return judge(pristine, [*GOOD[:5], *GOOD[6:], *cases], whole=whole)

    enough = told(caught, caught, caught + unseen, unseen, unseen)
    assert (enough.visible, enough.unseen) == (Count(3, 5), ["wrong 3", "wrong 4"])
    assert enough.to_fix == ()

    little = [caught, caught, unseen, unseen, unseen]
    said = "visible checks alone catch 2/5 misconceptions of reduced: 60 % is the least"
    assert told(*little).to_fix == (said,)
    assert told(*little, whole=False).to_fix == ()  # a sample says little


def test_a_wrong_mutant_that_is_lucky_is_a_false_pass(pristine: Course) -> None:
    """It is told and need not be mended: the rate counts it, among the mutants not caught."""
    lucky = Equivalent(exercise="rationals", change="p → q", luck="fails on 9 seeds of 100")

    verdict = judge(pristine, GOOD, equivalents=[lucky])

    add = verdict.parts[2]
    assert (str(add.mutants), add.equivalent, add.lucky) == ("1/2", 0, 1)
    assert (verdict.false_passes, verdict.lucky, verdict.to_fix) == (Count(1, 5), 1, ())


def test_a_lucky_one_that_is_caught_is_stale(pristine: Course) -> None:
    """Luck is no excuse for long: an entry without a survivor is refused like any other."""
    lucky = Equivalent(exercise="rationals", change="+ → -", luck="fails on 9 seeds of 100")

    told = judge(pristine, GOOD, equivalents=[SETTLED, lucky]).to_fix

    (said,) = told
    assert said.startswith("validity/equivalent.yml names no survivor with '+ → -' in *: correct")


def test_an_entry_without_a_survivor_is_stale(pristine: Course) -> None:
    """In a whole audit; a sample need not meet it. Other exercises' entries are no matter here."""
    stale = Equivalent(exercise="rationals", change="x → y", reason="long enough", place="f")
    other = Equivalent(exercise="words", change="x → y", reason="long enough")

    told = judge(pristine, GOOD, equivalents=[SETTLED, stale, other]).to_fix
    sample = judge(pristine, GOOD, equivalents=[SETTLED, stale, other], whole=False).to_fix

    (said,) = told
    assert said.startswith("validity/equivalent.yml names no survivor with 'x → y' in f: correct")
    assert sample == ()


def test_an_unfair_gate_is_to_be_mended(pristine: Course) -> None:
    """A right solution fails more often than once in ten thousand."""
    fair, unfair = (GateLine("xor", 0, 100, 0.03, luck) for luck in (9e-5, 2e-4))

    assert judge(pristine, GOOD, gates=[fair]).to_fix == ()
    assert judge(pristine, GOOD, gates=[unfair]).to_fix == (
        "gate xor: a right solution fails with 2.0e-04",
    )


def test_dead_checks(pristine: Course) -> None:
    """A hidden check that catches nothing alone; a visible one is there for the student."""
    both = ["hidden::test_reduced", "hidden::test_greatest_common_divisor"]
    cases = [
        *GOOD,
        case(Kind.MUTANT, "reduced: 1 → 2", ["reduced"], failed=both, part="reduced"),
        case(Kind.MUTANT, "reduced: 2 → 3", ["reduced"], part="reduced"),
    ]
    costs = [
        *[Cost("rationals", f"hidden::test_{part}", part, 0.01) for part in NOT_LOST],
        Cost("rationals", "visible::test_add", "add", 0.01),
    ]

    assert judge(pristine, cases, costs=costs).dead == ["hidden::test_greatest_common_divisor"]

    variant, evidence = case(Kind.MUTANT, "wheat", ["greatest_common_divisor"])
    of_a_wheat = replace(variant, of="loops"), evidence
    told = judge(pristine, [*cases, of_a_wheat], costs=costs)
    assert told.dead == ["hidden::test_greatest_common_divisor"]


def test_rates_and_bounds(pristine: Course) -> None:
    """Clopper and Pearson's: of none in 59, at most 5 %; of nothing, nothing is known."""
    cases = [
        *GOOD,
        case(Kind.WHEAT, "other", ["add", "reduced"]),
        case(Kind.CHAFF, "x", part="add"),
    ]
    verdict = judge(pristine, cases)

    assert verdict.false_fails == Count(2, 6)
    assert (verdict.false_passes, verdict.unseen_passes) == (Count(1, 5), Count(1, 2))
    assert Count(0, 59).bound == pytest.approx(0.05, abs=1e-3)
    assert Count(0, 0).bound == 1.0


def told(*names: str) -> tuple[Variant, Evidence]:
    """Give a chaff of which failed checks said so."""
    chaff, evidence = case(Kind.CHAFF, "two", ["add"], part="add")
    return chaff, replace(evidence, names=names)


@pytest.mark.parametrize(
    ("names", "judged", "truly", "faults"),
    [
        ((), {}, Count(), []),
        (("so",), {"so": True}, Count(1, 1), []),
        (("so", "not so"), {"so": True, "not so": False}, Count(0, 1), []),
        (("so",), {}, Count(0, 1), ["say in names.yml whether this is true of chaff two: so"]),
    ],
)
def test_names_of_chaffs_are_judged_by_a_person(
    pristine: Course,
    names: tuple[str, ...],
    judged: dict[str, bool],
    truly: Count,
    faults: list[str],
) -> None:
    """One false name is one too many; one that nobody has judged counts as false."""
    judgements = {"rationals": {"two": judged}}
    verdict = judge(pristine, [*GOOD[:6], told(*names)], judgements=judgements, equivalents=[])

    assert verdict.truly == truly
    assert list(verdict.to_fix) == faults


def test_too_many_false_names_are_a_fault_of_the_course(pristine: Course) -> None:
    """Of the whole, not of a sample."""
    verdict = replace(judge(pristine, GOOD), truly=Count(97, 100))

    said = "what 97/100 of the named chaffs are told is true: 98 % is the least"
    assert CourseVerdict((verdict,)).own_faults == [said]
    assert CourseVerdict((verdict,), whole=False).own_faults == []
    assert CourseVerdict((replace(verdict, truly=Count(98, 100)),)).own_faults == []
