"""Tests of the passport: what a release says of the machine on which its course was calibrated."""

from __future__ import annotations

import json

from grader.authoring.passport import passport
from grader.course.model import Course
from grader.store import this_machine


def figures(course: Course, name: str, **versions: str) -> None:
    """Write the figures of a gate."""
    folder = course.root / "validity" / "calibration"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps({"versions": versions}))


def test_a_course_without_gates(course: Course) -> None:
    """It is this machine on which the course was released."""
    assert json.loads(passport(course)) == this_machine()


def test_what_the_figures_say(course: Course) -> None:
    """Where they agree they are meant; where they do not, it is this machine again."""
    figures(course, "a", python="3.9.1", numpy="1.0", scipy="1.1")
    figures(course, "b", python="3.9.1", numpy="2.0")

    said = json.loads(passport(course))

    assert said == this_machine() | {"python": "3.9.1"}
