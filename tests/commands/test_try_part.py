"""Tests of try: a part, what a check gives it, and a prompt in which a debugger works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.commands import prompt
from grader.commands.check import check
from grader.commands.prompt import Generator, Given
from grader.commands.student_progress import save
from grader.commands.try_part import open_prompt, prepared
from grader.course.model import Course, load_course
from grader.errors import UnknownName, UsageError
from grader.judging.results import Outcome
from tests.support.fractions import RATIONALS, WORDS, notebook_of

STOPS = RATIONALS.replace("    common =", "    breakpoint()\n    common =")


@pytest.fixture
def mine(course: Course, tmp_path: Path) -> Course:
    """A student's folder of the second course."""
    bundle(course, tmp_path / "mine")
    return load_course(tmp_path / "mine", exactly=True)


@pytest.fixture
def typed(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Type lines into a prompt; give what it said."""

    def answered(given: Given, *lines: str) -> str:
        (tmp_path / "typed").write_text("".join(f"{line}\n" for line in lines))
        call = subprocess.call
        with (tmp_path / "typed").open() as keys:
            with monkeypatch.context() as patch:
                patch.setattr(
                    subprocess, "call", lambda words, env: call(words, stdin=keys, env=env)
                )
                open_prompt(given)
        return capfd.readouterr().out

    return answered


def write(mine: Course, text: str, exercise: str = "rationals") -> None:
    """Write the student's file."""
    mine.stub(exercise).write_text(text, encoding="utf-8")


class TestPrepared:
    """What a prompt is given."""

    def test_the_call_of_the_first_check_that_fails(self, mine: Course) -> None:
        """The same one, with the same numbers, as in `grader check`."""
        write(mine, RATIONALS.replace("return [p // common", "return [1 + p // common"))

        given = prepared(mine, mine.exercise("rationals"), "reduced")

        checks = check(mine, ["rationals"]).results[0].checks_of("reduced")
        first = next(each for each in checks if each.outcome is Outcome.FAILED)
        assert given.check == f"the first check that fails: {first.sentence}"
        assert first.explanation is not None
        shown = ", ".join(map(repr, given.args))
        assert first.explanation.called == f"reduced({shown})"

    def test_a_part_that_passes(self, mine: Course) -> None:
        """It is given what its first check gives it."""
        write(mine, RATIONALS)

        given = prepared(mine, mine.exercise("rationals"), "reduced")

        assert given.check.startswith("every visible check passes; the first: ")
        assert len(given.args) == 2

    def test_a_part_that_is_not_written(self, mine: Course) -> None:
        """Its inputs are there all the same: they show what is asked for."""
        given = prepared(mine, mine.exercise("rationals"), "reduced")

        assert given.check.startswith("the first check that fails: ")
        assert len(given.args) == 2

    def test_a_breakpoint_fails_no_check(self, mine: Course) -> None:
        """It stops in the prompt, not where nobody could type."""
        write(mine, STOPS)

        given = prepared(mine, mine.exercise("rationals"), "reduced")

        assert given.check.startswith("every visible check passes")
        assert "breakpoint()" in given.cells[0][1]

    def test_what_was_mistyped(self, mine: Course) -> None:
        """The nearest part, or that there is no file."""
        with pytest.raises(UnknownName, match="no part of rationals is called 'reduce'"):
            prepared(mine, mine.exercise("rationals"), "reduce")
        for suffix in (".py", ".ipynb"):
            mine.stub("rationals").with_suffix(suffix).unlink()
        with pytest.raises(UsageError, match=r"there is no rationals\.py"):
            prepared(mine, mine.exercise("rationals"), "reduced")

    @pytest.mark.parametrize("beside", [True, False])
    def test_a_file_that_python_cannot_read(self, mine: Course, beside: bool) -> None:
        """The line is named, as a check names it, though an untouched notebook lies beside."""
        if not beside:
            mine.stub("rationals").with_suffix(".ipynb").unlink()
        write(mine, "def reduced(p, q:\n    return 1\n")

        with pytest.raises(UsageError, match=r"Python cannot read \S+rationals\.py:1") as caught:
            prepared(mine, mine.exercise("rationals"), "reduced")

        assert "  1 | def reduced(p, q:" in caught.value.message
        assert caught.value.remedy == "fix that, then grader try rationals reduced"

    def test_nothing_of_the_grader_goes_along(self, mine: Course) -> None:
        """Plain values, the student's own code and folders, and sentences."""
        given = prepared(mine, mine.exercise("rationals"), "reduced")

        assert [file for file, _ in given.cells] == [str(mine.stub("rationals"))]
        assert str(mine.exercise_folder("rationals")) in given.folders
        assert all(type(each) in (int, float, tuple, list) for each in given.args)


class TestPrompt:
    """The prompt itself, in a process of its own."""

    def test_inputs_have_the_parameters_names(self, mine: Course, typed) -> None:
        """The part can be called with them, and what is there is told."""
        write(mine, RATIONALS)
        given = prepared(mine, mine.exercise("rationals"), "reduced")

        said = typed(given, f"print(reduced(p, q) == reduced(*{given.args!r}))", "exit()")

        assert "True" in said
        assert f"  p = {given.args[0]}\n  q = {given.args[1]}\n" in said
        assert "leave: exit()" in said

    def test_a_debugger_stops_in_the_students_code(self, mine: Course, typed) -> None:
        """pdb reads what is typed, shows the line, and knows the names there."""
        write(mine, STOPS)

        said = typed(
            prepared(mine, mine.exercise("rationals"), "reduced"), "reduced(6, 4)", "p p * 7", "c"
        )

        assert "-> common = greatest_common_divisor(p, q)" in said
        assert "(Pdb) 42" in said
        assert "[3, 2]" in said

    def test_a_notebooks_cells(self, mine: Course, typed) -> None:
        """Each is run; one that raises is shown with its line, and the rest is there."""
        mine.stub("words").unlink()
        path = mine.stub("words").with_suffix(".ipynb")
        path.write_text(notebook_of("1 / 0", WORDS), encoding="utf-8")

        said = typed(prepared(mine, mine.exercise("words"), "split_words"), "split_words('A b')")

        assert f'File "{path}, cell 1", line 1, in <module>\n    1 / 0\n' in said
        assert "['a', 'b']" in said

    def test_helpers_are_found(self, mine: Course, typed) -> None:
        """Those beside the file, and other exercises."""
        (mine.exercise_folder("rationals") / "helper.py").write_text("seven = 7\n")
        write(mine, WORDS, "words")
        write(mine, f"import helper\nfrom words import split_words\n{RATIONALS}")

        given = prepared(mine, mine.exercise("rationals"), "reduced")

        assert "(7, ['a'])" in typed(given, "helper.seven, split_words('a')")


def test_a_process_of_its_own(mine: Course) -> None:
    """What is typed runs beside the grader, and its end is the prompt's."""
    given = prepared(mine, mine.exercise("rationals"), "reduced")
    code = "import sys; sys.path.insert(0, sys.argv[1]); from grader.commands import prompt"

    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print({{n for n in sys.modules if 'judging' in n}})",
         str(Path(prompt.__file__).parents[2])],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout == "set()\n"
    assert given.part == "reduced"


