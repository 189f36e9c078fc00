"""The visible checks of the perceptron: the examples of the docstrings."""

import numpy as np
import pytest

from grader.checks import as_floats, assert_close, assert_holds, assert_shape, unpack

PAIRS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def fires(answer):
    """Give what a perceptron with these parameters gives for each of the four pairs: 0 or 1."""
    weights, bias = unpack(answer, "weights", "bias")
    assert_shape(weights, (2,), what="weights")
    assert_holds(as_floats(bias, "bias").size == 1, "the bias must be one number", got=bias)
    return (PAIRS @ as_floats(weights) + as_floats(bias).item() > 0).astype(int)


@pytest.mark.part("heaviside")
def test_heaviside_example(student):
    """heaviside gives 1 for positive numbers and 0 for all others, for numbers and arrays."""
    assert_close(student.heaviside(2.0), 1, look="H(z) is 1 where z > 0")
    answer = student.heaviside(np.array([-2.0, 0.0, 3.0]))
    assert_close(answer, [0, 0, 1], look="H(z) is 1 where z > 0, and H(0) = 0")


@pytest.mark.part("perceptron")
def test_perceptron_example(student):
    """A perceptron gives 0 or 1 for one sample, and one answer a row for a batch."""
    weights, bias = [3.0, -1.0], -0.5
    assert_close(student.perceptron([1.0, 2.0], weights, bias), 1, look="H(w·x + b)")
    answer = student.perceptron([[1.0, 2.0], [0.0, 1.0]], weights, bias)
    assert_close(answer, [1, 0], look="a batch (N, n) gives an answer of shape (N,)")


@pytest.mark.part("gate_parameters")
def test_and_gate_example(student):
    """The parameters of AND fire for the pair (1, 1) only."""
    answer = student.gate_parameters("AND")
    look = "a sum of exactly 0 does not fire"
    assert_close(fires(answer), [0, 0, 0, 1], what="the gate's output", look=look)


@pytest.mark.part("perceptron_fit")
def test_fit_learns_and(student):
    """perceptron_fit learns AND from its four samples, given as lists."""
    answer = student.perceptron_fit(PAIRS.tolist(), [0, 0, 0, 1])
    look = "add eta (y - y_hat) x to the weights, and eta (y - y_hat) to the bias"
    assert_close(fires(answer), [0, 0, 0, 1], what="the fitted gate's output", look=look)


@pytest.mark.part("xor_network")
def test_xor_example(student):
    """xor_network gives 1 where exactly one of the two inputs is 1."""
    assert_close(student.xor_network([1, 0]), 1, look="one pair gives one number")
    answer = student.xor_network(PAIRS)
    assert_close(answer, [0, 1, 1, 0], look="XOR is: OR, and at the same time NAND")
