"""What students get wrong, each variant right but for one thing."""

import exercise_name as right
import numpy as np

from grader.course import misconception


# TODO: the mistakes that you expect. Whoever gives the answers of one reads its sentence.
@misconception("centre", "you take off one mean of the whole table: each column has its own")
def one_mean_for_all(table):
    """Forget the axis."""
    return table - np.mean(table)


@misconception("centre", "you take off the mean of each row: take that of each column")
def means_of_rows(table):
    """Take the other axis."""
    return table - np.mean(table, axis=1, keepdims=True)


@misconception("standardize", "you divide by the variance: take its root, the standard deviation")
def divided_by_the_variance(table):
    """Forget the root."""
    return right.centre(table) / np.var(table, axis=0)


@misconception("standardize", "your columns are not centred: take the means off before you divide")
def not_centred(table):
    """Divide alone."""
    return table / np.std(table, axis=0)


@misconception("standardize", "you take one deviation of the whole table: each column has its own")
def one_deviation_for_all(table):
    """Forget the axis of the second step."""
    return right.centre(table) / np.std(table)


@misconception(
    "standardize",
    "your deviations are those of a sample: divide by the number of rows, not by one less",
)
def one_row_less(table):
    """Estimate the deviation of a population from a sample."""
    return right.centre(table) / np.std(table, axis=0, ddof=1)
