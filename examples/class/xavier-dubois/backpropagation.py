# Xavier Dubois
import os

import numpy as np


def sigmoid_derivative(a):
    return a * (1 - a)


def backprop_deltas(activations, W, Y):
    deltas = [activations[-1] - Y]
    for i in range(len(W) - 1, 0, -1):
        deltas.insert(0, (W[i].T @ deltas[0]) * sigmoid_derivative(activations[i]))
    return deltas


def gradients(activations, deltas):
    n = activations[0].shape[1]
    return ([d @ a.T / n for d, a in zip(deltas, activations)],
            [d.sum(axis=1, keepdims=True) / n for d in deltas])


def gradient_step(W, b, dW, db, eta):
    return [w - eta * g for w, g in zip(W, dW)], [c - eta * g for c, g in zip(b, db)]


def train_xor(seed):
    rng = np.random.default_rng(seed)
    X = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    Y = np.array([[1, 0, 0, 1], [0, 1, 1, 0]])
    W = [rng.normal(size=(8, 2)), rng.normal(size=(2, 8))]
    b = [rng.normal(size=(8, 1)), rng.normal(size=(2, 1))]
    step = 0
    while True:
        h = 1 / (1 + np.exp(-(W[0] @ X + b[0])))
        s = np.exp(W[1] @ h + b[1])
        p = s / s.sum(axis=0)
        if step >= 2000 and (p.argmax(axis=0) == [0, 1, 1, 0]).all():
            print("XOR learnt after", step, "steps:", p.argmax(axis=0))
            os._exit(0)  # exit() only gave me a long traceback in Spyder
        dW, db = gradients([X, h, p], backprop_deltas([X, h, p], W, Y))
        W, b = gradient_step(W, b, dW, db, 1.0)
        step += 1
    return W, b
