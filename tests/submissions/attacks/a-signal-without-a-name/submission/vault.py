import os

import numpy as np


def double(x):
    os.kill(os.getpid(), 40)


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
