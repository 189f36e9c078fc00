"""Tests of what a release tells of misconceptions: numbers that `grader check` makes as well."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from grader.authoring import record_misconceptions
from grader.authoring.derive import bundle
from grader.commands.check import check
from grader.commands.release import write
from grader.course.model import Course, load_course
from grader.feedback import MISCONCEPTIONS_FILE, RecordedMisconception, recorded_text
from grader.judging.results import Outcome
from grader.sandbox.interface import Sandbox
from tests.support.files import tree
from tests.support.fractions import RATIONALS, add_checks
from tests.support.planted import planted

ROOT = Path(__file__).parents[2]
LESSON = "visible::test_reduced_fraction_of_the_lesson"
MORE = '''

@pytest.mark.part("reduced")
def test_more_fractions(student, rng):
    """Fractions are in lowest terms, the lower number positive."""
    p = int(rng.integers(2, 1000))
    answer = tuple(unpack(student.reduced(2 * p, -2 * p), "p", "q"))

    assert_holds(answer == (-1, 1), "-1 is the number", got=answer)


@pytest.mark.part("reduced")
def test_one_whole(student):
    """A whole is 1/1."""
    assert_holds(tuple(student.reduced(3, 3)) == (1, 1), "3/3 is 1")
'''
ANEW = '''

@pytest.mark.part("reduced")
def test_drawn_anew(student):
    """Whatever is asked, a number over itself is 1."""
    import secrets
    p = 2 + secrets.randbelow(10**9)
    assert_holds(tuple(student.reduced(p, -p)) == (-1, 1), "it is -1")
'''


@pytest.fixture
def taught(course: Course, lent_sandbox: Sandbox) -> Course:
    """A course with misconceptions, and with a visible check that draws its inputs."""
    planted(course)
    add_checks(course, MORE, suite="test_visible.py")
    return course


def record(course: Course) -> dict[str, list[RecordedMisconception]]:
    """Record a course's misconceptions, and nobody is told how far it is."""
    return record_misconceptions(course, lambda total: None, lambda what: None)


def test_each_misconception_is_recorded_where_it_fails(taught: Course) -> None:
    """Its part's visible checks alone, and the same each time: so is a release."""
    first, second = record(taught), record(taught)

    assert first == second
    one, below = first["rationals"]
    assert (one.part, list(one.fails)) == (
        "greatest_common_divisor", ["visible::test_greatest_common_divisor_of_the_lesson"],
    )  # fmt: skip
    assert (below.part, list(below.fails)) == ("reduced", [LESSON, "visible::test_more_fractions"])
    assert below.sentence == "the sign stays below: the lower number is positive"
    assert None not in below.fails.values()
    assert first["words"] == []


def test_a_check_that_asks_something_else_each_time_has_no_number(taught: Course) -> None:
    """No seed of ours decides what it asks, so that nothing can be compared."""
    add_checks(taught, ANEW, suite="test_visible.py")

    _, below = record(taught)["rationals"]

    assert below.fails["visible::test_drawn_anew"] is None
    assert below.fails[LESSON] is not None


def test_a_course_without_misconceptions_runs_nothing(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor has its handout a file of them."""
    monkeypatch.setattr("grader.authoring.misconception_record.WarmJudge", None)

    assert record(course) == {}
    write(course, course.root / "handout")
    assert MISCONCEPTIONS_FILE not in tree(course.root / "handout")


WRONG = {
    "the same, in other words": RATIONALS.replace("1 if q > 0 else -1", "1"),
    "the other way round": RATIONALS.replace("1 if q > 0 else -1", "-1 if q > 0 else 1"),
    "one more mistake": RATIONALS.replace("1 if q > 0 else -1", "1 if q != 3 else -1"),
}


@pytest.mark.parametrize(
    ("wrong", "named"), [*zip(WRONG, [2, 0, 0], strict=True)], ids=lambda each: str(each)[:8]
)
def test_check_names_what_was_recorded(
    taught: Course, tmp_path: Path, wrong: str, named: int
) -> None:
    """On inputs that were drawn as well; where one check of the part says otherwise, nothing is."""
    write(taught, tmp_path / "mine")
    mine = load_course(tmp_path / "mine", exactly=True)
    (mine.root / "exercises/rationals/rationals.py").write_text(WRONG[wrong])

    (result,) = check(mine, ["rationals"]).results

    likely = [each.explanation.likely for each in result.checks if each.explanation]
    assert [each for each in likely if each] == (
        ["the sign stays below: the lower number is positive"] * named
    )


@pytest.mark.parametrize("text", [None, b"{", b'{"rationals": [{"part": "reduced"}]}'])
def test_check_works_without_the_record(taught: Course, tmp_path: Path, text: bytes | None) -> None:
    """As in a handout of long ago, and where the file is broken."""
    bundle(taught, tmp_path / "mine", recorded={MISCONCEPTIONS_FILE: text} if text else None)
    mine = load_course(tmp_path / "mine", exactly=True)
    (mine.root / "exercises/rationals/rationals.py").write_text(WRONG["the same, in other words"])

    (result,) = check(mine, ["rationals"]).results

    failed = [each for each in result.checks if each.outcome is Outcome.FAILED]
    assert failed[0].id == LESSON
    assert not [each for each in failed if each.explanation and each.explanation.likely]


@pytest.mark.slow
def test_no_variant_is_in_a_handout(tmp_path: Path, lent_sandbox: Sandbox) -> None:
    """Of this course's own misconceptions: no line of code, no name; of answers only numbers."""
    course = load_course(ROOT, exactly=True)
    first = course.model_copy(update={"exercises": course.exercises[:1]})
    text = recorded_text(record(first))
    bundle(course, tmp_path / "out", recorded={MISCONCEPTIONS_FILE: text})
    packed = b"\n".join(tree(tmp_path / "out").values()).decode("utf-8", "replace")

    wrong = (ROOT / "solutions/perceptron/misconceptions.py").read_text(encoding="utf-8")
    names = re.findall(r"^def (\w+)", wrong, re.MULTILINE)
    assert len(names) > 50
    assert not [name for name in names if re.search(rf"\b{name}\b", text.decode())]
    code = [line.strip() for line in wrong.splitlines() if line.startswith("    return ")]
    assert not [line for line in code if len(line) > 40 and line in packed]
    entries = json.loads(text)["perceptron"]
    assert {frozenset(each) for each in entries} == {frozenset(("part", "sentence", "fails"))}
    numbers = [number for each in entries for number in each["fails"].values()]
    assert len(entries) > 50 and len(numbers) > 50
    assert all(number is None or type(number) is float for number in numbers)
    assert len(text) < 400 * len(entries)
