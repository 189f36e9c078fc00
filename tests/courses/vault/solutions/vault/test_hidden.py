"""Hidden checks of vault. CANARY-SUITE-4e1f88a2 stands in this docstring, and below.

Inputs are fresh, and expected values easy to find again in whatever leaves the grader: every
answer of which one number is SECRET_SUM would betray an expected value.
"""

# CANARY-SUITE-4e1f88a2
import csv
from pathlib import Path

import numpy as np
import pytest
import torch

from grader.checks import as_floats, assert_close, assert_holds, assert_shape

SEAL = "CANARY-SUITE-4e1f88a2"
SECRET_SUM = 73910465.25
LABELS = Path(__file__).with_name("labels.csv")
ROWS = list(csv.DictReader(LABELS.read_text(encoding="utf-8").splitlines()))
NAMES = {0: "CANARY-LABEL-cobalt", 1: "CANARY-LABEL-amber"}


def _summing_up(rng, n):
    """Draw n quarters whose sum is SECRET_SUM, exactly."""
    values = rng.integers(-4000, 4000, size=n) / 4
    values[-1] = SECRET_SUM - values[:-1].sum()
    return values


@pytest.mark.part("double")
def test_double_of_other_shapes(student, rng):
    """double(x) is twice the array, whatever its shape."""
    x = rng.integers(-4000, 4000, size=(5, 1)) / 4
    x[2] = SECRET_SUM / 2

    answer = student.double(x)

    assert_shape(answer, (5, 1))
    assert_close(answer, x + x)


@pytest.mark.part("double")
def test_double_agrees_with_the_reference(student, reference, rng):
    """double(x) takes whole numbers and lists too."""
    x = rng.integers(-9, 9, size=(2, 4)).tolist()
    expected = reference.double(x)

    assert_close(student.double(x), expected)


@pytest.mark.part("total")
def test_total_of_other_numbers(student, rng):
    """total(values) is right for large numbers."""
    values = _summing_up(rng, 7)

    assert_close(student.total(values), SECRET_SUM, rtol=1e-9)


@pytest.mark.part("total")
def test_totals_of_many_rows(student, rng):
    """total(values) is right for one row after the other."""
    rows = [_summing_up(rng, n) for n in (3, 4, 5)] + [rng.normal(size=6)]
    expected = [float(np.add.reduce(row)) for row in rows]

    # written as suites are: an exception of the student's must not end the loop in silence
    for answer, right in zip(map(student.total, rows), expected):  # noqa: B905
        assert_close(answer, right)


@pytest.mark.part("classify")
def test_classes_of_labelled_rows(student, rng):
    """classify(X) finds the class of rows of either sign."""
    X = np.array([[float(row["x1"]), float(row["x2"])] for row in ROWS]) * rng.uniform(0.5, 2)
    expected = [row["label"] for row in ROWS]

    answer = student.classify(X)

    found = [NAMES[number] for number in as_floats(answer).tolist()]
    assert_holds(found == expected, "the sign of a row's sum decides", got=answer)


@pytest.mark.part("classify")
def test_classes_in_several_batches(student, guest, rng):
    """classify(X) is right for one row, and for many."""
    batches = [rng.normal(size=(n, 2)) for n in (1, 9, 4)]
    expected = [[float(a + b > 0) for a, b in X.tolist()] for X in batches]

    answers = guest.many("classify", [(X,) for X in batches])

    for answer, right in zip(answers, expected, strict=True):
        assert_close(answer, right)


@pytest.mark.part("step")
def test_step_of_other_shapes(student, rng):
    """step(w, g) works for matrices too."""
    w, g = rng.normal(size=(2, 3, 2))
    w[1, 1] = SECRET_SUM + g[1, 1] / 10

    assert_close(student.step(w, g), w + g * -0.1)


@pytest.mark.part("step")
def test_step_changes_nothing(student, guest, rng):
    """step(w, g) leaves w and g as they were."""
    w, g = rng.normal(size=(2, 4))
    expected = w + g * -0.1

    answer = student.step(w, g)

    assert_holds(guest.changed_arguments() == [], "w and g stay as they were")
    assert_close(answer, expected)


@pytest.mark.part("halve")
def test_half_of_a_matrix(student, rng):
    """halve(t) keeps the shape."""
    t = torch.from_numpy(rng.normal(size=(4, 1, 2)))
    t[3] = SECRET_SUM * 2

    answer = student.halve(t)

    assert_shape(answer, (4, 1, 2))
    assert_close(answer, t.numpy() * 0.5)


@pytest.mark.part("halve")
def test_half_is_a_tensor(student, rng):
    """halve(t) gives a tensor, not an array."""
    t = torch.from_numpy(rng.normal(size=3).astype(np.float32))

    answer = student.halve(t)

    assert_holds(isinstance(answer, torch.Tensor), "a tensor comes back", got=answer)
    assert_close(answer, t.numpy() / 2)
