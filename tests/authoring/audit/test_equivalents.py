"""Tests of equivalents: which mutants are said to be right, and that nothing else is covered."""

from __future__ import annotations

import pytest

from grader.authoring.audit.equivalents import Equivalent, load_equivalents
from grader.authoring.audit.variants import Kind, Variant
from grader.course.model import Course
from grader.errors import CourseError
from grader.submission import Submission

CHANGE = "x[1:] → x[:] in y = x[1:] + 1"
REASON = "the first entry is 0"


def mutant(change: str = CHANGE, place: str = "add", of: str = "loops") -> Variant:
    """Give a mutant."""
    return Variant(
        Kind.MUTANT, "rationals", f"{place}: {change}", Submission("m"), of=of
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "covered"),
    [
        ({"change": CHANGE}, True),
        ({"change": "x[[]1:] → *"}, False),
        ({"change": "x[1:] → *"}, True),
        ({"change": "* in y = x[1:] + 1"}, True),
        ({"change": "* in y = x[1:] + ?"}, True),
        ({"change": "x[1:] → x[:]"}, False),
        ({"change": CHANGE, "of": "loops", "place": "add"}, True),
        ({"change": CHANGE, "of": "reference"}, False),
        ({"change": CHANGE, "place": "ad"}, False),
        ({"change": CHANGE, "place": "a*"}, True),
        ({"change": CHANGE, "exercise": "words"}, False),
    ],
)
def test_an_entry_covers_what_it_names(fields: dict[str, str], covered: bool) -> None:
    """Brackets mean themselves; * and ? stand for anything."""
    entry = Equivalent(**{"exercise": "rationals", "reason": REASON, **fields})

    assert entry.covers(mutant()) is covered


def test_a_change_may_hold_a_colon() -> None:
    """The place ends at the first one."""
    entry = Equivalent(exercise="rationals", change="if a: … → if True: …", reason=REASON)

    assert entry.covers(mutant("if a: … → if True: …"))


def written(course: Course, text: str) -> Course:
    """Write the file into a course."""
    (course.root / "validity").mkdir(exist_ok=True)
    (course.root / "validity" / "equivalent.yml").write_text(text, encoding="utf-8")
    return course


def test_no_file_no_entry(course: Course) -> None:
    """Neither is an empty one an error."""
    none = load_equivalents(course)

    assert none == load_equivalents(written(course, "# nothing\n")) == []


def test_an_entry_says_what_is_right_and_why(course: Course) -> None:
    """Where it says nothing of the place or the solution it speaks of all."""
    text = f"- {{exercise: words, change: '{CHANGE}', reason: {REASON}}}\n"

    (entry,) = load_equivalents(written(course, text))

    assert (entry.exercise, entry.change, entry.reason) == ("words", CHANGE, REASON)
    assert (entry.of, entry.place) == ("*", "*")


@pytest.mark.parametrize(
    "text",
    [
        "- {exercise: words, change: b}", "- {exercise: words, change: b, reason: short}",
        "- {exercise: words, change: b, luck: short}",
        "- {exercise: words, change: b, reason: long enough, luck: long enough}",
        "- {exercise: words, change: b, reason: long enough, also: c}", "[", "exercise: words",
    ],
)  # fmt: skip
def test_a_wrong_file_is_the_courses_error(course: Course, text: str) -> None:
    """Without a reason, with two, with an unknown key, with no list in it."""
    with pytest.raises(CourseError, match=r"^validity/equivalent\.yml:1: "):
        load_equivalents(written(course, text))


def test_an_exercise_that_is_not_there_is_the_courses_error(course: Course) -> None:
    """Nobody would ever miss that entry's mutant."""
    with pytest.raises(CourseError, match="there is no exercise 'word'") as caught:
        load_equivalents(written(course, "- {exercise: word, change: b, reason: long enough}"))

    assert caught.value.remedy == "did you mean `words`?"
