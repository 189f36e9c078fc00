"""Tests of hints: one rung more each time, and the first part that is still open."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.commands.check import check
from grader.commands.hint import (
    Hint,
    all_shown,
    asked,
    ladders,
    next_hint,
    paid,
    read_hints,
    shown,
    upcoming,
)
from grader.commands.student_progress import recall, save
from grader.course.model import Course, load_course
from grader.errors import CourseError, UnknownName, UsageError
from grader.sandbox.interface import Sandbox
from tests.support.fractions import WORDS, WRONG_DIVISOR


def test_a_ladder_for_each_part() -> None:
    """Numbered lists below headings; a rung may go over several lines, and hold code."""
    text = (
        "# Title\n1. no\n## `one`\n\n1. First\n   and more.\n2) `x = 1.5`\n\n## two\nText.\n1. A\n"
    )

    assert ladders(text) == {"one": ["First and more.", "`x = 1.5`"], "two": ["A"]}


def test_a_heading_within_a_rung_is_none() -> None:
    """Only a heading that is one name begins a part."""
    assert ladders("## one\n1. A ## b\n### no\n2. B\n## two words\n") == {
        "one": ["A ## b ### no", "B ## two words"]
    }


def test_one_rung_more_each_time(course: Course) -> None:
    """The ladder is climbed, and at its end the last rung stays."""
    exercise = course.exercise("words")

    hints = [next_hint(course, exercise, "Counter") for _ in range(4)]

    first = Hint("Counter", "Which type holds a number for each word?", 1, 3)
    second = "What does `dict.get(word, 0)` give for a word that is not there?"
    lesson = f"{course.exercise_folder('words') / 'README.md'}:9"
    last = Hint("Counter", "`self.counts[word] = ____ + 1`", 3, 3, lesson=lesson)
    assert hints == [first, Hint("Counter", second, 2, 3), last, last]


def test_each_part_has_its_own_ladder(course: Course) -> None:
    """Climbing one leaves the others where they are."""
    exercise = course.exercise("words")
    next_hint(course, exercise, "Counter")

    assert next_hint(course, exercise, "split_words").rung == 1


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, "greatest_common_divisor"),
        ({"greatest_common_divisor": [1, 1]}, "reduced"),
        ({"greatest_common_divisor": [1, 1], "reduced": [0, 1]}, "reduced"),
        (
            {"greatest_common_divisor": [1, 1], "reduced": [1, 1], "add": [1, 1]},
            "greatest_common_divisor",
        ),
    ],
)
def test_the_first_open_part_without_a_name(
    course: Course, parts: dict[str, list[int]], expected: str
) -> None:
    """A hint is for the part that does not pass its checks yet."""
    save(course, {"rationals": {"parts": parts}})

    assert next_hint(course, course.exercise("rationals")).part == expected


def test_progress_of_checks_is_kept(course: Course) -> None:
    """A hint forgets nothing that a check found."""
    save(course, {"rationals": {"parts": {"add": [1, 1]}}, "words": {"parts": {}}})

    next_hint(course, course.exercise("rationals"), "add")

    assert recall(course) == {
        "rationals": {"parts": {"add": [1, 1]}, "hints": {"add": 1}},
        "words": {"parts": {}},
    }


def test_a_wrong_part_is_offered_the_nearest(course: Course) -> None:
    """Did you mean."""
    with pytest.raises(UnknownName) as error:
        next_hint(course, course.exercise("rationals"), "reduce")

    assert error.value.remedy == "did you mean reduced?"


def test_hints_that_are_missing(course: Course) -> None:
    """A part without hints, or a folder without the file, is said with the file's name."""
    path: Path = course.root / "exercises" / "words" / "hints.md"
    path.write_text("## split_words\n1. A\n## Counter\nNothing yet.\n")

    with pytest.raises(CourseError, match=r"hints\.md has no hint for Counter"):
        next_hint(course, course.exercise("words"), "Counter")
    path.unlink()
    with pytest.raises(CourseError, match=r"hints\.md: No such file"):
        next_hint(course, course.exercise("words"), "split_words")


@pytest.mark.parametrize("known", [{"words": 5}, {"words": {"hints": 5}}, {"words": {"parts": []}}])
def test_a_progress_file_that_somebody_edited(course: Course, known: dict) -> None:
    """A hint comes all the same."""
    save(course, known)

    assert next_hint(course, course.exercise("words")).rung == 1


class TestFailure:
    """A hint follows the failure at hand."""

    @pytest.fixture
    def mine(self, course: Course, tmp_path: Path) -> Course:
        """A student's folder of the course."""
        bundle(course, tmp_path / "mine")
        return load_course(tmp_path / "mine", exactly=True)

    def test_what_the_last_check_said(self, mine: Course, lent_sandbox: Sandbox) -> None:
        """The first part that fails, the check's sentence and the diagnosis stand above it."""
        mine.stub("rationals").write_text(WRONG_DIVISOR)
        (result,) = check(mine, ["rationals"]).results
        failed = next(each for each in result.checks if each.outcome == "failed")
        assert failed.explanation is not None

        hint = next_hint(mine, mine.exercise("rationals"))

        assert hint.part == failed.part
        assert hint.failure.splitlines()[0] == failed.sentence
        assert hint.failure.splitlines()[1] in (
            failed.explanation.likely, failed.explanation.pattern, failed.explanation.problem,
        )  # fmt: skip
        text = shown("rationals", hint).plain
        assert text.startswith(f"{hint.part}, when last checked: {failed.sentence}\n  ")
        assert f"\n{hint.part}, hint 1 of 3: " in text

    def test_what_is_mended_or_not_written_says_nothing(
        self, mine: Course, lent_sandbox: Sandbox
    ) -> None:
        """Neither a part that passes, nor one that has not been begun."""
        mine.stub("rationals").write_text(WRONG_DIVISOR)
        mine.stub("words").write_text(WORDS)
        check(mine, [])
        stub = (mine.root / ".grader/stubs/rationals.py").read_text()
        mine.stub("rationals").write_text(stub)
        check(mine, [])

        for name in ("rationals", "words"):
            assert next_hint(mine, mine.exercise(name)).failure == ""


