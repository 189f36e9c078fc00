"""This student writes each rule for one number as a lambda, and lifts it to arrays."""

import math
from functools import partial

import numpy as np


def lift(rule):
    return np.vectorize(rule, otypes=[float])


def stable(t):
    """Give exp(t) where that is at most 1."""
    return math.exp(min(t, 0.0))


def phi(t):
    return math.exp(-(t**2) / 2) / math.sqrt(math.tau)


def Phi(t):
    return math.erfc(-t / math.sqrt(2)) / 2


identity = lift(lambda t: t)
identity_derivative = lift(lambda t: 1)
binary_step = lift(lambda t: int(t > 0))
binary_step_derivative = lift(lambda t: 0)
logistic = lift(lambda t: stable(t) / (stable(t) + stable(-t)))
logistic_derivative = lift(lambda t: stable(-abs(t)) / (1 + stable(-abs(t))) ** 2)
tanh = lift(math.tanh)
tanh_derivative = lift(lambda t: 1 - math.tanh(t) ** 2)
relu = lift(lambda t: max(t, 0.0))
relu_derivative = lift(lambda t: 1.0 if t > 0 else 0.0)
gelu = lift(lambda t: t * Phi(t))
gelu_derivative = lift(lambda t: Phi(t) + t * phi(t))
softplus = lift(lambda t: max(t, 0.0) + math.log1p(stable(-abs(t))))
softplus_derivative = lift(lambda t: stable(t) / (stable(t) + stable(-t)))


def exponential(t, alpha, scale):
    return scale * (t if t > 0 else alpha * math.expm1(t))


def exponential_slope(t, alpha, scale):
    return scale * (1 if t > 0 else alpha * math.exp(t))


elu = lambda x, alpha=1.0: lift(partial(exponential, alpha=alpha, scale=1.0))(x)
elu_derivative = lambda x, alpha=1.0: lift(partial(exponential_slope, alpha=alpha, scale=1.0))(x)
selu = lift(partial(exponential, alpha=1.67326324, scale=1.05070098))
selu_derivative = lift(partial(exponential_slope, alpha=1.67326324, scale=1.05070098))
leaky_relu = lift(lambda t: t * (1 if t > 0 else 0.01))
leaky_relu_derivative = lift(lambda t: 1 if t > 0 else 0.01)
