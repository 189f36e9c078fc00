"""The derived notebooks from end to end: run with the references, run as stubs, handed in."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.derive import bundle, reference_source
from grader.authoring.misconception_record import record_misconceptions
from grader.authoring.notebook import pieces
from grader.commands.grade import GradeOptions, grade_class
from grader.course.model import Course, load_course
from grader.feedback import MISCONCEPTIONS_FILE, recorded_text
from grader.judging import held
from grader.reports import Card
from tests.support.kernels import FakeKernel

ROOT = Path(__file__).parents[1]
COURSE = load_course(ROOT, exactly=True)
NAMES = [each.name for each in COURSE.exercises]
QUICK = ("perceptron", "forward_propagation", "optimizers")
"""With numpy alone; the others train, or import torch."""

TYPICAL = """
def heaviside(z):
    return 1 / (1 + np.exp(-z))
"""


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The students' folder, with what is recorded of the misconceptions of one exercise."""
    folder = tmp_path_factory.mktemp("handout") / "course"
    first = COURSE.model_copy(update={"exercises": COURSE.exercises[:1]})
    found = record_misconceptions(first, lambda _: None, lambda _: None)
    bundle(COURSE, folder, recorded={MISCONCEPTIONS_FILE: recorded_text(found)})
    return load_course(folder, exactly=True)


def cells_of(name: str, references: bool = False) -> list[dict[str, Any]]:
    """Return the code cells of a derived notebook, perhaps with the references in the parts'."""
    notebook = json.loads((ROOT / "exercises" / name / f"{name}.ipynb").read_text("utf-8"))
    cells = [each for each in notebook["cells"] if each["cell_type"] == "code"]
    solved = {}
    if references:
        found = pieces(reference_source(COURSE, name), COURSE.exercise(name))
        solved = {f"part-{each.part}": each.text for each in found}
    return [{**each, "source": solved.get(each["id"], "".join(each["source"]))} for each in cells]


def written(name: str, folder: Path) -> None:
    """Write a notebook with the references in it."""
    cells = cells_of(name, references=True)
    made = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ipynb").write_text(json.dumps(made), "utf-8")


def run(cells: list[dict[str, Any]], *, pictures: bool = False) -> dict[str, Any]:
    """Run cells in a kernel without Jupyter; return what each of them shows, by its id."""
    kernel = FakeKernel()
    return {
        each["id"]: kernel.run(each["source"])
        for each in cells
        if pictures or each["id"] != "picture"
    }


