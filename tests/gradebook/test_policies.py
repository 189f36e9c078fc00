"""Tests of policies: which work counts and what lateness costs, in words, numbers and laws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import Attempts, Course, Lateness
from grader.course.local_time import moment
from grader.gradebook import Charge, Person, Terms, apply, charge, counting, settle, terms
from grader.judging import PartScore, Result, held, total
from grader.sandbox.verdict import Verdict

ZURICH, NEW_YORK, LORD_HOWE = map(
    ZoneInfo, ("Europe/Zurich", "America/New_York", "Australia/Lord_Howe")
)
DUE = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)  # Monday, 23:59 in Zurich
TEN_A_DAY: dict[str, Any] = {"percent_per_day": 10.0}
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def rules(lateness: Mapping[str, Any] | None = None, counts: str = "last", **others: Any) -> Terms:
    """Make the terms of an exercise that is due on 30 November."""
    price = None if lateness is None else Lateness(**lateness)
    attempts = Attempts.model_validate({"counts": counts, **others})
    return Terms(DUE, DUE, price, attempts, ZURICH)


def work(
    points: float = 8.5, late: timedelta | None = None, attempt: int = 1, **fields: Any
) -> Result:
    """Make a judged work that came so long after the deadline; None: nobody knows when."""
    parts = fields.pop("parts", None) or (PartScore("f", points, 10.0),)
    plain = Result(
        "ada", "layers", total(each.score for each in parts),
        total(each.max_score for each in parts), Verdict.GRADED, parts, attempt=attempt,
        digest=f"d{attempt}", handed_in=None if late is None else DUE + late,
    )  # fmt: skip
    return replace(plain, **fields)


IN_WORDS = [
    ("on time", None, -MINUTE, ""),
    ("at the deadline itself", TEN_A_DAY, timedelta(0), ""),
    ("less than a second late", TEN_A_DAY, timedelta(microseconds=999_999), ""),
    (
        "a second late",
        TEN_A_DAY,
        timedelta(seconds=1),
        "8.5 judged; handed in Mon 30 Nov 2026 23:59:01 CET, 1 second after the deadline, "
        "1 day at 10 %: -10 % = 7.65",
    ),
    (
        "within the grace",
        TEN_A_DAY | {"grace_minutes": 15},
        15 * MINUTE,
        "8.5 judged; handed in Tue 1 Dec 2026 00:14 CET, 15 minutes after the deadline, "
        "within the grace of 15: nothing is taken off",
    ),
    (
        "after the grace, which is no gift then",
        TEN_A_DAY | {"grace_minutes": 15},
        16 * MINUTE,
        "8.5 judged; handed in Tue 1 Dec 2026 00:15 CET, 16 minutes after the deadline, "
        "1 day at 10 %: -10 % = 7.65",
    ),
    (
        "a day late to the second",
        TEN_A_DAY,
        DAY,
        "8.5 judged; handed in Tue 1 Dec 2026 23:59 CET, 1 day after the deadline, "
        "1 day at 10 %: -10 % = 7.65",
    ),
    (
        "the second day",
        TEN_A_DAY,
        DAY + HOUR,
        "8.5 judged; handed in Wed 2 Dec 2026 00:59 CET, 1 day 1 hour after the deadline, "
        "2 days at 10 %: -20 % = 6.8",
    ),
    (
        "hours",
        {"percent_per_hour": 2.5},
        2 * HOUR + MINUTE,
        "8.5 judged; handed in Tue 1 Dec 2026 02:00 CET, 2 hours 1 minute after the deadline, "
        "3 hours at 2.5 %: -7.5 % = 7.86",
    ),
    (
        "once and for each day",
        TEN_A_DAY | {"percent_once": 20.0},
        HOUR,
        "8.5 judged; handed in Tue 1 Dec 2026 00:59 CET, 1 hour after the deadline, "
        "20 % once and 1 day at 10 %: -30 % = 5.95",
    ),
    (
        "weeks late, but never more than half",
        TEN_A_DAY | {"at_most_percent": 50.0},
        30 * DAY,
        "8.5 judged; handed in Wed 30 Dec 2026 23:59 CET, 30 days after the deadline, "
        "30 days at 10 %, of which at most 50 % is taken off: -50 % = 4.25",
    ),
    (
        "late where lateness costs nothing",
        None,
        61 * DAY,
        "8.5 judged; handed in Sat 30 Jan 2027 23:59 CET, 61 days after the deadline: "
        "nothing is taken off, since the course sets no price",
    ),
    (
        "nobody knows when",
        TEN_A_DAY,
        None,
        "8.5 judged; when it was handed in is not known: nothing is taken off",
    ),
]


@pytest.mark.parametrize(("case", "lateness", "late", "line"), IN_WORDS)
def test_in_words(case, lateness, late, line):
    """The line says what was judged, when it came, the rule, and what is left."""
    result, cost = counting([work(8.5, late)], rules(lateness))

    assert apply(result, cost).arithmetic == line


@pytest.mark.parametrize(("known", "said"), [(-MINUTE, ""), (MINUTE, "is not known")])
def test_a_work_that_was_there_in_time(known, said):
    """Whoever was graded before the deadline reads nothing of a time that is not known."""
    seen = work(8.5, None, known_since=DUE + known)

    result = apply(*counting([seen], rules(TEN_A_DAY)))

    assert (said in result.arithmetic, bool(result.arithmetic)) == (True, bool(said))


def test_where_nothing_is_taken_off_nothing_changes():
    """A work on time is what was judged; without a deadline every work is on time."""
    on_time = work(8.5, -DAY)

    assert apply(*counting([on_time], rules(TEN_A_DAY))) == on_time
    assert charge(None, Terms(lateness=Lateness(**TEN_A_DAY))) == Charge()


LATE_DAYS = [
    ("all of it", {}, 3, HOUR, 0, 1, "1 late day used, 2 late days left: nothing is taken off"),
    ("some", {}, 1, DAY + HOUR, 10, 1, "1 late day used, 0 late days left, 1 day at 10 %: -10 %"),
    ("none left", {}, 0, HOUR, 10, 0, ", 0 late days left, 1 day at 10 %: -10 %"),
    ("one each", {"late_days_each": 1}, 5, 3 * DAY, 20, 1, "4 late days left, 2 days at 10 %"),
    ("none here", {"late_days_each": 0}, 5, HOUR, 10, 0, "deadline, 1 day at 10 %: -10 %"),
    ("no such thing", {}, None, HOUR, 10, 0, "deadline, 1 day at 10 %: -10 %"),
    ("grace comes first", {"grace_minutes": 60}, 3, HOUR, 0, 0, "within the grace of 60"),
]


@pytest.mark.parametrize(("case", "own", "left", "late", "percent", "used", "line"), LATE_DAYS)
def test_late_days(case, own, left, late, percent, used, line):
    """They are used before anything is taken off; of what remains the days are charged."""
    cost = charge(DUE + late, rules(TEN_A_DAY | own), left)

    assert (cost.percent, cost.late_days) == (percent, used)
    assert line in cost.line


def test_hours_after_late_days():
    """A late day covers its hours: the first hour after it is the first that costs."""
    cost = charge(DUE + DAY + 90 * MINUTE, rules({"percent_per_hour": 1.0}), 1)

    assert (cost.percent, cost.late_days) == (2, 1)


DST = [
    ("clocks back", ZURICH, "2026-10-24T23:59", "2026-10-25T23:59", 1, 25),
    ("a second more", ZURICH, "2026-10-24T23:59", "2026-10-25T23:59:01", 2, 26),
    ("clocks forward", ZURICH, "2026-03-28T23:59", "2026-03-29T23:59", 1, 23),
    ("a second more", ZURICH, "2026-03-28T23:59", "2026-03-29T23:59:01", 2, 24),
    ("back", NEW_YORK, "2026-10-31T23:59", "2026-11-01T23:59", 1, 25),
    ("forward", NEW_YORK, "2026-03-07T23:59", "2026-03-08T23:59", 1, 23),
    ("back by half an hour", LORD_HOWE, "2026-04-04T23:59", "2026-04-05T23:59", 1, 25),
    ("forward by half an hour", LORD_HOWE, "2026-10-03T23:59", "2026-10-04T23:59", 1, 24),
    ("the day ends in an hour that comes twice", ZURICH, "2026-10-24T02:30",
     "2026-10-25T02:30+01:00", 1, 25),
    ("the day ends in an hour that is skipped", ZURICH, "2026-03-28T02:30",
     "2026-03-29T03:30+02:00", 1, 24),
]  # fmt: skip


@pytest.mark.parametrize(("case", "zone", "due", "handed_in", "days", "hours"), DST)
def test_when_clocks_change(case, zone, due, handed_in, days, hours):
    """A day late ends at the deadline's time of day; hours are hours."""
    due, handed_in = moment(due, zone), moment(handed_in, zone)
    by_day, by_hour = ({f"percent_per_{each}": 1.0} for each in ("day", "hour"))

    assert charge(handed_in, Terms(due, due, Lateness(**by_day), zone=zone)).percent == days
    assert charge(handed_in, Terms(due, due, Lateness(**by_hour), zone=zone)).percent == hours


