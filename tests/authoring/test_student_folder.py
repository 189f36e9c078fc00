"""Tests of what the students' folder says of itself: its course.yml, and its README."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest
import yaml

from grader.authoring.notebook import GRADER
from grader.authoring.student_folder import student_course, student_readme
from grader.course.model import Course, load_course

WHOLE = """\
name: "Nets: an introduction"
limits: {call_seconds: 5, memory_mb: 512}
lateness: {percent_per_day: 12.5}
exercises:
  - name: layers
    title: Layers | and more
    deadline: 2031-05-01T23:59:00+02:00
    limits: {call_seconds: 7.5}
    avoid: [torch.nn]
    parts:
      - {name: sigmoid, points: 2, avoid: [torch.sigmoid]}
      - {name: train, points: 0.5, needs: [sigmoid], trains: true}
    gates:
      - name: circles
        part: train
        threshold: 0.9
        seeds: 3
        need: 2
        trivial: 0.7
        calibration: {runs: 10000, failures: 25, upper: 0.0035, false_fail: 3.7e-05}
  - name: other
    title: Another one
    parts: [{name: f, points: 1}]
"""
_OWN = """\
    sections: {A: {deadline: 2031-06-01T23:59}, B: {}}
    lateness: {percent_per_hour: 1, grace_minutes: 15}
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course that says all that a course can."""
    (tmp_path / "course.yml").write_text(WHOLE, encoding="utf-8")
    return load_course(tmp_path, exactly=True)


class TestCourse:
    """The students' course.yml."""

    def test_all_but_the_gates(self, course):
        """Points, deadlines, limits, lateness and what to do without are the students' too."""
        fields = yaml.safe_load(student_course(course))

        layers, other = fields.pop("exercises")
        assert fields == {
            "name": "Nets: an introduction",
            "limits": {
                "call_seconds": 5,
                "exercise_seconds": 120,
                "memory_mb": 512,
                "output_kb": 1024,
                "disk_mb": 64,
                "answer_mb": 4,
                "check_seconds": 10.0,
            },
            "lateness": {"percent_per_day": 12.5},
        }
        assert layers == {
            "name": "layers",
            "title": "Layers | and more",
            "deadline": "2031-05-01T23:59:00+02:00",
            "limits": {"call_seconds": 7.5},
            "avoid": ["torch.nn"],
            "parts": [
                {"name": "sigmoid", "points": 2, "avoid": ["torch.sigmoid"]},
                {"name": "train", "points": 0.5, "needs": ["sigmoid"], "trains": True},
            ],
        }
        assert other == {
            "name": "other",
            "title": "Another one",
            "parts": [{"name": "f", "points": 1}],
        }

    def test_reads_as_the_same_course(self, course, tmp_path):
        """But for the gates."""
        folder = tmp_path / "students"
        folder.mkdir()
        (folder / "course.yml").write_text(student_course(course), encoding="utf-8")

        read = load_course(folder, exactly=True)

        without = [each.model_copy(update={"gates": ()}) for each in course.exercises]
        assert list(read.exercises) == without
        assert (read.name, read.limits, read.lateness) == (
            course.name,
            course.limits,
            course.lateness,
        )

    def test_rules_about_time_are_theirs_too(self, course, tmp_path):
        """Sections, attempts and an exercise's own lateness; neither the zone nor the gradebook."""
        text = WHOLE.replace("2031-05-01T23:59:00+02:00", "2031-05-01T23:59")
        text = text.replace("    title: Another one\n", f"    title: Another one\n{_OWN}")
        text += "time_zone: Europe/Zurich\ngradebook: term\nattempts: {counts: best}\n"
        (tmp_path / "course.yml").write_text(text, encoding="utf-8")
        course = load_course(tmp_path, exactly=True)

        fields = yaml.safe_load(student_course(course))
        (tmp_path / "course.yml").write_text(student_course(course), encoding="utf-8")
        read = load_course(tmp_path, exactly=True)

        layers, other = fields["exercises"]
        assert {"time_zone", "gradebook"} & fields.keys() == set()
        assert fields["attempts"] == {"counts": "best"}
        assert layers["deadline"] == "2031-05-01T23:59:00+02:00"
        assert {"sections", "lateness", "attempts"} & layers.keys() == set()
        assert other["sections"] == {"A": {"deadline": "2031-06-01T23:59:00+02:00"}, "B": {}}
        assert other["lateness"] == {"percent_per_hour": 1, "grace_minutes": 15}
        assert [each.model_copy(update={"gates": ()}) for each in course.exercises] == [
            *read.exercises
        ]

    def test_what_visible_checks_decide_stands_there(self, course):
        """Where it is known: students see how much is judged by hidden ones."""
        text = student_course(course.deciding({"layers": 1.0, "other": 0.25}))

        assert [each["visible_points"] for each in yaml.safe_load(text)["exercises"]] == [1, 0.25]
        assert "visible_points" not in student_course(course)

    def test_whole_numbers_have_no_fraction(self, course):
        """A student reads `points: 2`, as the author wrote it."""
        text = student_course(course)

        assert "points: 2\n" in text
        assert ".0\n" not in text

    def test_nothing_of_a_gate_is_left(self, course):
        """Neither its name nor its numbers."""
        text = student_course(course)

        assert not [word for word in ("circles", "0.9", "0.7", "10000") if word in text]

    def test_says_who_wrote_it(self, course):
        """An editor's first line says that it is not to be changed."""
        assert student_course(course).startswith("# Written by `grader release`")


