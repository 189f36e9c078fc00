import numpy as np

memory = {}


def double(x):
    answer = memory.get("double", np.zeros((3, 2)))
    memory["double"] = 2 * np.asarray(x)
    return answer


def total(values):
    answer = memory.get("total", 0.0)
    memory["total"] = float(np.sum(values))
    return answer


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
