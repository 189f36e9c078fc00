"""Tests of `grader list`: when each exercise is due."""

from __future__ import annotations

from grader.commands.list import shown
from grader.course.model import Course, load_course


def listed(course: Course, deadline: str, zone: str = "") -> str:
    """Return what is said of the first exercise, with this for its deadline."""
    path = course.root / "course.yml"
    text = path.read_text("utf-8")
    path.write_text(zone + text.replace("deadline: 2031-02-28T23:59:00+01:00", deadline), "utf-8")
    return shown(load_course(course.root)).rows[0].what


def test_a_deadline_has_its_zone(course: Course) -> None:
    """The course's, or the offset that the deadline was written with."""
    plain = listed(course, "deadline: 2031-02-28T23:59:00+01:00")
    zoned = listed(course, "deadline: 2031-07-01T12:00", "time_zone: Europe/Zurich\n")

    assert plain == "Fractions without rounding (due Fri 28 Feb 2031 23:59 UTC+01:00)"
    assert zoned == "Fractions without rounding (due Tue 1 Jul 2031 12:00 CEST)"


def test_sections_have_their_own(course: Course) -> None:
    """One without a deadline of its own is not named, and an exercise may have none at all."""
    sections = "sections: {A: {deadline: 2031-03-01T12:00:00+01:00}, B: {}}"

    said = listed(course, sections)

    assert said == "Fractions without rounding (due section A: Sat 1 Mar 2031 12:00 UTC+01:00)"
    assert shown(course).rows[1].what == "Counting the words of a sentence"
