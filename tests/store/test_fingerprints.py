"""Tests of digests: what makes a grade old, and what does not."""

from __future__ import annotations

import errno
import platform
from pathlib import Path

import numpy as np
import pytest

from grader.course.model import Course
from grader.errors import CourseError
from grader.store import Key, fingerprints
from grader.store.fingerprints import course_digest, environment, grader_digest, versions
from tests.support.fractions import RATIONALS, WORDS, hand_in


@pytest.mark.parametrize(
    "file",
    [
        "course.yml",
        "solutions/rationals/rationals.py",
        "solutions/rationals/test_visible.py",
        "solutions/words/test_hidden.py",
        "solutions/words/misconceptions.py",
        "solutions/words/answers.npy",
        "data/passengers.csv",
        "data/more/below.bin",
    ],
)
def test_a_course_is_its_file_and_what_its_suites_read(course: Course, file: str) -> None:
    """Whatever may change a grade changes the digest, and back again."""
    path = course.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    before, text = course_digest(course), path.read_bytes() if path.exists() else None

    path.write_bytes((text or b"") + b"\n# a remark\n")
    changed = course_digest(course)
    path.write_bytes(text) if text is not None else path.unlink()

    assert changed != before
    assert course_digest(course) == before


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("course.yml", True), ("data/passengers.csv", True),
        ("solutions/words/test_hidden.py", True), ("solutions/rationals/test_hidden.py", False),
    ],
)  # fmt: skip
def test_an_exercise_is_its_own_folder_and_what_all_share(
    course: Course, file: str, changes: bool
) -> None:
    """What was found out about one exercise stays true while another is mended."""
    path = course.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    before = course_digest(course, "words")

    with path.open("a") as opened:
        opened.write("\n# a remark\n")

    assert (course_digest(course, "words") != before) is changes


def test_files_that_change_places_change_the_course(course: Course) -> None:
    """The same contents in another folder are another course."""
    before = course_digest(course)
    helper = course.root / "solutions" / "rationals" / "zzz.py"
    helper.write_text("x = 1")
    with_helper = course_digest(course)

    helper.rename(course.root / "solutions" / "words" / "aaa.py")

    assert len({before, with_helper, course_digest(course)}) == 3


@pytest.mark.parametrize(
    "file",
    [
        "solutions/words/README.md", "solutions/words/__pycache__/x.py", "exercises/a.py",
        "data/README.md", "data/.DS_Store", "class/ada/words.py",
    ],
)  # fmt: skip
def test_what_judges_nobody_makes_no_grade_old(course: Course, file: str) -> None:
    """Lessons, caches and what is derived are no part of a grade."""
    before = course_digest(course)
    path = course.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("another text")

    assert course_digest(course) == before


def test_a_folder_called_as_a_file_is_none(course: Course) -> None:
    """Folders are gone through, whatever they are called; a link that leads nowhere is left out."""
    before = course_digest(course)
    (course.root / "data" / "empty.csv").mkdir(parents=True)
    (course.root / "data" / "broken.csv").symlink_to("nowhere")

    assert course_digest(course) == before


def test_a_file_that_cannot_be_read_is_named(course: Course, monkeypatch) -> None:
    """For the course's author, not as a traceback."""
    path = course.root / "data" / "secret.csv"
    path.parent.mkdir()
    path.write_text("1")

    def refuse(_: Path, *words: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CourseError, match=r"secret\.csv: Permission denied") as caught:
        course_digest(course)

    assert caught.value.remedy == "see who may read it"


def test_the_environment_names_what_matters() -> None:
    """Level, device, Python and the versions of the libraries."""
    found = environment("L2", "cuda")

    assert (found["protection"], found["device"]) == ("L2", "cuda")
    assert found["python"] == platform.python_version()
    assert found["numpy"] == np.__version__
    assert all(isinstance(value, str) for value in found.values())


def test_a_library_that_is_not_here_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said, not left out: that, too, may change a grade."""
    monkeypatch.setattr(fingerprints, "LIBRARIES", ("numpy", "no-such-library"))

    assert versions() == {"numpy": np.__version__, "no-such-library": "missing"}


def test_a_grader_is_its_code_and_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another level, another device, another version or other code: another digest."""
    described = environment("L3", "cpu")
    found = [grader_digest(described), grader_digest(dict(reversed(described.items())))]
    others = [environment("L1", "cpu"), environment("L3", "cuda"), {**described, "numpy": "1.0"}]
    different = [grader_digest(each) for each in others]
    monkeypatch.setattr(fingerprints, "_own_code", lambda: "other")
    different.append(grader_digest(described))

    assert found[0] == found[1]
    assert len({found[0], *different}) == 5


def test_a_key_is_of_the_work_and_not_of_the_name() -> None:
    """Who hands in the same has the same key; another line gives another."""
    keys = [
        Key(hand_in(student, rationals=text).digest, "course", "code")
        for student, text in (("ada", RATIONALS), ("bob", RATIONALS), ("ada", WORDS))
    ]

    assert keys[0] == keys[1] != keys[2]
    assert (keys[0].course, keys[0].grader) == ("course", "code")
