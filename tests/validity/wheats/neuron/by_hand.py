"""This student does all by hand, with what the first four parts gave: no optimizer, no nn loss."""

import torch
from torch import nn


def sigmoid(z):
    return 1 / (1 + torch.exp(-z))


def forward_pass(X, weights, bias):
    logits = torch.matmul(X, weights.t()) + bias
    return logits, sigmoid(logits)


def binary_cross_entropy(y_hat, y):
    eps = 1e-7
    y_hat = torch.clamp(y_hat, min=eps, max=1 - eps)
    return -torch.mean(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat))


def gradient_descent_step(parameters, learning_rate):
    with torch.no_grad():
        for p in parameters:
            p -= learning_rate * p.grad
            p.grad.zero_()


class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 1)

    def forward(self, x):
        _, probabilities = forward_pass(x, self.linear.weight, self.linear.bias)
        return probabilities


def train(model, X, y, epochs=100, lr=0.1):
    losses = []
    for p in model.parameters():
        p.grad = None
    for epoch in range(epochs):
        loss = binary_cross_entropy(model(X), y)
        loss.backward()
        gradient_descent_step(model.parameters(), lr)
        losses.append(loss.item())
        print(f"epoch {epoch}: {losses[-1]:.4f}")
    return losses
