"""Tests of marks: what a person gave for an answer becomes points, and holds for that answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from grader.course import Course
from grader.errors import UsageError
from grader.gradebook import as_judged_now, grades, mark_of, papers
from grader.judging import Check, Marking, Outcome, PartScore, Result, Standing, with_checks
from grader.sandbox.verdict import Verdict
from grader.store import Attempt, JournalEntry, Key, Kind

DUE = datetime(2020, 11, 30, 23, 59, tzinfo=UTC)
RUBRIC = [{"name": "idea", "points": 2, "text": "says why"}, {"name": "example", "points": 1}]


def course(rubric: object = RUBRIC, points: float = 3, **more: object) -> Course:
    """Return a course of one exercise: a part that is judged, and one that is marked."""
    why = {"name": "why", "points": points, "by": "hand", "rubric": rubric}
    parts = [{"name": "forward", "points": 4}, why]
    layers = {"name": "layers", "title": "Layers", "deadline": DUE.isoformat(), "parts": parts}
    lateness = {"percent_per_day": 10}
    fields = {"name": "A course", "lateness": lateness, "exercises": [layers], **more}
    return Course.model_validate(fields)


COURSE = course()
LAYERS = COURSE.exercises[0]


def work(
    answer: str = "a", student: str = "ada", late_days: int = 0, passes: bool = True
) -> Result:
    """Return a judged work whose answer has this digest."""
    outcome = Outcome.PASSED if passes else Outcome.FAILED
    parts = (PartScore("forward", 0, 4.0), PartScore("why", 0, 3.0, marking=Marking(answer)))
    handed_in = DUE + timedelta(days=late_days)
    blank = Result(
        student, "layers", 0, 0, Verdict.GRADED, parts, digest=f"code and {answer}",
        handed_in=handed_in,
    )  # fmt: skip
    return with_checks(blank, [Check("hidden::test_0", "forward", False, outcome)])


def attempt(result: Result, *, counts: bool = True) -> Attempt:
    """Return a work as the store has it."""
    return Attempt(result, Key(f"work of {result.student}", "c", "g"), counts=counts)


def mark(points: Mapping[str, float | None], comment: str = "", **of: object) -> JournalEntry:
    """Return the mark of an answer."""
    result = work(**of)  # type: ignore[arg-type]
    works = [(as_judged_now(result, LAYERS), attempt(result))]
    (paper,) = papers(COURSE, works, lambda student, exercise: (student,))
    return replace(mark_of(paper, points, comment, "eve"), number=7)


def given(result: Result, *entries: JournalEntry, of: Course = COURSE) -> Result:
    """Return the grade of a class of one work."""
    (found,) = grades(of, [attempt(result)], entries)
    return found


class TestPoints:
    """What nobody gave is held, and what a person gave counts."""

    def test_held_until_it_is_marked(self) -> None:
        """The judged part counts meanwhile; the rubric is known already."""
        result = given(work())

        assert (result.score, result.standing) == (4.0, Standing.HELD)
        assert [part.held for part in result.parts] == [0.0, 3.0]
        marking = result.parts[1].marking
        assert marking and marking.state == "waits"
        assert [(i.name, i.max_points, i.points) for i in marking.items] == [
            ("idea", 2, None),
            ("example", 1, None),
        ]

    def test_marked(self) -> None:
        """Item by item, with a comment."""
        result = given(work(), mark({"idea": 1.5, "example": 0}, " Nearly. "))

        assert (result.score, result.standing) == (5.5, Standing.JUDGED)
        assert (result.parts[1].score, result.parts[1].held) == (1.5, 0.0)
        marking = result.parts[1].marking
        assert marking and (marking.state, marking.comment, marking.number) == (
            "marked",
            "Nearly.",
            7,
        )

    def test_partly_marked(self) -> None:
        """What is given counts, the rest is held."""
        result = given(work(), mark({"idea": 2}))

        assert (result.score, result.parts[1].held, result.standing) == (6.0, 1.0, Standing.HELD)

    def test_not_handed_in(self) -> None:
        """It has no points, and nothing is held."""
        result = given(work(answer=""))

        assert (result.score, result.parts[1].held, result.standing) == (4.0, 0.0, Standing.JUDGED)
        assert result.parts[1].marking and result.parts[1].marking.state == "not handed in"

    def test_the_last_mark_counts_and_an_undone_one_does_not(self) -> None:
        """As with every decision."""
        first = replace(mark({"idea": 2, "example": 1}), number=1)
        second = replace(mark({"idea": 0, "example": 0}), number=2)
        undo = JournalEntry(Kind.UNDO, "ada", "layers", "why", 2, number=3)

        assert given(work(), first, second).score == 4.0
        assert given(work(), first, second, undo).score == 7.0

    def test_late_work_is_charged_for_what_was_marked_as_well(self) -> None:
        """Lateness comes after both."""
        result = given(work(late_days=1), mark({"idea": 2, "example": 0}))

        assert result.score == 5.4
        assert result.arithmetic.startswith("6 judged; handed in Tue 1 Dec 2020 23:59 UTC")

    def test_a_correction_has_the_last_word(self) -> None:
        """Points set by hand stand above those of the rubric."""
        value = {"points": 3.0, "added": False}
        entry = JournalEntry(Kind.POINTS, "ada", "layers", "why", value, "a dispute", number=8)

        result = given(work(), mark({"idea": 1, "example": 0}), entry)

        assert (result.score, result.parts[1].score) == (7.0, 3.0)


class TestWhatHolds:
    """A mark is of one answer, and of one student's."""

    def test_a_changed_answer_is_unmarked_again(self) -> None:
        """And says so."""
        result = given(work("b"), mark({"idea": 2, "example": 1}))

        assert (result.score, result.parts[1].held) == (4.0, 3.0)
        marking = result.parts[1].marking
        assert marking and "was changed after it was marked" in marking.note
        assert marking.comment == ""

    def test_the_same_answer_with_other_code_stays_marked(self) -> None:
        """It is the answer that was read, and no code."""
        assert given(work(passes=False), mark({"idea": 2, "example": 1})).score == 3.0

    def test_another_students_answer_is_not(self) -> None:
        """Though it says the same."""
        entry = mark({"idea": 2, "example": 1})

        assert given(work(student="bob"), entry).parts[1].held == 3.0
        assert as_judged_now(work(student="bob"), LAYERS, [entry]).parts[1].held == 3.0

    def test_a_groups_is_each_members(self) -> None:
        """The mark names the group's name in the store, and all members."""
        works = [(as_judged_now(work(student="Team 1"), LAYERS), attempt(work(student="Team 1")))]
        (paper,) = papers(COURSE, works, lambda student, exercise: ("ada", "bob"))
        entry = replace(mark_of(paper, {"idea": 2, "example": 1}, "", "eve"), number=1)

        assert paper.who == "ada, bob"
        assert given(work(student="ada"), entry).score == 7.0
        assert given(work(student="bob"), entry).score == 7.0
        assert given(work(student="Team 1"), entry).score == 7.0

    def test_of_the_best_work_its_own_answers_mark(self) -> None:
        """Where the course chooses, it chooses by all points."""
        best = course(attempts={"counts": "best"})
        first, second = work("a"), replace(work("b"), attempt=2)
        entry = mark({"idea": 2, "example": 1})

        (result,) = grades(best, [attempt(first, counts=False), attempt(second)], [entry])

        assert (result.score, result.attempt) == (7.0, 1)

    def test_a_rubric_that_changed(self) -> None:
        """What it no longer has is left out, what is new waits, and that is said."""
        other = course([{"name": "idea", "points": 1}, {"name": "proof", "points": 2}])

        result = given(work(), mark({"idea": 2, "example": 1}), of=other)

        assert (result.parts[1].score, result.parts[1].held) == (0.0, 3.0)
        marking = result.parts[1].marking
        assert marking and "rubric was changed" in marking.note

    def test_a_rubric_that_was_only_reworded(self) -> None:
        """Points stay with the item's name."""
        other = course(
            [{"name": "idea", "points": 2, "text": "new"}, {"name": "example", "points": 1}]
        )

        result = given(work(), mark({"idea": 2, "example": 1}), of=other)

        assert result.parts[1].score == 3.0
        assert result.parts[1].marking and result.parts[1].marking.note == ""


