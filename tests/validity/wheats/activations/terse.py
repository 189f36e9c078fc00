"""This student needs one line each, and builds the functions from each other."""

import numpy as np
from scipy.special import erf

s = lambda x: np.exp(-np.logaddexp(0, -x))  # the logistic function, by its logarithm


def identity(x):
    return x


def identity_derivative(x):
    return 0 * x + 1


def binary_step(x):
    return (np.sign(x) + 1) // 2


def binary_step_derivative(x):
    return 0 * x


def logistic(x):
    return s(x)


def logistic_derivative(x):
    return s(x) * s(-x)


def tanh(x):
    return s(2 * x) - s(-2 * x)


def tanh_derivative(x):
    return 4 * s(2 * x) * s(-2 * x)


def relu(x):
    return (x + np.abs(x)) / 2


def relu_derivative(x):
    return (1 + np.sign(x)) / 2


def gelu(x):
    return (x + x * erf(x / 2**0.5)) / 2


def gelu_derivative(x):
    return (1 + erf(x / 2**0.5)) / 2 + x * np.exp(-x * x / 2) / (2 * np.pi) ** 0.5


def softplus(x):
    return np.log(2) * np.logaddexp2(0, x / np.log(2))


def softplus_derivative(x):
    return s(x)


def elu(x, alpha=1.0):
    return relu(x) + alpha * (np.exp(-relu(-x)) - 1)


def elu_derivative(x, alpha=1.0):
    return np.select([x > 0, x <= 0], [1.0, alpha * np.exp(-relu(-x))])


def selu(x, scale=1.0507, alpha=1.67326):
    return scale * elu(x, alpha)


def selu_derivative(x, scale=1.0507, alpha=1.67326):
    return scale * elu_derivative(x, alpha)


def leaky_relu(x):
    return relu(x) - relu(-x) / 100


def leaky_relu_derivative(x):
    return relu_derivative(x) + relu_derivative(-x) / 100
