"""Tests of the nouns: a submission, its digest, and the bytes that hold all of it."""

from __future__ import annotations

from datetime import UTC, datetime

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
    attempt=3,
)


@pytest.mark.parametrize("submission", [WHOLE, Submission("nobody")])
def test_it_comes_back_whole(submission: Submission) -> None:
    """Names of any kind, notebooks, times, and what could not be read."""
    assert unpack(pack(submission)) == submission
    assert unpack(pack(submission)).digest == submission.digest


def test_the_digest_is_of_the_work_alone() -> None:
    """The same work is the same, whoever's it is and however often it came."""
    other = Submission("bob", WHOLE.works, WHOLE.siblings, WHOLE.submitted_at, WHOLE.problems)

    assert other.digest == WHOLE.digest
    assert Submission("bob", WHOLE.works[:1]).digest != WHOLE.digest


@pytest.mark.parametrize("damaged", [b"", b"\0", pack(WHOLE)[:-4], b"x\x9c\x03\0\0\0\0\x01"])
def test_damaged_bytes_are_a_value_error(damaged: bytes) -> None:
    """Whatever is wrong with them."""
    with pytest.raises(ValueError):
        unpack(damaged)
