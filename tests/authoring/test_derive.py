"""Tests of release: what is derived, what leaves, and above all what never does."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from grader.authoring.derive import (
    MANIFEST,
    bundle,
    derive,
    reference_source,
    release,
    stale,
    stub_source,
)
from grader.course import PASSPORT, STUBS, Course, load_course
from grader.errors import CourseError, GraderError, MarkerError, UsageError
from tests.support.files import edit, ignored, tree

HERE = Path(__file__).parents[1]
CANARY = "canary_b7f3"
FILES = ("README.md", "hints.md", "test_visible.py")
SOURCES = (".py", ".ipynb")


@pytest.fixture
def course(tmp_path) -> Course:
    """Give a copy of the second course, in a folder of its own."""
    shutil.copytree(HERE / "courses" / "fractions", tmp_path / "course")
    return load_course(tmp_path / "course", exactly=True)


def with_canaries(course: Course) -> None:
    """Put a canary into everything that must never leave."""
    root = course.root
    for exercise in course.exercises:
        folder = root / "solutions" / exercise.name
        with (folder / "test_hidden.py").open("a", encoding="utf-8") as suite:
            suite.write(f'\n\n{CANARY} = "{CANARY}"  # {CANARY}\n')
        (folder / "misconceptions.py").write_text(f"# {CANARY}\n", encoding="utf-8")
        (folder / "plot.py").write_text(f"# {CANARY}\n", encoding="utf-8")
        (folder / f"{CANARY}.txt").write_text(CANARY, encoding="utf-8")
        (folder / "__pycache__").mkdir(exist_ok=True)
        (folder / "__pycache__" / "x.pyc").write_text(CANARY, encoding="utf-8")
        reference = folder / f"{exercise.name}.py"
        text = reference.read_text(encoding="utf-8")
        text = re.sub(r"( *)### BEGIN SOLUTION\n", rf"\g<0>\1{CANARY} = 1  # {CANARY}\n", text)
        reference.write_text(text, encoding="utf-8")
        assert text.count(CANARY) == 6
    for place in ("validity", "tests", "examples", "solutions"):
        (root / place).mkdir(exist_ok=True)
        (root / place / "figures.json").write_text(CANARY, encoding="utf-8")
    edit(root / "course.yml", "# A second course", f"# {CANARY}")


class TestDerived:
    """The files below exercises/."""

    def test_five_files_an_exercise(self, course):
        """An exercise is its lesson, hints, stub, notebook and visible suite: nothing else."""
        release(course)

        expected = {
            f"{name}/{file}"
            for name in ("rationals", "words")
            for file in (*FILES, f"{name}.py", f"{name}.ipynb")
        }
        assert set(tree(course.root / "exercises")) == expected

    def test_a_picture_goes_along(self, course, tmp_path):
        """Beside a lesson lie its picture and what draws it; the students' README says how."""
        for name in ("picture.py", "picture.svg"):
            (course.root / "solutions/words" / name).write_text(f"{name}\n")

        bundle(course, tmp_path / "out")

        files = tree(tmp_path / "out")
        assert files["exercises/words/picture.py"] == b"picture.py\n"
        assert files["exercises/words/picture.svg"] == b"picture.svg\n"
        assert "exercises/rationals/picture.py" not in files
        assert (
            b"- `grader plot words`: its picture, drawn with your own functions\n"
            in files["README.md"]
        )

    def test_a_course_without_pictures_says_nothing_of_them(self, course, tmp_path):
        """No student is sent to a command that has nothing to draw."""
        bundle(course, tmp_path / "out")

        assert b"grader plot" not in tree(tmp_path / "out")["README.md"]

    def test_a_playground_goes_along(self, course, tmp_path):
        """Beside course.yml, where a course has one; the students' README says of it."""
        bundle(course, tmp_path / "without")
        (course.root / "playground.py").write_text("ROLES = {}\n")

        bundle(course, tmp_path / "with")

        without, files = tree(tmp_path / "without"), tree(tmp_path / "with")
        assert files["playground.py"] == b"ROLES = {}\n"
        assert b"- `grader play`: " in files["README.md"]
        assert "playground.py" not in without and b"grader play" not in without["README.md"]

    def test_a_picture_that_was_never_drawn(self, course):
        """Its author reads what to type."""
        (course.root / "solutions/words/picture.py").write_text("")

        with pytest.raises(CourseError, match=r"^solutions/words/picture.py:1: .*drawn") as caught:
            derive(course)

        assert caught.value.remedy == "grader plot --reference words"

    def test_lesson_hints_and_suite_are_copies(self, course):
        """What students read is what the author wrote."""
        release(course)

        for name in ("rationals", "words"):
            for file in FILES:
                derived = (course.root / "exercises" / name / file).read_bytes()
                assert derived == (course.root / "solutions" / name / file).read_bytes()

    def test_twice_the_same_bytes(self, course, tmp_path):
        """Nothing derived changes from run to run, notebooks among it."""
        release(course, tmp_path / "first")
        release(course, tmp_path / "second")

        assert tree(tmp_path / "first") == tree(tmp_path / "second")

    def test_only_what_differs_is_written(self, course):
        """A second release changes nothing; after an edit, the one file."""
        release(course)

        assert release(course) == []
        edit(course.root / "solutions/words/hints.md", "dict.get", "dict.setdefault")
        assert release(course) == [course.root / "exercises/words/hints.md"]

    def test_stub_can_be_imported(self, course):
        """A stub is Python, and its parts are there."""
        names: dict = {}
        exec(derive(course)["rationals/rationals.py"], names)

        assert {"greatest_common_divisor", "reduced", "add", "whole"} <= set(names)

    def test_stubs_and_references_for_the_engine(self, course):
        """The engine gets each exercise's stub, as it is released, and its reference."""
        for name in ("rationals", "words"):
            stub = stub_source(course, name)
            assert derive(course)[f"{name}/{name}.py"] == stub.encode()
            assert "NotImplementedError" in stub
            assert "### BEGIN SOLUTION" in reference_source(course, name)


