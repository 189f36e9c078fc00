"""perceptron, Olivia Chen"""
import numpy as np


def heaviside(z):
    return np.heaviside(z, 0)


def perceptron(inputs, weights, bias):
    return heaviside(np.asarray(inputs) @ np.asarray(weights) + bias)


def gate_parameters(name):
    # found by perceptron_fit below
    gates = {
        "AND": (np.array([2.0, 1.0]), -2.0),
        "OR": (np.array([1.0, 1.0]), 0.0),
        "NAND": (np.array([-2.0, -1.0]), 3.0),
        "NOT": (np.array([-1.0]), 1.0),
    }
    return gates[name]


def perceptron_fit(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X), np.asarray(y)
    theta = np.zeros(X.shape[1] + 1)
    X1 = np.c_[np.ones(len(X)), X]
    for _ in range(epochs):
        if np.array_equal(np.heaviside(X1 @ theta, 0), y):
            break
        for row, label in zip(X1, y):
            theta += eta * (label - np.heaviside(row @ theta, 0)) * row
    return theta[1:], theta[0]


def xor_network(x):
    x = np.asarray(x)
    both = np.stack([perceptron(x, *gate_parameters(g)) for g in ("OR", "NAND")], axis=-1)
    return perceptron(both, *gate_parameters("AND"))
