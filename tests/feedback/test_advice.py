"""Tests of advice: what cryptic messages mean, and that they are the messages of our versions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from grader.feedback import advice as module
from grader.feedback.advice import advice, is_of_shapes, load_advice
from grader.sandbox.connection import Frame, StudentError

A, B = np.ones((3, 4)), np.ones((3, 2))
T = torch.ones(3, 4)
LEAF = torch.ones(3, requires_grad=True)
LIST: Any = [1, 2]
NOTHING: Any = None
PLACES, HALF = (0, 1), 0.5
FRAMES = [Frame("work.py", 7, "f", "g(x)")]


class Net(nn.Module):
    """A network that has forgotten its first line."""

    def __init__(self) -> None:
        self.layer = nn.Linear(1, 1)

    def forward() -> None:  # type: ignore[misc]
        """Take nothing."""


def assign(place: Any, value: Any) -> None:
    """Put a value into an array."""
    place[:] = value


def add(array: Any, value: Any) -> None:
    """Add in place."""
    array += value


def twice() -> None:
    """Go backward twice."""
    loss = (LEAF * LEAF).sum()
    loss.backward()
    loss.backward()


def own_name() -> None:
    """Assign below what it reads."""
    total = total + 1  # type: ignore[has-type]  # noqa: F821, F841


def deeper() -> None:
    """Never end."""
    deeper()


def compiled(source: str) -> Callable[[], object]:
    """Give what compiles a source."""
    return lambda: compile(source, "work.py", "exec")


RAISED: list[tuple[Callable[[], object], str]] = [
    (lambda: A @ B, "lengths that meet in this product"),
    (lambda: np.dot(A, B), "lengths that meet in this product"),
    (lambda: T @ T, "lengths that meet in this product"),
    (lambda: A + B, "element by element"),
    (lambda: T + torch.ones(3, 2), "element by element"),
    (lambda: assign(np.zeros(3), np.zeros(4)), "another shape than the place"),
    (lambda: np.ones(3)[0, 0], "more indices here"),
    (lambda: A[5], "counted from 0"),
    (lambda: [1][3], "counted from 0"),
    (lambda: T[5], "counted from 0"),
    (lambda: bool(A), "one True or False"),
    (lambda: bool(T), "one True or False"),
    (lambda: add(np.zeros(3, int), 0.5), "holds whole numbers"),
    (lambda: A ^ 2, "a power is **"),
    (lambda: 2.5 ^ 2, "a power is **"),  # type: ignore[operator]
    (lambda: NOTHING[0], "without return gives None"),
    (lambda: list(NOTHING), "without return gives None"),
    (lambda: NOTHING @ A, "side of this @ is a single number, or None"),
    (lambda: [0 for a, b in [(1, 2, 3)]], "as many as the values"),  # type: ignore[misc]
    (lambda: [0 for a, b in [(1,)]], "as many as the values"),  # type: ignore[misc]
    (lambda: LIST[PLACES], "a list has no rows"),
    (lambda: LIST[HALF], "a whole number belongs here"),
    (lambda: A[0.5], "a whole number belongs here"),
    (lambda: range(2.0), "a whole number belongs here"),  # type: ignore[arg-type]
    (lambda: [1] - [2], "a list does no arithmetic"),  # type: ignore[operator]
    (lambda: [1] * 0.5, "a list does no arithmetic"),  # type: ignore[operator]
    (lambda: [1] @ [2], "a list does no arithmetic"),  # type: ignore[operator]
    (lambda: [1] + 2.0, "a list does no arithmetic"),  # type: ignore[operator]
    (lambda: np.array([[1, 2], [3]]), "rows of an array are all of one length"),
    (lambda: nn.functional.linear(A, T), "torch.as_tensor"),  # type: ignore[arg-type]
    (lambda: torch.cat([A]), "torch.as_tensor"),  # type: ignore[list-item]
    (lambda: torch.from_numpy(T), "x.detach().numpy()"),
    (lambda: LEAF.numpy(), "x.detach().numpy()"),
    (lambda: nn.Linear(4, 1)(T.double()), "x.float()"),
    (lambda: add(LEAF, 1), "torch.no_grad() only"),
    (lambda: torch.ones(1).backward(), "cut off from the parameters"),
    (twice, "computed anew"),
    (lambda: (LEAF * 2).backward(), "one number"),
    (Net, "super().__init__()"),
    (lambda: nn.BCELoss()(2 * T, T), "its sigmoid"),
    (lambda: nn.BCELoss()(T, T[0]), "prediction and target differ"),
    (lambda: getattr(np, "float"), "write float, int or bool"),  # noqa: B009
    (own_name, "its own, also above"),
    (deeper, "again and again"),
    (lambda: A.sum(axes=1), "its documentation"),  # type: ignore[call-overload]
    (lambda: assign(A), "its documentation"),  # type: ignore[call-arg]
    (lambda: assign(A, A, A), "its documentation"),  # type: ignore[call-arg]
    (lambda: Net.forward(1), "a method has self first"),  # type: ignore[call-arg]
    (lambda: __import__("a_module_that_is_not_there"), "you may import numpy"),
    (compiled("x = 1 \N{MINUS SIGN} 2"), "typographic dash"),
    (compiled("x = \N{LEFT DOUBLE QUOTATION MARK}a"), "typographic quotes"),
    (compiled("x =\N{NO-BREAK SPACE}1 + 2"), "special space"),
    (compiled("def f():\n    a\n  b"), "begin in one column"),
    (compiled("def f():\nreturn 1"), "begin in one column"),
    (compiled("if 1:\n        a\n\tb"), "four spaces"),
]


@pytest.mark.parametrize(("work", "said"), RAISED, ids=[said for _, said in RAISED])
def test_what_is_really_raised_is_explained(work: Callable[[], object], said: str) -> None:
    """The messages are those of the numpy, torch and Python that are installed."""
    with pytest.raises(BaseException) as caught:
        work()
    error = caught.value
    message = error.msg if isinstance(error, SyntaxError) else str(error)

    assert said in advice(StudentError(type(error).__name__, message, FRAMES))


@pytest.mark.parametrize(
    ("kind", "message", "said"),
    [
        ("BdbQuit", "", "take out breakpoint()"),
        ("EOFError", "EOF when reading a line", "take out input()"),
        ("AssertionError", "Torch not compiled with CUDA enabled", "no GPU here"),
        ("RuntimeError", "Found no NVIDIA driver on your system.", "no GPU here"),
        ("RuntimeError", "Expected all tensors to be on the same device, but", "two devices"),
        ("TypeError", "f() got an unexpected keyword argument 'eta'", "keep the stub's parameters"),
        ("TypeError", "f() missing 1 required positional argument: 'b'", "keep the stub's param"),
        ("AttributeError", "'Stop' object has no attribute 'best'", "set on self, in __init__"),
        ("AttributeError", "'Net' object has no attribute 'named_parameters'", "class Name(nn.Mo"),
        ("AttributeError", "'NoneType' object has no attribute 'step'", "without return gives"),
        ("TypeError", "f() takes 2 positional arguments but 3 were given", "keep the stub's param"),
    ],
)
def test_what_only_a_students_process_raises(kind: str, message: str, said: str) -> None:
    """Nobody is there to type, no GPU may be there, and the check's own call has no line."""
    assert said in advice(StudentError(kind, message, []))


