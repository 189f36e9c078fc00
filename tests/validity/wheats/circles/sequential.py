"""This student puts everything into one nn.Sequential, and prints and plots on the way."""

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn


class CircleClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid()
        )

    def forward(self, x):
        return self.net(x)


def train(model, X, y, epochs=200, lr=0.01):
    criterion = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    model.train()
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if epoch % 50 == 0:
            print(f"epoch {epoch}: loss {loss.item():.4f}")
    return losses


def probability_field(model, xlim, ylim, steps):
    xs = np.linspace(xlim[0], xlim[1], steps)
    ys = np.linspace(ylim[0], ylim[1], steps)
    xx, yy = np.meshgrid(xs, ys)
    points = np.c_[xx.ravel(), yy.ravel()].astype(np.float32)
    device = next(model.parameters()).device
    model.eval()
    with torch.no_grad():
        p = model(torch.from_numpy(points).to(device))
    return xx, yy, p.cpu().numpy().reshape(xx.shape)


if __name__ == "__main__":
    from sklearn.datasets import make_circles

    X, y = make_circles(1000, noise=0.03, factor=0.8, random_state=0)
    network = CircleClassifier()
    X, y = torch.tensor(X).float(), torch.tensor(y).float().unsqueeze(1)
    plt.plot(train(network, X, y))
    plt.figure()
    xx, yy, p = probability_field(network, (-1.5, 1.5), (-1.5, 1.5), 100)
    plt.contourf(xx, yy, p, levels=20, cmap="RdBu")
    plt.show()