def test_values_that_cannot_be_told() -> None:
    """Where a name is taken, or does not fit, the values are numbered; a generator is one of 0."""
    given = Given("m", "f", (), (), "", "", (1, Generator()), {}, [2])

    taken = prompt.inputs_of(given, {"f": lambda x, y: 0, "x": 5})
    wrong = prompt.inputs_of(given, {"f": lambda x: 0})
    fits = prompt.inputs_of(given, {"f": lambda x, rng: 0})

    assert list(taken) == list(wrong) == ["arg1", "arg2", "expected"]
    assert list(fits) == ["x", "rng", "expected"]
    assert fits["rng"].random() == prompt.inputs_of(given, {})["arg2"].random()


@pytest.mark.parametrize(
    ("value", "said"),
    [(1.5, "1.5"), ([1] * 100, "list of 100"), (None, "None"), ("x" * 99, "str")],
)
def test_a_value_is_told_in_a_line(value: object, said: str) -> None:
    """A large one by its kind and size."""
    assert prompt.described(value) == said


def test_typed(run, mine: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its exit code is the prompt's; what is not typed is the part in hand."""
    opened: list[tuple[str, str]] = []

    def open_it(given: Given) -> int:
        opened.append((given.module, given.part))
        return 3

    monkeypatch.chdir(mine.root)
    monkeypatch.setattr("grader.commands.try_part.open_prompt", open_it)
    save(mine, {"rationals": {"parts": {"greatest_common_divisor": [1, 1]}}})

    codes = [run("try", *words)[0] for words in ([], ["rationals"], ["words", "Counter"])]

    assert codes == [3, 3, 3]
    assert opened == [("rationals", "reduced"), ("rationals", "reduced"), ("words", "Counter")]
    assert run("try", "rationals", "nosuch")[0] == 2
