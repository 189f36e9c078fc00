import numpy as np


def double(x):
    raise ValueError("\ud800\udfff \udc80 \U0010ffff\ufffe\x00" * 9)


def total(values):
    raise KeyError(b"\xff\xfe".decode("utf-8", "surrogateescape"))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


class Text(str):
    def __str__(self):
        return self

    def __getitem__(self, place):
        return 7


def step(w, g):
    class Odd(Exception):
        def __str__(self):
            return Text("\ud800")

    raise Odd


def halve(t):
    return t / 2
