"""Tests of adjust, undo, regrade, history and grades: from the command to the files."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grader.cli import app
from grader.commands.grade import GradeOptions, grade_class
from grader.commands.gradebook import Gradebook, results_at
from grader.commands.regrade import Stage, judge_again, keep
from grader.course.model import Course, load_course
from grader.errors import SandboxError, UnknownName, UsageError
from grader.judging import WarmJudge
from grader.sandbox.interface import Sandbox
from grader.submission import Submission
from tests.support.files import edit
from tests.support.fractions import RATIONALS, WRONG_DIVISOR, class_of


class Class:
    """A class of three: ada is right, bob's divisor is wrong, and cleo's signs are."""

    def __init__(self, course: Course, home: Path) -> None:
        self.root, self.out, self.folder = course.root, home / "out", home / "class"

    def grade(self) -> None:
        """Grade what was handed in."""
        grade_class(load_course(self.root, exactly=True), GradeOptions(self.folder, self.out))

    def type(self, *words: str) -> Result:
        """Type a command about this class."""
        line = [*words, "--out", str(self.out), "--course", str(self.root)]
        return CliRunner().invoke(app, line, env={"COLUMNS": "200"})

    def row(self, student: str) -> dict[str, str]:
        """Return a row of grades.csv."""
        rows = csv.DictReader((self.out / "grades.csv").read_text("utf-8-sig").splitlines())
        return next(each for each in rows if each["student"] == student)

    def result(self, student: str, exercise: str = "rationals") -> dict[str, object]:
        """Return an entry of results.json."""
        results = json.loads((self.out / "results.json").read_text())["results"]
        return next(r for r in results if (r["student"], r["exercise"]) == (student, exercise))

    def feedback(self, student: str) -> str:
        """Return what a student reads."""
        return (self.out / "feedback" / f"{student}.txt").read_text("utf-8")


@pytest.fixture
def made(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> Class:
    """A class that was graded once."""
    made = Class(course, tmp_path)
    class_of(made.folder, {s: {"rationals.py": w} for s, w in WORKS.items()})
    made.grade()
    return made


SIGNS = RATIONALS.replace("p // common, q", "p // common, abs(q)")
WORKS = {"ada": RATIONALS, "bob": WRONG_DIVISOR, "cleo": SIGNS}


class TestAdjust:
    """A correction reaches every file, with its reason, and can be undone."""

    def test_a_part_and_back(self, made: Class) -> None:
        """The journey of a student who disputes: the points, the reason, the history, undone."""
        before = made.row("bob"), made.feedback("bob")
        wanted = ("greatest_common_divisor", "--points", "2", "--reason", "the lesson allows it")

        done = made.type("adjust", "bob", "rationals", *wanted)

        assert done.exit_code == 0, done.output
        assert "1 grade: 1 up" in done.output
        assert made.row("bob")["rationals"] != before[0]["rationals"]
        said = "greatest_common_divisor set to 2 by your instructor (the lesson allows it)"
        assert said in made.feedback("bob")
        assert said in str(made.result("bob")["arithmetic"])
        history = made.type("history", "bob").output
        assert "the lesson allows it" in history
        assert "attempt 1" in history

        undone = made.type("undo")

        assert undone.exit_code == 0, undone.output
        assert (made.row("bob"), made.feedback("bob")) == before
        assert "undid 1" in made.type("history", "bob").output

    def test_a_correction_outlives_a_further_download(self, made: Class) -> None:
        """It is of the student's exercise, and not of the run."""
        made.type("adjust", "bob", "rationals", "--points=+0.5", "--reason", "a good question")
        before = made.result("bob")["score"]

        made.grade()

        assert made.result("bob")["score"] == before

    def test_excused(self, made: Class) -> None:
        """The row says so."""
        done = made.type("adjust", "bob", "rationals", "--excuse", "--reason", "ill")

        assert done.exit_code == 0, done.output
        assert made.result("bob")["standing"] == "excused"
        assert "excused: ill" in made.feedback("bob")

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["eve", "rationals", "--points", "1", "--reason", "x"], "no student is called 'eve'"),
            (["bob", "rationalz", "--points", "1", "--reason", "x"], "rationalz"),
            (["bob", "rationals", "ad", "--points", "1", "--reason", "x"], "'ad'"),
            (["bob", "rationals", "add", "--points", "9", "--reason", "x"], "9 of 2.5 points"),
            (["bob", "rationals", "--points", "-99", "--reason", "x"], "of 7.5 points"),
            (["bob", "rationals", "--points", "nan", "--reason", "x"], "no number of points"),
            (["bob", "rationals", "--points=+inf", "--reason", "x"], "no number of points"),
            (["bob", "rationals", "--points", "1.234", "--reason", "x"], "no number of points"),
            (["bob", "rationals", "--points", "1"], "needs a reason"),
            (["bob", "rationals", "--reason", "x"], "nothing is to be changed"),
            (["bob", "rationals", "add", "--excuse", "--reason", "x"], "of an exercise"),
        ],
    )
    def test_what_cannot_be(self, made: Class, words: list[str], said: str) -> None:
        """It is refused, and nothing is written."""
        before = {path: path.read_bytes() for path in made.out.rglob("*.*") if path.is_file()}

        done = made.type("adjust", *words)

        assert isinstance(done.exception, (UsageError, UnknownName))
        assert said in done.exception.message
        text = {p: c for p, c in before.items() if "sqlite" not in p.name}
        assert {p: p.read_bytes() for p in text} == text

    def test_an_undo_is_undone_once(self, made: Class) -> None:
        """What is undone already is refused, with what would take it back; nothing is written."""
        before = made.result("bob")["score"]
        made.type("adjust", "bob", "rationals", "--points=+1", "--reason", "x")
        made.type("undo")
        made.type("undo", "2")
        assert made.result("bob")["score"] == before + 1

        again = made.type("undo", "2")

        assert isinstance(again.exception, UsageError)
        assert again.exception.message == "2 is undone already"
        assert again.exception.remedy == "to take that back: grader undo 3"
        assert made.type("undo", "3").exit_code == 0
        assert made.result("bob")["score"] == before
        assert made.type("undo", "1").exception.message == "1 is undone already"

    def test_nothing_to_undo(self, made: Class) -> None:
        """It is said."""
        assert isinstance(made.type("undo").exception, UsageError)
        assert isinstance(made.type("undo", "7").exception, UsageError)


