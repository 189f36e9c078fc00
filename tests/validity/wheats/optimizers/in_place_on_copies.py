"""This student copies first and then works in place, with ufuncs and `out`, to spare memory."""

import numpy as np


def sgd_update(w, grad, lr=0.01):
    w = np.array(w, dtype=np.float64, copy=True)
    step = np.multiply(grad, lr)
    w -= step
    return w


def decay_into(memory, new, beta):
    memory = np.array(memory, dtype=np.float64)
    memory *= beta
    memory += (1 - beta) * new
    return memory


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    m = decay_into(m, grad, beta1)
    w = np.array(w, dtype=np.float64)
    w -= lr * m
    return w, m


def root_step(w, direction, square, lr, eps):
    w = np.array(w, dtype=np.float64)
    denominator = np.empty_like(w)
    np.sqrt(square, out=denominator)
    denominator += eps
    np.divide(direction, denominator, out=denominator)
    denominator *= lr
    w -= denominator
    return w


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    s = np.array(s, dtype=np.float64)
    s += np.square(grad)
    return root_step(w, grad, s, lr, eps), s


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = decay_into(v, np.square(grad), beta2)
    return root_step(w, grad, v, lr, eps), v


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = decay_into(m, grad, beta1)
    v = decay_into(v, np.square(grad), beta2)
    # both corrections are numbers, so they go into the learning rate and eps (Kingma & Ba, sec. 2)
    root = np.sqrt(1 - beta2**t)
    return root_step(w, m, v, lr * root / (1 - beta1**t), eps * root), m, v


def minibatches(X, y, batch_size, rng):
    rows = np.arange(X.shape[0])
    rng.shuffle(rows)
    X_shuffled, y_shuffled = X.take(rows, axis=0), y.take(rows, axis=0)
    start = 0
    while start < len(rows):
        stop = min(start + batch_size, len(rows))
        yield X_shuffled[start:stop], y_shuffled[start:stop]
        start = stop
