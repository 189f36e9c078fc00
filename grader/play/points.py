"""Which points a network is to learn, drawn by a seed or a student's own; what it sees of them.

As TensorFlow's playground draws them: on a square from −6 to 6, labels −1 and 1, or between for a
regression.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
EDGE = 6.0
MOST_OWN, FEWEST_OWN = 5000, 4
_RADIUS = 5.0
_HILLS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))

FEATURES: dict[str, Callable[[Array, Array], Array]] = {
    "x": lambda x, y: x,
    "y": lambda x, y: y,
    "x2": lambda x, y: x * x,
    "y2": lambda x, y: y * y,
    "xy": lambda x, y: x * y,
    "sinx": lambda x, y: np.sin(x),
    "siny": lambda x, y: np.sin(y),
}


@dataclass(frozen=True)
class Points:
    """Points as (2, N), their labels as (N,), and how many of the first ones are to learn from."""

    xy: Array
    labels: Array
    n_train: int


class UnusableTable(ValueError):
    """Why a student's own table cannot be read, in one sentence."""


def draw(dataset: str, noise: int, train_percent: int, seed: int) -> Points:
    """Draw the points of a dataset; ``noise`` is a percentage."""
    rng = np.random.default_rng(seed)
    xy, labels = _DATASETS[dataset](rng, noise / 100)
    order = rng.permutation(len(labels))
    return _split(xy[:, order], labels[order], train_percent)


def read_table(text: str, problem: str, train_percent: int, seed: int) -> Points:
    """Read lines of x, y and a label; each column of numbers is stretched to the square.

    Raises `UnusableTable`.
    """
    rows = [[each.strip() for each in row] for row in csv.reader(io.StringIO(text)) if any(row)]
    if rows and not _is_number(rows[0][0]):
        rows = rows[1:]  # names of columns
    if any(len(row) != 3 for row in rows):
        raise UnusableTable("each line needs three values: x, y, label")
    if not FEWEST_OWN <= len(rows) <= MOST_OWN:
        raise UnusableTable(
            f"a table has from {FEWEST_OWN} to {MOST_OWN} lines; this has {len(rows)}"
        )
    try:
        xy = np.array([[float(value) for value in row[:2]] for row in rows]).T
        labels = _labels([row[2] for row in rows], problem)
    except ValueError as error:
        raise UnusableTable(str(error)) from None
    if not (np.isfinite(xy).all() and np.isfinite(labels).all()):
        raise UnusableTable("a value is infinite or no number")
    xy = np.stack([_stretched(each, _RADIUS) for each in xy])
    order = np.random.default_rng(seed).permutation(len(labels))
    return _split(xy[:, order], labels[order], train_percent)


def inputs(xy: Array, features: Sequence[str]) -> Array:
    """Return what the network sees of points: a row for each feature."""
    return np.stack([FEATURES[name](*xy) for name in features])


def grid(side: int) -> Array:
    """Return the middles of side × side squares, as (2, side²), in rows from the top."""
    steps = (np.arange(side) + 0.5) / side * 2 * EDGE - EDGE
    x, y = np.meshgrid(steps, steps[::-1])
    return np.stack([x.ravel(), y.ravel()])


def _split(xy: Array, labels: Array, train_percent: int) -> Points:
    n_train = round(len(labels) * train_percent / 100)
    return Points(xy, labels, min(max(n_train, 1), len(labels) - 1))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _labels(texts: list[str], problem: str) -> Array:
    if problem == "regression":
        return _stretched(np.array([float(each) for each in texts]), 1.0)
    kinds = sorted(
        set(texts), key=lambda each: (float(each), "") if _is_number(each) else (0, each)
    )
    if len(kinds) != 2:
        raise UnusableTable(f"a classification needs two different labels; there are {len(kinds)}")
    return np.array([1.0 if each == kinds[1] else -1.0 for each in texts])


def _stretched(values: Array, edge: float) -> Array:
    low, high = float(values.min()), float(values.max())
    return (values - low) / max(high - low, 1e-12) * 2 * edge - edge


def _circle(rng: np.random.Generator, noise: float) -> tuple[Array, Array]:
    near = np.repeat([True, False], 250)
    radius = np.where(near, rng.uniform(0, 0.5, 500), rng.uniform(0.7, 1, 500)) * _RADIUS
    angle = rng.uniform(0, 2 * np.pi, 500)
    xy = radius * np.stack([np.sin(angle), np.cos(angle)])
    moved = xy + rng.uniform(-_RADIUS, _RADIUS, (2, 500)) * noise
    return xy, np.where(np.hypot(*moved) < _RADIUS / 2, 1.0, -1.0)


def _xor(rng: np.random.Generator, noise: float) -> tuple[Array, Array]:
    xy = rng.uniform(-_RADIUS, _RADIUS, (2, 500))
    xy += np.where(xy > 0, 0.3, -0.3)
    moved = xy + rng.uniform(-_RADIUS, _RADIUS, (2, 500)) * noise
    return xy, np.where(moved[0] * moved[1] >= 0, 1.0, -1.0)


def _gauss(rng: np.random.Generator, noise: float) -> tuple[Array, Array]:
    labels = np.repeat([1.0, -1.0], 250)
    width = np.sqrt(0.5 + 7 * noise)
    return 2 * labels + rng.normal(size=(2, 500)) * width, labels


def _spiral(rng: np.random.Generator, noise: float) -> tuple[Array, Array]:
    labels = np.repeat([1.0, -1.0], 250)
    along = np.tile(np.arange(250) / 250, 2)
    angle = 1.75 * along * 2 * np.pi + np.where(labels > 0, 0, np.pi)
    xy = along * _RADIUS * np.stack([np.sin(angle), np.cos(angle)])
    return xy + rng.uniform(-1, 1, (2, 500)) * noise, labels


def _plane(rng: np.random.Generator, noise: float) -> tuple[Array, Array]:
    xy = rng.uniform(-EDGE, EDGE, (2, 1200))
    moved = xy + rng.uniform(-EDGE, EDGE, (2, 1200)) * noise
    return xy, np.clip(moved.sum(axis=0) / 10, -1, 1)


def _hills(rng: np.random.Generator, noise: float) -> tuple[Array, Array]:
    xy = rng.uniform(-EDGE, EDGE, (2, 1200))
    moved = xy + rng.uniform(-EDGE, EDGE, (2, 1200)) * noise
    heights = [
        sign * np.clip(1 - np.hypot(moved[0] - x, moved[1] - y) / 2, 0, 1) for x, y, sign in _HILLS
    ]
    return xy, np.sum(heights, axis=0)


_DATASETS = {
    "circle": _circle, "xor": _xor, "gauss": _gauss, "spiral": _spiral,
    "plane": _plane, "hills": _hills,
}  # fmt: skip