def test_without_a_zone_a_day_is_24_hours():
    """Where the course names no zone, nobody knows when clocks change."""
    without = replace(rules(TEN_A_DAY), zone=None)

    assert charge(DUE + DAY, without).percent == 10
    assert charge(DUE + DAY + timedelta(seconds=1), without).percent == 20
    assert charge(DUE + DAY, without).line.startswith("handed in Tue 1 Dec 2026 22:59 UTC, 1 day")


COUNTS = [
    ("last", [(9, -DAY), (5, -HOUR)], 2, 5),
    ("best", [(9, -DAY), (5, -HOUR)], 1, 9),
    ("best", [(8, -DAY), (9, HOUR)], 2, 8.1),
    ("best", [(8, -DAY), (9, 5 * DAY)], 1, 8),
    ("best", [(8, -DAY), (8, -HOUR)], 1, 8),
    ("best-before-last-after", [(4, -DAY), (3, -HOUR), (9, HOUR), (8, 2 * HOUR)], 4, 7.2),
    ("best-before-last-after", [(8, -DAY), (3, -HOUR), (9, HOUR), (7, 2 * HOUR)], 1, 8),
    ("best-before-last-after", [(2, HOUR), (1, 2 * HOUR)], 2, 0.9),
    ("best-before-last-after", [(2, -2 * HOUR), (1, -HOUR)], 1, 2),
]


