"""Tests of the JUnit XML: valid, read by others, a case for each check, and no text that acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import xmlschema
from hypothesis import example, given
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from grader.feedback.explanation import Explanation
from grader.judging.results import Check, Outcome, PartScore, Result
from grader.reports.junit import render
from grader.sandbox.verdict import Verdict

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED
Make = Callable[..., Result]
SCHEMA = xmlschema.XMLSchema(Path(__file__).with_name("junit-10.xsd"))


def suites(text: str) -> list[TestSuite]:
    """Validate the XML, and read its suites as others do."""
    SCHEMA.validate(text)
    return list(JUnitXml.fromstring(text.encode("utf-8")))


def cases(text: str) -> list[TestCase]:
    """Read the cases of all suites."""
    return [case for suite in suites(text) for case in suite]


def test_a_case_for_each_check(make: Make) -> None:
    """Passed, failed with its explanation, and skipped with the word, under exercise and part."""
    (suite,) = suites(render([make()], {"protection": "L3"}))

    passed, failed, held = suite
    assert (suite.name, suite.tests, suite.failures, suite.skipped, suite.errors) == (
        "ada", 3, 1, 1, 0,
    )  # fmt: skip
    assert {case.classname for case in suite} == {"circles.train"}
    assert [case.name for case in suite] == ["Sentence 0.", "Sentence 1.", "Sentence 2."]
    assert (passed.is_passed, failed.is_failure, held.is_skipped) == (True, True, True)
    (why,) = failed.result
    assert isinstance(why, Failure)
    assert why.message == "3 values are off"
    assert why.text == "3 values are off\n  called    train(2)\n  look at   the loop"
    (waits,) = held.result
    assert isinstance(waits, Skipped)
    assert waits.message == "not judged: 3 values are off"


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Explanation("not judged: needs a GPU"), "not judged: needs a GPU"),
        (None, "not judged: its points are held"),
    ],
)
def test_what_is_held_says_so_once(make: Make, why: Explanation | None, said: str) -> None:
    """A check that needs a GPU says it already; one that broke has nothing for the student."""
    (case,) = cases(render([make(outcomes=(N,), why=why)], {}))

    assert case.result[0].message == said


def test_a_class_is_a_suite_for_each_student(school: list[Result]) -> None:
    """Sorted by name; the file adds up, and each case says whose it is."""
    text = render(school, {"protection": "L2"})
    read = JUnitXml.fromstring(text.encode())

    assert [suite.name for suite in suites(text)] == ["Ada", "bob", "zoë"]
    assert (read.tests, read.failures) == (10, 4)
    assert all(case.name.startswith("zoë: ") for case in suites(text)[2])
    assert [each.name for each in suites(text)[0]][-1] == "Ada: not submitted"


def test_the_level_stands_in_every_suite(school: list[Result]) -> None:
    """With the rest of the environment, as properties."""
    for suite in suites(render(school, {"protection": "L1", "python": "3.11"})):
        assert [(each.name, each.value) for each in suite.properties()] == [
            ("protection", "L1"),
            ("python", "3.11"),
        ]


def test_what_could_not_be_run_is_one_failed_case() -> None:
    """A file that Python cannot read is not green for want of cases; our own trouble is skipped."""
    reason = Explanation("Python cannot read circles.py, line 3: invalid syntax")
    broken = Result("ada", "circles", 0, 6, Verdict.IMPORT_FAILED, reason=reason)
    ours = Result("ada", "words", 0, 6, Verdict.NOT_GRADED, reason=Explanation("sorry"))

    failed, skipped = cases(render([broken, ours], {}))

    assert (failed.classname, failed.name, failed.is_failure) == ("circles", "import failed", True)
    assert failed.result[0].message == reason.problem
    assert (skipped.name, skipped.is_skipped) == ("not graded", True)


def test_names_are_unique(make: Make) -> None:
    """Two checks of one sentence, and one called as the second would be: GitLab counts all."""
    check = Check("hidden::test_x[7-9]", "train", False, P, None, 1.0, "It holds.")
    checks = (check, replace(check, sentence="It holds. #2"), check, check)
    result = replace(make(), checks=checks)

    names = [case.name for case in cases(render([result], {}))]

    assert names == ["It holds.", "It holds. #2", "It holds. #3", "It holds. #4"]


def test_no_parameter_of_a_hidden_check_is_shown(make: Make) -> None:
    """The name that pytest gives a check may hold a hidden value."""
    checks = [Check("hidden::test_x[7-9]", "train", False, F, None, 1.0, "It holds.")] * 2

    assert "7-9" not in render([replace(make(), checks=tuple(checks))], {})


def test_hostile_text_stays_text(hostile: Result) -> None:
    """Markup is escaped, escape sequences are gone, and the file is still valid."""
    text = render([hostile], {"protection": "L3"})

    assert not set(text) & {"\x1b", "\x00", "\u202e", "\udceb"}
    assert "<script>" not in text
    (_, failed, _) = cases(text)
    assert "<script>;" in failed.result[0].text


@given(st.text(st.characters()))
@example("\ufffe\uffff")
def test_any_text_is_valid(text: str) -> None:
    """Characters that XML cannot hold are left out, wherever a student put them."""
    why = Explanation("x" + text, got=text)
    check = Check("visible::test_x", "part", True, F, why, 1.0, text)
    parts = (PartScore("part", 0, 1),)
    result = Result(f"s{text}", "circles", 0, 1, "graded", parts, (check,))  # type: ignore[arg-type]

    (suite,) = suites(render([result, replace(result, student="t")], {"python": text}))[1:]

    assert suite.tests == 1


def test_an_empty_class_is_valid() -> None:
    """No student, no suite."""
    assert suites(render([], {})) == []
