"""Tests of grading: a class's folder in, its grades out, once and again."""

from __future__ import annotations

import csv
import gc
import json
import os
import weakref
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from grader.authoring.derive import bundle
from grader.commands import grade as grade_command
from grader.commands.grade import GradedClass, GradeOptions, grade_class
from grader.commands.progress import QUIET, Progress
from grader.course.model import Course, load_course
from grader.errors import CourseError, SandboxError, StoreError, UnknownName, UsageError
from grader.judging import pool, warm_judge
from grader.judging.results import Check
from grader.judging.results import Outcome as Became
from grader.judging.warm_judge import JudgingPlan, WarmJudge
from grader.reports import Kind
from grader.sandbox import levels
from grader.sandbox.interface import Sandbox
from grader.store.sqlite import Store
from grader.submission import Entry, Submission, read_submission
from grader.unpacking import start
from tests.support.files import edit, no_room_for
from tests.support.fractions import (
    GPU,
    LOOP,
    RATIONALS,
    STUDENTS,
    WORDS,
    WRONG_DIVISOR,
    add_checks,
    class_of,
    zipped,
)
from tests.support.layouts import DEADLINE, LATE, LAYOUTS, Handed, key
from tests.support.layouts import zipped as zipped_download

SCHEMA = json.loads((Path(__file__).parents[2] / "results.schema.json").read_text())
LOOPING = RATIONALS.replace("    common =", f"{LOOP}    common =")
SCORES = {
    "ada": (7.5, 5.0),
    "bob": (5.5, 0.0),
    "cyd": (0.0, 5.0),
    "dan": (0.0, 0.0),
    "eve": (0.0, 0.0),
}
Grade = Callable[..., GradedClass]


@pytest.fixture
def grade(course: Course, tmp_path: Path) -> Grade:
    """Grade the folder ``class`` of this test into ``out``."""

    def run(progress: Progress = QUIET, **wishes: object) -> GradedClass:
        options = GradeOptions(**{"folder": tmp_path / "class", "out": tmp_path / "out", **wishes})
        return grade_class(load_course(course.root, exactly=True), options, progress)

    return run


def by_student(outcome: GradedClass) -> dict[str, tuple[float, ...]]:
    """Give everybody's scores, in course order."""
    students = {result.student for result in outcome.results}
    return {
        student: tuple(r.score for r in outcome.results if r.student == student)
        for student in sorted(students)
    }


def rows_of(out: Path) -> list[list[str]]:
    """Give the rows of grades.csv, without the last column, which names the grader."""
    rows = list(csv.reader((out / "grades.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][-1] == "grader"
    return [row[:-1] for row in rows]


def entry_of(out: Path, student: str, exercise: str) -> dict[str, object]:
    """Give an entry of results.json."""
    results = json.loads((out / "results.json").read_text())["results"]
    return next(r for r in results if (r["student"], r["exercise"]) == (student, exercise))


@pytest.mark.parametrize("where", ["class", "class/results", "class/ada/new/results", "link/x"])
def test_results_among_the_submissions_are_refused(
    grade: Grade, tmp_path: Path, where: str
) -> None:
    """A student's folder could be taken for them; a link leads nobody past this."""
    class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS}})
    (tmp_path / "link").symlink_to(tmp_path / "class" / "ada")
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(UsageError, match="would lie among the submissions") as caught:
        grade(out=tmp_path / where)

    assert "--out DIR" in caught.value.remedy
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("around", ["", ".."])
def test_a_course_among_the_submissions_is_refused(
    course: Course, tmp_path: Path, around: str
) -> None:
    """It was handed in, and its suites and references would run unprotected."""
    submissions = course.root / around
    options = GradeOptions(submissions, tmp_path.parent / "elsewhere")

    with pytest.raises(UsageError, match="lies among the submissions") as caught:
        grade_class(course, options)

    assert "--course DIR" in caught.value.remedy
    assert not options.out.exists()


