"""Tests of the pictures on students' pages: drawn in the sandbox, and missed by nobody's grade."""

from __future__ import annotations

import base64
import importlib.util
import re
from collections.abc import Mapping
from multiprocessing import Pipe
from pathlib import Path

import pytest

from grader.commands import class_pictures
from grader.commands.corrections import adjust
from grader.commands.grade import GradedClass, GradeOptions, grade_class
from grader.commands.progress import Progress
from grader.course import Course, load_course
from grader.errors import MissingLibrary, SandboxError
from grader.reports import Kind
from grader.sandbox.interface import Sandbox
from tests.support.command_line import Run
from tests.support.files import edit
from tests.support.fractions import RATIONALS, WORDS, class_of, plan_of

PICTURE = '''"""A sum."""
import os
import numpy as np
from grader.checks import unpack
from grader.pictures import Picture, panels

def picture(student, guest):
    top, bottom = unpack(student.add([1, 77], [1, 78]), "top", "bottom")
    while top == 98:
        pass
    if top == 99:
        os._exit(1)
    figure, (axes,) = panels(1, 1)
    if top == 96:
        figure.set_size_inches(8, 8)
        axes.imshow(np.random.default_rng(0).random((900, 900)))
    axes.plot([0, float(top) / float(bottom)])
    return Picture(figure, "Sums", (f"1/77 + 1/78 = {top}/{bottom}",), "It *rises*.")
'''
ADD = "    return reduced(a[0]"
"""In an honest work, the line before which a test puts what happens with the picture's numbers."""


def work(answer: str) -> Mapping[str, str]:
    """What is right in each check, and gives this where the picture asks."""
    return {"rationals.py": RATIONALS.replace(ADD, f"    if a[1] == 77: {answer}\n{ADD}")}


@pytest.fixture
def drawing(course: Course) -> Course:
    """A course, as students have it, whose first exercise has a picture, also in its lesson."""
    folder = course.exercise_folder("rationals")
    (folder / "picture.py").write_text(PICTURE, encoding="utf-8")
    (folder / "picture.svg").write_text("<svg/>", encoding="utf-8")
    limits = "limits: {call_seconds: 5, check_seconds: 5, exercise_seconds: 300}"
    edit(course.root / "course.yml", "limits: {call_seconds: 60, exercise_seconds: 300}", limits)
    return load_course(course.root, exactly=True)


def grade(course: Course, tmp_path: Path, said: list[str], **wishes: object) -> GradedClass:
    """Grade the folder ``class`` into ``out``, with pictures."""
    wishes = {"pictures": True, "exercises": ["rationals"], **wishes}
    options = GradeOptions(tmp_path / "class", tmp_path / "out", **wishes)
    return grade_class(course, options, Progress(note=said.append))


def pictures_of(out: Path, student: str) -> list[str]:
    """The words that stand for each picture on a student's page; each is a PNG file."""
    page = (out / "feedback" / f"{student}.html").read_text(encoding="utf-8")
    found = re.findall(r'<img src="data:image/png;base64,([^"]+)" alt="([^"]*)">', page)
    assert all(base64.b64decode(png).startswith(b"\x89PNG") for png, _ in found)
    assert page.count("<img") == len(found)
    return [alt for _, alt in found]


def notes_of(graded: GradedClass) -> dict[str, str]:
    """Why there is no picture, by student."""
    return {each.student: each.text for each in graded.notes if each.kind is Kind.PICTURE}


