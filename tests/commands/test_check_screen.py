"""Tests of what `grader check` says: counts, places, and the next thing to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.commands.check import Asked, Checked, with_results
from grader.commands.check_screen import Files
from grader.course.model import Course, load_course
from grader.feedback.explanation import Explanation
from grader.judging.results import Check, Outcome, PartScore, Result
from grader.submission import Cell, Work
from tests.support.checked import lines_of

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
STUB = "`{}` is not written yet ({}.py, line 9 raises NotImplementedError)"


@pytest.fixture
def mine(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A student's folder of the course, at whose root the student stands."""
    bundle(course, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return load_course(tmp_path / "mine", exactly=True)


def checked(course: Course, *results: Result, part: str = "", **more: object) -> Checked:
    """Give what came of a check of these exercises."""
    asked = Asked(tuple(course.exercise(each.exercise) for each in results), part)
    return Checked(course, asked, results, with_results({}, results), **more)  # type: ignore[arg-type]


def result_of(exercise: str, part: str, *outcomes: Outcome, why: str = "") -> Result:
    """Return a student's own result, of visible checks of one part; ``why`` none could be run."""
    reason = Explanation(why) if why else None
    checks = tuple(Check(str(n), part, True, each, reason) for n, each in enumerate(outcomes))
    score = 5.0 * all(each is Outcome.PASSED for each in outcomes)
    parts = (PartScore(part, score, 5.0),)
    return Result("you", exercise, score, 5.0, "graded", parts, checks, reason=reason)


def stub_of(exercise: str, part: str) -> Result:
    """Return the result of a part that is not begun."""
    why = Explanation(STUB.format(part, exercise))
    checks = (Check("0", part, True, FAILED, why),)
    return Result("you", exercise, 0, 5.0, "graded", (PartScore(part, 0, 5.0),), checks)


def test_a_check_ends_with_what_is_decided_here(mine: Course) -> None:
    """How many visible checks passed, and the points that hang on them."""
    result = result_of("words", "Counter", PASSED, PASSED)

    lines = lines_of(checked(mine, result, decided={"words": 1.5}))

    assert "visible: 2 of 2 (these checks decide 1.5 of 5 points)" in lines


def test_a_cell_is_named_with_its_notebook(mine: Course) -> None:
    """A stub that is reached in a notebook: its file is said, not a number in nobody knows what."""
    where = "exercises/words/words.ipynb"
    work = Work("words", where, notebook=True, cells=(Cell("cell 3", "class Counter:\n    ..."),))
    why = Explanation("`Counter` is not written yet (cell 3, line 2 raises NotImplementedError)")
    check = Check("0", "Counter", True, FAILED, why)
    result = Result("you", "words", 0, 5.0, "graded", (PartScore("Counter", 0, 5.0),), (check,))

    lines = lines_of(checked(mine, result, works={"words": work}))

    assert f"next: write Counter, {Path(where)}, cell 3, line 2" in lines


def test_it_is_said_once(mine: Course) -> None:
    """An exercise alone needs no total."""
    result = result_of("words", "Counter", PASSED, FAILED)

    lines = lines_of(checked(mine, result, decided={"words": 1.5}))

    assert [line for line in lines if "visible:" in line] == [
        "visible: 1 of 2 (these checks decide 1.5 of 5 points)"
    ]
    assert lines[-1] == "next: grader hint words Counter"


def test_how_to_read_of_the_others_is_said(mine: Course) -> None:
    """Where one failure is explained and another is not: the last line, with what was asked."""
    checks = [
        Check(str(n), "Counter", True, FAILED, Explanation(why)) for n, why in enumerate("aab")
    ]
    results = [
        Result("you", "words", 0, 5.0, "graded", (PartScore("Counter", 0, 5.0),), tuple(some))
        for some in (checks, checks[:2])
    ]

    several, alike = (lines_of(checked(mine, each)) for each in results)
    part = lines_of(checked(mine, results[0], part="Counter"))
    every = lines_of(checked(mine, result_of("rationals", "add", PASSED), results[0]))
    everything = lines_of(checked(mine, results[0]), everything=True)

    assert several[-2:] == [
        "next: grader hint words Counter", "the others: grader check words --all"
    ]  # fmt: skip
    assert part[-1] == "the others: grader check words Counter --all"
    assert every[-1] == "the others: grader check --all"
    assert not [line for line in (*alike, *everything) if "the others" in line]


def test_several_exercises_end_with_what_all_of_them_decide(mine: Course) -> None:
    """Each says its own, the last line all of it."""
    results = (result_of("words", "Counter", PASSED), result_of("rationals", "add", FAILED, PASSED))
    decided = {"words": 1.5, "rationals": 3.25}

    *above, last, _ = lines_of(checked(mine, *results, decided=decided))

    assert "visible: 1 of 1 (these checks decide 1.5 of 5 points)" in above
    assert "visible: 1 of 2 (these checks decide 3.25 of 5 points)" in above
    assert last == "visible, in all 2 exercises: 2 of 3 (these checks decide 4.75 of 10 points)"


def test_where_it_is_not_known_hidden_checks_decide_the_rest(mine: Course) -> None:
    """No points are made up for a folder that does not tell them."""
    results = (result_of("words", "Counter", PASSED), result_of("rationals", "add", PASSED))

    lines = lines_of(checked(mine, *results, decided={"words": 1.5}))

    assert "visible, in all 2 exercises: 2 of 2 (hidden checks decide the rest)" in lines


def test_a_file_that_cannot_be_run_decides_nothing_yet(mine: Course) -> None:
    """The reason stands once, and the count is told all the same."""
    result = result_of("words", "Counter", FAILED, FAILED, why="words.py could not be run")

    lines = lines_of(checked(mine, result, decided={"words": 1.5}))

    assert lines[1:] == [
        "words.py could not be run",
        "visible: 0 of 2 (these checks decide 1.5 of 5 points)",
        "next: fix that, then grader check words",
    ]


def test_without_checks_nothing_is_counted(mine: Course) -> None:
    """As where nothing was handed in for an exercise without a visible suite."""
    lines = lines_of(checked(mine, result_of("words", "Counter")))

    assert not [line for line in lines if "visible:" in line]


def test_after_green_comes_the_next_lesson_and_how_far_that_is(mine: Course) -> None:
    """What a check cannot tell is said, too."""
    result = result_of("rationals", "add", PASSED)
    every = [result_of("rationals", part.name, PASSED) for part in mine.exercises[0].parts]
    progress = with_results({}, every)
    done = Checked(mine, Asked(mine.exercises[:1]), (result,), progress)

    rest = "these are examples; 'What is judged' in the lesson lists the rest"
    *_, green, bar, step = lines_of(done)
    assert green == f"every visible check passes: {rest}"
    assert bar.startswith("the course ") and bar.endswith(" 3 of 5 parts pass")
    assert step == f"next: {Path('exercises/words/README.md')}"


def test_after_a_green_part_comes_the_next_one(mine: Course) -> None:
    """With the line at which to write."""
    source = "def greatest_common_divisor(p, q):\n    return 1\n\n\ndef reduced(p, q):\n    ...\n"
    path = "exercises/rationals/rationals.py"
    works = {"rationals": Work("rationals", path, (Cell("rationals.py", source),))}
    result = result_of("rationals", "greatest_common_divisor", PASSED)

    lines = lines_of(checked(mine, result, part="greatest_common_divisor", works=works))

    assert lines[-1] == f"next: reduced, {Path(path)}:5"


def test_a_course_that_passes_needs_no_next_step(mine: Course) -> None:
    """The bar is full."""
    every = [result_of(e.name, p.name, PASSED) for e in mine.exercises for p in e.parts]
    done = Checked(mine, Asked(mine.exercises), tuple(every), with_results({}, every))

    assert lines_of(done)[-1].endswith(" 5 of 5 parts pass")


def test_what_is_broken_comes_before_all_else(mine: Course) -> None:
    """Then what is wrong, then what is not begun, in the course's order each."""
    stub = stub_of("rationals", "add")
    wrong = result_of("words", "Counter", FAILED)
    broken = result_of("words", "Counter", FAILED, why="no")

    assert lines_of(checked(mine, stub, broken))[-1] == "next: fix that, then grader check words"
    assert lines_of(checked(mine, stub, wrong))[-1] == "next: grader hint words Counter"
    assert lines_of(checked(mine, stub))[-2:] == [
        f"next: write add, {Path('exercises/rationals/rationals.py')}:9",
        "stuck? grader hint rationals add",
    ]


def test_only_one_failure_is_explained_unless_all_are_asked_for(mine: Course) -> None:
    """In the first exercise that has one, of all that are checked."""
    why = [Explanation("three are off"), Explanation("the shape is (2,)")]
    parts = (PartScore("Counter", 0, 5.0),)
    checks = tuple(Check(str(n), "Counter", True, FAILED, each) for n, each in enumerate(why))
    found = checked(mine, Result("you", "words", 0, 5.0, "graded", parts, checks))

    short, everything = lines_of(found), lines_of(found, everything=True)

    assert ("      three are off" in short, "      the shape is (2,)" in short) == (True, False)
    assert "      the shape is (2,)" in everything


def test_a_file_is_called_by_the_path_that_leads_to_it(mine: Course) -> None:
    """Its own, a helper beside it, another exercise's; what is not there keeps its name."""
    work = Work("rationals", "exercises/rationals/rationals.py", (Cell("rationals.py", ""),))
    (mine.root / "exercises/rationals/helper.py").write_text("")
    files = Files(mine, "rationals", work, mine.root)

    assert files.path_of("rationals.py") == str(Path("exercises/rationals/rationals.py"))
    assert files.path_of("helper.py") == str(Path("exercises/rationals/helper.py"))
    assert files.path_of("words.py") == str(Path("exercises/words/words.py"))
    assert files.path_of("nosuch.py") == "nosuch.py"


def test_a_place_in_a_notebook_names_the_cell() -> None:
    """It has no lines of its own."""
    cells = (Cell("cell 2", "x = 1\ndef add(a, b):\n    return a\n"),)
    work = Work("rationals", "rationals.ipynb", cells, notebook=True)
    course = load_course(Path(__file__).parents[1] / "courses" / "fractions", exactly=True)

    (place,) = Files(course, "rationals", work, course.root).places().values()

    assert place.endswith("rationals.ipynb, cell 2, line 2")