class TestNotebook:
    """The notebook of an exercise."""

    @pytest.fixture
    def cells(self, course):
        """Give the cells of the notebook of rationals as (kind, text)."""
        made = json.loads(derive(course)["rationals/rationals.ipynb"])
        return [(cell["cell_type"], "".join(cell["source"])) for cell in made["cells"]]

    def test_valid(self, course):
        """nbformat finds nothing to complain of, and nothing is run yet."""
        nbformat = pytest.importorskip("nbformat")
        text = derive(course)["words/words.ipynb"].decode()

        nbformat.validate(nbformat.reads(text, as_version=4), relax_add_props=False)
        assert all(not cell.get("outputs") for cell in json.loads(text)["cells"])

    def test_holds_no_version_and_no_time(self, course):
        """Another machine gives the same notebook: only Python is named."""
        made = json.loads(derive(course)["words/words.ipynb"])

        assert set(made["metadata"]) == {"kernelspec", "language_info"}
        assert made["metadata"]["language_info"] == {"name": "python"}
        told = [cell["metadata"] for cell in made["cells"] if cell["metadata"]]
        assert all(each == {"tags": ["raises-exception"]} for each in told)
        numbered = [(cell["id"][-2:], f"{n:02d}") for n, cell in enumerate(made["cells"], 1)]
        own = ("part-", "try-", "check-", "elsewhere", "picture")
        assert all(
            number == position or cell["id"].startswith(own)
            for cell, (number, position) in zip(made["cells"], numbered, strict=True)
        )

    def test_reads_as_the_lesson(self, cells):
        """The README is there whole and in order, as text."""
        readme = (HERE / "courses/fractions/solutions/rationals/README.md").read_text(
            encoding="utf-8"
        )
        texts = [
            text
            for kind, text in cells
            if kind == "markdown" and not text.startswith(("**Your", "Write in the cells"))
        ]

        assert "\n\n".join(texts[:-1]) == readme.strip()

    def test_one_code_cell_a_part_after_its_section(self, cells):
        """Each part follows the section that teaches it; helpers and constants stay in order."""
        code = [text for kind, text in cells if kind == "code"]
        more = ("# In Colab", "# Try it", "from grader.notebook import check")
        first_lines = [text.splitlines()[0] for text in code if not text.startswith(more)]

        assert first_lines == [
            "WHOLE = 1",
            "def greatest_common_divisor(p, q):",
            "def reduced(p, q):",
            "# A whole number is a fraction too.",
            "def add(a, b):",
        ]
        kinds = [text.splitlines()[0] for _, text in cells]
        assert kinds.index("## `reduced(p, q)`") < kinds.index("def reduced(p, q):")
        assert kinds.index("def reduced(p, q):") < kinds.index("## `add(a, b)`")

    def test_code_is_the_stubs(self, course, cells):
        """All code cells together define what the stub defines."""
        stub: dict = {}
        notebook: dict = {}
        exec(derive(course)["rationals/rationals.py"], stub)
        code = [text for kind, text in cells if kind == "code"]
        exec("\n".join(each for each in code if "# Try it" not in each), notebook)
        del notebook["check"]

        assert set(stub) - {"__doc__"} == set(notebook) - {"__doc__"}

    def test_a_lesson_in_another_order_takes_the_code_along(self, course):
        """Each part stands where it is taught; what stands between parts goes with the next."""
        readme = course.root / "solutions/rationals/README.md"
        edit(readme, "## `add(a, b)`", "## `greatest_common_divisor`, used")
        edit(readme, "## `greatest_common_divisor(p, q)`", "## `add(a, b)`")

        made = json.loads(derive(course)["rationals/rationals.ipynb"])

        texts = ["".join(cell["source"]) for cell in made["cells"]]
        order = [t.split("(")[0] for t in texts if t.startswith(("def ", "# A whole", "## What"))]
        assert order == [
            "# A whole number is a fraction too.\ndef whole", "def add", "def reduced",
            "def greatest_common_divisor", "## What is judged\n\nWhole numbers, negative ones and "
            "zero among them; the answer is a pair.",
        ]  # fmt: skip

    def test_what_looks_like_a_cells_border_stays_text(self, course):
        """A line that other tools read as a new cell is a line of the lesson, like any."""
        edit(
            course.root / "solutions/words/README.md", "Punctuation", "\n%% [markdown]\nPunctuation"
        )

        made = json.loads(derive(course)["words/words.ipynb"])

        assert any("%% [markdown]\n" in cell["source"] for cell in made["cells"])

    def test_without_the_packages_of_notebooks(self, course, monkeypatch):
        """A release needs nothing that a student's installation has not."""
        for package in ("jupytext", "nbformat"):
            monkeypatch.setitem(sys.modules, package, None)

        assert derive(course)["words/words.ipynb"]


