"""This student thinks in rows, transposes on the way in and out, and trains on mini-batches."""

import numpy as np


def sigmoid_derivative(a):
    return 0.25 - (a - 0.5) ** 2


def backprop_deltas(activations, W, Y):
    rows = [np.transpose(a) for a in activations]
    kernels = [np.transpose(w) for w in W]  # (n_in, n_out), as in Keras
    error = rows[-1] - np.transpose(Y)
    errors = {len(W): error}
    for layer in range(len(W) - 1, 0, -1):
        error = np.matmul(error, kernels[layer].T)
        error = error * sigmoid_derivative(rows[layer])
        errors[layer] = error
    return [errors[layer].T for layer in sorted(errors)]


def gradients(activations, deltas):
    dW, db = [], []
    for l in range(len(deltas)):  # noqa: E741
        rows_in, error = activations[l].T, deltas[l].T
        n_samples = len(error)
        dW.append((rows_in.T @ (error / n_samples)).T)
        db.append(np.mean(error, axis=0).reshape(-1, 1))
    return dW, db


def gradient_step(W, b, dW, db, eta):
    """All parameters in one long vector, one subtraction, and cut it up again."""
    shapes = [np.shape(p) for p in W + b]
    ends = np.cumsum([np.prod(shape) for shape in shapes])[:-1]
    theta = np.concatenate([np.ravel(p) for p in W + b])
    slope = np.concatenate([np.ravel(p) for p in dW + db])
    pieces = np.split(theta - eta * slope, ends)
    moved = [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]
    return moved[: len(W)], moved[len(W) :]


def sigmoid(z):
    return np.where(z < 0, np.exp(-np.abs(z)), 1) / (1 + np.exp(-np.abs(z)))


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def train_xor(seed):
    rng = np.random.default_rng(seed)
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    Y = np.array([[1, 0], [0, 1], [0, 1], [1, 0]])
    K1, c1 = rng.normal(0, 1.5, size=(2, 12)), rng.normal(size=12)
    K2, c2 = rng.normal(0, 1, size=(12, 2)), rng.normal(size=2)
    for _epoch in range(2000):
        order = rng.permutation(4)
        for batch in (order[:2], order[2:]):
            x, y = X[batch], Y[batch]
            h = sigmoid(x @ K1 + c1)
            e2 = softmax(h @ K2 + c2) - y
            e1 = (e2 @ K2.T) * sigmoid_derivative(h)
            K2 = K2 - 0.4 * h.T @ e2 / 2
            c2 = c2 - 0.4 * e2.mean(axis=0)
            K1 = K1 - 0.4 * x.T @ e1 / 2
            c1 = c1 - 0.4 * e1.mean(axis=0)
    return [K1.T, K2.T], [c1[:, np.newaxis], c2[:, np.newaxis]]
