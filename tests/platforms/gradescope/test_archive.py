"""Tests of autograder.zip: all that grading needs is in it, and of the course nothing else."""

from __future__ import annotations

import io
import sys
import zipfile
from base64 import urlsafe_b64encode
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pytest

from grader.authoring import bundle
from grader.course import Course, load_course
from grader.errors import UsageError
from grader.platforms.gradescope import Settings, archive, autograder_zip
from tests.support.fractions import add_checks

WHEEL = f"nngrader-{version('nngrader')}-py3-none-any.whl"


def opened(course: Course, *names: str, **more: bool) -> zipfile.ZipFile:
    """Export these exercises, and open what comes."""
    exercises = [course.exercise(each) for each in names] or course.exercises
    return zipfile.ZipFile(io.BytesIO(autograder_zip(course, exercises, **more)))


def test_the_scripts_stand_at_the_root_and_may_be_run(pristine: Course) -> None:
    """Gradescope looks for them there; all else is its owner's to read."""
    packed = opened(pristine)

    modes = {each.filename: each.external_attr >> 16 & 0o777 for each in packed.infolist()}
    assert {name for name, mode in modes.items() if mode == 0o700} == {
        "setup.sh", "run_autograder",
    }  # fmt: skip
    assert {mode for name, mode in modes.items()} == {0o700, 0o600}
    assert packed.read("run_autograder").startswith(b"#!/usr/bin/env bash\n")
    assert b"\r" not in packed.read("setup.sh")


def test_the_page_names_each_file(pristine: Course) -> None:
    """Who opens the zip finds in docs/gradescope.md what each is for."""
    page = (Path(__file__).parents[3] / "docs" / "gradescope.md").read_text(encoding="utf-8")

    tops = {name.split("/")[0] for name in opened(pristine).namelist()} | {"torch.txt"}
    unnamed = {name for name in tops if f"| `{name}" not in page}
    assert unnamed == {WHEEL}
    assert "| `nngrader-….whl`" in page


def test_of_the_course_only_what_judges_goes_along(pristine: Course) -> None:
    """References and suites of the exercises that were named: no lesson, hint or other exercise."""
    names = opened(pristine, "words").namelist()

    assert sorted(name for name in names if name.startswith("course/")) == [
        "course/course.yml",
        "course/solutions/words/test_hidden.py",
        "course/solutions/words/test_visible.py",
        "course/solutions/words/words.py",
    ]


def test_each_export_has_a_secret_of_its_own(pristine: Course) -> None:
    """What is decided at the export stands in the settings."""
    first, other = (
        Settings.parse(opened(pristine, "words", unsandboxed=each).read("settings.json").decode())
        for each in (False, True)
    )

    assert (first.exercises, first.unsandboxed, other.unsandboxed) == (("words",), False, True)
    assert len(first.secret) == 32
    assert first.secret != other.secret
    assert Settings.parse(first.text()) == first


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"exercises": ["a"], "secret": "00", "unsandboxed": "false"}']
)
def test_settings_that_somebody_broke(text: str) -> None:
    """They are refused; "false" is not taken for a yes."""
    with pytest.raises(UsageError, match=r"settings\.json"):
        Settings.parse(text)


def test_the_wheel_is_the_grader_that_runs_here(pristine: Course) -> None:
    """Whole, each file with its digest as an installer checks it, and without any course."""
    wheel = zipfile.ZipFile(io.BytesIO(opened(pristine).read(WHEEL)))

    info = f"nngrader-{version('nngrader')}.dist-info"
    record = wheel.read(f"{info}/RECORD").decode().splitlines()
    listed = dict(line.split(",", 1) for line in record)
    assert set(listed) == set(wheel.namelist())
    for name in wheel.namelist():
        digest = urlsafe_b64encode(sha256(wheel.read(name)).digest()).rstrip(b"=").decode()
        size = len(wheel.read(name))
        assert listed[name] == (f"sha256={digest},{size}" if "RECORD" not in name else ",")
    assert {name.split("/")[0] for name in wheel.namelist()} == {"grader", info}
    own = Path(archive.__file__)
    assert wheel.read("grader/platforms/gradescope/archive.py") == own.read_bytes()
    assert "grader/platforms/gradescope/scripts/setup.sh" in wheel.namelist()


def test_versions_are_those_of_here(pristine: Course) -> None:
    """The Python, and each library, without the build that a package index does not know."""
    packed = opened(pristine)

    pins = packed.read("constraints.txt").decode().splitlines()
    assert f"numpy=={version('numpy')}" in pins
    assert not [pin for pin in pins if "+" in pin or pin.startswith("nngrader")]
    assert packed.read("python-version").decode() == "{}.{}\n".format(*sys.version_info)


def test_only_the_libraries_that_the_course_needs(course: Course) -> None:
    """torch comes first and from its own index, so that it brings no CUDA."""
    plain = opened(course)
    add_checks(course, "\nimport torch\nimport sklearn.svm\n", "words")
    more = opened(course)

    assert "torch.txt" not in plain.namelist()
    assert plain.read("requirements.txt") == b""
    assert more.read("requirements.txt") == b"scikit-learn\n"
    assert more.read("torch.txt").decode() == f"torch=={version('torch').partition('+')[0]}\n"
    assert "torch.txt" not in opened(course, "rationals").namelist()


def test_a_students_folder_has_nothing_to_export(course: Course, tmp_path: Path) -> None:
    """It is said, before anything is written."""
    bundle(course, tmp_path / "mine")

    with pytest.raises(UsageError, match="no solutions"):
        opened(load_course(tmp_path / "mine", exactly=True))
