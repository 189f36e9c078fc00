"""Tests of how an error is shown."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from grader.commands.screen import Hanging, error_text, nearby
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


def test_a_long_line_goes_on_where_it_begins() -> None:
    """On a narrow terminal; what would be broken there itself begins earlier, and stays whole."""
    text = Hanging(Text("ada\n    one two three eleven\n    exercises/words.py:10 is wrong\n"))
    narrow, piped = Console(width=22, file=StringIO()), Console(file=StringIO(), soft_wrap=True)

    narrow.print(text)
    piped.print(text)

    assert [line.rstrip() for line in narrow.file.getvalue().splitlines()] == [
        "ada", "    one two three", "    eleven", " exercises/words.py:10", " is wrong", "",
    ]  # fmt: skip
    assert piped.file.getvalue() == f"{text.text.plain}\n"


def test_an_error_without_a_remedy_ends_there() -> None:
    """Nothing is made up."""
    assert error_text(GraderError("it broke")).plain == "error: it broke"


def test_a_file_is_called_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below here by its short name, and elsewhere by its whole path."""
    monkeypatch.chdir(tmp_path)

    assert nearby(tmp_path / "a" / "b.py") == str(Path("a/b.py"))
    assert nearby(tmp_path.parent / "b.py") == str(tmp_path.parent / "b.py")
