"""Optimizers. Everything returns new arrays, nothing is changed in place."""

import numpy as np


def sgd_update(w, grad, lr=0.01):
    return w - lr * grad


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    m_new = beta1 * m + (1 - beta1) * grad
    return w - lr * m_new, m_new


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    s_new = s + np.square(grad)
    return w - lr / (np.sqrt(s_new) + eps) * grad, s_new


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v_new = beta2 * v + (1 - beta2) * np.square(grad)
    return w - lr / (np.sqrt(v_new) + eps) * grad, v_new


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m_new = beta1 * m + (1 - beta1) * grad
    v_new = beta2 * v + (1 - beta2) * np.square(grad)
    m_hat = m_new / (1 - np.power(beta1, t))
    v_hat = v_new / (1 - np.power(beta2, t))
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m_new, v_new


def minibatches(X, y, batch_size, rng):
    indices = rng.permutation(X.shape[0])
    for start in range(0, X.shape[0], batch_size):
        batch = indices[start:start + batch_size]
        yield X[batch], y[batch]
