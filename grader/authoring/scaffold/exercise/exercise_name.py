"""Columns of a table on one scale."""

import numpy as np


def centre(table):
    """Return a table, an array of shape (rows, columns), with the mean of each column taken off."""
    ### BEGIN SOLUTION
    # TODO: your reference. What stands between the two markers is what students write.
    return table - np.mean(table, axis=0)
    ### END SOLUTION


def standardize(table):
    """Return the centred table with each column divided by its standard deviation."""
    ### BEGIN SOLUTION
    return centre(table) / np.std(table, axis=0)
    ### END SOLUTION
