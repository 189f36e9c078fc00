"""Uma Patel"""
import numpy as np


def sgd_update(w, grad, lr=0.01):
    w -= lr * grad
    return w


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + grad
    w = w - lr * m
    return w, m


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad * grad
    w = w - lr * grad / (np.sqrt(s) + eps)
    return w, s


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad * grad
    w = w - lr * grad / (np.sqrt(v) + eps)
    return w, v


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad * grad
    mhat = m / (1 - beta1 ** t)
    vhat = v / (1 - beta2 ** t)
    w = w - lr * mhat / (np.sqrt(vhat) + eps)
    return w, m, v


def minibatches(X, y, batch_size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    i = 0
    while i < len(X):
        part = order[i:i + batch_size]
        i += batch_size
        yield X[part], y[part]
