# Tomasz Zieliński
import numpy as np
import matplotlib.pyplot as plt
import seaborn as sns  # nicer plots

sns.set_theme()


def sgd_update(w, grad, lr=0.01):
    return w - lr * grad


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + (1 - beta1) * grad
    return w - lr * m, m


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2
    return w - lr * grad / (np.sqrt(v) + eps), v


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def minibatches(X, y, batch_size, rng):
    perm = rng.permutation(len(X))
    for i in range(0, len(X), batch_size):
        yield X[perm[i : i + batch_size]], y[perm[i : i + batch_size]]


def compare():
    """Plot how fast they get to the bottom of w^2."""
    w = np.array([5.0])
    path = []
    for _ in range(100):
        path.append(w[0])
        w = sgd_update(w, 2 * w, lr=0.1)
    plt.plot(path)
    plt.show()
