"""This student knows rows as samples, turns everything over at the door and back again, and works
with logarithms until the end."""

import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))


def log_softmax_rows(scores):
    """scores: (N, n_classes)"""
    return scores - np.logaddexp.reduce(scores, axis=1)[:, np.newaxis]


def softmax(z):
    return np.exp(log_softmax_rows(z.T)).T


def affine_rows(rows, weights, biases):
    """(N, n_in) @ (n_in, n_out) + (n_out,)"""
    return rows @ weights.T + biases.ravel()


def forward_propagation(X, W, b):
    rows = [X.T]
    *hidden, last = zip(W, b, strict=True)
    for weights, biases in hidden:
        rows.append(sigmoid(affine_rows(rows[-1], weights, biases)))
    rows.append(np.exp(log_softmax_rows(affine_rows(rows[-1], *last))))

    activations = [a.T for a in rows]
    return activations[-1], activations
