"""Tests of the class's figures, against a class of five that was worked out by hand."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from grader.feedback import Explanation
from grader.judging import Result, Standing
from grader.reports import class_figures
from tests.reports.conftest import F, Make, N, P

LIKELY = Explanation("values differ", likely="the gradient is summed, not averaged")
UNSEEN = Explanation("this machine has no GPU")


@pytest.fixture
def five(make: Make) -> list[Result]:
    """Three checks of two points each: 6, 4, 2 and 0 points, and 2 of which 2 more are held."""
    outcomes = {
        "a": (P, P, P), "b": (P, P, F), "c": (P, F, F), "d": (F, F, F), "e": (F, P, N),
    }  # fmt: skip
    return [make(name, outcomes=each) for name, each in outcomes.items()]


def test_distribution(five: list[Result]) -> None:
    """Scores of 6, 4, 2, 0 and 2 of 6 points."""
    (figures,) = class_figures.by_exercise(five)

    assert figures.scores == (6, 4, 2, 0, 2)
    assert (figures.mean, figures.median) == (pytest.approx(2.8), 2)
    assert figures.bins == (1, 0, 0, 2, 0, 0, 1, 0, 0, 1)
    assert class_figures.totals(five).bins == figures.bins


def test_a_tenth_belongs_to_the_bin_that_it_begins(make: Make) -> None:
    """So does 0.3 of 3, though in binary it is less than a tenth."""
    results = [
        replace(make(str(tenth)), score=round(tenth * 0.3, 1), max_score=3.0) for tenth in range(11)
    ]

    (figures,) = class_figures.by_exercise(results)

    assert figures.bins == (1,) * 9 + (2,)


def test_who_is_in_no_distribution(five: list[Result], make: Make) -> None:
    """Who handed in nothing, is excused, or is not graded: a zero of theirs is no work's."""
    others = [
        make("f", outcomes=(), verdict="not submitted"),
        make("g", outcomes=(P,), standing=Standing.EXCUSED),
        make("h", outcomes=(N,), verdict="not graded"),
        make("i", outcomes=(), verdict="not submitted", standing=Standing.NOT_DUE),
    ]

    assert class_figures.by_exercise([*five, *others]) == class_figures.by_exercise(five)
    assert class_figures.totals([*five, *others]) == class_figures.totals(five)
    assert class_figures.standings([*five, *others]) == {
        "circles": Counter({
            Standing.JUDGED: 4, Standing.HELD: 1, Standing.NOT_HANDED_IN: 1, Standing.EXCUSED: 1,
            Standing.NOT_GRADED: 1, Standing.NOT_DUE: 1,
        })
    }  # fmt: skip


def test_parts(five: list[Result]) -> None:
    """One passes all, two some, one none; of one, a check waits."""
    assert class_figures.by_part(five) == [
        class_figures.PartFigures("circles", "train", 4, 1, 2, 1, 1)
    ]


def test_checks(five: list[Result]) -> None:
    """The third decides alone in b's work; in e's, another waits, so the first does not."""
    figures = class_figures.by_check(five)

    assert [(each.judged, each.failed, each.alone) for each in figures] == [
        (5, 2, 0), (5, 2, 0), (4, 3, 1),
    ]  # fmt: skip


def test_discrimination(five: list[Result]) -> None:
    """The rest is what the other checks that were judged gave, as a share.

    First: 1, ½, 0 for who passes, 0, 1 for who fails. Second: 1, ½, 0 and ½, 0, whose means are
    ½ and ¼, and standard deviation √0.14. Third: 1 and 1, ½, 0; means 1 and ½, √0.171875.
    """
    first, second, third = (each.discrimination for each in class_figures.by_check(five))

    assert first == pytest.approx(0)
    assert second == pytest.approx(0.25 / 0.14**0.5 * 0.24**0.5)
    assert third == pytest.approx(0.5 / 0.171875**0.5 * 0.1875**0.5)


def test_the_rest_is_over_all_exercises(make: Make) -> None:
    """A check that is alone in its exercise is seen beside the others."""
    results = [
        *(make(name, "one", (each,)) for name, each in {"a": P, "b": F}.items()),
        *(make(name, "two", (each,)) for name, each in {"a": P, "b": F}.items()),
    ]

    assert [each.discrimination for each in class_figures.by_check(results)] == [1.0, 1.0]


