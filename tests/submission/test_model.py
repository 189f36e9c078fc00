"""Tests of the nouns: a submission, its digest, and the bytes that hold all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from grader.submission import Cell, Submission, Work, pack, unpack

MOMENT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
WHOLE = Submission(
    "ada\udc80",
    (
        Work("words", "words.ipynb", (Cell("cell 1", "x = '\u202e'"),), True, "", "a note", MOMENT),
        Work("rationals", "rationals.py", problem="it cannot be read"),
    ),
    {"helpers": "y = 1", "submitted_at": "z = 2"},
    MOMENT,
    ("a remark",),
    {"words": 3},
)


@pytest.mark.parametrize("submission", [WHOLE, Submission("nobody")])
def test_it_comes_back_whole(submission: Submission) -> None:
    """Names of any kind, notebooks, times, and what could not be read."""
    again = unpack(pack(submission), submission.student, submission.attempts)

    assert again == submission
    assert again.digest == submission.digest


def test_the_digest_is_of_the_work_alone() -> None:
    """The same work is the same, whoever's it is and however often it came."""
    other = Submission("bob", WHOLE.works, WHOLE.siblings, WHOLE.submitted_at, WHOLE.problems)

    assert other.digest == WHOLE.digest
    assert pack(other) == pack(WHOLE)
    assert Submission("bob", WHOLE.works[:1]).digest != WHOLE.digest


@pytest.mark.parametrize("damaged", [b"", b"\0", pack(WHOLE)[:-4], b"x\x9c\x03\0\0\0\0\x01"])
def test_damaged_bytes_are_a_value_error(damaged: bytes) -> None:
    """Whatever is wrong with them."""
    with pytest.raises(ValueError):
        unpack(damaged, "ada", {})


class TestOneExercise:
    """What decides an exercise's result, and what says that two works are the same."""

    TASK = Work("words", "words.py", (Cell("words.py", "from rationals import add"),))
    OTHER = Work("rationals", "rationals.py", (Cell("rationals.py", "import helper"),))
    CLASS = Submission("ada", (TASK, OTHER), {"helper": "a = 1", "unused": "b = 2"}, MOMENT)

    def test_it_holds_what_the_work_may_import(self) -> None:
        """Also what that imports, and nothing else."""
        alone = self.CLASS.only("words")

        assert alone.works == (self.TASK,)
        assert alone.importable("words") == {"helper": "a = 1", "rationals": "import helper"}
        assert self.CLASS.only("rationals").importable("rationals") == {"helper": "a = 1"}

    @pytest.mark.parametrize("call", ["__import__('help' + 'er')", "import_module('help' + 'er')"])
    def test_names_that_are_computed_may_be_any(self, call: str) -> None:
        """Then all modules are kept."""
        work = Work("words", "words.py", (Cell("words.py", call),))

        alone = replace(self.CLASS, works=(work, self.OTHER)).only("words")

        assert set(alone.siblings) == {"helper", "unused", "rationals"}

    def test_the_same_code_is_the_same_work(self) -> None:
        """Whatever its file is called, whatever is remarked of it, and whenever it came."""
        cells = (Cell("words-1.py", self.TASK.cells[0].source),)
        again = replace(self.TASK, path="words-1.py", cells=cells, note="x", submitted_at=MOMENT)
        other = replace(self.CLASS, works=(again, self.OTHER), problems=("a remark",))

        first, second = self.CLASS.only("words"), other.only("words")

        assert first.code_digest == second.code_digest
        assert first.digest != second.digest

    @pytest.mark.parametrize(
        "changes",
        [
            {"works": (replace(TASK, cells=(Cell("words.py", "pass"),)), OTHER)},
            {"works": (replace(TASK, other=OTHER), OTHER)},
            {"works": (replace(TASK, cells=(), problem="it cannot be read"), OTHER)},
            {"siblings": {"helper": "a = 2"}},
        ],
    )
    def test_other_code_is_another_work(self, changes: dict[str, Any]) -> None:
        """Its own, a second version, and what it imports."""
        other = replace(self.CLASS, **changes)

        assert other.only("words").code_digest != self.CLASS.only("words").code_digest

    def test_the_other_exercises_do_not_matter(self) -> None:
        """Nor helpers that are theirs, nor whether they were handed in."""
        changed = replace(self.OTHER, cells=(Cell("rationals.py", "pass"),))
        alone = Submission("ada", (replace(self.TASK, cells=changed.cells),))
        both = replace(self.CLASS, works=(*alone.works, self.OTHER))

        assert alone.only("words").code_digest == both.only("words").code_digest

    def test_nothing_has_no_code(self) -> None:
        """What was found instead is told."""
        empty = Submission("ada", missing={"words": "did you mean words.py?"})

        alone = empty.only("words")

        assert alone.code_digest == ""
        assert alone.why_missing("words") == "did you mean words.py?"
        assert alone.digest != empty.only("rationals").digest