class TestRegrade:
    """A bad check dropped after the exam, and a suite that was mended."""

    def test_a_check_is_dropped_and_nobody_is_lowered(self, made: Class) -> None:
        """What would change is shown; it is applied on a yes; undone, all is as it was."""
        checks = made.result("cleo")["checks"]
        assert isinstance(checks, list)
        check = next(each["id"] for each in checks if each["outcome"] == "failed")
        before = {name: made.row(name) for name in WORKS}
        words = ("--without", check, "--never-lower", "--reason", "it asked what nobody taught")

        asked = made.type("regrade", *words)

        assert asked.exit_code == 1
        assert re.search(r"[12] grades?: [12] up\n", asked.output)
        assert "to apply it add --yes" in asked.output
        assert {name: made.row(name) for name in WORKS} == before
        applied = made.type("regrade", *words, "--yes")
        assert applied.exit_code == 0, applied.output
        assert made.row("ada") == before["ada"]
        assert float(made.row("cleo")["rationals"]) > float(before["cleo"]["rationals"])
        assert f"without the check {check}" in made.feedback("cleo")
        assert made.type("undo").exit_code == 0
        assert {name: made.row(name) for name in WORKS} == before

    def test_a_check_that_changes_nobody_today(self, made: Class) -> None:
        """Is dropped for those who come later, without a question; and once."""
        made.type("adjust", "cleo", "rationals", "--excuse", "--reason", "ill")
        checks = made.result("cleo")["checks"]
        assert isinstance(checks, list)
        check = next(each["id"] for each in checks if each["outcome"] == "failed")
        class_of(made.folder, {"dan": {"rationals.py": SIGNS}})

        done = made.type("regrade", "--without", check, "--reason", "nobody was taught this")
        made.grade()

        assert (done.exit_code, "no grade changes" in done.output) == (0, True), done.output
        assert f"without the check {check}" in made.feedback("dan")
        again = made.type("regrade", "--without", check, "--reason", "x")
        assert "does not count already" in str(again.exception)

    @pytest.mark.parametrize("check", ["hidden::test_nothing", "test_words_of_no_lesson"])
    def test_an_unknown_check(self, made: Class, check: str) -> None:
        """The ones that there are, are named."""
        done = made.type("regrade", "--without", check, "--reason", "x")

        assert isinstance(done.exception, UnknownName)

    def test_a_mended_suite_judges_what_is_kept(self, made: Class) -> None:
        """The folder is gone: works are kept. Nobody loses by it with --never-lower."""
        suite = made.root / "solutions/rationals/test_hidden.py"
        suite.write_text(
            suite.read_text().replace('part("reduced")', 'part("reduced", weight=9)', 1)
        )
        for path in sorted(made.folder.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        before = made.row("cleo")

        spared = made.type("regrade", "--never-lower", "--yes")
        assert spared.exit_code == 0, spared.output
        assert "judged again: 3" in spared.output
        assert made.row("cleo") == before
        lowered = made.type("regrade", "--yes", "--reason", "signs matter more")

        assert lowered.exit_code == 0, lowered.output
        assert float(made.row("cleo")["rationals"]) < float(before["rationals"])
        assert made.row("ada")["rationals"] == "7.50"
        history = made.type("history", "cleo").output
        assert "judged again: signs matter more" in history
        assert history.count("attempt 1") >= 2

    def test_by_best_each_work_that_may_count(self, made: Class) -> None:
        """The one that the course chose is judged again and replayed, whichever came last."""
        edit(made.root / "course.yml", "exercises:", "attempts: {counts: best}\nexercises:")
        (made.folder / "ada" / "rationals.py").write_text(WRONG_DIVISOR)
        made.grade()
        assert made.row("ada")["rationals"] == "7.50"
        assert "attempt 1," in made.type("replay", "ada", "rationals").output
        suite = made.root / "solutions/rationals/test_hidden.py"
        edit(suite, 'part("reduced")', 'part("reduced", weight=9)')

        done = made.type("regrade", "--yes", "--reason", "signs matter more")

        assert done.exit_code == 0, done.output
        assert "judged again: 4" in done.output
        assert made.row("ada")["rationals"] == "7.50"
        assert "as they would be: 4" in made.type("regrade").output
        assert made.type("replay", "ada", "rationals").exit_code == 0

    def test_a_gradebook_that_changes_meanwhile(self, made: Class) -> None:
        """Nothing is kept of what was judged for another state of it."""
        suite = made.root / "solutions/rationals/test_hidden.py"
        edit(suite, 'part("reduced")', 'part("reduced", weight=9)')
        course = load_course(made.root, exactly=True)
        again = judge_again(course, made.out)
        made.type("adjust", "ada", "rationals", "--points=-1", "--reason", "meanwhile")
        before = (made.out / "results.json").read_bytes()

        with pytest.raises(UsageError, match="have changed while works were judged again"):
            keep(course, made.out, again)

        assert (made.out / "results.json").read_bytes() == before
        assert "judged again" not in made.type("history", "cleo").output

    def test_a_stop_before_the_reports(self, made: Class, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was said yes to is kept whole, with its environment, and not asked again."""
        suite = made.root / "solutions/rationals/test_hidden.py"
        heavier = suite.read_text().replace('part("reduced")', 'part("reduced", weight=9)', 1)
        suite.write_text(heavier)
        course, before = load_course(made.root, exactly=True), made.row("cleo")
        again = replace(judge_again(course, made.out), environment={"protection": "of now"})

        def stopped(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(Gradebook, "report", stopped)
            stage = Stage()
            assert stage.last_words() == "stopped: no grade was changed"
            with pytest.raises(KeyboardInterrupt):
                keep(course, made.out, again, stage=stage)
            assert "the grades are changed, the reports not all" in stage.last_words()

        with results_at(made.out) as store:
            assert store.environment() == {"protection": "of now"}
        assert made.row("cleo") == before
        made.type("adjust", "ada", "rationals", "--points=-1", "--reason", "x")
        assert float(made.row("cleo")["rationals"]) < float(before["rationals"])

    def test_nothing_has_changed(self, made: Class) -> None:
        """Nothing is judged, and that is said."""
        done = made.type("regrade", "--yes")

        assert done.exit_code == 0
        assert "judged again: 0; as they would be: 3" in done.output


class TestFailures:
    """What a run could not do stays said until it is done."""

    def test_not_graded_outlives_a_correction(
        self, made: Class, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of a student who has an earlier grade and one who has none, in every later report."""
        class_of(made.folder, {"dan": {"rationals.py": SIGNS}})
        (made.folder / "bob" / "rationals.py").write_text(RATIONALS)

        def broken(warm_judge: WarmJudge, submission: Submission) -> object:
            raise SandboxError("the border broke")

        with monkeypatch.context() as patched:
            patched.setattr(WarmJudge, "judge", broken)
            made.grade()
        rows = made.row("bob"), made.row("dan")
        assert "rationals: not graded, the earlier grade stands" in rows[0]["standing"]

        made.type("adjust", "ada", "rationals", "--points=-1", "--reason", "x")

        assert (made.row("bob"), made.row("dan")) == rows
        assert made.result("dan")["standing"] == "not graded"
        assert "the border broke" in (made.out / "class.html").read_text()
        made.grade()
        assert made.row("bob")["rationals"] == "7.50"
        assert made.result("dan")["standing"] == "judged"
        assert "the border broke" not in (made.out / "class.html").read_text()

    def test_the_notes_of_the_last_run_stay(self, made: Class) -> None:
        """In the class's page and in notes.csv, whatever is decided after it."""
        (made.folder / "stray.txt").write_text("x")
        made.grade()
        before = (made.out / "notes.csv").read_bytes()

        made.type("adjust", "ada", "rationals", "--points=-1", "--reason", "x")

        assert "stray.txt" in (made.out / "class.html").read_text()
        assert (made.out / "notes.csv").read_bytes() == before
        assert b"stray.txt" in before


def test_grades_shows_the_term(made: Class) -> None:
    """The class, who lacks what, and one student alone."""
    everybody = made.type("grades").output
    one = made.type("grades", "--student", "ada", "--exercise", "words").output

    assert re.search(r"3 judged", everybody)
    assert "ada: words not handed in" in everybody
    assert "bob" not in one
    assert isinstance(made.type("grades", "--student", "eve").exception, UnknownName)


def test_no_results(course: Course, tmp_path: Path) -> None:
    """A folder without results is named, and none is made."""
    done = CliRunner().invoke(
        app, ["grades", "--out", str(tmp_path / "x"), "--course", str(course.root)]
    )

    assert isinstance(done.exception, UsageError)
    assert not (tmp_path / "x").exists()
