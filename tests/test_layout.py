"""Tests of the layout: imports run one way, and the far side is free of all but the wire."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from grader.course.model import load_course

ROOT = Path(__file__).parents[1]
LONGEST = 400
LONGER = {}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in sorted((ROOT / "grader").rglob("*.py"))}


@cache
def tree(module: str) -> ast.Module:
    """Parse a module, once."""
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes below a node that run when it is imported."""
    yield node
    for each in ast.iter_child_nodes(node):
        if not isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from outside_functions(each)


def imported(
    node: ast.AST, walk: Callable[[ast.AST], Iterator[ast.AST]] = ast.walk
) -> Iterator[str]:
    """Give all modules that are imported below a node, by default in functions too."""
    for each in walk(node):
        if isinstance(each, ast.Import):
            yield from (alias.name for alias in each.names)
        if isinstance(each, ast.ImportFrom):
            assert each.level == 0, "imports are absolute"
            for alias in each.names:
                whole = f"{each.module}.{alias.name}"
                yield whole if whole in MODULES else str(each.module)


def for_types(module: str) -> set[str]:
    """Give what a module imports for its type hints alone, which binds nothing when it runs."""
    return {
        name
        for node in ast.walk(tree(module))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for name in imported(node)
    }


def ours(module: str) -> set[str]:
    """Give the modules of ours that a module imports."""
    return {name for name in imported(tree(module)) if name in MODULES}


def at_start(module: str) -> set[str]:
    """Give all that is imported with a module: what it imports outside functions, and so on."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name in MODULES:
            waiting += {*imported(tree(name), outside_functions)} - for_types(name)
    return {name.split(".")[0] if name not in MODULES else name for name in found}


@pytest.mark.parametrize("with_types", [False, True])
def test_imports_run_one_way(with_types: bool) -> None:
    """No module imports one that imports it, at any distance, not even inside a function."""
    left = {m: ours(m) - {m} - (set() if with_types else for_types(m)) for m in MODULES}
    while free := [module for module, needs in left.items() if not needs & left.keys()]:
        for module in free:
            del left[module]

    assert {module: sorted(needs & left.keys()) for module, needs in left.items()} == {}


def test_the_far_side_knows_only_itself_and_the_wire() -> None:
    """What a guest imports of ours is far, and the words that cross."""
    far = [module for module in MODULES if module.startswith("grader.sandbox.guest")]
    allowed = {*far, "grader.sandbox.wire", "grader.sandbox.channel", "grader.sandbox"}

    assert len(far) > 5
    assert {module: ours(module) - allowed for module in far if ours(module) - allowed} == {}


def test_the_wire_imports_nothing_of_ours() -> None:
    """It is all that both sides share."""
    assert ours("grader.sandbox.wire") == set()


def test_what_is_shown_to_guests_is_what_guests_import() -> None:
    """The folders above the far side hold no code: a guest runs nothing else of ours."""
    for package in ("grader", "grader.sandbox"):
        body = [node for node in tree(package).body if not isinstance(node, ast.Expr)]
        assert not [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]


def test_only_the_gradebook_imports_nbgrader() -> None:
    """The rest of the grader works where nbgrader is not installed."""
    users = {m for m in MODULES if any(n.split(".")[0] == "nbgrader" for n in imported(tree(m)))}

    assert users <= {"grader.gradebook"}


@pytest.mark.parametrize(
    "module",
    [
        "grader.cli",
        "grader.commands.pytest_plugin",
        "grader.checks.expect",
        "grader.commands.check",
    ],
)
def test_students_wait_for_nothing_heavy(module: str) -> None:
    """What a student starts imports no torch, scikit-learn, pandas or nbgrader by itself."""
    heavy = {"torch", "sklearn", "pandas", "nbgrader", "matplotlib", "scipy", "jupytext"}

    assert at_start(module) & heavy == set()


def test_the_plugin_costs_other_peoples_tests_nothing() -> None:
    """It is loaded into every run of pytest on the machine."""
    assert at_start("grader.commands.pytest_plugin") - sys.stdlib_module_names == {
        "grader.commands.pytest_plugin", "grader.checks.marks", "pytest",
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

    assert {m: n for m, n in lengths.items() if n >= LONGEST and m not in LONGER} == {}


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
