"""Tests of `grader check`: a student's own machine, without solutions/."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.commands.check import asked_for, check, own_work
from grader.commands.student_progress import PATH, recall, save
from grader.course.model import Course, load_course
from grader.errors import (
    CourseError,
    GraderError,
    MissingLibrary,
    StoreError,
    UnknownName,
    UsageError,
)
from grader.feedback.explanation import as_text
from grader.judging.warm_judge import WarmJudge
from grader.sandbox.interface import Sandbox
from tests.support.checked import lines_of
from tests.support.fractions import RATIONALS, WORDS, scores


@pytest.fixture
def mine(course: Course, tmp_path: Path) -> Course:
    """A student's folder of the course."""
    bundle(course, tmp_path / "mine")
    return load_course(tmp_path / "mine", exactly=True)


def write(course: Course, name: str, text: str) -> None:
    """Write a student's file."""
    (course.root / "exercises" / name / f"{name}.py").write_text(text, encoding="utf-8")


def test_stubs_pass_nothing(mine: Course, lent_sandbox: Sandbox) -> None:
    """What was just handed out fails every check, and says that it is not written yet."""
    checked = check(mine, [])

    assert not checked.passed
    assert [result.score for result in checked.results] == [0, 0]
    told = {as_text(each.explanation) for result in checked.results for each in result.checks}
    assert all("not written yet" in each for each in told)


def test_right_work_passes(mine: Course, lent_sandbox: Sandbox) -> None:
    """Only the visible checks run, on the student's own file."""
    write(mine, "rationals", RATIONALS)

    checked = check(mine, ["rationals"])

    (result,) = checked.results
    assert checked.passed
    assert (result.student, result.score, len(result.checks)) == ("you", 7.5, 3)
    assert all(each.visible for each in result.checks)


def test_what_cannot_be_checked_here_is_left_out(mine: Course, lent_sandbox: Sandbox) -> None:
    """It is named with the line that installs what it needs, and the others are checked."""
    write(mine, "words", WORDS)
    suite = mine.exercise_folder("rationals") / "test_visible.py"
    suite.write_text(f"import no_such_library\n{suite.read_text()}")

    checked = check(mine, [])

    said = lines_of(checked)
    assert [result.exercise for result in checked.results] == ["words"]
    at = said.index("not checked: rationals needs no_such_library, which is not installed")
    assert said[at + 1] == "try: python -m pip install no_such_library"
    assert said[at + 2].startswith("every visible check that can run here passes: ")
    assert "rationals" not in recall(mine)


def test_where_nothing_can_be_checked_it_is_an_error(mine: Course) -> None:
    """As where the one exercise that was asked for needs what is missing."""
    suite = mine.exercise_folder("rationals") / "test_visible.py"
    suite.write_text(f"{suite.read_text()}\ndef late():\n    import no_such_library\n")

    with pytest.raises(MissingLibrary, match="rationals needs no_such_library") as caught:
        check(mine, ["rationals"])

    assert caught.value.remedy == "python -m pip install no_such_library"


