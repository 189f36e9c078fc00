import numpy as np


def heaviside(z):
    return np.where(np.asarray(z) > 0, 1, 0)


def demo()
    print(heaviside([1, -1]))


def perceptron(inputs, weights, bias):
    return heaviside(np.asarray(inputs) @ np.asarray(weights) + bias)
