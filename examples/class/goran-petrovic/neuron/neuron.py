# G. Petrovic: a neuron is a composition of functions
from functools import partial, reduce

import torch
from torch import nn
from torch.nn import functional as F

compose = lambda *fs: reduce(lambda f, g: lambda *x: g(f(*x)), fs)
with_sigmoid = lambda z: (z, torch.sigmoid(z))

forward_pass = lambda X, weights, bias: compose(F.linear, with_sigmoid)(X, weights, bias)

surprise = lambda p: -p.clamp(min=1e-7).log()
binary_cross_entropy = lambda y_hat, y: torch.lerp(surprise(1 - y_hat), surprise(y_hat), y).mean()


def gradient_descent_step(parameters, learning_rate):
    def move(p):
        p.data.add_(p.grad, alpha=-learning_rate)
        p.grad = None

    list(map(move, parameters))


class LinearClassifier(nn.Sequential):
    __init__ = lambda self: nn.Sequential.__init__(self, nn.Linear(2, 1), nn.Sigmoid())


def train(model, X, y, epochs=100, lr=0.1):
    sgd = torch.optim.SGD(model.parameters(), lr)
    loss_of = compose(model, partial(F.binary_cross_entropy, target=y))

    def epoch(_):
        sgd.zero_grad()
        loss = loss_of(X)
        loss.backward()
        sgd.step()
        return loss.item()

    return [*map(epoch, range(epochs))]