def test_what_the_release_wrote_says_how_much_is_decided(
    course: Course, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """A student's folder has no hidden suite to ask."""
    bundle(course.deciding({"rationals": 2.5, "words": 1.3}), tmp_path / "told")
    told = load_course(tmp_path / "told", exactly=True)

    checked = check(told, ["words"])

    assert checked.decided == {"words": 1.3}


def test_the_authors_own_folder_says_how_much_is_decided(
    course: Course, lent_sandbox: Sandbox
) -> None:
    """The hidden suites are there: what they weigh is left over for the visible checks."""
    assert check(course, []).decided == {"rationals": 2.75, "words": 1.33}


def test_a_broken_hidden_suite_stops_no_visible_check(
    course: Course, lent_sandbox: Sandbox
) -> None:
    """How much is decided is then not known, and neither is it in a folder of long ago."""
    (course.root / "solutions" / "words" / "test_hidden.py").write_text("def test(:")

    checked = check(course, ["words"])

    assert len(checked.results[0].checks) == 2
    assert checked.decided == {}


def test_only_what_was_asked_for_is_checked(mine: Course, lent_sandbox: Sandbox) -> None:
    """The other exercise's progress stays as it was."""
    write(mine, "words", WORDS)
    check(mine, ["words"])

    check(mine, ["rationals"])

    progress = recall(mine)
    assert progress["words"]["parts"] == {"split_words": [1, 1], "Counter": [1, 1]}
    assert progress["rationals"]["parts"]["add"] == [0, 1]


def test_nothing_stands_in_on_a_students_machine(mine: Course, lent_sandbox: Sandbox) -> None:
    """There is no reference, so a part that needs a wrong one fails with it."""
    write(mine, "rationals", RATIONALS.replace("return abs(p) if", "return 1 if"))

    (result,) = check(mine, ["rationals"]).results

    assert scores(result) == {"greatest_common_divisor": 0.0, "reduced": 0.0, "add": 2.5}


def test_a_notebook_counts_where_it_was_written_in(mine: Course, lent_sandbox: Sandbox) -> None:
    """The released folder holds a stub and a notebook: the one with more done is judged."""
    path = mine.root / "exercises" / "words" / "words.ipynb"
    made = json.loads(path.read_text())
    made["cells"].append({"cell_type": "code", "source": WORDS, "metadata": {}, "outputs": []})
    made["cells"] = [c for c in made["cells"] if "NotImplementedError" not in "".join(c["source"])]
    path.write_text(json.dumps(made))

    (result,) = check(mine, ["words"]).results

    assert result.score == 5
    assert "words.ipynb was judged" in result.note


def test_an_exercise_that_is_not_there(mine: Course, lent_sandbox: Sandbox) -> None:
    """A deleted file is said, and is no error; no hint brings it back."""
    for path in (mine.root / "exercises" / "words").glob("words.*"):
        path.unlink()

    checked = check(mine, ["words"])
    (result,) = checked.results

    assert (result.verdict, result.score) == ("not submitted", 0)
    assert lines_of(checked)[1] == "there is no words.py and no words.ipynb here"
    assert lines_of(checked)[-1] == "next: fix that, then grader check words"


def test_a_folder_that_may_only_be_read(mine: Course, lent_sandbox: Sandbox) -> None:
    """Its work is checked; that nothing can be kept is said, and where."""
    (mine.root / PATH).mkdir(parents=True)  # a folder stands where the file would be

    checked = check(mine, ["words"])

    assert len(checked.results[0].checks) == 2
    assert "progress.json: it cannot be written" in checked.unkept
    with pytest.raises(StoreError) as caught:
        save(mine, {})
    assert caught.value.remedy.startswith("make room, or make the folder writable")


def test_a_part_is_checked_with_what_it_builds_on(mine: Course, lent_sandbox: Sandbox) -> None:
    """And no other: their progress stays."""
    write(mine, "rationals", RATIONALS)
    check(mine, ["rationals"])
    write(mine, "rationals", RATIONALS.replace("def add", "def sum"))

    checked = check(mine, ["rationals", "reduced"])

    (result,) = checked.results
    assert checked.passed
    assert {each.part for each in result.checks} == {"greatest_common_divisor", "reduced"}
    assert recall(mine)["rationals"]["parts"]["add"] == [1, 1]


@pytest.mark.parametrize(
    ("words", "exercises", "part"),
    [
        ([], ["rationals", "words"], ""),
        (["words"], ["words"], ""),
        (["words", "Counter"], ["words"], "Counter"),
        (["words", "rationals"], ["words", "rationals"], ""),
        (["words", "words"], ["words"], ""),
    ],
)
def test_what_is_asked_for(mine: Course, words: list[str], exercises: list[str], part: str) -> None:
    """Exercises, or one and a part of its own."""
    asked = asked_for(mine, words)

    assert ([each.name for each in asked.exercises], asked.part) == (exercises, part)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["words", "Countr"], "did you mean Counter?"),
        (["words", "rational"], "did you mean rationals?"),
        (["words", "rationals", "Counter"], "name the exercise: words"),
    ],
)
def test_what_cannot_be_meant(mine: Course, words: list[str], said: str) -> None:
    """A part stands behind its own exercise, and alone."""
    with pytest.raises(UsageError) as caught:
        asked_for(mine, words)

    assert caught.value.remedy == said


