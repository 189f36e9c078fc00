"""Tests of the plain picture: a row for each part, and the words for the part in hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.commands.watch.watched import Watched, next_part, rows, told
from grader.course.model import Course
from grader.judging.results import Outcome
from tests.support.own_results import checked_of

GCD, REDUCED, ADD = "greatest_common_divisor", "reduced", "add"


def of(course: Course, part: str = REDUCED, **signs: str) -> Watched:
    """Give a picture of the first exercise after these outcomes."""
    checked = checked_of(course, "rationals", signs) if signs else None
    return Watched(course, course.exercises[0], part, checked)


def states(watched: Watched) -> list[tuple[str, str]]:
    """Give each row's state and figures."""
    return [(row.state, row.figures) for row in rows(watched)]


def test_before_the_first_check_nothing_is_known(mine: Course) -> None:
    """Every part has a row, one is in hand, and there are no words."""
    watched = of(mine)

    assert states(watched) == [("not checked yet", "")] * 3
    assert [row.part for row in rows(watched) if row.in_hand] == [REDUCED]
    assert told(watched).plain == ""


def test_each_part_says_how_it_is(mine: Course) -> None:
    """It passes, fails, or is not written yet."""
    watched = of(mine, **{GCD: "++", REDUCED: "+-", ADD: ".."})

    assert states(watched) == [
        ("passes", "2 of 2"), ("fails", "1 of 2"), ("not written yet", "0 of 2"),
    ]  # fmt: skip
    assert watched.open_parts == [REDUCED, ADD]


def test_a_run_under_way_changes_a_check_at_a_time(mine: Course) -> None:
    """What it has not said yet is what the last run said."""
    watched = of(mine, **{GCD: "++", REDUCED: "--", ADD: "..."})

    live = replace(watched, live={REDUCED: (Outcome.PASSED,), ADD: (Outcome.PASSED,)})

    assert states(live) == [("passes", "2 of 2"), ("fails", "1 of 2"), ("fails", "1 of 3")]


def test_a_failure_is_explained_and_the_others_are_named(mine: Course) -> None:
    """Of the part in hand alone; with everything, of all parts."""
    watched = of(mine, **{GCD: "-", REDUCED: "--+", ADD: "."})

    path = Path("exercises/rationals/rationals.py")
    assert told(watched).plain.splitlines() == [
        f"  reduced: 1 of 3 visible checks ({path}:3)",
        "    failed: reduced 0.",
        "      the sign is off",
        "        got       0",
        "    failed: reduced 1.",
    ]
    everything = told(replace(watched, everything=True)).plain
    assert everything.count("the sign is off") == 3
    assert "not written yet: add" in everything


def test_what_is_not_begun_says_where_to_write_and_to_read(mine: Course) -> None:
    """The line, and the lesson."""
    assert told(of(mine, **{GCD: ".", REDUCED: "."})).plain.splitlines() == [
        "reduced is not written yet",
        f"  write it in {Path('exercises/rationals/rationals.py')}:3",
        f"  its lesson is {Path('exercises/rationals/README.md')}",
    ]


def test_success_is_said_and_where_it_leads(mine: Course) -> None:
    """To the next part, the next lesson, or the end of the course."""
    some = of(mine, **{GCD: "-", REDUCED: "+", ADD: "."})
    whole = of(mine, **{GCD: "+", REDUCED: "+", ADD: "+"})

    assert told(some).plain.endswith("\nreduced passes\nn goes on to add\n")
    assert "every visible check of rationals passes" in told(whole).plain
    lesson = Path("exercises/words/README.md")
    assert told(whole).plain.endswith(f"n goes on to words: {lesson}\n")


def test_what_was_asked_for_stands_below(mine: Course) -> None:
    """A hint, or a picture's words."""
    watched = replace(of(mine, **{REDUCED: "-"}), aside="hint 1 of 3\n  Which sign?")

    assert told(watched).plain.endswith("\n\nhint 1 of 3\n  Which sign?\n")


def test_the_next_part_is_the_next_that_does_not_pass(mine: Course) -> None:
    """From the one in hand on, and then from the first; there may be none."""
    signs = {GCD: "-", REDUCED: "+", ADD: "-"}

    assert [next_part(of(mine, part, **signs)) for part in (GCD, REDUCED, ADD)] == [ADD, ADD, GCD]
    assert next_part(of(mine, ADD, **{GCD: "+", REDUCED: "+", ADD: "-"})) == ""
