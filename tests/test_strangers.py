"""Strangers: right work in the dress in which it is really handed in, and what must become of it.

Each folder of `tests/submissions/strangers` holds a `submission/` and an `expected.yml`: the points
of each exercise that is in it, what the student reads, and what must not be said. Where it says
`known_since`, a Python as new as that has nothing to say.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from grader.course.model import Course, load_course
from grader.judging.warm_judge import JudgingPlan, WarmJudge
from grader.reports.student_feedback import feedback
from grader.submission import Entry, parts_of, read_submission

HERE = Path(__file__).parent
CORPUS = HERE / "submissions" / "strangers"
FOLDERS = sorted(path for path in CORPUS.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def strangers_course() -> Course:
    """The course of this repository."""
    return load_course(HERE.parent, exactly=True)


@pytest.fixture(scope="module")
def judge(strangers_course: Course) -> Iterator[WarmJudge]:
    """One warm judge for them all."""
    parts = parts_of(strangers_course.exercises)
    read = [read_submission(Entry("x", folder / "submission"), parts) for folder in FOLDERS]
    sources = [source for submission in read for source in submission.sources]
    plan = JudgingPlan.of(strangers_course, strangers_course.exercises, sources, secret=b"x" * 32)
    with WarmJudge(plan) as judge:
        yield judge


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_stranger_gets_what_the_work_is_worth(
    judge: WarmJudge, strangers_course: Course, folder: Path
) -> None:
    """The points are those of the work, and the words help."""
    expected = yaml.safe_load((folder / "expected.yml").read_text(encoding="utf-8"))
    parts = parts_of(strangers_course.exercises)

    results = judge.judge(read_submission(Entry(folder.name, folder / "submission"), parts))

    known = sys.version_info >= tuple(expected.get("known_since", [4]))
    says = [] if known else expected["says"]
    judged = [each for each in results if each.exercise in expected["points"]]
    said = "\n".join(feedback(each).plain for each in judged)
    assert {each.exercise: each.score for each in judged} == pytest.approx(expected["points"])
    assert [words for words in says if words not in said] == []
    assert [words for words in expected["never"] if words in said] == []
