"""Tests of checks in a notebook: what a kernel holds is judged there, and nothing of it is hurt."""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from grader.authoring.derive import bundle
from grader.commands.hint import paid
from grader.commands.kernel import Kernel
from grader.commands.student_progress import PATH, recall
from grader.course.model import Course, load_course
from grader.errors import StoreError, UsageError
from grader.feedback import MISCONCEPTIONS_FILE, RecordedMisconception, recorded_text
from grader.judging import Outcome
from grader.reports import Card
from tests.support.fractions import RATIONALS, WORDS
from tests.support.kernels import FakeKernel

PICTURE = '''"""Sums."""
from grader.pictures import Picture, array, panels

def picture(student, guest):
    figure, (axes,) = panels(1, 1)
    axes.plot(array(student.add([1, 2], [1, 3]), (2,)))
    return Picture(figure, "Sums", ("1/2 + 1/3",), "It rises.")
'''


@pytest.fixture
def mine(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A student's folder, in whose first exercise the kernel runs."""
    bundle(course, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine" / "exercises" / "rationals")
    return load_course(tmp_path / "mine", exactly=True)


@pytest.fixture
def kernel() -> Iterator[Kernel]:
    """A kernel's memory, for one test."""
    made = Kernel()
    yield made
    made.close()


def holding(*cells: str) -> dict[str, object]:
    """Return what a kernel holds after these cells."""
    fake = FakeKernel()
    for cell in cells:
        fake.run(cell)
    return fake.objects


def said(card: Card) -> str:
    """Return all that a card says, in lines."""
    return repr(card)


class TestCheck:
    """The check of a part."""

    def test_what_the_kernel_holds_is_judged(self, mine: Course, kernel: Kernel) -> None:
        """Right objects pass, whatever the files hold, which are stubs here."""
        card = kernel.check(holding(RATIONALS), "add")

        assert card.title == "add: its check passes"
        assert card.good is True
        assert [each.outcome for each in card.checks] == [Outcome.PASSED]

    def test_a_cell_that_is_run_again_counts(self, mine: Course, kernel: Kernel) -> None:
        """The newest definition is judged, in suites that are open already."""
        wrong = RATIONALS.replace("a[0] * b[1] + b[0]", "a[0] * b[1] - b[0]")

        cards = [kernel.check(holding(RATIONALS, text), "add") for text in (wrong, RATIONALS)]

        assert [card.good for card in cards] == [False, True]

    def test_a_failure_is_explained_as_a_files_is(self, mine: Course, kernel: Kernel) -> None:
        """With the cell and the line in the place of a file, and what the code printed."""
        card = kernel.check(
            holding(
                "x = 1", "def greatest_common_divisor(p, q):\n    print('here')\n    return p/0"
            ),
            "greatest_common_divisor",
        )

        assert card.title == "greatest_common_divisor: 0 of 1 check pass"
        assert "`greatest_common_divisor` raised ZeroDivisionError" in said(card)
        assert "cell [2], line 3, in greatest_common_divisor" in said(card)
        assert "return p/0" in said(card)
        assert "printed   here" in said(card)

    def test_nothing_is_printed_into_the_page(
        self, mine: Course, kernel: Kernel, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """However much a function prints, the card is all that is seen."""
        noisy = RATIONALS.replace("    return abs", "    print('x' * 10**6)\n    return abs")

        kernel.check(holding(noisy), "add")

        assert capsys.readouterr() == ("", "")

    def test_what_is_not_written_is_one_line(self, mine: Course, kernel: Kernel) -> None:
        """And the hints; no check is counted against anybody who has not begun."""
        stub = (Path.cwd() / "rationals.py").read_text()

        card = kernel.check(holding(stub), "add")

        assert card.title == "add is not written yet"
        assert card.good is None and card.checks == ()
        assert card.hints.rungs[0] == "To which lower number can both be brought?"
        assert card.hints.rungs[-1] == "`return reduced(____, a[1] * b[1])`"

    def test_a_part_is_sent_to_the_one_that_it_builds_on(
        self, mine: Course, kernel: Kernel
    ) -> None:
        """The parts that it needs are judged too where it fails; its own checks are shown."""
        wrong = RATIONALS.replace("return abs(p) if", "return 1 if")

        card = kernel.check(holding(wrong), "add")
        reduced = kernel.check(holding(wrong), "reduced")

        assert {each.part for each in card.checks} == {"add"}
        assert "builds on `greatest_common_divisor`, above: fix that first" in said(reduced)

    def test_a_stub_waits_for_no_other_part(self, mine: Course, kernel: Kernel) -> None:
        """Nor for one that it will build on, and that never ends."""
        stub = (Path.cwd() / "rationals.py").read_text()
        endless = "def greatest_common_divisor(p, q):\n    raise KeyboardInterrupt"

        assert kernel.check(holding(stub, endless), "add").title == "add is not written yet"

    def test_a_recorded_misconception_is_named(
        self, mine: Course, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """By what a release recorded of it, as in `grader check`."""
        monkeypatch.setattr(
            "grader.judging.causes.name_recorded", lambda known, failed, passed: known[0].sentence
        )
        known = RecordedMisconception("reduced", "the lower number stays negative", {})
        (mine.root / MISCONCEPTIONS_FILE).write_bytes(recorded_text({"rationals": [known]}))
        wrong = RATIONALS.replace("* (1 if q > 0 else -1)", "")

        card = kernel.check(holding(wrong), "reduced")

        assert "likely    the lower number stays negative" in said(card)

    def test_a_class_is_judged_too(
        self, mine: Course, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its objects are as far away as over the border."""
        monkeypatch.chdir(mine.root / "exercises" / "words")

        assert kernel.check(holding(WORDS), "Counter").good is True

    def test_an_interrupt_is_a_card(self, mine: Course, kernel: Kernel) -> None:
        """A loop without an end is stopped as any cell is, and the next check runs."""
        objects = holding(RATIONALS, "def add(a, b):\n    raise KeyboardInterrupt")

        card = kernel.check(objects, "add")

        assert card.title == "add: you stopped the check"
        assert "`add` was running" in said(card)
        assert kernel.check(holding(RATIONALS), "add").good is True

    def test_what_is_not_there_yet(self, mine: Course, kernel: Kernel) -> None:
        """Its cell was not run; or the name stands for something that cannot be called."""
        for objects in ({}, {"add": 3}):
            card = kernel.check(objects, "add")
            assert card.title == "add is not there yet"
            assert "run the cell that defines `add`" in said(card)

    def test_a_quit_is_the_students(self, mine: Course, kernel: Kernel) -> None:
        """The kernel lives on."""
        card = kernel.check(holding("def add(a, b):\n    raise SystemExit"), "add")

        assert "raised SystemExit" in said(card)

    def test_nbgrader_itself_gets_no_card(
        self, mine: Course, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where its settings were not read it runs the cell, and makes full marks of any card."""
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

        with pytest.raises(UsageError, match=r"its nbgrader_config\.py was not read"):
            kernel.check(holding(RATIONALS), "add")


class TestTheKernelIsLeftAsItWas:
    """A check changes nothing in its student's own process."""

    def test_generators_go_on_where_they_were(self, mine: Course, kernel: Kernel) -> None:
        """A check seeds them; what the student draws next does not know of it."""
        random.seed(1), np.random.seed(1), torch.manual_seed(1)
        expected = random.random(), np.random.rand(), torch.rand(1).item()
        random.seed(1), np.random.seed(1), torch.manual_seed(1)

        kernel.check(holding(RATIONALS), "add")

        assert (random.random(), np.random.rand(), torch.rand(1).item()) == expected

    def test_settings_are_the_students_alone(self, mine: Course, kernel: Kernel) -> None:
        """Checks compute as they always do; the kernel's functions with its own settings."""
        objects = holding(
            "import torch\ndef add(a, b):\n    seen.append(torch.get_default_dtype())\nseen = []"
        )
        torch.set_default_dtype(torch.float64)
        try:
            kernel.check(objects, "add")
            assert torch.get_default_dtype() is torch.float64
        finally:
            torch.set_default_dtype(torch.float32)

        assert {*objects["seen"]} == {torch.float64}

    def test_arguments_are_copies(self, mine: Course, kernel: Kernel) -> None:
        """What a function does to them is seen by no other call; nor is a name bound."""
        objects = holding(RATIONALS)
        names = {*objects}

        kernel.check(objects, "add")

        assert {*objects} == names

    def test_what_it_held_can_still_be_collected(self, mine: Course, kernel: Kernel) -> None:
        """Suites are frozen once they are open, and the student's garbage is not."""
        kernel.check(holding(RATIONALS), "add")

        assert gc.get_freeze_count() == 0


class TestWhichExercise:
    """How a part is found."""

    def test_by_its_name_alone(
        self, mine: Course, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where only one exercise has such a part, any folder of the course will do."""
        monkeypatch.chdir(mine.root)

        assert kernel.check(holding(WORDS), "split_words").good is True

    def test_two_of_a_name_have_to_be_told_apart(
        self, mine: Course, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The line to type is shown; in an exercise's folder there is nothing to ask."""
        text = (mine.root / "course.yml").read_text()
        (mine.root / "course.yml").write_text(text.replace("split_words", "add"))
        assert kernel.check(holding(RATIONALS), "add").good is True
        monkeypatch.chdir(mine.root)

        card = kernel.check(holding(RATIONALS), "add")

        assert "rationals and words both have a part add" in card.title
        assert card.said == ('Try: check("add", exercise="rationals")',)
        assert kernel.check(holding(RATIONALS), "add", "rationals").good is True

    @pytest.mark.parametrize(
        ("part", "exercise", "words", "then"),
        [
            ("ad", "", "no part of rationals is called 'ad'", "did you mean add?"),
            ("add", "rational", "no exercise is called 'rational'", "did you mean rationals?"),
            (len, "", "a part is called by its name, in quotes", 'check("len")'),
        ],
    )
    def test_a_wrong_name_is_answered_kindly(
        self, mine: Course, kernel: Kernel, part: str, exercise: str, words: str, then: str
    ) -> None:
        """With what was perhaps meant."""
        card = kernel.check({}, part, exercise)

        assert words in card.title and then in card.said[0]
        assert card.good is None

    def test_no_course_here(
        self, kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It says how to get one, and raises nothing."""
        monkeypatch.chdir(tmp_path)

        card = kernel.check(holding(RATIONALS), "add")

        assert "the course's folder is not here" in card.title
        assert "from grader.notebook import course" in said(card)

    def test_a_suite_that_is_broken(self, mine: Course, kernel: Kernel) -> None:
        """It is the instructor's, who hears of it."""
        (Path.cwd() / "test_visible.py").write_text("def test(:")

        card = kernel.check(holding(RATIONALS), "add")

        assert "SyntaxError" in card.title
        assert card.said == ("Try: tell your instructor: this is not your mistake",)


class TestProgress:
    """What `grader list` knows of it."""

    def test_the_part_is_kept_beside_the_others(self, mine: Course, kernel: Kernel) -> None:
        """And what was known of another part stays."""
        path = mine.root / PATH
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            json.dumps({"rationals": {"parts": {"reduced": [0, 7]}, "hints": {"add": 1}}})
        )

        kernel.check(holding(RATIONALS), "greatest_common_divisor")

        known = {"reduced": [0, 7], "greatest_common_divisor": [1, 1]}
        assert recall(mine)["rationals"] == {"parts": known, "hints": {"add": 1}}

    def test_a_folder_that_may_only_be_read(
        self, mine: Course, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The card is the same, and says that it was not kept."""

        def full(*_: object) -> None:
            raise StoreError("progress.json cannot be written: Read-only file system")

        monkeypatch.setattr("grader.commands.kernel.save", full)

        card = kernel.check(holding(RATIONALS), "add")

        assert card.good is True
        assert "not kept for grader list: progress.json cannot be written" in said(card)


class TestHintsWithAPrice:
    """Nobody pays without having said so, and what is paid is kept as by `grader hint`."""

    @pytest.fixture
    def dear(self, mine: Course) -> Course:
        """The course, whose second and third rungs cost something."""
        path = mine.root / "course.yml"
        path.write_text(path.read_text() + "hint_prices: [0, 0.25, 0.5]\n")
        return load_course(mine.root, exactly=True)

    def test_the_card_shows_what_is_free_and_names_the_price(
        self, dear: Course, kernel: Kernel
    ) -> None:
        """The text of the others is not even in the page."""
        card = kernel.check(holding("def add(a, b):\n    return 1"), "add")

        assert len(card.hints.rungs) == 1 and card.hints.of == 3
        assert card.hints.toll == (
            "Hint 2 of 3 of add costs 0.25 points. "
            'To have it: `from grader.notebook import hint; hint("add", pays=True)`'
        )
        assert "____" not in card._repr_html_()
        assert paid(dear) == {}

    def test_it_is_shown_once_it_is_paid_for(self, dear: Course, kernel: Kernel) -> None:
        """Then the card shows it as well, and names the next price; the last one ends it."""
        refused = kernel.hint("add")
        second = kernel.hint("add", pays=True)
        card = kernel.check(holding("def add(a, b):\n    return 1"), "add")

        assert refused.title == "no hint yet: hint 2 of 3 of add costs 0.25 points"
        assert second.title == "add, hint 2 of 3"
        assert second.said[-1] == "it costs 0.25 points: grader pack tells your instructor"
        assert card.hints.rungs[1] == second.said[0] and "costs 0.5 points" in card.hints.toll
        assert paid(dear) == {"rationals": 0.25}

        kernel.hint("add", pays=True)
        last = kernel.hint("add", pays=True)

        assert last.title == "add: no hint costs anything now"
        assert paid(dear) == {"rationals": 0.75}

    def test_where_none_costs_anything_none_is_counted(self, mine: Course, kernel: Kernel) -> None:
        """The card shows them all; a part that is not there is said."""
        assert kernel.hint("add", pays=True).title == "add: no hint costs anything now"
        assert kernel.check(holding("def add(a, b):\n    return 1"), "add").hints.toll == ""
        assert recall(mine).get("rationals", {}).get("hints") is None
        assert kernel.hint("adt").title.startswith("no hint yet: ")


class TestPicture:
    """The exercise's picture, drawn by the kernel's functions."""

    @pytest.fixture(autouse=True)
    def drawing(self, mine: Course) -> None:
        """Let the exercise have one."""
        (Path.cwd() / "picture.py").write_text(PICTURE)

    def test_it_comes_with_the_last_part_that_passes(self, mine: Course, kernel: Kernel) -> None:
        """And stays on later cards; a part that fails again takes it away."""
        objects = holding(RATIONALS)
        kernel.check(objects, "greatest_common_divisor")
        before = kernel.check(objects, "reduced")

        last, again = kernel.check(objects, "add"), kernel.check(objects, "reduced")
        broken = kernel.check(holding(RATIONALS, "def add(a, b):\n    return 0"), "add")

        assert before.drawing is None and broken.drawing is None
        assert last.drawing is not None and last.drawing.file.startswith(b"\x89PNG")
        assert last.drawing is again.drawing  # drawn once
        assert (last.drawing.alt, last.drawing.see) == ("Sums: 1/2 + 1/3.", "It rises.")

    def test_it_is_drawn_when_asked_for(self, mine: Course, kernel: Kernel) -> None:
        """By the functions as they are; or it says which one it waits for."""
        stub = (Path.cwd() / "rationals.py").read_text()

        drawn, waiting = kernel.picture(holding(RATIONALS)), kernel.picture(holding(stub))
        stopped = kernel.picture(holding("def add(a, b):\n    raise KeyboardInterrupt"))

        assert drawn.drawing is not None
        assert (waiting.title, waiting.said) == (
            "no picture yet",
            ("this picture waits for `add`",),
        )
        assert stopped.title == "stopped"

    def test_a_film_where_there_is_one(self, mine: Course, kernel: Kernel) -> None:
        """It moves; else it is said that there is none."""
        none = kernel.picture(holding(RATIONALS), film=True)
        frames = "\n\ndef frames(student, guest):\n    return [picture(student, guest)] * 2\n"
        (Path.cwd() / "picture.py").write_text(PICTURE + frames)

        film = kernel.picture(holding(RATIONALS), film=True)

        assert "rationals has a picture, and no film" in none.title
        assert film.drawing is not None and film.drawing.file.startswith(b"GIF")
        assert "data:image/gif;base64," in film._repr_html_()

    def test_none_is_asked_for_kindly(
        self, mine: Course, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where it is not clear which, and where there is none."""
        monkeypatch.chdir(mine.root)

        assert kernel.picture({}).said == ('Try: picture("rationals")',)
        assert "there is no picture of words" in kernel.picture({}, "words").title

    def test_a_card_needs_no_matplotlib(
        self, mine: Course, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without it all is judged, and nothing drawn."""
        find = importlib.util.find_spec
        monkeypatch.setattr(
            "importlib.util.find_spec", lambda name: None if name == "matplotlib" else find(name)
        )
        for part in ("greatest_common_divisor", "reduced", "add"):
            card = kernel.check(holding(RATIONALS), part)

        assert card.good is True and card.drawing is None


class TestCourse:
    """The course from elsewhere."""

    def test_a_zip_is_enough(
        self, mine: Course, kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is unpacked elsewhere, and the notebook goes on in the exercise's folder."""
        archive = shutil.make_archive(str(tmp_path / "handout"), "zip", mine.root)
        monkeypatch.chdir(tmp_path)

        card = kernel.course(archive, "rationals")

        assert card.title == "Sums and sentences" and card.good is True
        assert Path.cwd().parts[-2:] == ("exercises", "rationals")
        assert not Path.cwd().is_relative_to(mine.root)
        assert kernel.check(holding(RATIONALS), "add").good is True
        os.chdir(tmp_path)

    def test_trouble_is_a_card(self, mine: Course, kernel: Kernel, tmp_path: Path) -> None:
        """And the course that was there before stays."""
        missing = kernel.course(str(tmp_path / "nothing.zip"))
        unknown = kernel.course(str(mine.root), "rational")

        assert missing.title.startswith("there is no course yet: ")
        assert "no exercise is called 'rational'" in unknown.title
        assert kernel.root is None