class TestStale:
    """What `release --check` names."""

    def test_fresh(self, course):
        """After a release nothing is stale; caches do not count."""
        release(course)
        (course.root / "exercises/words/__pycache__").mkdir()
        (course.root / "exercises/words/__pycache__/words.pyc").write_bytes(b"")

        assert stale(course) == []

    def test_never_released(self, course):
        """Without a release everything is missing."""
        assert len(stale(course)) == 10
        assert "exercises/words/words.ipynb is missing" in stale(course)

    @pytest.mark.parametrize("source", ["README.md", "words.py", "hints.md", "test_visible.py"])
    def test_changed_source(self, course, source):
        """Every change of a source makes what is derived of it stale."""
        release(course)
        with (course.root / "solutions/words" / source).open("a", encoding="utf-8") as file:
            file.write("\nMORE = 1\n")

        told = stale(course)

        assert f"exercises/words/{source} is stale" in told
        notebook = source in ("README.md", "words.py")
        assert ("exercises/words/words.ipynb is stale" in told) == notebook

    def test_changed_points(self, course):
        """The notebook shows the points, and grows stale with them."""
        release(course)
        edit(course.root / "course.yml", "split_words, points: 1", "split_words, points: 2")

        course = load_course(course.root, exactly=True)

        assert stale(course) == ["exercises/words/words.ipynb is stale"]

    def test_missing_and_surplus(self, course):
        """A file that is gone is missing; one that is not derived is surplus."""
        release(course)
        (course.root / "exercises/words/hints.md").unlink()
        shutil.copy(course.root / "solutions/words/test_hidden.py", course.root / "exercises/words")

        assert stale(course) == [
            "exercises/words/hints.md is missing",
            "exercises/words/test_hidden.py is surplus: delete it",
        ]

    def test_an_exercise_that_was_taken_out(self, course):
        """Its folder is named once, with what to do; a file beside all folders is named itself."""
        release(course)
        shutil.copytree(course.root / "exercises/words", course.root / "exercises/verbs")
        (course.root / "exercises/notes.txt").write_text("", encoding="utf-8")

        assert stale(course) == [
            "exercises/notes.txt is surplus: delete it",
            "exercises/verbs/ is surplus: delete it",
        ]


