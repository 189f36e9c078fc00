# Rafael Souza
# tested on the CPU of my laptop, works :)

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class CircleClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 16)
        self.fc2 = nn.Linear(16, 8)
        self.fc3 = nn.Linear(8, 1)

    def forward(self, x):
        # the circles are around this point
        centre = torch.zeros(2)
        x = x - centre
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return torch.sigmoid(self.fc3(x))


def train(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.BCELoss()
    losses = []
    model.train()
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        # print(epoch, loss.item())
    return losses


def probability_field(model, xlim, ylim, steps):
    x = np.linspace(xlim[0], xlim[1], steps)
    y = np.linspace(ylim[0], ylim[1], steps)
    xx, yy = np.meshgrid(x, y, indexing="ij")
    points = torch.tensor(np.stack([xx.ravel(), yy.ravel()], axis=1), dtype=torch.float32)
    device = next(model.parameters()).device
    model.eval()
    with torch.no_grad():
        p = model(points.to(device)).cpu().numpy()
    return xx, yy, p.reshape(steps, steps)
