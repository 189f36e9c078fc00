"""Tests of which of several files for one exercise holds finished work, found without a parser."""

from __future__ import annotations

import time

import pytest

from grader.course.model import load_course
from grader.submission import Cell, Work, parts_of
from grader.submission.notebook import notebook_cells
from grader.submission.statements import Definition, definitions, statements, unclosed
from grader.submission.versions import choose
from tests.support.fresh_process import ROOT

PARTS = ("f", "g")


def work(path: str, *sources: str) -> Work:
    """A work of these cells."""
    cells = tuple(Cell(f"cell {number}", source) for number, source in enumerate(sources, 1))
    return Work("lab", path, cells, notebook=path.endswith(".ipynb"))


def chosen(*works: Work, parts: tuple[str, ...] = PARTS) -> list[str]:
    """The paths of what is judged."""
    return [works[each].path for each in choose(works, parts)[0]]


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        "'''Say what f does.'''",
        'r"""Of several\n    lines: return 1\n    """',
        "raise NotImplementedError",
        "raise NotImplementedError(\n        'write this')",
        "# only a comment: return 1",
        "return None  # later",
        "'doc'\n    pass",
    ],
)
def test_no_finished_work(body: str) -> None:
    """A body that does nothing is no finished work, however it is written."""
    source = (
        f"import numpy\n@cache\ndef f(x, mode=':'):\n    {body}\nclass g:\n    def h(self): ...\n"
    )

    assert [each.body for each in definitions([source]).values()] == [(), ()]
    assert chosen(work("lab.py", source), work("lab.ipynb", "def f(x): return x")) == ["lab.ipynb"]


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return x",
        "def f(x): return {1: x}",
        "async def f(\n    x,\n    y=2,\n):\n    return x",
        "f = lambda x: x",
        "f: object = max",
        "from helper import f",
        "from helper import (\n    other as f,\n    more,\n)",
        "from helper import *",
        "if True:\n    def f(x):\n        return x",
        "class f:\n    'doc'\n    def __call__(self, x):\n        return x",
        "def f(x):\n\treturn x",
    ],
)
def test_finished_work(source: str) -> None:
    """Whatever defines a part counts, in a function or not."""
    stub = work("lab.py", "def f(x):\n    raise NotImplementedError")

    assert chosen(stub, work("lab.ipynb", source)) == ["lab.ipynb"]


def test_what_is_no_part_does_not_count() -> None:
    """Helpers that a stub brings along, or that a student wrote, decide nothing."""
    helpers = work("lab.py", "def a(): return 1\ndef b(): return 2\ndef f(x): pass")

    assert chosen(helpers, work("lab.ipynb", "def f(x): return x")) == ["lab.ipynb"]


def test_a_forgotten_raise_below_finished_code() -> None:
    """Code that never reaches its raise is work, and more than an untouched stub."""
    stub = work("lab.py", "def f(x):\n    raise NotImplementedError")
    done = work("lab.ipynb", "def f(x):\n    return x\n    raise NotImplementedError")

    assert chosen(stub, done) == ["lab.ipynb"]


def test_a_stub_that_begins_the_work() -> None:
    """The lines that a stub gives are not the student's own version of a part."""
    stub = "def f(x):\n    y = x\n    raise NotImplementedError"
    mine = "def f(x):\n    y = x\n    return y"

    assert chosen(work("lab.py", mine), work("lab.ipynb", stub)) == ["lab.py"]
    assert choose([work("lab.py", mine), work("lab.ipynb", stub)], PARTS)[1] == [
        "lab.py was judged, not lab.ipynb, which holds no other finished work"
    ]


@pytest.mark.parametrize("other", ["def f(x): return 1", "def f(x):\n  return 2\ndef g(x: return"])
def test_work_of_its_own_in_both(other: str) -> None:
    """Two different works are both judged, also where one of them may not be Python at all."""
    mine = work("lab.py", "def f(x): return x\ndef g(x): return x\n")

    assert set(chosen(mine, work("lab.ipynb", other))) == {"lab.py", "lab.ipynb"}


