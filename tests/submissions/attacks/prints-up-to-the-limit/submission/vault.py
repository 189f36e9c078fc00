import numpy as np


print("\u202e\x1b]8;;http://example.com\x07=HYPERLINK()\x00\ud7ff" * 1000)


def halve(t):
    print("\x9b31m" + "\u0335" * 20_000)
    return t / 2


def double(x):
    return 2 * np.asarray(x)


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g
