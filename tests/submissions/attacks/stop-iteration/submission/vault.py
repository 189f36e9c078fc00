import numpy as np


def total(values):
    raise StopIteration


def classify(X):
    raise StopAsyncIteration


def double(x):
    return 2 * np.asarray(x)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