def test_no_discrimination(make: Make) -> None:
    """Where all pass or fail, where the rest is the same, and where there is no rest."""
    alike = [make("a", outcomes=(P, P, F)), make("b", outcomes=(P, F, P))]
    alone = [make("a", outcomes=(P,)), make("b", outcomes=(F,))]

    assert next(each.discrimination for each in class_figures.by_check(alike)) is None
    assert [each.discrimination for each in class_figures.by_check(alone)] == [None]
    same = [make("a", outcomes=(P, P)), make("b", outcomes=(F, P))]
    assert class_figures.by_check(same)[0].discrimination is None


def test_points_of_lateness_and_corrections_are_in_no_check(five: list[Result]) -> None:
    """A check tells what it did, not what a policy did."""
    late = [replace(each, score=0.0, late_percent=100.0) for each in five]

    assert class_figures.by_check(late) == class_figures.by_check(five)
    assert class_figures.by_part(late) == class_figures.by_part(five)


def test_works_that_could_not_be_run_tell_nothing_of_checks(five: list[Result], make: Make) -> None:
    """They fail all checks for one reason; of parts they pass none."""
    broken = make("f", outcomes=(F, F, F), verdict="import failed", reason=Explanation("line 3"))

    assert class_figures.by_check([*five, broken]) == class_figures.by_check(five)
    (part,) = class_figures.by_part([*five, broken])
    assert (part.works, part.none_pass) == (5, 2)
    assert [(g.what, g.why, g.students) for g in class_figures.not_judged([broken])] == [
        ("import failed: no points", "line 3", ("f",))
    ]


def test_what_was_not_handed_in_passes_and_fails_no_part(five: list[Result], make: Make) -> None:
    """It is no work: those who handed in nothing are counted by their standing."""
    outcomes, reason = (F, F, F), Explanation("nothing was handed in")
    nothing = make("f", outcomes=outcomes, verdict="not submitted", reason=reason)

    assert class_figures.by_part([*five, nothing]) == class_figures.by_part(five)
    assert class_figures.by_part([nothing]) == []


def test_misconceptions(make: Make) -> None:
    """A student counts once, however many checks show it; the commonest comes first."""
    rare = replace(LIKELY, likely="the bias is left out")
    results = [
        make("c", outcomes=(F, F), why=LIKELY), make("a", outcomes=(F, P), why=LIKELY),
        make("b", outcomes=(F, P), why=rare), make("d", outcomes=(F, F)),
    ]  # fmt: skip

    found = class_figures.misconceptions(results)

    assert [(each.exercise, each.part, each.why, each.students) for each in found] == [
        ("circles", "train", LIKELY.likely, ("a", "c")),
        ("circles", "train", rare.likely, ("b",)),
    ]


def test_not_judged(make: Make) -> None:
    """Held, not graded, and not graded with an earlier grade; each with its reason and points."""
    failed = Explanation("the grader failed")
    results = [
        make("a", outcomes=(P, P, N), why=UNSEEN), make("b", outcomes=(N, N, P), why=UNSEEN),
        make("c", outcomes=(N,), verdict="not graded", reason=failed),
        make("d", outcomes=(P,), standing=Standing.NOT_GRADED, note="the grader failed\nmore"),
        make("e", outcomes=(F,)), make("f", outcomes=(), verdict="not submitted"),
    ]  # fmt: skip

    found = [(g.what, g.why, g.points, g.students) for g in class_figures.not_judged(results)]

    assert found == [
        ("held", UNSEEN.problem, 6.0, ("a", "b")),
        ("not graded", "the grader failed", 6.0, ("c",)),
        ("not graded, the earlier grade stands", "the grader failed", 0.0, ("d",)),
    ]


def test_the_order_of_results_does_not_matter(five: list[Result]) -> None:
    """Workers finish when they do; the figures are the same to the last bit."""
    mixed = random.Random(7).sample(five, k=len(five))

    for figures in (
        class_figures.by_check, class_figures.by_part, class_figures.by_exercise,
        class_figures.misconceptions, class_figures.not_judged,
    ):  # fmt: skip
        assert figures(mixed) == figures(five)
