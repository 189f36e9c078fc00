"""The course's misconceptions are many, well said, and each is caught at its own part."""

from __future__ import annotations

import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.plain import Rules
from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.suites import OpenSuites, open_suites
from grader.checks.trusted import TrustedSession
from grader.course.misconceptions import Misconception, load_misconceptions, load_wrong_variants
from grader.course.model import Course, Exercise, load_course
from grader.course.references import load_references
from grader.errors import CourseError
from grader.judging.warm_judge import suites_of

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT, exactly=True)
NAMES = [exercise.name for exercise in COURSE.exercises]
LONGEST_SENTENCE = 160
MARKED = '@misconception("split_words", "a sentence")'


@pytest.fixture(scope="module")
def references() -> dict[str, ModuleType]:
    """The reference solutions, imported once."""
    return load_references(COURSE, COURSE.exercises)


@pytest.fixture(scope="module")
def suites() -> Iterator[OpenSuites]:
    """The course's suites, collected once."""
    paths = {each.name: suites_of(COURSE, each, hidden=True) for each in COURSE.exercises}
    with open_suites(paths, COURSE.exercises) as suites:
        yield suites


def of_exercise(
    name: str, references: dict[str, ModuleType]
) -> tuple[Exercise, tuple[Misconception, ...]]:
    """Give an exercise and its misconceptions."""
    exercise = COURSE.exercise(name)
    return exercise, load_misconceptions(COURSE, exercise, references[name])


@pytest.mark.parametrize("name", NAMES)
def test_each_part_has_six_with_a_sentence(name: str, references: dict[str, ModuleType]) -> None:
    """At least six variants a part, no two of one name, each in a sentence of its part's own."""
    exercise, found = of_exercise(name, references)

    counted = Counter(each.part for each in found)
    assert {part.name: counted[part.name] >= 6 for part in exercise.parts} == {
        part.name: True for part in exercise.parts
    }
    assert len({each.name for each in found}) == len(found)
    assert len({(each.part, each.sentence) for each in found}) == len(found)
    for each in found:
        assert len(each.sentence) <= LONGEST_SENTENCE, each.name
        assert each.sentence.endswith("...") or not each.sentence.endswith("."), each.name


@pytest.mark.parametrize("name", NAMES)
def test_variants_are_called_as_the_reference_is(
    name: str, references: dict[str, ModuleType]
) -> None:
    """Names, order and defaults of the parameters are the reference's.

    Another default may be the mistake itself: then its sentence speaks of it.
    """
    for each in of_exercise(name, references)[1]:
        right = getattr(references[name], each.part)
        if inspect.isfunction(right):
            ours, theirs = (_parameters(each, function) for function in (each.variant, right))
            assert ours == theirs, each.name


def _parameters(misconception: Misconception, function: Callable[..., object]) -> str:
    signature = inspect.signature(function)
    if "default" in misconception.sentence or "where none is given" in misconception.sentence:
        return str([*signature.parameters])
    return str(signature)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # wrong variants overflow
@pytest.mark.parametrize("name", NAMES)
def test_each_is_caught_at_its_own_part(
    name: str, references: dict[str, ModuleType], suites: OpenSuites
) -> None:
    """With the variant in the reference's place, a check of the part fails."""
    exercise, found = of_exercise(name, references)

    passed = [each.name for each in found if not is_caught(each, exercise, references, suites)]

    assert passed == []


def errors_of(
    part: str,
    variant: Any,
    exercise: Exercise,
    references: dict[str, ModuleType],
    suites: OpenSuites,
) -> Iterator[tuple[str, BaseException | None]]:
    """Run a part's checks on a variant in the reference's place; give each one's error."""
    reference = references[exercise.name]
    module = ModuleType(exercise.name)
    vars(module).update(vars(reference), **{part: variant})
    rules: Any = Rules({gate.name: gate.model_dump() for gate in exercise.gates})
    for collected in suites.checks[exercise.name]:
        if collected.marks.part != part or collected.marks.gpu:
            continue
        seeds = Seeds(b"secret", "misconception", exercise.name)
        session = TrustedSession(module)
        fixtures = CheckFixtures(session, rules, seeds, collected.id, reference=reference)
        yield collected.id, suites.run(collected, fixtures)


def is_caught(
    found: Misconception,
    exercise: Exercise,
    references: dict[str, ModuleType],
    suites: OpenSuites,
) -> bool:
    """Say whether a check of its part fails, stopping at the first that does."""
    errors = errors_of(found.part, found.variant, exercise, references, suites)
    return any(error is not None for _, error in errors)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_paid_for_nothing(
    name: str, references: dict[str, ModuleType], suites: OpenSuites
) -> None:
    """No check passes for a function that has the same empty or shapeless answer for everything."""
    exercise = COURSE.exercise(name)
    passed = [
        (check, answer)
        for answer in (None, (), [], "1", float("nan"), ([], []), [[1.0], [1.0, 2.0]])
        for part in exercise.parts
        for check, error in errors_of(
            part.name, lambda *_, answer=answer, **__: answer, exercise, references, suites
        )
        if error is None
    ]

    assert passed == []


