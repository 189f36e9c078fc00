import numpy as np
import torch
import torch.nn as nn


class CircleClassifier(nn.Module):
    """2 -> 16 -> 8 -> 1, ReLU, ReLU, sigmoid."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 16)
        self.fc2 = nn.Linear(16, 8)
        self.fc3 = nn.Linear(8, 1)
        self.relu = nn.ReLU()
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        return self.sigmoid(self.fc3(x))


def train(model, X, y, epochs=200, lr=0.01):
    criterion = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        y_hat = model(X)
        loss = criterion(y_hat, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def probability_field(model, xlim, ylim, steps):
    xs = np.linspace(xlim[0], xlim[1], steps)
    ys = np.linspace(ylim[0], ylim[1], steps)
    xx, yy = np.meshgrid(xs, ys)
    device = next(model.parameters()).device
    grid = torch.tensor(np.c_[xx.ravel(), yy.ravel()], dtype=torch.float32).to(device)
    model.eval()
    with torch.no_grad():
        p = model(grid).cpu().numpy()
    return xx, yy, p.reshape(steps, steps)