class TestRefused:
    """Sources that cannot be released."""

    def test_a_lesson_that_does_not_say_what_is_judged(self, course):
        """`grader check` sends students there."""
        edit(course.root / "solutions/words/README.md", "## What is judged", "## Judged")

        with pytest.raises(CourseError, match=r"README\.md:14: the lesson does not say") as caught:
            derive(course)
        assert "## What is judged" in caught.value.remedy

    @pytest.mark.parametrize("file", [*FILES, "words.py"])
    def test_missing_file(self, course, file):
        """A missing source is named."""
        (course.root / "solutions/words" / file).unlink()

        with pytest.raises(CourseError, match=f"^solutions/words/{file}:1: the file is missing"):
            derive(course)

    @pytest.mark.parametrize("file", [*FILES, "words.py"])
    def test_not_utf8(self, course, file):
        """A source that is not UTF-8 is named."""
        (course.root / "solutions/words" / file).write_bytes(b"\xff\xfe")

        with pytest.raises(CourseError, match=f"^solutions/words/{file}:1: this is not UTF-8"):
            derive(course)

    def test_broken_markers_write_nothing(self, course):
        """A marker's error comes with file and line, and before anything is written."""
        edit(
            course.root / "solutions/words/words.py", "    ### END SOLUTION\n\n\nclass", "\n\nclass"
        )

        with pytest.raises(MarkerError, match=r"^solutions/words/words.py:\d+: "):
            release(course)

        assert not (course.root / "exercises").exists()

    def test_part_that_would_be_given_away(self, course):
        """A part without a marked solution is refused: its stub would be the solution."""
        text = "      - {name: whole, points: 1}\n      - {name: add,"
        edit(course.root / "course.yml", "      - {name: add,", text)

        with pytest.raises(
            MarkerError, match=r"^solutions/rationals/rationals.py:.* 'whole' has no"
        ):
            derive(load_course(course.root, exactly=True))

    def test_part_without_hints(self, course):
        """Every part has its ladder of hints."""
        edit(course.root / "solutions/words/hints.md", "## Counter", "## Count")

        with pytest.raises(
            CourseError, match=r"^solutions/words/hints.md:6: part 'Counter' has no"
        ):
            derive(course)

    @pytest.mark.parametrize("fixture", ["reference", "gate"])
    def test_visible_check_that_needs_the_instructors_things(self, course, fixture):
        """A visible check runs where the reference and the gates are not."""
        suite = course.root / "solutions/words/test_visible.py"
        edit(suite, "words_of_the_lesson(student)", f"words_of_the_lesson(student, {fixture})")

        with pytest.raises(
            CourseError, match=rf"^solutions/words/test_visible.py:9: .*'{fixture}'"
        ):
            derive(course)

    def test_visible_suite_that_is_no_python(self, course):
        """A suite with a syntax error is told at its line."""
        edit(course.root / "solutions/words/test_visible.py", "import pytest", "import (")

        with pytest.raises(CourseError, match=r"^solutions/words/test_visible.py:3: "):
            derive(course)

    def test_students_folder(self, course, tmp_path):
        """In a student's folder there is nothing to release from."""
        bundle(course, tmp_path / "out")

        with pytest.raises(UsageError, match="has no solutions"):
            release(load_course(tmp_path / "out"))


