"""Tests of `grader plot`: what is drawn with the student's functions, and what is said kindly."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.authoring.derive import bundle
from grader.commands.plot import PlotOptions, Plotted, images, plot, shown
from grader.course.model import Course, load_course
from grader.errors import CourseError, StoreError, UnknownName, UsageError
from grader.sandbox.interface import Sandbox
from grader.sandbox.levels import Protection
from tests.support.command_line import Run
from tests.support.files import edit
from tests.support.fractions import LOOP, RATIONALS, WORDS

PICTURE = '''"""Sums, and common divisors."""
from grader.pictures import Picture, array, panels, waiting

def picture(student, guest):
    figure, (sums, divisors) = panels(1, 2)
    waits = []
    top, bottom = student.add([1, 2], [1, 3])
    sums.plot([0, top / bottom])
    divisors.set_title("divisors")
    with waiting(divisors, waits):
        found = [array(student.greatest_common_divisor(12, n), ()) for n in (8, 9)]
        divisors.plot(found)
    return Picture(figure, "Sums", (f"1/2 + 1/3 = {top}/{bottom}", *waits), "It rises.")
'''
OF_A_CLASS = '''"""How often a word was seen."""
from grader.pictures import Picture, panels

def picture(student, guest):
    figure, (axes,) = panels(1, 1)
    counter = student.Counter()
    counter.add("the cat, the dog")
    axes.bar(["the"], [counter.of("the")])
    return Picture(figure, "Words", (f"the: {counter.of('the')}",), "One bar.")
'''


@pytest.fixture
def drawing(course: Course) -> Course:
    """The author's folder of the course, with two pictures that the reference has drawn."""
    for name, text in (("rationals", PICTURE), ("words", OF_A_CLASS)):
        (course.solution_folder(name) / "picture.py").write_text(text, encoding="utf-8")
    plot(course, [], PlotOptions(reference=True))
    return course


@pytest.fixture
def mine(
    drawing: Course, tmp_path: Path, plain_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> Course:
    """A student's folder of it, whose code runs on a border that is warm already."""
    protection = Protection(plain_sandbox.settings.level, (), ())
    monkeypatch.setattr(
        "grader.commands.plot.protected_sandbox",
        lambda _: nullcontext((plain_sandbox, protection)),
    )
    bundle(drawing, tmp_path / "mine")
    return load_course(tmp_path / "mine", exactly=True)


def write(course: Course, name: str, text: str) -> None:
    """Write a student's file."""
    (course.root / "exercises" / name / f"{name}.py").write_text(text, encoding="utf-8")


def why(course: Course, name: str) -> str:
    """Say why a picture is not drawn."""
    ((plotted),) = plot(course, [name], PlotOptions())
    assert plotted.picture is None
    assert plotted.path == course.root / "exercises" / name / "picture.svg"  # the lesson's
    assert not (course.root / "pictures").exists()
    return plotted.why


def test_the_students_own_functions_draw(mine: Course) -> None:
    """The file lies in pictures/, and what it shows is said in words."""
    write(mine, "rationals", RATIONALS)

    plotted = plot(mine, ["rationals"], PlotOptions())

    path = mine.root / "pictures" / "rationals.svg"
    assert path.read_bytes() == (mine.root / "exercises/rationals/picture.svg").read_bytes()
    assert shown(plotted).plain == f"{path}\nSums\n  1/2 + 1/3 = 5/6\nIt rises."


def test_wrong_numbers_are_drawn_as_they_are(mine: Course) -> None:
    """A picture judges nothing: it shows what a function does."""
    write(mine, "rationals", RATIONALS.replace("a[0] * b[1] + b[0]", "a[0] * b[1] - b[0]"))

    ((plotted),) = plot(mine, ["rationals"], PlotOptions())

    assert plotted.picture is not None
    assert plotted.picture.numbers == ("1/2 + 1/3 = 1/6",)


@pytest.mark.parametrize(("name", "part"), [("rationals", "add"), ("words", "Counter")])
def test_a_stub_waits_with_a_word(mine: Course, name: str, part: str) -> None:
    """A function, and a class whose methods are not written, are named."""
    assert why(mine, name) == f"this picture waits for `{part}`"


def test_a_function_that_is_not_there_is_named(mine: Course) -> None:
    """Without a trace of how it was found out."""
    write(mine, "rationals", "def reduced(p, q):\n    return [p, q]\n")

    assert why(mine, "rationals") == "this picture waits for `add`"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise ValueError('no')", "waits until `add` works: "),
        ("import os; os._exit(1)", "waits until `add` works: `add` ended Python itself"),
        ("return 5", "cannot use what `add` returned"),
        ("return None", "cannot use what `add` returned"),
        ("return ['1', '2']", "cannot use what `add` returned"),
        ("return [1, 0]", "cannot use what `add` returned"),
        ("return {'a': 1}", "cannot use what `add` returned"),
    ],
)
def test_wrong_work_is_said_kindly(mine: Course, body: str, said: str) -> None:
    """One sentence, no traceback: what came back, or how it ended."""
    write(mine, "rationals", f"def add(a, b):\n    {body}\n")

    sentence = why(mine, "rationals")

    assert sentence.startswith(f"this picture {said}")
    assert "\n" not in sentence and "Traceback" not in sentence


