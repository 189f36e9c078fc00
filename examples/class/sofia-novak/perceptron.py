# Sofia Novak

import numpy as np


def heaviside(z):
    if np.isscalar(z):
        return int(z > 0)
    return np.array(z > 0, dtype=int)


def perceptron(inputs, weights, bias):
    z = np.sum(np.array(inputs) * np.array(weights), axis=-1) + bias
    return heaviside(z)


def gate_parameters(name):
    gates = {}
    gates["AND"] = (np.array([1, 1]), -1.5)
    gates["OR"] = (np.array([1, 1]), -0.5)
    gates["NAND"] = (-gates["AND"][0], -gates["AND"][1])
    gates["NOT"] = (np.array([-1]), 0.5)
    return gates[name]


def perceptron_fit(X, y, eta=1.0, epochs=100):
    X = np.array(X)
    y = np.array(y)
    weights = np.zeros(X.shape[1])
    bias = 0
    for epoch in range(epochs):
        changed = False
        for i in range(X.shape[0]):
            error = y[i] - perceptron(X[i], weights, bias)
            if error != 0:
                weights = weights + eta * error * X[i]
                bias = bias + eta * error
                changed = True
        if changed == False:
            break
    return weights, bias


def xor_network(x):
    h1 = perceptron(x, *gate_parameters("OR"))
    h2 = perceptron(x, *gate_parameters("NAND"))
    return perceptron(np.stack([h1, h2], axis=-1), *gate_parameters("AND"))
