"""Tests of marking by hand: handed in, held, a table out and in, and the grade in every file."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grader.cli import app
from grader.commands.marking import papers_in, record_mark
from grader.course.model import Course, load_course
from grader.errors import CourseError, UsageError
from grader.gradebook import mark_of
from grader.platforms import markdown
from grader.platforms.gradescope import results as gradescope
from grader.sandbox.interface import Sandbox
from grader.store import Store
from tests.support.by_hand import hand_in, png, with_answers
from tests.support.fractions import RATIONALS

WHY = "Since 1/2 and 2/4 are **one** number.\n"


class Class:
    """A class whose course asks for a text beside its code, and for a picture alone."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root, self.out, self.folder = root, home / "out", home / "class"
        self.table = home / "marks.csv"

    def type(self, *words: str) -> Result:
        """Type a command about this class."""
        line = [*words, "--out", str(self.out), "--course", str(self.root)]
        return CliRunner().invoke(app, line, env={"COLUMNS": "200"})

    def done(self, *words: str) -> str:
        """Type a command that works, and return what it says."""
        typed = self.type(*words)
        assert typed.exit_code == 0, typed.output
        return typed.output

    def rows(self, path: Path | None = None) -> list[dict[str, str]]:
        """Read a table."""
        text = (path or self.table).read_text("utf-8-sig")
        return list(csv.DictReader(text.splitlines()))

    def write(self, rows: Iterable[dict[str, str]], separator: str = ",") -> None:
        """Write the table as a spreadsheet does."""
        rows = list(rows)
        with self.table.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, rows[0], delimiter=separator)
            writer.writeheader()
            writer.writerows(rows)

    def fill(self, points: dict[tuple[str, str], str], comment: str = "") -> None:
        """Export the table, and fill in points by student and item."""
        self.table.unlink(missing_ok=True)
        self.done("mark", "--export", str(self.table))
        rows = self.rows()
        for row in rows:
            row["points"] = points.get((row["student"], row["item"]), row["points"])
            if row["item"] == "idea" and (row["student"], "idea") in points:
                row["comment"] = comment
        self.write(rows)

    def refused(self) -> str:
        """Import the table in vain: what was graded and decided stays as it was."""
        before = self.out.joinpath("grades.csv").read_bytes()
        with Store(self.out / "results.sqlite") as store:
            journal = store.journal()
        typed = self.type("mark", "--import", str(self.table), "--yes")
        assert isinstance(typed.exception, UsageError), typed.output
        with Store(self.out / "results.sqlite") as store:
            assert store.journal() == journal
        assert self.out.joinpath("grades.csv").read_bytes() == before
        return f"{typed.exception.message}\n{typed.exception.remedy}"

    def grade(self, student: str) -> dict[str, str]:
        """Return a row of grades.csv."""
        rows = self.rows(self.out / "grades.csv")
        return next(each for each in rows if each["student"] == student)

    def feedback(self, student: str, kind: str = "txt") -> str:
        """Return what a student reads."""
        return (self.out / "feedback" / f"{student}.{kind}").read_text("utf-8")

    def result(self, student: str, exercise: str) -> dict[str, object]:
        """Return an entry of results.json."""
        results = json.loads((self.out / "results.json").read_text())["results"]
        return next(r for r in results if (r["student"], r["exercise"]) == (student, exercise))

    def marking(self, student: str, exercise: str = "rationals") -> dict[str, object]:
        """Return what results.json says of the part that a person marks."""
        parts = self.result(student, exercise)["parts"]
        assert isinstance(parts, list)
        marking = parts[-1]["marking"]
        assert isinstance(marking, dict)
        return marking


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the class lies that was graded for the first test, once it was."""
    return tmp_path_factory.mktemp("kept") / "class"


@pytest.fixture
def made(course: Course, tmp_path: Path, kept: Path, lent_sandbox: Sandbox) -> Class:
    """A class that was graded once."""
    made = Class(with_answers(course).root, tmp_path)
    if kept.exists():
        shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
        return made
    hand_in(
        made.folder,
        {
            "ada": {"rationals.py": RATIONALS, "why_reduce.md": WHY, "sketch.png": png()},
            "bob": {"rationals.py": RATIONALS},
            "cyd": {"why_reduce.md": "=1+1"},
        },
    )
    made.done("grade", str(made.folder))
    shutil.copytree(tmp_path, kept)
    return made


ALL = {("ada", "idea"): "1.5", ("ada", "example"): "1", ("cyd", "idea"): "0"}


class TestBeforeItIsMarked:
    """What waits and what is missing differ in every file."""

    def test_grades(self, made: Class) -> None:
        """Held points stand beside the score; the standing says for what."""
        ada, bob, cyd = map(made.grade, ("ada", "bob", "cyd"))

        assert (ada["rationals"], ada["held"]) == ("7.50", "5.00")
        assert "rationals: held for marking by hand" in ada["standing"]
        assert "essay: held for marking by hand" in ada["standing"]
        assert (bob["rationals"], bob["held"]) == ("7.50", "0.00")
        assert "rationals: why_reduce not handed in" in bob["standing"]
        assert "essay: not handed in" in bob["standing"]
        assert (cyd["rationals"], cyd["held"]) == ("0.00", "3.00")

    def test_results(self, made: Class) -> None:
        """In results.json, as its schema has it."""
        import jsonschema

        schema = json.loads((Path(__file__).parents[2] / "results.schema.json").read_text())
        jsonschema.validate(json.loads((made.out / "results.json").read_text()), schema)

        assert made.marking("ada")["state"] == "waits"
        assert made.marking("bob")["state"] == "not handed in"
        assert made.result("ada", "essay")["standing"] == "held"
        assert made.result("bob", "essay")["standing"] == "not handed in"
        assert made.result("cyd", "rationals")["verdict"] == "graded"

    def test_feedback(self, made: Class) -> None:
        """In the text and on the page; code that is missing is said besides."""
        assert "why_reduce: 0 (+3 held) of 3\n    held for marking by hand" in made.feedback("ada")
        assert "why_reduce: 0 of 3\n    not handed in" in made.feedback("bob")
        assert "This answer waits for marking by hand." in made.feedback("ada", "html")
        assert "until your answer has been marked" in made.feedback("ada", "html")
        assert "not handed in" in made.feedback("bob", "html")
        assert "nothing was handed in for this exercise" in made.feedback("cyd")
        assert "(+3 held)" in made.feedback("cyd")

    def test_the_class(self, made: Class) -> None:
        """In the notes and on the class's page, each with what to type."""
        notes = {(row["part"], row["note"]) for row in made.rows(made.out / "notes.csv")}

        waits = "2 answers wait for marking by hand: grader mark rationals why_reduce"
        assert ("why_reduce", waits) in notes
        assert ("sketch", "2 not handed in, 0 marked") in notes
        page = (made.out / "class.html").read_text("utf-8")
        assert "why_reduce waits for marking by hand" in page
        assert waits in page

    def test_an_export_leaves_the_cell_alone(self, made: Class) -> None:
        """Pending points are no grade."""
        exported = made.table.with_name("canvas.csv")
        exported.write_text(
            "Student,ID,SIS User ID,SIS Login ID,Section,An essay (1)\n"
            "    Points Possible,,,,,2\nada,1,,ada,S1,\nbob,2,,bob,S1,\n"
        )
        words = (
            "--into",
            str(exported),
            "--exercise",
            "essay",
            "--column",
            "An essay",
            "--by-name",
        )
        line = ["export", "canvas", str(made.out), *words, "--course", str(made.root)]
        done = CliRunner().invoke(app, line, env={"COLUMNS": "200"})

        assert done.exit_code == 0, done.output
        filled = exported.with_name("canvas-filled.csv").read_text()
        assert "ada,1,,ada,S1,\n" in filled


