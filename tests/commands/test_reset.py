"""Tests of reset: the stub is back, what was there is kept, and nothing else is touched."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.commands.reset import COPIES, _copying, asked, reset, shown, with_stub
from grader.commands.student_progress import recall, save
from grader.course import STUBS, Course, load_course
from grader.errors import StoreError, UnknownName, UsageError
from tests.support.files import tree
from tests.support.fractions import RATIONALS

STUB = 'def one():\n    """One."""\n    raise NotImplementedError\n\n\ndef two():\n    return 2\n'
ONE = STUB.split("\n\n\n")[0]


@pytest.fixture
def mine(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A student's folder of the second course, in which the student stands."""
    bundle(course, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return load_course(tmp_path / "mine", exactly=True)


def source(mine: Course) -> Path:
    """Give the student's file of the first exercise."""
    return mine.stub("rationals")


class TestExercise:
    """A whole exercise is put back."""

    def test_what_was_handed_out_is_back_and_the_work_is_kept(self, mine):
        """The copy is what was there, byte for byte, and both files are said."""
        stub = source(mine).read_bytes()
        source(mine).write_bytes(b"# mine \xff\r\n")

        (changed,) = reset(mine, mine.exercise("rationals"))

        assert changed.path == source(mine)
        assert source(mine).read_bytes() == stub
        assert changed.copy is not None and changed.copy.read_bytes() == b"# mine \xff\r\n"
        assert changed.copy.parent == mine.root / COPIES
        said = shown("rationals", None, [changed]).plain
        place = Path("exercises/rationals/rationals.py")
        assert said.startswith(f"{place} is as it was handed out again\n")
        assert f"what you had is kept in {COPIES}{os.sep}rationals-" in said

    def test_what_is_asked_first(self, mine):
        """Which files lose something: those that were changed, and no other. Nothing is done."""
        assert asked(mine, mine.exercise("rationals")) == ""
        source(mine).write_text("# mine\n")
        notebook = source(mine).with_suffix(".ipynb")
        notebook.unlink()
        one = asked(mine, mine.exercise("rationals"))
        notebook.write_text("{}")
        both = asked(mine, mine.exercise("rationals"))

        places = [Path("exercises/rationals") / each.name for each in (source(mine), notebook)]
        assert one == f"put {places[0]} back as handed out? A copy is kept"
        assert both == f"put {places[0]} and {places[1]} back as handed out? A copy is kept"
        assert source(mine).read_text() == "# mine\n"
        assert not (mine.root / COPIES).exists()

    @pytest.mark.skipif(os.name == "nt", reason="a shell of Linux and macOS")
    def test_the_copy_comes_back_by_what_is_said(self, mine):
        """The line can be typed as it is."""
        source(mine).write_text("# mine\n")
        said = shown("rationals", None, reset(mine, mine.exercise("rationals"))).plain

        (line,) = [line for line in said.splitlines() if "to have it back: " in line]
        subprocess.run(line.split(": ")[1], shell=True, check=True, cwd=mine.root)

        assert source(mine).read_text() == "# mine\n"
        assert _copying(Path("a b.py"), Path("c.py"), "win32") == 'copy "a b.py" "c.py"'

    def test_where_no_copy_can_be_kept(self, mine):
        """Nothing is put back, and no option is named: this command has none for it."""
        source(mine).write_text("# mine\n")
        (mine.root / COPIES).parent.mkdir(exist_ok=True)
        (mine.root / COPIES).write_text("")

        with pytest.raises(StoreError) as caught:
            reset(mine, mine.exercise("rationals"))

        assert "--" not in caught.value.remedy
        assert source(mine).read_text() == "# mine\n"

    def test_no_copy_is_written_over(self, mine):
        """Whatever the clock says, each copy has a name of its own."""
        for number in range(5):
            source(mine).write_text(f"# {number}\n")
            reset(mine, mine.exercise("rationals"))

        kept = tree(mine.root / COPIES)
        assert sorted(kept.values()) == [f"# {number}\n".encode() for number in range(5)]

    def test_script_and_notebook(self, mine):
        """Each of the two that was changed, or is gone, is put back; the other exercise stays."""
        before = tree(mine.root / "exercises")
        source(mine).unlink()
        source(mine).with_suffix(".ipynb").write_text("{}")
        mine.stub("words").write_text("# mine\n")

        changed = reset(mine, mine.exercise("rationals"))

        assert [each.path.suffix for each in changed] == [".py", ".ipynb"]
        assert [each.copy is None for each in changed] == [True, False]
        after = tree(mine.root / "exercises")
        assert after == before | {"words/words.py": b"# mine\n"}
        assert "Reload Notebook from Disk" in shown("rationals", None, changed).plain

    def test_nothing_to_put_back(self, mine):
        """An untouched exercise stays as it is, and nothing is copied."""
        before = tree(mine.root)

        changed = reset(mine, mine.exercise("rationals"))

        assert changed == []
        assert tree(mine.root) == before
        assert shown("rationals", None, changed).plain == (
            "rationals is as it was handed out: there is nothing to put back"
        )

    def test_its_checks_are_forgotten(self, mine):
        """Of that exercise alone; hints that were read stay read."""
        parts = {"rationals": {"parts": {"add": [1, 1], "reduced": [1, 1]}, "hints": {"add": 2}}}
        save(mine, parts | {"words": {"parts": {"Counter": [1, 1]}}})
        source(mine).write_text("# mine\n")

        reset(mine, mine.exercise("rationals"))

        assert recall(mine) == {
            "rationals": {"parts": {}, "hints": {"add": 2}},
            "words": {"parts": {"Counter": [1, 1]}},
        }


class TestPart:
    """One part is put back."""

    def test_the_others_stay(self, mine):
        """Of a file that holds all parts, only this one's lines change."""
        stub = source(mine).read_text(encoding="utf-8")
        mine_too = f"{stub}\n\ndef helper():\n    return 1\n".replace(
            'raise NotImplementedError("write your code here")', "return 0"
        )
        source(mine).write_text(mine_too, encoding="utf-8")

        (changed,) = reset(mine, mine.exercise("rationals"), "reduced")

        text = source(mine).read_text(encoding="utf-8")
        assert text.count("NotImplementedError") == 1
        assert "NotImplementedError" in text.split("def reduced")[1].split("# A whole")[0]
        assert text.endswith("def helper():\n    return 1\n")
        assert changed.copy is not None and changed.copy.read_text(encoding="utf-8") == mine_too
        assert shown("rationals", "reduced", [changed]).plain.startswith("reduced in exercises")

    def test_only_its_checks_are_forgotten(self, mine):
        """The others passed, and still do."""
        save(mine, {"rationals": {"parts": {"add": [1, 1], "reduced": [1, 1]}}})
        source(mine).write_text(RATIONALS, encoding="utf-8")

        reset(mine, mine.exercise("rationals"), "add")

        assert recall(mine)["rationals"]["parts"] == {"reduced": [1, 1]}

    def test_a_cell_of_a_notebook(self, mine):
        """Its outputs go, and the other cells stay with theirs."""
        path = source(mine).with_suffix(".ipynb")
        made = json.loads(path.read_text(encoding="utf-8"))
        cells = [cell for cell in made["cells"] if cell["cell_type"] == "code"]
        for cell in cells:
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1"]}]
        (add,) = [cell for cell in cells if "def add" in "".join(cell["source"])]
        stub = "".join(add["source"])
        add["source"] = "import math\n\ndef add(a, b):\n    return (1,\n"  # a bracket is not closed
        path.write_text(json.dumps(made), encoding="utf-8")

        (changed,) = reset(mine, mine.exercise("rationals"), "add")

        after = json.loads(path.read_text(encoding="utf-8"))
        assert changed.path == path
        for before, cell in zip(made["cells"], after["cells"], strict=True):
            if cell["id"] == add["id"]:
                assert "".join(cell["source"]) == f"import math\n\n{stub}\n"
                assert (cell["outputs"], cell["execution_count"]) == ([], None)
            else:
                assert cell == before

    @pytest.mark.parametrize("gone", ["emptied", "deleted"])
    def test_a_cell_that_is_gone(self, mine, gone):
        """An emptied cell is filled again; a deleted one stands last, each with its own id."""
        path = source(mine).with_suffix(".ipynb")
        made = json.loads(path.read_text(encoding="utf-8"))
        (add,) = [cell for cell in made["cells"] if "def add" in "".join(cell["source"])]
        stub = "".join(add["source"])
        if gone == "emptied":
            add["source"] = []
        else:
            made["cells"].remove(add)
        path.write_text(json.dumps(made), encoding="utf-8")

        reset(mine, mine.exercise("rationals"), "add")

        after = json.loads(path.read_text(encoding="utf-8"))["cells"]
        (cell,) = [each for each in after if each["id"] == add["id"]]
        assert "".join(cell["source"]).strip() == stub.strip()
        assert gone == "emptied" or cell is after[-1]

    def test_windows_line_ends_and_codings_stay(self, mine):
        """What the student's editor wrote is written the same way."""
        text = "# -*- coding: latin-1 -*-\r\n# é\r\ndef add(a, b):\r\n    return 1\r\n"
        source(mine).write_bytes(text.encode("latin-1"))

        reset(mine, mine.exercise("rationals"), "add")

        content = source(mine).read_bytes()
        assert content.startswith("# -*- coding: latin-1 -*-\r\n# é\r\ndef add".encode("latin-1"))
        assert content.count(b"\n") == content.count(b"\r\n")
        assert b"NotImplementedError" in content

    def test_an_unknown_part(self, mine):
        """Did you mean."""
        with pytest.raises(UnknownName) as error:
            reset(mine, mine.exercise("rationals"), "reduce")

        assert error.value.remedy == "did you mean reduced?"

    @pytest.mark.parametrize("content", [b"not json", b"[]", b'{"cells": [1]}', b"\xff"])
    def test_a_notebook_that_is_none(self, mine, content):
        """Nothing is changed, not even the script, and the whole file can be put back."""
        source(mine).write_text(RATIONALS, encoding="utf-8")
        source(mine).with_suffix(".ipynb").write_bytes(content)
        before = tree(mine.root)

        with pytest.raises(
            UsageError, match=r"no part can be found in .*rationals\.ipynb"
        ) as caught:
            reset(mine, mine.exercise("rationals"), "add")

        assert caught.value.remedy.startswith("grader reset rationals ")
        assert tree(mine.root) == before

    def test_no_file_at_all(self, mine):
        """The whole exercise can be put back."""
        for suffix in (".py", ".ipynb"):
            source(mine).with_suffix(suffix).unlink()

        with pytest.raises(UsageError, match=r"there is no rationals\.py") as caught:
            reset(mine, mine.exercise("rationals"), "add")

        assert caught.value.remedy == "grader reset rationals"


class TestSource:
    """A part in a source, whatever stands around it."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("def one(): return 1\n", f"{ONE}\n"),
            ("x = 1\n\n@cached\ndef one():\n    pass\n\ny = 1\n", f"x = 1\n\n{ONE}\n\ny = 1\n"),
            ("class one:\n    a = 1\n\n    b = 2\n# end\n", f"{ONE}\n# end\n"),
            ("def one(): return 0\nx = 1\ndef one(): 1\n", f"def one(): return 0\nx = 1\n{ONE}\n"),
            ("", f"{ONE}\n"),
            ("def on(): pass\n", f"def on(): pass\n\n\n{ONE}\n"),
            # what is broken: where something begins at the margin, the part has ended
            ("def one(:\n    x = (\n\n\ndef two():\n    2\n", f"{ONE}\n\n\ndef two():\n    2\n"),
            ("@cached\ndef one():\n    return [1\n\n# two\nx = 2\n", f"{ONE}\n\n# two\nx = 2\n"),
            ('def one():\n    """Open\n    return 1\n', f"{ONE}\n"),
            ("def two(:\n    pass\n", f"def two(:\n    pass\n\n\n{ONE}\n"),
        ],
    )
    def test_only_the_parts_lines_change(self, text: str, expected: str) -> None:
        """Decorators belong to it, and what follows does not."""
        assert with_stub(text, STUB, "one") == expected


