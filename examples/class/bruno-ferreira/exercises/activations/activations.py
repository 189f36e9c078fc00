# Bruno Ferreira, activations
# math has everything for one number; each() walks through the array

import math

import numpy as np


def each(function, x):
    if np.ndim(x) == 0:
        return function(float(x))
    result = np.zeros(np.shape(x))
    for index in np.ndindex(np.shape(x)):
        result[index] = function(float(x[index]))
    return result


def identity(x):
    return each(lambda v: v, x)


def identity_derivative(x):
    return each(lambda v: 1.0, x)


def step_of_one(v):
    if v > 0:
        return 1.0
    return 0.0


def binary_step(x):
    return each(step_of_one, x)


def binary_step_derivative(x):
    return each(lambda v: 0.0, x)


def logistic_of_one(v):
    if v < -700:
        return 0.0  # math.exp(710) is an OverflowError
    return 1 / (1 + math.exp(-v))


def logistic(x):
    return each(logistic_of_one, x)


def logistic_derivative(x):
    return each(lambda v: logistic_of_one(v) * (1 - logistic_of_one(v)), x)


def tanh(x):
    return each(math.tanh, x)


def tanh_derivative(x):
    return each(lambda v: 1 - math.tanh(v) ** 2, x)


def relu(x):
    return each(lambda v: max(0.0, v), x)


def relu_derivative(x):
    return each(step_of_one, x)


def phi_big(v):
    return (1 + math.erf(v / math.sqrt(2))) / 2


def phi_small(v):
    return math.exp(-v * v / 2) / math.sqrt(2 * math.pi)


def gelu(x):
    return each(lambda v: v * phi_big(v), x)


def gelu_derivative(x):
    return each(lambda v: phi_big(v) + v * phi_small(v), x)


def softplus_of_one(v):
    if v > 0:
        return v + math.log(1 + math.exp(-v))
    return math.log(1 + math.exp(v))


def softplus(x):
    return each(softplus_of_one, x)


def softplus_derivative(x):
    return logistic(x)


def elu(x, alpha=1.0):
    def elu_of_one(v):
        if v > 0:
            return v
        return alpha * (math.exp(v) - 1)

    return each(elu_of_one, x)


def elu_derivative(x, alpha=1.0):
    def slope_of_one(v):
        if v > 0:
            return 1.0
        return alpha * math.exp(v)

    return each(slope_of_one, x)


def selu(x):
    values = elu(x, 1.67326)
    return values * 1.0507


def selu_derivative(x):
    return elu_derivative(x, 1.67326) * 1.0507


def leaky_relu(x):
    return each(lambda v: v if v > 0 else v / 100, x)


def leaky_relu_derivative(x):
    return each(lambda v: 1.0 if v > 0 else 0.01, x)
