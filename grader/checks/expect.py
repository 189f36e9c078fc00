"""What a check says of an answer: the words of the suites, each with a failure that teaches.

In goes what the student's code gave and what it should be; out comes nothing, or a `Mismatch`
that carries both, so that a visible check can show them and a hidden one only the student's own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks.size_limits import holds_text


class Mismatch(AssertionError):
    """An answer that is not what it should be.

    ``problem`` and ``look`` are words for every student; ``got`` is the student's own value;
    ``expected`` is shown by visible checks only.
    """

    def __init__(
        self, problem: str, *, got: Any = None, expected: Any = None, look: str = ""
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.got = got
        self.expected = expected
        self.look = look


def describe(value: Any) -> str:
    """Say a value's kind and shape, never its content: ``float64 array of shape (2, 3)``."""
    if value is None:
        return "None"
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and not value.ndim):
        return f"a number ({value.dtype})"
    if isinstance(value, np.ndarray):
        return f"{value.dtype} array of shape {value.shape}"
    if type(value).__module__.startswith("torch"):
        kind = str(value.dtype).removeprefix("torch.")
        return f"{kind} tensor of shape {tuple(value.shape)} on {value.device}"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__} of {len(value)}"
    return str(getattr(value, "kind", type(value).__name__))


def as_floats(value: Any, what: str = "the answer") -> np.ndarray:
    """Return an answer as a float64 array, whatever array-like it is; else a `Mismatch`."""
    return _numbers(value, what).astype(np.float64)


def _numbers(value: Any, what: str) -> np.ndarray:
    """Return an answer as an array of its own dtype: bytes need an eighth of what floats do."""
    if value is None:
        raise Mismatch(f"{what} is None: is there a return statement?", got=value)
    if isinstance(value, (str, bytes, dict)) or hasattr(value, "kind"):
        raise Mismatch(f"{what} is a {describe(value)}, not numbers", got=value)
    try:
        if holds_text(value):
            raise TypeError
        if hasattr(value, "detach"):
            value = value.float() if str(value.dtype) == "torch.bfloat16" else value
            value = value.detach().cpu().numpy()
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError
        return array
    except (TypeError, ValueError, RuntimeError):
        raise Mismatch(
            f"{what} is a {describe(value)} that is no array of numbers", got=value
        ) from None


def assert_shape(
    actual: Any, shape: tuple[int, ...], *, what: str = "the answer", look: str = ""
) -> None:
    """Fail unless ``actual`` is an array of this shape."""
    array = _numbers(actual, what)
    if array.shape != tuple(shape):
        problem = f"{what} has shape {array.shape}, not {tuple(shape)}"
        raise Mismatch(problem, got=actual, look=look)


def assert_close(
    actual: Any,
    expected: Any,
    *,
    what: str = "the answer",
    look: str = "",
    rtol: float = 1e-4,
    atol: float = 1e-5,
) -> None:
    """Fail unless shapes are equal and all values are close, compared in float64.

    Lists, arrays and tensors of any real dtype are all welcome; the dtype is not judged.
    """
    right = as_floats(expected, "the expected value")
    array = _numbers(actual, what)
    if array.shape != right.shape:
        problem = f"{what} has shape {array.shape}, not {right.shape}"
        raise Mismatch(problem, got=actual, expected=expected, look=look)
    array = array.astype(np.float64)
    if not _all_close(array, right, rtol, atol):
        raise Mismatch(
            _difference(array, right, what, rtol, atol), got=actual, expected=expected, look=look
        )


def _all_close(array: np.ndarray, right: np.ndarray, rtol: float, atol: float) -> bool:
    """Tell what numpy.allclose does, which takes five times as long on small arrays."""
    with np.errstate(invalid="ignore"):
        near = np.abs(array - right) <= atol + rtol * np.abs(right)
    return bool(near.all()) or np.allclose(array, right, rtol=rtol, atol=atol)


def _difference(array: np.ndarray, right: np.ndarray, what: str, rtol: float, atol: float) -> str:
    """Say how many values are off without telling what they should be."""
    if not np.isfinite(array).all():
        return f"{what} holds NaN or infinity"
    agree = int(np.isclose(array, right, rtol=rtol, atol=atol).sum())
    if array.ndim == 0:
        return f"{what} is not the right number"
    if array.size == 1:
        return f"{what} has the right shape, but its value is wrong"
    return f"{what} has the right shape, but {array.size - agree} of {array.size} values are off"


def assert_holds(condition: Any, sentence: str, *, got: Any = None, look: str = "") -> None:
    """Fail with ``sentence`` (a literal, shown to every student) unless ``condition`` is true."""
    if not condition:
        raise Mismatch(sentence, got=got, look=look)


def unpack(answer: Any, *names: str) -> list[Any]:
    """Return the parts of a tuple or list answer, or fail saying which ones belong in it."""
    wanted = ", ".join(names)
    if not isinstance(answer, (tuple, list)):
        raise Mismatch(f"a {describe(answer)} came back, where ({wanted}) belongs", got=answer)
    if len(answer) != len(names):
        problem = f"{len(answer)} things came back, where the {len(names)} ({wanted}) belong"
        raise Mismatch(problem, got=answer)
    return list(answer)
