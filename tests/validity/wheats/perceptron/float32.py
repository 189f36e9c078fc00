"""This student computes all of it in float32, and learns in the dual form: how often was each
sample wrong?"""

import numpy as np

F = np.float32


def heaviside(z):
    return np.maximum(np.sign(np.asarray(z, dtype=F)), F(0))


def perceptron(inputs, weights, bias):
    x = np.asarray(inputs, dtype=F)
    w = np.asarray(weights, dtype=F).reshape(-1, 1)
    z = np.dot(np.atleast_2d(x), w) + F(bias)
    fired = heaviside(z[:, 0])
    return fired[0] if x.ndim == 1 else fired


def gate_parameters(name):
    # one row per gate: w1, w2, b
    table = np.array([[2, 2, -3], [2, 2, -1], [-2, -2, 3]], dtype=F)
    if name == "NOT":
        return np.array([-2], dtype=F), F(1)
    row = table[["AND", "OR", "NAND"].index(name)]
    return row[:2], row[2]


def perceptron_fit(X, y, eta=1.0, epochs=100):
    X = np.array(X, dtype=F)
    signs = 2 * np.array(y, dtype=F) - 1

    # w = eta * sum of (counts * signs) * rows, so w . x + b needs only the rows' products:
    # the +1 is the bias, a feature that is always one
    products = X @ X.T + F(1)
    counts = np.zeros(len(X), dtype=F)
    scores = np.zeros(len(X), dtype=F)

    for _ in range(epochs):
        before = counts.sum()
        for i, sign in enumerate(signs):
            if (scores[i] > 0) != (sign > 0):
                counts[i] += 1
                scores += sign * products[i]
        if counts.sum() == before:
            break

    w = F(eta) * ((counts * signs) @ X)
    b = F(eta) * (counts * signs).sum(dtype=F)
    return w, b


def xor_network(x):
    # OR but not AND: the AND takes away what the OR gave too much
    either = perceptron(x, *gate_parameters("OR"))
    both = perceptron(x, *gate_parameters("AND"))
    hidden = np.stack([either, both], axis=-1)
    return perceptron(hidden, np.array([1, -1], dtype=F), F(-0.5))