class TestReadme:
    """The students' README."""

    def test_a_row_an_exercise(self, course):
        """With its points and, where it has one, its deadline; a `|` does not break the table."""
        lines = student_readme(course).splitlines()

        first = "[layers](exercises/layers/README.md): Layers \\| and more"
        assert f"| {first} | 2.5 | 2031-05-01 23:59 +0200 |" in lines
        assert "| [other](exercises/other/README.md): Another one | 1 |  |" in lines

    def test_no_column_for_what_is_never_due(self, course):
        """Where no exercise has a deadline, the table speaks of none."""
        free = [each.model_copy(update={"deadline": None}) for each in course.exercises]
        readme = student_readme(course.model_copy(update={"exercises": tuple(free)}))

        assert "| [other](exercises/other/README.md): Another one | 1 |\n" in readme
        assert "due" not in readme.split("While you work")[0].split("The exercises")[1]

    def test_the_courses_own_conventions(self, course):
        """They stand below the exercises, where the author has written some."""
        text = "## Conventions\n\nRows are samples, and {braces} stay.\n"

        readme = student_readme(course, conventions=text)

        assert readme.index("## The exercises") < readme.index(text) < readme.index("## While")
        assert "Conventions" not in student_readme(course)

    def test_which_python_judges(self, course):
        """It is the one that made the folder, and that grades."""
        version = ".".join(platform.python_version_tuple()[:2])

        assert f"what you hand in is judged by Python {version}. " in student_readme(course)

    def test_how_to_install(self, course):
        """What the instructor named; otherwise a word to fill in, explained."""
        named, open_ = student_readme(course, "./grader.whl"), student_readme(course)

        assert "python -m pip install ./grader.whl\n" in named
        assert GRADER not in named
        assert f"python -m pip install {GRADER}\n" in open_
        assert f"`{GRADER}` is the file or the address" in open_

    def test_torch_comes_first_and_small(self, course):
        """Then the grader, and beside it what else is imported; macOS has one build only."""
        files = {
            "layers/test_visible.py": b"import csv, torch\nfrom sklearn.datasets import make_moons",
            "layers/layers.py": b"import numpy as np\nfrom torch import nn",
            "other/picture.py": b"import numpy as np\nfrom grader.pictures import panels",
        }

        readme = student_readme(course, "./g.whl", files=files)

        torch = "python -m pip install torch"
        small = f"{torch} --index-url https://download.pytorch.org/whl/cpu"
        grader = "python -m pip install ./g.whl scikit-learn matplotlib"
        linux, macos, windows = readme.split("\nOn ")[1:4]
        assert f"    source .venv/bin/activate\n    {small}\n    {grader}\n" in linux
        assert f"    source .venv/bin/activate\n    {torch}\n    {grader}\n" in macos
        assert f"    .venv\\Scripts\\activate\n    {small}\n    {grader}\n" in windows
        assert "\nLighter, for other:\n\n    python -m pip install ./g.whl\n" in readme

    def test_a_course_without_torch_speaks_of_none(self, course):
        """Nor of anything lighter: there is nothing to leave out."""
        files = {"layers/layers.py": b"import re\nimport numpy as np\n\nimport pytest"}

        readme = student_readme(course, "./g.whl", files=files)

        assert "torch" not in readme and "Lighter" not in readme
        assert readme.count("    python -m pip install ./g.whl\n") == 2
        assert "On Linux and macOS:" in readme and "On Windows" in readme

    def test_what_to_do_first_and_every_day(self, course):
        """Activate, list; read the first lesson; and how a notebook is opened."""
        readme = student_readme(course)

        day = readme.split("## Every day")[1].split("\n## ")[0]
        assert "`source .venv/bin/activate`" in day and "`grader list`" in day
        assert "[the first lesson](exercises/layers/README.md)" in day
        assert "`jupyter lab exercises/layers/layers.ipynb`" in readme

    def test_commands_can_be_typed_as_they_stand(self, course):
        """They name an exercise and a part that are there."""
        readme = student_readme(course)

        assert "`grader check layers`" in readme
        assert "`grader hint layers sigmoid`" in readme
        assert "{" not in readme
