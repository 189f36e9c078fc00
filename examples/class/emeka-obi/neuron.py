"""One neuron, in objects. (Emeka Obi)"""

import torch
from torch import nn


class Neuron:
    """Weighted sum and squashing, for weights that somebody else owns."""

    def __init__(self, weights, bias):
        self.weights = weights
        self.bias = bias

    def logits(self, X):
        return torch.addmm(self.bias, X, self.weights.t())

    def __call__(self, X):
        z = self.logits(X)
        return z, torch.sigmoid(z)


class CrossEntropy:
    TINY = 1e-7

    def __call__(self, y_hat, y):
        p = torch.clamp(y_hat, self.TINY, 1 - self.TINY)
        # the probability of what really happened
        truth = torch.where(y == 1, p, 1 - p)
        return torch.log(truth).neg().mean()


class Descent:
    def __init__(self, parameters, lr):
        self.parameters = list(parameters)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.parameters:
                p.copy_(p - self.lr * p.grad)

    def clear(self):
        for p in self.parameters:
            p.grad = None


def forward_pass(X, weights, bias):
    return Neuron(weights, bias)(X)


def binary_cross_entropy(y_hat, y):
    return CrossEntropy()(y_hat, y)


def gradient_descent_step(parameters, learning_rate):
    descent = Descent(parameters, learning_rate)
    descent.step()
    descent.clear()


class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.ModuleDict({"line": nn.Linear(2, 1), "squash": nn.Sigmoid()})

    def forward(self, x):
        return self.body["squash"](self.body["line"](x))


def train(model, X, y, epochs=100, lr=0.1):
    descent = Descent(model.parameters(), lr)
    cross_entropy = CrossEntropy()
    descent.clear()
    history = []
    for _ in range(epochs):
        loss = cross_entropy(model(X), y)
        loss.backward()
        descent.step()
        descent.clear()
        history.append(loss.item())
    return history