def test_who_has_a_picture_and_who_has_none(
    drawing: Course, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """One that sleeps, lies, crashes, or takes ours down, costs its own picture and no point."""
    class_of(tmp_path / "class", {
        "ada": {"rationals.py": RATIONALS},
        "bob": work("import time; time.sleep(1000)"),
        "cyd": work("return [1, 2, 3]"),
        "dan": {"rationals.py": RATIONALS.replace("def add", "def sum_up")},
        "eve": work("return [98, 1]"),
        "fay": work("return [99, 1]"),
        "gus": work("raise SystemExit('gone')"),
        "hal": work("import os; os._exit(0)"),
        "ivy": work("return [97, 1]"),
        "jon": work("return [96, 1]"),
    })  # fmt: skip
    said: list[str] = []

    graded = grade(drawing, tmp_path, said, jobs=2)

    out = tmp_path / "out"
    by_reference = "Sums: 1/77 + 1/78 = 155/6006."
    assert pictures_of(out, "ada") == [by_reference] * 2
    assert pictures_of(out, "ivy") == ["Sums: 1/77 + 1/78 = 97/1.", by_reference]
    notes = notes_of(graded)
    for student, words in {
        "bob": "waits until `add` works", "cyd": "cannot use what `add` returned",
        "dan": "waits for `add`", "eve": "drawing it takes too long",
        "fay": "own process died over it", "gus": "waits until `add` works",
        "hal": "waits until `add` works", "jon": "more than 100000",
    }.items():  # fmt: skip
        assert words in notes.pop(student)
        assert pictures_of(out, student) == []
    assert notes == {}
    assert {each.student: each.score for each in graded.results if each.score < 7.5} == {"dan": 5.0}
    assert not graded.failed and not any("picture" in each for each in graded.warnings)
    assert said[-1] == "pictures: 3 drawn, 8 not: see notes.csv"
    assert "drawing it takes too long" in (out / "notes.csv").read_text(encoding="utf-8")


def test_a_picture_stays_until_the_work_or_what_draws_it_is_another(
    drawing: Course, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """A correction writes the page anew with it; without --pictures a new work has none."""
    folder, out, said = tmp_path / "class", tmp_path / "out", list[str]()
    class_of(folder, {"ada": {"rationals.py": RATIONALS, "words.py": WORDS}})
    grade(drawing, tmp_path, said, exercises=())

    adjust(drawing, out, "ada", "rationals", points="7", reason="for the test")

    assert len(pictures_of(out, "ada")) == 2

    kept = {path: path.stat().st_mtime_ns for path in (out / "pictures").iterdir()}
    grade(drawing, tmp_path, said)

    assert {path: path.stat().st_mtime_ns for path in (out / "pictures").iterdir()} == kept

    (drawing.exercise_folder("rationals") / "picture.svg").unlink()
    grade(drawing, tmp_path, said, pictures=False)

    assert pictures_of(out, "ada") == ["Sums: 1/77 + 1/78 = 155/6006."]  # the reference is no more

    (folder / "ada" / "rationals.py").write_text(f"{RATIONALS}\nx = 1\n", encoding="utf-8")
    grade(drawing, tmp_path, said, pictures=False)

    assert pictures_of(out, "ada") == []


def test_a_picture_by_whom_it_cannot_be_drawn(
    drawing: Course, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """A broken picture.py is said once for each, and the grades are there."""
    class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS}})
    path = drawing.exercise_folder("rationals") / "picture.py"
    path.write_text("import nothing_like_it\n", encoding="utf-8")
    (path.parent / "picture.svg").unlink()

    graded = grade(drawing, tmp_path, [])

    assert "nothing_like_it" in notes_of(graded)["ada"]
    assert graded.results[0].score == 7.5 and pictures_of(tmp_path / "out", "ada") == []


def test_where_nothing_can_be_drawn_there_are_the_grades(
    drawing: Course, tmp_path: Path, lent_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that cannot begin is said once, for all."""
    class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS}})
    monkeypatch.setattr("grader.commands.gradebook.Gradebook.protection", "L9")
    said: list[str] = []

    graded = grade(drawing, tmp_path, said)

    assert said == ["pictures: 0 drawn, 2 not: see notes.csv"]
    assert notes_of(graded).keys() == {""} and graded.results[0].score == 7.5
    assert pictures_of(tmp_path / "out", "ada") == []


def test_nothing_is_drawn_with_less_protection(drawing: Course, lent_sandbox: Sandbox) -> None:
    """A student's code runs under what the grades were made with, or not at all."""
    here, far = Pipe()
    far.send(None)
    level = "L3" if lent_sandbox.settings.level != "L3" else "L2"

    with pytest.raises(SandboxError, match=f"made with protection {level}, this machine has"):
        class_pictures._serve(plan_of(drawing, level=level), here)


def test_without_what_draws_nobody_is_judged(
    drawing: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said before the class is judged, with what installs it."""
    class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS}})
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "matplotlib" else find(name)
    )

    with pytest.raises(MissingLibrary, match="pictures need matplotlib"):
        grade(drawing, tmp_path, [])

    assert not (tmp_path / "out").exists()


def test_none_is_drawn_unless_it_is_asked_for(
    run: Run, drawing: Course, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """A picture runs the work once more: that is the instructor's to decide."""
    class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS}})
    typed = ["grade", str(tmp_path / "class"), "--exercise", "rationals"]
    where = ["--out", str(tmp_path / "out"), "--course", str(drawing.root)]

    assert run(*typed, *where)[0] == 0 and not (tmp_path / "out" / "pictures").exists()

    code, _, said = run(*typed, *where, "--pictures")

    assert code == 0 and len(pictures_of(tmp_path / "out", "ada")) == 2
    assert "pictures: 2 drawn" in said
