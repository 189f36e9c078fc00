"""This student keeps every number in float32, with type hints, and starts like Glorot."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float32]


def f32(x: ArrayLike) -> Array:
    return np.asarray(x, dtype=np.float32)


def sigmoid_derivative(a: ArrayLike) -> Array:
    a = f32(a)
    return a - np.square(a)


def backprop_deltas(activations: Sequence[Array], W: Sequence[Array], Y: Array) -> list[Array]:
    delta = f32(activations[-1]) - f32(Y)
    deltas = [delta]
    for weights, a in zip(reversed(W[1:]), reversed(activations[1:-1]), strict=True):
        delta = (f32(weights).T @ delta) * sigmoid_derivative(a)
        deltas.insert(0, delta)
    return deltas


def gradients(
    activations: Sequence[Array], deltas: Sequence[Array]
) -> tuple[list[Array], list[Array]]:
    dW: list[Array] = []
    db: list[Array] = []
    for i, delta in enumerate(map(f32, deltas)):
        n = np.float32(delta.shape[1])
        dW.append(np.dot(delta, f32(activations[i]).T) / n)
        db.append(delta.sum(axis=1, keepdims=True) / n)
    return dW, db


def gradient_step(
    W: Sequence[Array], b: Sequence[Array], dW: Sequence[Array], db: Sequence[Array], eta: float
) -> tuple[list[Array], list[Array]]:
    eta = np.float32(eta)
    new_W: list[Array] = []
    new_b: list[Array] = []
    for i in range(len(W)):
        new_W += [f32(W[i]) - eta * f32(dW[i])]
        new_b += [f32(b[i]) - eta * f32(db[i])]
    return new_W, new_b


def sigmoid(z: Array) -> Array:
    return np.exp(-np.logaddexp(np.float32(0), -z))


def log_softmax(z: Array) -> Array:
    return z - np.logaddexp.reduce(z, axis=0, keepdims=True)


def glorot(rng: np.random.Generator, n_out: int, n_in: int) -> Array:
    limit = 4 * np.sqrt(6 / (n_in + n_out))
    return f32(rng.uniform(-limit, limit, size=(n_out, n_in)))


def train_xor(seed: int, hidden: int = 16) -> tuple[list[Array], list[Array]]:
    rng = np.random.default_rng(seed)
    X = f32([[0, 0, 1, 1], [0, 1, 0, 1]])
    Y = f32([[1, 0, 0, 1], [0, 1, 1, 0]])
    W = [glorot(rng, hidden, 2), glorot(rng, 2, hidden)]
    b = [f32(rng.uniform(-1, 1, size=(hidden, 1))), f32(np.zeros((2, 1)))]
    for _ in range(3000):
        A1 = sigmoid(W[0] @ X + b[0])
        log_A2 = log_softmax(W[1] @ A1 + b[1])
        if -np.mean(np.sum(Y * log_A2, axis=0)) < 0.01:
            break
        activations = [X, A1, np.exp(log_A2)]
        dW, db = gradients(activations, backprop_deltas(activations, W, Y))
        W, b = gradient_step(W, b, dW, db, 0.7)
    return W, b