@pytest.mark.parametrize(("counts", "works", "attempt", "score"), COUNTS)
def test_which_counts(counts, works, attempt, score):
    """The newest, the one that gets most, or the better of the best before and the last after."""
    works = [work(points, late, place) for place, (points, late) in enumerate(works, start=1)]

    result, cost = counting(works, rules(TEN_A_DAY, counts))

    assert (result.attempt, apply(result, cost).score) == (attempt, score)


@pytest.mark.parametrize("counts", ["last", "best", "best-before-last-after"])
def test_a_file_that_cannot_be_read(counts):
    """It costs no attempt, unless the course says so; alone, it is what there is."""
    good, broken = work(8, -DAY), work(0, -HOUR, 2, verdict=Verdict.UNREADABLE)
    costs = rules(TEN_A_DAY, counts, unreadable_costs_attempt=True)

    assert counting([good, broken], rules(TEN_A_DAY, counts))[0] == good
    assert counting([broken], rules(TEN_A_DAY, counts))[0] == broken
    assert counting([good, broken], costs)[0] == (broken if counts == "last" else good)


def test_what_is_no_work():
    """Nothing handed in is never late, and hides no work; nor does what could not be graded."""
    nothing = work(0, None, verdict=Verdict.NOT_SUBMITTED)
    failed = work(0, None, 3, verdict=Verdict.NOT_GRADED)
    good = work(8, -DAY, 2)

    assert counting([nothing], rules(TEN_A_DAY)) == (nothing, Charge())
    assert counting([failed, nothing], rules(TEN_A_DAY)) == (failed, Charge())
    assert counting([failed, good, nothing], rules(TEN_A_DAY))[0] == good
    with pytest.raises(ValueError, match="no attempt"):
        counting([], rules(TEN_A_DAY))


def test_where_a_time_is_not_known_the_number_says_what_is_newest():
    """Times of some works alone do not put them in an order."""
    works = [work(5, -HOUR, 1), work(6, None, 2), work(7, -DAY, 3)]

    assert counting(works, rules(TEN_A_DAY))[0].attempt == 3


