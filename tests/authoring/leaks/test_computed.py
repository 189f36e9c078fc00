"""Texts for students that are computed from what an answer is held against are found, no others."""

from __future__ import annotations

import ast
from textwrap import indent

import pytest

from grader.authoring.leaks import find_leaks
from grader.authoring.leaks.computed import computed_texts
from grader.course.model import Course
from tests.support.fractions import add_checks


def found(lines: str) -> list[tuple[str, str]]:
    """Return the texts of a check of these lines that are found, with what they are made of."""
    source = f"def test_planted(student, rng, reference):\n{indent(lines.strip(), '    ')}\n"
    return [(ast.unparse(text), made_of) for text, made_of in computed_texts(ast.parse(source))]


@pytest.mark.parametrize(
    ("lines", "made_of"),
    [
        (
            """
assert_close(student.median(x), statistics.median(x), look=f"it is {statistics.median(x)}")
""",
            "statistics.median(x)",
        ),
        (
            """
right = median(x)
assert_close(student.median(x), right, what="the median, " + str(right))
""",
            "'the median, ' + str(right)",
        ),
        (
            """
right = median(x)
look = f"it is {right:.1f}"
answer = student.median(x)
assert_holds(answer == right, "the middle one", look=look)
""",
            "right",
        ),
        (
            """
for x in xs:
    answer, right = student.f(x), f(x)
    if answer != right:
        raise Mismatch("it is %s" % right, got=answer)
""",
            "'it is %s' % right",
        ),
        (
            """
for answer, right in zip([student.f(x) for x in xs], [f(x) for x in xs]):
    assert_holds(answer == right, "{} is right".format(right))
""",
            "'{} is right'.format(right)",
        ),
        (
            """
answer = student.f(4)
assert_holds(answer, "wrong", look=f"not {answer} but {reference.f(4)}")
""",
            "reference.f(4)",
        ),
        (
            """
answers = {word: student.f(word) for word in rights}
for word, right in rights.items():
    shown = round(right, 2)
    assert_holds(answers[word] == right, f"{word} counts {shown}")
""",
            "shown",
        ),
        (
            """
for sentence, right in [("one two", 2), ("three", 1)]:
    assert_holds(student.count(sentence) == right, f"there are {right}")
""",
            "right",
        ),
        (
            """
raise Mismatch(f"not {right}", expected=right)
""",
            "right",
        ),
    ],
)
def test_a_text_made_of_what_is_expected(lines: str, made_of: str) -> None:
    """However it is put together, and however short the value is."""
    assert [each for _, each in found(lines)] == [made_of]


@pytest.mark.parametrize(
    "lines",
    [
        """
answer, right = student.f(x), f(x)
assert_holds(answer == right, f"{answer} is wrong", look=f"{len(right)} of shape {right.shape}")
""",
        """
for number, (name, right) in enumerate(zip(names, rights)):
    assert_close(getattr(student, name)(x), right, what=f"{number}: {name}")
""",
        """
for name, right in rights.items():
    assert_close(student.f(x), right, what=f"the value of {name}")
""",
        """
assert_close(student.f(x), right, look="positive" if right > 0 else "negative")
""",
        """
for learnt in ("weights", ""):
    assert_holds(student.carries(x) is bool(learnt), f"no gradient comes to {learnt}")
""",
        """
right = f"{word} {word}"
assert_holds(student.twice(word) == right, "the word twice", look="a space between")
""",
    ],
)
def test_what_tells_nothing_may_be_said(lines: str) -> None:
    """The student's own answer, a shape, a length, a name, and which of two sentences fits."""
    assert found(lines) == []


def test_release_refuses_it_with_its_line(course: Course) -> None:
    """Where it is meant, a mark says so."""
    path = course.root / "solutions/rationals/test_hidden.py"
    line = path.read_text(encoding="utf-8").count("\n") + 7
    check = '''

@pytest.mark.part("add")
def test_planted(student):
    """The sum is right."""
    right = Fraction(1, 2) + Fraction(1, 3)
    assert_holds(student.add((1, 2), (1, 3)) == right, "the sum", look=f"it is {right}")
'''
    add_checks(course, check)

    (said,) = find_leaks(course)
    assert said.startswith(f"solutions/rationals/test_hidden.py:{line} gives `right` away")
    assert said.endswith("or write `# shown: WHY` behind the text")

    path.write_text(path.read_text().replace('{right}")', '{right}")  # shown: an example'))
    assert find_leaks(course) == []
