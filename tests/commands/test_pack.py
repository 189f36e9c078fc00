"""Tests of packing: `grade` judges of the archive what the folder holds, and refuses none of it."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.commands.check import check, own_work
from grader.commands.grade import GradeOptions, grade_class
from grader.commands.hint import next_hint
from grader.commands.pack import ARCHIVE, Packed, pack, shown
from grader.course.model import Course, load_course
from grader.errors import StoreError, UnknownName, UsageError
from grader.judging.results import Outcome
from grader.sandbox.interface import Sandbox
from grader.submission import Entry, parts_of, read_submission
from tests.support.files import tree
from tests.support.fractions import RATIONALS, WORDS, WRONG_DIVISOR, notebook_of

WITH_HELPER = f"from steps import same\n{RATIONALS.replace('return abs(p)', 'return same(abs(p))')}"
STEPS = "from more import one\n\ndef same(x):\n    return one * x\n"


@pytest.fixture
def mine(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A student's folder of the second course, in which the student stands."""
    bundle(course, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return load_course(tmp_path / "mine", exactly=True)


def put(mine: Course, **files: str) -> None:
    """Write files beside the first exercise's, or a known exercise's own."""
    for name, text in files.items():
        exercise = name if name == "words" else "rationals"
        (mine.exercise_folder(exercise) / f"{name}.py").write_text(text, encoding="utf-8")


def held(packed: Packed) -> dict[str, bytes]:
    """Give what an archive holds."""
    assert packed.path is not None
    with zipfile.ZipFile(packed.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refused(packed: Packed) -> dict[str, str]:
    """Give why exercises were refused, and see that nothing was written."""
    assert packed.path is None
    assert "nothing was written" in shown(packed).plain
    return {each.exercise: each.refused for each in packed.exercises if each.refused}


class TestPacked:
    """An archive, and what is said of it."""

    def test_grade_judges_the_same(
        self, mine: Course, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """Handed in as an archive or as the whole folder: the same code, the same points."""
        put(mine, rationals=WITH_HELPER, steps=STEPS, more="one = 1\n", idle="x = 1\n")
        (mine.exercise_folder("words") / "words.ipynb").write_text(notebook_of(WORDS))
        packed = pack(mine, [])
        assert packed.path is not None
        (tmp_path / "class").mkdir()
        shutil.copy(packed.path, tmp_path / "class" / "archive.zip")
        packed.path.unlink()
        shutil.copytree(mine.root, tmp_path / "class" / "folder")

        graded = grade_class(course, GradeOptions(tmp_path / "class", tmp_path / "out"))

        results = {(result.student, result.exercise): result for result in graded.results}
        for exercise, score in (("rationals", 7.5), ("words", 5.0)):
            archive, folder = results["archive", exercise], results["folder", exercise]
            assert archive.digest == folder.digest
            assert archive.score == folder.score == score

    def test_what_is_in_it(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """What was begun, and what that imports; no stub, no other helper, nothing of ours."""
        put(mine, rationals=WITH_HELPER, steps=STEPS, more="one = 1\n", idle="x = 1\n")

        packed = pack(mine, [])

        assert held(packed) == {
            "rationals.py": WITH_HELPER.encode(),
            "steps.py": STEPS.encode(),
            "more.py": b"one = 1\n",
        }
        assert packed.path == mine.root / ARCHIVE
        assert shown(packed).plain.splitlines() == [
            "rationals",
            f"  {Path('exercises/rationals/rationals.py')} counts",
            "  goes along, since it is imported: steps.py, more.py",
            "  runs with nothing else beside it; 3 of 3 visible checks pass",
            "handin.zip holds 3 files: rationals.py, steps.py, more.py",
            "hand in this archive, as it is",
        ]

    def test_twice_the_same_bytes(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """Whenever it is packed; the archive before is written over, and never packed itself."""
        put(mine, rationals=RATIONALS)
        first = pack(mine, []).path.read_bytes()

        second = pack(mine, [])

        assert second.path.read_bytes() == first
        assert set(held(second)) == {"rationals.py"}

    @pytest.mark.parametrize(
        ("to", "option"), [("file/a.zip", "--to FILE.zip"), ("file/a", "--to FOLDER")]
    )
    def test_where_nothing_may_be_written(
        self, mine: Course, tmp_path: Path, lent_sandbox: Sandbox, to: str, option: str
    ) -> None:
        """The remedy is an option that this command has."""
        put(mine, rationals=RATIONALS)
        (tmp_path / "file").write_text("")

        with pytest.raises(StoreError) as caught:
            pack(mine, [], tmp_path / to)

        assert caught.value.remedy.endswith(option)

    def test_wrong_work_is_packed_all_the_same(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """What the checks say of it is told: the deadline may be near."""
        put(mine, rationals=WRONG_DIVISOR)

        packed = pack(mine, ["rationals"])

        assert packed.path is not None
        assert "of 3 visible checks pass (not yet: greatest_common_divisor" in shown(packed).plain

    def test_an_exercise_that_is_imported_goes_along(
        self, mine: Course, lent_sandbox: Sandbox
    ) -> None:
        """Though it was not asked for: without it the other would not run."""
        put(mine, rationals=RATIONALS, words=f"from rationals import add\n{WORDS}")

        packed = pack(mine, ["words"])

        assert set(held(packed)) == {"words.py", "rationals.py"}
        assert [each.exercise for each in packed.exercises] == ["words"]
        assert "since it is imported: rationals.py" in shown(packed).plain

    def test_script_and_notebook_that_both_hold_work(
        self, mine: Course, lent_sandbox: Sandbox
    ) -> None:
        """As in a grade, both are judged; which one counts more is said."""
        put(mine, rationals=WRONG_DIVISOR)
        (mine.exercise_folder("rationals") / "rationals.ipynb").write_text(notebook_of(RATIONALS))

        packed = pack(mine, [])

        assert set(held(packed)) == {"rationals.py", "rationals.ipynb"}
        said = shown(packed).plain
        assert "count; both are judged, and the better counts" in said
        assert "the better counts: rationals.ipynb" in said

    def test_the_name_is_the_courses(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """A browser's copy, at the top of the folder, gets the name that it should have."""
        for suffix in (".py", ".ipynb"):
            mine.stub("rationals").with_suffix(suffix).unlink()
        (mine.root / "rationals (1).py").write_text(RATIONALS)

        packed = pack(mine, [])

        assert set(held(packed)) == {"rationals.py"}
        assert "rationals (1).py, as rationals.py counts" in shown(packed).plain

    def test_files_for_those_who_take_no_archive(
        self, mine: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """A name without .zip is a new folder."""
        put(mine, rationals=RATIONALS)

        packed = pack(mine, [], tmp_path / "files")

        assert tree(tmp_path / "files") == {"rationals.py": RATIONALS.encode()}
        assert shown(packed).plain.endswith("hand in these files, under these names")

    def test_a_broken_file_is_said_first_and_last(
        self, mine: Course, course: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """It is packed all the same, since grade judges the rest, and nobody can miss the line."""
        put(mine, words=f"x = = 1\n{WORDS}")

        packed = pack(mine, ["words"])

        place = f"{Path('exercises/words/words.py')}:1: invalid syntax"
        lines = shown(packed).plain.splitlines()
        assert lines[0] == f"broken: Python cannot read {place}"
        assert lines[-3] == f"first mend {place}"
        assert "points are lost" in lines[-2]
        assert "hand in this archive, as it is" not in lines
        assert not packed.whole
        assert held(packed)["words.py"].startswith(b"x = = 1\n")
        (tmp_path / "class").mkdir()
        shutil.copy(packed.path, tmp_path / "class" / "ada.zip")
        graded = grade_class(course, GradeOptions(tmp_path / "class", tmp_path / "out"))
        assert [each.score for each in graded.results if each.exercise == "words"] == [5.0]

    def test_a_broken_helper_or_cell_is_named(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """Whatever goes along: what imports it gets nothing."""
        put(mine, rationals=f"import steps\n{RATIONALS}", steps="x = (\n")
        (mine.exercise_folder("words") / "words.ipynb").write_text(notebook_of(f"{WORDS}\nx = (\n"))

        packed = pack(mine, [])

        said = shown(packed).plain.splitlines()
        assert said[0].startswith(
            f"broken: Python cannot read {Path('exercises/rationals/steps.py')}:1"
        )
        assert said[1].startswith(
            f"broken: Python cannot read {Path('exercises/words/words.ipynb')}, cell 1, line"
        )

    def test_an_archive_is_no_work(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """What was once handed in is not what is checked today."""
        put(mine, rationals=RATIONALS)
        pack(mine, [])
        for suffix in (".py", ".ipynb"):
            mine.stub("rationals").with_suffix(suffix).unlink()

        assert own_work(mine).work("rationals") is None
        (result,) = check(mine, ["rationals"]).results
        assert all(each.outcome is Outcome.FAILED for each in result.checks)


class TestHints:
    """Hints that cost points are told to the instructor, and change nothing else."""

    def test_they_go_along_in_words(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """For the exercises that are packed; the grade reads the code alone."""
        path = mine.root / "course.yml"
        path.write_text(path.read_text() + "hint_prices: [0.5]\n")
        dear = load_course(mine.root, exactly=True)
        put(mine, rationals=RATIONALS)
        next_hint(dear, dear.exercise("rationals"), "add", pays=True)
        next_hint(dear, dear.exercise("words"), "Counter", pays=True)

        packed = pack(dear, ["rationals"])

        assert held(packed)["hints.txt"] == b"rationals: hints for 0.5 points were read\n"
        assert "hints.txt tells your instructor" in shown(packed).plain
        read = read_submission(Entry("ada", packed.path), parts_of(mine.exercises))
        assert (read.problems, list(read.siblings)) == ((), [])


class TestRefused:
    """What cannot be handed in as it is."""

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            (RATIONALS + "#" * 1_100_000, "holds 1.0 MiB, and no more than 1.0 MiB are read"),
            ("\0" + RATIONALS, "null byte"),
            (RATIONALS.encode("utf-16"), "is UTF-16: save it as UTF-8"),
            ("def f(:\n" * 3, "SyntaxError"),
            ("x = 1\nraise SystemExit", "SystemExit"),
            ("", "holds no code"),
        ],
        ids=["large", "null", "utf-16", "syntax", "exit", "empty"],
    )
    def test_a_file_that_gets_nothing(
        self, mine: Course, lent_sandbox: Sandbox, source: str | bytes, said: str
    ) -> None:
        """With the words of a grade, whatever is wrong with it."""
        mine.stub("rationals").with_suffix(".ipynb").unlink()
        content = source.encode() if isinstance(source, str) else source
        mine.stub("rationals").write_bytes(content)

        packed = pack(mine, ["rationals"])

        assert said in refused(packed)["rationals"]
        assert "cannot be handed in as it is: " in shown(packed).plain

    def test_a_line_that_leaves_nothing(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """It is named first and last; the untouched notebook beside takes nothing from the file."""
        put(mine, words=f"def idle(p, q:\n    return p\n\n\n{WORDS}")

        packed = pack(mine, ["words"])

        place = Path("exercises/words/words.py")
        said = shown(packed).plain
        assert said.startswith(f"broken: Python cannot read {place}:1: '(' was never closed")
        assert f"  {place} and " in said
        assert f"first mend {place}:1: '(' was never closed\n" in said

    def test_the_stub_would_count_instead(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """Beside work that cannot be read, the untouched notebook is no answer."""
        put(mine, rationals=RATIONALS + "#" * 1_100_000)

        packed = pack(mine, [])

        why = refused(packed)["rationals"]
        assert why.startswith("nothing of yours would count: ")
        assert "holds 1.0 MiB" in why

    def test_untouched_or_gone(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """Each is said, and what can be handed in is offered."""
        put(mine, words=WORDS)
        before = pack(mine, ["rationals", "words"])
        for suffix in (".py", ".ipynb"):
            mine.stub("rationals").with_suffix(suffix).unlink()
        after = pack(mine, ["rationals", "words"])

        assert refused(before)["rationals"].endswith("rationals.py is as it was handed out")
        assert refused(after) == {"rationals": "there is no rationals.py and no rationals.ipynb"}
        assert shown(after).plain.endswith("what can be handed in: grader pack words")

    def test_nothing_begun(self, mine: Course) -> None:
        """There is nothing to pack."""
        with pytest.raises(UsageError, match="every file is as it was handed out"):
            pack(mine, [])

    def test_an_unknown_exercise(self, mine: Course) -> None:
        """Did you mean."""
        with pytest.raises(UnknownName):
            pack(mine, ["rational"])

    def test_nothing_else_is_written_over(self, mine: Course, tmp_path: Path) -> None:
        """A file that is no archive, a folder with files, and the course's own folder."""
        put(mine, rationals=RATIONALS)
        (tmp_path / "thesis.zip").write_text("years of work")
        before = tree(tmp_path)

        for place in (tmp_path / "thesis.zip", tmp_path / "mine", mine.root / "new"):
            with pytest.raises(UsageError):
                pack(mine, [], place)

        assert tree(tmp_path) == before

    def test_grade_would_refuse_them_too(
        self, mine: Course, tmp_path: Path, lent_sandbox: Sandbox
    ) -> None:
        """What is refused here is what the grade's reader says of the same files."""
        mine.stub("rationals").with_suffix(".ipynb").unlink()
        put(mine, rationals=RATIONALS + "#" * 1_100_000)
        (tmp_path / "ada").mkdir()
        shutil.copy(mine.stub("rationals"), tmp_path / "ada")

        theirs = read_submission(Entry("ada", tmp_path / "ada"), parts_of(mine.exercises))

        why = refused(pack(mine, []))["rationals"]
        assert why.endswith(theirs.work("rationals").problem)


def test_typed(run, mine: Course, lent_sandbox: Sandbox) -> None:
    """0 where a whole archive was written, 1 where something was refused or is broken, 2 for a
    wrong word."""
    put(mine, rationals=RATIONALS)

    good, bad, wrong = run("pack"), run("pack", "words"), run("pack", "wrds")

    put(mine, rationals=f"{RATIONALS}\nx = (\n")
    broken = run("pack")
    assert broken[0] == 1 and broken[1].startswith("broken: Python cannot read ")

    assert good[0] == 0 and "hand in this archive" in good[1]
    assert bad[0] == 1 and "as it was handed out" in bad[1]
    assert wrong[0] == 2 and "did you mean words?" in wrong[2]
