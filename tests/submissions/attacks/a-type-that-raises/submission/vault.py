import numpy as np


class Touchy(type):
    def __getattribute__(cls, name):
        raise SystemExit("CANARY of my own")


class Thing(metaclass=Touchy):
    pass


thing = Thing()


def step(w, g):
    return thing


def double(x):
    return 2 * np.asarray(x)


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def halve(t):
    return t / 2
