# Activations
# by Nils

import math

import numpy as np

erf = np.vectorize(math.erf, otypes=[float])  # for numbers and arrays; numpy has none of its own


def identity(x):
    return x


def identity_derivative(x):
    return np.ones_like(x)


def binary_step(x):
    """ 1 if x is positive or zero, else 0 """
    return np.where(x >= 0, 1.0, 0.0)


def binary_step_derivative(x):
    return 0.0 * x


def logistic(x):
    return 1 / (1 + np.exp(-x))


def logistic_derivative(x):
    s = logistic(x)
    return s * (1 - s)


def tanh(x):
    return np.tanh(x)


def tanh_derivative(x):
    return 1 - np.tanh(x) ** 2


def relu(x):
    x[x < 0] = 0      # everything negative -> 0
    return x


def relu_derivative(x):
    return np.where(x >= 0, 1.0, 0.0)


def gelu(x):
    return x * 0.5 * (1 + erf(x / np.sqrt(2)))


def gelu_derivative(x):
    Phi = 0.5 * (1 + erf(x / np.sqrt(2)))
    phi = np.exp(-x**2 / 2) / np.sqrt(2 * np.pi)
    return Phi + x * phi


def softplus(x):
    return np.logaddexp(x, 0)


def softplus_derivative(x):
    return logistic(x)


def elu(x, alpha=1.0):
    return np.where(x >= 0, x, alpha * (np.exp(x) - 1))


def elu_derivative(x, alpha=1.0):
    return np.where(x >= 0, 1.0, alpha * np.exp(x))


def selu(x):
    return 1.0507 * elu(x, 1.67326)


def selu_derivative(x):
    return 1.0507 * elu_derivative(x, 1.67326)


def leaky_relu(x):
    return np.maximum(0.01 * x, x)


def leaky_relu_derivative(x):
    return np.where(x >= 0, 1.0, 0.01)
