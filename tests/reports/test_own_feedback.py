"""Tests of what a student reads of an own check: lines, one failure in full, places to click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from grader.feedback.explanation import Explanation, explain_needs
from grader.judging.results import Check, Outcome, PartScore, Result
from grader.judging.score import with_checks
from grader.reports.own_feedback import first_failure, not_begun, own_feedback, placed
from grader.submission import NOTHING

F, N, P = Outcome.FAILED, Outcome.NOT_JUDGED, Outcome.PASSED
Make = Callable[..., Result]
STUB = Explanation("`train` is not written yet (circles.py, line 79 raises NotImplementedError)")
WRONG = Explanation("3 values are off", got="7")


def of_parts(**parts: list[tuple[Outcome, Explanation | None]]) -> Result:
    """Give a student's own result, by part what became of its checks."""
    checks = [
        Check(f"{part}-{n}", part, True, outcome, why, 1.0, f"{part} {n}.")
        for part, each in parts.items()
        for n, (outcome, why) in enumerate(each)
    ]
    scores = tuple(PartScore(part, 0, 1.0) for part in parts)
    return with_checks(Result("you", "circles", 0, 0, "graded", scores), checks)


def stub_of(part: str) -> Explanation:
    """Give what is said where a part's stub is reached."""
    return Explanation(f"`{part}` is not written yet (circles.py, line 9 raises …)")


def test_nothing_of_that_name_is_here(make: Make) -> None:
    """A student's own check says that a file is missing, and what was found instead."""

    def said(why: str) -> list[str]:
        result = make(outcomes=(), verdict="not submitted", reason=Explanation(why))
        return own_feedback(result).plain.splitlines()[1:]

    missing = "there is no circles.py and no circles.ipynb here"
    assert said(NOTHING) == [missing]
    assert said("circle.py was not judged") == [missing, "circle.py was not judged"]


def test_points_decided_by_the_course(make: Make) -> None:
    """Where hidden checks are not at hand the caller tells what the visible ones decide."""
    text = own_feedback(make(outcomes=(P,)), decided=1.5).plain

    assert text.endswith("visible: 1 of 1 (these checks decide 1.5 of 6 points)\n")


def test_a_call_that_was_ended_costs_no_points(make: Make) -> None:
    """Nothing is at stake in a student's own check: what became of the others is said."""
    text = own_feedback(make(outcomes=(P, F), verdict="time limit")).plain

    assert text.splitlines()[1] == (
        "time limit: this ended a call, and its check fails; the other checks were run"
    )
    assert " points" not in text


def test_a_students_own_check_promises_no_points(make: Make) -> None:
    """On a student's machine the hidden checks are not there: no score is shown."""
    text = own_feedback(make(outcomes=(P, F))).plain

    assert "1 of 2 visible checks" in text
    assert " points" not in text
    assert text.endswith("(hidden checks decide the rest)\n")


def test_each_part_has_a_line_and_what_is_not_begun_one_together() -> None:
    """A part that passes says so; a stub's checks have nothing to say."""
    result = of_parts(
        a=[(P, None)], b=[(F, WRONG)], c=[(F, stub_of("c"))] * 2, d=[(F, stub_of("d"))]
    )

    assert own_feedback(result, places={"a": "x.py:1", "b": "x.py:7"}).plain.splitlines() == [
        "circles",
        "  a: 1 of 1 visible check",
        "  b: 0 of 1 visible check (x.py:7)",
        "    failed: b 0.",
        "      3 values are off",
        "        got       7",
        "  not written yet: c, d",
        "visible: 1 of 5 (hidden checks decide the rest)",
    ]


def test_an_exercise_that_is_not_begun_is_one_line() -> None:
    """It has nothing to count."""
    result = of_parts(c=[(F, stub_of("c"))], d=[(F, stub_of("d"))])

    assert own_feedback(result).plain == "circles\n  not written yet: c, d\n"


