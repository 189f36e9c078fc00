"""The tests themselves hold anywhere: at any time, in any language, on any terminal, in any CI."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

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
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words],
        cwd=ROOT, env={**os.environ, **environment}, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def test_every_process_collects_the_same_tests() -> None:
    """At another second, in another language, with another order of sets: else xdist would stop."""
    first = pytest_of_ours(*ALL_IDS, PYTHONHASHSEED="1", LC_ALL="C", LANG="C")
    time.sleep(1.1)  # a clock that counts seconds has gone on
    second = pytest_of_ours(*ALL_IDS, PYTHONHASHSEED="2", LC_ALL="de_DE.UTF-8", LANG="tr_TR.UTF-8")

    ids, others = (_ids(process.communicate()[0]) for process in (first, second))

    assert (first.returncode, second.returncode) == (0, 0)
    assert len(ids) > 2500
    assert [pair for pair in zip(ids, others, strict=True) if pair[0] != pair[1]] == []
    names = [each.split("::", 1)[1] for each in ids]
    assert [name for name in names if len(name) > LONGEST] == []
    assert [name for name in names if re.search(r"0x[0-9a-f]{8,}|object at ", name)] == []


def _ids(said: str) -> list[str]:
    return [line for line in said.splitlines() if "::" in line]


@pytest.mark.parametrize("environment", [HOSTILE, COLOURLESS], ids=["hostile", "colourless"])
def test_the_callers_environment_changes_nothing(environment: dict[str, str]) -> None:
    """Colours, widths, languages and a CI's marks: tests of words pass with any of them."""
    process = pytest_of_ours("--tb=short", *OF_WORDS, **environment)

    said, _ = process.communicate()

    assert process.returncode == 0, said
