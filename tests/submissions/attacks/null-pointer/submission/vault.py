import ctypes

import numpy as np


def step(w, g):
    return ctypes.string_at(0)


def double(x):
    return 2 * np.asarray(x)


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def halve(t):
    return t / 2
