import numpy as np
import torch
from torch import nn


class CircleClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(
            nn.Linear(2, 16),
            nn.ReLU(),
            nn.Linear(16, 8),
            nn.ReLU(),
            nn.Linear(8, 1),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return self.network(x)


def train(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr)
    loss_function = torch.nn.BCELoss(reduction="mean")
    history = []
    epoch = 1
    while epoch <= epochs:
        prediction = model(X)
        loss = loss_function(prediction, y)
        history.append(float(loss))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch % 100 == 0:
            print("epoch", epoch, "loss", float(loss))
        epoch += 1
    return history


def probability_field(model, xlim, ylim, steps):
    xx = np.zeros((steps, steps))
    yy = np.zeros((steps, steps))
    p = np.zeros((steps, steps))
    dx = (xlim[1] - xlim[0]) / (steps - 1)
    dy = (ylim[1] - ylim[0]) / (steps - 1)
    device = next(model.parameters()).device
    for i in range(steps):
        for j in range(steps):
            xx[i, j] = xlim[0] + j * dx
            yy[i, j] = ylim[0] + i * dy
        points = np.stack([xx[i], yy[i]], axis=1)
        with torch.no_grad():
            row = model(torch.tensor(points, dtype=torch.float32, device=device))
        p[i] = row[:, 0].cpu().numpy()
    return xx, yy, p
