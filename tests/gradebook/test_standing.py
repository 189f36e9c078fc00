"""Tests of standing: what was judged becomes a grade, by policies and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from grader.course import Course, Part
from grader.gradebook import Person, Roster, as_judged_now, grade, grades, reported
from grader.judging import Check, Outcome, PartScore, Result, Standing, not_graded, with_checks
from grader.reports.standing import has_grade
from grader.sandbox.verdict import Verdict
from grader.store import Attempt, JournalEntry, Key, Kind

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED
DUE = datetime(2020, 11, 30, 23, 59, tzinfo=UTC)


def course(due: datetime = DUE, **more: object) -> Course:
    """Return a course of one exercise of two parts."""
    parts = [{"name": "forward", "points": 4}, {"name": "train", "points": 6}]
    circles = {"name": "circles", "title": "Circles", "deadline": due.isoformat(), "parts": parts}
    lateness = {"percent_per_day": 10, "at_most_percent": 50}
    fields = {"name": "A course", "lateness": lateness, "exercises": [circles], **more}
    return Course.model_validate(fields)


COURSE = course()
CIRCLES = COURSE.exercises[0]


def judged(*forward: Outcome, late: timedelta | None = None, digest: str = "d") -> Result:
    """Return a result of two parts: ``train`` passes, ``forward`` has these checks."""
    checks = [Check(f"hidden::test_{n}", "forward", False, each) for n, each in enumerate(forward)]
    parts = (PartScore("forward", 0, 4.0), PartScore("train", 0, 6.0))
    blank = Result(
        "ada", "circles", 0, 0, Verdict.GRADED, parts, digest=digest,
        handed_in=None if late is None else DUE + late,
    )  # fmt: skip
    return with_checks(blank, [*checks, Check("hidden::test_train", "train", False, P)])


def given(result: Result, entries: Sequence[JournalEntry] = (), of: Course = COURSE) -> Result:
    """Return the grade of a class of one work."""
    (found,) = grades(of, [Attempt(result, Key("s", "c", "g"))], entries)
    return found


def entry(kind: Kind, part: str = "", **value: object) -> JournalEntry:
    """Return an instructor's decision about ada's circles."""
    student = "" if kind is Kind.WITHOUT else "ada"
    return JournalEntry(kind, student, "circles", part, value, "a reason", number=1)


class TestArithmetic:
    """Each step is said in one line, and the parts add up to the score."""

    def test_lateness_deducts_from_every_part(self) -> None:
        """A day begun counts as a day."""
        result = given(judged(P, F, late=timedelta(hours=30)))

        assert (result.score, result.late_percent, result.judged_score) == (6.4, 20.0, 8.0)
        assert [part.score for part in result.parts] == [1.6, 4.8]
        assert result.arithmetic == (
            "8 judged; handed in Wed 2 Dec 2020 05:59 UTC, 1 day 6 hours after the deadline, "
            "2 days at 10 %: -20 % = 6.4"
        )

    def test_in_time_has_no_arithmetic(self) -> None:
        """Where nothing is taken off there is nothing to say."""
        result = given(judged(P, F, late=timedelta(0)))

        assert (result.score, result.arithmetic, result.judged_score) == (8.0, "", None)

    def test_a_time_that_is_not_known_costs_nothing(self) -> None:
        """But it is said."""
        result = given(judged(P, F))

        assert (result.score, result.late_percent) == (8.0, 0.0)
        assert "not known: nothing is taken off" in result.arithmetic

    def test_a_check_that_does_not_count(self) -> None:
        """Its part's points hang on the others; then lateness is taken off."""
        dropped = entry(Kind.WITHOUT, check="hidden::test_1", never_lower=False)

        result = given(judged(P, F, late=timedelta(hours=1)), [dropped])

        assert result.arithmetic == (
            "8 judged; without the check hidden::test_1 = 10; handed in Tue 1 Dec 2020 00:59 UTC, "
            "1 hour after the deadline, 1 day at 10 %: -10 % = 9"
        )

    def test_a_dropped_check_may_be_kept_from_lowering(self) -> None:
        """With ``never_lower`` who passed it keeps what it gave; without, it is gone."""
        work = judged(P, F, late=timedelta(0))
        drops = (
            entry(Kind.WITHOUT, check="hidden::test_0", never_lower=each) for each in (True, False)
        )

        assert [given(work, [each]).score for each in drops] == [8.0, 6.0]

    @pytest.mark.parametrize(
        ("value", "score", "said"),
        [
            (
                {"points": 9.5, "added": False},
                9.5,
                "set to 9.5 by your instructor (a reason) = 9.5",
            ),
            ({"points": -1.5, "added": True}, 6.5, "-1.5 by your instructor (a reason) = 6.5"),
        ],
    )
    def test_points_of_an_exercise(self, value: dict[str, object], score: float, said: str) -> None:
        """They are the last word, and beside the parts."""
        result = given(judged(P, F, late=timedelta(0)), [entry(Kind.POINTS, **value)])

        assert result.score == score == sum(part.score for part in result.parts) + result.adjustment
        assert result.arithmetic == f"8 judged; {said}"

    def test_points_of_a_part_decide_what_was_held(self) -> None:
        """A part that waits for a machine is settled by hand."""
        waiting = judged(P, N, late=timedelta(0))
        assert (waiting.score, waiting.parts[0].held) == (8.0, 2.0)

        result = given(waiting, [entry(Kind.POINTS, "forward", points=4.0, added=False)])

        assert (result.score, result.parts[0].held) == (10.0, 0.0)

    def test_excused(self) -> None:
        """Nothing is asked of the student, and nothing is result."""
        result = given(judged(P, F), [entry(Kind.EXCUSE)])

        assert (result.standing, result.score, result.max_score) == (Standing.EXCUSED, 0.0, 0.0)
        assert result.judged_score == 8.0

    def test_of_somebody_else(self) -> None:
        """A correction is of one student and one exercise."""
        other = replace(entry(Kind.EXCUSE), student="bo")

        assert given(judged(P, F, late=timedelta(0)), [other]).standing == Standing.JUDGED


