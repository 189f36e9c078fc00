"""Tests of auditing: a course judged with real guests finds what is planted, and goes on."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.audit import evidence
from grader.authoring.audit.verdicts import Count, Verdict
from grader.commands import audit as audit_command
from grader.commands.progress import Progress
from grader.course.binomial import upper_bound
from grader.course.misconceptions import load_misconceptions
from grader.course.model import Course, load_course
from grader.errors import CourseError, UnknownName
from grader.judging.results import Outcome
from grader.judging.warm_judge import JudgingPlan, WarmJudge
from grader.sandbox.interface import Sandbox
from grader.sandbox.levels import Protection
from grader.submission import Submission
from tests.support.files import edit
from tests.support.fractions import LOOP, RATIONALS, WRONG_DIVISOR, add_checks, hand_in, plan_of
from tests.support.planted import EQUIVALENT, RUNS, WHOLES, Planted, planted, put_gate

SEEDS, WHEAT_SEEDS = 6, 3


@pytest.fixture(scope="module")
def clean(
    pristine: Course, plain_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Verdict, Path]:
    """What the audit says of the course as it should be, and where it kept that."""
    root = tmp_path_factory.mktemp("clean") / "course"
    shutil.copytree(pristine.root, root)
    lent = nullcontext((plain_sandbox, Protection(plain_sandbox.settings.level, (), ())))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit_command, "SEEDS", SEEDS)
        patch.setattr(audit_command, "WHEAT_SEEDS", WHEAT_SEEDS)
        patch.setattr("grader.judging.warm_judge.protected_sandbox", lambda _: lent)
        return planted(load_course(root, exactly=True)).audit(), root / "out"


@pytest.fixture
def plant(course: Course, lent_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Planted:
    """A course that is clean, audited with few seeds and in this process."""
    monkeypatch.setattr(audit_command, "SEEDS", SEEDS)
    monkeypatch.setattr(audit_command, "WHEAT_SEEDS", WHEAT_SEEDS)
    return planted(course)


def test_a_clean_course(clean: tuple[Verdict, Path]) -> None:
    """Wheats, mistakes, chaffs and mutants, with nothing to fix, and each mistake is named."""
    verdict, _ = clean

    assert verdict.to_fix == ()
    assert str(verdict.named) == "2/2"
    assert verdict.false_fails == Count(0, 3)
    assert verdict.unseen_passes == Count(0, 1)
    assert verdict.seeds == Count(0, SEEDS)
    assert verdict.reseeded == Count(0, WHEAT_SEEDS)
    assert verdict.false_passes.some == 0 < 50 < verdict.false_passes.all
    assert sum(line.equivalent for line in verdict.parts) == 13
    assert [(line.part, str(line.wheats)) for line in verdict.parts] == [
        ("greatest_common_divisor", "1/1"), ("reduced", "1/1"), ("add", "1/1"), ("(helpers)", "-"),
    ]  # fmt: skip
    assert len(verdict.checks) == 9
    assert all(check.seconds > 0 for check in verdict.checks)


def put_wrong_wheat(plant: Planted) -> None:
    """Hand in a wrong solution as a right one."""
    plant.wheat("wrong", WRONG_DIVISOR)


def put_wheat_that_raises(plant: Planted) -> None:
    """Hand in what cannot even be imported."""
    plant.wheat("raises", "raise ValueError('[bold]no[/bold]')\n")


def put_lenient_check(plant: Planted) -> None:
    """Add a check that a stub passes."""
    nothing = '\n\n@pytest.mark.part("add")\ndef test_it(student):\n    """It is there."""\n'
    add_checks(plant.course, nothing)


def put_check_for_nothing(plant: Planted) -> None:
    """Add a check that is passed by whoever gives nothing at all."""
    head = '\n\n@pytest.mark.part("add")\ndef test_purity(student):\n    """Pure."""\n'
    add_checks(plant.course, f"{head}    student.add((1, 2), (1, 3))\n")


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


def put_passing_misconception(plant: Planted) -> None:
    """Call a right variant wrong, beside the suite."""
    plant.misconceptions(
        '\n\n@misconception("add", "nothing is wrong")\ndef innocent(a, b):\n'
        "    return right.add(a, b)\n"
    )


def put_costly_misconception(plant: Planted) -> None:
    """Let a part that builds on another one not say so."""
    edit(plant.course.root / "course.yml", ", needs: [reduced]", "")


def put_weak_suite(plant: Planted) -> None:
    """Take a check away that alone catches something."""
    path = plant.course.root / "solutions" / "rationals" / "test_hidden.py"
    edit(path, WHOLES, "")


def put_stale_equivalent(plant: Planted) -> None:
    """Say of a mutant that it is right, where there is none."""
    stale = "- {exercise: rationals, change: a → b, reason: names nothing at all}\n"
    plant.equivalent(stale + EQUIVALENT)


def put_unfair_gate(plant: Planted) -> None:
    """Let the reference miss one training in fifty."""
    put_gate(plant, RUNS // 50)


@pytest.mark.parametrize(
    ("put", "sentences"),
    [
        (put_wrong_wheat, ["wheat wrong loses greatest_common_divisor (visible::"]),
        (
            put_wheat_that_raises,
            ["wheat raises loses add, greatest_common_divisor, reduced (visible::"],
        ),
        (
            put_lenient_check,
            [
                "the stub passes checks, and should none: 1",
                "the stub without its raise passes checks, and should none: 1",
            ],
        ),
        (put_check_for_nothing, ["the stub without its raise passes checks, and should none: 1"]),
        (put_passing_chaff, ["chaff innocent passes add"]),
        (
            put_passing_misconception,
            [
                "misconception innocent passes add",
                "visible checks alone catch 0/1 misconceptions of add: 60 % is the least",
            ],
        ),
        (
            put_costly_misconception,
            [
                "misconception always_one (greatest_common_divisor) costs add too",
                "misconception sign_below (reduced) costs add too",
            ],
        ),
        (put_weak_suite, ["a mutant of recursive survives: reduced: 0 → 1 in common = "]),
        (put_stale_equivalent, ["validity/equivalent.yml names no survivor with 'a → b' in *: "]),
        (put_unfair_gate, ["gate luck: a right solution fails with 3.0e-03"]),
    ],
)
def test_what_is_planted_is_found(
    plant: Planted,
    clean: tuple[Verdict, Path],
    put: Callable[[Planted], None],
    sentences: list[str],
) -> None:
    """One thing is wrong with the course: a sentence says so, and no other is said.

    Mended, the course is clean again, and nothing need be judged for it.
    """
    mended = plant.course.root.parent / "mended"  # a process imports a suite once
    shutil.copytree(clean[1], plant.out)
    shutil.copytree(plant.course.root, mended)
    put(plant)

    told = plant.audit().to_fix

    assert [each[: len(sentence)] for each, sentence in zip(told, sentences, strict=True)] == (
        sentences
    ), told
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "judge_all", nobody)
        again = Planted(load_course(mended, exactly=True)).audit(out=plant.out)
    assert without_costs(again) == without_costs(clean[0])


def nobody(_: JudgingPlan, submissions: Sequence[Submission], *__: object) -> None:
    """Judge nobody."""
    assert not submissions


def test_a_flaky_check_is_found(plant: Planted) -> None:
    """Not by one seed, but by some of them; it costs wheats and other parts' mistakes, too."""
    put_flaky_check(plant)

    verdict = plant.audit()

    assert 0 < verdict.seeds.some < verdict.seeds.all
    assert re.search(
        r"\bseed \d loses add \(hidden::test_luck: Mismatch: bad luck", str(verdict.to_fix)
    )


