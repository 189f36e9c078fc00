"""Exercise 2, Hana Sato"""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    # subtract the max so that exp does not explode
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def forward_propagation(X, W, b):
    activations = [X]
    A = X
    for l in range(len(W)):
        Z = np.dot(W[l], A) + b[l]
        if l == len(W) - 1:
            A = softmax(Z)
        else:
            A = sigmoid(Z)
        activations.append(A)
    return A, activations
