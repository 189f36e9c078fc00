"""Backpropagation - Kavya Rao"""
import numpy as np


def sigmoid_derivative(a):
    return a * (1 - a)


def backprop_deltas(activations, W, Y):
    deltas = {}
    L = len(W)
    deltas[L] = activations[L] - Y
    for l in range(L - 1, 0, -1):
        deltas[l] = np.dot(W[l].T, deltas[l + 1]) * sigmoid_derivative(activations[l])
    return [deltas[l] for l in range(1, L + 1)]


def gradients(activations, deltas):
    dW = []
    db = []
    for l in range(len(deltas)):
        dW.append(np.dot(deltas[l], activations[l].T))
        db.append(np.sum(deltas[l], axis=1, keepdims=True))
    return dW, db


def gradient_step(W, b, dW, db, eta):
    W_new = []
    b_new = []
    for l in range(len(W)):
        W_new.append(W[l] - eta * dW[l])
        b_new.append(b[l] - eta * db[l])
    return W_new, b_new


def train_xor(seed):
    rng = np.random.default_rng(seed)
    X = np.array([[0, 0, 1, 1],
                  [0, 1, 0, 1]])
    Y = np.array([[1, 0, 0, 1],
                  [0, 1, 1, 0]])
    W = [rng.normal(0, 1, (8, 2)), rng.normal(0, 1, (2, 8))]
    b = [rng.normal(0, 1, (8, 1)), rng.normal(0, 1, (2, 1))]
    # eta = 1 jumped around, 0.3 is smooth
    for i in range(2500):
        A1 = 1 / (1 + np.exp(-(np.dot(W[0], X) + b[0])))
        E = np.exp(np.dot(W[1], A1) + b[1])
        A2 = E / np.sum(E, axis=0)
        deltas = backprop_deltas([X, A1, A2], W, Y)
        dW, db = gradients([X, A1, A2], deltas)
        W, b = gradient_step(W, b, dW, db, 0.3)
    return W, b
