"""Tests of variants: what a course is judged by, as submissions that a guest can run."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.authoring.audit.variants import Kind, Variant, mistaken, mutated, standing
from grader.course.model import Course
from grader.course.references import load_references
from grader.errors import CourseError
from tests.support.fractions import RATIONALS
from tests.support.planted import planted


@pytest.fixture
def exercise(course: Course):
    """The exercise, with all that can be audited."""
    planted(course)
    return course.exercise("rationals")


def mistakes_of(course: Course) -> list[Variant]:
    """Give the written mistakes."""
    exercise = course.exercise("rationals")
    reference = load_references(course, [exercise])["rationals"]
    return list(mistaken(course, exercise, reference))


def test_what_stands_as_it_was_written(course: Course, exercise) -> None:
    """The stub, the reference as often as there are seeds, the wheats, as often as is wished."""
    found = list(standing(course, exercise, seeds=3, wheat_seeds=2))

    assert [(each.kind, each.name) for each in found] == [
        (Kind.STUB, "stub"), (Kind.STUB, "stub without its raise"), (Kind.REFERENCE, "reference"),
        *[(Kind.SEED, f"seed {number}") for number in range(3)],
        (Kind.WHEAT, "recursive"),
        *[(Kind.RESEEDED, f"recursive, seed {number}") for number in range(2)],
    ]  # fmt: skip
    assert len({each.id for each in found}) == len(found)
    assert "raise" not in found[1].submission.works[0].cells[0].source
    assert found[-1].submission.works[0].cells[0].source == RATIONALS
    assert len({each.submission.digest for each in found if each.kind is Kind.SEED}) == 1


def test_mistakes_are_known_or_unseen(course: Course, exercise) -> None:
    """Each with its part and its sentence."""
    found = mistakes_of(course)

    assert [(each.kind, each.name, each.part) for each in found] == [
        (Kind.MISCONCEPTION, "always_one", "greatest_common_divisor"),
        (Kind.MISCONCEPTION, "sign_below", "reduced"),
        (Kind.CHAFF, "above_and_below", "add"),
    ]
    assert found[0].sentence.startswith("you always say 1")


def test_a_mistake_is_the_reference_with_one_part_exchanged(course: Course, exercise) -> None:
    """By a module beside it, which has the reference and nothing of ours."""
    wrong = next(each for each in mistakes_of(course) if each.name == "sign_below")
    handed_in, beside = wrong.submission.works[0].cells[0].source, wrong.submission.siblings

    assert set(beside) == {"wrong_variants", "reference_solution"}
    assert "misconception" not in beside["wrong_variants"].replace("What students", "")
    assert handed_in.rstrip().endswith("from wrong_variants import sign_below as reduced")


def test_mutants_are_of_all_right_solutions(course: Course, exercise) -> None:
    """Of the reference and of each wheat; a helper's belong to no part."""
    found = list(mutated(course, exercise))

    assert {each.of for each in found} == {"reference", "recursive"}
    assert {each.part for each in found} == {
        "greatest_common_divisor", "reduced", "add", "",
    }  # fmt: skip
    assert all(each.name.split(": ")[0] in ("whole", "WHOLE") for each in found if not each.part)
    assert len({each.id for each in found}) == len(found)


def test_a_course_without_extras_has_what_it_has(course: Course) -> None:
    """No wheats, misconceptions or chaffs: the author's choice."""
    exercise = course.exercise("rationals")

    names = [each.name for each in standing(course, exercise, seeds=0)]
    assert names == ["stub", "stub without its raise", "reference"]
    assert mistakes_of(course) == []


def test_a_stub_that_is_not_released_is_the_courses_error(course: Course, exercise) -> None:
    """What to type is said."""
    (course.root / "exercises" / "rationals" / "rationals.py").unlink()

    with pytest.raises(CourseError, match=r"rationals\.py: there is no such file") as caught:
        list(standing(course, exercise, seeds=0))

    assert caught.value.remedy == "grader release"


@pytest.mark.parametrize("text", ["def f(:\n", "é = 1\n".encode("latin-1"), "a\0b\n"])
def test_a_wheat_that_is_no_python_is_the_courses_error(
    course: Course, exercise, text: str | bytes
) -> None:
    """The file is named, before anything is judged."""
    path = course.root / "tests" / "validity" / "wheats" / "rationals" / "broken.py"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(CourseError, match=r"wheats/rationals/broken\.py:1: \w+Error: "):
        list(standing(course, exercise, seeds=0))


def test_a_wrong_variant_is_what_its_file_says(course: Course, exercise) -> None:
    """It runs beside the reference: classes, constants and right parts are where they were."""
    plant = planted(course)
    plant.misconceptions(
        "\nimport rationals\nONE = 1\n\n"
        '@misconception("add", "you add one too many")\n'
        "def one_more(a, b):\n"
        "    p, q = rationals.add(a, b)\n"
        "    return right.reduced(p + ONE * q, q)\n"
    )
    found = next(each for each in mistakes_of(course) if each.name == "one_more")

    assert run(found)["add"]((1, 2), (1, 3)) == (11, 6)
    assert run(found)["reduced"](6, -8) == (-3, 4)


def run(variant: Variant) -> dict[str, Any]:
    """Run what was handed in, here, with the modules beside it."""
    modules = {name: ModuleType(name) for name in variant.submission.siblings}
    before = sys.modules.copy()
    sys.modules.update(modules)
    try:
        for name in reversed(variant.submission.siblings):  # the reference first
            exec(variant.submission.siblings[name], vars(modules[name]))
        names: dict[str, Any] = {}
        exec(variant.submission.works[0].cells[0].source, names)
        return names
    finally:
        for name in modules.keys() - before.keys():
            del sys.modules[name]


def test_broken_chaffs_are_the_courses_error(course: Course, exercise) -> None:
    """The file is named."""
    path = course.root / "tests" / "validity" / "chaffs" / "rationals.py"
    path.write_text("import nothing_of_this_name", encoding="utf-8")

    with pytest.raises(CourseError, match=str(Path("chaffs") / "rationals.py")):
        mistakes_of(course)