class TestBundle:
    """The folder that students get."""

    def test_its_files(self, course, tmp_path):
        """Exercises, data, a README and a course.yml; and the list of what was written."""
        (course.root / "data").mkdir()
        (course.root / "data/words.csv").write_bytes(b"a,b\r\n\xff")

        bundle(course, tmp_path / "out")

        files = tree(tmp_path / "out")
        release(course)
        exercises = {f"exercises/{k}": v for k, v in tree(course.root / "exercises").items()}
        assert files.items() >= exercises.items()
        stubs = {f"{STUBS}/{name}{end}" for name in ("rationals", "words") for end in SOURCES}
        rest = set(files) - set(exercises)
        assert rest == {
            ".gitignore", "course.yml", "README.md", "pytest.ini", "data/words.csv", MANIFEST,
            PASSPORT, *stubs,
        }  # fmt: skip
        for stub in stubs:
            name = Path(stub).name
            assert files[stub] == exercises[f"exercises/{Path(stub).stem}/{name}"]
        assert files["data/words.csv"] == b"a,b\r\n\xff"

    def test_as_a_repository(self, course, tmp_path):
        """All that was handed out goes along, and work; what a machine makes by itself does not."""
        bundle(course, tmp_path / "out")
        made = {
            ".venv/bin/python", ".grader/progress.json", ".grader/before-reset/words-1.py",
            "exercises/words/__pycache__/words.pyc", "exercises/.ipynb_checkpoints/words.ipynb",
            ".pytest_cache/x", "junit.xml", "handin.zip", "pictures/words.svg",
        }  # fmt: skip
        work = {"exercises/words/helper.py", "exercises/words/pictures/mine.png"}

        files = {*tree(tmp_path / "out"), *made, *work}

        assert ignored(tmp_path / "out", files) == made

    def test_its_course(self, course, tmp_path):
        """The students' course.yml is the course without its gates."""
        bundle(course, tmp_path / "out")

        given = load_course(tmp_path / "out" / "exercises" / "words")
        assert given.root == tmp_path / "out"
        assert given.model_dump() == course.model_dump()

    def test_its_course_has_no_gates(self, course, tmp_path):
        """Gates, and what they were calibrated with, stay with the instructor."""
        lines = (
            "    gates:\n      - {name: quick, part: Counter, threshold: 0.9, seeds: 3, need: 2, "
            "trivial: 0.5, calibration: "
            "{runs: 10000, failures: 25, upper: 0.0035, false_fail: 3.7e-5}}\n"
        )
        with (course.root / "course.yml").open("a", encoding="utf-8") as file:
            file.write(lines)
        course = load_course(course.root, exactly=True)
        assert course.exercise("words").gates

        bundle(course, tmp_path / "out")

        assert load_course(tmp_path / "out").exercise("words").gates == ()
        assert b"quick" not in b"".join(tree(tmp_path / "out").values())

    def test_its_readme(self, course, tmp_path):
        """The README tells how to set up, and names every exercise with its points and deadline."""
        bundle(course, tmp_path / "out", install="./teacher-1.0-py3-none-any.whl")

        readme = (tmp_path / "out/README.md").read_text(encoding="utf-8")
        assert readme.startswith("# Sums and sentences\n")
        assert "python -m pip install ./teacher-1.0-py3-none-any.whl\n" in readme
        assert (
            "](exercises/rationals/README.md): Fractions without rounding | 7.5 | 2031-02-28"
            in readme
        )
        assert "`grader hint rationals greatest_common_divisor`" in readme

    def test_where_students_get_it_stands_in_the_notebooks(self, course, tmp_path):
        """In the cell for those who have no folder, and in the copy that a reset puts back."""
        wheel, address = 'teach"er-1.0.whl', "https://example.org/ü.zip"
        bundle(course, tmp_path / "open")
        bundle(course, tmp_path / "filled", wheel, address)

        for folder, install, zip_file, left in (
            ("open", "THE-GRADER", "THE-HANDOUT.zip", True),
            ("filled", 'teach\\"er-1.0.whl', address, False),
        ):
            files = tree(tmp_path / folder)
            made = json.loads(files["exercises/words/words.ipynb"])
            (cell,) = [each for each in made["cells"] if each["id"] == "elsewhere"]
            lines = "".join(cell["source"]).splitlines()[-3:]
            assert lines == [
                f'# %pip install --quiet "{install}"',
                "# from grader.notebook import course",
                f'# course("{zip_file}", "words")',
            ]
            assert files[".grader/stubs/words.ipynb"] == files["exercises/words/words.ipynb"]
            said = b"What stands there in CAPITALS your instructor gives you.\n"
            assert (said in files["README.md"]) == left

    def test_conventions_of_the_course_stand_in_its_readme(self, course, tmp_path):
        """What the author writes in solutions/conventions.md is a section of it, and no file."""
        path = course.root / "solutions/conventions.md"
        path.write_text("## Conventions\n\nNumbers are whole.\n", encoding="utf-8")

        bundle(course, tmp_path / "out")

        readme = (tmp_path / "out/README.md").read_text(encoding="utf-8")
        assert "\n\n## Conventions\n\nNumbers are whole.\n\n## " in readme
        assert "conventions.md" not in " ".join(map(str, (tmp_path / "out").rglob("*")))

    def test_again(self, course, tmp_path):
        """An earlier release is brought up to date, and what is gone is removed."""
        (course.root / "data").mkdir()
        (course.root / "data/old.csv").write_text("1", encoding="utf-8")
        bundle(course, tmp_path / "out")
        (course.root / "data/old.csv").unlink()
        edit(course.root / "solutions/words/hints.md", "dict.get", "dict.setdefault")
        (tmp_path / "out/notes.txt").write_text("mine", encoding="utf-8")

        changed = bundle(course, tmp_path / "out")

        assert changed == [tmp_path / "out/exercises/words/hints.md"]
        assert not (tmp_path / "out/data/old.csv").exists()
        assert (tmp_path / "out/notes.txt").read_text(encoding="utf-8") == "mine"
        assert bundle(course, tmp_path / "out") == []

    @pytest.mark.parametrize("manifest", [None, "", "[]", '{"files": []}', "\xff"])
    def test_somebody_elses_folder(self, course, tmp_path, manifest):
        """A folder that holds other things is refused, and left as it is."""
        (tmp_path / "home").mkdir()
        (tmp_path / "home/thesis.txt").write_text("years of work", encoding="utf-8")
        if manifest is not None:
            (tmp_path / "home" / MANIFEST).write_text(manifest, encoding="latin-1")
        before = tree(tmp_path / "home")

        with pytest.raises(UsageError, match="is no earlier release"):
            bundle(course, tmp_path / "home")

        assert tree(tmp_path / "home") == before

    def test_course_itself(self, course):
        """The course is not released over itself."""
        before = tree(course.root)

        with pytest.raises(UsageError, match="is no earlier release"):
            bundle(course, course.root)

        assert tree(course.root) == before

    def test_file_in_the_way(self, course, tmp_path):
        """A file is no folder."""
        (tmp_path / "out").write_text("", encoding="utf-8")

        with pytest.raises(UsageError, match="is no earlier release"):
            bundle(course, tmp_path / "out")

    @pytest.mark.parametrize("file", ["exercises/words/words.py", "data/old.csv"])
    def test_work_in_it_is_not_lost(self, course, tmp_path, file):
        """What was changed since is neither written over nor removed."""
        (course.root / "data").mkdir()
        (course.root / "data/old.csv").write_text("1", encoding="utf-8")
        bundle(course, tmp_path / "out")
        (tmp_path / "out" / file).write_text("my solution", encoding="utf-8")
        (course.root / "data/old.csv").unlink()

        with pytest.raises(UsageError, match="was changed since it was released"):
            bundle(course, tmp_path / "out")

        assert (tmp_path / "out" / file).read_text(encoding="utf-8") == "my solution"

    def test_manifest_cannot_reach_out(self, course, tmp_path):
        """A forged manifest removes nothing outside of the folder."""
        bundle(course, tmp_path / "out")
        (tmp_path / "precious").write_bytes(b"x")
        digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        forged = {"files": {"../precious": digest, str(tmp_path / "precious"): digest}}
        (tmp_path / "out" / MANIFEST).write_text(json.dumps(forged), encoding="utf-8")

        bundle(course, tmp_path / "out")

        assert (tmp_path / "precious").exists()

    def test_disk_full(self, course, tmp_path, monkeypatch):
        """A write that fails is told, leaves no half file, and the next release completes it."""
        real = Path.write_bytes

        def write_bytes(path, content):
            if "words.ipynb" in path.name:
                real(path, content[:10])
                raise OSError(28, "No space left on device")
            return real(path, content)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "write_bytes", write_bytes)
            with pytest.raises(GraderError, match="No space left on device") as caught:
                bundle(course, tmp_path / "out")

        assert caught.value.exit_code == 3
        assert not any("words.ipynb" in name for name in tree(tmp_path / "out"))
        bundle(course, tmp_path / "out")
        assert (tmp_path / "out/exercises/words/words.ipynb").is_file()


