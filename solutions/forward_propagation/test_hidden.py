"""The hidden checks of forward propagation: torch computes the same network, rows are samples."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch.nn import functional

from grader.checks import GUESTS_WORD, assert_close, assert_holds, unpack

SUM = "exponentials over their sum, down each column (axis 0)"
MAXIMUM = "subtract each column's own maximum before exp"


def network(rng, *sizes):
    """Draw weights and biases, none of them near 0, for layers of these sizes."""

    def draw(*shape):
        return rng.uniform(0.4, 1.4, shape) * rng.choice([-1, 1], shape)

    W = [draw(n_out, n_in) for n_in, n_out in pairwise(sizes)]
    return W, [draw(n_out, 1) for n_out in sizes[1:]]


def activations_of_torch(X, W, b):
    """Give [X, A1, ..., AL] as torch.nn.functional computes it from rows."""
    rows = [torch.as_tensor(X).double().T]
    for i in range(len(W)):
        z = functional.linear(rows[-1], torch.as_tensor(W[i]), torch.as_tensor(b[i]).ravel())
        rows.append(torch.sigmoid(z) if i < len(W) - 1 else functional.softmax(z, dim=1))
    return [a.T.numpy() for a in rows]


def assert_probabilities(answer, expected):
    """Fail unless the first thing that came back is the output of the last layer."""
    A, _ = unpack(answer, "A", "activations")
    look = "sigmoid(W @ a + b) in the hidden layers, softmax in the last"
    assert_close(A, expected[-1], what="A", look=look)


def assert_activations(answer, expected):
    """Fail unless the second thing that came back is the list [X, A1, ..., AL]."""
    _, activations = unpack(answer, "A", "activations")
    names = ["X", *(f"A{layer}" for layer in range(1, len(expected)))]
    for name, actual, right in zip(names, unpack(activations, *names), expected, strict=True):
        assert_close(actual, right, what=name, look="the list holds X and every layer's output")


def assert_unchanged(guest):
    """Fail if the last call, whose answer was right, changed what the caller had sent."""
    look = "loop over W and b; pop, -= and += change what the caller has: make new arrays"
    sentence = "the answer is right, but what was handed in has changed: leave it as it is"
    assert_holds(not guest.changed_arguments(), sentence, look=look)


@pytest.mark.part("sigmoid")
def test_sigmoid_of_arrays(student, rng):
    """sigmoid works element by element, whatever the shape is."""
    for shape in [(6,), (4, 5), (4, 1), (2, 3, 2)]:
        z = rng.uniform(-4, 4, shape)
        z.flat[:2] = rng.uniform(1, 3, 2) * [1, -1]
        assert_close(student.sigmoid(z), torch.sigmoid(torch.tensor(z)), look="1 / (1 + exp(-z))")


@pytest.mark.part("sigmoid")
def test_sigmoid_of_a_number(student, rng):
    """sigmoid takes a single number too."""
    for z in (rng.uniform(0.5, 3, 2) * [1, -1]).tolist():
        expected = torch.sigmoid(torch.tensor(z))
        assert_close(student.sigmoid(z), expected, look="a number goes in, a number comes out")


@pytest.mark.part("sigmoid")
def test_sigmoid_far_out(student, rng):
    """Far from zero sigmoid is 0 or 1, and never NaN."""
    z = np.append(rng.uniform(700, 1000, 3), rng.uniform(-1000, -700, 3))
    look = "exp of a large positive number is infinite; infinity / infinity is NaN"
    assert_close(student.sigmoid(z), [1, 1, 1, 0, 0, 0], look=look)
    assert_close(student.sigmoid(z.astype(np.float32)), [1, 1, 1, 0, 0, 0], look=look)
    for z in ([-2.0, 900.0], [2.0, -900.0]):  # near and far, of both signs
        assert_close(student.sigmoid(np.array(z)), torch.sigmoid(torch.tensor(z)), look=look)
    z = np.append(rng.uniform(-900, -750), rng.uniform(-3, 3, 4))
    look = "each value is a float, also if the first of them is 0"
    assert_close(student.sigmoid(z), torch.sigmoid(torch.tensor(z)), look=look)


@pytest.mark.part("sigmoid", weight=GUESTS_WORD)
def test_sigmoid_leaves_its_argument(student, guest, rng):
    """The answer is a new array: z stays as it is."""
    z = rng.uniform(-4, 4, (3, 6))
    assert_close(student.sigmoid(z), torch.sigmoid(torch.tensor(z)), look="1 / (1 + exp(-z))")
    assert_unchanged(guest)


@pytest.mark.part("softmax")
def test_softmax_of_a_batch(student, rng):
    """Each column becomes probabilities: exponentials over their sum, down the column."""
    z = rng.uniform(-2, 2, (4, 7))
    assert_close(student.softmax(z), functional.softmax(torch.tensor(z), dim=0), look=SUM)


@pytest.mark.part("softmax")
def test_softmax_of_one_column(student, rng):
    """One sample is one column, and stays one; a single class has all the probability."""
    z = rng.uniform([[-1], [-2], [-3]], [[3], [2], [1]])
    assert_close(student.softmax(z), functional.softmax(torch.tensor(z), dim=0), look=SUM)
    z = rng.uniform(-2, 2, (1, 3))
    assert_close(student.softmax(z), np.ones((1, 3)), look=SUM)


@pytest.mark.part("softmax")
def test_softmax_of_a_square(student, rng):
    """With as many samples as classes, the classes are still the rows."""
    z = rng.uniform(-2, 2, (5, 5)).astype(np.float32)
    assert_close(student.softmax(z), functional.softmax(torch.tensor(z), dim=0), look=SUM)


def as_float32_has_them(z):
    """Give scores that float32 holds exactly: near 4,000 it cuts off more than is forgiven."""
    return z.astype(np.float32).astype(np.float64)


@pytest.mark.part("softmax")
def test_softmax_of_large_scores(student, rng):
    """Scores in the thousands, and a thousand above their neighbours, give no NaN."""
    z = rng.uniform(-2, 2, (3, 4)) + rng.uniform(1000, 4000)
    # whichever class is ahead: out of reach of a mean, a minimum or a maximum of some only
    z[rng.permutation(3), [0, 1, 2]] += 1500
    z = as_float32_has_them(z)
    expected = functional.softmax(torch.tensor(z), dim=0)
    assert_close(student.softmax(z), expected, look=MAXIMUM)


@pytest.mark.part("softmax")
def test_softmax_of_unlike_columns(student, rng):
    """A column of very large scores does not spoil its neighbours of very low ones."""
    shift = rng.permutation([-2000.0, 0.0, 900.0, 3000.0])
    z = as_float32_has_them(rng.uniform(-2, 2, (3, 4)) + shift)
    assert_close(student.softmax(z), functional.softmax(torch.tensor(z), dim=0), look=MAXIMUM)


@pytest.mark.part("softmax", weight=GUESTS_WORD)
def test_softmax_leaves_its_argument(student, guest, rng):
    """The answer is a new array: z stays as it is."""
    z = rng.uniform(-2, 2, (3, 5))
    assert_close(student.softmax(z), functional.softmax(torch.tensor(z), dim=0), look=SUM)
    assert_unchanged(guest)


@pytest.mark.part("forward_propagation")
def test_two_layers(student, rng):
    """A hidden and an output layer give every sample's probabilities."""
    X, (W, b) = rng.uniform(-2, 2, (3, 7)), network(rng, 3, 5, 4)
    expected = activations_of_torch(X, W, b)
    assert_probabilities(student.forward_propagation(X, W, b), expected)


