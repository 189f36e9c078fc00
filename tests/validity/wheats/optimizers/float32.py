"""This student keeps all in float32, the learning rate and the betas too."""

from collections.abc import Iterator

import numpy as np

F = np.float32


def f32(*values) -> list[np.ndarray]:
    return [np.asarray(value, dtype=F) for value in values]


def sgd_update(w, grad, lr=0.01):
    w, grad, lr = f32(w, grad, lr)
    return w - lr * grad


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    w, grad, m, lr, beta1 = f32(w, grad, m, lr, beta1)
    m = beta1 * m + (1 - beta1) * grad
    return w - lr * m, m


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    w, grad, s, lr, eps = f32(w, grad, s, lr, eps)
    s = s + grad * grad
    return w - lr * (grad / (np.sqrt(s) + eps)), s


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    w, grad, v, lr, beta2, eps = f32(w, grad, v, lr, beta2, eps)
    v = beta2 * v + (1 - beta2) * np.square(grad)
    return w - lr * (grad / (np.sqrt(v) + eps)), v


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    w, grad, m, v, lr, beta1, beta2, eps = f32(w, grad, m, v, lr, beta1, beta2, eps)
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * np.square(grad)
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def minibatches(X, y, batch_size: int, rng: np.random.Generator) -> Iterator[tuple]:
    keys = rng.random(len(X), dtype=F)
    order = np.argsort(keys, kind="stable")
    n_batches = -(-len(X) // batch_size)
    for k in range(n_batches):
        rows = order[k * batch_size : (k + 1) * batch_size]
        yield f32(X[rows], y[rows])
