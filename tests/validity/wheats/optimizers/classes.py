"""This student writes optimizers as dataclasses with state, and an iterator by its protocol."""

from dataclasses import dataclass

import numpy as np


@dataclass
class RunningMean:
    value: np.ndarray
    beta: float

    def update(self, new):
        self.value = self.beta * self.value + (1 - self.beta) * new

    def corrected(self, t):
        return self.value / (1 - np.power(self.beta, t))


@dataclass
class Optimizer:
    lr: float

    def direction(self, grad):
        return grad

    def step(self, w, grad):
        return w - self.lr * self.direction(grad)


@dataclass
class Momentum(Optimizer):
    mean: RunningMean

    def direction(self, grad):
        self.mean.update(grad)
        return self.mean.value


@dataclass
class AdaGrad(Optimizer):
    total: np.ndarray
    eps: float

    def direction(self, grad):
        self.total = self.total + grad * grad
        return grad / (self.total**0.5 + self.eps)


@dataclass
class RMSProp(Optimizer):
    squares: RunningMean
    eps: float

    def direction(self, grad):
        self.squares.update(grad * grad)
        return grad / (self.squares.value**0.5 + self.eps)


@dataclass
class Adam(Optimizer):
    mean: RunningMean
    squares: RunningMean
    t: int
    eps: float

    def direction(self, grad):
        self.mean.update(grad)
        self.squares.update(grad**2)
        return self.mean.corrected(self.t) / (np.sqrt(self.squares.corrected(self.t)) + self.eps)


def sgd_update(w, grad, lr=0.01):
    return Optimizer(lr).step(w, grad)


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    optimizer = Momentum(lr, RunningMean(m, beta1))
    return optimizer.step(w, grad), optimizer.mean.value


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    optimizer = AdaGrad(lr, s, eps)
    return optimizer.step(w, grad), optimizer.total


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    optimizer = RMSProp(lr, RunningMean(v, beta2), eps)
    return optimizer.step(w, grad), optimizer.squares.value


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    optimizer = Adam(lr, RunningMean(m, beta1), RunningMean(v, beta2), t, eps)
    return optimizer.step(w, grad), optimizer.mean.value, optimizer.squares.value


class minibatches:
    def __init__(self, X, y, batch_size, rng):
        self.X, self.y, self.batch_size = X, y, batch_size
        self.left = rng.choice(len(X), size=len(X), replace=False)

    def __iter__(self):
        return self

    def __next__(self):
        if self.left.size == 0:
            raise StopIteration
        rows, self.left = self.left[: self.batch_size], self.left[self.batch_size :]
        return self.X[rows], self.y[rows]
