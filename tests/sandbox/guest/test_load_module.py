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

    assert [label for label, *_ in loaded.failures] == [f"cell {n}" for n in range(1, 101)]
    assert loaded.names() == ["work"]


def load(source: str, siblings: dict[str, str] | None = None) -> load_module.Loaded:
    """Load a file."""
    return load_module.load("odd", [["odd.py", source]], siblings or {})


def failures(loaded: load_module.Loaded) -> list[tuple[int, str]]:
    """Return the lines that failed, and with what."""
    return [(line, report["type"]) for _, line, _, report in loaded.failures]


def test_a_statement_that_fails_voids_no_other() -> None:
    """What stands above and below it is defined; what it would have defined is not."""
    loaded = load("import sys\nx = 1 / 0\ndef f(): pass\nsys.exit(0)\ndef g(): return x\n")

    assert loaded.names() == ["f", "g"]
    assert failures(loaded) == [(2, "ZeroDivisionError"), (4, "SystemExit")]


def test_of_an_import_the_names_that_are_there_count() -> None:
    """A module or a name that is missing takes none of the others from the same line."""
    loaded = load("import nosuchmodule, math\nfrom math import (nosuchname,\n  sqrt)\n")

    assert failures(loaded) == [(1, "ModuleNotFoundError"), (2, "ImportError")]
    assert {"math", "sqrt"} <= {*vars(loaded.module)}


def test_an_import_error_names_no_file_of_ours() -> None:
    """Where a library lies is no business of a student's."""
    ((*_, report),) = load("from typing import nosuchname").failures

    assert report["message"] == "cannot import name 'nosuchname' from 'typing'"


def test_what_is_imported_from_the_future_counts_below() -> None:
    """Annotations are texts then."""
    source = "def f(x: int): pass\ntexts = [*f.__annotations__.values()]\n"

    for first, found in (("", [int]), ("from __future__ import annotations\n", ["int"])):
        assert vars(load(first + source).module)["texts"] == found


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: nothing) -> nothing: pass",
        "class f:\n    y: nothing\n    def g(self, x: nothing): pass",
        "f: nothing = abs",
    ],
)
def test_an_annotation_may_name_what_is_not_there(source: str) -> None:
    """Python 3.14 does not look; before, a library for types that is missing would cost all."""
    loaded = load(source)

    assert (loaded.names(), loaded.failures) == (["f"], [])


@pytest.mark.parametrize(
    "source",
    [
        "@nothing\ndef f(): pass",
        "def f(x=nothing): pass",
        "class f(nothing): pass",
        "class f:\n    nothing",
        "f: int = nothing",
    ],
)
def test_what_else_is_not_there_fails(source: str) -> None:
    """A decorator, a default and a base are needed."""
    loaded = load(source)

    ((*_, report),) = loaded.failures
    assert (loaded.names(), report["message"]) == ([], "name 'nothing' is not defined")


def test_a_helper_is_run_statement_by_statement_too() -> None:
    """Its own demo at the end does not void it."""
    loaded = load("from helper import f", {"helper": "def f(): pass\nraise SystemExit"})

    assert loaded.names() == ["f"]
    assert [each[:2] for each in loaded.failures] == [["helper.py", 2]]


def test_what_does_not_parse_voids_nothing_else() -> None:
    """Its lines are told, and its error with the student's own line."""
    source = "def f(): pass\n\ndef g():\n    x = 1\n    return f'{x y}'\n\ndef h(): pass\n"

    loaded = load(source)

    ((label, first, last, report),) = loaded.failures
    assert loaded.names() == ["f", "h"]
    assert (label, first, last, report["type"]) == ("odd.py", 3, 5, "SyntaxError")
    assert report["frames"] == [["odd.py", 5, "", "return f'{x y}'"]]


def test_a_helper_that_does_not_parse_whole_is_run_all_the_same() -> None:
    """Its functions above and below are there to be imported."""
    loaded = load("from helper import f, g", {"helper": "def f(): pass\nx y\ndef g(): pass\n"})

    assert loaded.names() == ["f", "g"]
    assert [each[:3] for each in loaded.failures] == [["helper.py", 2, 2]]


def test_what_might_end_the_process_is_announced_first() -> None:
    """Definitions, imports and constants are not; and what must not run does not."""
    begun = []
    source = "import math\n'text'\nx = 1\nclass A:\n  y = 2\n  def f(self): pass\n"

    def may_run(label: str, line: int) -> bool:
        begun.append((label, line))
        return line != 7

    loaded = load_module.load("odd", [["odd.py", f"{source}1 / 0\ny = f"]], {}, may_run)

    assert begun == [("odd.py", 7), ("odd.py", 8)]
    assert failures(loaded) == [(8, "NameError")]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise NotImplementedError", ""),
        ("'''Text.'''\n    # a hint\n    raise NotImplementedError()", ""),
        ("x = 1\n    raise NotImplementedError", load_module.BELOW_CODE),
        ("x = 1\n    raise NotImplementedError('later')", "later"),
    ],
)
def test_a_raise_below_other_code_is_told_from_a_stub(body: str, message: str) -> None:
    """Who has finished a function and forgot the stub's last line is helped by that."""
    for start in ("def work(", "@(lambda f: f)\ndef work(\n    a=1,\n    b=2,\n"):
        assert raised(f"{start}):\n    {body}")["message"] == message
