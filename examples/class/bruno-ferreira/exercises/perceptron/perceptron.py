# Bruno Ferreira, perceptron
# I come from Java, so: loops. numpy only where I need it.

import numpy as np


def heaviside(z):
    z = np.array(z)
    if z.ndim == 0:
        if z > 0:
            return 1
        return 0
    result = np.zeros(z.shape, dtype=int)
    for index in np.ndindex(z.shape):
        if z[index] > 0:
            result[index] = 1
    return result


def weighted_sum(sample, weights, bias):
    total = bias
    for i in range(len(weights)):
        total += sample[i] * weights[i]
    return total


def perceptron(inputs, weights, bias):
    if np.ndim(inputs) == 1:
        return heaviside(weighted_sum(inputs, weights, bias))
    answers = []
    for sample in inputs:
        answers.append(heaviside(weighted_sum(sample, weights, bias)))
    return answers


def gate_parameters(name):
    if name == "AND":
        weights, bias = [1, 1], -1.5
    elif name == "OR":
        weights, bias = [1, 1], -0.5
    elif name == "NAND":
        weights, bias = [-1, -1], 1.5
    elif name == "NOT":
        weights, bias = [-1], 0.5
    else:
        print("I do not know the gate", name)
        weights, bias = None, None
    return weights, bias


def perceptron_fit(X, y, eta=1.0, epochs=100):
    n = len(X[0])
    weights = [0.0] * n
    bias = 0.0
    epoch = 0
    mistakes = 1
    while mistakes > 0 and epoch < epochs:
        mistakes = 0
        for i in range(len(X)):
            error = int(y[i]) - heaviside(weighted_sum(X[i], weights, bias))
            if error == 0:
                continue
            mistakes += 1
            for j in range(n):
                weights[j] += eta * error * X[i][j]
            bias += eta * error
        epoch += 1
    return weights, bias


def xor_network(x):
    if np.ndim(x) == 1:
        first = perceptron(x, *gate_parameters("OR"))
        second = perceptron(x, *gate_parameters("NAND"))
        return perceptron([first, second], *gate_parameters("AND"))
    return [xor_network(pair) for pair in x]
