"""Guests for the tests: a source in, what its functions give out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from grader.sandbox.desk import Desk, Source
from grader.sandbox.proxies import Student, Workbench
from grader.sandbox.setup import AnyBorder


@dataclass(frozen=True)
class Text:
    """One cell of source."""

    label: str
    source: str


@contextmanager
def desk_with(
    border: AnyBorder, *sources: str, seconds: float = 10.0, in_all: float = 60.0
) -> Iterator[Desk]:
    """Give a desk on which these cells are loaded."""
    desk = Desk(border, seconds, in_all)
    cells = tuple(Text("work.py" if not n else f"cell {n + 1}", s) for n, s in enumerate(sources))
    try:
        desk.open(Source("work", cells, {}))
        yield desk
    finally:
        desk.close()


@contextmanager
def student_of(border: AnyBorder, *sources: str, seconds: float = 10.0) -> Iterator[Student]:
    """Give the names that these cells define."""
    with desk_with(border, *sources, seconds=seconds) as desk:
        yield Student(desk)


@contextmanager
def pair_of(border: AnyBorder, *sources: str) -> Iterator[tuple[Student, Workbench]]:
    """Give the names, and the workbench beside them."""
    with desk_with(border, *sources) as desk:
        yield Student(desk), Workbench(desk)
