"""Tests of replay: a stored grade is judged again from the store alone, and bit for bit."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from grader.commands.grade import GradeOptions, grade_class
from grader.commands.progress import Progress
from grader.commands.replay import Replayed, replay, shown
from grader.course.model import Course, load_course
from grader.errors import CourseError, SandboxError, StoreError, UnknownName, UsageError
from grader.feedback.explanation import as_text
from grader.judging import warm_judge
from grader.judging.results import Outcome, Result
from grader.sandbox.interface import Sandbox
from grader.store.sqlite import Store
from grader.store.tables import VERSION
from tests.support.files import edit
from tests.support.fractions import (
    GPU,
    RATIONALS,
    WORDS,
    WRONG_DIVISOR,
    add_checks,
    class_of,
    notebook_of,
)

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
    """Nobody is that lucky, but for the reference: it gives tuples."""
    if isinstance(student.add((1, 2), (1, 2)), list):
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

    def grade(self, **wishes: Any) -> None:
        """Grade it."""
        grade_class(load_course(self.course.root, exactly=True), self.options(**wishes))

    def options(self, **wishes: Any) -> GradeOptions:
        """Say what is wanted."""
        return GradeOptions(**{"folder": self.folder, "out": self.out, **wishes})

    def replay(
        self, student: str = "ada", exercise: str = "rationals", attempt: str = ""
    ) -> Replayed:
        """Judge one grade again."""
        course = load_course(self.course.root, exactly=True)
        return replay(course, self.out, student, exercise, attempt)

    def attempt(self, student: str = "ada") -> int:
        """Say which attempt of a student's is stored."""
        with Store(self.out / "results.sqlite") as store:
            kept = store.grade(student, "rationals")
        assert kept is not None
        return kept.result.attempt


