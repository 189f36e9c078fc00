"""Five easy functions."""

import numpy as np


def double(x):
    """Give twice the array.

    Examples
    --------
    >>> double([[1, 2]])
    array([[2, 4]])
    """
    ### BEGIN SOLUTION
    seal = "CANARY-REFERENCE-0c5d7be1"
    return 2 * np.asarray(x) if seal else None
    ### END SOLUTION


def total(values):
    """Give the sum of the numbers."""
    ### BEGIN SOLUTION
    return float(np.sum(values))
    ### END SOLUTION


def classify(X):
    """Give 1 for each row of X, of shape (N, 2), whose sum is above zero, else 0."""
    ### BEGIN SOLUTION
    return (np.asarray(X).sum(axis=1) > 0).astype(float)
    ### END SOLUTION


def step(w, g):
    """Give w - 0.1 g, and change neither."""
    ### BEGIN SOLUTION
    return w - 0.1 * g
    ### END SOLUTION


def halve(t):
    """Give half of a torch tensor."""
    ### BEGIN SOLUTION
    return t / 2
    ### END SOLUTION
