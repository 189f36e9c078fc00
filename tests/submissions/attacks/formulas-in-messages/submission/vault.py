import numpy as np


def double(x):
    raise ValueError("=cmd|' /C calc'!A1\n+1+1\n-1+1\n@SUM(1)\n\t=1\n\"\n=1\",=1;=1")


def total(values):
    raise type("=1+1", (Exception,), {"__module__": "@x"})('=HYPERLINK("http://example.org")')


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
