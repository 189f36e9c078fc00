"""Tests of what Classroom 50 reads, and of the autograder that writes it there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.authoring.derive import bundle
from grader.course.model import Course
from grader.errors import UsageError
from grader.feedback.explanation import Explanation
from grader.judging.results import PartScore, Result
from grader.platforms.classroom50 import release_body, render
from grader.sandbox.interface import Sandbox
from grader.sandbox.levels import Protection
from grader.sandbox.verdict import Verdict
from tests.support.ci import ROOT, stand_ins
from tests.support.command_line import Run
from tests.support.fractions import RATIONALS, WORDS
from tests.support.own_results import check_of

AUTOGRADER = ROOT / "examples/platforms/classroom50/autograder.py"
NOW = datetime(2026, 11, 29, 12, 0, 0, tzinfo=UTC)
HERE = {
    "CLASSROOM": "cs101",
    "ASSIGNMENT": "week-1",
    "SUBMISSION_TAG": "submit/2026-11-29T11-59-00Z-a1b2c3d",
    "COMMIT_URL": "https://github.com/o/r/commit/a1b2c3d",
    "RELEASE_URL": "https://github.com/o/r/releases/tag/submit%2F2026",
    "REVIEW_URL": "https://github.com/o/r/compare/0000000...a1b2c3d",
}
SCORE = {"type": "integer", "minimum": 0}
NAME = {"type": "string", "minLength": 1}
CONTRACT = {
    "type": "object",
    "required": [
        "schema", "classroom", "assignment", "submission", "commit", "release", "review",
        "datetime", "score", "max-score", "tests",
    ],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        **dict.fromkeys(("classroom", "assignment", "commit", "release", "review"), NAME),
        "submission": {"type": "string", "pattern": "^submit/"},
        "datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "score": SCORE,
        "max-score": SCORE,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": {**NAME, "maxLength": 100},
                    "passed": {"type": "boolean"},
                    "score": SCORE,
                    "max-score": SCORE,
                },
            },
        },
    },
}  # fmt: skip
"""What its wiki and its schema of results say that an autograder writes; the rest is stamped."""


def read(text: str) -> dict[str, Any]:
    """Read a result as Classroom 50 does, which refuses sums and scores that cannot be."""
    written: dict[str, Any] = json.loads(text)
    jsonschema.validate(written, CONTRACT)
    tests = written["tests"]
    assert written["score"] == sum(test["score"] for test in tests)
    assert written["max-score"] == sum(test["max-score"] for test in tests)
    assert all(test["score"] <= test["max-score"] for test in tests)
    return written


def result(signs: str, score: float, most: float, held: float = 0.0, **more: Any) -> Result:
    """Give a result of one part, with a sign for each check."""
    checks = tuple(check_of("add", i, sign) for i, sign in enumerate(signs))
    part = PartScore("add", score, most, held)
    return Result("you", "sums", score, most, Verdict.GRADED, (part,), checks, **more)


def test_scores_are_whole_hundredths() -> None:
    """A part is a test; the first of its checks that fails says why."""
    written = read(render([result("+-+", 1.67, 5.0)], "L3", HERE, NOW))

    assert (written["score"], written["max-score"]) == (167, 500)
    assert written["tests"] == [
        {
            "test-name": "add",
            "passed": False,
            "score": 167,
            "max-score": 500,
            "held": 0,
            "message": "add 1.\nthe sign is off\n  got       1",
            "protection": "L3",
        }
    ]
    assert written["datetime"] == "2026-11-29T12:00:00Z"
    assert written["review"] == HERE["REVIEW_URL"]


def test_passed_is_all_of_it() -> None:
    """What is held is not passed, and not won either."""
    whole, waits = (
        read(render([each], "L2", HERE, NOW))["tests"][0]
        for each in (result("++", 5.0, 5.0), result("+?", 2.5, 5.0, 2.5))
    )

    assert (whole["passed"], whole["message"]) == (True, "")
    assert (waits["passed"], waits["score"], waits["held"]) == (False, 250, 250)


def test_several_exercises() -> None:
    """Each test says of which it is; one whose file cannot be run counts with all its points."""
    broken = Result(
        "you", "words", 0.0, 2.5, Verdict.IMPORT_FAILED, reason=Explanation("no Python")
    )

    written = read(render([result("+", 5.0, 5.0), broken], "L3", HERE, NOW))

    assert [test["test-name"] for test in written["tests"]] == [
        "sums: add",
        "words: import failed",
    ]
    assert (written["score"], written["max-score"]) == (500, 750)
    assert written["tests"][1]["message"] == "no Python"


def test_a_reason_is_every_part_s() -> None:
    """Where nothing could be run, no sentence of a check stands before it."""
    failed = result("--", 0.0, 5.0, reason=Explanation("no Python"))

    (test,) = read(render([failed], "L3", HERE, NOW))["tests"]

    assert (test["passed"], test["message"]) == (False, "no Python")


def test_without_a_baseline_the_review_is_the_commit() -> None:
    """As Classroom 50 itself has it."""
    written = read(render([result("+", 5.0, 5.0)], "L3", {**HERE, "REVIEW_URL": ""}, NOW))

    assert written["review"] == HERE["COMMIT_URL"]


def test_elsewhere_it_is_refused() -> None:
    """What is missing is named."""
    with pytest.raises(UsageError, match="it has no ASSIGNMENT, RELEASE_URL"):
        render([], "L3", {**HERE, "ASSIGNMENT": "", "RELEASE_URL": ""}, NOW)


def test_hostile_names_and_texts_stay_json() -> None:
    """And the release's text is Markdown in which they have no meaning."""
    check = replace(check_of("add", 0, "-"), sentence="\x1b[2J<script>\udceb" + "x" * 900)
    hostile = replace(result("-", 0.0, 5.0), exercise="e" * 200, checks=(check,))

    read(render([hostile, hostile], "L3", HERE, NOW))
    body = release_body([hostile], "L3", ["```\n<script>"])

    assert body.startswith("Scores are hundredths of a point")
    assert "````\n```\n<script>\n````\n" in body


