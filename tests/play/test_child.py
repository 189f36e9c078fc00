"""Tests of the child process: a student's code runs there alone, and never for long."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import pytest

from grader.play import Child
from grader.play.child import Stopped, function_source
from tests.play.conftest import CURVES, code

PLAN = {"cast": {}, "hidden": "tanh", "last": "softmax", "step": "sgd"}
LOOP = CURVES.replace("return np.tanh(z)", "while True:\n        pass")


def test_the_student_s_code_runs_in_the_child_alone(opened: Callable[..., Child]) -> None:
    """Its modules are there, and not in this process."""
    child = opened(code())

    assert child.open() == []
    assert child.call("roles")["tanh"] == ("curves", "bend")
    assert child.call("rehearse", "tanh", PLAN) == ("yours", "")
    assert child.call("rehearse", "sgd", PLAN) == ("playground", "not written")
    assert not {"curves", "layers", "playground", "network"} & {*sys.modules}


def test_an_endless_loop_ends_with_a_word(opened: Callable[..., Child]) -> None:
    """And the next call finds a fresh process."""
    child = opened(code(curves=LOOP), 3.0)
    child.open()

    with pytest.raises(Stopped, match=r"`bend` ran longer than the time limit.*3 s"):
        child.call("rehearse", "tanh", PLAN, about="`bend`")
    assert child.call("rehearse", "sgd", PLAN) == ("playground", "not written")


def test_an_endless_loop_beside_the_functions_is_left_out(opened: Callable[..., Child]) -> None:
    """What else the file defines is there, and it is said what was not run."""
    child = opened(code(curves=f"{CURVES}\nwhile True:\n    pass\n"), 2.0)

    (problem,) = child.open()

    assert "curves.py, line 9" in problem
    assert child.call("rehearse", "tanh", PLAN) == ("yours", "")


def test_a_syntax_error_is_said_with_its_line(opened: Callable[..., Child]) -> None:
    """The functions above and below it are there all the same."""
    child = opened(code(curves=CURVES + "\ndef broken(:\n    pass\n"))

    (problem,) = child.open()

    assert "curves.py, line 9" in problem and "SyntaxError" in problem
    assert child.call("rehearse", "tanh", PLAN) == ("yours", "")


def test_an_exception_shows_the_student_s_lines_alone(opened: Callable[..., Child]) -> None:
    """Ours would lead nowhere."""
    child = opened(code(curves=CURVES.replace("np.tanh(z)", "np.tanh(z) + undefined")))
    child.open()

    with pytest.raises(Stopped) as caught:
        child.call("look", {**PLAN, "cast": {"tanh": "yours"}}, state(), np.ones((2, 5)), 1, 2, 2)

    said = str(caught.value)
    assert "`bend` raised NameError" in said and "curves.py, line 4, in bend" in said
    assert "network.py" not in said and "playground.py" not in said


def state() -> dict[str, object]:
    """A network with one hidden layer."""
    W = [np.ones((2, 2)), np.ones((2, 2))]
    return {"W": W, "b": [np.zeros((2, 1))] * 2}


@pytest.mark.parametrize(
    ("name", "line", "first"),
    [("bend", 3, "def bend(z):"), ("other", 0, ""), ("erf", 9, "erf = np.vectorize(math.erf)")],
)
def test_the_source_of_a_function_is_found(name: str, line: int, first: str) -> None:
    """By its name, with its line."""
    text = f"{CURVES}\nerf = np.vectorize(math.erf)\n"

    found = function_source(text, name)

    assert (found[0], found[1].split("\n")[0]) == (line, first)
    assert function_source("def broken(:", "broken") == (0, "")
