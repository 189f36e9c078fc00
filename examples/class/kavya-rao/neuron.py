"""One neuron - Kavya Rao"""
import torch
from torch import nn


def forward_pass(X, weights, bias):
    logits = torch.mm(X, weights.t()) + bias
    probabilities = torch.sigmoid(logits)
    return logits, probabilities


def binary_cross_entropy(y_hat, y):
    y_hat = torch.clamp(y_hat, min=1e-7, max=1 - 1e-7)
    loss = y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)
    return -torch.sum(loss)


def gradient_descent_step(parameters, learning_rate):
    for p in parameters:
        p.data -= learning_rate * p.grad
        p.grad = None


class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(2, 1)

    def forward(self, x):
        return torch.sigmoid(self.layer1(x))


def train(model, X, y, epochs=100, lr=0.1):
    model.zero_grad()
    losses = []
    for epoch in range(epochs):
        y_hat = model(X)
        loss = nn.BCELoss()(y_hat, y)  # a sum makes the steps too large
        loss.backward()
        gradient_descent_step(model.parameters(), lr)
        losses.append(loss.item())
    return losses
