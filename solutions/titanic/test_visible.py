"""The worked examples of the docstrings, and one training: run them as often as you like."""

import csv
from pathlib import Path

import numpy as np
import pytest

from grader.expect import as_floats, assert_close, assert_holds, assert_shape, unpack

DATA = Path(__file__).resolve().parent / "../../data/titanic.csv"


def training_rows():
    """Give X of shape (N, 3) and y of shape (N,): seven in ten of the passengers of known age."""
    with DATA.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["age"]]
    rows = [row for number, row in enumerate(rows) if number % 10 < 7]
    scaled = np.array([[float(row["pclass"]), float(row["age"])] for row in rows])
    scaled = (scaled - scaled.mean(axis=0)) / scaled.std(axis=0)
    male = np.array([float(row["sex"] == "male") for row in rows])
    y = np.array([float(row["survived"]) for row in rows])
    return np.stack([scaled[:, 0], male, scaled[:, 1]], axis=1), y


def small_network():
    """Give W1, b1, W2, b2 of the documented shapes: weights 0.1, biases 0."""
    return np.full((3, 10), 0.1), np.zeros(10), np.full((10, 1), 0.1), np.zeros(1)


@pytest.mark.part("zscore")
def test_the_training_rows_decide_the_scale(student):
    """Training rows 1 and 3 have mean 2 and deviation 1, so a test row of 5 becomes 3."""
    answer = student.zscore(np.array([[1.0], [3.0]]), np.array([[5.0]]))

    train, test = unpack(answer, "train", "test")
    look = "mean and deviation of the training rows only"
    assert_close(train, [[-1.0], [1.0]], what="train", look=look)
    assert_close(test, [[3.0]], what="test", look=look)


@pytest.mark.part("titanic_features")
def test_features_of_two_passengers(student):
    """A woman of 20 in class 1 and a man of 40 in class 3 become (-1, 0, -1) and (1, 1, 1)."""
    X = student.titanic_features([1, 3], ["female", "male"], [20, 40])

    look = "columns pclass, sex, age; male is 1 and not scaled; divide by N, not N - 1"
    assert_close(X, [[-1.0, 0.0, -1.0], [1.0, 1.0, 1.0]], what="X", look=look)


@pytest.mark.part("train_test_split")
def test_ten_rows_are_dealt_seven_to_three(student):
    """Of ten rows seven train and three test, and each row is in one of the two."""
    train, test = unpack(student.train_test_split(10, seed=0), "train_rows", "test_rows")

    train, test = as_floats(train, "train_rows"), as_floats(test, "test_rows")
    assert_shape(train, (7,), what="train_rows")
    assert_shape(test, (3,), what="test_rows")
    assert_close(np.sort(np.concatenate([train, test])), np.arange(10), what="all rows, sorted")


@pytest.mark.part("forward")
def test_one_passenger_goes_forward(student):
    """With all weights 0.1 and no biases, the row (1, 2, 3) gives 0.6 everywhere, and σ(0.6)."""
    answer = student.forward(np.array([[1.0, 2.0, 3.0]]), *small_network())

    Z2, A2, Z3, y_hat = unpack(answer, "Z2", "A2", "Z3", "y_hat")
    assert_close(Z2, np.full((1, 10), 0.6), what="Z2", look="X W1 + b1")
    assert_close(A2, np.full((1, 10), 0.6), what="A2", look="max(0, Z2)")
    assert_close(Z3, [[0.6]], what="Z3", look="A2 W2 + b2")
    assert_close(y_hat, [[0.645656]], what="y_hat", look="1 / (1 + exp(-Z3))")


@pytest.mark.part("loss")
def test_two_half_right_guesses_cost_a_quarter(student):
    """Two errors of 0.5 cost 0.5 * (0.25 + 0.25) = 0.25, with y of shape (2,) and y_hat (2, 1)."""
    J = student.loss(np.array([1, 0]), np.array([[0.5], [0.5]]))

    assert_close(J, 0.25, what="the loss", look="y of shape (N,) broadcasts: make it a column")


@pytest.mark.part("deltas")
def test_the_error_at_an_undecided_output(student):
    """At Z3 = 0 and y = 1, δ3 is -0.5 * 0.25; weights of 2 make δ2 twice that where Z2 > 0."""
    y, half, zero, ones = np.array([1]), np.array([[0.5]]), np.array([[0.0]]), np.ones((1, 10))
    answer = student.deltas(y, half, zero, ones, np.full((10, 1), 2.0))

    delta3, delta2 = unpack(answer, "delta3", "delta2")
    assert_close(delta3, [[-0.125]], what="delta3", look="-(y - y_hat) times the sigmoid's slope")
    assert_close(delta2, np.full((1, 10), -0.25), what="delta2", look="delta3 W2^T")


@pytest.mark.part("gradients")
def test_gradients_have_the_shapes_of_the_weights(student):
    """Two rows of ones everywhere give gradients of 2, each of its weight's own shape."""
    ones = np.ones
    answer = student.gradients(ones((2, 3)), ones((2, 10)), ones((2, 1)), ones((2, 10)))

    shapes = {"dW1": (3, 10), "db1": (10,), "dW2": (10, 1), "db2": (1,)}
    for (name, shape), gradient in zip(shapes.items(), unpack(answer, *shapes), strict=True):
        assert_close(gradient, np.full(shape, 2.0), what=name, look="sums over the rows")


@pytest.mark.part("train")
def test_the_network_learns_its_own_passengers(student):
    """After training, the mean squared error on the training rows is below 0.17."""
    X, y = training_rows()

    shapes = {"W1": (3, 10), "b1": (10,), "W2": (10, 1), "b2": (1,)}
    weights = unpack(student.train(X, y, seed=1), *shapes)

    for array, (name, shape) in zip(weights, shapes.items(), strict=True):
        assert_shape(array, shape, what=name, look="(W1, b1, W2, b2)")
    W1, b1, W2, b2 = map(as_floats, weights)
    with np.errstate(over="ignore"):
        y_hat = 1 / (1 + np.exp(-(np.maximum(0, X @ W1 + b1) @ W2 + b2)))
    error = float(np.mean((y - y_hat.ravel()) ** 2))
    look = "more rounds, the sign of the step, one memory of Adam for each weight"
    assert_holds(error < 0.17, "the mean squared error is not below 0.17", got=error, look=look)


@pytest.mark.part("predict")
def test_one_passenger_survives(student):
    """An output of σ(0.6) is more than 0.5, so the answer is 1, in an array of shape (1,)."""
    answer = student.predict(np.array([[1.0, 2.0, 3.0]]), *small_network())

    assert_close(answer, [1], what="the prediction", look="shape (N,), 1 where y_hat > 0.5")
