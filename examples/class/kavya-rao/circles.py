"""Circles - Kavya Rao"""
import numpy as np
import torch
from torch import nn


class CircleClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(2, 16)
        self.layer2 = nn.Linear(16, 8)
        self.layer3 = nn.Linear(8, 1)

    def forward(self, x):
        x = torch.relu(self.layer1(x))
        x = torch.relu(self.layer2(x))
        x = self.layer3(x)
        return x


def train(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    bce = nn.BCELoss()
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        y_hat = model(X)
        loss = bce(y_hat, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def probability_field(model, xlim, ylim, steps):
    x = np.linspace(xlim[0], xlim[1], steps)
    y = np.linspace(ylim[0], ylim[1], steps)
    xx, yy = np.meshgrid(x, y)
    grid = np.stack([xx.flatten(), yy.flatten()], axis=1)
    device = next(model.parameters()).device
    with torch.no_grad():
        p = model(torch.tensor(grid).float().to(device))
    p = p.cpu().numpy().reshape(xx.shape)
    return xx, yy, p
