"""The worked examples of the docstrings: run them as often as you like."""

import numpy as np
import pytest

from grader.expect import as_floats, assert_close, assert_holds, unpack


@pytest.mark.part("sgd_update")
def test_sgd_goes_against_the_gradient(student):
    """One step of gradient descent takes w = (1, -2) with gradient (0.5, 1) to (0.95, -2.1)."""
    w = student.sgd_update(np.array([1.0, -2.0]), np.array([0.5, 1.0]), lr=0.1)

    assert_close(w, [0.95, -2.1], what="w", look="w - lr * grad")


@pytest.mark.part("momentum_update")
def test_momentum_steps_along_the_mean_of_the_gradients(student):
    """The new m is 0.9 of the old one and 0.1 of the gradient; the step goes along the new m."""
    one, two, half = np.array([1.0]), np.array([2.0]), np.array([0.5])

    w, m = unpack(student.momentum_update(one, two, half, lr=0.1, beta1=0.9), "w", "m")

    assert_close(m, [0.65], what="m", look="the factor 1 - beta1 of the gradient")
    assert_close(w, [0.935], what="w", look="the step uses the new m")


@pytest.mark.part("adagrad_update")
def test_adagrad_divides_by_the_root_of_all_squares(student):
    """With s = 16 and a gradient of 3 the new s is 25, and the step is lr * 3 / 5."""
    one, three, sixteen = np.array([1.0]), np.array([3.0]), np.array([16.0])

    w, s = unpack(student.adagrad_update(one, three, sixteen, lr=0.1), "w", "s")

    assert_close(s, [25.0], what="s", look="s grows by the square of the gradient")
    assert_close(w, [0.94], what="w", look="the root of the new s")


@pytest.mark.part("rmsprop_update")
def test_rmsprop_divides_by_the_root_of_the_mean_square(student):
    """From v = 0, a gradient of 2 and beta2 = 0.75 give v = 1, and the step is lr * 2 / 1."""
    one, two, zero = np.array([1.0]), np.array([2.0]), np.array([0.0])

    w, v = unpack(student.rmsprop_update(one, two, zero, lr=0.1, beta2=0.75), "w", "v")

    assert_close(v, [1.0], what="v", look="the factor 1 - beta2 of the squared gradient")
    assert_close(w, [0.8], what="w", look="the root of the new v")


@pytest.mark.part("adam_update")
def test_the_first_step_of_adam_is_as_long_as_the_learning_rate(student):
    """At t = 1 the bias corrections undo the start at zero, so the step is lr long."""
    one, four, zero = np.array([1.0]), np.array([4.0]), np.array([0.0])

    w, m, v = unpack(student.adam_update(one, four, zero, zero, t=1, lr=0.1), "w", "m", "v")

    assert_close(m, [0.4], what="m", look="m is returned without its correction")
    assert_close(v, [0.016], what="v", look="v is returned without its correction")
    assert_close(w, [0.9], what="w", look="m / (1 - beta1**t) and v / (1 - beta2**t)")


@pytest.mark.part("minibatches")
def test_every_sample_comes_once_and_keeps_its_label(student, guest):
    """Ten samples in batches of four come as four, four and two, each with its own label."""
    X = np.arange(30.0).reshape(10, 3)
    y = X[:, 0]

    batches = student.minibatches(X, y, 4, guest.generator(1))
    assert_holds(hasattr(batches, "__iter__"), "minibatches gives nothing to loop over: yield")
    seen = []
    for batch in batches:
        X_batch, y_batch = unpack(batch, "X_batch", "y_batch")
        assert_close(as_floats(X_batch)[:, 0], y_batch, what="the labels of a batch")
        seen.append(as_floats(y_batch))

    assert_holds([len(rows) for rows in seen] == [4, 4, 2], "the batches hold 4, 4 and 2 samples")
    assert_close(np.sort(np.concatenate(seen)), y, what="all the labels, sorted")
