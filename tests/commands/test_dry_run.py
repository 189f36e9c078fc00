"""Tests of `grade --dry-run`: what would be judged is listed, and nothing is done."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from grader.commands.dry_run import Row, dry_run, shown
from grader.commands.grade import GradeOptions
from grader.course.model import Course
from grader.errors import UnknownName
from tests.support.command_line import Run
from tests.support.files import tree
from tests.support.fractions import RATIONALS, WORDS, class_of, zipped
from tests.support.layouts import DEADLINE, LATE, LAYOUTS, Handed


def options(folder: Path, **wishes: object) -> GradeOptions:
    """What is typed, with the results where no folder is."""
    return GradeOptions(folder, folder.parent / "results", **wishes)


def test_what_would_be_judged_and_what_not(course: Course, tmp_path: Path) -> None:
    """A row for each work, with its file; and of each that is none, or no file to read, why."""
    folder = class_of(
        tmp_path / "class",
        {
            "ada": {"rationals.py": RATIONALS, "words.py": WORDS},
            "bo": {"rationals.py": "", "notes.txt": ""},
            "cyd": {"rational.py": RATIONALS},
            "dan": {},
        },
    )
    (folder / "bo" / "rationals.py").write_bytes(b"\xff\xfe")

    run = dry_run(course, options(folder))

    assert run.rows[:2] == (
        Row("ada", "rationals", "rationals.py"),
        Row("ada", "words", "words.py"),
    )
    bo, cyd, dan = run.rows[2:]
    assert (bo.exercise, "UTF-16" in bo.why) == ("rationals", True)
    assert "did you mean rationals.py?" in cyd.why
    assert "nothing was handed in" in dan.why
    assert (run.students, run.judged) == (4, 2)


def test_a_download_with_its_times_and_flags(course: Course, tmp_path: Path) -> None:
    """Of a platform's download stand its own names of files, when, and who is late."""
    works = [
        Handed(1, "Ada Lindqvist", {"rationals.py": RATIONALS}),
        Handed(2, "Bo Chen", {"words.py": WORDS}, DEADLINE + LATE),
    ]

    canvas = dry_run(course, options(LAYOUTS["canvas"](tmp_path / "canvas", works)))
    scope = dry_run(course, options(LAYOUTS["gradescope"](tmp_path / "scope", works)))

    assert canvas.rows == (
        Row("chenbo", "words", "chenbo_LATE_702_9020_words-2.py", late=True),
        Row("lindqvistada", "rationals", "lindqvistada_701_9010_rationals-1.py", late=False),
    )
    noon = datetime(2026, 9, 24, 10, 0, tzinfo=UTC)
    assert scope.rows[0] == Row("Ada Lindqvist", "rationals", "rationals.py", noon)


def test_only_what_is_asked_for(course: Course, tmp_path: Path) -> None:
    """As in a run, exercises and students may be named, and a mistyped one is said."""
    both = {"rationals.py": RATIONALS, "words.py": WORDS}
    folder = class_of(tmp_path / "class", {"ada": both, "bo": both, "cyd": {"words.py": WORDS}})

    run = dry_run(course, options(folder, only=["bo", "cyd"], exercises=["rationals"]))

    assert run.rows == (
        Row("bo", "rationals", "rationals.py"),
        Row("cyd", why="only words was handed in"),
    )
    with pytest.raises(UnknownName, match="no student is called 'eve'"):
        dry_run(course, options(folder, only=["eve"]))


@pytest.mark.parametrize("width", [60, 200])
def test_no_name_is_cut(course: Course, tmp_path: Path, width: int) -> None:
    """However narrow the terminal, and names do nothing to it."""
    name = "ada-with-a-name-that-is-longer-than-most-names-are"
    folder = class_of(tmp_path / "class", {name: {"rationals.py": RATIONALS}, "[bold]": {}})
    console = Console(width=width, force_terminal=True, color_system=None)

    with console.capture() as capture:
        for line in shown(dry_run(course, options(folder))):
            console.print(line)

    assert name in capture.get() and "[bold]" in capture.get()
    assert "2 students, read as a folder: 1 work would be judged" in capture.get()


def test_it_is_typed(run: Run, course: Course, tmp_path: Path, monkeypatch) -> None:
    """The command lists the works, and leaves no file; a wrong platform is an error of use."""
    (tmp_path / "class").mkdir()
    for name in ("ada", "bo"):
        packed = zipped({"rationals.py": RATIONALS})
        (tmp_path / "class" / f"lindqvist{name}_1_2_work.zip").write_bytes(packed)
    before = tree(tmp_path)
    monkeypatch.chdir(course.root)

    code, out, _ = run("grade", "../class", "--dry-run", "--from", "canvas")
    wrong = run("grade", "../class", "--dry-run", "--from", "moodle")

    assert code == 0
    assert "lindqvistada" in out and "yes" in out
    assert "nothing was judged or written: this was a dry run" in out
    assert (wrong[0], "nothing is named as in a download of moodle" in wrong[2]) == (2, True)
    assert tree(tmp_path) == before