class TestAgain:
    """What was read can be read again."""

    def test_the_last_one_and_all(self, course: Course) -> None:
        """In order, and no rung more than was asked for; reading again is no asking."""
        exercise = course.exercise("words")
        for _ in range(2):
            next_hint(course, exercise, "Counter")

        read = read_hints(course, exercise, "Counter")

        assert [hint.rung for hint in read] == [1, 2]
        assert recall(course)["words"]["hints"] == {"Counter": 2}
        text = all_shown("words", read).plain
        assert text.splitlines()[0].startswith("Counter, hint 1 of 3: Which type")
        assert text.splitlines()[1].startswith("Counter, hint 2 of 3: What does")
        assert text.endswith("one more: grader hint words Counter")
        assert all_shown("words", read[-1:]).plain == shown("words", read[-1]).plain

    def test_nothing_read_yet(self, course: Course) -> None:
        """How to begin is said."""
        with pytest.raises(UsageError, match="you have read no hint of Counter yet") as error:
            read_hints(course, course.exercise("words"), "Counter")

        assert error.value.remedy == "grader hint words Counter"

    def test_after_the_last_one(self, course: Course) -> None:
        """The lesson's section is named, by its file and line."""
        exercise = course.exercise("words")
        for _ in range(3):
            hint = next_hint(course, exercise, "Counter")

        assert hint.lesson.endswith("README.md:9")
        lines = (course.exercise_folder("words") / "README.md").read_text().splitlines()
        assert "`Counter`" in lines[8]
        assert shown("words", hint).plain.endswith(f"the lesson has the rest: {hint.lesson}")


class TestPrice:
    """A rung may cost points, and nobody pays unasked."""

    @pytest.fixture
    def dear(self, course: Course) -> Course:
        """The course, whose second and third rungs cost something."""
        path = course.root / "course.yml"
        path.write_text(path.read_text() + "hint_prices: [0, 0.25, 0.5]\n")
        return load_course(course.root, exactly=True)

    def test_it_is_said_and_not_shown(self, dear: Course) -> None:
        """The error says what it costs and how to agree; nothing counts as read."""
        exercise = dear.exercise("words")
        next_hint(dear, exercise, "Counter")

        with pytest.raises(UsageError, match=r"hint 2 of 3 of Counter costs 0\.25 points") as error:
            next_hint(dear, exercise, "Counter")

        assert error.value.remedy == "grader hint words Counter --yes"
        assert recall(dear)["words"]["hints"] == {"Counter": 1}
        assert asked(upcoming(dear, exercise, "Counter")) == str(error.value)

    def test_it_is_paid_once(self, dear: Course) -> None:
        """Read again, a rung is free; what was paid is known by exercise."""
        exercise = dear.exercise("words")
        costs = [next_hint(dear, exercise, "Counter", pays=True).price for _ in range(4)]

        assert costs == [0, 0.25, 0.5, 0]
        assert [hint.price for hint in read_hints(dear, exercise, "Counter")] == [0, 0, 0]
        assert paid(dear) == {"words": 0.75}
        assert (
            "it costs 0.5 points: grader pack tells your instructor"
            in shown("words", Hint("Counter", "x", 3, 3, price=0.5)).plain
        )

    def test_a_course_without_prices(self, course: Course) -> None:
        """Nothing costs anything."""
        next_hint(course, course.exercise("words"), "Counter")

        assert paid(course) == {}


def test_typed(run, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal a hint that costs is refused, and taken with --yes."""
    monkeypatch.chdir(course.root)
    path = course.root / "course.yml"
    path.write_text(path.read_text() + "hint_prices: [1]\n")

    none, refused = run("hint", "words", "Counter", "--again"), run("hint", "words", "Counter")
    taken = run("hint", "words", "Counter", "--yes")
    again, everything = (run("hint", "words", "Counter", each) for each in ("--again", "--all"))

    assert none[0] == 2 and "you have read no hint of Counter yet" in none[2]
    assert refused[0] == 2 and "hint 1 of 3 of Counter costs 1 point" in refused[2]
    assert "try: grader hint words Counter --yes" in refused[2]
    assert taken[0] == again[0] == everything[0] == 0
    assert "it costs 1 point: " in taken[1]
    assert again[1] == everything[1]
    assert "hint 1 of 3" in again[1] and "it costs" not in again[1]


def test_a_question_in_a_terminal(run, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is shown or counted unless the answer is yes."""
    monkeypatch.chdir(course.root)
    path = course.root / "course.yml"
    path.write_text(path.read_text() + "hint_prices: [1]\n")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers = iter([False, True])
    monkeypatch.setattr("typer.confirm", lambda question, default: next(answers))

    no = run("hint", "words", "Counter")
    counted = recall(course)
    yes = run("hint", "words", "Counter")

    assert (no[0], no[1], counted) == (1, "", {})
    assert yes[0] == 0 and "it costs 1 point: " in yes[1]
