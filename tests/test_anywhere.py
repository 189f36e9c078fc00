"""The tests themselves hold anywhere: at any time, in any language, on any terminal, in any CI."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import without

ROOT = Path(__file__).parents[1]
ALL_IDS = ["--collect-only", "-q", "-o", "addopts=--import-mode=importlib --strict-markers"]
LONGEST = 200
HOSTILE = {
    "FORCE_COLOR": "1", "PY_COLORS": "1", "CLICOLOR_FORCE": "1", "TTY_COMPATIBLE": "1",
    "CI": "true", "GITHUB_ACTIONS": "true", "BUILD_NUMBER": "7",
    "TERM": "dumb", "COLUMNS": "20", "LINES": "3", "TERMINAL_WIDTH": "20",
    "LANG": "tr_TR.ISO-8859-9", "LC_ALL": "de_DE.ISO-8859-1", "LANGUAGE": "tr",
    "TZ": "Asia/Kolkata",
    "PYTEST_ADDOPTS": "--color=yes -v", "PYTHONHASHSEED": "77",
}  # fmt: skip
COLOURLESS = {"NO_COLOR": "1", "TERM": "", "COLUMNS": "1000", "LC_ALL": "C", "TZ": "Pacific/Apia"}
OF_WORDS = [
    "tests/commands/test_screen.py", "tests/commands/test_audit_screen.py",
    "tests/feedback/test_explain.py", "tests/reports",
    "tests/course/test_model.py", "tests/test_cli.py::test_typer_knows_the_commands",
    "tests/test_cli.py::TestTerminal::test_a_pipe_gets_plain_text",
    "tests/test_cli.py::TestTerminal::test_a_terminal_gets_colour_unless_it_wants_none",
    "tests/commands/test_pytest_plugin.py::test_a_failure_is_told_in_the_checks_words",
]  # fmt: skip


def pytest_of_ours(*words: str, **environment: str) -> subprocess.Popen[str]:
    """Start pytest on tests of ours."""
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *without("cacheprovider", "xdist", "anyio"), *words],
        cwd=ROOT, env={**os.environ, **environment}, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@pytest.mark.slow
def test_every_process_collects_the_same_tests(request: pytest.FixtureRequest) -> None:
    """At another second, in another language, with another order of sets: else xdist would stop.

    Those that this process has collected, which may be a few, are held against another one's.
    """
    ours = _by_file([item.nodeid for item in request.session.items])
    process = pytest_of_ours(*ALL_IDS, PYTHONHASHSEED="2", LC_ALL="de_DE.UTF-8", LANG="tr_TR.UTF-8")

    said, _ = process.communicate()

    assert process.returncode == 0, said
    ids = [line for line in said.splitlines() if "::" in line]
    others = _by_file(ids)
    for file, collected in ours.items():
        assert collected == [each for each in others[file] if each in set(collected)]
    assert len(ids) > 2500
    names = [each.split("::", 1)[1] for each in ids]
    assert [name for name in names if len(name) > LONGEST] == []
    assert [name for name in names if re.search(r"0x[0-9a-f]{8,}|object at ", name)] == []


def _by_file(ids: list[str]) -> dict[str, list[str]]:
    files: dict[str, list[str]] = {}
    for each in ids:
        files.setdefault(each.split("::")[0], []).append(each)
    return files


@pytest.mark.slow
@pytest.mark.parametrize("environment", [HOSTILE, COLOURLESS], ids=["hostile", "colourless"])
def test_the_callers_environment_changes_nothing(environment: dict[str, str]) -> None:
    """Colours, widths, languages and a CI's marks: tests of words pass with any of them."""
    process = pytest_of_ours("--tb=short", *OF_WORDS, **environment)

    said, _ = process.communicate()

    assert process.returncode == 0, said


def test_a_students_file_finds_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From whichever folder it is run; as cells of a notebook, from its own."""
    path = ROOT / "exercises" / "titanic" / "titanic.py"
    monkeypatch.chdir(tmp_path)
    module, cells = runpy.run_path(str(path)), {"__name__": "cells"}
    monkeypatch.chdir(path.parent)
    exec(path.read_text("utf-8"), cells)

    assert len(module["load_passengers"]()[0]) == len(cells["load_passengers"]()[0]) == 1046