class TestTheTable:
    """Out, filled in, and in again."""

    def test_there_and_back(self, made: Class) -> None:
        """From the table to every file, in one step; what is left empty waits on."""
        made.fill(ALL, "Nearly:\n1/2 = ?")

        said = made.done("mark", "--import", str(made.table), "--yes")

        assert "2 grades: 1 up, 1 other held points" in said
        assert "marked: 2; 2 answers still wait" in said
        assert (made.grade("ada")["rationals"], made.grade("ada")["held"]) == ("10.00", "2.00")
        assert (made.grade("cyd")["rationals"], made.grade("cyd")["held"]) == ("0.00", "1.00")
        assert made.marking("ada") == {
            "state": "marked",
            "items": [
                {"name": "idea", "text": "says that both are one number", "points": 1.5,
                 "max_points": 2},
                {"name": "example", "text": "", "points": 1, "max_points": 1},
            ],
            "comment": "Nearly:\n1/2 = ?",
            "note": "",
        }  # fmt: skip
        assert made.marking("cyd")["state"] == "waits"
        text = made.feedback("ada")
        assert "idea: 1.5 of 2\n      says that both are one number\n    example: 1 of 1" in text
        assert "comment: Nearly:\n    comment: 1/2 = ?" in text
        assert "<pre>Nearly:\n1/2 = ?</pre>" in made.feedback("ada", "html")
        assert "why_reduce marked: idea 1.5, example 1" in made.done("history", "ada")

    def test_nothing_is_applied_without_a_yes(self, made: Class) -> None:
        """What would change is shown."""
        made.fill(ALL)
        before = made.grade("ada")

        asked = made.type("mark", "--import", str(made.table))

        assert asked.exit_code == 1
        assert "7.5 (+3 held)" in asked.output
        assert "to apply it add --yes" in asked.output
        assert made.grade("ada") == before

    def test_undone(self, made: Class) -> None:
        """A mark is a decision as any other."""
        made.fill({("ada", "idea"): "2", ("ada", "example"): "1"})
        before = made.grade("ada")
        made.done("mark", "--import", str(made.table), "--yes")

        made.done("undo")

        assert made.grade("ada") == before

    def test_the_same_table_again_is_refused_and_a_new_one_changes_nothing(
        self, made: Class
    ) -> None:
        """Nobody's later mark is overwritten by an old table."""
        made.fill(ALL, "=cmd|' /C calc'!A0")
        made.done("mark", "--import", str(made.table), "--yes")

        assert "marks.csv:2: the answer of ada was marked since" in made.refused()
        made.fill({})
        assert "'=cmd|' /C calc'!A0" in made.table.read_text("utf-8-sig")
        assert "marked: 0" in made.done("mark", "--import", str(made.table))
        assert made.marking("ada")["comment"] == "=cmd|' /C calc'!A0"

    def test_as_a_spreadsheet_saves_it(self, made: Class) -> None:
        """With semicolons and decimal commas, columns moved."""
        made.fill(ALL)
        rows = [dict(reversed(row.items())) for row in made.rows()]
        for row in rows:
            row |= {key: row[key].replace(".", ",") for key in ("points", "of")}
        made.write(rows, ";")

        made.done("mark", "--import", str(made.table), "--yes")

        assert made.grade("ada")["rationals"] == "10.00"

    def test_blind(self, made: Class) -> None:
        """No name is in it, the same each time, and it finds its students again."""
        made.done("mark", "rationals", "--blind", "--export", str(made.table))
        rows = made.rows()
        first = made.table.read_bytes()
        made.table.unlink()
        made.done("mark", "rationals", "--blind", "--export", str(made.table))

        assert made.table.read_bytes() == first
        assert not {row["student"] for row in rows} & {"ada", "bob", "cyd"}
        assert {row["exercise"] for row in rows} == {"rationals"}
        ada = next(row["student"] for row in rows if "/" in row["answer"])
        made.write([{**row, "points": "1"} if row["student"] == ada else row for row in rows])
        made.done("mark", "--import", str(made.table), "--yes")
        assert {made.marking("ada")["state"], made.marking("cyd")["state"]} == {"marked", "waits"}

    @pytest.mark.parametrize(
        ("column", "value", "line", "said"),
        [
            ("student", "eve", 2, "no answer is known as: eve, rationals, why_reduce, 1, idea"),
            ("item", "proof", 2, "no answer is known as"),
            ("exercise", "words", 2, "no answer is known as"),
            ("of", "3", 2, "`of` is 3, and was written as 2.00"),
            ("text", "another", 2, "`text` is another"),
            ("answer", "sha256:000000000000/0", 2, "the answer of ada was changed since"),
            ("points", "2.5", 2, "2.5 is no number of points from 0 to 2.00"),
            ("points", "-1", 2, "-1 is no number of points"),
            ("points", "1.005", 2, "1.005 is no number of points"),
            ("points", "nan", 2, "nan is no number of points"),
            ("points", "1e999", 2, "1e999 is no number of points"),
            ("points", "two", 2, "two is no number of points"),
            ("comment", "a" * 5001, 2, "the comment has 5001 letters"),
        ],
    )
    def test_what_is_refused(
        self, made: Class, column: str, value: str, line: int, said: str
    ) -> None:
        """With its line, and nothing is kept of the whole table."""
        made.fill(ALL)
        rows = made.rows()
        rows[0][column] = value
        made.write(rows)

        text = made.refused()

        assert f"marks.csv:{line}: {said}" in text

    def test_two_rows_of_one(self, made: Class) -> None:
        """The second is refused, whatever it says."""
        made.fill(ALL)
        made.write([*made.rows(), made.rows()[0]])

        assert "the same row stands in line 2 too" in made.refused()

    def test_every_fault_is_said_at_once(self, made: Class) -> None:
        """Each with its line."""
        made.fill({("ada", "idea"): "9", ("ada", "example"): "9", ("cyd", "idea"): "x"})

        text = made.refused()

        assert all(f"marks.csv:{line}: " in text for line in (2, 3, 4))

    def test_an_answer_that_changed(self, made: Class) -> None:
        """It is another one than was read: the table's mark is refused, an earlier one is gone."""
        made.fill(ALL)
        made.done("mark", "--import", str(made.table), "--yes")
        made.fill({("ada", "idea"): "2"})
        hand_in(made.folder, {"ada": {"why_reduce.md": "Another answer.\n"}})
        asked = made.type("grade", str(made.folder))
        assert asked.exit_code == 1, asked.output
        assert "from 10 to 7.5 (+3 held) (attempt 2)" in asked.output
        assert made.grade("ada")["rationals"] == "10.00"

        made.done("grade", str(made.folder), "--yes")

        assert "the answer of ada was changed since" in made.refused()
        assert made.grade("ada")["rationals"] == "7.50"
        assert "the answer was changed after it was marked" in made.feedback("ada")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "marks.csv:1: is empty"),
            ("student,points\nada,1\n", "marks.csv:1: its columns are not those"),
            ("PK\x03\x04", "workbook"),
        ],
    )
    def test_another_file(self, made: Class, text: str, said: str) -> None:
        """It is said what it should be."""
        made.table.write_text(text)

        assert said in made.refused()

    def test_a_missing_cell(self, made: Class) -> None:
        """A row that lost one is not guessed at."""
        made.fill(ALL)
        text = made.table.read_text("utf-8-sig").splitlines()
        made.table.write_text("\n".join([*text[:2], text[2].rpartition(",")[0], *text[3:]]))

        assert "marks.csv:3: has 9 cells, and there are 10 columns" in made.refused()

    def test_a_table_is_for_this_user_alone(self, made: Class) -> None:
        """It has names, and marks."""
        made.done("mark", "--export", str(made.table))

        assert made.table.stat().st_mode & 0o777 == 0o600

    def test_no_table_is_written_over(self, made: Class) -> None:
        """It may hold an evening's marks."""
        made.table.write_text("marks")
        typed = made.type("mark", "--export", str(made.table))

        assert isinstance(typed.exception, UsageError)
        assert made.table.read_text() == "marks"


