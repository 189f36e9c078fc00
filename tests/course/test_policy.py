"""Tests of policy: what course.yml may say of deadlines, lateness and attempts."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.errors import CourseError

TERM = """\
name: A course
time_zone: Europe/Zurich
gradebook: ../term
lateness:
  grace_minutes: 15
  percent_per_day: 10
  at_most_percent: 60
  late_days: 3
attempts: {counts: best}
exercises:
  - name: layers
    title: Layers
    deadline: 2026-11-30T23:59
    sections:
      A: {deadline: 2026-12-01T12:00}
      2: {deadline: 2026-12-02T12:00-05:00}
      C: {}
    parts: [{name: f, points: 1}]
  - name: project
    title: A project
    lateness: {percent_per_hour: 2, late_days_each: 0}
    attempts: {counts: last, unreadable_costs_attempt: true}
    parts: [{name: g, points: 1}]
"""


def load(folder: Path, text: str) -> Course:
    """Load a course of this text."""
    (folder / "course.yml").write_text(text, encoding="utf-8")
    return load_course(folder, exactly=True)


class TestRight:
    """What a right course.yml becomes."""

    def test_deadlines_of_sections(self, tmp_path):
        """A section has its own or the exercise's; who is in none has the exercise's."""
        layers, project = load(tmp_path, TERM).exercises

        everybody = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
        assert layers.due() == layers.due("C") == layers.due("elsewhere") == everybody
        assert layers.due("A") == datetime(2026, 12, 1, 11, tzinfo=UTC)
        assert layers.due("2") == datetime(2026, 12, 2, 17, tzinfo=UTC)
        assert project.due("A") is None
        assert load(tmp_path, TERM).sections == ("A", "2", "C")

    def test_an_exercise_overrides_the_course(self, tmp_path):
        """Field by field; a price for each hour takes the place of one for each day."""
        course = load(tmp_path, TERM)
        layers, project = course.exercises

        assert course.lateness and layers.lateness and project.lateness
        assert course.lateness.late_days == 3
        assert layers.lateness.percent_per_day == 10
        assert project.lateness.percent_per_day is None
        assert project.lateness.percent_per_hour == 2
        assert (project.lateness.grace_minutes, project.lateness.at_most_percent) == (15, 60)
        assert (layers.lateness.late_days_each, project.lateness.late_days_each) == (None, 0)
        assert (layers.attempts.counts, project.attempts.counts) == ("best", "last")
        assert project.attempts.unreadable_costs_attempt

    def test_zone_and_gradebook(self, tmp_path):
        """The zone is named, the gradebook is seen from the course's folder."""
        course = load(tmp_path, TERM)

        assert course.zone and course.zone.key == "Europe/Zurich"
        assert course.gradebook_folder == tmp_path / "../term"

    def test_nothing_has_to_be_said(self, tmp_path):
        """Without any of it the last work counts, and lateness costs nothing."""
        text = "name: A\nexercises: [{name: e, title: E, parts: [{name: f, points: 1}]}]\n"
        course = load(tmp_path, text)

        assert (course.zone, course.lateness, course.exercises[0].lateness) == (None, None, None)
        assert course.exercises[0].attempts.counts == "last"
        assert course.gradebook_folder == tmp_path / "results"

    def test_crosses_to_other_processes(self, tmp_path):
        """A pickled course comes back equal, sections and all, and is the same key."""
        course = load(tmp_path, TERM)

        copy = pickle.loads(pickle.dumps(course))

        assert copy == course
        assert {course: "kept"}[copy] == "kept"