def test_a_loop_without_an_end_ends(mine: Course) -> None:
    """After the time of a call, as in a check."""
    write(mine, "rationals", f"def add(a, b):\n{LOOP}")

    sentence = why(mine.in_a_hurry(0.3), "rationals")

    assert "`add` ran longer than the time limit" in sentence


@pytest.mark.parametrize(
    ("divisor", "said"),
    [
        ("", "divisors: waits for `greatest_common_divisor`"),
        (
            "def greatest_common_divisor(p, q):\n    raise ValueError('no')\n",
            "divisors: waits until `greatest_common_divisor` works: ",
        ),
    ],
)
def test_one_panel_waits_and_the_others_are_drawn(mine: Course, divisor: str, said: str) -> None:
    """What waits is said in words, too."""
    write(mine, "rationals", f"def add(a, b):\n    return [5, 6]\n{divisor}")

    ((plotted),) = plot(mine, ["rationals"], PlotOptions())

    assert plotted.picture is not None
    assert plotted.picture.numbers[1].startswith(said)


@pytest.mark.parametrize(
    ("text", "said"), [("def (:\n", "syntax"), ("import not_there_at_all\n", "not_there_at_all")]
)
def test_a_file_that_cannot_be_run(mine: Course, text: str, said: str) -> None:
    """The sentence is that of a check."""
    write(mine, "words", text)

    ((plotted),) = plot(mine, ["words"], PlotOptions())

    assert plotted.picture is None
    assert said in plotted.why.lower() or "`Counter`" in plotted.why


