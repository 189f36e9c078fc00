"""No text that a student reads holds a hidden value: what is planted is found, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch

from grader.authoring.leaks import in_feedback as listening
from grader.authoring.leaks.in_feedback import overheard, wrong_work
from grader.authoring.leaks.in_texts import leaks
from grader.authoring.leaks.values import (
    holds,
    holds_string,
    is_telling,
    is_telling_string,
    numbers,
    runs,
    written,
)
from grader.checks.suites import OpenSuites, open_suites, suite_paths
from grader.commands.release import problems
from grader.course.model import Course, Exercise, load_course
from grader.course.references import load_references
from grader.feedback.explain import explain
from grader.sandbox.interface import Sandbox
from tests.support.files import edit
from tests.support.fractions import add_checks

ROOT = Path(__file__).parents[3]
COURSE = load_course(ROOT, exactly=True)
NAMES = [exercise.name for exercise in COURSE.exercises]

HIDDEN = """

@pytest.mark.part("{part}")
def test_planted(student, rng):
    \"\"\"The sum is right.\"\"\"
{lines}
"""
WRONG = """
from grader.course import misconception


@misconception("add", "{sentence}")
def add_forgets_the_second(a, b):
    return a
"""


def plant(course: Course, *lines: str, part: str = "add", exercise: str = "rationals") -> None:
    """Add a hidden check of these lines."""
    body = "\n".join(f"    {line}" for line in lines)
    add_checks(course, HIDDEN.format(part=part, lines=body), exercise)


def misbelieve(course: Course, sentence: str = "you forget the second one") -> None:
    """Add a misconception."""
    path = course.root / "solutions" / "rationals" / "misconceptions.py"
    path.write_text(WRONG.format(sentence=sentence), encoding="utf-8")


class TestTelling:
    """What tells something, and which texts hold it."""

    @pytest.mark.parametrize("text", ["14.5", "1,046", "-2.25", "0.26894", "1.67326"])
    def test_numbers_of_three_digits_tell(self, text: str) -> None:
        """Three significant digits are not met by chance."""
        assert [each.is_telling for each in numbers(text)] == [True]

    @pytest.mark.parametrize(
        "text",
        ["0.5", "1e-8", "0.01", "1500", "20_000", "193e5x", "256", "255", "0.125", "0.999",
         "3.14159", "2.718", "0.6931", "0.333", "W123", "float32"],
    )  # fmt: skip
    def test_others_do_not(self, text: str) -> None:
        """Round numbers, powers of two, well-known constants and names are everywhere."""
        assert not any(each.is_telling for each in numbers(text))

    @pytest.mark.parametrize(
        "text",
        ["0.73105858", "0.731", "0.7311", "7.311e-01", "(0.73106)", "−0.731", "it is 0.731.",
         "$0.731$", "x=0.731,", "[1. 0.731]"],
    )  # fmt: skip
    def test_a_number_is_found_however_it_is_written(self, text: str) -> None:
        """Rounded, cut off, with an exponent, with another sign, in a formula."""
        value = np.array([0.7310585786300049])

        assert any(each.writes(value) and each.is_telling for each in numbers(text))

    @pytest.mark.parametrize("text", ["0.732", "0.729", "7.311", "0.73106", "0.73", "1.731"])
    def test_other_numbers_are_no_ways_to_write_it(self, text: str) -> None:
        """Nor is one of two digits telling."""
        value = np.array([0.7310485])

        assert not any(each.writes(value) and each.is_telling for each in numbers(text))

    @pytest.mark.parametrize(
        ("values", "tells"),
        [
            ([0.2, 0.5, 0.3], True), ([3, -2, 4, 1], True), ([-2000.0, 0, 900, 3000], True),
            ([11, 14, 9], True), ([1, 2, 3], False), ([0.1, 0.2, 0.3], False), ([2.5, 1.5], False),
            ([0, 1, 1, 0], False), ([4, 4, 3], False), ([0.5] * 4, False), ([np.nan] * 3, False),
        ],
    )  # fmt: skip
    def test_lists_tell_by_their_order(self, values: list[float], tells: bool) -> None:
        """Not where they count up, hold only 0 and 1, or a few small whole numbers."""
        assert is_telling(values) == tells

    def test_a_list_is_found_in_a_text(self) -> None:
        """As Python, numpy, a table or a matrix shows it, whole or a telling piece of it."""
        values = np.array([0.2, -0.5, 3.0, 0.75])
        shown = ["[0.2, -0.5, 3.0, 0.75]", "[[ 0.2  -0.5 ]\n [ 3.    0.75]]", "| 0.2 | −0.5 | 3 |",
                 r"0.2 & -0.5 \\ 3 & 0.75", "1, 0.2, -0.5, 3, 0.75, 9"]  # fmt: skip
        other = ["0.2, 0.5, 3.0, 0.75", "0.2 and -0.5 and 3 and 0.75", "0.2, 3.0, -0.5, 0.75"]

        assert [any(holds(run, values) for run in runs(text)) for text in shown] == [True] * 5
        assert [any(holds(run, values) for run in runs(text)) for text in other] == [False] * 3

    def test_strings_tell_where_they_are_no_names(self) -> None:
        """A keyword belongs to the interface; a sentence does not."""
        assert is_telling_string("Row, row your boat")
        assert not any(map(is_telling_string, ["AND", "cross_entropy", "0.weight", "?!", " 42 "]))
        assert holds_string('a("one\\ttwo")', "one\ttwo")
        assert holds_string("row your\n  boat", "row your boat")
        assert not holds_string("row his boat", "row your boat")

    def test_a_number_knows_where_it_stands(self) -> None:
        """Places are told by line."""
        assert [each.start for each in numbers("a 1.5\nb 2.5")] == [2, 8]
        assert written("1_046").value == 1046


class TestTexts:
    """The static half."""

    @pytest.mark.parametrize(
        ("file", "old", "new"),
        [
            ("README.md", "Computers round", "Try 4711 over 25."),
            ("hints.md", "until nothing is.", "until nothing is, as for 4711."),
            ("rationals.py", ">>> add((1, 2), (1, 3))", ">>> add((4711, 2), (1, 3))"),
            ("test_visible.py", "1/2 + 1/3 is 5/6.", "1/2 + 1/3 is 5/6, and not 4711."),
            ("test_hidden.py", "Sums are right", "Sums of 4711 are right"),
            ("test_hidden.py", '"the sum, in lowest terms"', '"the sum for 4,711"'),
        ],
    )
    def test_a_number_that_leaks_is_told(
        self, course: Course, file: str, old: str, new: str
    ) -> None:
        """In the lesson, the hints, the stub, the visible suite, a sentence and a problem."""
        plant(course, "assert student.add((4711, 3), (1, 3))")
        assert leaks(course) == []

        edit(course.root / "solutions" / "rationals" / file, old, new)

        (said,) = leaks(course)
        where = "solutions" if "hidden" in file else "exercises"
        assert said.startswith(f"{where}/rationals/{file}:")
        assert "holds 4,711" in said or "holds 4711" in said
        assert "which is hidden in solutions/rationals/test_hidden.py:" in said
        assert "# shown: WHY" in said

    def test_the_line_is_the_texts_own(self, course: Course) -> None:
        """Of both the text and the suite."""
        plant(course, "assert student.add((4711, 3), (1, 3))")
        path = course.root / "solutions" / "rationals" / "README.md"
        path.write_text(path.read_text(encoding="utf-8") + "\n\nSuch as 4711.\n", encoding="utf-8")
        last = len(path.read_text(encoding="utf-8").splitlines())
        suite = (path.parent / "test_hidden.py").read_text(encoding="utf-8").splitlines()
        asked = next(n for n, line in enumerate(suite, 1) if "4711" in line)

        (said,) = leaks(course)

        assert f"README.md:{last} holds" in said
        assert f"test_hidden.py:{asked}:" in said

    def test_a_misconceptions_sentence_is_read_too(self, course: Course) -> None:
        """Failed hidden checks show it."""
        plant(course, "assert student.add((4711, 3), (1, 3))")
        misbelieve(course, "you forget what comes after 4711")

        (said,) = leaks(course)

        assert said.startswith("solutions/rationals/misconceptions.py:5 holds 4711")

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("student.add([0.2, 0.5, 0.3], 1)", "with 0.2, 0.5, 0.3"),
            ("student.add([[3, -2], [4, 1]], 1)", "with [[3, -2],\n [4, 1]]"),
            ("student.add(-14.25, 1)", "with 14.25"),
            ("student.add(1, b='the fat cat')", "with the\nfat cat"),
            ("for s in ('no cat', 'a fat cat'): student.add(s, 1)", "with 'a fat cat'"),
            ("n = student.add(1, 1); n.more('the fat cat')", "with the fat cat"),
        ],
    )
    def test_lists_and_strings_leak_as_well(self, course: Course, code: str, text: str) -> None:
        """Whatever is sent to the student's code, directly or by a name."""
        plant(course, code)

        edit(course.root / "solutions/rationals/README.md", "Computers round", text)

        assert len(leaks(course)) == 1

    @pytest.mark.parametrize(
        "code",
        [
            "student.add(0.999, 1e-8)",
            "student.add(0.5, 20_000)",
            "student.add(zeros((120, 3, 7)), 'AND')",
            "student.add([1, 2, 3, 4], [0, 1, 1, 0])",
            "student.add(4711, 1)  # shown: the lesson's own example",
            "student.add([0.2, 0.5, 0.3], 1)  # shown: so is this",
        ],
    )
    def test_innocent_values_may_stand_anywhere(self, course: Course, code: str) -> None:
        """Known constants, round numbers, shapes, names, and what the author lets through."""
        plant(course, code)
        text = "0.999, 1e-8, 0.5, 20,000, (120, 3, 7), AND, [1, 2, 3, 4], [0, 1, 1, 0], 4711;\n"

        edit(course.root / "solutions/rationals/README.md", "Computers", f"{text} 0.2, 0.5, 0.3 C")

        assert leaks(course) == []

    def test_an_exception_needs_its_reason(self, course: Course) -> None:
        """An empty one lets nothing through."""
        plant(course, "student.add(4711, 1)  # shown:")

        edit(course.root / "solutions/rationals/README.md", "Computers round", "4711")

        assert len(leaks(course)) == 1

    def test_a_signatures_defaults_are_documented(self, course: Course) -> None:
        """They stand in the stub, and hidden checks may pass them."""
        plant(course, "student.add(0.0625173, 1)")
        assert leaks(course) == []

        edit(course.root / "solutions/rationals/rationals.py", "add(a, b)", "add(a, b=0.0625173)")

        assert leaks(course) == []

    def test_another_exercises_values_are_no_leak(self, course: Course) -> None:
        """A number is hidden in its own exercise."""
        plant(course, "assert student.add((4711, 3), (1, 3))")

        edit(course.root / "solutions/words/README.md", "Capitals", "4711 capitals")

        assert leaks(course) == []

    def test_release_check_tells_it(self, course: Course, lent_sandbox: Sandbox) -> None:
        """Beside what is stale."""
        plant(course, "n = student.add((4711, 3), (-4710, 3))", "assert_holds(n[0] == 1, 'no')")
        edit(course.root / "solutions/rationals/README.md", "Computers round", "4711")

        stale, _, said = problems(course)

        assert stale == "exercises/rationals/README.md is stale"
        assert said.startswith("exercises/rationals/README.md:3 holds 4711")

    def test_a_suite_that_is_no_python_is_told_by_others(self, course: Course) -> None:
        """Whoever collects it knows the line."""
        (course.root / "solutions/rationals/test_hidden.py").write_text("def test(:", "utf-8")

        assert leaks(course) == []

    def test_this_course_leaks_nothing(self) -> None:
        """Its lessons, hints, stubs, suites and sentences."""
        assert leaks(COURSE) == []


