"""Tests of the layout, where import-linter cannot look: what an import costs, and the faces."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from grader.course.model import load_course

ROOT = Path(__file__).parents[1]
LONGEST = 400


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in sorted((ROOT / "grader").rglob("*.py"))}


@cache
def tree(module: str) -> ast.Module:
    """Parse a module, once."""
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imported(node: ast.AST) -> Iterator[str]:
    """Give the modules that are imported below a node, in functions too."""
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            yield from (alias.name for alias in each.names)
        if isinstance(each, ast.ImportFrom):
            yield from (f"{each.module}.{alias.name}" for alias in each.names)


def loaded_with(module: str) -> set[str]:
    """Import a module in a fresh process, after pytest, and give what came with it."""
    program = (
        f"import sys, pytest; before = {{*sys.modules}}; import {module}; "
        "print(*{*sys.modules} - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True
    )
    return set(done.stdout.decode().split())


SUITE_FACES = ("grader.checks", "grader.course", "grader.pictures", "grader.script")
FACES = [name for name, path in MODULES.items() if "__all__ = [" in path.read_text("utf-8")]


@pytest.mark.parametrize("face", FACES)
def test_faces_are_complete(face: str) -> None:
    """A package hands on every name that it promises, once each, in order."""
    names = _handed_on(face)

    assert [name for name in names if not hasattr(sys.modules[face], name)] == []
    assert sorted(set(names)) == sorted(names)


def test_suites_import_from_faces_alone() -> None:
    """An author learns four packages, whatever moves inside them."""
    suites = [
        path
        for folder in ("solutions", "exercises", "tests/courses", "tests/validity")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]
    used = {
        name
        for path in suites
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name.startswith("grader.")
    }

    assert len(suites) > 30
    assert used <= {f"{face}.{name}" for face in SUITE_FACES for name in _handed_on(face)}


@pytest.mark.parametrize(
    "room",
    [
        "authoring",
        "cluster",
        "feedback",
        "gradebook",
        "judging",
        "loopback",
        "marking",
        "pictures",
        "platforms",
        "play",
        "reports",
        "similarity",
        "store",
    ],
)
def test_rooms_are_entered_by_their_faces(room: str) -> None:
    """Other rooms import only what a room's face names, or the face of a room inside it."""
    face = f"grader.{room}"
    faces = [each for each in FACES if f"{each}.".startswith(f"{face}.")]
    used = {
        name
        for module in MODULES
        for name in imported(tree(module))
        if name.startswith(f"{face}.") and not f"{module}.".startswith(f"{face}.")
    }

    assert used
    assert used <= {f"{each}.{name}" for each in faces for name in _handed_on(each)}


def _handed_on(face: str) -> list[str]:
    names: list[str] = importlib.import_module(face).__all__
    return names


def test_what_is_shown_to_guests_is_what_guests_import() -> None:
    """The folders above the far side hold no code: a guest runs nothing else of ours."""
    for package in ("grader", "grader.sandbox"):
        body = [node for node in tree(package).body if not isinstance(node, ast.Expr)]
        assert not [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]


@pytest.mark.parametrize(
    "module",
    [
        "grader.cli",
        "grader.commands.pytest_plugin",
        "grader.checks",
        "grader.course",
        "grader.commands.check",
        "grader.commands.ci",
        "grader.commands.plot",
        "grader.commands.play",
        "grader.notebook",
        "grader.pictures",
        "grader.script",
    ],
)
def test_students_wait_for_nothing_heavy(module: str) -> None:
    """What a student starts imports no torch, scikit-learn, pandas or nbgrader by itself."""
    heavy = {"torch", "sklearn", "pandas", "nbgrader", "matplotlib", "scipy", "jupytext", "jinja2"}

    assert loaded_with(module) & {*heavy, "grader.authoring"} == set()


@pytest.mark.parametrize("module", ["grader.commands.list", "grader.commands.hint"])
def test_lists_and_hints_start_at_once(module: str) -> None:
    """They run nothing, so that they need neither numbers nor the judging of them."""
    rooms = {"grader.judging", "grader.feedback", "grader.checks", "grader.sandbox"}

    assert loaded_with(module) & ({"numpy"} | rooms) == set()


def test_the_plugin_costs_other_peoples_tests_nothing() -> None:
    """It is loaded into every run of pytest on the machine."""
    plugin = "grader.commands.pytest_plugin"

    assert {name for name in loaded_with(plugin) if name.startswith("grader")} == {
        "grader", "grader.commands", plugin,
    }  # fmt: skip
    assert {name.split(".")[0] for name in loaded_with(plugin)} <= {
        "grader", *sys.stdlib_module_names,
    }  # fmt: skip


def test_no_test_imports_another() -> None:
    """What several tests use lives in a helper module: a test can be moved, split or dropped."""
    paths = [path for folder in ("tests", "benchmarks", "fuzzing") for path in _written(folder)]
    tests_own = re.compile(r"(^|\.)test_\w+(\.|$)")
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in paths
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if tests_own.search(name)
    }

    assert len(paths) > 100
    assert found == set()


def _written(folder: str) -> Iterator[Path]:
    """Give the modules of a folder that are ours, and no student's."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        if not {"submissions", "courses", "validity"} & {*path.relative_to(ROOT).parts}:
            yield path


def test_every_module_says_what_it_is() -> None:
    """A docstring stands first; modules have names that say something."""
    assert [module for module in MODULES if not ast.get_docstring(tree(module))] == []
    assert [
        m for m in MODULES if m.rsplit(".", 1)[-1] in ("utils", "util", "helpers", "misc")
    ] == []


def test_modules_are_short() -> None:
    """A module that outgrows a few screens is cut in two."""
    lengths = {
        module: len([line for line in path.read_text(encoding="utf-8").splitlines() if line])
        for module, path in MODULES.items()
    }

    assert {m: n for m, n in lengths.items() if n >= LONGEST} == {}


def test_the_engine_knows_nothing_of_this_course() -> None:
    """No name or text in the code mentions an exercise: only docstrings give examples."""
    names = "|".join(exercise.name for exercise in load_course(ROOT, exactly=True).exercises)
    known = re.compile(rf"\b({names})\b", re.IGNORECASE)

    found = {f"{m}: {word}" for m in MODULES for word in _words(tree(m)) if known.search(word)}

    assert found == set()


def _words(module: ast.Module) -> Iterator[str]:
    """Give the names and texts of a module, without its docstrings."""
    docstrings = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docstrings.add(node.value)
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [] if node in docstrings else [node.value]
        for field in ("id", "attr", "arg", "name"):
            if isinstance(word := getattr(node, field, None), str):
                yield word
