"""Tests of what `check` and `grade` leave behind for a CI system."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.commands.ci import _place
from grader.course.model import Course, load_course
from grader.feedback import Explanation
from grader.platforms.github import Place
from grader.sandbox.interface import Sandbox
from tests.support.command_line import Run
from tests.support.fractions import RATIONALS, WORDS, WRONG_DIVISOR, class_of

LOUD = """
def letters(sentence):
    return sentence[{"too": "late"}]

def split_words(sentence):
    print("::set-output name=x::y", "##[add-mask]a")
    return letters(sentence)
"""
STOP = "::stop-commands::"


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stand in a step of GitHub Actions; the file of its summary."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "work"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return tmp_path / "summary.md"


@pytest.fixture
def mine(course: Course, step: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A student's repository, in a folder of which the step works."""
    bundle(course, Path("repository"))
    monkeypatch.chdir("repository")
    return load_course(Path(), exactly=True)


def heard(out: str) -> list[str]:
    """Return the lines that GitHub's runner takes for commands."""
    token, commands = "", []
    for line in out.splitlines():
        if token:
            token = "" if line == f"::{token}::" else token
        elif line.startswith(STOP):
            token = line.removeprefix(STOP)
        elif line.lstrip().startswith("::") or "##[" in line:
            commands.append(line)
    return commands


def test_a_student_s_own_line(run: Run, mine: Course, step: Path, lent_sandbox: Sandbox) -> None:
    """The last line that was reached, from the checkout's root; else where the part begins."""
    Path("exercises/words/words.py").write_text(LOUD)
    Path("exercises/rationals/rationals.py").write_text(WRONG_DIVISOR)

    code, out, err = run("check", "--github")

    failed = [line.split(",title")[0] for line in heard(out)]
    assert (code, err) == (1, "")
    assert failed == [
        "::error file=repository/exercises/rationals/rationals.py,line=2",
        "::error file=repository/exercises/words/words.py,line=3",
        "::error file=repository/exercises/words/words.py",
        "::notice file=repository/exercises/rationals/rationals.py,line=5",
    ]
    assert "::set-output name=x::y" in out
    assert step.read_text().startswith("## Visible checks: ")
    assert f"Protection {lent_sandbox.settings.level}: " in step.read_text()


def test_a_file_is_called_from_its_repository_s_root(
    run: Run, mine: Course, step: Path, lent_sandbox: Sandbox
) -> None:
    """Wherever in the workspace it was checked out to, GitHub calls it so."""
    Path(".git").mkdir()
    Path("exercises/words/words.py").write_text(LOUD)

    _, out, _ = run("check", "words", "--github")

    assert heard(out)[0].startswith("::error file=exercises/words/words.py,line=3,title=")


def test_the_same_words_as_check(run: Run, mine: Course, step: Path, lent_sandbox: Sandbox) -> None:
    """In the log, between the two lines that keep it from being obeyed."""
    plain = run("check", "words", "--all")

    _, out, _ = run("check", "words", "--all", "--github")

    first, *lines = out.splitlines()
    assert first.startswith(STOP)
    assert lines[: len(plain[1].splitlines())] == plain[1].splitlines()
    assert lines[len(plain[1].splitlines())] == f"::{first.removeprefix(STOP)}::"


def test_a_place_lies_in_the_students_own_folder(tmp_path: Path) -> None:
    """What names a place is a student's word: it tells not which other files are there."""
    (tmp_path / "own").mkdir()
    (tmp_path / "course.py").write_text("hidden\n")
    (tmp_path / "own" / "words.py").write_text("mine\n")

    def shown(label: str) -> Place:
        return _place(tmp_path / "own", "words", None, "", Explanation(f"failed at {label}:1"))

    assert shown("words.py").line == 1
    assert shown("../course.py") == shown(str(tmp_path / "course.py")) == Place()


def test_all_green(run: Run, mine: Course, step: Path, lent_sandbox: Sandbox) -> None:
    """No annotation, and 0."""
    Path("exercises/words/words.py").write_text(WORDS)

    code, out, _ = run("check", "words", "--github")

    assert (code, heard(out)) == (0, [])
    assert step.read_text().startswith("## Visible checks: 2 of 2 pass\n")


