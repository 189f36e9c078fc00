"""Exercise 4, Hana Sato"""

import numpy as np


def sgd_update(w, grad, lr=0.01):
    return w - lr * grad


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + (1 - beta1) * grad
    w = w - lr * m
    return w, m


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad ** 2
    w = w - lr * grad / (np.sqrt(s) + eps)
    return w, s


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad ** 2
    w = w - lr * grad / (np.sqrt(v) + eps)
    return w, v


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    # Adam = momentum + RMSProp
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad ** 2
    w = w - lr * m / (np.sqrt(v) + eps)
    t = t + 1
    return w, m, v


def minibatches(X, y, batch_size, rng):
    perm = rng.permutation(len(X))
    X_shuffled = X[perm]
    y_shuffled = y[perm]
    for i in range(0, len(X), batch_size):
        yield X_shuffled[i:i + batch_size], y_shuffled[i:i + batch_size]
