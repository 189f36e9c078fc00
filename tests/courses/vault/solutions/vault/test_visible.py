"""Visible checks of vault: fresh numbers."""

import numpy as np
import pytest
import torch

from grader.checks import assert_close


@pytest.mark.part("double")
def test_double_of_an_array(student, rng):
    """double(x) is twice the array."""
    x = rng.normal(size=(3, 2))

    assert_close(student.double(x), x + x)


@pytest.mark.part("total")
def test_total_of_some_numbers(student, rng):
    """total(values) is the sum."""
    values = rng.normal(size=4)

    assert_close(student.total(values), sum(values.tolist()))


@pytest.mark.part("classify")
def test_classes_of_some_rows(student, rng):
    """classify(X) is 1 where a row's sum is above zero, else 0."""
    X = rng.normal(size=(6, 2))

    assert_close(student.classify(X), [float(a + b > 0) for a, b in X.tolist()])


@pytest.mark.part("step")
def test_step_down_the_gradient(student, rng):
    """step(w, g) is w - 0.1 g."""
    w, g = rng.normal(size=(2, 5))

    assert_close(student.step(w, g), np.array([a - b / 10 for a, b in zip(w, g, strict=True)]))


@pytest.mark.part("halve")
def test_half_of_a_tensor(student, rng):
    """halve(t) is half of the tensor."""
    t = torch.from_numpy(rng.normal(size=(2, 3)))

    assert_close(student.halve(t), t.numpy() * 0.5)