def test_without_protection_nothing_is_written(
    run: Run, course: Course, tmp_path: Path, lent_sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The student's code could write its own score."""
    bundle(course, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    for name, value in HERE.items():
        monkeypatch.setenv(name, value)

    good = run("check", "--classroom50")
    written = {path.name for path in Path().iterdir()} & {"result.json", "release-body.md"}
    for name in written:
        Path(name).unlink()
    lent = nullcontext((lent_sandbox, Protection("L1", (), ())))
    monkeypatch.setattr("grader.judging.warm_judge.protected_sandbox", lambda _: lent)
    bad = run("check", "--classroom50")

    assert (good[0], written) == (1, {"result.json", "release-body.md"})
    assert bad[0] == 3
    assert "cannot keep the student's code from writing its own score" in bad[2]
    assert not Path("result.json").exists()


@pytest.fixture
def classroom(course: Course, tmp_path: Path) -> Path:
    """The bundle of an assignment, and a student's checkout who handed in some right work."""
    bundle(course.deciding({"rationals": 2.5, "words": 1.3}), tmp_path / "bundle" / "handout")
    text = AUTOGRADER.read_text(encoding="utf-8")
    (tmp_path / "bundle" / "autograder.py").write_text(text, encoding="utf-8")
    shutil.copytree(tmp_path / "bundle" / "handout", tmp_path / "checkout")
    folder = tmp_path / "checkout" / "exercises"
    (folder / "rationals" / "rationals.py").write_text(RATIONALS, encoding="utf-8")
    (folder / "words" / "words.py").write_text(WORDS.replace("lower", "upper"), encoding="utf-8")
    return tmp_path


def graded(classroom: Path) -> subprocess.CompletedProcess[str]:
    """Run the autograder as Classroom 50's runner does: in the checkout, with its environment."""
    environment = {
        **stand_ins(classroom / "tools"), **HERE,
        "GITHUB_STEP_SUMMARY": str(classroom / "summary.md"),
        "GITHUB_WORKSPACE": str(classroom / "checkout"),
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, str(classroom / "bundle" / "autograder.py")],
        cwd=classroom / "checkout", env={**os.environ, **environment},
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip


@pytest.mark.slow
def test_the_autograder(classroom: Path) -> None:
    """Ends with 0 though checks fail, and installs what it names at its top."""
    done = graded(classroom)

    written = read((classroom / "checkout" / "result.json").read_text())
    assert done.returncode == 0, done.stderr
    assert written["max-score"] == 1250
    assert {test["test-name"]: test["passed"] for test in written["tests"]} == {
        "rationals: greatest_common_divisor": True,
        "rationals: reduced": True,
        "rationals: add": True,
        "words: split_words": False,
        "words: Counter": False,
    }
    assert "## Visible checks: " in (classroom / "checkout" / "release-body.md").read_text()
    assert "file=exercises/words/words.py,line=" in done.stdout
    assert (classroom / "tools" / "calls").read_text().splitlines() == [
        "pip install --quiet torch --index-url https://download.pytorch.org/whl/cpu",
        "pip install --quiet THE-GRADER scikit-learn",
        "sudo -n apt-get install -y -qq bubblewrap",
        "sudo -n sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ]


@pytest.mark.slow
def test_the_student_s_copies_of_the_checks_count_for_nothing(classroom: Path) -> None:
    """Nor do a package of theirs in the grader's place, and a result that they committed."""
    checkout = classroom / "checkout"
    for path in checkout.glob("exercises/*/test_visible.py"):
        path.write_text("")
    (checkout / "course.yml").write_text("name: mine\n")
    (checkout / "grader").mkdir()
    (checkout / "grader" / "__init__.py").write_text("raise SystemExit('mine')")
    (checkout / "result.json").write_text('{"score": 1250}')

    done = graded(classroom)

    written = read((checkout / "result.json").read_text())
    assert done.returncode == 0, done.stderr
    assert (written["max-score"], written["tests"][3]["passed"]) == (1250, False)


@pytest.mark.slow
def test_our_own_trouble_is_no_score(classroom: Path) -> None:
    """A bundle without the handout ends in another code, and leaves no result of the student's."""
    shutil.rmtree(classroom / "bundle" / "handout")
    (classroom / "checkout" / "result.json").write_text('{"score": 1250}')

    done = graded(classroom)

    assert done.returncode == 2
    assert not (classroom / "checkout" / "result.json").exists()
