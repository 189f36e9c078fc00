import numpy as np


def sigmoid(z):
    # the second form avoids overflow for very negative z
    z = np.asarray(z, dtype=float)
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))


def softmax(z):
    shifted = z - np.max(z, axis=0, keepdims=True)
    e = np.exp(shifted)
    return e / np.sum(e, axis=0, keepdims=True)


def forward_propagation(X, W, b):
    a = X
    activations = [X]
    for W_l, b_l in zip(W[:-1], b[:-1]):
        a = sigmoid(W_l @ a + b_l)
        activations.append(a)
    # the last layer is special
    a = softmax(W[-1] @ a + b[-1])
    activations.append(a)
    return a, activations
