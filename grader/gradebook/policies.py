"""A student's judged works and the course's rules about time → which one counts, and its score.

Pure: no clock is read, and nothing is judged. All times are compared in UTC; days end by the clocks
of the course's time zone. Points are exact fractions, and each part is rounded to a hundredth of a
point, half to even, as in judging.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from grader.course import Attempts, Course, Exercise, Lateness
from grader.course.local_time import time_in_words
from grader.gradebook.roster import Person
from grader.judging import PartScore, Result, held, rounded, total
from grader.sandbox.verdict import Verdict

_NO_WORK = (Verdict.NOT_SUBMITTED, Verdict.NOT_GRADED)
_SECOND, _HOUR = timedelta(seconds=1), timedelta(hours=1)


@dataclass(frozen=True)
class Terms:
    """What holds for one student in one exercise.

    ``due`` includes the student's extension and extra time; ``usually_due`` is the deadline of the
    section.
    """

    due: datetime | None = None
    usually_due: datetime | None = None
    lateness: Lateness | None = None
    attempts: Attempts = field(default_factory=Attempts)
    zone: ZoneInfo | None = None


@dataclass(frozen=True)
class Charge:
    """What is taken off a work: ``percent`` of the judged points, and ``late_days`` of the term.

    ``line`` says why, and is empty where there is nothing to say.
    """

    percent: Fraction = Fraction(0)
    line: str = ""
    late_days: int = 0


def terms(course: Course, exercise: Exercise, person: Person | None = None) -> Terms:
    """Return what holds for a person; for somebody who is on no roster, the exercise's own."""
    usually_due = exercise.due(person.section if person else "")
    extension = person.extension.get(exercise.name) if person else None
    due = usually_due
    if usually_due and extension is not None:
        if isinstance(extension, datetime):
            due = max(usually_due, extension)
        else:
            due = _put_off(usually_due, extension, course.zone)
    if due and person and person.extra_time:
        due = _put_off(due, person.extra_time, course.zone)
    return Terms(due, usually_due, exercise.lateness, exercise.attempts, course.zone)


def is_time_missing(known_since: datetime | None, terms: Terms) -> bool:
    """Return whether a work of which no time is known may have been late."""
    return terms.due is not None and (known_since is None or known_since > terms.due)


def _put_off(due: datetime, by: timedelta, zone: ZoneInfo | None) -> datetime:
    return _days_after(due, timedelta(days=by.days), zone) + timedelta(seconds=by.seconds)