def test_half_of_the_same_work() -> None:
    """A part of the same work is not judged again, and that is said."""
    half, whole = "def f(x): return x", "def f(x):  return x  # done\ndef g(x): return x"

    picked, said = choose([work("lab.py", half), work("lab.ipynb", whole)], PARTS)

    assert picked == [1]
    assert said == ["lab.ipynb was judged, not lab.py, which holds no other finished work"]


def test_what_is_released_is_untouched() -> None:
    """Of every exercise of this course, neither the stub nor the notebook has a finished part."""
    for exercise, parts in parts_of(load_course(ROOT).exercises).items():
        place = ROOT / "exercises" / exercise / exercise
        source = place.with_suffix(".py").read_text("utf-8")
        cells = notebook_cells(place.with_suffix(".ipynb").read_bytes())
        stub, notebook = work("a.py", source), Work(exercise, "a.ipynb", cells, notebook=True)

        assert choose([stub, notebook], parts) == ([0], []), exercise
        assert all(definitions([source])[part].undone for part in parts)


STUB = """class f:
    def __init__(self):
        super().__init__()
        raise NotImplementedError


def g(x):
    raise NotImplementedError
"""
OPEN = STUB.replace("super().__init__()", "super().__init__(")


def test_a_file_that_is_broken_is_no_untouched_one() -> None:
    """What is left of it looks less finished than a stub, and somebody has worked in it."""
    assert chosen(work("lab.py", "x = (\n" + STUB), work("lab.ipynb", STUB))[0] == "lab.py"
    assert chosen(work("lab.ipynb", STUB), work("lab.py", OPEN))[0] == "lab.py"


@pytest.mark.parametrize(
    ("broken", "line"), [(OPEN, 3), ("x = 1\ny = [\n" + STUB, 2), ("'''\ndef f(x): pass\n", 1)]
)
def test_where_another_one_is_judged_the_broken_line_is_said(broken: str, line: int) -> None:
    """The work is finished there, in a file or in a notebook."""
    done = work("lab.ipynb", "def f(x): return x\ndef g(x): return x")
    script, notebook = work("lab.py", broken), work("mine.ipynb", "y = 1", broken)
    why = f"line {line}: a bracket or a quote is never closed, there or above"

    assert choose([script, done], PARTS)[0][0] == 1
    assert choose([script, done], PARTS)[1][-1].endswith(f"lab.py, {why}")
    assert choose([done, notebook], PARTS)[1][-1].endswith(f"mine.ipynb, cell 2, {why}")


@pytest.mark.parametrize("source", ["", "x = (1,\n)\n", "'''\n'''", "x = '('  # [", "x = ')'\n))"])
def test_what_is_closed(source: str) -> None:
    """A bracket too many keeps nothing open."""
    assert unclosed(source) == 0


def test_statements() -> None:
    """Strings, brackets, backslashes and comments are followed; a block's header stands alone."""
    source = "x = '''a\n# b\n'''  # c\nif x \\\n  and (y,  # d\n):\n\tz = [\n1]\n"

    assert list(statements(source)) == [
        (0, "x = '''a # b '''"),
        (0, "if x \\ and (y, ):"),
        (8, "z = [ 1]"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "(" * 500_000,
        "\n" * 500_000,
        "\\\n" * 300_000,
        "def f():\n" * 60_000,
        "def f():\n" + "  x = 1\n" * 80_000,
        "from a import " + "b" * 500_000,
        "from a import " + "b as " * 100_000,
        "x: " * 200_000,
        "raise " * 100_000,
        "def f(): " + ": " * 200_000,
        "'" * 500_000,
        "{" * 30 + ":" + "lambda: " * 60_000,
    ],
)
def test_hostile_sources(source: str) -> None:
    """Half a megabyte of anything costs a second or so, and no stack."""
    started = time.process_time()

    found = definitions([source])

    assert time.process_time() - started < 5
    assert isinstance(found.get("f", Definition()), Definition)
