"""Tests of what suites import and this machine lacks; every door to a suite says it alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.derive import bundle
from grader.commands.kernel import Kernel
from grader.commands.pack import pack
from grader.commands.suite_libraries import able, require_libraries
from grader.commands.try_part import prepared
from grader.course.model import Course, load_course
from grader.errors import MissingLibrary
from tests.support.fractions import WORDS

SAID = "words needs nosuchlibrary and nosuchother, which are not installed"
LINE = "python -m pip install nosuchlibrary nosuchother"


@pytest.fixture
def mine(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A student's folder; the suite of its second exercise imports what is not installed."""
    bundle(course, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine" / "exercises" / "words")
    suite = Path("test_visible.py")
    text = suite.read_text(encoding="utf-8")
    suite.write_text(f"import nosuchlibrary\nimport nosuchother\n{text}", encoding="utf-8")
    Path("words.py").write_text(WORDS, encoding="utf-8")
    return load_course(tmp_path / "mine", exactly=True)


def test_who_can_be_checked_is_told_from_who_cannot(mine: Course) -> None:
    """All that is missing is named at once, with the line that installs it."""
    rationals, words = mine.exercises

    can, lacking = able(mine, mine.exercises)

    assert can == (rationals,)
    assert lacking is not None
    assert (lacking.message, lacking.remedy) == (SAID, LINE)
    assert able(mine, [rationals]) == ((rationals,), None)
    assert able(mine, [words])[0] == ()


def test_an_exercise_that_lacks_nothing_is_let_through(mine: Course) -> None:
    """And one that lacks something is not."""
    require_libraries(mine, mine.exercises[:1])
    with pytest.raises(MissingLibrary, match=SAID):
        require_libraries(mine, mine.exercises)


def test_a_prompt_names_all_that_is_missing(mine: Course) -> None:
    """Before the first import fails."""
    with pytest.raises(MissingLibrary, match=SAID):
        prepared(mine, mine.exercise("words"), "Counter")


def test_packing_names_what_its_checks_need(mine: Course, tmp_path: Path) -> None:
    """It is no mistake of the instructor's."""
    with pytest.raises(MissingLibrary, match=SAID):
        pack(mine, ["words"], tmp_path / "handin.zip")


def test_a_notebooks_card_says_the_line(mine: Course) -> None:
    """Its check is not judged."""
    kernel = Kernel()

    card = kernel.check({"Counter": dict}, "Counter")
    kernel.close()

    assert card.title == f"nothing was checked: {SAID}"
    assert card.said == (f"Try: {LINE}",)