def charge(
    handed_in: datetime | None,
    terms: Terms,
    late_days: int | None = None,
    known_since: datetime | None = None,
) -> Charge:
    """Return what lateness costs. ``late_days`` are left of the term's, None where it has none.

    Fractions of a second are left out. A work whose time is not known is not charged; that is said,
    unless it was there before the deadline: ``known_since`` then.
    """
    if terms.due is None:
        return Charge()
    if handed_in is None:
        missing = is_time_missing(known_since, terms)
        line = "when it was handed in is not known: nothing is taken off"
        return Charge(line=line if missing else "")
    late = max(0, (handed_in - terms.due) // _SECOND)
    said = f"handed in {time_in_words(handed_in, terms.zone)}, "
    if not late:
        needed = _needed_the_extension(handed_in, terms)
        return Charge(line=said + _by_the_extension(terms) if needed else "")
    deadline = "deadline"
    if terms.due != terms.usually_due:
        deadline = f"extended deadline ({time_in_words(terms.due, terms.zone)})"
    after = f"{said}{_duration(late)} after the {deadline}"
    if terms.lateness is None:
        return Charge(line=f"{after}: nothing is taken off, since the course sets no price")
    if late <= 60 * terms.lateness.grace_minutes:
        grace = f"within the grace of {terms.lateness.grace_minutes}"
        return Charge(line=f"{after}, {grace}: nothing is taken off")
    return _late(late, after, terms.lateness, terms, late_days)


def _late(late: int, after: str, lateness: Lateness, terms: Terms, late_days: int | None) -> Charge:
    """Charge a work that is ``late`` by so many seconds, when late days have been used."""
    assert terms.due
    moment = terms.due + late * _SECOND
    days = _days_late(moment, terms.due, terms.zone)
    each = days if lateness.late_days_each is None else lateness.late_days_each
    used = min(days, late_days or 0, each)
    left = "" if late_days is None else f"{_count(late_days - used, 'late day')} left"
    if used:
        after += f", {_count(used, 'late day')} used, {left}"
    elif late_days == 0:
        after += f", {left}"
    if used == days:
        return Charge(line=f"{after}: nothing is taken off", late_days=used)
    begins = _days_after(terms.due, timedelta(days=used), terms.zone) if used else terms.due
    hours = -(-(moment - begins) // _HOUR)
    once, daily, hourly = map(
        _fraction, (lateness.percent_once, lateness.percent_per_day, lateness.percent_per_hour)
    )
    percent = once + daily * (days - used) + hourly * hours
    most = _fraction(lateness.at_most_percent)
    prices = [
        f"{_written(once)} % once" if once else "",
        f"{_count(days - used, 'day')} at {_written(daily)} %" if daily else "",
        f"{_count(hours, 'hour')} at {_written(hourly)} %" if hourly else "",
    ]
    capped = f", of which at most {_written(most)} % is taken off" if percent > most else ""
    percent = min(percent, most)
    line = f"{after}, {' and '.join(filter(None, prices))}{capped}: -{_written(percent)} %"
    return Charge(percent, line, used)


def counting(
    attempts: Iterable[Result], terms: Terms, late_days: int | None = None
) -> tuple[Result, Charge]:
    """Return which of a student's works of an exercise counts, and its charge.

    Their order does not matter: the newest is the one handed in last, or the one that was judged
    last where a time is not known. Of two works that get the same, the earlier one counts. Raises
    `ValueError` where there is no result at all.
    """
    results = list(attempts)
    if not results:
        raise ValueError("there is no attempt")
    works = [each for each in results if each.verdict not in _NO_WORK]
    if not terms.attempts.unreadable_costs_attempt:
        read = [each for each in works if each.verdict is not Verdict.UNREADABLE]
        works = read or works
    if not works:  # the grader's own failure is told rather than that nothing is there
        place = _NO_WORK.index
        return max(results, key=lambda each: (place(each.verdict), each.attempt)), Charge()
    works = _in_order(works)
    charged = [(each, _charge_of(each, terms, late_days)) for each in works]
    match terms.attempts.counts:
        case "last":
            return charged[-1]
        case "best":
            return _best(charged)
        case "best-before-last-after":
            is_late = [_is_late(each, terms) for each in works]
            before = [pair for pair, late in zip(charged, is_late, strict=True) if not late]
            after = [pair for pair, late in zip(charged, is_late, strict=True) if late]
            return _best([*before, *after[-1:]])


def apply(result: Result, charge: Charge) -> Result:
    """Return a judged result after its charge, with the line of its arithmetic.

    What is held is charged alike. Raises `ValueError` for a result that has been charged before.
    """
    if result.late_percent:
        raise ValueError(f"{result.student}, {result.exercise}: lateness has been charged before")
    if not charge.line:
        return result
    kept = 1 - charge.percent / 100
    parts = tuple(_charged(part, kept) for part in result.parts)
    charged = replace(
        result, parts=parts, score=total(part.score for part in parts),
        late_percent=float(charge.percent),
    )  # fmt: skip
    line = f"{result.arithmetic or _points(result, ' judged')}; {charge.line}"
    if charge.percent:
        by_part = charged.score != rounded(_fraction(result.score) * kept)
        line += f" = {_points(charged)}" + (" (each part is rounded)" if by_part else "")
    if result.judged_score is None and charged.score != result.score:
        charged = replace(charged, judged_score=result.score)
    return replace(charged, arithmetic=line)


def settle(
    course: Course, attempts: Iterable[Result], person: Person | None = None
) -> tuple[Result, ...]:
    """Return one student's result in each exercise of which there is one, in the course's order.

    ``attempts`` are all judged works of the student. Late days of the term are used in the order of
    the student's deadlines, for the work that counts, and for none that has no points.
    """
    own: dict[str, list[Result]] = {}
    for result in attempts:
        own.setdefault(result.exercise, []).append(result)
    exercises = [each for each in course.exercises if each.name in own]
    rules = {each.name: terms(course, each, person) for each in exercises}
    left = (course.lateness.late_days or None) if course.lateness else None
    settled = {}
    for exercise in sorted(exercises, key=lambda each: _when(rules[each.name].due)):
        counts, cost = counting(own[exercise.name], rules[exercise.name], left)
        settled[exercise.name] = apply(counts, cost)
        left = None if left is None else left - cost.late_days
    return tuple(settled[each.name] for each in exercises)


def _charge_of(result: Result, terms: Terms, late_days: int | None) -> Charge:
    """Charge a result; no late day is used for a work that has nothing to lose."""
    worthless = not result.score and not held(result)
    left = None if worthless else late_days
    return charge(result.handed_in, terms, left, result.known_since)


def _is_late(result: Result, terms: Terms) -> bool:
    """Return whether a work came after its deadline and the grace."""
    if terms.due is None or result.handed_in is None:
        return False
    grace = terms.lateness.grace_minutes if terms.lateness else 0
    return (result.handed_in - terms.due) // _SECOND > 60 * grace


def _best(charged: Sequence[tuple[Result, Charge]]) -> tuple[Result, Charge]:
    """Return the work that gets most, of equal ones the cheapest, of these the earliest."""

    def worth(pair: tuple[Result, Charge]) -> tuple[float, float, int, Fraction]:
        result, cost = apply(*pair), pair[1]
        return result.score, held(result), -cost.late_days, -cost.percent

    return max(charged, key=worth)


def _in_order(works: Sequence[Result]) -> list[Result]:
    known = all(each.handed_in for each in works)

    def place(work: Result) -> tuple[datetime, int, str]:
        return _when(work.handed_in if known else None), work.attempt, work.digest

    return sorted(works, key=place)


def _when(moment: datetime | None) -> datetime:
    return moment.astimezone(UTC) if moment else datetime.max.replace(tzinfo=UTC)


def _days_after(due: datetime, days: timedelta, zone: ZoneInfo | None) -> datetime:
    """Return the same time of day some days later, by the clocks of the zone.

    Where it comes twice or never that day, it is the later of the moments that could be meant.
    """
    if zone is None:
        return due + days
    there = due.astimezone(zone).replace(tzinfo=None) + days
    return max(there.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def _days_late(moment: datetime, due: datetime, zone: ZoneInfo | None) -> int:
    """Return how many days have begun since the deadline."""
    day = timedelta(days=1)
    days = max(1, (moment - due) // day - 1)
    while _days_after(due, days * day, zone) < moment:
        days += 1
    return days


def _charged(part: PartScore, kept: Fraction) -> PartScore:
    score, most = _fraction(part.score), _fraction(part.score) + _fraction(part.held)
    after, possible = rounded(score * kept), rounded(most * kept)
    return replace(part, score=after, held=total([possible, -after]))


def _needed_the_extension(handed_in: datetime, terms: Terms) -> bool:
    return bool(terms.usually_due and (handed_in - terms.usually_due) // _SECOND > 0)


def _by_the_extension(terms: Terms) -> str:
    assert terms.due
    until = time_in_words(terms.due, terms.zone)
    return f"on time by the extension to {until}: nothing is taken off"


def _duration(seconds: int) -> str:
    """Write a duration in its two largest units: ``2 days 3 hours``."""
    units = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
    said: list[str] = []
    for unit, size in units.items():
        number, seconds = divmod(seconds, size)
        said += [_count(number, unit)] if number or said else []
    return " ".join(each for each in said[:2] if not each.startswith("0 "))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _points(result: Result, how: str = "") -> str:
    waiting = held(result)
    return _written(result.score) + how + (f" and {_written(waiting)} held" if waiting else "")


def _written(number: float | Fraction) -> str:
    """Write points or percent with two decimals at most: ``8.5``."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def _fraction(number: float | None) -> Fraction:
    """Take a number as it is written: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(str(number or 0))
