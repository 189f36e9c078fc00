"""The losses of a training → what they did, such as "the loss is flat from the first step"."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks.expect import Mismatch, as_floats
from grader.checks.size_limits import elements

FEWEST, MOST_LOSSES = 5, 1_000_000
_FLAT = 1e-6
_DIVERGED = 10  # times the first loss


def loss_story(losses: Any, expected: Any = None) -> str:
    """Say what the losses did; nothing for what is no list of at least five, or does well.

    ``expected`` are the right ones, of which no more is shown than from which step on they differ.
    """
    curve = _curve(losses)
    if curve is None:
        return ""
    right = _curve(expected)
    return _trouble(curve, right) or _first_off(curve, right)


def _curve(losses: Any) -> np.ndarray | None:
    if losses is None or elements(losses) > MOST_LOSSES:
        return None
    try:
        curve = as_floats(losses)
    except Mismatch:
        return None
    return curve if curve.ndim == 1 and len(curve) >= FEWEST else None


def _trouble(curve: np.ndarray, right: np.ndarray | None) -> str:
    lost = ~np.isfinite(curve)
    if lost.any():
        return f"from step {_first(lost)} on the loss is NaN or infinite"
    first, last = curve[0], curve[-1]
    scale = abs(first) + 1e-12
    if np.ptp(curve) <= _FLAT * scale:
        return "the loss is flat from the first step: are the weights changed?"
    if last > first + _DIVERGED * scale:
        return f"the loss diverged at step {_first(curve > first + _DIVERGED * scale)}"
    if last > first + _FLAT * scale:
        begins_right = right is not None and right[-1] < right[0] and np.isclose(first, right[0])
        guess = ": is the gradient subtracted?" if begins_right else ""
        return f"the loss ends higher than it begins{guess}"
    if np.ptp(curve[1:]) <= _FLAT * scale:
        return "the loss is flat from the second step: are the gradients new in each step?"
    return ""


def _first_off(curve: np.ndarray, expected: np.ndarray | None) -> str:
    if expected is None or curve.shape != expected.shape:
        return ""
    off = ~np.isclose(curve, expected, rtol=1e-3, atol=1e-4)
    if not off.any():
        return ""
    return f"the loss falls, but from step {_first(off)} on it is not the right one"


def _first(steps: np.ndarray) -> int:
    """Return the first step, counted from 1, of which something holds."""
    return int(np.argmax(steps)) + 1
