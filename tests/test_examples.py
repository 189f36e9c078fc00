"""The example class gets exactly what examples/expected.json says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from grader.commands.grade import GradedClass
from tests.support import renew_expected
from tests.support.renew_expected import (
    CLASS,
    differences,
    expected,
    found,
    graded,
    renew,
    without,
)


def test_each_entry_of_the_class_is_expected() -> None:
    """There is an expectation for every student in the folder and for nobody else."""
    students = {path.name.removesuffix(".zip") for path in CLASS.iterdir()}

    assert set(expected()) == students
    assert len(students) == 24


def test_the_table_names_every_student() -> None:
    """The README of the examples has a row for each student."""
    text = (CLASS.parent / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip(" `") for line in text.splitlines() if line.startswith("| `")]

    assert sorted(rows) == sorted(expected())


@pytest.mark.slow
def test_the_class_gets_what_is_expected(
    example_class: tuple[GradedClass, Path],
) -> None:
    """In two processes; a second run takes all from the store; other programs read it."""
    first, out = example_class
    again = graded(out, jobs=2)

    assert "\n".join(differences(without(expected(), "why"), found(first.results))) == ""
    assert sorted(found(first.results)) == sorted(expected())
    assert (first.failed, first.resumed, again.resumed) == ((), 0, 24)
    assert again.results == first.results
    written = json.loads((out / "results.json").read_text())
    jsonschema.validate(written, json.loads((CLASS.parents[1] / "results.schema.json").read_text()))


@pytest.mark.slow
@pytest.mark.parametrize("exercise", ["perceptron", "circles"])
def test_one_process_gives_what_two_give(tmp_path: Path, exercise: str) -> None:
    """Every fourth of the class, graded alone in one process, gets what is expected of it.

    In an exercise without torch, and in one with it and with gates.
    """
    few = tmp_path / "class"
    few.mkdir()
    for path in sorted(CLASS.iterdir())[::4]:
        (shutil.copytree if path.is_dir() else shutil.copy)(path, few / path.name)

    got = found(graded(tmp_path / "results", 1, few, [exercise]).results)

    assert len(got) == 6
    wanted = {
        student: {name: said for name, said in each.items() if name == exercise}
        for student, each in expected().items()
        if student in got
    }
    assert any(wanted.values())
    assert "\n".join(differences(without(wanted, "why"), got)) == ""


def _changed(**said: object) -> dict[str, dict[str, dict[str, object]]]:
    got = without(expected(), "why")
    got["hana-sato"]["optimizers"] |= said
    return got


def test_renewing_changes_scores_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new score is written, and every reason stays."""
    copy = tmp_path / "expected.json"
    copy.write_text(json.dumps(expected()))
    monkeypatch.setattr(renew_expected, "EXPECTED", copy)
    before = expected()

    assert renew(_changed(score=3.5)) == []

    before["hana-sato"]["optimizers"]["score"] = 3.5
    assert expected() == before


@pytest.mark.parametrize("said", [{"failed_parts": []}, {"verdict": "time limit"}])
def test_renewing_refuses_another_judgement(
    said: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another part fails, or the verdict is another, a person decides."""
    copy = tmp_path / "expected.json"
    copy.write_text(json.dumps(expected()))
    monkeypatch.setattr(renew_expected, "EXPECTED", copy)
    before = copy.read_text()

    (reason,) = renew(_changed(**said))

    assert reason.startswith("hana-sato, optimizers: wanted ")
    assert copy.read_text() == before
