"""Tests of how an error is shown."""

from __future__ import annotations

from grader.commands.screen import error_text
from grader.errors import GraderError, UnknownName


def test_an_error_says_what_to_type_next() -> None:
    """What happened, and below it the remedy."""
    assert error_text(GraderError("no [border]", "grader doctor")).plain == (
        "error: no [border]\ntry: grader doctor"
    )


def test_a_question_is_not_something_to_try() -> None:
    """It stands alone."""
    error = UnknownName("exercise", "word", ["words"])

    assert error_text(error).plain == "error: no exercise is called 'word'\ndid you mean words?"


def test_an_error_without_a_remedy_ends_there() -> None:
    """Nothing is made up."""
    assert error_text(GraderError("it broke")).plain == "error: it broke"
