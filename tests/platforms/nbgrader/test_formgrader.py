"""Tests of formgrader, nbgrader's page for markers, on what was autograded and exported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.course.model import Course
from tests.support.formgrader import formgrader
from tests.support.nbgrader_course import (
    CLASS,
    auto_scores,
    done,
    exported,
    hand_in,
    released,
    result_of,
)
from tests.support.processes import descendants


@pytest.mark.slow
def test_markers_open_what_was_graded(course: Course, tmp_path: Path) -> None:
    """Each manual-grading page shows the code, the number and the explanation.

    What is autograded by a click is judged in the same way, and leaves no process behind.
    """
    folder = released(course, tmp_path / "nb")
    for student in ("ada", "bob"):
        hand_in(folder, student, CLASS[student])
    done(folder, "autograde", "rationals", "--student=bob")
    exported(course, folder, "", result_of("Lee, Kim", add=1.0, held=1.5))
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        pages = {
            each.student.id: each.id
            for each in gradebook.notebook_submissions("rationals", "rationals")
        }
    own = tmp_path / "own"
    own.mkdir()

    with formgrader(folder, own) as get:
        bob = get(f"submissions/{pages['bob']}/")
        kim = get(f"submissions/{pages['Lee, Kim']}/")
        click = get("api/submission/rationals/ada/autograde", "POST")
        left = {pid for pid, command in descendants().items() if "spawn_main" in command}
        listed = get("api/submissions/rationals")
        table = get("gradebook/rationals/rationals")

    words = {name: re.sub("<[^>]*>", "", text) for name, (_, text) in (("bob", bob), ("kim", kim))}
    assert [status for status, _ in (bob, kim, listed, table)] == [200] * 4
    assert "6 divides 12 and 18, and nothing larger does" in words["bob"]
    assert "from grader.notebook import check" in words["bob"]
    assert "def reduced(p, q):" in words["kim"]
    assert "add: 1 (+1.5 held) of 2.5" in words["kim"]
    assert (click[0], '"success": true' in click[1], left) == (200, True, set())
    assert auto_scores(folder, "ada")["add-points"] == (2.5, False)
    assert '"needs_manual_grade": true' in listed[1]
