# Jonas Weber
# like on the slides, only with lists

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


def sigmoid_derivative(a):
    return a * (1 - a)


def backprop_deltas(activations, W, Y):
    deltas = [activations[-1] - Y]
    # rückwärts
    for i in reversed(range(1, len(W))):
        delta = W[i].T @ deltas[-1] * sigmoid_derivative(activations[i])
        deltas.append(delta)
    return deltas[::-1]


def gradients(activations, deltas):
    N = activations[0].shape[1]
    dW = []
    db = []
    for i in range(len(deltas)):
        dW.append(deltas[i] @ activations[i].T / N)
        db.append(deltas[i] / N)      # dz/db = 1, so only delta is left
    return dW, db


def gradient_step(W, b, dW, db, eta):
    for i in range(len(W)):
        W[i] = W[i] - eta * dW[i]
        b[i] = b[i] - eta * db[i]
    return W, b


def train_xor(seed):
    np.random.seed(seed)
    X = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    Y = np.array([[1, 0, 0, 1], [0, 1, 1, 0]])
    W = [np.random.randn(8, 2), np.random.randn(2, 8)]
    b = [np.random.randn(8, 1), np.random.randn(2, 1)]
    for epoch in range(1000):
        A1 = sigmoid(W[0] @ X + b[0])
        A2 = softmax(W[1] @ A1 + b[1])
        activations = [X, A1, A2]
        deltas = backprop_deltas(activations, W, Y)
        dW, db = gradients(activations, deltas)
        W, b = gradient_step(W, b, dW, db, 1.0)
    return W, b
