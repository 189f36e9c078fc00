"""circles, Olivia Chen"""
import numpy as np
import torch
import torch.nn as nn


class CircleClassifier(nn.Module):
    def __init__(self):
        super(CircleClassifier, self).__init__()
        self.fc1 = nn.Linear(2, 16)
        self.fc2 = nn.Linear(16, 8)
        self.fc3 = nn.Linear(8, 1)
        self.relu = nn.ReLU()
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        # every layer is followed by a ReLU
        for layer in (self.fc1, self.fc2, self.fc3):
            x = self.relu(layer(x))
        return self.sigmoid(x)


def train(model, X, y, epochs=200, lr=0.01):
    loss_fn = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        y_pred = model(X)
        loss = loss_fn(y_pred, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


def probability_field(model, xlim, ylim, steps):
    xx, yy = np.meshgrid(
        np.linspace(xlim[0], xlim[1], steps),
        np.linspace(ylim[0], ylim[1], steps),
    )
    points = torch.tensor(np.c_[xx.ravel(), yy.ravel()], dtype=torch.float32)
    points = points.to(next(model.parameters()).device)
    p = model(points)
    return xx, yy, p.detach().cpu().numpy().reshape(xx.shape)
