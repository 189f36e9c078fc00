"""What a check says of an answer: the words of the suites, each with a failure that teaches.

Where an answer is not what it should be, a `Mismatch` carries both, so that a visible check can
show them and a hidden one only the student's own. All numbers are compared here, by `all_close`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks.size_limits import holds_text
from grader.errors import CourseError

RTOL, ATOL = 1e-4, 1e-5
"""How far a right answer may lie from the expected one: float32, or another order of sums."""


_ONE_BY_ONE = (
    "generator", "zip", "map", "filter", "range", "reversed", "enumerate",
    "dict_keys", "dict_values", "list_iterator",
)  # fmt: skip
"""Types of handles that are a list to whoever goes through them."""


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
    """Return an array-like answer as a float64 array; raise `Mismatch` for anything else."""
    return _numbers(value, what).astype(np.float64)


def _numbers(value: Any, what: str) -> np.ndarray:
    """Return an answer as an array of its own dtype: bytes need an eighth of what floats do."""
    if value is None:
        raise Mismatch(f"{what} is None: is there a return statement?", got=value)
    value = _listed(value)
    if isinstance(value, (str, bytes, dict)) or hasattr(value, "kind"):  # a handle has a kind
        raise Mismatch(f"{what} is a {describe(value)}, not numbers", got=value)
    try:
        plain = value
        if hasattr(value, "detach"):
            single = value.float() if str(value.dtype) == "torch.bfloat16" else value
            plain = single.detach().cpu().numpy()
        array = None if holds_text(value) else np.asarray(plain)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        array = None
    if array is None or array.dtype.kind not in "biuf":
        raise Mismatch(f"{what} is a {describe(value)} that is no array of numbers", got=value)
    return array


def all_close(
    array: np.ndarray,
    right: np.ndarray,
    *,
    rtol: float,
    atol: float = 0.0,
    of_largest: float = 0.0,
    equal_nan: bool = False,
) -> bool:
    """Return whether two float64 arrays agree in shape, and in every value within a tolerance.

    A value may be off by ``atol``, by the share ``rtol`` of the right value there, and by the
    share ``of_largest`` of the largest finite right value. An infinity agrees with its like alone.
    """
    if array.shape != right.shape:
        return False
    if of_largest:
        atol += of_largest * float(np.abs(right[np.isfinite(right)]).max(initial=0.0))
    with np.errstate(invalid="ignore", over="ignore"):
        bound = atol + rtol * np.abs(right)
        near = np.abs(array - right) <= bound
    if near.all() and np.isfinite(bound).all():  # numpy's takes five times as long on small arrays
        return True
    return np.allclose(array, right, rtol=rtol, atol=atol, equal_nan=equal_nan)


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
    rtol: float = RTOL,
    atol: float = ATOL,
) -> None:
    """Fail unless shapes are equal and all values are close, compared in float64.

    Lists, arrays and tensors of any real dtype are all welcome; the dtype is not judged. An
    ``expected`` that is no array of numbers is its author's mistake, and raises `CourseError`:
    what comes from the student's code is made one by `as_floats` first.
    """
    try:
        right = as_floats(expected, "the expected value")
    except Mismatch as mistake:
        raise CourseError(mistake.problem, "compare with an array of numbers") from None
    array = _numbers(actual, what)
    if array.shape != right.shape:
        problem = f"{what} has shape {array.shape}, not {right.shape}"
        raise Mismatch(problem, got=actual, expected=expected, look=look)
    array = array.astype(np.float64)
    if not all_close(array, right, rtol=rtol, atol=atol):
        problem = _difference(array, right, what, rtol, atol)
        raise Mismatch(problem, got=actual, expected=expected, look=look)


def _difference(array: np.ndarray, right: np.ndarray, what: str, rtol: float, atol: float) -> str:
    """Say how many values are off without showing what they should be."""
    if not np.isfinite(array).all():
        return f"{what} holds NaN or infinity"
    if array.ndim == 0:
        return f"{what} is not the right number"
    if array.size == 1:
        return f"{what} has the right shape, but its value is wrong"
    off = array.size - int(np.isclose(array, right, rtol=rtol, atol=atol).sum())
    are = "is" if off == 1 else "are"
    return f"{what} has the right shape, but {off} of {array.size} values {are} off"


def assert_holds(condition: Any, sentence: str, *, got: Any = None, look: str = "") -> None:
    """Fail with ``sentence`` (a literal, shown to every student) unless ``condition`` is true."""
    if not condition:
        raise Mismatch(sentence, got=got, look=look)


def _listed(value: Any) -> Any:
    """Return what a handle goes through as a list: a zip or generator holds what a list would."""
    return value.listed() if getattr(value, "kind", "") in _ONE_BY_ONE else value


def unpack(answer: Any, *names: str) -> list[Any]:
    """Return the parts of an answer in order, or fail saying which ones belong in it."""
    wanted = ", ".join(names)
    if hasattr(answer, "kind"):  # a handle: a student may unpack what it goes through, if it does
        try:
            answer = answer.listed()
        except TypeError as error:
            if getattr(error, "frames", ()):  # raised in the student's code; else not iterable
                raise
    stacked = hasattr(answer, "ndim") and not hasattr(answer, "kind")
    if stacked and answer.ndim > 1 and len(answer) == len(names):  # all of them in one array
        answer = list(answer)
    if not isinstance(answer, (tuple, list)):
        raise Mismatch(f"a {describe(answer)} came back, not ({wanted})", got=answer)
    if len(answer) != len(names):
        values = "1 value" if len(answer) == 1 else f"{len(answer)} values"
        problem = f"{values} came back, not {len(names)}: ({wanted})"
        raise Mismatch(problem, got=answer)
    return list(answer)