class TestWhatIsAskedFor:
    """Exercises and parts, by their names."""

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["rationalz"], "rationalz"),
            (["words"], "no part of words is marked by hand"),
            (["rationals", "add"], "'add'"),
            (["--export", "a.csv", "--import", "b.csv"], "exported or imported"),
        ],
    )
    def test_what_is_not_marked(self, made: Class, words: list[str], said: str) -> None:
        """The error names what is."""
        typed = made.type("mark", *words)

        assert isinstance(typed.exception, UsageError)
        assert said in typed.exception.message

    def test_a_course_without_such_parts(
        self, pristine: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is said what to write."""
        line = ["mark", "--out", str(tmp_path), "--course", str(pristine.root)]
        typed = CliRunner().invoke(app, line)

        assert isinstance(typed.exception, UsageError)
        assert "by: hand" in typed.exception.remedy


class TestOneMark:
    """What the page keeps, answer by answer."""

    def test_of_two_the_later_is_refused(self, made: Class) -> None:
        """Who read an older state is told so."""
        course = load_course(made.root, exactly=True)
        with Store(made.out / "results.sqlite") as store:
            paper = papers_in(store, course)[0]
        entry = mark_of(paper, {"idea": 1, "example": 1}, "", "eve")

        assert record_mark(course, made.out, paper, entry) == 1
        with pytest.raises(UsageError, match="marked it since"):
            record_mark(course, made.out, paper, entry)

    def test_nobody_is_asked_about_it_again(self, made: Class) -> None:
        """A mark below all points lowers what was held: who gave it decided that."""
        course = load_course(made.root, exactly=True)
        with Store(made.out / "results.sqlite") as store:
            paper = papers_in(store, course)[0]
        record_mark(course, made.out, paper, mark_of(paper, {"idea": 0, "example": 0}, "", "eve"))

        said = made.done("grade", str(made.folder))

        assert "write the reports?" not in said
        assert made.grade("ada")["held"] == "2.00"


def test_a_group_is_marked_once(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> None:
    """Each member has the points, the comment and the history."""
    made = Class(with_answers(course).root, tmp_path)
    (made.root / "roster.csv").write_text("key,name,group\nada,Ada,Team 1\nbo,Bo,Team 1\n")
    hand_in(made.folder, {"Team 1": {"why_reduce.md": WHY}})
    made.done("grade", str(made.folder))
    made.fill({("ada, bo", "idea"): "2", ("ada, bo", "example"): "1"})

    made.done("mark", "--import", str(made.table), "--yes")

    assert made.grade("ada")["rationals"] == made.grade("bo")["rationals"] == "3.00"
    assert "why_reduce marked: idea 2, example 1" in made.done("history", "bo")
    made.done("undo")
    assert made.grade("ada")["rationals"] == made.grade("bo")["rationals"] == "0.00"


def test_an_error_in_a_table_is_a_course_s(made: Class) -> None:
    """Its exit code is that of a file that is wrong."""
    made.table.write_text("")

    assert CourseError.exit_code == 2
    assert isinstance(made.type("mark", "--import", str(made.table)).exception, CourseError)


class TestElsewhere:
    """What else reads a class, or a result of it."""

    def test_a_dry_run_lists_answers(self, made: Class) -> None:
        """As what they are: nothing was missed of them, and nothing is judged."""
        said = made.done("grade", str(made.folder), "--dry-run")

        rows = [line.split() for line in said.splitlines()]
        assert ["ada", "rationals", "rationals.py", "and", "why_reduce.md", "yes"] in rows
        assert ["ada", "essay", "sketch.png", "by", "hand"] in rows
        assert ["cyd", "rationals", "why_reduce.md", "by", "hand"] in rows
        assert "2 works would be judged" in said

    def test_replay_and_regrade_leave_marks_alone(self, made: Class) -> None:
        """Judging again gives what was judged, and a mark is none of that."""
        made.fill({("ada", "idea"): "2", ("ada", "example"): "1"})
        made.done("mark", "--import", str(made.table), "--yes")

        assert "the same, bit for bit" in made.done("replay", "ada", "rationals")
        assert "the same, bit for bit" in made.done("replay", "ada", "essay")
        made.done("regrade")
        assert made.grade("ada")["rationals"] == "10.50"

    def test_points_can_be_set_without_a_rubric(self, made: Class) -> None:
        """A correction decides what waits."""
        words = ("--points", "2", "--reason", "told me")
        made.done("adjust", "ada", "rationals", "why_reduce", *words)

        assert (made.grade("ada")["rationals"], made.grade("ada")["held"]) == ("9.50", "2.00")

    def test_platforms_are_told_that_a_person_marks_it(self, made: Class) -> None:
        """No part of theirs passes or fails by it."""
        with Store(made.out / "results.sqlite") as store:
            results = [each for each in store.load_all() if each.exercise == "rationals"]
        ada, bob = results[:2]

        tests = json.loads(gradescope.render([ada], {"protection": "L3"}))["tests"]
        assert (tests[-1]["name"], tests[-1]["extra_data"]) == ("why_reduce", {"held": 3.0})
        assert "A person marks this part." in tests[-1]["output"]
        assert "status" not in tests[-1]
        tests = json.loads(gradescope.render([bob], {"protection": "L3"}))["tests"]
        assert tests[-1]["output"] == "Not handed in."
        assert "why_reduce" not in markdown.table_of_parts([ada])


def test_from_a_platform_s_download(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> None:
    """Under the names that Canvas gives files."""
    made = Class(with_answers(course).root, tmp_path)
    hand_in(
        tmp_path,
        {
            "class": {
                "lindqvistada_123_9001_rationals.py": RATIONALS,
                "lindqvistada_123_9002_why_reduce-1.md": WHY,
                "bergbo_LATE_124_9003_sketch.png": png(),
            }
        },
    )

    made.done("grade", str(made.folder))

    assert made.grade("lindqvistada")["held"] == "3.00"
    assert made.grade("bergbo")["held"] == "2.00"