def test_a_fair_gate_is_calibrated_on_new_seeds(plant: Planted) -> None:
    """A gate that the reference never misses is fair, and its figures are told; in no sample."""
    put_gate(plant, 0)

    assert plant.audit(quick=True).gates == ()
    (gate,) = plant.audit().gates
    assert (gate.name, gate.runs, gate.failures) == ("luck", RUNS, 0)
    assert gate.upper == pytest.approx(upper_bound(0, RUNS))
    assert gate.false_fail < 1e-4


def test_an_entry_for_no_exercise_is_told_before_anything_is_judged(
    plant: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an hour later would be late."""
    plant.equivalent("- {exercise: rational, change: a → b, reason: names nothing at all}\n")
    monkeypatch.setattr(audit_command, "gather", None)

    with pytest.raises(CourseError, match="there is no exercise 'rational'"):
        plant.audit()


class TestGoingOn:
    """An audit that was stopped judges nothing twice."""

    @pytest.fixture
    def judged(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Note who is judged."""
        names: list[str] = []
        judge_all = evidence.judge_all

        def noting(plan, submissions, emit, started, jobs=1) -> None:
            names.extend(each.student for each in submissions)
            judge_all(plan, submissions, emit, started, jobs)

        monkeypatch.setattr(evidence, "judge_all", noting)
        return names

    def test_after_it_was_interrupted(self, plant: Planted, judged: list[str]) -> None:
        """Ctrl-C, and a last line that was cut off: the same verdict as undisturbed."""
        left = 12

        def advance(_: str) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            plant.audit(progress=Progress(advance=advance), quick=True)
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

    def test_time_and_again(self, plant: Planted, judged: list[str]) -> None:
        """However often it is killed in the middle of a line, nobody is judged twice."""
        for number in range(1, 5):
            ticks = iter(range(10 * number))

            def advance(_: str, ticks: Iterator[int] = ticks) -> None:
                if next(ticks, None) is None:
                    raise KeyboardInterrupt

            with pytest.raises(KeyboardInterrupt):
                plant.audit(progress=Progress(advance=advance))
            with (plant.out / "audit.jsonl").open("a") as journal:
                journal.write('{"key": "cut o')

        plant.audit()

        kept = [line for line in lines_of(plant) if "cut o" not in line]
        ids = [json.loads(line)["id"] for line in kept]
        assert len(ids) == len(set(ids)) > 100
        assert len(lines_of(plant)) == len(kept) + 4

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
        assert len(mutants) == audit_command.QUICK_MUTANTS
        assert len([each for each in first if each.startswith("seed")]) == audit_command.QUICK_SEEDS


def lines_of(plant: Planted) -> list[str]:
    """Give the journal's lines."""
    return (plant.out / "audit.jsonl").read_text().splitlines()


def without_costs(verdict: Verdict) -> Verdict:
    """Give a verdict without what the clock says."""
    checks = tuple(replace(check, seconds=0.0) for check in verdict.checks)
    return replace(verdict, checks=checks)


def test_two_workers_find_the_same(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """In processes of their own; what is to be mended, too, and in the same order."""
    made = planted(course)
    put_passing_chaff(made)

    alone, together = (
        made.audit(quick=True, jobs=jobs, out=course.root / f"out{jobs}") for jobs in (1, 2)
    )

    assert alone == together
    assert alone.to_fix == ("chaff innocent passes add",)


def test_each_kind_is_judged_as_it_asks_for(
    plant: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mutants in a hurry, wheats' until a check fails; in a sample all like a student's work."""
    asked: dict[tuple[object, ...], set[str]] = {}
    judge_all = evidence.judge_all

    def noting(plan: JudgingPlan, submissions: Sequence[Submission], *rest: Any) -> None:
        how = (plan.call_seconds, plan.diagnose, plan.until_failure)
        names = ["/".join(each.student.split("/")[::2][:2]) for each in submissions]
        if names:
            asked.setdefault(how, set()).update(names)
        judge_all(plan, submissions, *rest)

    monkeypatch.setattr(evidence, "judge_all", noting)
    plant.audit()
    whole = dict(asked)
    asked.clear()
    plant.audit(quick=True, out=plant.course.root / "sample")

    hurry = audit_command.MUTANTS_CALL_SECONDS
    assert set(whole) == {
        (None, True, False), (hurry, False, False), (hurry, False, True),
    }  # fmt: skip
    assert whole[hurry, False, False] == {"mutant/reference"}
    assert whole[hurry, False, True] == {"mutant/recursive"}
    assert not [each for each in whole[None, True, False] if each.startswith("mutant")]
    assert set(asked) == {(None, True, False)}
    assert {"mutant/reference", "mutant/recursive"} <= asked[None, True, False]


def test_a_mutant_that_loops_costs_little(course: Course, lent_sandbox: Sandbox) -> None:
    """It has less time for a call than a student's work, and is caught."""
    plan = replace(plan_of(course), call_seconds=0.2, diagnose=False)
    looping = hand_in(rationals=RATIONALS.replace("    common =", f"{LOOP}    common ="))

    with WarmJudge(plan) as warm_judge:
        rationals, _ = warm_judge.judge(looping)

    assert rationals.verdict == "time limit"
    assert load_course(course.root).in_a_hurry(0.2).exercise("words").limits.call_seconds == 0.2
    assert load_course(course.root).in_a_hurry(0.2).root == course.root


def test_a_wheats_mutant_is_judged_until_it_fails(course: Course, lent_sandbox: Sandbox) -> None:
    """What comes after is not judged; a right one is judged to its end."""
    plan = replace(plan_of(course), until_failure=True)
    wrong, right = hand_in(rationals=WRONG_DIVISOR), hand_in(rationals=RATIONALS)

    with WarmJudge(plan) as warm_judge:
        judged = [warm_judge.judge(each)[0] for each in (wrong, right)]
    outcomes = [[check.outcome for check in result.checks] for result in judged]

    assert [outcomes[0].count(each) for each in (Outcome.FAILED, Outcome.NOT_JUDGED)] == [
        1, len(outcomes[0]) - 1 - outcomes[0].count(Outcome.PASSED),
    ]  # fmt: skip
    assert outcomes[0][-1] is Outcome.NOT_JUDGED
    assert set(outcomes[1]) == {Outcome.PASSED}


@pytest.mark.parametrize("diagnose", [True, False])
def test_mutants_are_not_diagnosed(plant: Planted, diagnose: bool) -> None:
    """Looking for a misconception takes longer than judging."""
    plan: JudgingPlan = replace(plan_of(plant.course), diagnose=diagnose)

    with WarmJudge(plan) as warm_judge:
        rationals, _ = warm_judge.judge(hand_in(rationals=WRONG_DIVISOR))

    explained = [each.explanation for each in rationals.checks if each.explanation]
    assert any(each.likely for each in explained) is diagnose
    exercise = plant.course.exercise("rationals")
    assert load_misconceptions(plant.course, exercise, object())  # type: ignore[arg-type]


def test_a_mistyped_exercise(plant: Planted) -> None:
    """Did you mean."""
    with pytest.raises(UnknownName) as caught:
        plant.audit(exercises=["rational"])

    assert caught.value.remedy == "did you mean rationals?"


def test_what_visible_checks_catch_is_told_at_once(plant: Planted) -> None:
    """Of each part, and the same as in a whole audit; too little is to be mended."""
    plant.misconceptions(
        '\n\n@misconception("reduced", "negative ones come out doubled")\n'
        "def doubles(p, q):\n    return (2 * p, 2 * q) if p < -90 else right.reduced(p, q)\n"
    )

    quick = audit_command.audit_visible(plant.course, ["rationals"])

    (verdict,) = quick.exercises
    whole = plant.audit()
    assert [(each.part, each.visible, each.unseen) for each in verdict.parts] == [
        ("greatest_common_divisor", Count(1, 1), ()), ("reduced", Count(1, 2), ("doubles",)),
        ("add", Count(), ()),
    ]  # fmt: skip
    assert [(each.visible, each.unseen) for each in whole.parts[:3]] == [
        (each.visible, each.unseen) for each in verdict.parts
    ]
    said = "visible checks alone catch 1/2 misconceptions of reduced: 60 % is the least"
    assert (quick.whole, quick.to_fix) == (False, [said])
