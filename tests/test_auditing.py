"""Tests of auditing: a course judged with real guests finds what is planted, and goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from grader import auditing
from grader.audit import evidence
from grader.audit.verdicts import Verdict
from grader.auditing import Steps
from grader.course import Course, load_course
from grader.errors import UnknownName
from grader.misconceptions import load_misconceptions
from grader.results import Outcome
from grader.sandbox.setup import AnyBorder
from grader.workshop import Order, Workshop, open_workshop
from tests.audit.planted import Planted, planted
from tests.fractions import LOOP, RATIONALS, WRONG_DIVISOR, add_checks, hand_in
from tests.test_release import edit
from tests.test_workshop import order_of

EQUIVALENT = """
- {exercise: rationals, change: "*", of: "*", place: "*", reason: all of them here}
"""


@pytest.fixture
def plant(course: Course, lent_border: AnyBorder, monkeypatch: pytest.MonkeyPatch) -> Planted:
    """A course that is clean, audited with few seeds and in this process."""
    monkeypatch.setattr(auditing, "SEEDS", 8)
    made = planted(course)
    made.equivalent(EQUIVALENT)
    return made


def test_a_clean_course(plant: Planted) -> None:
    """Wheats, mistakes, chaffs and mutants, with nothing to mend, and each mistake is named."""
    verdict = plant.audit()

    assert verdict.mend == ()
    assert str(verdict.named) == "2/2"
    assert verdict.false_fails.some == verdict.false_passes.some == 0
    mutants = [line.mutants for line in verdict.parts]
    assert sum(each.all for each in mutants) > 40
    assert all(check.seconds > 0 for check in verdict.checks)


def put_wrong_wheat(plant: Planted) -> None:
    """Hand in a wrong solution as a right one."""
    plant.wheat("wrong", WRONG_DIVISOR)


def put_lenient_check(plant: Planted) -> None:
    """Add a check that a stub passes."""
    nothing = '\n\n@pytest.mark.part("add")\ndef test_it(student):\n    """It is there."""\n'
    add_checks(plant.course, nothing)


def put_flaky_check(plant: Planted) -> None:
    """Add a check that tosses a coin."""
    often = "    assert_holds(rng.integers(2), 'bad luck')\n"
    head = '\n\n@pytest.mark.part("add")\ndef test_luck(student, rng):\n    """Luck."""\n'
    add_checks(plant.course, f"{head}    student.add((1, 2), (1, 3))\n{often}")


def put_passing_chaff(plant: Planted) -> None:
    """Call a right variant wrong."""
    plant.chaffs(
        '\n\n@misconception("add", "nothing is wrong")\ndef innocent(a, b):\n'
        "    return right.add(a, b)\n"
    )


def put_costly_misconception(plant: Planted) -> None:
    """Let a part need nothing that builds on another one."""
    edit(plant.course.root / "course.yml", ", needs: [reduced]", "")
    plant.misconceptions(
        '\n\n@misconception("reduced", "two is too much")\ndef doubled(p, q):\n'
        "    p, q = right.reduced(p, q)\n    return 2 * p, 2 * q\n"
    )


def put_no_equivalents(plant: Planted) -> None:
    """Say of no mutant that it is right."""
    plant.equivalent("[]")


def put_stale_equivalent(plant: Planted) -> None:
    """Say it of a mutant that there is none of."""
    stale = "- {exercise: rationals, change: a → b, reason: names nothing at all}\n"
    plant.equivalent(stale + EQUIVALENT)


@pytest.mark.parametrize(
    ("put", "sentence"),
    [
        (put_wrong_wheat, "wheat wrong loses greatest_common_divisor"),
        (put_lenient_check, "the stub passes 1 checks"),
        (put_flaky_check, "loses add (hidden::test_luck: Mismatch: bad luck)"),
        (put_passing_chaff, "chaff innocent passes add"),
        (put_costly_misconception, "misconception doubled (reduced) costs add too"),
        (put_no_equivalents, "a mutant of reference survives: "),
        (put_stale_equivalent, "equivalent.yml names no survivor with 'a → b' in *"),
    ],
)
def test_what_is_planted_is_found(
    plant: Planted, put: Callable[[Planted], None], sentence: str
) -> None:
    """One thing wrong with the course, and a sentence that says so."""
    put(plant)

    told = plant.audit().mend

    assert [each for each in told if sentence in each], told


class TestGoingOn:
    """An audit that was stopped judges nothing twice."""

    @pytest.fixture
    def judged(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Note who is judged."""
        names: list[str] = []
        judge_all = evidence.judge_all

        def noting(order, submissions, emit, started, jobs=1) -> None:
            names.extend(each.student for each in submissions)
            judge_all(order, submissions, emit, started, jobs)

        monkeypatch.setattr(evidence, "judge_all", noting)
        return names

    def test_after_it_was_interrupted(self, plant: Planted, judged: list[str]) -> None:
        """Ctrl-C, and a last line that was cut off: the same verdict as undisturbed."""
        left = 12

        def advance() -> None:
            nonlocal left
            left -= 1
            if not left:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            plant.audit(steps=Steps(advance=advance), quick=True)
        journal = plant.out / "audit.jsonl"
        assert len(journal.read_text().splitlines()) == 12
        journal.write_text(journal.read_text()[:-40])
        judged.clear()

        resumed = plant.audit(quick=True)

        twice = {json.loads(line)["id"] for line in journal.read_text().splitlines()[:11]}
        assert not twice & set(judged)
        assert without_costs(resumed) == without_costs(
            plant.audit(quick=True, out=plant.course.root / "elsewhere")
        )

    def test_what_has_changed_is_judged_anew(self, plant: Planted, judged: list[str]) -> None:
        """A wheat alone; with the suite, everything."""
        plant.audit(quick=True)
        everybody = len(judged)
        judged.clear()

        plant.wheat("recursive", RATIONALS + "\n")
        plant.audit(quick=True)
        assert [each for each in judged if not each.startswith("mutant")] == [
            "wheat/rationals/recursive"
        ]

        judged.clear()
        add_checks(plant.course, "# a remark\n")
        plant.audit(quick=True)
        assert len(judged) == everybody

    def test_a_sample_is_always_the_same(self, plant: Planted, judged: list[str]) -> None:
        """Of mistakes and mutants; seeds are few, and gates are not calibrated."""
        plant.audit(quick=True)
        first = list(judged)
        judged.clear()

        plant.audit(quick=True, out=plant.course.root / "again")

        assert judged == first
        mutants = [each for each in first if each.startswith("mutant")]
        assert len(mutants) == auditing.QUICK_MUTANTS


