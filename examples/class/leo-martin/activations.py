# -*- coding: utf-8 -*-
# Léo Martin, TP 2

import math

import numpy as np

erf = np.vectorize(math.erf, otypes=[float])  # for numbers and arrays; numpy has none of its own


def identity(x):
    return x


def identity_derivative(x):
    return np.ones(np.shape(x))


def binary_step(x):
    return np.where(x > 0, 1.0, 0.0)


def binary_step_derivative(x):
    return np.zeros(np.shape(x))


def logistic(x):
    return 1 / (1 + np.exp(-x))


def logistic_derivative(x):
    # σ' = σ(1 - σ)
    return x * (1 - x)


def tanh(x):
    return np.tanh(x)


def tanh_derivative(x):
    # tanh' = 1 - tanh²
    return 1 - x**2


def relu(x):
    return np.where(x > 0, x, 0.)


def relu_derivative(x):
    return np.where(x > 0, 1.0, 0.0)


def gelu(x):
    Phi = 1/2 * (1 + erf(x / np.sqrt(2)))
    return x * Phi


def gelu_derivative(x):
    Phi = 1/2 * (1 + erf(x / np.sqrt(2)))
    phi = 1/np.sqrt(2*np.pi) * np.exp(-x**2/2)
    return Phi + x*phi


def softplus(x):
    return np.maximum(0, x) + np.log(1 + np.exp(-np.abs(x)))


def softplus_derivative(x):
    return 1 / (1 + np.exp(-x))


def elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0)) - 1))


def elu_derivative(x, alpha=1.0):
    return np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0)))


def selu(x):
    return 1.0507 * elu(x, 1.67326)


def selu_derivative(x):
    return 1.0507 * elu_derivative(x, 1.67326)


def leaky_relu(x):
    return np.where(x > 0, x, 0.01 * x)


def leaky_relu_derivative(x):
    return np.where(x > 0, 1.0, 0.01)
