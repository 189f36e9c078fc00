# -*- coding: utf-8 -*-
# Léo Martin, TP 3

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(a):
    # σ' = σ(1 - σ)
    s = sigmoid(a)
    return s * (1 - s)


def backprop_deltas(activations, W, Y):
    A = activations[-1]
    deltas = [A - Y]
    for i in range(len(W) - 1, 0, -1):
        d = (W[i].T).dot(deltas[0]) * sigmoid_derivative(activations[i])
        deltas = [d] + deltas
    return deltas


def gradients(activations, deltas):
    m = deltas[0].shape[1]
    dW = [1/m * deltas[i].dot(activations[i].T) for i in range(len(deltas))]
    db = [1/m * deltas[i].sum(axis=1).reshape(-1, 1) for i in range(len(deltas))]
    return dW, db


def gradient_step(W, b, dW, db, eta):
    W2 = [W[i] - eta * dW[i] for i in range(len(W))]
    b2 = [b[i] - eta * db[i] for i in range(len(b))]
    return W2, b2


def train_xor(seed):
    rng = np.random.default_rng(seed)
    X = np.array([[0., 0., 1., 1.], [0., 1., 0., 1.]])
    Y = np.array([[1., 0., 0., 1.], [0., 1., 1., 0.]])
    n = 8
    W = [rng.normal(size=(n, 2)), rng.normal(size=(2, n))]
    b = [np.zeros((n, 1)), np.zeros((2, 1))]
    for k in range(1000):
        A1 = sigmoid(W[0].dot(X) + b[0])
        E = np.exp(W[1].dot(A1) + b[1])
        acts = [X, A1, E / E.sum(axis=0)]
        deltas = backprop_deltas(acts, W, Y)
        dW, db = gradients(acts, deltas)
        W, b = gradient_step(W, b, dW, db, 1.0)
    return W, b
