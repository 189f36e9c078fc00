"""This student writes as little as possible: lambdas, closures, generators."""

from itertools import islice

import torch
from torch import nn

LIMIT = 1e-7


def forward_pass(X, weights, bias):
    z = torch.addmm(bias, X, weights.mT)
    return z, torch.special.expit(z)


def binary_cross_entropy(y_hat, y):
    given = (2 * y - 1) * y_hat + 1 - y  # the probability of what is true
    return given.clamp(min=LIMIT).log().neg().mean()


@torch.no_grad()
def gradient_descent_step(parameters, learning_rate):
    for w in parameters:
        w[...] = w - learning_rate * w.grad
        del w.grad


class LinearClassifier(nn.Linear):
    def __init__(self):
        super().__init__(2, 1)

    def forward(self, x):
        return super().forward(x).sigmoid()


def descent(model, X, y, lr):
    """A generator: each loss that is asked for costs one step."""
    while True:
        model.zero_grad(set_to_none=True)
        (loss := binary_cross_entropy(model(X), y)).backward()
        gradient_descent_step(model.parameters(), lr)
        yield loss.item()


def train(model, X, y, epochs=100, lr=0.1):
    return list(islice(descent(model, X, y, lr), epochs))
