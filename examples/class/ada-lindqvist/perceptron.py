"""Perceptron exercise -- Ada Lindqvist

One sample is (n,), a batch is (N, n).
"""

import numpy as np


def heaviside(z):
    # strictly greater: H(0) = 0 in this course
    return np.where(np.asarray(z) > 0, 1, 0)


def perceptron(inputs, weights, bias):
    inputs = np.asarray(inputs, dtype=float)
    weights = np.asarray(weights, dtype=float)
    return heaviside(inputs @ weights + bias)


def gate_parameters(name):
    # I drew the four corners of the square on paper and shifted the line by a half
    if name == "AND":
        return np.array([2.0, 2.0]), -3.0
    if name == "OR":
        return np.array([2.0, 2.0]), -1.0
    if name == "NAND":
        return np.array([-2.0, -2.0]), 3.0
    if name == "NOT":
        return np.array([-2.0]), 1.0
    raise ValueError(f"unknown gate: {name}")


def perceptron_fit(X, y, eta=1.0, epochs=100):
    X = np.asarray(X, dtype=float)
    y = np.asarray(y, dtype=float)
    w = np.zeros(X.shape[1])
    b = 0.0
    for epoch in range(epochs):
        all_right = True
        for x_i, y_i in zip(X, y):
            delta = y_i - perceptron(x_i, w, b)
            if delta != 0:
                w += eta * delta * x_i
                b += eta * delta
                all_right = False
        if all_right:
            break
    return w, b


def xor_network(x):
    x = np.asarray(x, dtype=float)
    w_or, b_or = gate_parameters("OR")
    w_nand, b_nand = gate_parameters("NAND")
    w_and, b_and = gate_parameters("AND")
    h1 = perceptron(x, w_or, b_or)
    h2 = perceptron(x, w_nand, b_nand)
    return perceptron(np.stack((h1, h2), axis=-1), w_and, b_and)