class TestNothingLeaks:
    """The hidden suite, the reference and all else of solutions/ never leave."""

    def test_canaries_stay(self, course, tmp_path):
        """No byte of a hidden suite or of a solution is in anything released."""
        with_canaries(course)
        (course.root / "exercises/words").mkdir(parents=True)
        shutil.copy(course.root / "solutions/words/test_hidden.py", course.root / "exercises/words")

        bundle(course, tmp_path / "out")

        for name, content in tree(tmp_path / "out").items():
            assert CANARY not in name
            assert "misconceptions" not in name
            assert CANARY.encode() not in content, name

    def test_notebooks_read_as_json_hold_no_canary(self, course, tmp_path):
        """Inside notebooks neither: a text cut by JSON's quoting is put together first."""
        with_canaries(course)
        bundle(course, tmp_path / "out")

        for path in (tmp_path / "out").rglob("*.ipynb"):
            made = json.loads(path.read_text(encoding="utf-8"))
            for cell in made["cells"]:
                assert CANARY not in "".join(cell["source"])
            assert CANARY not in json.dumps(made["metadata"])

    def test_no_line_of_a_solution(self, course, tmp_path):
        """Not a single line between markers is in anything released."""
        solved = set()
        for exercise in course.exercises:
            inside = False
            for line in reference_source(course, exercise.name).splitlines():
                inside = (inside or "### BEGIN" in line) and "### END" not in line
                if inside and len(line.strip()) > 20 and "###" not in line:
                    solved.add(line.strip().encode())
            assert solved, exercise.name

        bundle(course, tmp_path / "out")

        for name, content in tree(tmp_path / "out").items():
            assert [line for line in solved if line in content] == [], name

    def test_links_in_data_are_refused(self, course, tmp_path):
        """A link in data/ could bring a solution along."""
        (course.root / "data").mkdir()
        hidden = course.root / "solutions/words/test_hidden.py"
        os.symlink(hidden, course.root / "data/words.csv")

        with pytest.raises(CourseError, match=r"^data/words.csv:1: this is a link"):
            bundle(course, tmp_path / "out")

        assert not (tmp_path / "out").exists()

    def test_linked_folder_in_data_is_refused(self, course, tmp_path):
        """A linked folder neither."""
        (course.root / "data").mkdir()
        os.symlink(course.root / "solutions", course.root / "data/more")

        with pytest.raises(CourseError, match=r"^data/more:1: this is a link"):
            bundle(course, tmp_path / "out")

    def test_hidden_files_and_caches_of_data_stay(self, course, tmp_path):
        """What editors and Python leave in data/ is not given out."""
        (course.root / "data/__pycache__").mkdir(parents=True)
        (course.root / "data/__pycache__/a.pyc").write_bytes(b"")
        (course.root / "data/.secret").write_text("x", encoding="utf-8")

        bundle(course, tmp_path / "out")

        assert not (tmp_path / "out/data").exists()
