"""Tests of equivalents: which mutants are said to be right, and that nothing else is covered."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.audit.equivalents import Equivalent, load
from grader.audit.variants import Kind, Variant
from grader.errors import CourseError
from grader.submission import Submission

CHANGE = "x[1:] → x[:] in y = x[1:] + 1"
REASON = "the first entry is 0"


def mutant(change: str = CHANGE, place: str = "add", of: str = "loops") -> Variant:
    """Give a mutant."""
    return Variant(
        Kind.MUTANT, "rationals", f"{place}: {change}", Submission("m"), of=of
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "covered"),
    [
        ({"change": CHANGE}, True),
        ({"change": "x[[]1:] → *"}, False),
        ({"change": "x[1:] → *"}, True),
        ({"change": "* in y = x[1:] + 1"}, True),
        ({"change": "* in y = x[1:] + ?"}, True),
        ({"change": "x[1:] → x[:]"}, False),
        ({"change": CHANGE, "of": "loops", "place": "add"}, True),
        ({"change": CHANGE, "of": "reference"}, False),
        ({"change": CHANGE, "place": "ad"}, False),
        ({"change": CHANGE, "place": "a*"}, True),
        ({"change": CHANGE, "exercise": "words"}, False),
    ],
)
def test_an_entry_covers_what_it_names(fields: dict[str, str], covered: bool) -> None:
    """Brackets mean themselves; * and ? stand for anything."""
    entry = Equivalent(**{"exercise": "rationals", "reason": REASON, **fields})

    assert entry.covers(mutant()) is covered


def test_a_change_may_hold_a_colon() -> None:
    """The place ends at the first one."""
    entry = Equivalent(exercise="rationals", change="if a: … → if True: …", reason=REASON)

    assert entry.covers(mutant("if a: … → if True: …"))


def test_no_file_no_entry(tmp_path: Path) -> None:
    """Neither is an empty one an error."""
    (tmp_path / "empty.yml").write_text("# nothing\n")

    assert load(tmp_path / "none.yml") == load(tmp_path / "empty.yml") == []


@pytest.mark.parametrize(
    "text",
    [
        "- {exercise: a, change: b}", "- {exercise: a, change: b, reason: short}",
        "- {exercise: a, change: b, reason: long enough, also: c}", "[", "exercise: a",
    ],
)  # fmt: skip
def test_a_wrong_file_is_the_courses_error(tmp_path: Path, text: str) -> None:
    """Without a reason, with an unknown key, with no list in it."""
    (tmp_path / "equivalent.yml").write_text(text)

    with pytest.raises(CourseError, match=r"equivalent\.yml"):
        load(tmp_path / "equivalent.yml")
