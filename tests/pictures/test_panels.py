"""Tests of panels: what waits is said in its place, answers must have their shape."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks import Mismatch
from grader.pictures import NotDrawn, array, field, label, panels, points, waiting


def test_a_panel_says_what_it_waits_for() -> None:
    """The others are drawn all the same, and the sentence is handed on for those who read."""
    figure, (one, other) = panels(1, 2)
    one.set_title("first")
    waits: list[str] = []

    with waiting(one, waits):
        raise NotDrawn("waits until `train` works: it raised ValueError")
    with waiting(other, waits):
        other.plot([1, 2])

    assert waits == ["first: waits until `train` works: it raised ValueError"]
    assert [text.get_text() for text in one.texts] == ["waits until `train`\nworks"]
    assert (len(other.lines), other.texts[:]) == (1, [])
    assert figure.axes == [one, other]


def test_an_answer_of_another_shape_is_said_in_its_panel() -> None:
    """One function that gives the wrong shape does not hide the right ones."""
    _, (axes,) = panels(1, 1)
    waits: list[str] = []

    with waiting(axes, waits):
        array([1.0, 2.0], (3,), "`relu(x)`")

    assert waits == [": `relu(x)` has shape (2,), not (3,)"]
    assert len(axes.texts) == 1


def test_other_errors_go_on() -> None:
    """A mistake of the picture's author is no student's."""
    _, (axes,) = panels(1, 1)

    with pytest.raises(KeyError), waiting(axes, []):
        raise KeyError("x")


@pytest.mark.parametrize("answer", [None, "text", [1.0], [[1.0, 2.0]], {"a": 1}])
def test_an_answer_is_numbers_of_one_shape(answer: object) -> None:
    """Anything else is a mismatch, and none of numpy's own errors."""
    with pytest.raises(Mismatch):
        array(answer, (2,))


def test_numbers_of_any_kind_are_floats() -> None:
    """Whole numbers and lists are welcome."""
    assert array([1, 2], (2,)).dtype == np.float64


def test_a_name_stands_beside_its_line() -> None:
    """In the line's own colour."""
    _, (axes,) = panels(1, 1)
    (line,) = axes.plot([0, 1], [5, 7])

    label(axes, line, "loss")

    (text,) = axes.texts
    assert (text.get_text(), text.xy, text.get_color()) == ("loss", (1, 7), line.get_color())


@pytest.mark.parametrize(("p", "coastlines"), [(np.eye(3), 2), (np.full((3, 3), 0.7), 1)])
def test_a_field_has_a_coastline_where_there_is_one(p: np.ndarray, coastlines: int) -> None:
    """A network that is of one mind everywhere is drawn without one, and without a warning."""
    figure, (axes,) = panels(1, 1)
    xx, yy = np.meshgrid(np.arange(3), np.arange(3))

    field(axes, xx, yy, p, key=True)

    assert len(axes.collections) == coastlines
    assert len(figure.axes) == 2


def test_classes_differ_in_form() -> None:
    """Discs and triangles, so that no colour is needed."""
    _, (axes,) = panels(1, 1)

    points(axes, np.zeros((4, 2)), np.array([[0], [1], [1], [0]]))

    assert [line.get_marker() for line in axes.lines] == ["o", "^"]
    assert [len(line.get_xdata()) for line in axes.lines] == [2, 2]
