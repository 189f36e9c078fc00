"""Visible checks of the exercise circles: the worked examples of the docstrings."""

import numpy as np
import pytest
import torch

from grader.expect import assert_close, assert_holds, assert_shape, unpack


@pytest.mark.part("CircleClassifier")
def test_network_gives_one_probability_per_point(student):
    """CircleClassifier() maps points of shape (N, 2) to probabilities of shape (N, 1)."""
    points = torch.tensor([[0.0, 0.0], [1.0, 0.5], [-2.0, 3.0], [2.0, -1.0], [2.0, 2.0]])

    probabilities = student.CircleClassifier()(points)

    look = "nothing to squeeze: the answer keeps its one column"
    assert_shape(probabilities, (5, 1), what="the network's answer", look=look)
    values = np.asarray(probabilities)
    look = "the last layer's output goes through the sigmoid, and through nothing else"
    inside = ((values > 0) & (values < 1)).all()
    assert_holds(inside, "every output must lie between 0 and 1", got=values, look=look)


@pytest.mark.part("CircleClassifier")
def test_network_has_193_parameters(student):
    """CircleClassifier() has 193 parameters: 2·16 + 16, 16·8 + 8 and 8·1 + 1."""
    network = student.CircleClassifier()
    network(torch.zeros(1, 2))

    count = sum(int(np.prod(shape)) for _, shape in network.parameter_shapes())

    look = "layers are found when they are attributes of self, or sit in an nn.Sequential"
    assert_holds(count == 193, "the network must have 193 parameters", got=count, look=look)


@pytest.mark.part("train")
def test_train_gives_the_losses_of_the_worked_example(student, guest):
    """Three epochs of the docstring's example give the losses 0.6931, 0.6213 and 0.5546."""
    network = guest.sequential(("Linear", 2, 1), ("Sigmoid",))
    network.load_state({"0.weight": np.zeros((1, 2)), "0.bias": np.zeros(1)})
    X = torch.tensor([[1.0, 0.0], [0.0, 2.0]])
    y = torch.tensor([[1.0], [0.0]])

    losses = student.train(network, X, y, epochs=3, lr=0.1)

    expected = [0.693147, 0.621268, 0.554643]
    look = "full batch, Adam, the mean loss before each step"
    assert_close(losses, expected, what="the list of losses", look=look, atol=1e-4)


@pytest.mark.part("probability_field")
def test_field_of_the_worked_example(student, guest):
    """The field of sigmoid(x - 2y) on a 3 by 3 grid is that of the docstring's example."""
    network = guest.sequential(("Linear", 2, 1), ("Sigmoid",))
    network.load_state({"0.weight": np.array([[1.0, -2.0]]), "0.bias": np.zeros(1)})

    answer = student.probability_field(network, (0, 2), (0, 1), 3)

    xx, yy, p = unpack(answer, "xx", "yy", "p")
    look = "x grows along a row, y grows down the rows: numpy.meshgrid's own order"
    assert_close(xx, [[0, 1, 2]] * 3, what="xx", look=look)
    assert_close(yy, [[0] * 3, [0.5] * 3, [1] * 3], what="yy", look=look)
    expected = [
        [0.5, 0.731059, 0.880797],
        [0.268941, 0.5, 0.731059],
        [0.119203, 0.268941, 0.5],
    ]
    assert_close(p, expected, what="p", look="p[i, j] belongs to the point (xx[i, j], yy[i, j])")
