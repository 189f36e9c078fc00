"""Tests of text that acts, in what pytest itself writes when a student runs the visible checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from grader.authoring.derive import bundle
from grader.course.model import Course
from tests.support.command_line import pytest_typed
from tests.support.fractions import FOLDER

pytestmark = pytest.mark.slow  # each is a pytest of its own
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
EVIL = "".join(
    [
        "\x1b[2J\x1b]0;title\x07\x1b]52;c;cm0=\x07\x9b31m",
        "]]></failure><failure message='&lol;'>",
        "\r\x08\ufffe\u202egnorw",
    ]
)
AT_CALL = f"""
EVIL = {EVIL!r}

def greatest_common_divisor(p, q):
    print(EVIL)
    raise ValueError(EVIL + "\\0\\ud800\\udc80")

def reduced(p, q):
    return type(EVIL, (), {{"__repr__": lambda self: EVIL}})()

def add(a, b):
    raise type(EVIL, (KeyError,), {{}})(EVIL)
"""
AS_OURS = f"""
class TooLarge(Exception): pass

def greatest_common_divisor(p, q):
    raise TooLarge({EVIL!r} + "\\x9b\\ud800")

reduced = add = greatest_common_divisor
"""
AT_IMPORT = f"raise SyntaxError({EVIL!r}, ({EVIL!r}, 7, 7, {EVIL!r}))\n"

Report = Callable[[str], tuple[str, str]]


@pytest.fixture
def report(course: Course, tmp_path: Path) -> Report:
    """Write a student's file, run pytest there; give what it said, and its JUnit report."""
    mine = tmp_path / "mine"
    bundle(course, mine)

    def pytest_on(source: str) -> tuple[str, str]:
        (mine / FOLDER / "rationals.py").write_text(source, encoding="utf-8")
        junit = tmp_path / "junit.xml"
        code, said = pytest_typed(mine / FOLDER, f"--junitxml={junit}", "--color=no")
        assert code == 1, said
        return said, junit.read_text(encoding="utf-8")

    return pytest_on


@pytest.mark.parametrize(
    "source", [AT_CALL, AS_OURS, AT_IMPORT], ids=["at a call", "as ours", "at import"]
)
def test_a_junit_report_stays_well_formed(report: Report, source: str) -> None:
    """Whatever the student's code raises, returns or is called: each check is one failure."""
    _, written = report(source)

    suite = ElementTree.fromstring(written).find("testsuite")
    assert suite is not None
    assert [len(list(case)) for case in suite.iter("testcase")] == [1, 1, 1]
    assert {told.tag for case in suite.iter("testcase") for told in case} <= {"failure", "error"}
    assert not CONTROLS.search("".join(suite.itertext()))


@pytest.mark.parametrize(
    "source", [AT_CALL, AS_OURS, AT_IMPORT], ids=["at a call", "as ours", "at import"]
)
def test_what_pytest_says_obeys_no_student(report: Report, source: str) -> None:
    """No escape sequence, control character or reading order gets to the terminal."""
    said, written = report(source)

    assert CONTROLS.search(EVIL)
    assert any(words in said for words in ("could not be run", "raised ValueError", "returned "))
    assert not CONTROLS.search(said)
    assert not CONTROLS.search(written)
