"""No text that a student reads holds a hidden value: what is planted is found, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from grader.authoring.leaks import find_leaks as leaks
from grader.authoring.leaks import lint
from grader.commands.release import problems
from grader.course.model import Course, Exercise, load_course
from grader.errors import CourseError
from grader.feedback import explain
from grader.sandbox.interface import Sandbox
from tests.support.files import edit
from tests.support.fractions import add_checks

ROOT = Path(__file__).parents[3]
COURSE = load_course(ROOT, exactly=True)

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
        ],
    )
    def test_lists_leak_as_well(self, course: Course, code: str, text: str) -> None:
        """In whatever form the text writes them."""
        plant(course, code)

        edit(course.root / "solutions/rationals/README.md", "Computers round", text)

        assert len(leaks(course)) == 1

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("student.split_words(sentence='the fat cat')", "with the\nfat cat"),
            ("for s in ('no cat', 'a fat cat'): student.split_words(s)", "with 'a fat cat'"),
            ("n = student.Counter(); n.add('the fat cat')", "with the fat cat"),
            ("student.split_words(' '.join(['see', 'the fat cat']))", "with the fat cat"),
        ],
    )
    def test_strings_leak_as_well(self, course: Course, code: str, text: str) -> None:
        """Whatever is sent to the student's code, directly, by a name, or put together."""
        plant(course, code, part="split_words", exercise="words")

        edit(course.root / "solutions/words/README.md", "Capitals", f"{text} Capitals")

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

    def test_a_suite_that_is_no_python_is_the_courses_error(self, course: Course) -> None:
        """Whoever collects it knows the line."""
        (course.root / "solutions/rationals/test_hidden.py").write_text("def test(:", "utf-8")

        with pytest.raises(CourseError, match=r"test_hidden\.py:1: SyntaxError"):
            leaks(course)


def of_feedback(course: Course) -> list[str]:
    """Give what the lint says of feedback."""
    return [said for said in leaks(course) if " tells " in said]


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

        found = of_feedback(course)

        assert found
        told = r"solutions/rationals/test_hidden\.py:\d+: hidden::test_planted tells "
        assert all(re.match(told, said) for said in found)
        assert any(" to add_forgets_the_second, in " in said or "stub" in said for said in found)

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

        assert of_feedback(course) == []

    @pytest.mark.parametrize(("raising", "tells"), [("a[5, b]", False), ("{}[b]", True)])
    def test_exceptions_are_told_as_students_read_them(
        self, course: Course, raising: str, tells: bool
    ) -> None:
        """With their own words, which may name an input."""
        misbelieve(course)
        edit(course.root / "solutions/rationals/misconceptions.py", "return a", f"return {raising}")
        plant(course, *DRAWN, "assert_close(student.add([a], b), a + b)")

        assert bool(of_feedback(course)) == tells

    def test_only_the_parts_own_checks_judge(self, course: Course) -> None:
        """Right parts pass theirs, and what is not written yet reads no look."""
        misbelieve(course)
        look = "assert_close(student.reduced(a, b), 5, look=f'it is {b}')"
        plant(course, *DRAWN, look, part="reduced")

        assert of_feedback(course) == []


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Small networks train far slower where two threads wait for a busy core."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_this_course_leaks_nothing(exercise: Exercise) -> None:
    """Its texts, and what the stub and every misconception of a part read of hidden checks."""
    assert leaks(COURSE.model_copy(update={"exercises": (exercise,)})) == []


def test_it_would_hear_a_hidden_check_that_speaks_as_a_visible_one(
    monkeypatch: pytest.MonkeyPatch, course: Course
) -> None:
    """With inputs and expected values in the messages, many are found: the test above can fail."""
    chosen = COURSE.model_copy(update={"exercises": (COURSE.exercise("forward_propagation"),)})
    wrong_work = lint.wrong_work
    monkeypatch.setattr(lint, "wrong_work", lambda *given: list(wrong_work(*given))[1::8])
    monkeypatch.setattr(
        lint, "explain", lambda error, call, visible: explain(error, call, visible=True)
    )

    found = leaks(chosen)

    assert len(found) > 50
    assert len({said.split()[1] for said in found}) > 10
