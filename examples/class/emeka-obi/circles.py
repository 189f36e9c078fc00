"""Circles, in blocks. (Emeka Obi)"""

import numpy as np
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, n_in, n_out, activation):
        super().__init__()
        self.linear = nn.Linear(n_in, n_out)
        self.activation = activation

    def forward(self, x):
        return self.activation(self.linear(x))


class CircleClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(Block(2, 16, nn.ReLU()), Block(16, 8, nn.ReLU()))
        self.head = Block(8, 1, nn.Sigmoid())

    def forward(self, x):
        return self.head(self.body(x))


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        self.history = []

    def epoch(self, X, y):
        # BCE by hand; the clamp keeps log(0) away
        p = self.model(X).clamp(1e-7, 1 - 1e-7)
        loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.history.append(loss.item())


def train(model, X, y, epochs=200, lr=0.01):
    trainer = Trainer(model, lr)
    for _ in range(epochs):
        trainer.epoch(X, y)
    return trainer.history


def probability_field(model, xlim, ylim, steps):
    yy, xx = np.mgrid[ylim[0]:ylim[1]:steps * 1j, xlim[0]:xlim[1]:steps * 1j]
    where = next(model.parameters())
    points = torch.as_tensor(np.stack((xx, yy), axis=-1)).to(where)  # dtype and device
    with torch.no_grad():
        p = model(points.reshape(steps * steps, 2))
    return xx, yy, p.reshape(steps, steps).cpu().numpy()