class TestTrouble:
    """What cannot be put back is said, and nothing is lost."""

    def test_a_folder_without_stubs(self, course):
        """The folder in which a course is written has none."""
        with pytest.raises(UsageError, match=r"does not hold rationals\.py, as it was handed out"):
            reset(course, course.exercise("rationals"))

    def test_no_copy_no_reset(self, mine):
        """Where the copy cannot be written, the work stays."""
        source(mine).write_text("# mine\n")
        (mine.root / COPIES).write_text("a file is in the way")

        with pytest.raises(StoreError):
            reset(mine, mine.exercise("rationals"))

        assert source(mine).read_text() == "# mine\n"

    def test_graders_own_files_are_no_work(self, mine):
        """Neither stubs nor copies are taken for the student's files."""
        from grader.commands.check import own_work

        source(mine).write_text(RATIONALS, encoding="utf-8")
        reset(mine, mine.exercise("rationals"))
        source(mine).unlink()
        source(mine).with_suffix(".ipynb").unlink()

        assert own_work(mine).work("rationals") is None
        assert (mine.root / STUBS / "rationals.py").is_file()


def test_typed(run, mine) -> None:
    """From the course's folder, with the part or without."""
    source(mine).write_text(RATIONALS, encoding="utf-8")

    code, out, _ = run("reset", "rationals", "add")
    again = run("reset", "rationals", "add")
    whole = run("reset", "rationals")
    wrong = run("reset", "rational")

    assert code == 0 and "add in exercises" in out
    assert again[1].startswith("add is as it was handed out")
    assert whole[1].startswith(f"{Path('exercises/rationals/rationals.py')} is as it was")
    assert wrong[0] == 2 and "did you mean rationals?" in wrong[2]
