# Tomasz Zieliński
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - np.amax(z, axis=0))
    return e / e.sum(axis=0)


def forward_propagation(X, W, b):
    activations = [X]
    for w_i, b_i in zip(W, b):
        activations.append(sigmoid(w_i @ activations[-1] + b_i))
    # the last layer again, with softmax
    activations[-1] = softmax(W[-1] @ activations[-2] + b[-1])
    return activations[-1], activations