class TestRefusals:
    """Points that cannot be are no decision."""

    @pytest.mark.parametrize(
        ("points", "said"),
        [
            ({"idea": 2.5}, "idea would have 2.5 of 2 points"),
            ({"idea": -0.5}, "idea would have -0.5 of 2 points"),
            ({"idea": 1.001}, "two decimals"),
            ({"idea": float("nan")}, "nan"),
            ({"other": 1}, "no item 'other'"),
        ],
    )
    def test_points(self, points: dict[str, float | None], said: str) -> None:
        """Below 0, above the item's, too fine, or of no item."""
        with pytest.raises(UsageError) as caught:
            mark(points)

        assert said in f"{caught.value.message}; {caught.value.remedy}"

    def test_a_comment_that_is_too_long(self) -> None:
        """A book is no comment."""
        with pytest.raises(UsageError, match="letters"):
            mark({"idea": 1}, "a" * 5001)


def test_papers_are_all_answers_once() -> None:
    """In the course's order; the same answer in two works is one paper, with the later work."""
    works = [work("a"), replace(work("a"), attempt=2), work("b", student="bob"), work("", "cem")]
    found = papers(
        COURSE,
        [(as_judged_now(each, LAYERS), attempt(each)) for each in works],
        lambda student, exercise: (student,),
    )

    assert [(each.who, each.part, each.attempt, each.marking.answer) for each in found] == [
        ("ada", "why", 2, "a"),
        ("bob", "why", 1, "b"),
    ]