def test_one_failure_is_explained_and_the_others_are_named() -> None:
    """A line each, and one line for a part that fails over one thing."""
    raised = Explanation("`c` raised TypeError: no", traceback="  circles.py, line 3, in c")
    result = of_parts(a=[(F, WRONG), (F, replace(WRONG, got="8")), (P, None)], c=[(F, raised)] * 2)

    short = own_feedback(result, only=first_failure([result])).plain.splitlines()
    everything = own_feedback(result).plain.splitlines()

    assert short == [
        "circles",
        "  a: 1 of 3 visible checks",
        "    failed: a 0.",
        "      3 values are off",
        "        got       7",
        "    failed: a 1.",
        "  c: 0 of 2 visible checks",
        "    failed: every check: `c` raised TypeError: no",
        "visible: 1 of 5 (hidden checks decide the rest)",
    ]
    assert "        got       8" in everything
    assert "        circles.py:3, in c" in everything


def test_a_part_is_begun_where_it_gets_further() -> None:
    """A check that passes, another failure, or a method of its class that was reached."""
    method = Explanation("`forward` is not written yet (circles.py, line 9 raises …)")
    constructor = Explanation("`__init__` is not written yet (circles.py, line 8 raises …)")
    needs = explain_needs(["a"])
    result = of_parts(
        a=[(F, stub_of("a")), (P, None)],
        b=[(F, stub_of("b")), (F, WRONG)],
        c=[(F, method)],
        d=[(F, constructor)],
        e=[(F, stub_of("e")), (F, needs), (F, stub_of("a"))],
        f=[(F, needs)],
    )

    assert not_begun(result) == ["d", "e"]


def test_the_first_failure_is_one_of_its_own() -> None:
    """Not a stub's, not one that an earlier part makes, and none of a file that cannot be run."""
    needs = explain_needs(["a"])
    mine = (F, WRONG)
    result = of_parts(a=[(F, stub_of("a"))], b=[(F, needs), mine])
    closed = replace(result, reason=Explanation("never closed"))

    assert first_failure([closed, result]) == result.checks_of("b")[1]
    assert first_failure([of_parts(a=[(F, stub_of("a"))]), of_parts(b=[(F, needs)])]) is None
    assert first_failure([of_parts(a=[(P, None), (N, None)])]) is None


def test_a_part_that_builds_on_a_wrong_one_says_so_in_a_line(make: Make) -> None:
    """Its checks' sentences would say nothing."""
    result = make(outcomes=(P, F, F), why=explain_needs(["softmax"]))

    assert own_feedback(result).plain.splitlines()[2:-1] == [
        "    failed: builds on `softmax`, above: fix that first"
    ]


def test_a_likely_cause_is_told_once(make: Make) -> None:
    """Where all is explained, the later checks still say that it is the same."""
    result = make(outcomes=(F, F))
    cause = Explanation("shape (1,)", likely="the sum is missing")
    why = [cause, replace(cause, problem="shape (2,)")]
    checks = [replace(c, explanation=w) for c, w in zip(result.checks, why, strict=True)]
    text = own_feedback(replace(result, checks=tuple(checks))).plain

    assert text.count("likely    the sum is missing") == 1
    assert "likely    the same: the sum is missing" in text


def test_places_are_written_as_editors_know_them() -> None:
    """With the path that the caller knows; a notebook's cell has no such place."""
    path_of = {"a.py": "exercises/a/a.py"}.get

    def said(text: str) -> str:
        return placed(text, lambda label: path_of(label, label))

    assert said("(a.py, line 7 raises it)") == "(exercises/a/a.py:7 raises it)"
    assert said("a.py, lines 3 to 9 could not") == "exercises/a/a.py:3 to 9 could not"
    assert said("a.py:7: a warning") == "exercises/a/a.py:7: a warning"
    assert said("  b.py, line 7, in f") == "  b.py:7, in f"
    assert said("cell 3, line 2") == "cell 3, line 2"


def test_a_file_that_cannot_be_run_is_all_there_is_to_say(make: Make) -> None:
    """The reason once, and no verdict that means nothing to a student."""
    result = make(outcomes=(F,), verdict="import failed", reason=Explanation("a.py, line 3: no"))

    assert own_feedback(result).plain == "circles\na.py:3: no\n"