@pytest.mark.parametrize("open_to_others", [True, False])
def test_results_are_the_instructors_alone(
    grade: Grade, tmp_path: Path, lent_sandbox: Sandbox, open_to_others: bool
) -> None:
    """Every file is; a folder that was there stays as it is, and it is said what others see."""
    class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS}})
    if open_to_others:
        (tmp_path / "out").mkdir(mode=0o755)
    said: list[str] = []

    before = os.umask(0)
    try:
        grade(Progress(lambda *_: None, said.append, said.append, note=said.append))
    finally:
        os.umask(before)

    out = tmp_path / "out"
    files = [path for path in out.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert (out / "feedback").stat().st_mode & 0o777 == 0o700
    assert any(f"chmod 700 {out}" in each for each in said) == open_to_others


class TestClass:
    """A class, from its folder to the files of results."""

    def test_everybody_gets_what_they_earned(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Right, wrong, half-done, broken and missing work, in one run."""
        class_of(tmp_path / "class", STUDENTS)
        begun: list[tuple[int, int]] = []
        said: list[str] = []

        outcome = grade(Progress(lambda *counts: begun.append(counts), said.append, said.append))

        assert by_student(outcome) == SCORES
        assert begun == [(5, 0)]
        assert said[:2] == ["warming up", f"grading ({lent_sandbox.settings.level})"]
        assert said[2:] == [f"graded {student}" for student in STUDENTS]
        assert (outcome.failed, outcome.resumed) == ((), 0)
        (warning,) = outcome.warnings
        assert warning.startswith("eve: nothing was handed in")

    def test_what_a_person_should_look_at(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """A note and results.json name the line; no point and no feedback says anything of it."""
        plain = {"ada": {"rationals.py": RATIONALS, "words.py": WORDS}}
        body = RATIONALS.partition("def reduced")[2]
        called = f"from math import gcd as greatest_common_divisor\n\ndef reduced{body}"
        class_of(tmp_path / "class", plain | {"bob": {"rationals.py": called}})
        edit(course.root / "course.yml", "divisor, points: 2", "divisor, points: 2, avoid: [math]")
        note = "rationals.py, line 1: uses math.gcd, and is to be written without math"

        outcome = grade()

        assert by_student(outcome) == {"ada": (7.5, 5.0), "bob": (7.5, 0.0)}
        flags = [each for each in outcome.notes if each.kind is Kind.FLAG]
        assert [(each.student, each.exercise, each.part, each.text) for each in flags] == [
            ("bob", "rationals", "greatest_common_divisor", note)
        ]
        rows = json.loads((tmp_path / "out" / "results.json").read_text())["results"]
        flagged = [(row["student"], flag["line"]) for row in rows for flag in row["flags"]]
        assert flagged == [("bob", "rationals.py, line 1")]
        files = (tmp_path / "out" / "feedback").rglob("*")
        said = [path.read_text("utf-8") for path in files if path.is_file()]
        assert said
        assert not [text for text in said if "without math" in text or "flag" in text]
        assert flags == [each for each in grade().notes if each.kind is Kind.FLAG]

    def test_the_files_tell_the_same(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """results.json is as its schema says, grades.csv has a column an exercise, and feedback."""
        class_of(tmp_path / "class", STUDENTS)

        outcome = grade()

        found = json.loads((tmp_path / "out" / "results.json").read_text())
        jsonschema.validate(found, SCHEMA)
        assert found["environment"]["protection"] == lent_sandbox.settings.level
        assert [r["score"] for r in found["results"]] == [r.score for r in outcome.results]
        rows = rows_of(tmp_path / "out")
        assert rows[0] == ["student", "rationals", "words", "total", "standing"]
        assert rows[1] == ["ada", "7.50", "5.00", "12.50", ""]
        assert rows[5][4] == "rationals: not yet due; words: not handed in"
        notes = list(csv.DictReader((tmp_path / "out" / "notes.csv").read_text().splitlines()))
        assert [str(note) for note in outcome.notes if note.student == "eve"] == [
            f"{row['student']}: {row['note']}" for row in notes if row["student"] == "eve"
        ]
        assert "nothing was handed in" in (tmp_path / "out" / "class.html").read_text()
        texts, pages = (
            {path.stem: path.read_text() for path in (tmp_path / "out/feedback").glob(kind)}
            for kind in ("*.txt", "*.html")
        )
        assert set(texts) == set(pages) == set(STUDENTS)
        assert "cell 1, line 1 could not be run: ZeroDivisionError" in texts["cyd"]
        assert "cell 1, line 1 could not be run: ZeroDivisionError" in pages["cyd"]
        assert "No module named 'nosuchmodule'" in texts["dan"]

    def test_the_secret_stays_here(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """What hidden inputs are drawn from is in no file that leaves."""
        class_of(tmp_path / "class", STUDENTS)
        grade()

        with Store(tmp_path / "out" / "results.sqlite") as store:
            secret = store.environment()["secret"]
        files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
        assert len(secret) == 64
        assert [p.name for p in files if secret.encode() in p.read_bytes()] == ["results.sqlite"]

    def test_trouble_of_one_is_not_anothers(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Broken archives, bytes, links and names: everybody else is graded as ever."""
        folder = class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
        (folder / "bad.zip").write_bytes(b"PK\x03\x04 this is no archive")
        (folder / "cut.tar.gz").write_bytes(b"\x1f\x8b\x08")
        (folder / "good.zip").write_bytes(zipped({"words.py": WORDS}))
        class_of(folder, {"latin": {}, "notjson": {"words.ipynb": "{"}, "Ada": {"words.py": WORDS}})
        (folder / "latin" / "words.py").write_bytes(WORDS.encode() + b"# \xe9\n")
        class_of(folder, {"a b. (c)\x1b[31m\n": {"words.py": WORDS}})
        class_of(folder, {name: {"words.py": WORDS} for name in ("字" * 85, "\x01" * 255)})
        (folder / "large").mkdir()
        (folder / "large" / "words.py").write_text(WORDS + "#" * (2 << 20))

        outcome = grade()

        found = by_student(outcome)
        full = {"ada": (7.5, 5.0), "Ada": (0.0, 5.0), "good": (0.0, 5.0)}
        assert {name: found[name] for name in full} == full
        assert found[r"a b. (c)\x1b[31m\x0a"] == (0.0, 5.0)
        assert found["字" * 85] == (0.0, 5.0)
        assert len(list((tmp_path / "out" / "feedback").glob("*.txt"))) == len(found)
        assert len(list((tmp_path / "out" / "feedback").glob("*.html"))) == len(found)
        assert {found[name] for name in ("bad", "cut", "latin", "notjson", "large")} == {(0.0, 0.0)}
        assert outcome.failed == ()
        said = "\n".join(outcome.warnings)
        for word in ("bad: the archive", "cut: the archive", "names hardly differ: Ada, ada"):
            assert word in said

    def test_one_loop_costs_no_other_student(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """A part that never ends costs that part, in that submission."""
        edit(course.root / "course.yml", "call_seconds: 60,", "call_seconds: 1,")
        students = {"ada": {"rationals.py": LOOPING}, "bob": {"rationals.py": RATIONALS}}
        class_of(tmp_path / "class", students)

        outcome = grade()

        assert by_student(outcome) == {"ada": (4.5, 0.0), "bob": (7.5, 0.0)}

    @pytest.mark.parametrize("there", [False, True])
    def test_no_submissions(self, grade: Grade, tmp_path: Path, there: bool) -> None:
        """No folder, or an empty one, is said before anything is started or written."""
        if there:
            (tmp_path / "class").mkdir()

        with pytest.raises(UsageError, match="class"):
            grade()

        assert not (tmp_path / "out").exists()

    def test_a_store_that_another_run_holds(self, grade: Grade, tmp_path: Path) -> None:
        """Two runs into one folder do not mix."""
        class_of(tmp_path / "class", STUDENTS)

        with Store(tmp_path / "out" / "results.sqlite"):
            with pytest.raises(StoreError, match="another run holds it"):
                grade()


class TestSuites:
    """Suites are tried on the reference and the stub before they judge a student."""

    BROKEN = '''

@pytest.mark.part("add")
def test_{name}({arguments}):
    """Something."""
    {line}
'''

    @pytest.mark.parametrize(
        ("arguments", "line", "said"),
        [
            ("student", "nosuch(student)", r":\d+: hidden::test_x is broken: NameError: name 'nos"),
            ("student, rgn", "pass", r":\d+: hidden::test_x is broken: there is no fixture 'rgn'"),
            ("student", "assert_holds(student.add((1, 2), (1, 2)) == 5, 'it is 5')",
             r":\d+: the reference fails hidden::test_x: .*it is 5"),
            ("", "pass", r":\d+: the stub passes hidden::test_x"),
        ],
    )  # fmt: skip
    def test_a_suite_that_is_wrong_grades_nobody(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox,
        arguments: str, line: str, said: str,
    ) -> None:  # fmt: skip
        """It is refused with its file and line, and nothing of the class is kept."""
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
        add_checks(course, self.BROKEN.format(name="x", arguments=arguments, line=line))

        with pytest.raises(CourseError, match=rf"(?s)^solutions/rationals/test_hidden\.py{said}"):
            grade()

        with Store(tmp_path / "out" / "results.sqlite") as store:
            assert store.load_all() == []
        assert not (tmp_path / "out" / "grades.csv").exists()

    def test_a_reference_that_is_flagged_grades_nobody(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """What the reference does itself cannot be held against anybody."""
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
        edit(course.root / "course.yml", "words, points: 1", "words, points: 1, avoid: [.lower]")
        said = (
            r"^solutions/words/words\.py:13: the reference itself uses \.lower, and is to be "
            r"written without it: correct `split_words` in course\.yml$"
        )

        with pytest.raises(CourseError, match=said):
            grade()

    def test_suites_are_tried_once(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox, monkeypatch
    ) -> None:
        """A second run does not pay for it; another course does."""
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
        judged: list[str] = []
        real = WarmJudge.judge

        def judge(warm_judge: WarmJudge, submission: Submission) -> object:
            judged.append(submission.student)
            return real(warm_judge, submission)

        monkeypatch.setattr(WarmJudge, "judge", judge)
        grade()
        (tmp_path / "class" / "ada" / "words.py").write_text(WORDS + "# more\n")
        grade()
        add_checks(course, "# a remark\n")
        grade()

        trial = ["the course/reference", "the course/stub"]
        assert judged == [*trial, "ada", "ada", *trial, "ada"]

    def test_a_check_that_breaks_over_one_student_is_told_to_the_instructor(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """The run goes on, and the points are held."""
        class_of(tmp_path / "class", {name: STUDENTS[name] for name in ("ada", "bob")})
        line = "assert student.add((1, 2), (-1, 2)) == (0, 1), nosuch"
        add_checks(course, self.BROKEN.format(name="x", arguments="student", line=line))

        outcome = grade()

        first = outcome.warnings[0]
        assert first.startswith("rationals: hidden::test_x is broken: solutions/rationals/test_")
        assert "NameError: name 'nosuch' is not defined (its points are held for 2;" in first
        found = json.loads((tmp_path / "out" / "results.json").read_text())
        jsonschema.validate(found, SCHEMA)
        faults = [c["fault"] for r in found["results"] for c in r["checks"] if c["fault"]]
        assert len(faults) == 2
        feedback = (tmp_path / "out" / "feedback" / "ada.txt").read_text()
        assert "this check is broken, which is not your mistake" in feedback
        assert "nosuch" not in feedback


class TestAgain:
    """A second run over what was graded."""

    def test_jobs_and_runs_make_no_difference(self, grade: Grade, tmp_path: Path) -> None:
        """One job, two jobs, and a run that was stopped and resumed give the same bytes."""
        class_of(tmp_path / "class", STUDENTS)
        alone = grade(out=tmp_path / "alone")
        for name in ("pair", "half"):
            with Store(tmp_path / name / "results.sqlite") as store:
                store.record_environment(_environment(tmp_path / "alone"))

        pair = grade(out=tmp_path / "pair", jobs=2)
        with pytest.raises(KeyboardInterrupt):
            grade(_stop_after(2), out=tmp_path / "half")
        half = grade(out=tmp_path / "half")

        assert (alone.resumed, pair.resumed, half.resumed) == (0, 0, 2)
        assert alone.results == pair.results == half.results
        for name in ("results.json", "grades.csv", "feedback/bob.txt"):
            texts = {(tmp_path / out / name).read_bytes() for out in ("alone", "pair", "half")}
            assert len(texts) == 1

    def test_nothing_unchanged_is_judged_again(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Only who handed in anew is judged; an unchanged class needs no border."""
        class_of(tmp_path / "class", STUDENTS)
        first = grade()
        again: list[str] = []

        second = grade(Progress(advance=again.append))
        (tmp_path / "class" / "dan" / "rationals.py").write_text(RATIONALS)
        third = grade(Progress(advance=again.append))

        assert (second.resumed, second.results) == (5, first.results)
        assert (third.resumed, again) == (4, ["graded dan"])
        assert by_student(third) == {**SCORES, "dan": (7.5, 0.0)}

    @pytest.mark.parametrize(
        ("file", "change", "said"),
        [
            ("course.yml", ("percent_per_day: 10", "percent_per_day: 9"), []),
            ("course.yml", ("call_seconds: 60", "call_seconds: 59"), ["rationals", "words"]),
            ("solutions/words/test_hidden.py", ("\n\n", "\n\n# a remark\n"), ["words"]),
        ],
    )
    def test_what_judging_depends_on_judges_anew(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox,
        file: str, change: tuple[str, str], said: list[str],
    ) -> None:  # fmt: skip
        """That is said before, with counts; points and policies need no new judging."""
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
        grade()
        path = course.root / file
        path.write_text(path.read_text().replace(*change, 1))
        notes: list[str] = []

        assert grade(Progress(note=notes.append)).resumed == (0 if said else 1)

        assert notes == [
            f"1 work is judged again, since {each} has changed (its suites, data/, or parts and "
            "limits)"
            for each in said
        ]

    def test_what_cannot_be_graded_is_named_and_tried_again(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox, monkeypatch
    ) -> None:
        """A border that breaks over one submission leaves the others' grades, and the old one."""
        class_of(tmp_path / "class", {name: STUDENTS[name] for name in ("ada", "bob")})
        grade()
        (tmp_path / "class" / "bob" / "rationals.py").write_text(RATIONALS)
        real = WarmJudge.judge

        def broken(warm_judge: WarmJudge, submission: Submission) -> object:
            raise SandboxError("the border broke")

        monkeypatch.setattr(WarmJudge, "judge", broken)
        outcome = grade()
        monkeypatch.setattr(WarmJudge, "judge", real)

        (lost,) = outcome.failed
        assert (lost.submission.student, lost.problem) == ("bob", "the border broke")
        assert by_student(outcome) == {"ada": (7.5, 5.0), "bob": (5.5, 0.0)}
        feedback = tmp_path / "out" / "feedback" / "bob.txt"
        assert "the grader failed over your newest work" in feedback.read_text()
        kept = "rationals: not graded, the earlier grade stands"
        assert rows_of(tmp_path / "out")[2] == ["bob", "5.50", "0.00", "5.50", kept]
        assert by_student(grade())["bob"] == (7.5, 0.0)
        assert "newest work" not in feedback.read_text()


class TestDownloads:
    """Several downloads into one folder: each adds to the grades, and takes nothing away."""

    def test_another_exercise_keeps_the_first(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Who handed in the first alone keeps the row, and who handed in both has both grades."""
        work = {"rationals.py": RATIONALS}
        grade(folder=class_of(tmp_path / "w1", {"ada": work, "bob": work}))

        outcome = grade(folder=class_of(tmp_path / "w2", {"ada": {"words.py": WORDS}}))

        assert by_student(outcome) == {"ada": (7.5, 5.0), "bob": (7.5, 0.0)}
        assert (outcome.submissions, outcome.others) == (1, 1)
        assert [row[0] for row in rows_of(tmp_path / "out")] == ["student", "ada", "bob"]
        for student, score in (("ada", "7.5"), ("bob", "7.5")):
            text = (tmp_path / "out" / "feedback" / f"{student}.txt").read_text()
            assert f"rationals: {score} of 7.5 points" in text

    def test_an_earlier_work_is_the_same_attempt_again(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """The same work keeps its inputs, no matter what was handed in between."""
        first = class_of(tmp_path / "w1", {"ada": {"words.py": WORDS}})
        later = class_of(tmp_path / "w2", {"ada": {"words.py": WORDS + "# more"}})

        outcomes = [grade(folder=each) for each in (first, later, first)]

        assert [each.results[1].attempt for each in outcomes] == [1, 2, 1]
        assert [each.resumed for each in outcomes] == [0, 0, 1]

    def test_another_name_of_the_same_work_is_the_same_attempt(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """As an LMS calls a file that was handed in again; the other exercises do not matter."""
        grade(folder=class_of(tmp_path / "w1", {"ada": {"words.py": WORDS}}))

        files = {"words-1.py": WORDS, "rationals.py": RATIONALS}
        outcome = grade(folder=class_of(tmp_path / "w2", {"ada": files}))

        assert [each.attempt for each in outcome.results] == [1, 1]
        assert "words-1.py" in outcome.results[1].note

    @pytest.mark.parametrize("yes", [False, True])
    def test_a_worse_work_lowers_no_grade_without_a_yes(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox, *, yes: bool
    ) -> None:
        """It is kept, and told; asked again, it is not judged again."""
        folder = tmp_path / "class"
        class_of(folder, {name: {"rationals.py": RATIONALS} for name in ("ada", "bob")})
        grade()
        (folder / "ada" / "rationals.py").write_text(WRONG_DIVISOR)
        asked: list[str] = []

        def ask(question: str) -> bool:
            asked.append(question)
            return yes

        first = grade(Progress(ask=ask))
        second = grade()

        line = "ada, rationals: from 7.5 to 5.5 (attempt 2)"
        assert asked == [f"{line}\nlower this grade?"]
        assert [str(each) for each in first.lower] == ([] if yes else [line])
        assert [str(each) for each in first.taken] == ([line] if yes else [])
        assert by_student(first)["ada"] == ((5.5 if yes else 7.5), 0.0)
        assert first.results == second.results
        assert (second.resumed, len(second.lower)) == (2, not yes)
        feedback = (tmp_path / "out" / "feedback" / "ada.txt").read_text()
        assert f"attempt {2 if yes else 1}, submission" in feedback
        better = "this is your better work: attempt 2, which was judged later, got 5.5\n"
        assert (better in feedback) is not yes
        assert "better work" not in (tmp_path / "out" / "feedback" / "bob.txt").read_text()

    def test_the_option_says_yes_at_once(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Nobody is asked, also of a work that was judged before."""
        class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS}})
        grade()
        (tmp_path / "class" / "ada" / "rationals.py").write_text(WRONG_DIVISOR)
        assert by_student(grade()) == {"ada": (7.5, 0.0)}

        outcome = grade(Progress(ask=lambda question: pytest.fail(question)), yes=True)

        assert (outcome.lower, outcome.resumed) == ((), 1)
        assert by_student(outcome) == {"ada": (5.5, 0.0)}

    def test_a_changed_course_lowers_no_grade_without_a_yes(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Neither by fewer points: it stays as last reported, and everybody else's is written."""
        out = tmp_path / "out"
        class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS}})
        grade()
        before = entry_of(out, "ada", "rationals")
        text = (out / "feedback" / "ada.txt").read_bytes()
        edit(course.root / "course.yml", "points: 3", "points: 2")
        class_of(tmp_path / "class", {"bob": {"rationals.py": RATIONALS}})

        outcome = grade()

        assert [(c.student, c.before, c.after) for c in outcome.withheld] == [
            ("ada", (7.5, 0.0), (6.5, 0.0)),
        ]  # fmt: skip
        assert by_student(outcome) == {"ada": (7.5, 0.0), "bob": (6.5, 0.0)}
        assert outcome.resumed == 1  # nothing was judged for it
        lower = {"score": 6.5, "held": 0.0}
        assert entry_of(out, "ada", "rationals") == {**before, "lower": lower}
        assert (out / "feedback" / "ada.txt").read_bytes() == text
        assert "rationals: as last reported, since then 6.5" in rows_of(out)[1][4]
        notes = (out / "notes.csv").read_text("utf-8-sig").splitlines()
        assert [each for each in notes if "ada" in each and "from 7.5 to 6.5" in each]
        assert grade().withheld == outcome.withheld

        assert by_student(grade(yes=True)) == {"ada": (6.5, 0.0), "bob": (6.5, 0.0)}
        assert entry_of(out, "ada", "rationals")["lower"] is None
        assert grade().withheld == ()

    def test_what_judging_cost_is_kept(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Of each work, in the store and class.html alone; a run that judges nothing keeps it."""
        out = tmp_path / "out"
        slow = f"import time\nwhile time.process_time() < 1: pass\n{RATIONALS}"
        works = {"bob": {"rationals.py": RATIONALS}, "ada": {"rationals.py": slow}}
        class_of(tmp_path / "class", works)
        grade()
        with Store(out / "results.sqlite") as store:
            spent = {
                name: store.attempts(name, "rationals")[0].cpu_seconds for name in ("ada", "bob")
            }
        page = (out / "class.html").read_text()

        assert spent["ada"] > 1.0
        assert 0.0 < spent["bob"] < spent["ada"]
        assert f"{spent['ada']:.2f}</td>" in page
        assert "seconds" not in (out / "results.json").read_text()
        assert grade().resumed == 2
        assert (out / "class.html").read_text() == page

    def test_a_lowered_grade_comes_back_with_the_course(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """What was declined leaves no trace once what had changed is restored."""
        class_of(tmp_path / "class", {"ada": {"rationals.py": RATIONALS}})
        grade()
        before = (tmp_path / "out" / "results.json").read_bytes()
        edit(course.root / "course.yml", "points: 3", "points: 1.25")
        assert grade().withheld
        edit(course.root / "course.yml", "points: 1.25", "points: 3")

        assert grade().withheld == ()
        assert (tmp_path / "out" / "results.json").read_bytes() == before

    def test_a_yes_is_for_whom_it_was_said(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """With some students or exercises named, others' grades are not lowered by it."""
        class_of(tmp_path / "class", {n: {"rationals.py": RATIONALS} for n in ("ada", "bob")})
        grade()
        edit(course.root / "course.yml", "points: 3", "points: 2")

        some = grade(only=["ada"], yes=True)
        other = grade(exercises=["words"], yes=True)

        assert by_student(some) == by_student(other) == {"ada": (6.5, 0.0), "bob": (7.5, 0.0)}
        assert [each.student for each in some.withheld] == ["bob"]
        assert by_student(grade(yes=True))["bob"] == (6.5, 0.0)

    def test_a_work_that_is_lost_lowers_nothing(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """An empty folder, later, says nothing of what was handed in; an unreadable file does."""
        work = class_of(tmp_path / "class", {"ada": STUDENTS["ada"]}) / "ada" / "rationals.py"
        grade()
        for path in (tmp_path / "class" / "ada").iterdir():
            path.unlink()
        empty = grade()
        work.write_bytes(b"\xff\xfe\x00")

        unreadable = grade()

        assert by_student(empty) == by_student(unreadable) == {"ada": (7.5, 5.0)}
        assert (empty.lower, len(unreadable.lower)) == ((), 1)

    def test_only_some_exercises(self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox) -> None:
        """The others are as they were, or not there."""
        class_of(tmp_path / "class", {name: STUDENTS[name] for name in ("ada", "bob")})
        begun = grade(exercises=["words"])
        assert by_student(begun) == {"ada": (5.0,), "bob": (0.0,)}
        assert rows_of(tmp_path / "out")[0] == ["student", "words", "total"]

        outcome = grade(exercises=["rationals"])

        assert by_student(outcome) == {name: SCORES[name] for name in ("ada", "bob")}
        assert rows_of(tmp_path / "out")[0] == ["student", "rationals", "words", "total"]
        assert grade().resumed == 2

    def test_exercises_that_are_not_wanted_are_no_strangers(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Who hands in the whole folder each week reads no remark on the others' notebooks."""
        bundle(course, tmp_path / "class" / "ada")

        assert grade(exercises=["words"]).warnings == []
        assert grade(exercises=["words"]).resumed == 1

    def test_a_broken_suite_of_another_exercise_does_not_matter(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """It is refused where it would judge."""
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
        broken = '\n\n@pytest.mark.part("add")\ndef test_x(student):\n    """It is."""\n'
        add_checks(course, f"{broken}    nosuch(student)\n")

        assert by_student(grade(exercises=["words"])) == {"ada": (5.0,)}
        with pytest.raises(CourseError, match="nosuch"):
            grade(exercises=["rationals"])

    def test_a_suite_that_is_not_wanted_is_not_opened(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """One exercise of ten costs what it costs, whatever the others are."""
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
        (course.root / "solutions/rationals/test_hidden.py").write_text("not python")

        assert by_student(grade(exercises=["words"])) == {"ada": (5.0,)}

    def test_only_some_students(self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox) -> None:
        """The others are as they were, also where their works have changed."""
        class_of(tmp_path / "class", {name: STUDENTS[name] for name in ("ada", "bob")})
        grade()
        for name in ("ada", "bob"):
            (tmp_path / "class" / name / "rationals.py").write_text(RATIONALS + "# more\n")

        outcome = grade(only=["bob"])

        assert by_student(outcome) == {"ada": (7.5, 5.0), "bob": (7.5, 0.0)}
        assert (outcome.submissions, outcome.others) == (1, 1)
        assert outcome.results[0].attempt == 1

    @pytest.mark.parametrize("wish", [{"exercises": ["rational"]}, {"only": ["adda"]}])
    def test_what_is_mistyped_is_named_before_anything_is_done(
        self, grade: Grade, tmp_path: Path, wish: dict[str, list[str]]
    ) -> None:
        """With what was probably meant."""
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})

        with pytest.raises(UnknownName) as caught:
            grade(**wish)

        assert caught.value.remedy in ("did you mean rationals?", "did you mean ada?")
        assert not (tmp_path / "out").exists()

    def test_an_exercise_that_the_course_has_no_more(
        self, grade: Grade, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Its grades are kept, and it is said that no report has them."""
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
        grade()
        text = (course.root / "course.yml").read_text()
        (course.root / "course.yml").write_text(text.replace("name: words", "name: sentences"))
        for folder in ("solutions", "exercises"):
            os.rename(course.root / folder / "words", course.root / folder / "sentences")
            for path in (course.root / folder / "sentences").glob("words.*"):
                path.rename(path.with_stem("sentences"))

        outcome = grade()

        assert by_student(outcome) == {"ada": (7.5, 0.0)}
        assert outcome.warnings[0].startswith(
            "words: the course has no such exercise: its grades are"
        )

    def test_a_run_that_is_stopped_keeps_all_earlier_grades(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """In the store and in the reports."""
        class_of(tmp_path / "w1", {name: STUDENTS[name] for name in ("ada", "bob")})
        grade(folder=tmp_path / "w1")
        before = (tmp_path / "out" / "grades.csv").read_text("utf-8-sig")
        changed = {name: {"words.py": WORDS + "#"} for name in ("ada", "bob", "cyd")}
        class_of(tmp_path / "w2", changed)

        with pytest.raises(KeyboardInterrupt):
            grade(_stop_after(1), folder=tmp_path / "w2")

        assert (tmp_path / "out" / "grades.csv").read_text("utf-8-sig") == before
        outcome = grade(folder=tmp_path / "w1")
        assert by_student(outcome) == {"ada": (7.5, 5.0), "bob": (5.5, 0.0)}

    def test_a_work_that_changes_into_an_earlier_one_is_graded_again(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Under the number of the newest it would get other inputs than it had."""
        path = class_of(tmp_path / "class", {"ada": {"words.py": WORDS}}) / "ada" / "words.py"
        grade()
        path.write_text(WORDS + "# more\n")

        outcome = grade(Progress(begin=lambda *_: path.write_text(WORDS) and None))

        assert [each.problem for each in outcome.failed] == [
            "it was changed while it was graded: grade it again"
        ]
        assert outcome.results[1].attempt == 1
        assert grade().failed == ()


class TestReading:
    """A class is read one submission at a time, and nothing of it is kept."""

    def test_at_most_one_submission_is_held(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox, monkeypatch
    ) -> None:
        """While one is read no other one is in memory; what is passed on says only where it is."""
        class_of(tmp_path / "class", STUDENTS)
        held: list[weakref.ref[Submission]] = []
        alive: list[int] = []
        handed: list[object] = []
        real_judge = pool.judge_here

        def reading(*given: object, **more: object) -> Submission:
            gc.collect()
            alive.append(sum(ref() is not None for ref in held))
            submission = read_submission(*given, **more)
            held.append(weakref.ref(submission))
            return submission

        def judge_here(order: JudgingPlan, submissions: object, *rest: object) -> None:
            handed.extend(submissions)
            real_judge(order, submissions, *rest)

        monkeypatch.setattr(grade_command, "read_submission", reading)
        monkeypatch.setattr(pool, "read_submission", reading)
        monkeypatch.setattr(pool, "judge_here", judge_here)
        grade()

        assert len(alive) == 10
        assert max(alive) <= 1
        assert {type(each) for each in handed[2:]} == {Entry}  # behind the reference and stub

    def test_what_is_judged_is_what_is_stored(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Work that changes between the two looks: judged, stored and told as it was judged."""
        class_of(tmp_path / "class", dict.fromkeys(("ada", "bob", "eve"), STUDENTS["ada"]))
        work = tmp_path / "class" / "ada" / "rationals.py"

        def change(*_: int) -> None:
            work.write_text(WRONG_DIVISOR)
            for path in (tmp_path / "class" / "eve").iterdir():
                path.unlink()

        first = grade(Progress(begin=change))
        again = grade()
        work.write_text(RATIONALS)
        back = grade()

        expected = {"ada": (5.5, 5.0), "bob": (7.5, 5.0), "eve": (0.0, 0.0)}
        assert by_student(first) == by_student(again) == expected
        assert [said for said in first.warnings if said.startswith("eve: nothing was handed in")]
        assert (again.resumed, back.resumed) == (3, 2)
        assert by_student(back)["ada"] == (7.5, 5.0)

    def test_libraries_of_new_work_are_warmed(
        self, grade: Grade, tmp_path: Path, monkeypatch
    ) -> None:
        """Those that some suite or any new submission imports, in one order."""
        students = {"ada": "import scipy", "bob": "import torch", "eve": "import os, pandas"}
        class_of(tmp_path / "class", {n: {"words.py": text} for n, text in students.items()})
        orders: list[JudgingPlan] = []
        monkeypatch.setattr(pool, "judge_in_pool", lambda order, *_: orders.append(order))

        grade()

        assert orders[0].libraries == ("numpy", "scipy.special", "pandas", "torch")

    def test_archives_are_read_apart(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox, monkeypatch
    ) -> None:
        """In a process of their own, each time: where it ends over one, the others are graded."""
        folder = class_of(tmp_path / "class", {})
        folder.mkdir()
        for student in ("ada", "eve", "zoe"):
            (folder / f"{student}.zip").write_bytes(zipped({"rationals.py": RATIONALS}))
        apart = tmp_path / "apart.py"
        apart.write_text(
            f"import os, runpy, sys\nrunpy.run_path({start.__file__!r})['prepare']()\n"
            "from grader.unpacking import far\n"
            "real = far.open_archive\n"
            "far.open_archive = lambda content, name, most: (\n"
            "    os._exit(0) if name == 'eve.zip' else real(content, name, most))\n"
            "far.main(*sys.argv[1:])\n"
        )
        monkeypatch.setattr(start, "__file__", str(apart))

        outcome = grade()

        scores = by_student(outcome)
        assert scores["ada"] == scores["zoe"]
        assert scores["ada"][0] > 0
        assert "eve" not in scores or set(scores["eve"]) == {0.0}
        said = [note.text for note in outcome.notes if note.student == "eve"]
        assert any("archive cannot be read: reading it broke off" in each for each in said)

    def test_a_fault_of_ours_in_reading_costs_one_student(
        self, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox, monkeypatch
    ) -> None:
        """It is named; everybody else is graded, and so is the student once it is mended."""
        class_of(tmp_path / "class", dict.fromkeys(("ada", "bob"), STUDENTS["ada"]))

        def broken(entry: Entry, names: object, **more: object) -> Submission:
            return 1 / 0 if entry.student == "ada" else read_submission(entry, names, **more)

        with monkeypatch.context() as patched:
            patched.setattr(grade_command, "read_submission", broken)
            patched.setattr(pool, "read_submission", broken)
            outcome = grade()

        (lost,) = outcome.failed
        assert lost.submission.student == "ada"
        assert "ZeroDivisionError" in lost.problem
        assert by_student(outcome) == {"ada": (0.0, 0.0), "bob": (7.5, 5.0)}
        lines = (tmp_path / "out" / "grades.csv").read_text("utf-8-sig").splitlines()
        words = "rationals: not graded; words: not graded"
        assert lines[1].startswith(f'"ada","","",0.00,"{words}",12.50,"nngrader ')
        found = json.loads((tmp_path / "out" / "results.json").read_text())
        jsonschema.validate(found, SCHEMA)
        ada = [r for r in found["results"] if r["student"] == "ada"]
        assert [(r["verdict"], r["held"]) for r in ada] == [("not graded", 7.5), ("not graded", 5)]
        assert "your points are held" in (tmp_path / "out" / "feedback" / "ada.txt").read_text()
        assert grade().resumed == 1


def _environment(out: Path) -> dict[str, str]:
    with Store(out / "results.sqlite") as store:
        return store.environment()


def _stop_after(count: int) -> Progress:
    """Stand in for a Ctrl-C after so many students."""
    left = iter(range(count - 1))

    def advance(_: str) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    return Progress(advance=advance)


class TestDevices:
    """Checks that wait for a GPU, and are filled in."""

    @pytest.fixture
    def with_gpu(self, course: Course, tmp_path: Path, monkeypatch) -> None:
        """A course with a check that needs a GPU, on a machine that pretends to have one."""
        add_checks(course, GPU)
        class_of(tmp_path / "class", {name: STUDENTS[name] for name in ("ada", "bob")})
        monkeypatch.setattr(warm_judge, "_has_cuda", lambda: True)

    def test_a_later_run_fills_in_what_was_held(
        self, with_gpu: None, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """On a GPU only what waited for it changes."""
        first = grade()
        second = grade(device="cuda")

        assert by_student(first) == {"ada": (6.67, 5.0), "bob": (4.67, 0.0)}
        assert by_student(second) == {"ada": (7.5, 5.0), "bob": (5.5, 0.0)}
        assert _gpu_checks(first) == [Became.NOT_JUDGED] * 2
        assert _gpu_checks(second) == [Became.PASSED] * 2
        assert _others(first) == _others(second)
        assert "held" not in (tmp_path / "out" / "grades.csv").read_text("utf-8-sig")

    def test_held_points_are_shown(
        self, with_gpu: None, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Every report says which points wait."""
        grade()

        rows = rows_of(tmp_path / "out")
        assert (rows[0][-1], rows[1][-1]) == ("held", "0.83")
        feedback = (tmp_path / "out" / "feedback" / "ada.txt").read_text()
        assert "not judged: needs a GPU" in feedback

    def test_a_run_without_a_gpu_loses_nothing_of_one_with(
        self, with_gpu: None, grade: Grade, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """What was filled in stays when the same class is graded on the CPU again."""
        grade()
        filled = grade(device="cuda")

        again = grade()

        assert again.results == filled.results

    @pytest.mark.parametrize(("device", "said"), [("cuda", "no GPU"), ("gpu", "no device 'gpu'")])
    def test_a_device_that_is_not_here(
        self, grade: Grade, tmp_path: Path, monkeypatch, device: str, said: str
    ) -> None:
        """It is refused before a student could lose a point by it."""
        class_of(tmp_path / "class", STUDENTS)
        monkeypatch.setattr(warm_judge, "_has_cuda", lambda: False)

        with pytest.raises(UsageError, match=said):
            grade(device=device)


def _gpu_checks(outcome: GradedClass) -> list[Became]:
    return [c.outcome for c in _all(outcome) if c.id == "hidden::test_sums_on_a_gpu"]


def _others(outcome: GradedClass) -> list[Check]:
    return [c for c in _all(outcome) if c.id != "hidden::test_sums_on_a_gpu"]


def _all(outcome: GradedClass) -> list[Check]:
    return [check for result in outcome.results for check in result.checks]


class TestProtection:
    """No grade of record without protection."""

    def test_a_class_goes_on_at_the_level_at_which_it_began(
        self, grade: Grade, tmp_path: Path
    ) -> None:
        """Though this machine has a better one by now: who comes later is graded as the others."""
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
        with Store(tmp_path / "out" / "results.sqlite") as store:
            store.record_environment({"protection": "L2", "secret": "00" * 32})

        outcome = grade()

        assert outcome.environment["protection"] == "L2"
        assert by_student(outcome) == {"ada": (7.5, 5.0)}

    @pytest.fixture
    def only_l1(self, monkeypatch, tmp_path: Path) -> None:
        """A machine on which an attack gets through at every better level."""
        real = levels.self_test

        def leaky(sandbox: Sandbox) -> list[levels.Probe]:
            if sandbox.settings.level == "L1":
                return real(sandbox)
            return [levels.Probe("opens_a_socket", held=False)]

        monkeypatch.setattr(levels, "self_test", leaky)
        monkeypatch.setattr(pool, "judge_in_pool", lambda *given: pool.judge_here(*given[:4]))
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})

    def test_a_machine_without_any_does_not_grade(
        self, only_l1: None, grade: Grade, tmp_path: Path
    ) -> None:
        """It says why, and what to type."""
        with pytest.raises(SandboxError, match=r"cannot keep .* apart: .*opens a socket") as error:
            grade()

        assert "--unsandboxed" in error.value.remedy
        assert not (tmp_path / "out" / "results.json").exists()

    def test_unsandboxed_is_said_everywhere(self, grade: Grade, tmp_path: Path) -> None:
        """The environment, the file for machines and the one for spreadsheets say L1."""
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})

        outcome = grade(unsandboxed=True)

        assert by_student(outcome) == {"ada": (7.5, 5.0)}
        assert outcome.environment["protection"] == "L1"
        found = json.loads((tmp_path / "out" / "results.json").read_text())
        jsonschema.validate(found, SCHEMA)
        assert found["environment"]["protection"] == "L1"
        rows = rows_of(tmp_path / "out")
        assert [row[-1] for row in rows] == ["protection", "L1"]
        feedback = (tmp_path / "out" / "feedback" / "ada.txt").read_text()
        assert feedback.startswith("protection L1: NOT SANDBOXED, no grade of record\n")

    def test_levels_are_not_mixed(self, grade: Grade, tmp_path: Path, lent_sandbox) -> None:
        """A class that was graded at one level is not filled up at another."""
        if lent_sandbox.settings.level == "L1":
            pytest.skip("this machine has L1 only")
        class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
        with Store(tmp_path / "out" / "results.sqlite") as store:
            store.record_environment({"protection": "L1", "secret": "00" * 32})

        with pytest.raises(SandboxError, match=r"holds results of protection L1.*has L3|L2"):
            grade()


DOWNLOADED = [
    Handed(1, "Ada Lindqvist", {"rationals.py": RATIONALS, "words.py": WORDS}),
    Handed(2, "Bo Chen", {"rationals.py": WRONG_DIVISOR}),
    Handed(3, "Cyd O'Neill", {"words.py": WORDS}, DEADLINE + LATE),
]


@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "zip"])
def test_each_platforms_download_gets_the_same_grades(
    grade: Grade, tmp_path: Path, lent_sandbox: Sandbox, packed: bool
) -> None:
    """A class is graded alike, whichever platform it was downloaded from."""
    earned = {}
    for layout, write in LAYOUTS.items():
        download = write(tmp_path / layout, DOWNLOADED)
        folder = zipped_download(download) if packed else download
        graded = grade(folder=folder, out=tmp_path / f"results of {layout}")
        scores = by_student(graded)
        assert scores.keys() == {key(layout, work) for work in DOWNLOADED}
        earned[layout] = [scores[key(layout, work)] for work in DOWNLOADED]

    assert earned["folder"] == [(7.5, 5.0), (5.5, 0.0), (0.0, 5.0)]
    assert earned == dict.fromkeys(LAYOUTS, earned["folder"])


def test_a_full_disk_loses_nothing(
    grade: Grade, tmp_path: Path, lent_sandbox: Sandbox, monkeypatch
) -> None:
    """When the reports cannot be written, it is said, and the next run goes on from there."""
    class_of(tmp_path / "class", STUDENTS)
    with no_room_for("results.json"):
        with pytest.raises(StoreError, match=r"results\.json: the disk is full") as error:
            grade()

    assert "what was graded is kept" in error.value.remedy
    assert grade().resumed == len(STUDENTS)


def test_the_pool_is_asked_for_as_many_jobs_as_wished(
    grade: Grade, tmp_path: Path, monkeypatch
) -> None:
    """--jobs reaches the seam."""
    class_of(tmp_path / "class", STUDENTS)
    asked: list[int] = []
    monkeypatch.setattr(pool, "judge_in_pool", lambda *given: asked.append(given[-1]))

    grade(jobs=3)

    assert asked == [3]
