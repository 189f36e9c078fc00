# Jonas Weber
# Ein Neuron

import torch
from torch import nn


def forward_pass(X, weights, bias):
    z = X @ weights.T + bias
    return z, torch.sigmoid(z)


def binary_cross_entropy(y_hat, y):
    y_hat = y_hat.clamp(1e-7, 1 - 1e-7)
    return -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean()


def gradient_descent_step(parameters, learning_rate):
    # first the step ...
    with torch.no_grad():
        for p in parameters:
            p -= learning_rate * p.grad
    # ... then clean up
    for p in parameters:
        p.grad.zero_()


class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))


def train(model, X, y, epochs=100, lr=0.1):
    # with my own step the losses jump ???  so with torch's
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        y_hat = model(X)
        loss = binary_cross_entropy(y_hat, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