def test_parts_are_rounded_and_it_is_said():
    """Each part to a hundredth, half to even; they add up to the score."""
    parts = tuple(PartScore(name, 0.05, 1.0, 0.0) for name in "abc")

    result = apply(work(parts=parts), Charge(Fraction(10), "late: -10 %"))

    assert [part.score for part in result.parts] == [0.04, 0.04, 0.04]
    assert (result.score, result.judged_score, result.late_percent) == (0.12, 0.15, 10.0)
    assert result.arithmetic == "0.15 judged; late: -10 % = 0.12 (each part is rounded)"


def test_what_is_held_is_charged_alike():
    """What a person or a GPU decides later is worth no more than what was judged at once."""
    result = apply(
        work(parts=(PartScore("f", 4, 10, held=6),)), Charge(Fraction(25), "late: -25 %")
    )

    assert result.parts == (PartScore("f", 3, 10, held=4.5),)
    assert result.arithmetic == "4 judged and 6 held; late: -25 % = 3 and 4.5 held"


def test_nothing_is_charged_twice():
    """A result that has been charged is refused."""
    once = apply(work(), Charge(Fraction(10), "late"))

    with pytest.raises(ValueError, match="ada, layers: lateness has been charged before"):
        apply(once, Charge(Fraction(10), "late"))


def test_what_was_said_before_stays():
    """A check that was dropped before stands first in the arithmetic."""
    result = apply(
        work(arithmetic="8 judged; without a check = 8.5", judged_score=8.0),
        Charge(Fraction(10), "late: -10 %"),
    )

    assert result.arithmetic == "8 judged; without a check = 8.5; late: -10 % = 7.65"
    assert result.judged_score == 8.0


def term(late_days: int = 0, zone: str | None = "Europe/Zurich", **others: Any) -> Course:
    """Make a course of three exercises; the second is due first, the last one never."""
    exercises: Sequence[dict[str, Any]] = [
        {"name": "layers", "deadline": "2026-11-30T23:59:00+01:00",
         "sections": {"B": {"deadline": "2026-12-07T23:59:00+01:00"}}},
        {"name": "intro", "deadline": "2026-11-01T23:59:00+01:00"},
        {"name": "extra"},
    ]  # fmt: skip
    plain = [{**each, "title": "T", "parts": [{"name": "f", "points": 10}]} for each in exercises]
    lateness = {"percent_per_day": 10, "late_days": late_days}
    fields = {"name": "A", "time_zone": zone, "lateness": lateness, "exercises": plain, **others}
    return Course.model_validate(fields)


class TestTerms:
    """What holds for whom."""

    @pytest.mark.parametrize(
        ("person", "due"),
        [
            (None, "2026-11-30T23:59+01:00"),
            (Person("ada", section="B"), "2026-12-07T23:59+01:00"),
            (Person("ada", extension={"layers": 2 * DAY}), "2026-12-02T23:59+01:00"),
            (Person("ada", extension={"intro": 2 * DAY}), "2026-11-30T23:59+01:00"),
            (Person("ada", section="B", extension={"layers": DAY}), "2026-12-08T23:59+01:00"),
            (
                Person("ada", extension={"layers": moment("2026-12-24T12:00Z", None)}),
                "2026-12-24T12:00+00:00",
            ),
            (
                Person("ada", extension={"layers": moment("2026-11-01T12:00Z", None)}),
                "2026-11-30T23:59+01:00",
            ),
            (Person("ada", extra_time=DAY + HOUR), "2026-12-02T00:59+01:00"),
            (
                Person("ada", extension={"layers": DAY}, extra_time=DAY),
                "2026-12-02T23:59+01:00",
            ),
        ],
    )
    def test_due(self, person, due):
        """The section's deadline, the extension on it, which takes no time away, and extra time."""
        course = term()

        found = terms(course, course.exercise("layers"), person)

        assert found.due == datetime.fromisoformat(due)

    def test_an_extension_over_a_change_of_clocks(self):
        """Two days later it is the same time of day."""
        early = {"name": "e", "title": "E", "parts": [{"name": "f", "points": 10}]}
        course = term(exercises=[{**early, "deadline": "2026-10-24T23:59"}])
        person = Person("ada", extension={"e": 2 * DAY + HOUR})

        found = terms(course, course.exercise("e"), person)

        assert found.due == datetime.fromisoformat("2026-10-27T00:59+01:00")

    def test_an_exercise_that_is_never_due(self):
        """An extension of it is none, and nobody is late."""
        course = term()

        found = terms(course, course.exercise("extra"), Person("a", extension={"extra": DAY}))

        assert found.due is None

    def test_the_extension_is_said(self):
        """Where it was needed, and where it was not enough."""
        course = term()
        ada = Person("ada", extension={"layers": 7 * DAY})
        found = terms(course, course.exercise("layers"), ada)

        assert charge(DUE - DAY, found).line == ""
        assert charge(DUE + 6 * DAY, found) == Charge(
            line="handed in Sun 6 Dec 2026 23:59 CET, on time by the extension to "
            "Mon 7 Dec 2026 23:59 CET: nothing is taken off"
        )
        assert charge(DUE + 7 * DAY + HOUR, found).line == (
            "handed in Tue 8 Dec 2026 00:59 CET, 1 hour after the extended deadline "
            "(Mon 7 Dec 2026 23:59 CET), 1 day at 10 %: -10 %"
        )