@pytest.mark.parametrize("beside", [True, False])
def test_a_line_that_python_cannot_read_is_named(mine: Course, beside: bool) -> None:
    """It is what a picture waits for, though an untouched notebook lies beside."""
    if not beside:
        (mine.root / "exercises" / "words" / "words.ipynb").unlink()
    write(mine, "words", "def split_words(text:\n    return []\n")

    assert "words.py:1: " in why(mine, "words")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("form", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_any_form_in_any_theme(
    mine: Course, tmp_path: Path, form: str, begins: bytes, theme: str
) -> None:
    """A dark picture does not take the place of a light one."""
    write(mine, "words", WORDS)

    ((plotted),) = plot(mine, ["words"], PlotOptions(tmp_path / "there", form, theme))

    name = {"light": "words", "dark": "words-dark"}[theme]
    assert plotted.path == tmp_path / "there" / f"{name}.{form}"
    assert plotted.path.read_bytes().startswith(begins)


FRAMES = """
def frames(student, guest):
    counter = student.Counter()
    for text in ("the", "cat", "the"):
        counter.add(text)
        figure, (axes,) = panels(1, 1)
        axes.bar(["the"], [counter.of("the")])
        yield Picture(figure, "Words", (f"the: {counter.of('the')}",), "It grows.")
"""


@pytest.mark.parametrize("names", [["words"], []])
def test_a_film_where_there_is_one(mine: Course, names: list[str]) -> None:
    """Of all pictures only those that move are drawn as a film; its last words are said."""
    write(mine, "words", WORDS)
    path = mine.root / "exercises" / "words" / "picture.py"
    path.write_text(path.read_text() + FRAMES)

    ((plotted),) = plot(mine, names, PlotOptions(form="gif"))

    assert plotted.picture is not None and plotted.path is not None
    assert plotted.path.read_bytes().startswith(b"GIF89a")
    assert plotted.picture.numbers == ("the: 2",)


def test_a_film_waits_for_what_fails_half_way(mine: Course) -> None:
    """A frame that cannot be drawn is said like a picture that cannot, and no file is left."""
    write(mine, "words", WORDS.replace("def of(", "def off("))
    path = mine.root / "exercises" / "words" / "picture.py"
    path.write_text(path.read_text() + FRAMES)

    ((plotted),) = plot(mine, ["words"], PlotOptions(form="gif"))

    assert plotted.picture is None and plotted.why
    assert not (mine.root / "pictures").exists()


def test_a_picture_that_does_not_move_is_no_film(mine: Course) -> None:
    """Who asks for one by name is told."""
    with pytest.raises(UsageError, match="the picture of words does not move"):
        plot(mine, ["words"], PlotOptions(form="gif"))


@pytest.mark.parametrize(("kind", "shows"), [("SixelImage", 1), ("TGPImage", 1), ("Half", 0)])
def test_a_terminal_shows_what_it_can(
    mine: Course, monkeypatch: pytest.MonkeyPatch, kind: str, shows: int
) -> None:
    """An image, where the terminal has a protocol for images; one that is missing shows nothing."""
    write(mine, "words", WORDS)
    (mine.root / "exercises" / "rationals" / "picture.py").unlink()
    plotted = [*plot(mine, ["words"], PlotOptions()), Plotted("rationals", why="it waits")]
    kinds = {name: type(name, (bytes,), {}) for name in ("SixelImage", "TGPImage", "Half")}
    for each in kinds.values():
        each.__new__ = lambda cls, file: bytes.__new__(cls, file.getvalue())
    library = SimpleNamespace(**kinds, Image=kinds[kind])
    monkeypatch.setitem(sys.modules, "textual_image.renderable", library)

    found = list(images(plotted))

    assert [type(each).__name__ for each in found] == [kind] * shows
    assert all(bytes(each).startswith(b"\x89PNG") for each in found)  # type: ignore[call-overload]


def test_all_pictures_of_a_course(mine: Course) -> None:
    """Without a name each exercise that has a picture is drawn, and one that waits stops none."""
    write(mine, "words", WORDS)
    (mine.root / "exercises" / "rationals" / "rationals.py").unlink()
    (mine.root / "exercises" / "rationals" / "rationals.ipynb").unlink()

    missing, drawn = plot(mine, [], PlotOptions())

    assert missing.why and missing.picture is None
    assert drawn.picture is not None and drawn.exercise == "words"


def test_what_cannot_be_asked_for(mine: Course, course: Course, tmp_path: Path) -> None:
    """No such exercise, no picture, and no matplotlib are said with the remedy."""
    with pytest.raises(UnknownName):
        plot(mine, ["wrods"], PlotOptions())
    (mine.root / "exercises" / "words" / "picture.py").unlink()
    with pytest.raises(UsageError, match="there is no picture of words"):
        plot(mine, ["words"], PlotOptions())


def test_matplotlib_may_be_missing(mine: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is one line."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(UsageError, match="pictures need matplotlib") as caught:
        plot(mine, ["words"], PlotOptions())

    assert caught.value.remedy == "python -m pip install matplotlib"


def test_a_picture_may_need_another_library(mine: Course) -> None:
    """The line to type is said."""
    path = mine.root / "exercises" / "words" / "picture.py"
    path.write_text("import not_there_at_all\n")

    with pytest.raises(UsageError, match="this picture needs not_there_at_all") as caught:
        plot(mine, ["words"], PlotOptions())

    assert caught.value.remedy == "python -m pip install not_there_at_all"


def test_a_picture_that_cannot_be_drawn_here_stops_no_other(mine: Course) -> None:
    """It is named, last, with the line that installs what it needs."""
    write(mine, "words", WORDS)
    path = mine.exercise_folder("rationals") / "picture.py"
    path.write_text("from not_there_at_all import x\n")

    drawn, lacking = plot(mine, [], PlotOptions())

    assert drawn.picture is not None and drawn.exercise == "words"
    assert shown([lacking]).plain == (
        "rationals: this picture needs not_there_at_all, which is not installed\n"
        "next: python -m pip install not_there_at_all"
    )


def test_where_a_picture_cannot_be_kept_its_numbers_are_said(mine: Course) -> None:
    """As in a folder that may only be read; and where it could go instead."""
    write(mine, "words", WORDS)
    (mine.root / "pictures").write_text("in the way of the folder of this name")

    said = shown(plot(mine, ["words"], PlotOptions())).plain

    assert said.startswith("not kept: ")
    assert "\ntry: grader plot words --to FOLDER\nWords\n  the: 2\nOne bar." in said


def test_a_folder_that_cannot_be_written(mine: Course, tmp_path: Path) -> None:
    """Where a file is in the way it is said, and nothing half is left."""
    write(mine, "words", WORDS)
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="is a file, not a folder"):
        plot(mine, ["words"], PlotOptions(tmp_path / "file"))


def test_a_broken_picture_is_its_authors(drawing: Course) -> None:
    """With the reference nobody else can be at fault."""
    path = drawing.solution_folder("words") / "picture.py"
    path.write_text(OF_A_CLASS.replace("Counter()", "Counter(1, 2)"))

    with pytest.raises(CourseError, match="TypeError") as caught:
        plot(drawing, ["words"], PlotOptions(reference=True))

    assert str(path) in caught.value.message


def of_a_script(path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a student's file as Python does, from a folder."""
    return subprocess.run(
        [sys.executable, path], cwd=folder, capture_output=True, text=True, timeout=600,
        env={**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": "200"},
    )  # fmt: skip


class TestTyped:
    """The command as it is typed."""

    def test_its_codes_and_words(
        self, run: Run, mine: Course, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """0 with a picture, 1 where one waits, with the next step."""
        monkeypatch.chdir(mine.root)
        write(mine, "words", WORDS)

        assert run("plot", "words")[:2] == (
            0, f"{mine.root / 'pictures' / 'words.svg'}\nWords\n  the: 2\nOne bar.\n",
        )  # fmt: skip
        assert run("plot", "rationals")[:2] == (
            1,
            "rationals: this picture waits for `add`\n"
            "the reference's picture is in the lesson: exercises/rationals/picture.svg\n"
            "next: grader check rationals\n",
        )  # fmt: skip
        assert run("plot", "words", "--format", "gif")[0] == 2

    @pytest.mark.parametrize("may_write", [True, False])
    def test_a_file_that_is_run_draws_its_picture(
        self, mine: Course, tmp_path: Path, may_write: bool
    ) -> None:
        """From any folder, by the functions of the file itself, whose prints are seen."""
        stub = (mine.root / "exercises/words/words.py").read_text("utf-8")
        when_run = stub[stub.index("\n\nif __name__") :]
        write(mine, "words", f"{WORDS}\nprint('mine')\n{when_run}")
        path = mine.root / "pictures" / "words.svg"
        if not may_write:
            path.parent.write_text("in the way")

        done = of_a_script(mine.root / "exercises/words/words.py", tmp_path)

        mine_first, *where, title, number, see = done.stdout.splitlines()
        assert [mine_first, title, number, see] == ["mine", "Words", "  the: 2", "One bar."]
        kept = [str(path)] if may_write else ["not kept: ", "try: grader plot words --to FOLDER"]
        assert all(map(str.startswith, where, kept)) and len(where) == len(kept)
        assert done.returncode == 0 and done.stderr == ""
        assert path.is_file() == may_write

    def test_a_stub_that_is_run_says_what_it_waits_for(self, mine: Course, tmp_path: Path) -> None:
        """As it was handed out; a copy elsewhere says where it belongs."""
        stub = mine.root / "exercises" / "words" / "words.py"
        (tmp_path / "elsewhere").mkdir()
        copy = tmp_path / "elsewhere" / "words.py"
        copy.write_text(stub.read_text("utf-8"), "utf-8")

        said, astray = of_a_script(stub, tmp_path), of_a_script(copy, tmp_path)

        assert said.stdout.startswith("words: this picture waits for `Counter`\n")
        assert said.stdout.endswith("next: grader check words\n")
        assert astray.returncode == 2 and "Traceback" not in astray.stderr

    def test_no_display_and_a_narrow_pipe(self, mine: Course) -> None:
        """A path is never broken over lines, and words that a code page lacks are no error."""
        write(mine, "words", WORDS)
        edit(mine.root / "exercises/words/picture.py", "One bar.", "λ = ½ ‖w‖")
        plain = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "MPLBACKEND")}
        done = subprocess.run(
            [sys.executable, "-m", "grader", "plot", "words", "--course", str(mine.root)],
            env={**plain, "COLUMNS": "20", "PYTHONIOENCODING": "cp1252"},
            capture_output=True, check=True,
        )  # fmt: skip

        path, *_, last = done.stdout.decode("cp1252").splitlines()
        assert path == str(mine.root / "pictures" / "words.svg")
        assert last == "? = ½ ?w?"
