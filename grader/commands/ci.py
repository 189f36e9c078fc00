"""What `check` and `grade` leave behind for a CI system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.errors import StoreError
from grader.judging import Result
from grader.reports import junit, public_part
from grader.store import write_whole


def write_junit(path: Path, results: Sequence[Result], environment: Mapping[str, str]) -> None:
    """Write the results as JUnit XML. Raises `StoreError` where the file cannot be written."""
    try:
        write_whole(path, junit.render(results, public_part(environment)))
    except StoreError as error:
        remedy = "--junit with a file in a folder that you may write to"
        raise StoreError(error.message, remedy) from None
