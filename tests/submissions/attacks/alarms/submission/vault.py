import signal

import numpy as np


def nothing(*_):
    pass


signal.signal(signal.SIGALRM, nothing)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)


def double(x):
    return 2 * np.asarray(x)


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