WRONG = [
    ("Europe/Zurich", "Europe/Zuerich", 2, "is no time zone", "did you mean `Europe/Zurich`?"),
    ("Europe/Zurich", "CET", 2, "is no time zone", "time_zone: Europe/Zurich"),
    ("Europe/Zurich", "Europe", 2, "is no time zone", "did you mean `Europe/"),
    ("Europe/Zurich", "../../etc/passwd", 2, "is no time zone", "Europe/Zurich"),
    ("Europe/Zurich", "2", 2, "is not text: 2", "Europe/Zurich"),
    ("../term", "''", 3, "`gradebook` is not one line of text", "gradebook: results"),
    ("minutes: 15", "minutes: -1", 5, "`grace_minutes` is less than 0: -1", "grace_minutes"),
    ("minutes: 15", "minutes: 2000", 5, "`grace_minutes` is more than 1440", "grace_minutes"),
    ("minutes: 15", "minutes: 1.5", 5, "is not a whole number: 1.5", "grace_minutes"),
    ("percent_per_day: 10", "percent_per_day: 0", 6, "is not above 0: 0", "percent_per_day: 10"),
    ("percent_per_day: 10", "percent_per_day: .nan", 6, "is not a number", "percent_per_day: 10"),
    ("percent_per_day: 10", "percent_per_day: 101", 6, "is more than 100", "percent_per_day: 10"),
    ("percent_per_day: 10", "late_days_each: 1", 4, "this lateness has no price", "percent_once"),
    (
        "percent_per_day: 10",
        "percent_per_day: 10\n  percent_per_hour: 1",
        7,
        "costs `percent_per_day` and `percent_per_hour`",
        "keep one",
    ),
    ("at_most_percent: 60", "at_least_percent: 40", 7, "unknown key", "`at_most_percent`?"),
    ("late_days: 3", "late_days: 1.5", 8, "is not a whole number", "late_days: 3"),
    ("counts: best", "counts: newest", 9, "is none of 'last', 'best'", "counts: best"),
    ("counts: best", "count: best", 9, "unknown key `count`", "did you mean `counts`?"),
    (
        "2026-11-30T23:59\n",
        "7.12.2026\n",
        13,
        '`deadline` is not a date and time: "7.12.2026"',
        "write for example 2026-11-30T23:59",
    ),
    ("T23:59\n", "\n", 13, "`deadline` has no time of day", "2026-11-30T23:59"),
    (
        "2026-11-30T23:59\n",
        "2026-10-25T02:30\n",
        13,
        "`deadline` comes twice in Europe/Zurich",
        "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00",
    ),
    (
        "2026-12-01T12:00}",
        "2026-03-29T02:30}",
        15,
        "`deadline` is skipped in Europe/Zurich",
        "+01:00",
    ),
    ("{deadline: 2026-12-01T12:00}", "soon", 15, "`A` is not a set of `key: value`", ""),
    ("{deadline: 2026-12-01T12:00}", "{due: 2026-12-01T12:00}", 15, "unknown key `due`", ""),
    ("late_days_each: 0", "late_days: 0", 21, "unknown key `late_days`", "`late_days_each`?"),
    ("hour: 2, late", "day: 5, percent_per_hour: 1, late", 21, "costs `percent_per_day`", "keep"),
    ("attempt: true", "attempt: 1", 22, "is not true or false: 1", ""),
]


class TestWrong:
    """What is said of a policy that cannot be."""

    @pytest.mark.parametrize(("old", "new", "line", "what", "fix"), WRONG)
    def test_line_and_fix(self, tmp_path, old, new, line, what, fix):
        """Every mistake is one line with its fix, and no other place is blamed for it."""
        assert TERM.count(old) == 1

        with pytest.raises(CourseError) as caught:
            load(tmp_path, TERM.replace(old, new))

        assert caught.value.message.startswith(f"course.yml:{line}: ")
        assert what in caught.value.message
        assert fix in caught.value.remedy
        assert "\n" not in caught.value.message

    def test_without_a_zone(self, tmp_path):
        """A deadline without an offset is refused, each in its line."""
        text = TERM.replace("time_zone: Europe/Zurich\n", "")

        with pytest.raises(CourseError) as caught:
            load(tmp_path, text)

        said = caught.value.message.splitlines()[::2]
        assert [line.split(": ")[0] for line in said] == ["course.yml:12", "course.yml:14"]
        assert all("has no time zone" in line for line in said)

    def test_the_best_before_and_the_last_after_wants_a_price(self, tmp_path):
        """Without one there is no reason to leave out what lies between them."""
        text = "attempts: {counts: best-before-last-after}\n" + TERM
        text = text.replace("attempts: {counts: best}\n", "")
        lateness = text[text.index("lateness:") : text.index("exercises:")]

        assert load(tmp_path, text).attempts.counts == "best-before-last-after"
        with pytest.raises(CourseError, match="wants a price for the work after the deadline"):
            load(tmp_path, text.replace(lateness, ""))
