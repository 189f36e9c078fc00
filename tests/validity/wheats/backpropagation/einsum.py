"""This student writes every product as an einsum, and trains with momentum."""

import numpy as np

PAIRS = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
LABELS = np.eye(2)[[0, 1, 1, 0]].T


def sigmoid_derivative(a):
    a = np.asarray(a, dtype=float)
    return np.einsum("...,...->...", a, 1 - a)


def backprop_deltas(activations, W, Y):
    deltas = [None] * len(W)
    deltas[-1] = activations[-1] - Y
    for i in range(len(W) - 2, -1, -1):
        slope = sigmoid_derivative(activations[i + 1])
        deltas[i] = np.einsum("kj,kn,jn->jn", W[i + 1], deltas[i + 1], slope)
    return deltas


def gradients(activations, deltas):
    dW, db = [], []
    for a, delta in zip(activations, deltas, strict=False):
        mean = np.full(delta.shape[1], 1 / delta.shape[1])
        dW.append(np.einsum("in,jn,n->ij", delta, a, mean))
        db.append(np.einsum("in,n->i", delta, mean)[:, None])
    return dW, db


def gradient_step(W, b, dW, db, eta):
    new_W = [np.array(w, dtype=float) for w in W]
    new_b = [np.array(bias, dtype=float) for bias in b]
    for w, dw in zip(new_W, dW, strict=True):
        w -= eta * dw
    for bias, dbias in zip(new_b, db, strict=True):
        bias -= eta * dbias
    return new_W, new_b


def forward(X, W, b):
    activations = [X]
    for w, bias in zip(W[:-1], b[:-1], strict=True):
        z = np.einsum("ij,jn->in", w, activations[-1]) + bias
        activations.append(0.5 * (1 + np.tanh(z / 2)))
    z = np.einsum("ij,jn->in", W[-1], activations[-1]) + b[-1]
    e = np.exp(z - z.max(axis=0))
    activations.append(np.einsum("kn,n->kn", e, 1 / np.einsum("kn->n", e)))
    return activations


def train_xor(seed):
    rng = np.random.default_rng(seed)
    W = [rng.normal(size=(10, 2)), rng.normal(size=(2, 10))]
    b = [rng.normal(size=(10, 1)), np.zeros((2, 1))]
    velocity_W = [np.zeros_like(w) for w in W]
    velocity_b = [np.zeros_like(bias) for bias in b]
    for _ in range(800):
        activations = forward(PAIRS, W, b)
        dW, db = gradients(activations, backprop_deltas(activations, W, LABELS))
        velocity_W = [0.9 * v + dw for v, dw in zip(velocity_W, dW, strict=True)]
        velocity_b = [0.9 * v + dbias for v, dbias in zip(velocity_b, db, strict=True)]
        W, b = gradient_step(W, b, velocity_W, velocity_b, 0.3)
    return W, b
