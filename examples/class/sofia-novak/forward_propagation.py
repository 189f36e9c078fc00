# Sofia Novak

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    z = z - np.max(z, axis=0)
    return np.exp(z) / np.sum(np.exp(z), axis=0)


def forward_propagation(X, W, b):
    activations = [X]
    for i in range(len(W)):
        z = np.dot(W[i], activations[i] + b[i]
        if i == len(W) - 1:
            activations.append(softmax(z))
        else:
            activations.append(sigmoid(z))
    return activations[-1], activations
