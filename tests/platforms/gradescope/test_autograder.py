"""Tests of what grades on Gradescope: whose work it is, what it needs, what becomes of trouble."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.errors import SandboxError
from grader.judging import Judged
from grader.platforms.gradescope import Settings, autograder, grade_submission
from grader.sandbox.guest.settings import STAYS_ROOT
from grader.sandbox.interface import Sandbox
from grader.sandbox.levels import Protection
from tests.support.files import edit
from tests.support.fractions import RATIONALS, WORDS, WRONG_DIVISOR
from tests.support.gradescope import METADATA, hand_in


@pytest.fixture
def home(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gradescope's folders with a work that is right, and nothing that limits the memory."""
    home = tmp_path / "autograder"
    (home / "source").mkdir(parents=True)
    course.root.rename(home / "source" / "course")
    settings = Settings(("rationals", "words"), b"a secret")
    (home / "source" / "settings.json").write_text(settings.text())
    (home / "submission_metadata.json").write_text(json.dumps(METADATA))
    for folder in ("submission", "results"):
        (home / folder).mkdir()
    hand_in(home, {"rationals.py": RATIONALS, "words.py": WORDS})
    monkeypatch.setattr(autograder, "_MEMORY_LIMITS", ())
    return home


def written(home: Path) -> dict:
    """Read results.json."""
    return json.loads((home / "results" / "results.json").read_text())


def test_a_late_work_is_late_by_the_course(home: Path, lent_sandbox: Sandbox) -> None:
    """Gradescope says when it was handed in, and course.yml what that costs."""
    edit(home / "source/course/course.yml", "2031-02-28T23:59", "2031-02-27T23:59")

    grade_submission(home)

    assert written(home)["score"] == 7.5 * 0.9 + 5  # in Gradescope's zone it is more
    assert "1 day at 10 %: -10 % = 6.75" in written(home)["output"]


def test_the_same_code_gets_the_same_inputs(home: Path, lent_sandbox: Sandbox) -> None:
    """A rerun says the same to the letter."""
    hand_in(home, {"rationals.py": WRONG_DIVISOR})
    grade_submission(home)
    first = (home / "results" / "results.json").read_text()
    grade_submission(home)
    again = (home / "results" / "results.json").read_text()

    assert first == again


def test_another_code_gets_other_inputs(home: Path) -> None:
    """So that earlier feedback helps nobody; what was not changed keeps its inputs."""
    course = load_course(home / "source" / "course", exactly=True)

    def attempts(**files: str) -> dict[str, int]:
        hand_in(home, {f"{name}.py": text for name, text in files.items()})
        return dict(autograder._read(home, course, course.exercises).attempts)

    first = attempts(rationals=WRONG_DIVISOR, words=WORDS)
    changed = attempts(rationals=WRONG_DIVISOR + "# again\n", words=WORDS)

    assert changed["rationals"] != first["rationals"]
    assert changed["words"] == first["words"]
    assert attempts(rationals=WRONG_DIVISOR)["rationals"] == first["rationals"]
    assert attempts()["rationals"] == 1


@pytest.mark.parametrize(
    ("text", "student", "when"),
    [
        (json.dumps(METADATA), "1234", METADATA["created_at"]),
        (json.dumps(METADATA | {"users": [{"id": 9}, {"id": 10}]}), "10+9", METADATA["created_at"]),
        (json.dumps(METADATA | {"users": []}), "student", METADATA["created_at"]),
        (json.dumps(METADATA | {"created_at": "2031-02-28T14:22:32"}), "1234", None),
        (json.dumps(METADATA | {"created_at": "yesterday"}), "student", None),
        ("[]", "student", None),
        ("{", "student", None),
        (None, "student", None),
    ],
)
def test_who_handed_in_and_when(
    text: str | None, student: str, when: str | None, tmp_path: Path
) -> None:
    """By Gradescope's numbers, which do not change; without the file it works too."""
    path = tmp_path / "submission_metadata.json"
    if text is not None:
        path.write_text(text)

    found = autograder.read_metadata(path)

    assert found == (student, when and datetime.fromisoformat(when))


@pytest.mark.parametrize(
    ("limit", "mebibytes"), [("805306368\n", 768), ("max\n", None), ("odd", None), (None, None)]
)
def test_the_containers_memory(
    limit: str | None, mebibytes: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the kernel says, in either version of its control groups."""
    if limit is not None:
        (tmp_path / "memory.max").write_text(limit)
    monkeypatch.setattr(autograder, "_MEMORY_LIMITS", ("/nowhere", str(tmp_path / "memory.max")))

    assert autograder.memory_limit_mb() == mebibytes


def test_too_small_a_container_grades_nobody(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel would end an honest student's process there, and it would look like a crash."""
    (home / "results" / "results.json").write_text("{}")
    monkeypatch.setattr(autograder, "memory_limit_mb", lambda: 768)

    with pytest.raises(SandboxError, match="has 768 MiB of memory, and needs 2816") as refused:
        grade_submission(home)

    assert "larger container" in refused.value.remedy
    assert not (home / "results" / "results.json").exists()


def test_without_protection_nothing_is_graded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it was asked for at the export; and never as root, who reads every suite."""
    refused = Settings(("words",), b"a secret")
    wanted = Settings(("words",), b"a secret", unsandboxed=True)
    nobody = Protection("L1", (), ("L2: no Landlock",))
    root = Protection("L1", (), (f"L2: {STAYS_ROOT}, and reads all",))

    with pytest.raises(SandboxError, match="no Landlock"):
        autograder._require_protection(nobody, refused)
    with pytest.raises(SandboxError, match=STAYS_ROOT):
        autograder._require_protection(root, wanted)
    autograder._require_protection(nobody, wanted)
    autograder._require_protection(Protection("L2", (), ()), refused)


@pytest.mark.parametrize("how", ["said", "raised"])
def test_our_own_trouble_leaves_no_result(
    home: Path, how: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A process that died twice, or a fault of ours: exit code 3, and words for the staff."""
    (home / "results" / "results.json").write_text("{}")

    def fails(plan, submissions, emit, started) -> None:
        if how == "raised":
            raise ZeroDivisionError("of ours")
        started(Protection("L2", (), ()))
        emit(Judged(submissions[0], problem="the grader's own process died twice over it"))

    monkeypatch.setattr(autograder, "judge_all", fails)

    code = autograder.main(home)

    out = capsys.readouterr().out
    assert code == 3
    assert ("died twice" if how == "said" else "ZeroDivisionError: of ours") in out
    assert not (home / "results" / "results.json").exists()
