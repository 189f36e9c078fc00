"""Optimizers as objects, with the functions that the exercise asks for around them. (Emeka Obi)"""

from dataclasses import dataclass

import numpy as np

from my_layers import Batches


class Optimizer:
    lr: float

    def direction(self, grad):
        raise NotImplementedError

    def step(self, w, grad):
        return w - self.lr * self.direction(grad)


@dataclass
class SGD(Optimizer):
    lr: float

    def direction(self, grad):
        return grad


@dataclass
class Momentum(Optimizer):
    lr: float
    beta1: float
    m: np.ndarray

    def direction(self, grad):
        self.m = self.beta1 * self.m + (1 - self.beta1) * grad
        return self.m


@dataclass
class Adagrad(Optimizer):
    lr: float
    eps: float
    s: np.ndarray

    def direction(self, grad):
        self.s = self.s + grad**2
        return grad / (np.sqrt(self.s) + self.eps)


@dataclass
class RMSProp(Optimizer):
    lr: float
    beta2: float
    eps: float
    v: np.ndarray

    def direction(self, grad):
        self.v = self.beta2 * self.v + (1 - self.beta2) * grad**2
        return grad / (np.sqrt(self.v) + self.eps)


class Adam(Optimizer):
    """Is a Momentum and an RMSProp, so it has one of each."""

    def __init__(self, lr, beta1, beta2, eps, m, v, t):
        self.lr, self.eps, self.t = lr, eps, t
        self.first = Momentum(1.0, beta1, m)
        self.second = RMSProp(1.0, beta2, eps, v)

    def direction(self, grad):
        m_hat = self.first.direction(grad) / (1 - self.first.beta1**self.t)
        self.second.direction(grad)
        v_hat = self.second.v / (1 - self.second.beta2**self.t)
        return m_hat / (np.sqrt(v_hat) + self.eps)


def sgd_update(w, grad, lr=0.01):
    return SGD(lr).step(w, grad)


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    optimizer = Momentum(lr, beta1, m)
    return optimizer.step(w, grad), optimizer.m


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    optimizer = Adagrad(lr, eps, s)
    return optimizer.step(w, grad), optimizer.s


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    optimizer = RMSProp(lr, beta2, eps, v)
    return optimizer.step(w, grad), optimizer.v


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    optimizer = Adam(lr, beta1, beta2, eps, m, v, t)
    return optimizer.step(w, grad), optimizer.first.m, optimizer.second.v


def minibatches(X, y, batch_size, rng):
    return Batches(X, y, batch_size, rng)
