"""Tests of the points: data sets drawn by a seed, a student's own table, the plane's grid."""

from __future__ import annotations

import numpy as np
import pytest

from grader.play.points import EDGE, FEATURES, UnusableTable, draw, grid, inputs, read_table

TABLE = "x,y,label\n0,0,no\n10,1,yes\n5,2,yes\n2,4,no\n"


@pytest.mark.parametrize("dataset", ["circle", "xor", "gauss", "spiral", "plane", "hills"])
def test_a_seed_draws_the_same_points(dataset: str) -> None:
    """The same number gives the same points, another one others; both classes come."""
    points, again, other = (
        draw(dataset, 10, 50, 1),
        draw(dataset, 10, 50, 1),
        draw(dataset, 10, 50, 2),
    )

    assert np.array_equal(points.xy, again.xy) and np.array_equal(points.labels, again.labels)
    assert not np.array_equal(points.xy, other.xy)
    assert points.xy.shape == (2, len(points.labels))
    assert points.labels.min() < 0 < points.labels.max()
    assert points.n_train == len(points.labels) // 2


def test_rings_and_quadrants_are_where_they_belong() -> None:
    """Without noise a circle's inside is blue, and XOR's quadrants with one sign are."""
    ring, xor = draw("circle", 0, 50, 3), draw("xor", 0, 50, 3)

    assert np.array_equal(np.hypot(*ring.xy) < 2.5, ring.labels > 0)
    assert np.array_equal(xor.xy[0] * xor.xy[1] > 0, xor.labels > 0)


def test_noise_on_a_ring_moves_labels_only() -> None:
    """The points stay where they are, and some have the other colour."""
    clean, noisy = draw("circle", 0, 50, 3), draw("circle", 50, 50, 3)

    assert set(np.hypot(*noisy.xy).round(6)) == set(np.hypot(*clean.xy).round(6))
    assert 0 < (np.hypot(*noisy.xy) < 2.5)[noisy.labels < 0].sum()


@pytest.mark.parametrize(("percent", "n_train"), [(10, 50), (50, 250), (90, 450)])
def test_the_share_to_learn_from_is_kept(percent: int, n_train: int) -> None:
    """The first so many are to learn from; they are shuffled, so both kinds are there."""
    points = draw("gauss", 0, percent, 1)

    assert points.n_train == n_train
    assert {*points.labels[:n_train]} == {-1.0, 1.0}


def test_a_table_is_stretched_to_the_square() -> None:
    """Names of columns are skipped, each column fills the square, the labels become −1 and 1."""
    points = read_table(TABLE, "classification", 50, 1)

    rows = sorted(zip(*points.xy.round(2), points.labels, strict=True))
    assert rows == [(-5, -5, -1), (-3, 5, -1), (0, 0, 1), (5, -2.5, 1)]
    assert points.n_train == 2


def test_a_table_of_numbers_is_a_regression() -> None:
    """Its labels are stretched from −1 to 1."""
    points = read_table("0 ,0, 1\n1,1, 2\n2,2, 3\n3,3, 5\n", "regression", 50, 1)

    assert sorted(points.labels.round(2)) == [-1, -0.5, 0, 1]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("1,2\n" * 5, "each line needs three values"),
        ("1,2,a\n", "from 4 to 5000 lines; this has 1"),
        ("", "this has 0"),
        ("1,2,a\n" * 5, "two different labels; there are 1"),
        ("1,2,a\n2,3,b\n3,4,c\n4,5,d\n", "two different labels; there are 4"),
        ("1,2,a\n2,3,b\n3,nan,a\n4,5,b\n", "infinite or no number"),
        ("1,2,a\n2,3,b\n3,four,a\n4,5,b\n", "could not convert"),
        ("1,2,0\n" * 5001, "this has 5001"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_a_sentence(table: str, why: str) -> None:
    """What is wrong with it is said, and nothing is guessed."""
    with pytest.raises(UnusableTable, match=why):
        read_table(table, "classification", 50, 1)


def test_labels_of_a_regression_are_numbers() -> None:
    """Words are refused."""
    with pytest.raises(UnusableTable, match="could not convert"):
        read_table(TABLE, "regression", 50, 1)


def test_the_grid_begins_at_the_top_left() -> None:
    """As pixels do: x rises along a row, y falls from row to row, to the edges."""
    xy = grid(3)

    assert xy.tolist() == [[-4, 0, 4] * 3, [4] * 3 + [0] * 3 + [-4] * 3]
    assert np.abs(grid(100)).max() < EDGE


def test_each_chosen_feature_is_a_row() -> None:
    """In the order of the choice."""
    xy = np.array([[1.0, 2.0], [3.0, -1.0]])

    assert inputs(xy, ("y", "x2", "xy")).tolist() == [[3, -1], [1, 4], [3, -2]]
    assert inputs(xy, [*FEATURES]).shape == (7, 2)
