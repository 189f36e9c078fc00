from helpers import heaviside, perceptron
import numpy as np


def gate_parameters(name):
    gates = {"AND": ([1, 1], -1.5), "OR": ([1, 1], -0.5), "NAND": ([-1, -1], 1.5)}
    return {**gates, "NOT": ([-1], 0.5)}[name]


def perceptron_fit(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        wrong = False
        for x, target in zip(X, y):
            error = target - perceptron(x, w, b)
            if error:
                wrong = True
                w, b = w + eta * error * x, b + eta * error
        if not wrong:
            break
    return w, b


def xor_network(x):
    hidden = [perceptron(x, [1, 1], -0.5), perceptron(x, [-1, -1], 1.5)]
    return perceptron(np.stack(hidden, axis=-1), [1, 1], -1.5)