def test_a_wrong_name_is_told_before_anything_runs(mine: Course) -> None:
    """The nearest name is offered."""
    with pytest.raises(UnknownName) as error:
        check(mine, ["rational"])

    assert error.value.remedy == "did you mean rationals?"


def test_a_missing_suite_is_told(mine: Course) -> None:
    """A folder from which the suite was deleted is to be fetched again."""
    (mine.root / "exercises" / "words" / "test_visible.py").unlink()

    with pytest.raises(UsageError, match="no checks"):
        check(mine, ["words"])


def test_a_broken_suite_is_not_the_students_to_fix(mine: Course, lent_sandbox: Sandbox) -> None:
    """They are told whom to ask."""
    suite = mine.root / "exercises" / "rationals" / "test_visible.py"
    suite.write_text("def test(:", encoding="utf-8")

    with pytest.raises(CourseError, match="SyntaxError") as caught:
        check(mine, ["rationals"])

    assert caught.value.remedy == "tell your instructor: this is not your mistake"


def test_a_border_that_breaks_is_no_failed_check(
    mine: Course, lent_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be judged is told as such, and no progress is written."""
    monkeypatch.setattr(WarmJudge, "judge", lambda *_: 1 / 0)

    with pytest.raises(GraderError, match="ZeroDivisionError"):
        check(mine, ["words"])

    assert recall(mine) == {}


def test_own_work_is_read_from_the_courses_folder(mine: Course) -> None:
    """Each exercise's file is found where the release put it."""
    submission = own_work(mine)

    assert [work.path for work in submission.works] == [
        "exercises/rationals/rationals.py",
        "exercises/words/words.py",
    ]


def test_another_folder_is_judged_by_this_one(
    mine: Course, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """Its own suites and course.yml count for nothing, and no progress is kept anywhere."""
    clone = tmp_path / "clone"
    shutil.copytree(mine.root, clone)
    (clone / "course.yml").write_text("broken: [")
    (clone / "exercises/words/test_visible.py").write_text("")
    own = clone / "exercises/words/words.py"
    own.write_text(WORDS.replace("lower", "upper"))

    checked = check(mine, ["words"], folder=clone)

    said = lines_of(checked)
    assert not checked.passed
    assert any(line.endswith(f"split_words: 0 of 1 visible check ({own}:4)") for line in said)
    assert not [*tmp_path.rglob(PATH.name)]


def test_a_broken_file_in_another_folder(
    mine: Course, tmp_path: Path, lent_sandbox: Sandbox
) -> None:
    """It is named though a notebook beside it is judged."""
    shutil.copytree(mine.root, tmp_path / "clone")
    notebook = tmp_path / "clone/exercises/words/words.ipynb"
    notebook.write_text(notebook.read_text().replace("raise NotImplementedError", "return []"))
    notebook.with_suffix(".py").write_text("def f(:\n")

    said = lines_of(check(mine, ["words"], folder=tmp_path / "clone"))

    assert any(f"{notebook.with_suffix('.py')}:1: " in line for line in said)


def test_another_folder_that_is_not_there(mine: Course, tmp_path: Path) -> None:
    """It is mistyped."""
    with pytest.raises(UsageError, match="there is no folder"):
        check(mine, [], folder=tmp_path / "nowhere")
