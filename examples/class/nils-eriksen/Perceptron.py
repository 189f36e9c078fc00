# Perceptron
# by Nils

import numpy as np


def heaviside(z):
    """ 1 if z is positive or zero, else 0 """
    return np.where(np.array(z) >= 0, 1, 0)


def perceptron(inputs, weights, bias):
    return heaviside(np.dot(inputs, weights) + bias)


def gate_parameters(name):
    if name == "AND":
        return np.array([1, 1]), -2     # 1 + 1 - 2 = 0 -> fires, all others don't
    if name == "OR":
        return np.array([1, 1]), -0.5
    if name == "NAND":
        return np.array([-1, -1]), 1.5
    if name == "NOT":
        return np.array([-1]), 0.5


def perceptron_fit(X, y, eta=1.0, epochs=100):
    X = np.array(X)
    y = np.array(y)
    w = np.zeros(X.shape[1])
    b = 0
    for e in range(epochs):
        wrong = 0
        for i in range(len(X)):
            y_hat = perceptron(X[i], w, b)
            if y_hat != y[i]:
                w = w + eta * (y[i] - y_hat) * X[i]
                b = b + eta * (y[i] - y_hat)
                wrong = wrong + 1
        if wrong == 0:
            print("done after", e, "epochs")
            return w, b
    return w, b


def xor_network(x):
    x = np.array(x)
    a = perceptron(x, *gate_parameters("OR"))
    c = perceptron(x, *gate_parameters("NAND"))
    return perceptron(np.array([a, c]).T, *gate_parameters("AND"))
