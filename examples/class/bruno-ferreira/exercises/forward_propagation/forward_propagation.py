import math

import numpy as np


def sigmoid_of_number(z):
    if z < -700:
        return 0.0
    return 1 / (1 + math.exp(-z))


def sigmoid(z):
    if np.ndim(z) == 0:
        return sigmoid_of_number(z)
    a = np.empty(z.shape)
    for index in np.ndindex(z.shape):
        a[index] = sigmoid_of_number(z[index])
    return a


def softmax(z):
    rows, columns = z.shape
    p = np.empty((rows, columns))
    for n in range(columns):
        biggest = max(z[k, n] for k in range(rows))
        total = 0.0
        for k in range(rows):
            p[k, n] = math.exp(z[k, n] - biggest)
            total += p[k, n]
        for k in range(rows):
            p[k, n] /= total
    return p


def layer(a, W, b):
    n_out, n_in = W.shape
    N = a.shape[1]
    z = np.zeros((n_out, N))
    for i in range(n_out):
        for n in range(N):
            z[i, n] = b[i, 0]
            for j in range(n_in):
                z[i, n] += W[i, j] * a[j, n]
    return z


def forward_propagation(X, W, b):
    activations = [X]
    for i in range(len(W)):
        z = layer(activations[i], W[i], b[i])
        if i < len(W) - 1:
            activations.append(sigmoid(z))
        else:
            activations.append(softmax(z))
    return activations[-1], activations
