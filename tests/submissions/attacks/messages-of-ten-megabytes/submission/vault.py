import numpy as np


def double(x):
    raise ValueError("x\n" * 5_000_000) from KeyError("y" * 10_000_000)


def total(values):
    raise type("K" * 1_000_000, (Exception,), {})("x", "y" * 10_000_000)


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    def inner():
        raise ValueError("\x1b" * 10_000_000)

    inner.__code__ = inner.__code__.replace(co_name="f" * 1_000_000)
    inner()


def halve(t):
    return t / 2