def listen_to(course: Course) -> list[str]:
    """Listen to the course's first exercise."""
    exercise = course.exercises[0]
    references = load_references(course, [exercise])
    return overheard(course, exercise, collected(course, [exercise]), references[exercise.name])


def collected(course: Course, exercises: list[Exercise]) -> OpenSuites:
    """Collect the hidden suites."""
    paths = {each.name: suite_paths(course, each, hidden=True) for each in exercises}
    with open_suites(paths, exercises) as suites:
        return suites


DRAWN = ("from grader.checks import Mismatch, assert_close", "a, b = rng.uniform(1, 2, 2)")


class TestMessages:
    """The dynamic half."""

    @pytest.mark.parametrize(
        "line",
        [
            "assert_close(student.add(a, b), a + b, look=f'it is {a + b}')",
            "assert_close(student.add(a, b), a + b, look=f'it is {a + b:.2f}')",
            "assert_close(student.add(a, b), a + b, what=f'for {b:.5g} the sum')",
            "student.add(a, b); raise Mismatch(f'{a + b:.3e} belongs here', expected=a + b)",
            "right = a + b; assert_holds(student.add(a, b) == right, f'not {right:.3f}')",
            "student.add(1, c := int(a * 1e6)); assert_holds(False, f'of {c} parts')",
            "z = [a, b, 3]; student.add(z, 1); assert_holds(False, f'for {z}')",
            "z = [3, -2, 4, 1]; student.add(z, 1); assert_holds(False, f'for {z}')",
            "s = 'the fat cat'; student.add(s, 1); assert_holds(False, f'of {s}')",
        ],
    )
    def test_a_check_that_tells_too_much_is_found(self, course: Course, line: str) -> None:
        """An expected value or an input, in a problem or a look, however it is written."""
        misbelieve(course)
        plant(course, *DRAWN, line)

        found = listen_to(course)

        assert found
        told = "rationals: hidden::test_planted tells "
        assert all(said.startswith(told) for said in found)
        assert any(" to add_forgets_the_second: " in said or "stub" in said for said in found)

    @pytest.mark.parametrize(
        "line",
        [
            "assert_close(student.add(a, b), a + b, look='a + b, as 5 / 6 or 0.999')",
            "assert_close(student.add([a] * 130, b), [a + b] * 130)",
            "student.add([a] * 130, b); assert_holds(False, 'of 130, 129 are wrong')",
            "g = student.add(a, b); assert_holds(g != g, f'you gave {g}', got=g)",
            "student.add(a, b); assert_holds(False, f'about {a:.1f}')",
            "student.add(2.345, 1); assert_holds(False, 'as for 2.345')  # shown: why not",
            "student.add(4.56, 1); assert_holds(False, 'as in the lesson: 4.56')",
            "assert student.add(a, b) == a + b, f'it is {a + b}'",
            "assert_close(a + b, a + b, look=f'it is {a + b}')",
        ],
    )
    def test_innocent_words_are_not_refused(self, course: Course, line: str) -> None:
        """Counts, lengths, the answer's own values, what the lesson or the author shows."""
        misbelieve(course)
        edit(course.root / "solutions/rationals/README.md", "Computers round", "4.56 does")
        plant(course, *DRAWN, line)

        assert listen_to(course) == []

    @pytest.mark.parametrize(("raising", "tells"), [("a[5, b]", False), ("{}[b]", True)])
    def test_exceptions_are_told_as_students_read_them(
        self, course: Course, raising: str, tells: bool
    ) -> None:
        """With their own words, which may name an input."""
        misbelieve(course)
        edit(course.root / "solutions/rationals/misconceptions.py", "return a", f"return {raising}")
        plant(course, *DRAWN, "assert_close(student.add([a], b), a + b)")

        assert bool(listen_to(course)) == tells

    def test_only_the_parts_own_checks_judge(self, course: Course) -> None:
        """Right parts pass theirs, and what is not written yet reads no look."""
        misbelieve(course)
        look = "assert_close(student.reduced(a, b), 5, look=f'it is {b}')"
        plant(course, *DRAWN, look, part="reduced")

        assert listen_to(course) == []


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Small networks train far slower where two threads wait for a busy core."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def references() -> dict[str, ModuleType]:
    """The reference solutions, imported once."""
    return load_references(COURSE, COURSE.exercises)


