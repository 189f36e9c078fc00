import numpy as np
import torch
from torch import nn


class CircleClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 1)]
        self.net = nn.Sequential(*layers, nn.Sigmoid())

    def forward(self, x):
        return self.net(x)


def train(model, X, y, epochs=200, lr=0.01):
    model = torch.compile(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy(model(X).squeeze(), y.squeeze())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def probability_field(model, xlim, ylim, steps):
    xx, yy = np.meshgrid(np.linspace(*xlim, steps), np.linspace(*ylim, steps))
    points = torch.tensor(np.c_[xx.ravel(), yy.ravel()], dtype=torch.float32)
    with torch.no_grad():
        p = model(points)
    return xx, yy, p.numpy().reshape(steps, steps)
