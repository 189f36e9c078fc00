"""Tests of loading: what is told of a student's exception, however odd it is."""

from __future__ import annotations

import pytest

from grader.sandbox.guest import load_module

ON_NO_LINE = """
def work():
    def inner():
        raise IndexError("none there")

    type(inner)(inner.__code__.replace(co_firstlineno=2**31 - 1), {})()
"""


def raised(source: str) -> dict[str, object]:
    """Give the report of what a student's function ``work`` raises."""
    loaded = load_module.load("odd", [["odd.py", source]], {})
    with pytest.raises(Exception) as caught:
        loaded.find("work")()
    return load_module.report(caught.value)


def test_a_frame_on_no_line_is_told_all_the_same() -> None:
    """An instruction without a line number, as Python itself makes some, ends nothing."""
    report = raised(ON_NO_LINE)

    assert (report["type"], report["message"]) == ("IndexError", "none there")
    frames = report["frames"]
    assert isinstance(frames, list)
    assert [type(frame[1]) for frame in frames] == [int, int]


def test_the_names_of_functions_have_an_end() -> None:
    """A function may be called anything, at any length."""
    report = raised(f"def {'f' * 9_000}():\n    1 / 0\n\nwork = {'f' * 9_000}")

    assert report["frames"] == [["odd.py", 2, "f" * 2_000, "1 / 0"]]


def test_no_more_failures_are_kept_than_can_be_told() -> None:
    """Of very many cells that fail the first hundred are reported, and the rest still run."""
    cells = [[f"cell {number}", "1 / 0"] for number in range(1, 300)]

    loaded = load_module.load("odd", [*cells, ["cell 300", "def work(): pass"]], {})

    assert [label for label, _ in loaded.failures] == [f"cell {n}" for n in range(1, 101)]
    assert loaded.names() == ["display", "work"]