class TestWhatCannotBeAnyMore:
    """A decision stays in the journal whatever becomes of the course; a grade stays possible."""

    @pytest.mark.parametrize(
        ("part", "value", "score"),
        [
            ("", {"points": -9.0, "added": True}, 0.0),
            ("", {"points": 9.0, "added": True}, 10.0),
            ("train", {"points": 99.0, "added": False}, 8.0),
            ("gone", {"points": 1.0, "added": True}, 8.0),
        ],
    )
    def test_points(self, part: str, value: dict[str, object], score: float) -> None:
        """They stay between 0 and the most; those of a part that is gone are left, and said."""
        result = given(judged(P, F, late=timedelta(0)), [entry(Kind.POINTS, part, **value)])

        assert result.score == score == sum(p.score for p in result.parts) + result.adjustment
        assert part != "gone" or "gone, which is no part any more" in result.arithmetic

    def test_all_points_set_leave_nothing_held(self) -> None:
        """Nobody waits for a machine any more."""
        waiting = judged(P, N, late=timedelta(0))

        result = given(waiting, [entry(Kind.POINTS, points=9.0, added=False)])

        assert (result.score, result.standing) == (9.0, Standing.JUDGED)
        assert [part.held for part in result.parts] == [0.0, 0.0]

    def test_the_last_check_of_a_part_counts_on(self) -> None:
        """Dropped one after the other, the last one alone still judges its part."""
        drops = [
            replace(entry(Kind.WITHOUT, check=f"hidden::test_{n}", never_lower=False), number=n)
            for n in (0, 1)
        ]

        assert given(judged(P, F, late=timedelta(0)), drops).score == 6.0


class TestStanding:
    """Not handed in, not yet due, wrong and held differ."""

    @pytest.mark.parametrize(
        ("year", "standing"), [(2020, Standing.NOT_HANDED_IN), (2150, Standing.NOT_DUE)]
    )
    def test_nothing_was_handed_in(self, year: int, standing: Standing) -> None:
        """Before the deadline it is not yet due."""
        nothing = replace(judged(F, F, digest=""), verdict=Verdict.NOT_SUBMITTED)

        assert given(nothing, of=course(DUE.replace(year=year))).standing is standing

    def test_wrong_held_and_not_graded(self) -> None:
        """What was judged wrong is judged."""
        works = [judged(F, F), judged(P, N), *not_graded(COURSE, "ada")]

        assert [given(each).standing for each in works] == [
            Standing.JUDGED, Standing.HELD, Standing.NOT_GRADED,
        ]  # fmt: skip


