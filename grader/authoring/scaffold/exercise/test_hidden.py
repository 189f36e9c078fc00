"""The hidden checks: fresh numbers in shapes that nobody guesses. No student gets them."""

from statistics import fmean, pstdev

import numpy as np
import pytest

from grader.checks import assert_close


# TODO: your checks. What is expected does not come from the reference, but from elsewhere: here
# from Python's own statistics.
@pytest.mark.part("centre")
@pytest.mark.parametrize("shape", [(5, 3), (2, 4), (1, 2)])
def test_tables_of_any_shape(student, rng, shape):
    """Any table can be centred, one of a single row, too."""
    table = rng.normal(size=shape, loc=3)
    expected = np.stack([column - fmean(column) for column in table.T], axis=1)

    assert_close(student.centre(table), expected)


@pytest.mark.part("standardize")
@pytest.mark.parametrize("shape", [(5, 3), (2, 4)])
def test_columns_of_any_scale(student, rng, shape):
    """Columns come on one scale, however different theirs are."""
    table = rng.normal(size=shape, loc=3) * 10.0 ** np.arange(shape[1])
    expected = np.stack([(column - fmean(column)) / pstdev(column) for column in table.T], axis=1)

    assert_close(student.standardize(table), expected)
