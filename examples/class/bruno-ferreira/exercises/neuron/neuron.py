# Bruno Ferreira, neuron
# torch has tensors for everything, but I still think in single numbers

import torch
from torch import nn


def weighted_sum(sample, weights, bias):
    total = bias[0]
    for i in range(len(sample)):
        total = total + sample[i] * weights[0][i]
    return total


def forward_pass(X, weights, bias):
    rows = []
    for sample in X:
        z = weighted_sum(sample, weights, bias)
        rows.append(z.reshape(1))
    if len(rows) == 0:
        logits = torch.zeros(0, 1)
    else:
        logits = torch.stack(rows)
    probabilities = logits.sigmoid()
    return logits, probabilities


def loss_of_one(p, label):
    """What one sample costs: -ln of the probability of its own class."""
    if label == 1:
        right = p
    else:
        right = 1 - p
    if right < 1e-7:
        right = right + 1e-7
    return -torch.log(right)


def binary_cross_entropy(y_hat, y):
    total = 0
    for i in range(len(y)):
        total = total + loss_of_one(y_hat[i][0], y[i][0])
    return total / len(y)


def gradient_descent_step(parameters, learning_rate):
    for p in parameters:
        with torch.no_grad():
            p.sub_(p.grad * learning_rate)
        p.grad = None


class LinearClassifier(nn.Module):
    def __init__(self):
        super(LinearClassifier, self).__init__()
        self.layer = nn.Linear(in_features=2, out_features=1, bias=True)
        self.activation = nn.Sigmoid()

    def forward(self, x):
        z = self.layer(x)
        a = self.activation(z)
        return a


def train(model, X, y, epochs=100, lr=0.1):
    # my own loss needs a loop over all samples, that is slow: torch's does the same
    loss_function = nn.BCELoss()
    losses = []
    epoch = 0
    while epoch < epochs:
        for p in model.parameters():
            p.grad = None
        loss = loss_function(model(X), y)
        losses.append(float(loss))
        loss.backward()
        gradient_descent_step(model.parameters(), lr)
        epoch += 1
    return losses