def test_a_right_variant_would_be_noticed(
    references: dict[str, ModuleType], suites: OpenSuites
) -> None:
    """What is no misconception is not caught: the test above can fail."""
    right = references["optimizers"].sgd_update
    innocent = Misconception("innocent", "sgd_update", "nothing is wrong", right)

    assert not is_caught(innocent, COURSE.exercise("optimizers"), references, suites)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('@misconception("no_such_part", "a sentence")', "has no part 'no_such_part'"),
        ('@misconception("split_words", " ")', "its sentence is empty"),
        ('@misconception("split_words")', "its sentence is empty"),
        (f"{MARKED}\ndef lost(s): ...\n\n\n{MARKED}", "another one has this name"),
        ("import nothing_of_this_name\n", r"misconceptions\.py:4: ModuleNotFoundError"),
        ("@misconception", r"misconceptions\.py:4: TypeError: .*@misconception\(part, sentence\)"),
    ],
)
def test_a_wrong_mark_is_the_courses_error(course: Course, line: str, problem: str) -> None:
    """The message names the file and the variant."""
    path = course.root / "solutions" / "words" / "misconceptions.py"
    text = f"from grader.course import misconception\n\n\n{line}\ndef lost(s): ...\n"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CourseError, match=problem):
        load_misconceptions(course, course.exercise("words"), ModuleType("words"))


@pytest.mark.parametrize(
    ("mark", "kind", "remedy"),
    [
        ('@misconception("split_word", "a")', "def lost(s): ...", "did you mean `split_words`?"),
        ('@misconception("Counter", " ")', "class Lost: ...", "write what is wrong, and what "),
    ],
)
def test_a_wrong_mark_has_its_line_and_its_fix(
    course: Course, mark: str, kind: str, remedy: str
) -> None:
    """The line is the mark's, of a class as well as of a function."""
    path = course.root / "solutions" / "words" / "misconceptions.py"
    path.write_text(f"from grader.course import misconception\n\n{mark}\n{kind}\n")

    with pytest.raises(CourseError) as error:
        load_misconceptions(course, course.exercise("words"), ModuleType("words"))

    assert error.value.message.startswith(f"{path}:3: ")
    assert error.value.remedy.startswith(remedy)


def test_wrong_variants_may_lie_anywhere(course: Course, tmp_path: Path) -> None:
    """Those of somebody who has not seen the suites stand under the same rules."""
    path, words = tmp_path / "unseen.py", course.exercise("words")
    text = f"from grader.course import misconception\n{MARKED}\ndef lost(s): return 7\n"
    none = load_wrong_variants(path, words, ModuleType("words"))
    path.write_text(text, encoding="utf-8")

    (found,) = load_wrong_variants(path, words, ModuleType("words"))
    assert none == load_misconceptions(course, words, ModuleType("words")) == ()
    assert (found.name, found.part, found.sentence) == ("lost", "split_words", "a sentence")
    assert found.variant("") == 7

    path.write_text(text.replace("split_words", "split"), encoding="utf-8")
    with pytest.raises(CourseError, match=r"unseen\.py:2: lost: words has no part 'split'"):
        load_wrong_variants(path, words, ModuleType("words"))


def test_a_course_without_misconceptions_has_none(course: Course) -> None:
    """The file is the author's choice."""
    assert load_misconceptions(course, course.exercise("words"), ModuleType("words")) == ()


def test_the_reference_has_the_exercises_name_while_it_is_loaded(course: Course) -> None:
    """The file imports it; afterwards whatever had the name has it again."""
    path = course.root / "solutions" / "words" / "misconceptions.py"
    lines = ["import words", "from grader.course import misconception", MARKED]
    path.write_text("\n".join([*lines, "def lost(s): return words.RIGHT"]), encoding="utf-8")
    reference = ModuleType("words")
    vars(reference)["RIGHT"] = 71

    for before in ({}, {"words": ModuleType("another")}):
        with pytest.MonkeyPatch.context() as patch:
            for name, module in before.items():
                patch.setitem(sys.modules, name, module)
            (found,) = load_misconceptions(course, course.exercise("words"), reference)
            assert sys.modules.get("words") is before.get("words")
        assert (found.name, found.part, found.variant("")) == ("lost", "split_words", 71)