@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in NAMES],
)
def test_a_finished_notebook_passes_all_its_checks(
    name: str, handout: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every cell runs, each card says that all pass, and each try gives what it promises."""
    monkeypatch.chdir(handout.root / "exercises" / name)
    cells = cells_of(name, references=True)
    monkeypatch.setattr("grader.commands.kernel.Kernel._with_picture", lambda _, card, *__: card)

    shown = run(cells)

    checks = {id: card for id, card in shown.items() if id.startswith("check-")}
    assert {*checks} == {f"check-{part.name}" for part in COURSE.exercise(name).parts}
    assert {id: repr(card) for id, card in checks.items() if card.good is not True} == {}
    tries = {each["id"]: each["source"] for each in cells if each["id"].startswith("try-")}
    assert {*tries} == {f"try-{part.name}" for part in COURSE.exercise(name).parts}
    for id, source in tries.items():
        assert repr(shown[id]) == promised(source)


@pytest.mark.parametrize("name", NAMES)
def test_lesson_and_parts_alternate(name: str) -> None:
    """At most two parts, such as a function and its derivative, stand below one section."""
    notebook = json.loads((ROOT / "exercises" / name / f"{name}.ipynb").read_text("utf-8"))
    below = [0]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and cell["source"][0].startswith("#"):
            below.append(0)
        below[-1] += cell["id"].startswith("part-")

    assert sum(below) == len(COURSE.exercise(name).parts)
    assert max(below) <= 2


def promised(source: str) -> str:
    """Return what the comment of a try says that it gives."""
    comments = [line for line in source.splitlines() if line.startswith("#")]
    first = comments[0].partition("This should give:")[2].strip()
    return first or "\n".join(line.removeprefix("#   ") for line in comments[1:])


def test_the_picture_comes_with_the_last_part(
    handout: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is drawn by the kernel's own functions, and the picture's cell shows the same."""
    monkeypatch.chdir(handout.root / "exercises" / "forward_propagation")

    shown = run(cells_of("forward_propagation", references=True), pictures=True)

    last = shown["check-forward_propagation"]
    assert last.drawing is not None and shown["picture"].drawing is last.drawing
    assert shown["check-softmax"].drawing is None


def test_a_notebook_that_is_not_begun(handout: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """No check raises; each says that its part is not written yet."""
    monkeypatch.chdir(handout.root / "exercises" / "perceptron")
    cells = [each for each in cells_of("perceptron") if not each["id"].startswith("try-")]

    shown = run(cells, pictures=True)

    cards = [card for card in shown.values() if isinstance(card, Card)]
    *checks, picture = [card.title for card in cards]
    assert checks == [f"{p.name} is not written yet" for p in COURSE.exercise("perceptron").parts]
    assert picture == "no picture yet"
    assert "waits for" in cards[-1].said[0]


def test_a_typical_mistake_is_named(handout: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `grader check` names it; what builds on it is sent there."""
    monkeypatch.chdir(handout.root / "exercises" / "perceptron")
    cells = cells_of("perceptron", references=True)
    wrong = [{**e, "source": TYPICAL} if e["id"] == "part-heaviside" else e for e in cells]

    shown = run(wrong)

    likely = "likely    you give a sigmoid, which is a slope: a step gives only 0 or 1"
    assert likely in repr(shown["check-heaviside"])
    assert "builds on `heaviside`, above" in repr(shown["check-perceptron"])
    assert shown["check-gate_parameters"].good is True


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_speaks_of_no_file_and_no_command(name: str) -> None:
    """That is for whoever writes in the .py. And no try binds a name that the stub defines."""
    text = (ROOT / "exercises" / name / f"{name}.ipynb").read_text("utf-8")
    assert f"{name}.py" not in text and "`grader " not in text and "terminal" not in text

    bound: dict[str, set[str]] = {"try": set(), "part": set(), "code": set()}
    for each in cells_of(name):
        for node in ast.walk(ast.parse(each["source"])):
            names = bound.setdefault(each["id"].partition("-")[0], set())
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    defined = {part.name for part in COURSE.exercise(name).parts}
    assert bound["try"] & defined == set()


@pytest.mark.parametrize(
    "names", [QUICK, pytest.param(tuple({*NAMES} - {*QUICK}), marks=pytest.mark.slow)]
)
def test_a_finished_notebook_gets_full_marks(names: tuple[str, ...], tmp_path: Path) -> None:
    """With all its check cells, tries and pictures, through the real grade; nothing is remarked.

    What only a GPU can show is held.
    """
    for name in names:
        written(name, tmp_path / "class" / "student" / name)

    graded = grade_class(
        COURSE, GradeOptions(tmp_path / "class", tmp_path / "out", exercises=names)
    )

    results = graded.results
    assert {each.exercise for each in results} == {*names}
    lost = [(e.exercise, e.score, e.note) for e in results if e.score + held(e) < e.max_score]
    assert (lost, [each.note for each in results if each.note]) == ([], [])


def test_a_notebook_that_was_saved_as_a_script(tmp_path: Path) -> None:
    """As Jupyter and Colab save it, with a command of theirs: the same full marks."""
    sources = [cell["source"] for cell in cells_of("perceptron", references=True)]
    install = "get_ipython().run_line_magic('pip', 'install --quiet THE-GRADER')"
    elsewhere = 'from grader.notebook import course\ncourse("https://example.org/x.zip")'
    folder = tmp_path / "class" / "student"
    folder.mkdir(parents=True)
    script = "\n\n\n# In[ ]:\n\n".join(["#!/usr/bin/env python", install, elsewhere, *sources])
    (folder / "perceptron.py").write_text(script, "utf-8")

    options = GradeOptions(tmp_path / "class", tmp_path / "out", exercises=("perceptron",))
    (result,) = grade_class(COURSE, options).results

    assert result.score == result.max_score
    assert "grader" not in result.note.replace("THE-GRADER", "")


def test_a_notebook_that_is_handed_in_as_it_was_given_out(tmp_path: Path) -> None:
    """Its tries reach parts that are not written, of which their checks speak already."""
    folder = tmp_path / "class" / "student" / "perceptron"
    folder.mkdir(parents=True)
    text = (ROOT / "exercises/perceptron/perceptron.ipynb").read_text("utf-8")
    (folder / "perceptron.ipynb").write_text(text, "utf-8")

    options = GradeOptions(tmp_path / "class", tmp_path / "out", exercises=("perceptron",))
    graded = grade_class(COURSE, options)

    (result,) = graded.results
    assert (result.score, result.note) == (0.0, "")
