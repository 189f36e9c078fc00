# G. Petrovic: functional programming meets PyTorch
import itertools

import numpy as np
import torch
from torch import nn


class CircleClassifier(nn.Sequential):
    def __init__(self):
        relus = iter([nn.ReLU(), nn.ReLU(), nn.Sigmoid()])
        linears = map(nn.Linear, (2, 16, 8), (16, 8, 1))
        super().__init__(*itertools.chain.from_iterable(zip(linears, relus)))


def train(model, X, y, epochs=200, lr=0.01):
    adam = torch.optim.Adam(model.parameters(), lr=lr)
    bce = nn.BCELoss()

    def epoch(_):
        value = bce(model(X), y)
        adam.zero_grad()
        value.backward()
        adam.step()
        return value.item()

    return list(map(epoch, range(epochs)))


def probability_field(model, xlim, ylim, steps):
    axis = lambda limits: np.linspace(*limits, steps)
    xx, yy = np.meshgrid(axis(xlim), axis(ylim))
    ask = lambda x, y: model(torch.tensor([[x, y]], dtype=torch.float32, device=next(model.parameters()).device))
    p = np.vectorize(lambda x, y: ask(x, y).item())(xx, yy)  # one point at a time, but it is one line
    return xx, yy, p
