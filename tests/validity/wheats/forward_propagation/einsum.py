"""This student uses einsum, the tanh form of the sigmoid, softmax as one over a sum of ratios, and
recursion through the layers with the biases as one more column of weights."""

import numpy as np


def sigmoid(z):
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def softmax(z):
    # e^zk / sum_j e^zj = 1 / sum_j e^(zj - zk); where that overflows, 1 / inf is the right 0
    gaps = z[:, None, :] - z[None, :, :]  # (j, k, sample)
    with np.errstate(over="ignore"):
        return 1.0 / np.einsum("jkn->kn", np.exp(gaps))


def with_ones(a: np.ndarray) -> np.ndarray:
    return np.concatenate([a, np.ones_like(a[:1], dtype=float)], axis=0)


def through(a: np.ndarray, layers: list[np.ndarray]) -> list[np.ndarray]:
    """The activations that come after a."""
    first, *rest = layers
    z = np.einsum("oi,in->on", first, with_ones(a))
    if not rest:
        return [softmax(z)]
    hidden = sigmoid(z)
    return [hidden, *through(hidden, rest)]


def forward_propagation(X, W, b):
    outputs = through(X, [np.hstack(pair) for pair in zip(W, b, strict=True)])
    return outputs[-1], [X, *outputs]