@pytest.mark.part("forward_propagation")
def test_list_of_activations(student, rng):
    """The second answer is the list of the input and of every layer's output, in order."""
    X, (W, b) = rng.uniform(-2, 2, (2, 6)), network(rng, 2, 4, 5, 5, 3)
    expected = activations_of_torch(X, W, b)
    assert_activations(student.forward_propagation(X, W, b), expected)


@pytest.mark.part("forward_propagation", weight=GUESTS_WORD)
def test_the_callers_lists_stay(student, guest, rng):
    """The caller's X, W and b are as they were: the next batch goes through the same network."""
    for n_samples in (5, 1):
        X, (W, b) = rng.uniform(-2, 2, (3, n_samples)), network(rng, 3, 4, 2)
        expected = activations_of_torch(X, W, b)
        assert_probabilities(student.forward_propagation(X, W, b), expected)
        assert_unchanged(guest)


@pytest.mark.part("forward_propagation")
def test_large_scores(student, rng):
    """Scores in the thousands give probabilities and no NaN, in every layer and beside low ones."""
    X, (W, b) = rng.integers(-8, 9, (3, 6)) / 4, network(rng, 3, 4)
    # exact in float32: a column's scores are all about as high as its first feature says
    X[0], W[0] = rng.permutation([-3.0, -1.0, 0.0, 1.0, 2.0, 4.0]), np.round(4 * W[0]) / 4
    W[0][:, 0], b[0] = 768.0, np.round(4 * b[0]) / 4
    expected = activations_of_torch(X, W, b)
    assert_probabilities(student.forward_propagation(X, W, b), expected)
    X, (W, b) = rng.uniform(1, 2, (2, 5)) * rng.choice([-1, 1], 5), network(rng, 2, 3, 3)
    W[0] = np.abs(W[0]) * rng.choice([-900, 900], (3, 1))  # neurons that are very sure, each way
    expected = activations_of_torch(X, W, b)
    assert_probabilities(student.forward_propagation(X, W, b), expected)


@pytest.mark.part("forward_propagation")
def test_one_layer(student, rng):
    """A network of a single layer is softmax of one affine map, also where it has one neuron."""
    for n_classes in (3, 1):
        X, (W, b) = rng.uniform(-2, 2, (4, 5)), network(rng, 4, n_classes)
        expected = activations_of_torch(X, W, b)
        assert_probabilities(student.forward_propagation(X, W, b), expected)


@pytest.mark.part("forward_propagation")
def test_many_layers(student, rng):
    """Any number of layers works: only the last one is softmax, and all others are sigmoid."""
    X, (W, b) = rng.uniform(-2, 2, (3, 8)), network(rng, 3, 6, 2, 5, 4)
    expected = activations_of_torch(X, W, b)
    assert_probabilities(student.forward_propagation(X, W, b), expected)


@pytest.mark.part("forward_propagation")
def test_one_sample(student, rng):
    """One sample of shape (n, 1) gives one column of probabilities."""
    X, (W, b) = rng.uniform(-2, 2, (4, 1)), network(rng, 4, 3, 2)
    expected = activations_of_torch(X, W, b)
    assert_probabilities(student.forward_propagation(X, W, b), expected)


@pytest.mark.part("forward_propagation")
def test_square_network(student, rng):
    """Layers as wide as the batch is long are still multiplied the right way round."""
    X, (W, b) = rng.uniform(-2, 2, (4, 4)), network(rng, 4, 4, 4)
    expected = activations_of_torch(X, W, b)
    single = [a.astype(np.float32) for a in W], [a.astype(np.float32) for a in b]
    assert_probabilities(student.forward_propagation(X.astype(np.float32), *single), expected)