@pytest.fixture(scope="module")
def suites() -> OpenSuites:
    """The course's suites, collected once."""
    return collected(COURSE, list(COURSE.exercises))


@pytest.mark.parametrize("name", NAMES)
def test_this_course_tells_wrong_work_nothing_hidden(
    name: str, references: dict[str, ModuleType], suites: OpenSuites
) -> None:
    """The stub and every misconception of a part read no input and no expected value."""
    assert overheard(COURSE, COURSE.exercise(name), suites, references[name]) == []


def test_it_would_hear_a_hidden_check_that_speaks_as_a_visible_one(
    monkeypatch: pytest.MonkeyPatch, references: dict[str, ModuleType], suites: OpenSuites
) -> None:
    """With inputs and expected values in the messages, many are found: the test above can fail."""
    exercise = COURSE.exercise("forward_propagation")
    reference = references[exercise.name]
    some = list(wrong_work(COURSE, exercise, reference))[1::8]
    monkeypatch.setattr(listening, "wrong_work", lambda *_: some)
    monkeypatch.setattr(
        listening, "explain", lambda error, call, visible: explain(error, call, visible=True)
    )

    found = overheard(COURSE, exercise, suites, reference)

    assert len(some) > 4
    assert len(found) > 50
    assert len({said.split()[1] for said in found}) > 10
