"""Tests of how an error is shown."""

from __future__ import annotations

from grader.commands.screen import error_text
from grader.errors import GraderError


def test_an_error_says_what_to_type_next() -> None:
    """What happened, and below it the remedy."""
    assert error_text(GraderError("no [border]", "grader doctor")).plain == (
        "error: no [border]\ntry: grader doctor"
    )


def test_an_error_without_a_remedy_ends_there() -> None:
    """Nothing is made up."""
    assert error_text(GraderError("it broke")).plain == "error: it broke"