@pytest.mark.parametrize(
    ("kind", "message"),
    [("ValueError", "no"), ("ZeroDivisionError", "division by zero"), ("TypeError", "no"),
     ("AttributeError", "'Stop' object has no attribute 'best'"),
     ("SyntaxError", "'(' was never closed")],
)  # fmt: skip
def test_words_that_say_it_all_are_left_alone(kind: str, message: str) -> None:
    """There is nothing to add."""
    assert advice(StudentError(kind, message, FRAMES)) == ""
    rest = "it was left out: fix that line first" if kind == "SyntaxError" else ""
    assert load_advice(StudentError(kind, message, FRAMES)) == rest


def test_a_long_message_of_a_strangers_is_no_trouble() -> None:
    """Every pattern is found, or not, in a moment."""
    for letter in ("a", " ", "expected Tensor ", "takes ", "list"):
        advice(StudentError("TypeError", letter * 2_000, []))


def test_which_advice_is_about_shapes() -> None:
    """A size that is fixed in the code may be behind it."""
    assert is_of_shapes(
        advice(StudentError("ValueError", "shapes (3,) and (2,) not aligned: 3", []))
    )
    assert not is_of_shapes(advice(StudentError("EOFError", "", [])))
    assert not is_of_shapes("")


def test_each_advice_is_one_short_sentence() -> None:
    """In lower case, without a full stop, and short enough to be read."""
    texts = [*module._BY_KIND.values(), *module._BY_MESSAGE.values()]

    assert len(module._BY_MESSAGE) >= 20
    for text in texts:
        assert not text.endswith(".") and len(text) < 200
        assert not re.match(r"[A-Z][a-z]", text)
