"""Tests of how alike works are: who copied is found, who is right like all others is not."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course.model import load_course
from grader.similarity import compare
from grader.submission import parts_of, read_submission, survey

pytest.importorskip("copydetect")

ROOT = Path(__file__).parents[2]
EXAMPLE_CLASS = ROOT / "examples" / "class"

HEADERS = ["import numpy as np\n\n\ndef softmax({z}):\n"]
SHIFTS = [
    "    {s} = {z} - np.max({z}, axis=1, keepdims=True)\n",
    "    {s} = {z} - {z}.max(axis=1, keepdims=True)\n",
    "    {s} = {z} - np.max({z}, axis=-1, keepdims=True)\n",
    "    {s} = np.subtract({z}, np.amax({z}, axis=1)[:, None])\n",
    "    {s} = {z} - {z}.max(axis=1).reshape(-1, 1)\n",
]
POWERS = ["    {e} = np.exp({s})\n", "    {e} = np.e ** {s}\n"]
SHARES = [
    "    return {e} / np.sum({e}, axis=1, keepdims=True)\n",
    "    return {e} / {e}.sum(axis=1, keepdims=True)\n",
    "    return {e} / {e}.sum(axis=1)[:, np.newaxis]\n",
    "    {e} /= {e}.sum(axis=1, keepdims=True)\n    return {e}\n",
]
NAMES = [("z", "shifted", "e"), ("x", "s", "exps"), ("logits", "stable", "powers")]


def softmaxes(count: int) -> Iterator[str]:
    """Give right solutions of three lines, as independent people write them."""
    chance = random.Random(4)
    for _ in range(count):
        lines = "".join(chance.choice(part) for part in (HEADERS, SHIFTS, POWERS, SHARES))
        z, s, e = chance.choice(NAMES)
        yield lines.format(z=z, s=s, e=e)


def class_of(exercise: str) -> dict[str, str]:
    """Return the sources of the example class for an exercise."""
    course = load_course(ROOT)
    names = [each.name for each in course.exercises]
    read = [
        read_submission(each, parts_of(course.exercises))
        for each in survey(EXAMPLE_CLASS, names).entries
    ]
    works = {each.student: each.work(exercise) for each in read}
    return {
        student: "\n\n".join(cell.source for cell in work.cells)
        for student, work in works.items()
        if work and work.cells
    }


def renamed(source: str) -> str:
    """Write a source as somebody does who hides where it comes from."""
    own = sorted(set(re.findall(r"\b(\w+) = ", source)))
    for number, name in enumerate(own):
        source = re.sub(rf"(?<![\w.]){name}\b", f"value_{number}", source)
    return "# all mine\n" + source.replace("    return", "    # done\n\n    return")


def test_right_solutions_of_three_lines_flag_nobody() -> None:
    """Three hundred people who solve softmax in three lines are alike, and no pair is evidence."""
    works = {f"s{number:03}": source for number, source in enumerate(softmaxes(300))}

    found = compare("softmax", works)

    assert max(found.nearest.values()) > 0.9
    assert found.pairs == ()


def test_an_exercise_that_most_write_alike_flags_nobody() -> None:
    """Where a third of a class or more is alike, it is the exercise that is, and that is said."""
    bodies = [
        "".join(f"    a = w[{n}] @ a + b[{group}] * {n + group}\n" for n in range(12))
        for group in range(30)
    ]
    works = {
        f"s{group:02}-{each}": f"def f_{each}(a, w, b):\n" + bodies[group]
        for group, each in itertools.product(range(30), range(4))
    }

    found = compare("forward", works)

    assert found.pairs == ()
    assert found.too_many == len(works)


@pytest.mark.parametrize("exercise", ["perceptron", "backpropagation", "titanic"])
def test_people_who_wrote_it_themselves_are_not_listed(exercise: str) -> None:
    """In the example class nobody copied, and nobody comes near to the limit."""
    found = compare(exercise, class_of(exercise), given=[_stub(exercise)])

    assert found.pairs == ()
    assert max(found.nearest.values()) < found.limit - 0.1


@pytest.mark.parametrize("exercise", ["perceptron", "backpropagation", "titanic"])
def test_a_copy_with_other_names_is_listed(exercise: str) -> None:
    """Other names, comments and blank lines hide nothing; nobody else is listed."""
    works = class_of(exercise)
    victim = min(works)
    works["copy"] = renamed(works[victim])

    found = compare(exercise, works, given=[_stub(exercise)])

    assert [pair.students for pair in found.pairs] == [(victim, "copy")]
    assert found.pairs[0].alike > 0.8
    assert not found.pairs[0].older


@pytest.mark.parametrize("exercise", ["perceptron", "backpropagation", "titanic"])
def test_the_same_work_is_alike_to_the_full(exercise: str) -> None:
    """Exactly 1, though both sides are sums of thousands, each rounded."""
    works = class_of(exercise)
    for victim in sorted(works)[:3]:
        found = compare(exercise, {**works, "copy": works[victim]}, given=[_stub(exercise)])

        assert [(each.students, each.alike) for each in found.pairs] == [((victim, "copy"), 1.0)]


def test_half_a_copy_says_which_half() -> None:
    """The lines that two works share are told, those that they do not are not."""
    works = class_of("titanic")
    first, second, *_ = sorted(works)
    copied = works[first].splitlines()
    works[second] = "\n".join(["# my own", "x = 1", *copied[len(copied) // 3 :]])

    (pair,) = compare("titanic", works, given=[_stub("titanic")]).pairs

    assert pair.students == (first, second)
    ours, theirs = pair.lines
    assert not {1, 2} & theirs
    shared = pair.sources[1].splitlines()
    whole = pair.sources[0].splitlines()
    assert {shared[line - 1] for line in theirs} <= {*whole}
    assert len(ours) > 10


def test_a_work_of_last_year_is_listed_but_not_two_of_last_year() -> None:
    """Older works are compared with the class, and not among themselves."""
    works = class_of("perceptron")
    victim = min(works)
    last_year = {"2025/ann": renamed(works[victim]), "2025/bob": renamed(works[victim])}

    found = compare("perceptron", works, last_year, [_stub("perceptron")])

    assert [pair.students for pair in found.pairs] == [
        (victim, "2025/ann"),
        (victim, "2025/bob"),
    ]
    assert all(pair.older for pair in found.pairs)
    assert set(found.nearest) == set(works)


def test_what_the_handout_gives_is_no_evidence() -> None:
    """Two who handed in the stub share nothing of their own."""
    stub = _stub("titanic")
    works = class_of("titanic")

    found = compare("titanic", {**works, "ann": stub, "bob": stub}, given=[stub])

    assert found.pairs == ()
    assert found.nearest["ann"] == 0


def test_two_of_a_class_of_two_are_compared() -> None:
    """The smallest class has no distribution, and a copy in it is found all the same."""
    source = class_of("titanic")["ada-lindqvist"]

    found = compare("titanic", {"ann": source, "bob": renamed(source)})

    assert [pair.students for pair in found.pairs] == [("ann", "bob")]


@pytest.mark.parametrize("source", ["", "def f(:\n", "\x00\r\n\t", "é" * 30, "class A:\n  pass\n"])
def test_any_text_is_compared(source: str) -> None:
    """What is empty, broken or no Python at all is alike with nothing, and breaks nothing."""
    found = compare("titanic", {"ann": source, **class_of("titanic")})

    assert found.nearest["ann"] == 0


def test_nobody_is_alike_in_a_class_of_one() -> None:
    """One work, and none at all."""
    assert compare("softmax", {"ann": next(softmaxes(1))}).nearest == {"ann": 0}
    assert compare("softmax", {}).nearest == {}


def test_the_order_of_the_class_changes_nothing() -> None:
    """The same pairs and figures, whoever comes first."""
    works = class_of("titanic")
    works["copy"] = renamed(works[min(works)])
    backwards = dict(reversed(works.items()))

    one, other = compare("titanic", works), compare("titanic", backwards)

    assert {frozenset(pair.students) for pair in one.pairs} == {
        frozenset(pair.students) for pair in other.pairs
    }
    assert one.nearest == pytest.approx(other.nearest, abs=1e-5)


def _stub(exercise: str) -> str:
    return (ROOT / "exercises" / exercise / f"{exercise}.py").read_text(encoding="utf-8")


def test_a_blank_line_is_no_evidence() -> None:
    """Lines that two works share have a word in them."""
    source = class_of("titanic")["ada-lindqvist"]

    (pair,) = compare("titanic", {"ann": source, "bob": "# mine\n\n" + renamed(source)}).pairs

    for text, lines in zip(pair.sources, pair.lines, strict=True):
        assert all(text.splitlines()[line - 1].strip() for line in lines)


def test_a_hundred_pairs_are_listed_and_the_rest_counted() -> None:
    """A ring of sixteen in a class of two hundred has 120 pairs; all its members stand out."""
    chance = random.Random(5)
    words = [f"x{n} = y[{n}] * {n} + z.w({n})" for n in range(3000)]
    works = {f"s{n}": "\n".join(chance.sample(words, 15)) for n in range(184)}
    ring = "\n".join(chance.sample(words, 15))
    works |= {f"ring{n}": ring for n in range(16)}

    found = compare("circles", works)

    assert len(found.pairs) == 100
    assert found.left_out == 20
    assert all(name.startswith("ring") for pair in found.pairs for name in pair.students)
