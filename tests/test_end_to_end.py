"""A second course, on another subject, from its author to its grades: the grader's whole river."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from grader.sandbox.interface import Sandbox
from tests.support.command_line import Run, typed
from tests.support.files import tree
from tests.support.fractions import HERE, RATIONALS, WORDS, notebook_of, zipped

ROOT = Path(__file__).parents[1]


def test_a_course_of_another_subject(
    tmp_path: Path, run: Run, lent_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Released, handed out, checked, hinted, handed in and graded, by commands alone."""
    course, mine, handed_in = tmp_path / "course", tmp_path / "mine", tmp_path / "handed in"
    shutil.copytree(HERE, course)
    monkeypatch.chdir(course)

    assert run("release")[0] == 0
    assert run("release", "--check")[:2] == (0, "everything derived is fresh\n")
    assert run("release", "--to", mine)[0] == 0
    assert not [name for name in tree(mine) if "hidden" in name or "solutions" in name]

    monkeypatch.chdir(mine / "exercises" / "words")
    fresh, hint = run("check", "words"), run("hint", "words")
    Path("words.py").write_text(WORDS)
    done, listed = run("check", "words"), run("list")
    assert (fresh[0], done[0]) == (1, 0)
    assert "Make all letters small first." in hint[1]
    assert "2 of 2" in listed[1]

    shutil.copytree(mine, handed_in / "ada")
    (handed_in / "bob").mkdir()
    (handed_in / "bob" / "rationals.ipynb").write_text(notebook_of("%pip list", RATIONALS))
    (handed_in / "cyd.zip").write_bytes(zipped({"cyd/words.py": WORDS, "cyd/rationals.py": "1/0"}))
    graded = typed("grade", "../handed in", "--out", "../grades", "--jobs", "2", cwd=course)
    assert graded.returncode == 0, graded.stderr

    found = json.loads((tmp_path / "grades" / "results.json").read_text())
    jsonschema.validate(found, json.loads((ROOT / "results.schema.json").read_text()))
    assert {
        (r["student"], r["exercise"]): (r["score"], r["verdict"]) for r in found["results"]
    } == {
        ("ada", "rationals"): (0, "graded"),
        ("ada", "words"): (5, "graded"),
        ("bob", "rationals"): (7.5, "graded"),
        ("bob", "words"): (0, "not submitted"),
        ("cyd", "rationals"): (0, "import failed"),
        ("cyd", "words"): (5, "graded"),
    }
