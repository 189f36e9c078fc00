"""Tests of replay: a stored grade is judged again from the store alone, and bit for bit."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.errors import CourseError, StoreError, UnknownName, UsageError
from grader.grading import Steps, Wish, grade_class
from grader.replay import Replayed, replay
from grader.results import Outcome
from grader.sandbox.setup import AnyBorder
from grader.store import Store
from tests.fractions import RATIONALS, WRONG_DIVISOR, add_checks, class_of
from tests.test_release import edit

# Of chance: what the module draws while it is imported, what a call draws, and a set's order.
LUCKY = (
    RATIONALS
    + """
import random
import numpy as np

AT_IMPORT = random.random(), float(np.random.rand())
ORDER = list({"one", "two", "three", "four", "five", "six", "seven", "eight"})

def luck():
    return [*AT_IMPORT, random.random(), ORDER]
"""
)
UNLUCKY_CHECK = '''


@pytest.mark.part("add")
def test_luck(student):
    """Nobody is that lucky."""
    assert_holds(False, f"you drew {student.luck()}")
'''


class Class:
    """A class in a folder of its own, graded as often as it takes."""

    def __init__(self, course: Course, home: Path) -> None:
        self.course = course
        self.folder, self.out = home / "class", home / "out"

    def hand_in(self, **students: str) -> None:
        """Lay down everybody's work on one exercise."""
        shutil.rmtree(self.folder, ignore_errors=True)
        class_of(self.folder, {name: {"rationals.py": text} for name, text in students.items()})

    def grade(self) -> None:
        """Grade it."""
        course = load_course(self.course.root, exactly=True)
        grade_class(course, Wish(self.folder, self.out), Steps())

    def replay(self, student: str = "ada", exercise: str = "rationals") -> Replayed:
        """Judge one grade again."""
        course = load_course(self.course.root, exactly=True)
        return replay(course, self.out, student, exercise)

    def attempt(self, student: str = "ada") -> int:
        """Say which attempt of a student's is stored."""
        with Store(self.out / "results.sqlite") as store:
            kept = store.kept(student)
        assert kept is not None
        return kept.attempt


@pytest.fixture
def graded(course: Course, tmp_path: Path, lent_border: AnyBorder) -> Class:
    """A class of two, graded once."""
    made = Class(course, tmp_path)
    made.hand_in(ada=RATIONALS, bob=WRONG_DIVISOR)
    made.grade()
    return made


@pytest.mark.parametrize("student", ["ada", "bob"])
def test_a_grade_comes_out_the_same(graded: Class, student: str) -> None:
    """Right work and wrong work, with the folder gone."""
    shutil.rmtree(graded.folder)

    again = graded.replay(student)

    assert (again.differences, again.since, again.kept.attempt) == ((), (), 1)
    assert again.now.student == student
    assert again.now.score == {"ada": 7.5, "bob": 5.5}[student]


def test_luck_comes_out_the_same(course: Course, tmp_path: Path) -> None:
    """What is drawn at import and in a call, and the order of a set, behind another border."""
    add_checks(course, UNLUCKY_CHECK)
    made = Class(course, tmp_path)
    made.hand_in(ada=LUCKY)
    made.grade()

    again = made.replay()

    told = [check.message for check in again.now.checks if "luck" in check.id]
    assert len(told) == 1 and "you drew [0." in told[0]
    assert again.differences == ()


def test_a_replay_writes_nothing(graded: Class) -> None:
    """The store's content is as before."""
    before = dump(graded.out)

    graded.replay()

    assert dump(graded.out) == before


def test_a_difference_is_told(graded: Class) -> None:
    """Somebody raised a score in the store; somebody else's check had failed."""
    with sqlite3.connect(graded.out / "results.sqlite") as db:
        raised = "UPDATE results SET result = replace(result, ?, ?) WHERE student = 'bob'"
        db.execute(raised, ('"score": 5.5', '"score": 7.5'))
        db.execute(raised, ('"outcome": "failed"', '"outcome": "passed"'))
    db.close()

    told = graded.replay("bob").differences

    assert "score: 7.5 then, 5.5 now" in told
    assert any(
        re.fullmatch(r"hidden::\w+(\[.*\])?: passed then, failed now", each) for each in told
    )


def test_what_changed_since_is_told(graded: Class) -> None:
    """Another course, other versions."""
    edit(graded.course.root / "course.yml", "points: 3", "points: 4")
    with sqlite3.connect(graded.out / "results.sqlite") as db:
        db.execute("UPDATE environment SET value = '1.0' WHERE name = 'numpy'")
    db.close()

    again = graded.replay()

    assert [each.split(":")[0].split(",")[0] for each in again.since] == [
        "numpy was 1.0", "the course is another one",
    ]  # fmt: skip
    assert any(each.startswith("max_score: ") for each in again.differences)


