"""The parts of pictures: panels, lines with their names, fields of probabilities, points."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.checks import Mismatch, as_floats, assert_shape
from grader.pictures.drawing import NotDrawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

LEVELS = (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)
"""Where a field of probabilities changes its colour: few enough to be told apart in grey."""


def array(answer: Any, shape: tuple[int, ...], what: str = "the answer") -> np.ndarray:
    """Return a student's answer as a float64 array; raise `Mismatch` if its shape is another."""
    assert_shape(answer, shape, what=what)
    return as_floats(answer, what)


def panels(
    rows: int, columns: int, width: float = 3.2, height: float = 3.0
) -> tuple[Figure, list[Axes]]:
    """Return a figure and its panels, row by row; width and height are a panel's, in inches."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(columns * width, rows * height), layout="constrained")
    return figure, list(figure.subplots(rows, columns, squeeze=False).flat)


@contextmanager
def waiting(axes: Axes, waits: list[str]) -> Iterator[None]:
    """Draw in a panel; one that cannot be drawn yet says so, and adds its sentence to ``waits``."""
    try:
        yield
    except (NotDrawn, Mismatch) as why:
        waits.append(f"{axes.get_title()}: {why}")
        said = fill(str(why).partition(":")[0], 22)
        axes.text(0.5, 0.5, said, ha="center", va="center", transform=axes.transAxes)


def label(
    axes: Axes, line: Line2D, name: str, at: int = -1, shift: tuple[float, float] = (4, 0)
) -> None:
    """Write a line's name beside one of its points, shifted by so many points of print."""
    x, y = (np.asarray(values)[at] for values in line.get_data())
    axes.annotate(
        name, (x, y), xytext=shift, textcoords="offset points", va="center",
        color=line.get_color(), annotation_clip=False,
    )  # fmt: skip


def field(axes: Axes, xx: np.ndarray, yy: np.ndarray, p: np.ndarray, key: bool = False) -> None:
    """Draw probabilities over the plane, in steps, and the coastline where p = 0.5 (if any).

    With a ``key`` it says beside it what the colours mean.
    """
    shades = axes.contourf(xx, yy, p, levels=LEVELS)
    if key:
        axes.figure.colorbar(shades, ax=axes)
    if p.min() < 0.5 < p.max():
        axes.contour(xx, yy, p, levels=[0.5], colors=["black"], linewidths=2)
    axes.grid(False)
    axes.set(xlabel="x₁", ylabel="x₂")


def points(axes: Axes, X: np.ndarray, y: np.ndarray, size: float = 4) -> None:
    """Draw the points X (N, 2): class 0 as dark discs, class 1 as light triangles."""
    looks = {0: ("o", "#202020", "white"), 1: ("^", "white", "#202020")}
    for kind, (marker, face, edge) in looks.items():
        chosen = np.asarray(X)[np.asarray(y).reshape(-1) == kind]
        axes.plot(
            *chosen.T, marker, color=face, markeredgecolor=edge, markersize=size,
            markeredgewidth=0.6, label=f"class {kind}",
        )  # fmt: skip
