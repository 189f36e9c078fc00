import numpy as np


def heaviside(z):
    return np.where(np.asarray(z) > 0, 1, 0)


def perceptron(inputs, weights, bias):
    return heaviside(np.asarray(inputs) @ np.asarray(weights) + bias)


def gate_parameters(name):
    gates = {"AND": ([1, 1], -1.5), "OR": ([1, 1], -0.5), "NAND": ([-1, -1], 1.5)}
    return {**gates, "NOT": ([-1], 0.5)}[name]


class perceptron_fit(tuple):
    """(w, b), learnt where it is made."""

    def __new__(cls, X, y, eta=1.0, epochs=100):
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
        return super().__new__(cls, (w, b))

    def predict(self, X):
        return perceptron(X, *self)


def xor_network(x):
    hidden = [perceptron(x, [1, 1], -0.5), perceptron(x, [-1, -1], 1.5)]
    return perceptron(np.stack(hidden, axis=-1), [1, 1], -1.5)