@pytest.fixture
def graded(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> Class:
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

    assert (again.differences, again.since, again.kept.result.attempt) == ((), (), 1)
    assert again.now.student == student
    assert again.now.score == {"ada": 7.5, "bob": 5.5}[student]


def test_luck_comes_out_the_same(course: Course, tmp_path: Path) -> None:
    """What is drawn at import and in a call, and the order of a set, behind another border."""
    add_checks(course, UNLUCKY_CHECK)
    made = Class(course, tmp_path)
    made.hand_in(ada=LUCKY)
    made.grade()

    again = made.replay()

    told = [as_text(c.explanation) for c in again.now.checks if "luck" in c.id]
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
        raised = "UPDATE attempts SET result = replace(result, ?, ?) WHERE student = 'bob'"
        db.execute(raised, ('"score": 5.5', '"score": 7.5'))
        db.execute(raised, ('"outcome": "failed"', '"outcome": "passed"'))
    db.close()

    told = graded.replay("bob").differences

    assert "score: 7.5 then, 5.5 now" in told
    assert any(
        re.fullmatch(r"hidden::\w+(\[.*\])?: passed then, failed now", each) for each in told
    )


def test_other_words_are_told(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> None:
    """Work that asks the clock fails both times, and not with the same answer."""
    add_checks(course, UNLUCKY_CHECK)
    made = Class(course, tmp_path)
    made.hand_in(ada=RATIONALS + "import time\ndef luck(): return time.perf_counter_ns()\n")
    made.grade()

    (told,) = made.replay().differences

    number = r"you drew \d+"
    assert re.fullmatch(rf"hidden::test_luck, problem: {number} then, {number} now", told)


def test_a_check_that_came_or_went_is_told(graded: Class) -> None:
    """The suite is not the one of then."""
    with sqlite3.connect(graded.out / "results.sqlite") as db:
        db.execute("UPDATE attempts SET result = replace(result, 'hidden::test', 'hidden::old')")
    db.close()

    told = graded.replay().differences

    assert "hidden::old_other_sums: passed then, nothing now" in told
    assert "hidden::test_other_sums: nothing then, passed now" in told


def test_what_was_filled_in_on_a_gpu(
    course: Course, tmp_path: Path, lent_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is replayed where there is one, and what is held stays held where there was none."""
    add_checks(course, GPU)
    made = Class(course, tmp_path)
    made.hand_in(ada=RATIONALS, bob=WRONG_DIVISOR)
    made.grade()
    assert made.replay("bob").differences == ()

    monkeypatch.setattr(warm_judge, "_has_cuda", lambda: True)
    made.grade(device="cuda")
    assert (made.attempt(), made.replay("bob").differences) == (1, ())
    made.grade()
    assert made.replay("bob").differences == ()

    made.grade(device="cuda")
    monkeypatch.setattr(warm_judge, "_has_cuda", lambda: False)
    with pytest.raises(UsageError, match="no GPU"):
        made.replay("bob")


def test_helpers_notebooks_and_names(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> None:
    """A helper, a notebook with a broken cell that uses another exercise, a name not in UTF-8."""
    made = Class(course, tmp_path)
    ada = made.folder / os.fsdecode(b"zo\xeb")
    ada.mkdir(parents=True)
    (ada / "helper.py").write_text(RATIONALS)
    (ada / "rationals.py").write_text("from helper import *")
    (ada / "words.ipynb").write_text(notebook_of("1 / 0", "from rationals import add", WORDS))
    made.grade()
    shutil.rmtree(made.folder)

    for exercise in ("rationals", "words"):
        again = made.replay(r"zo\udceb", exercise)
        assert (again.differences, again.now.score) == ((), again.now.max_score)


def test_what_changed_since_is_told(graded: Class) -> None:
    """Another suite, other versions; other points are given to what was judged, too."""
    edit(graded.course.root / "course.yml", "points: 3", "points: 4")
    suite = graded.course.root / "solutions/rationals/test_hidden.py"
    suite.write_text(suite.read_text() + "\n# a remark\n")
    with sqlite3.connect(graded.out / "results.sqlite") as db:
        db.execute("UPDATE environment SET value = '1.0' WHERE name = 'numpy'")
    db.close()

    again = graded.replay()

    assert [each.split(":")[0].split(",")[0] for each in again.since] == [
        "numpy was 1.0 then", "the exercise has changed",
    ]  # fmt: skip
    assert (again.differences, again.now.score) == ((), 8.5)


class TestAttempts:
    """Each different work of a student's meets fresh inputs."""

    def test_another_work_is_another_attempt(self, graded: Class) -> None:
        """It counts up with each change; the same work, and everybody else's, stays as it is."""
        assert graded.attempt() == 1

        graded.hand_in(ada=RATIONALS + "# more\n", bob=WRONG_DIVISOR)
        graded.grade()
        graded.grade()
        assert (graded.attempt(), graded.attempt("bob")) == (2, 1)
        assert graded.replay().differences == ()

    def test_any_of_them_can_be_judged_again(self, graded: Class) -> None:
        """By its number or by how its digest begins; by default the one that counts."""
        graded.hand_in(ada=WRONG_DIVISOR)
        graded.grade()
        shutil.rmtree(graded.folder)

        best, second = graded.replay(), graded.replay(attempt="2")
        digest = second.now.digest

        assert (best.now.attempt, best.now.score, best.differences) == (1, 7.5, ())
        assert (second.now.attempt, second.now.score, second.differences) == (2, 5.5, ())
        assert graded.replay(attempt=digest[:8]).now == second.now
        lines = [str(each) for each in shown(best).renderables][-2:]
        assert re.fullmatch(r"attempt 1: 7.5 of 7.5, judged \S+ \S+ UTC, counts", lines[0])
        assert re.fullmatch(r"attempt 2: 5.5 of 7.5, judged \S+ \S+ UTC", lines[1])
        with pytest.raises(UsageError, match="no attempt is called '3'") as caught:
            graded.replay(attempt="3")
        assert f"2 ({digest[:12]})" in caught.value.remedy

    def test_a_grade_that_another_course_gave_is_replayed_as_it_was(self, graded: Class) -> None:
        """And not as the same work was judged since, which did not count."""
        suite = graded.course.root / "solutions/rationals/test_hidden.py"
        graded.hand_in(eve=RATIONALS.replace("p // common, q", "p // common, abs(q)"))
        graded.grade()
        before = graded.replay("eve").kept.result.score
        suite.write_text(
            suite.read_text().replace('part("reduced")', 'part("reduced", weight=9)', 1)
        )
        graded.grade()

        again = graded.replay("eve")

        assert again.kept.result.score == before
        assert "the exercise has changed: course.yml, solutions/ or data/" in again.since
        assert len(again.attempts) == 2

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
            told += [as_text(c.explanation) for c in checks if c.outcome is Outcome.FAILED]

        assert len(set(told)) == 2

    def test_workers_are_told(self, course: Course, tmp_path: Path) -> None:
        """A pool asks as one process does, and what it judged is replayed."""
        add_checks(course, UNLUCKY_CHECK)
        made = Class(course, tmp_path)
        made.hand_in(ada=LUCKY, bob=LUCKY)
        made.grade()
        shutil.copytree(made.out, tmp_path / "pool")
        made.hand_in(ada=LUCKY + "# more\n", bob=LUCKY + "# more\n")
        made.grade()
        alone = stored(made.out)

        made.out = tmp_path / "pool"
        made.grade(jobs=2)

        assert stored(made.out) == alone
        assert made.attempt() == 2
        assert made.replay().differences == ()

    def test_a_run_that_was_stopped(
        self, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Who was asked a second time, and who was not yet: resumed, it is as if undisturbed."""
        add_checks(course, UNLUCKY_CHECK)
        made = Class(course, tmp_path)
        made.hand_in(ada=LUCKY, bob=LUCKY)
        made.grade()
        shutil.copytree(made.out, tmp_path / "stopped")
        made.hand_in(ada=LUCKY + "# more\n", bob=LUCKY + "# more\n")
        made.grade()
        undisturbed = stored(made.out)

        made.out = tmp_path / "stopped"
        with pytest.raises(KeyboardInterrupt):
            grade_class(made.course, made.options(), Progress(advance=stop))
        assert (made.attempt("ada"), made.attempt("bob")) == (2, 1)
        made.grade()

        assert stored(made.out) == undisturbed
        assert made.attempt("bob") == 2


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

    def test_another_protection(self, graded: Class) -> None:
        """A grade made with less, or with more, than there is here."""
        with sqlite3.connect(graded.out / "results.sqlite") as db:
            db.execute("UPDATE environment SET value = 'L1' WHERE name = 'protection'")
        db.close()

        with pytest.raises(SandboxError, match="made with protection L1, this machine has"):
            graded.replay()

    def test_a_store_of_a_newer_grader(self, graded: Class) -> None:
        """What it holds cannot be compared with what is judged now; the one to install is named."""
        with sqlite3.connect(graded.out / "results.sqlite") as db:
            db.execute(f"PRAGMA user_version={VERSION + 1}")
        db.close()

        with pytest.raises(StoreError, match="written by a newer grader"):
            graded.replay()

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
        kept, environment = store.grade("ada", "rationals"), store.environment()
    assert kept is not None
    level, secret = environment["protection"], environment["secret"]
    named = f"rationals: attempt 1, submission {kept.result.digest[:12]}, protection {level}"
    assert named == text.splitlines()[-3]
    for path in graded.out.rglob("*"):
        if path.is_file() and path.name != "results.sqlite":
            assert secret not in path.read_text(encoding="utf-8")


def stop(_: str) -> None:
    """Press Ctrl-C."""
    raise KeyboardInterrupt


def stored(out: Path) -> list[Result]:
    """Give all results of a store."""
    with Store(out / "results.sqlite") as store:
        return store.load_all()


def dump(out: Path) -> list[str]:
    """Write down a store."""
    db = sqlite3.connect(out / "results.sqlite")
    lines = list(db.iterdump())
    db.close()
    return lines
