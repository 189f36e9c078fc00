"""This student likes short numpy: booleans for answers, matrices for layers, and a jump from one
mistake to the next."""

import numpy as np


def heaviside(z):
    return np.greater(z, 0)


def perceptron(inputs, weights, bias):
    return heaviside(np.inner(inputs, weights) + bias)


def gate_parameters(name):
    table = {"AND": (2, 3, -4), "OR": (2, 3, -2), "NAND": (2, -3, 4), "NOT": (1, -3, 2)}
    n, slope, bias = table[name]
    return np.full(n, slope), bias


def perceptron_fit(X, y, eta=1.0, epochs=100):
    X, y = np.c_[np.asarray(X, float), np.ones(len(X))], np.asarray(y) > 0
    w = np.random.default_rng().normal(scale=0.01, size=X.shape[1])
    for _ in range(epochs):
        at = 0
        # all scores at once; only the first wrong one counts, since it changes the weights
        while (wrong := np.flatnonzero((X[at:] @ w > 0) != y[at:])).size:
            at += wrong[0]
            w += eta * (1 if y[at] else -1) * X[at]
            at += 1
        if np.array_equal(X @ w > 0, y):
            break
    return w[:-1], w[-1]


def xor_network(x):
    hidden = heaviside(np.asarray(x) @ np.array([[1, -1], [1, -1]]) + np.array([-0.5, 1.5]))
    return perceptron(hidden, *gate_parameters("AND"))
