"""Tests of how far a student is, and of what `grader` alone says."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from grader.authoring.derive import bundle
from grader.commands.standing import (
    Standing,
    bar,
    exercise_at,
    exercise_named,
    standing,
    unfinished,
    whereabouts,
)
from grader.commands.student_progress import save
from grader.course.model import Course, load_course
from tests.support.checked import printed

RATIONALS = {"greatest_common_divisor": [1, 1], "reduced": [1, 1], "add": [1, 1]}
WORDS = {"split_words": [1, 1], "Counter": [1, 1]}


@pytest.fixture
def mine(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A student's folder of the course, at whose root the student stands."""
    bundle(course, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return load_course(tmp_path / "mine", exactly=True)


def test_beside_the_solutions_it_speaks_to_the_author(course: Course) -> None:
    """What is checked, judged and graded there; nobody is at an exercise."""
    lines = printed(whereabouts(course, None))

    typed = ["grader release --check", "grader audit", "grader grade CLASS"]
    assert [each for each in typed if any(line.startswith(each) for line in lines)] == typed
    assert not any("you are at" in line for line in lines)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("exercises/words/words.py", "words"),
        ("./exercises/words/", "words"),
        ("exercises/words/deleted.py", "words"),
        ("words", "words"),
        ("Counter", "Counter"),
        ("exercises/wrods/words.py", "wrods"),
        ("../elsewhere/words.py", "words"),
        ("exercises", "exercises"),
        ("..", ".."),
    ],
)
def test_a_path_names_its_exercise(mine: Course, word: str, name: str) -> None:
    """As the shell completes it; what is no path, and what leads to none, keeps a name."""
    assert exercise_named(mine, word) == name


def test_a_path_from_within_the_exercise(mine: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beside, or the folder itself; a part's name is no path, though it could be one."""
    monkeypatch.chdir(mine.exercise_folder("words"))

    found = [exercise_named(mine, word) for word in ("words.py", ".", "../rationals/", "Counter")]

    assert found == ["words", "words", "rationals", "Counter"]


@pytest.mark.parametrize("width", [40, 20])
def test_no_command_is_cut(mine: Course, width: int) -> None:
    """They are to be typed: what they do goes below them, where there is no room beside."""
    console = Console(width=width, file=io.StringIO())

    console.print(whereabouts(mine, mine.exercise("words")))

    said = console.file.getvalue()
    assert "\u2026" not in said
    assert "grader watch words\n" in said


def test_nothing_was_checked_yet(mine: Course) -> None:
    """Everything is still to do, from the first part on."""
    reached = standing(mine)

    assert (reached.passed, reached.parts) == (0, 5)
    assert (reached.exercise, reached.part) == (mine.exercises[0], "greatest_common_divisor")


def test_the_first_part_that_does_not_pass(mine: Course) -> None:
    """One that was never checked is none that passes; of an old course's parts none counts."""
    known = {"rationals": {"parts": {**RATIONALS, "reduced": [0, 1], "gone": [0, 9]}}}

    reached = standing(mine, known)

    assert (reached.passed, reached.part) == (2, "reduced")
    assert unfinished(mine.exercises[0], {"reduced": [1, 1]}) == ["greatest_common_divisor", "add"]


def test_all_is_done(mine: Course) -> None:
    """There is no next part."""
    known = {"rationals": {"parts": RATIONALS}, "words": {"parts": WORDS}}

    reached = standing(mine, known)

    assert (reached.passed, reached.exercise, reached.part) == (5, None, "")


def test_in_which_exercise_somebody_stands(mine: Course, tmp_path: Path) -> None:
    """In its folder or below; not at the root, nor elsewhere, nor in a folder like it."""
    root, words = mine.root, mine.exercises[1]
    (root / "exercises/words/deep").mkdir()

    assert exercise_at(mine, root / "exercises/words") == words
    assert exercise_at(mine, root / "exercises/words/deep") == words
    for folder in (root, root / "exercises", tmp_path, root / "exercises/nosuch"):
        assert exercise_at(mine, folder) is None


def test_grader_alone_says_where_one_is_and_what_to_type(mine: Course) -> None:
    """By the course, or by the folder's exercise while it is not finished."""
    save(mine, {"rationals": {"parts": {**RATIONALS, "add": [0, 1]}}})
    rationals, words = mine.exercises

    there, here, lines = (printed(whereabouts(mine, each)) for each in (rationals, words, None))

    assert lines[0] == "Sums and sentences"
    assert lines[1].endswith("2 of 5 parts pass")
    assert lines[2:4] == [
        "you are at rationals, add",
        f"lesson: {Path('exercises/rationals/README.md')}",
    ]
    assert "grader watch rationals  checks your work each time that you save" in lines
    assert there == lines
    assert here[2] == "you are at words, split_words"


@pytest.mark.parametrize(
    ("passed", "full"), [(0, 0), (1, 1), (36, 15), (71, 29), (72, 30)], ids=str
)
def test_the_bar_needs_no_colour(passed: int, full: int) -> None:
    """What is still to do has a sign of its own; only all of it looks full, only nothing empty."""
    reached = Standing(passed, 72, None, "")

    plain = Console(width=80, color_system=None).render_lines(bar(reached))
    coloured = Console(width=80, color_system="truecolor", no_color=False).render_lines(
        bar(reached)
    )

    for (line,) in (plain, coloured):
        text = "".join(segment.text for segment in line)
        assert text.startswith(f"the course {'━' * full}{'·' * (30 - full)} ")
        assert f"{passed} of 72 parts pass" in text


def test_the_bar_holds_where_letters_are_few_or_lines_short() -> None:
    """In a code page without the signs, and in a narrow terminal; the figures are never cut."""
    reached = Standing(36, 72, None, "")
    old = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")

    few, narrow = Console(file=old, width=80), Console(width=49, color_system=None)
    (few_line,), (narrow_line,) = (each.render_lines(bar(reached)) for each in (few, narrow))

    assert f"{'=' * 15}{'.' * 15} 36 of 72" in "".join(each.text for each in few_line)
    text = "".join(each.text for each in narrow_line)
    assert "36 of 72 parts pass" in text
    assert text.count("━") and text.count("━") == text.count("·")


def test_a_finished_folder_leads_to_the_next(mine: Course) -> None:
    """And a finished course to nothing more than the commands."""
    save(mine, {"rationals": {"parts": RATIONALS}})
    lines = printed(whereabouts(mine, mine.exercises[0]))
    save(mine, {"rationals": {"parts": RATIONALS}, "words": {"parts": WORDS}})
    done = printed(whereabouts(mine, None))

    assert lines[2:4] == ["rationals: every visible check passes", "you are at words, split_words"]
    assert done[2] == "every visible check of the course passes"
    assert "grader watch   checks your work each time that you save" in done
