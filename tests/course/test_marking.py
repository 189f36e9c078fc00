"""Tests of parts that a person marks: what course.yml may say, and what is said of faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.model import Course, load_course
from grader.errors import CourseError, UnknownName

GOOD = """\
name: A course
exercises:
  - name: layers
    title: Layers
    parts:
      - {name: forward, points: 2}
      - name: why
        points: 3
        by: hand
        rubric:
          - {name: idea, points: 2, text: "says why"}
          - {name: example, points: 1}
  - name: essay
    title: An essay
    parts:
      - {name: sketch, points: 1, by: hand, answer: curve.png, rubric: [{name: axes, points: 1}]}
"""


def loaded(folder: Path, text: str) -> Course:
    """Load a course of this text."""
    (folder / "course.yml").write_text(text, "utf-8")
    return load_course(folder, exactly=True)


def said(folder: Path, *change: str) -> str:
    """Return all that is said of the good course with one change."""
    assert GOOD.count(change[0]) == 1
    with pytest.raises(CourseError) as caught:
        loaded(folder, GOOD.replace(*change))
    return f"{caught.value.message}\n{caught.value.remedy}"


def test_a_part_is_judged_or_marked(tmp_path: Path) -> None:
    """Both have points; what only checks judge never meets what a person marks."""
    course = loaded(tmp_path, GOOD)
    layers, essay = course.exercises

    assert [part.name for part in layers.all_parts] == ["forward", "why"]
    assert [part.name for part in layers.parts] == ["forward"]
    assert [part.name for part in layers.marked] == ["why"]
    assert (layers.max_score, essay.max_score) == (5, 1)
    assert (essay.parts, course.judged) == ((), (layers,))
    assert layers.any_part("why").answer_file == "why.md"
    assert essay.any_part("sketch").answer_file == "curve.png"
    assert [(i.name, i.points, i.text) for i in layers.marked[0].rubric] == [
        ("idea", 2, "says why"),
        ("example", 1, ""),
    ]
    with pytest.raises(UnknownName):
        layers.part("why")
    assert [p.name for p in layers.only(["why"]).all_parts] == ["why"]


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "fix"),
    [
        ("        points: 3\n", "        points: 4\n", 8, "of `why` adds up to 3", "points: 3"),
        ("by: hand\n        rubric", "by: hand\n        needs: [forward]\n        rubric", 10,
         "`needs` is of parts that checks judge", "take the key out"),
        ("by: hand\n        rubric", "by: hand\n        trains: true\n        rubric", 10,
         "`trains`",
         "take the key out"),
        ("        by: hand\n        rubric", "        rubric", 9, "has `rubric`", "add `by: hand`"),
        ("by: hand\n        rubric", "by: machine\n        rubric", 9, "`by` is none", "by: hand"),
        ("example, points: 1}", "idea, points: 1}", 12, "second item of the rubric", "rename"),
        ("example, points: 1}", "example, points: 0}", 12, "is not above 0", "two decimals"),
        ("example, points: 1}", "example, points: 1, worth: 2}", 12, "unknown key", "points"),
        ("answer: curve.png", "answer: curve.gif", 16, "is no answer's file", ".png"),
        ("answer: curve.png", "answer: ../curve.png", 16, "is no answer's file", ".png"),
        ("answer: curve.png", "answer: README.md", 16, "is the name of another file", "why.md"),
        ("answer: curve.png", "answer: WHY.md", 16, "is called `WHY.md`", "own name"),
        ("{name: forward, points: 2}", "{name: forward, points: 2, answer: a.md}", 6,
         "has `answer`",
         "by: hand"),
        (", rubric: [{name: axes, points: 1}]", "", 16, "has no rubric", "rubric: [{name: idea"),
        ("[{name: axes, points: 1}]", "[]", 16, "has no rubric", "rubric: [{name: idea"),
    ],
)  # fmt: skip
def test_what_cannot_be(tmp_path: Path, old: str, new: str, line: int, what: str, fix: str) -> None:
    """Each fault is said with its line and its fix."""
    text = said(tmp_path, old, new)

    assert f"course.yml:{line}: " in text
    assert what in text
    assert fix in text


def test_nothing_builds_on_what_is_marked(tmp_path: Path) -> None:
    """No part needs an answer, and no gate judges one."""
    after = "          - {name: example, points: 1}\n"
    more = f"{after}      - {{name: train, points: 1, needs: [why]}}\n"
    assert "marked by hand: nothing can call it" in said(tmp_path, after, more)

    gate = (
        f"{after}    gates:\n      - {{name: g, part: why, threshold: 0.9, seeds: 3, need: 2, "
        "trivial: 0.5, calibration: {runs: 10000, failures: 25, upper: 0.0035, "
        "false_fail: 3.7e-05}}\n"
    )
    assert "gate `g` is of part `why`" in said(tmp_path, after, gate)


def test_hints_may_cost_where_a_person_marks_all(tmp_path: Path) -> None:
    """The prices are compared with parts that have hints, and there may be none."""
    only = GOOD.replace("      - {name: forward, points: 2}\n", "")
    course = loaded(
        tmp_path, only.replace("name: A course\n", "name: A course\nhint_prices: [1]\n")
    )

    assert course.judged == ()