class TestAttempts:
    """Each different work of a student's meets fresh inputs."""

    def test_another_work_is_another_attempt(self, graded: Class) -> None:
        """It counts up with each change; the same work, and everybody else's, stays as it is."""
        assert graded.attempt() == 1

        graded.hand_in(ada=WRONG_DIVISOR, bob=WRONG_DIVISOR)
        graded.grade()
        graded.grade()
        assert (graded.attempt(), graded.attempt("bob")) == (2, 1)
        assert graded.replay().differences == ()

    def test_the_same_work_judged_again_is_the_same_attempt(self, graded: Class) -> None:
        """A changed course grades everybody anew, with the inputs that they had."""
        edit(graded.course.root / "course.yml", "points: 3", "points: 4")
        graded.grade()

        assert (graded.attempt(), graded.attempt("bob")) == (1, 1)

    def test_attempts_draw_other_inputs(self, course: Course, tmp_path: Path) -> None:
        """What a first feedback told of its inputs is of no use to the second work."""
        add_checks(course, UNLUCKY_CHECK)
        made = Class(course, tmp_path)
        told = []
        for comment in ("", "# once more\n"):
            made.hand_in(ada=LUCKY + comment)
            made.grade()
            checks = made.replay().now.checks
            told += [c.message for c in checks if c.outcome is Outcome.FAILED]

        assert len(set(told)) == 2


class TestRefusals:
    """What cannot be replayed is said, with what to do."""

    def test_unknown_names(self, graded: Class) -> None:
        """A student and an exercise that are mistyped."""
        with pytest.raises(UnknownName) as caught:
            graded.replay("adda")
        assert caught.value.remedy == "did you mean ada?"
        with pytest.raises(UnknownName) as caught:
            graded.replay("ada", "rational")
        assert caught.value.remedy == "did you mean rationals?"

    def test_no_store(self, course: Course, tmp_path: Path) -> None:
        """Nothing was graded there, and nothing is made there."""
        with pytest.raises(UsageError, match=r"there is no .*results\.sqlite"):
            replay(course, tmp_path / "nowhere", "ada", "rationals")
        assert not (tmp_path / "nowhere").exists()

    def test_a_store_that_another_run_holds(self, graded: Class) -> None:
        """It is not waited for."""
        with Store(graded.out / "results.sqlite"), pytest.raises(StoreError):
            graded.replay()

    def test_a_store_of_an_older_grader(self, graded: Class) -> None:
        """It holds results, and not the work; grading goes on in it."""
        with sqlite3.connect(graded.out / "results.sqlite") as db:
            db.execute("DROP TABLE works")
            db.execute("PRAGMA user_version=1")
        db.close()

        with pytest.raises(UsageError, match="older than replays"):
            graded.replay()

        graded.hand_in(ada=RATIONALS + "\n", bob=WRONG_DIVISOR)
        graded.grade()
        assert graded.replay().differences == ()

    def test_damaged_work(self, graded: Class) -> None:
        """Bytes that hold no submission."""
        with sqlite3.connect(graded.out / "results.sqlite") as db:
            db.execute("UPDATE works SET packed = x'00'")
        db.close()

        with pytest.raises(StoreError, match="holds no submission"):
            graded.replay()

    def test_a_broken_course(self, graded: Class) -> None:
        """The reference is needed, as for grading."""
        path = graded.course.root / "solutions" / "rationals" / "rationals.py"
        path.write_text("import nosuchmodule", encoding="utf-8")

        with pytest.raises(CourseError):
            graded.replay()


def test_feedback_names_the_grade(graded: Class) -> None:
    """The attempt and the work, and never the secret."""
    text = (graded.out / "feedback" / "ada.txt").read_text(encoding="utf-8")

    with Store(graded.out / "results.sqlite") as store:
        kept, secret = store.kept("ada"), store.environment()["secret"]
    assert kept is not None
    assert f"attempt 1, submission {kept.submission[:12]}" in text.splitlines()[-1]
    for path in graded.out.rglob("*"):
        if path.is_file() and path.name != "results.sqlite":
            assert secret not in path.read_text(encoding="utf-8")


def dump(out: Path) -> list[str]:
    """Write down a store."""
    db = sqlite3.connect(out / "results.sqlite")
    lines = list(db.iterdump())
    db.close()
    return lines