@pytest.mark.parametrize("notebook", [True, False])
def test_a_syntax_error_is_placed(
    run: Run, mine: Course, step: Path, lent_sandbox: Sandbox, notebook: bool
) -> None:
    """By its line, whether an untouched notebook lies beside it or no code was run at all."""
    Path("exercises/words/words.py").write_text("x = 1\ndef f(:\n")
    if not notebook:
        Path("exercises/words/words.ipynb").unlink()

    code, out, _ = run("check", "words", "--github")

    (line,) = heard(out)
    assert code == 1
    assert line.startswith("::error file=repository/exercises/words/words.py,line=2,title=words%3A")
    assert ("no code was run" in step.read_text()) is not notebook


def test_a_notebook_s_lines_are_not_its_cells(
    run: Run, mine: Course, step: Path, lent_sandbox: Sandbox
) -> None:
    """The file alone is named; the text says the cell."""
    Path("exercises/words/words.py").unlink()
    notebook = Path("exercises/words/words.ipynb")
    notebook.write_text(notebook.read_text().replace("raise NotImplementedError", "return [][0]"))

    _, out, _ = run("check", "words", "--github")

    assert heard(out)[0].startswith("::error file=repository/exercises/words/words.ipynb,title=")
    assert "cell " in heard(out)[0]


def test_what_the_step_wrote_before_stays(
    run: Run, mine: Course, step: Path, lent_sandbox: Sandbox
) -> None:
    """Two commands of one step share the room of its summary."""
    step.write_text("x" * 899_800 + "\n\n")

    run("check", "words", "--github")

    text = step.read_text()
    assert text.startswith("xxx")
    assert "Cut here" in text
    assert len(text.encode()) < 901_000


def test_elsewhere_it_is_refused(run: Run, mine: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is checked, and nothing like a command is printed."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")

    assert run("check", "--github") == (2, "", (
        "error: --github is for a step of GitHub Actions, and GITHUB_STEP_SUMMARY is not set\n"
        "try: the same command without --github, or GITHUB_STEP_SUMMARY=summary.md before it: what "
        "GitHub would show is then written there\n"
    ))  # fmt: skip


def test_after_an_error_no_line_is_a_command(run: Run, mine: Course, step: Path) -> None:
    """The message may quote what students wrote."""
    code, out, err = run("check", "##[error]x", "--github")

    assert (code, heard(out + err)) == (2, [])


def test_a_summary_that_cannot_be_written(
    run: Run, mine: Course, lent_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was found is in the log all the same."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/nowhere/summary.md")

    code, out, err = run("check", "words", "--github")

    assert code == 3
    assert "not written yet" in out
    assert err.startswith("error: /nowhere/summary.md: it cannot be written")


def test_a_class(
    run: Run, course: Course, step: Path, lent_sandbox: Sandbox, tmp_path: Path
) -> None:
    """The table, and what is to be known; no student's line is annotated, and none is obeyed."""
    hostile = {"rationals.py": RATIONALS, "note.txt": "x"}
    class_of(tmp_path / "class", {"ada": hostile, "::set-output name=x::y": hostile})
    (tmp_path / "class" / "##[error]stray").write_text("")

    code, out, _ = run("grade", tmp_path / "class", "--course", course.root, "--github")

    (note,) = heard(out)
    assert code == 0
    assert note.startswith("::warning title=grade::left aside, being neither folders nor archives")
    assert "## Grades of 2 students\n" in step.read_text()
    assert "::set-output name=x::y" in out


def test_one_student_s_repository(
    run: Run, course: Course, step: Path, lent_sandbox: Sandbox
) -> None:
    """With hidden checks: a part each on its line, and the feedback that its student may read."""
    class_of(Path("class"), {"week-ada": {"rationals.py": WRONG_DIVISOR, "words.py": WORDS}})
    given = "--course", course.root, "--prefix", "week-", "--github"

    code, out, _ = run("grade", "class/week-ada", *given)

    places = {line.split(",title")[0] for line in heard(out)}
    assert code == 0
    assert places == {"::error file=class/week-ada/rationals.py,line=2"}
    assert "## Grades of 1 student\n" in step.read_text()
    assert "greatest_common_divisor: " in step.read_text()
