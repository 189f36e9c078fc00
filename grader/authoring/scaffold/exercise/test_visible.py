"""The visible checks: a small example of each part. Students get and run them."""

import numpy as np
import pytest

from grader.checks import assert_close

TABLE = np.array([[1.0, 10.0], [1.0, 30.0], [5.0, 10.0], [5.0, 30.0]])


# TODO: your examples. The docstring of a check is the sentence that a student reads when it fails.
@pytest.mark.part("centre")
def test_each_column_is_centred(student):
    """Each column has a mean of its own, which is taken off."""
    expected = [[-2.0, -10.0], [-2.0, 10.0], [2.0, -10.0], [2.0, 10.0]]

    assert_close(student.centre(TABLE), expected, look="the axis: one mean for each column")


@pytest.mark.part("standardize")
def test_each_column_has_a_deviation_of_one(student):
    """Standardized columns have a mean of 0 and a standard deviation of 1."""
    expected = [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]

    assert_close(student.standardize(TABLE), expected, look="what a column is divided by")