class TestSettle:
    """A student's grades over the term."""

    def works(self, **late: timedelta) -> list[Result]:
        """Hand in each exercise so long after its deadline."""
        course = term()
        due = {name: course.exercise(name).deadline or DUE for name in late}
        return [
            replace(work(10), exercise=name, handed_in=due[name] + after)
            for name, after in late.items()
        ]

    def scores(self, course: Course, works: list[Result], person: Person | None = None) -> Any:
        """Give the scores by exercise."""
        return {each.exercise: each.score for each in settle(course, works, person)}

    def test_late_days_are_used_in_the_order_of_deadlines(self):
        """Whatever the course's order, and the order in which works come."""
        works = self.works(layers=HOUR, intro=DAY + HOUR, extra=DAY)

        found = self.scores(term(late_days=2), works)

        assert found == {"layers": 9, "intro": 10, "extra": 10}
        assert [*found] == ["layers", "intro", "extra"]
        assert self.scores(term(late_days=2), works[::-1]) == found
        assert self.scores(term(late_days=3), works) == {"layers": 10, "intro": 10, "extra": 10}
        assert self.scores(term(), works) == {"layers": 9, "intro": 8, "extra": 10}

    def test_a_persons_own_deadlines_are_in_order(self):
        """With an extension, the second exercise is due before the first."""
        works = self.works(layers=HOUR, intro=60 * DAY + HOUR)
        person = Person("ada", extension={"intro": 60 * DAY})

        assert self.scores(term(late_days=1), works, person) == {"layers": 10, "intro": 9}

    def test_no_late_day_for_nothing(self):
        """A work without points has nothing to lose; the day is left for another one."""
        worthless, good = self.works(intro=HOUR, layers=HOUR)
        none = (PartScore("f", 0, 10),)

        found = self.scores(term(late_days=1), [replace(worthless, parts=none, score=0.0), good])

        assert found == {"layers": 10, "intro": 0}

    def test_only_the_work_that_counts_uses_them(self):
        """An earlier late work that was replaced cost nothing."""
        course = term(late_days=2)
        (first,) = self.works(intro=DAY)
        second = replace(first, attempt=2, handed_in=first.handed_in + DAY)
        (later,) = self.works(layers=HOUR)

        found = self.scores(course, [first, second, later])

        assert found == {"intro": 10, "layers": 9}

    def test_exercises_that_the_course_has_no_more(self):
        """They are nobody's grade."""
        assert settle(term(), [replace(work(), exercise="gone")]) == ()


PERCENT = st.one_of(st.none(), st.integers(1, 10_000).map(lambda each: each / 100))
POINTS = st.integers(0, 1000).map(lambda each: each / 100)
PARTS = st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=5).map(
    lambda pairs: tuple(
        PartScore(f"p{place}", score, total([score, waiting]), waiting)
        for place, (score, waiting) in enumerate(pairs)
    )
)
SECONDS = st.one_of(st.integers(-100_000, 400_000), st.sampled_from([0, 1, 86_400, 86_401]))
BUDGET = st.one_of(st.none(), st.integers(0, 4))
ZONES = st.sampled_from([ZURICH, NEW_YORK, LORD_HOWE, None])
DUES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(
    lambda each: each.replace(tzinfo=UTC, microsecond=0)
)


