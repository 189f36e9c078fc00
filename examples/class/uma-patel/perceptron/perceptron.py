"""Uma Patel"""
import numpy as np


def heaviside(z):
    return np.greater(z, 0).astype(int)


def perceptron(inputs, weights, bias):
    return heaviside(np.inner(inputs, weights) + bias)


def gate_parameters(name):
    if name == "AND":
        return [1, 1], -1.5
    elif name == "OR":
        return [1, 1], -0.5
    elif name == "NAND":
        return [-1, -1], 1.5
    else:
        return [-1], 0.5


def perceptron_fit(X, y, eta=1.0, epochs=100):
    X = np.array(X)
    y = np.array(y)
    weights = np.zeros(len(X[0]))
    bias = 0.0
    # repeat until everything is right (Rosenblatt proved that this always ends)
    while np.any(perceptron(X, weights, bias) != y):
        for x, target in zip(X, y):
            error = target - perceptron(x, weights, bias)
            weights = weights + eta * error * x
            bias = bias + eta * error
    return weights, bias


def xor_network(x):
    x = np.asarray(x)
    h1 = perceptron(x, *gate_parameters("OR"))
    h2 = perceptron(x, *gate_parameters("NAND"))
    return perceptron(np.stack([h1, h2], -1), *gate_parameters("AND"))