def without_costs(verdict: Verdict) -> Verdict:
    """Give a verdict without what the clock says."""
    checks = tuple(replace(check, seconds=0.0) for check in verdict.checks)
    return replace(verdict, checks=checks)


def test_two_workers_find_the_same(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """In processes of their own."""
    made = planted(course)
    made.equivalent(EQUIVALENT)

    alone, together = (
        made.audit(quick=True, jobs=jobs, out=course.root / f"out{jobs}") for jobs in (1, 2)
    )

    assert without_costs(alone) == without_costs(together)


def test_a_mutant_that_loops_costs_little(course: Course, lent_border: AnyBorder) -> None:
    """It has less time for a call than a student's work, and is caught."""
    order = replace(order_of(course), call_seconds=0.2, diagnose=False)
    looping = hand_in(rationals=RATIONALS.replace("    common =", f"{LOOP}    common ="))

    rationals = open_workshop(order, lambda workshop: workshop.judge(looping))[0]

    assert rationals.verdict == "time limit"
    assert load_course(course.root).in_a_hurry(0.2).exercise("words").limits.call_seconds == 0.2
    assert load_course(course.root).in_a_hurry(0.2).root == course.root


def test_a_wheats_mutant_is_judged_until_it_fails(course: Course, lent_border: AnyBorder) -> None:
    """What comes after is not judged; a right one is judged to its end."""
    order = replace(order_of(course), until_failure=True)
    wrong, right = hand_in(rationals=WRONG_DIVISOR), hand_in(rationals=RATIONALS)

    outcomes = open_workshop(
        order, lambda shop: [[c.outcome for c in shop.judge(s)[0].checks] for s in (wrong, right)]
    )

    assert [outcomes[0].count(each) for each in (Outcome.FAILED, Outcome.NOT_JUDGED)] == [
        1, len(outcomes[0]) - 1 - outcomes[0].count(Outcome.PASSED),
    ]  # fmt: skip
    assert outcomes[0][-1] is Outcome.NOT_JUDGED
    assert set(outcomes[1]) == {Outcome.PASSED}


@pytest.mark.parametrize("diagnose", [True, False])
def test_mutants_are_not_diagnosed(plant: Planted, diagnose: bool) -> None:
    """Looking for a misconception takes longer than judging."""
    order: Order = replace(order_of(plant.course), diagnose=diagnose)

    def work(workshop: Workshop) -> bool:
        results = workshop.judge(hand_in(rationals=WRONG_DIVISOR))
        return any("likely" in check.message for check in results[0].checks)

    assert open_workshop(order, work) is diagnose
    exercise = plant.course.exercise("rationals")
    assert load_misconceptions(plant.course, exercise, object())  # type: ignore[arg-type]


def test_a_mistyped_exercise(plant: Planted) -> None:
    """Did you mean."""
    with pytest.raises(UnknownName) as caught:
        plant.audit(exercises=["rational"])

    assert caught.value.remedy == "did you mean rationals?"