@st.composite
def prices(draw: Any) -> Lateness:
    """Draw what lateness may cost."""
    once, each = draw(PERCENT), draw(PERCENT)
    rate = draw(st.sampled_from(["percent_per_day", "percent_per_hour"]))
    return Lateness.model_validate(
        {
            "percent_once": 5.0 if once is each is None else once,
            rate: each,
            "grace_minutes": draw(st.integers(0, 1440)),
            "at_most_percent": draw(st.integers(0, 100)) * 1.0,
            "late_days_each": draw(BUDGET),
        }
    )


@given(PARTS, prices(), DUES, ZONES, SECONDS, BUDGET)
def test_never_negative_and_never_more(parts, lateness, due, zone, seconds, left):
    """Each part keeps between nothing and what was judged, and all of them add up."""
    judged = replace(work(parts=parts), handed_in=due + timedelta(seconds=seconds))
    cost = charge(judged.handed_in, Terms(due, due, lateness, zone=zone), left)

    result = apply(judged, cost)

    assert 0 <= cost.percent <= Fraction(str(lateness.at_most_percent))
    assert 0 <= cost.late_days <= (left or 0)
    assert result.score == total(part.score for part in result.parts)
    for before, after in zip(judged.parts, result.parts, strict=True):
        assert 0 <= after.score <= before.score
        assert 0 <= after.held
        assert total([after.score, after.held]) <= total([before.score, before.held])
    assert bool(result.judged_score) == (result.score != judged.score)


@given(PARTS, prices(), DUES, ZONES, SECONDS, SECONDS, BUDGET)
def test_later_is_never_better(parts, lateness, due, zone, seconds, more, left):
    """Whoever waits never gains, in points or in late days."""
    rule = Terms(due, due, lateness, zone=zone)
    sooner, later = sorted([seconds, seconds + abs(more)])
    costs = [charge(due + timedelta(seconds=each), rule, left) for each in (sooner, later)]
    scores = [apply(work(parts=parts), each) for each in costs]

    assert costs[0].percent <= costs[1].percent
    assert costs[0].late_days <= costs[1].late_days
    assert scores[0].score >= scores[1].score
    assert total([scores[0].score, held(scores[0])]) >= total([scores[1].score, held(scores[1])])


@given(prices(), DUES, ZONES, SECONDS, st.integers(0, 3))
def test_a_late_day_more_never_costs(lateness, due, zone, seconds, left):
    """Who has more of them left loses no more."""
    handed_in = due + timedelta(seconds=seconds)
    rule = Terms(due, due, lateness, zone=zone)

    assert charge(handed_in, rule, left + 1).percent <= charge(handed_in, rule, left).percent


WORKS = st.lists(
    st.tuples(
        st.integers(0, 10),
        st.one_of(st.none(), st.integers(-48, 72)),
        st.sampled_from([*Verdict]),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(deadline=None)
@given(
    WORKS,
    st.sampled_from(["last", "best", "best-before-last-after"]),
    st.booleans(),
    BUDGET,
    st.randoms(use_true_random=False),
)
def test_the_order_of_attempts_does_not_matter(drawn, counts, costs, left, random):
    """However a store lists them, the same one counts at the same price."""
    works = [
        work(float(points), None if hours is None else hours * HOUR, place, verdict=verdict)
        for place, (points, hours, verdict) in enumerate(drawn, start=1)
    ]
    rule = rules(TEN_A_DAY, counts, unreadable_costs_attempt=costs)
    shuffled = random.sample(works, len(works))

    assert counting(works, rule, left) == counting(shuffled, rule, left)


@given(WORKS, BUDGET)
def test_the_best_is_no_worse_than_any_other_rule(drawn, left):
    """In one exercise, best gives most, and last least."""
    works = [
        work(float(points), None if hours is None else hours * HOUR, place)
        for place, (points, hours, _) in enumerate(drawn, start=1)
    ]
    scores = [
        apply(*counting(works, rules(TEN_A_DAY, counts), left)).score
        for counts in ("last", "best-before-last-after", "best")
    ]

    assert scores == sorted(scores)