def test_a_work_outside_a_gradebook() -> None:
    """The rules of the course hold where no gradebook is kept, too."""
    late = grade(COURSE, judged(P, F, late=timedelta(hours=30)))

    assert (late.score, late.standing) == (6.4, Standing.JUDGED)


def test_the_best_work_counts_where_the_course_says_so() -> None:
    """Of all that is kept; otherwise the one that became the grade."""
    best = course(attempts={"counts": "best"})
    key = Key("s", "c", "g")
    works = [
        Attempt(judged(P, P, late=timedelta(0), digest="a"), key, counts=False),
        Attempt(judged(F, F, late=timedelta(0), digest="b"), key),
    ]

    assert [grades(each, works, [])[0].score for each in (COURSE, best)] == [6.0, 10.0]


def test_points_that_changed_need_no_judging() -> None:
    """The checks that passed give what the course gives now."""
    now = CIRCLES.with_parts([Part(name="forward", points=2), Part(name="train", points=8)])

    again = as_judged_now(judged(P, F), now)

    assert (again.score, again.max_score) == (9.0, 10.0)


def test_another_part_needs_judging() -> None:
    """Until it is judged the work has the points that it had."""
    now = CIRCLES.with_parts([*CIRCLES.parts, Part(name="field", points=1)])

    assert as_judged_now(judged(P, F), now) == judged(P, F)


class TestFailures:
    """Over whose newest work the grader failed: an earlier grade stands, and corrections hold."""

    TEAM = Roster((Person("ada", group="Team 1"), Person("bo", group="Team 1")))

    def test_a_groups_failure_is_each_members(self) -> None:
        """The group itself has no row, and each member waits for all points."""
        found = grades(COURSE, [], [], self.TEAM, {}, [("Team 1", "circles")])

        assert [(each.student, each.standing) for each in found] == [
            ("ada", Standing.NOT_GRADED), ("bo", Standing.NOT_GRADED),
        ]  # fmt: skip
        assert [sum(part.held for part in each.parts) for each in found] == [10.0, 10.0]

    def test_an_earlier_grade_stands(self) -> None:
        """It is marked, with what was decided about it."""
        earlier = Attempt(judged(P, F, late=timedelta(0)), Key("s", "c", "g"))
        plus = entry(Kind.POINTS, points=1.0, added=True)

        (found,) = grades(COURSE, [earlier], [plus], failures=[("ada", "circles")])

        assert (found.score, found.standing) == (9.0, Standing.NOT_GRADED)
        assert found.note.startswith("the grader failed over your newest work")

    @pytest.mark.parametrize("works", [[], [Attempt(judged(P), Key("s", "c", "g"))]])
    def test_who_is_excused_stays_so(self, works: list[Attempt]) -> None:
        """Nothing is asked of them, whatever they handed in."""
        found = grades(COURSE, works, [entry(Kind.EXCUSE)], failures=[("ada", "circles")])

        assert [each.standing for each in found] == [Standing.EXCUSED]
        assert "failed" not in found[0].note

    def test_points_given_by_hand(self) -> None:
        """They are a grade, where none could be judged."""
        given_points = entry(Kind.POINTS, points=7.0, added=False)

        (found,) = grades(COURSE, [], [given_points], failures=[("ada", "circles")])

        assert (found.score, found.standing) == (7.0, Standing.JUDGED)
        assert has_grade(found)
        assert reported([found]) == {("ada", "circles"): (7.0, 0.0)}

    def test_what_waits_is_no_grade(self) -> None:
        """Points below those that were held would lower nothing; what is gone is nobody's."""
        found = grades(COURSE, [], [], failures=[("ada", "circles"), ("ada", "gone")])

        assert [has_grade(each) for each in found] == [False]
        assert reported(found) == {}


def test_what_was_undone_does_not_hold() -> None:
    """And what undid it may be undone."""
    attempt = Attempt(judged(P, F, late=timedelta(0)), Key("s", "c", "g"))
    excuse = replace(entry(Kind.EXCUSE), number=1)
    undo = JournalEntry(Kind.UNDO, value=1, number=2)
    again = JournalEntry(Kind.UNDO, value=2, number=3)

    journals = ([excuse], [excuse, undo], [excuse, undo, again])
    standings = [grades(COURSE, [attempt], each)[0].standing for each in journals]

    assert standings == [Standing.EXCUSED, Standing.JUDGED, Standing.EXCUSED]
