"""Tests of kept pictures: found by what they were drawn from, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course
from grader.store import KeptPicture, Pictures

PNG = KeptPicture(b"\x89PNG\x00", "A line: it ends at 1 \udceb\x00.", "It rises.")


@pytest.fixture
def pictures(course: Course, tmp_path: Path) -> Pictures:
    """The pictures of a course whose first exercise has one."""
    (course.exercise_folder("rationals") / "picture.py").write_text("1", encoding="utf-8")
    return Pictures(tmp_path / "pictures", course)


def test_a_picture_comes_back(pictures: Pictures) -> None:
    """Of this work alone; whatever stands in its words."""
    pictures.keep("rationals", PNG, "ab12")

    assert pictures.of("rationals", "ab12") == PNG
    assert pictures.of("rationals", "ab13") is None
    assert pictures.of("rationals") is None
    assert pictures.of("words", "ab12") is None


def test_another_picture_py_makes_it_none(pictures: Pictures, course: Course) -> None:
    """Nobody is shown what the lesson shows no more; of the reference the same holds."""
    pictures.keep("rationals", PNG, "ab12")
    pictures.keep("rationals", PNG)
    assert pictures.of("rationals") == PNG

    course.reference("rationals").write_text("changed", encoding="utf-8")
    assert (pictures.of("rationals"), pictures.of("rationals", "ab12")) == (None, PNG)

    (course.exercise_folder("rationals") / "picture.py").write_text("2", encoding="utf-8")
    assert pictures.of("rationals", "ab12") is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"png": "*"}', b'{"png": 1}', b"\xff"])
def test_a_damaged_one_is_none(pictures: Pictures, tmp_path: Path, content: bytes) -> None:
    """The page goes without it."""
    pictures.keep("rationals", PNG, "ab12")
    (path,) = (tmp_path / "pictures").iterdir()
    path.write_bytes(content)

    assert pictures.of("rationals", "ab12") is None


def test_it_is_this_user_s_alone(pictures: Pictures, tmp_path: Path) -> None:
    """Like all that is kept of a class."""
    pictures.keep("rationals", PNG, "ab12")

    (path,) = (tmp_path / "pictures").iterdir()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
