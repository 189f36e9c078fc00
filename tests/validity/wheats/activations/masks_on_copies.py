"""This student copies first and then works in place, with boolean masks, ufuncs and `out`."""

import numpy as np
from scipy import special


def copied(x):
    """Return a copy that masks can index, also of a number."""
    return np.array(x, dtype=np.float64, copy=True)


def identity(x):
    y = copied(x)
    return y


def identity_derivative(x):
    y = copied(x)
    y.fill(1.0)
    return y


def binary_step(x):
    y = copied(x)
    on = y > 0
    y[on] = 1
    y[~on] = 0
    return y


def binary_step_derivative(x):
    y = copied(x)
    y.fill(0.0)
    return y


def logistic(x):
    y = copied(x)
    special.expit(y, out=y)
    return y


def logistic_derivative(x):
    y = logistic(x)
    y -= y**2
    return y


def tanh(x):
    y = copied(x)
    np.tanh(y, out=y)
    return y


def tanh_derivative(x):
    y = tanh(x)
    y *= y
    y *= -1
    y += 1
    return y


def relu(x):
    y = copied(x)
    y[y < 0] = 0
    return y


def relu_derivative(x):
    y = relu(x)
    y[y > 0] = 1
    return y


def gelu(x):
    y = copied(x)
    y *= special.ndtr(y)
    return y


def gelu_derivative(x):
    x, y = copied(x), copied(x)
    np.square(y, out=y)
    y /= -2
    np.exp(y, out=y)
    y *= x
    y /= np.sqrt(2 * np.pi)
    y += special.ndtr(x)
    return y


def softplus(x):
    y = copied(x)
    small = y < 30
    y[small] = np.log(1 + np.exp(y[small]))
    return y


def softplus_derivative(x):
    y = copied(x)
    np.clip(y, -500, 500, out=y)
    np.exp(-y, out=y)
    y += 1
    return 1 / y


def elu(x, alpha=1.0):
    y = copied(x)
    left = y < 0
    y[left] = alpha * (np.exp(y[left]) - 1)
    return y


def elu_derivative(x, alpha=1.0):
    y = copied(x)
    left = y < 0
    y[left] = alpha * np.exp(y[left])
    y[~left] = 1
    return y


SCALE = 1.0507


def selu(x):
    y = elu(x, 1.67326)
    y *= SCALE
    return y


def selu_derivative(x):
    y = elu_derivative(x, 1.67326)
    y *= SCALE
    return y


def leaky_relu(x):
    y = copied(x)
    y[y < 0] *= 0.01
    return y


def leaky_relu_derivative(x):
    y = copied(x)
    right = y > 0
    y[right], y[~right] = 1, 0.01
    return y
