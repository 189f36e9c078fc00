"""This student writes sums as einsum, works in float64, and lets autograd.grad hand out slopes."""

import torch
from torch import einsum, nn


def forward_pass(X, weights, bias):
    z = einsum("ni,oi->no", X.double(), weights.double()) + bias.double()
    return z, z.sigmoid()


def binary_cross_entropy(y_hat, y):
    p, t = y_hat.double(), y.double()
    # torch's xlogy knows that 0 · ln 0 is 0; the other infinity is cut off.
    gains = torch.special.xlogy(t, p) + torch.special.xlog1py(1 - t, -p)
    return -gains.clamp(min=-100).mean()


def gradient_descent_step(parameters, learning_rate):
    weights = list(parameters)
    steps = [learning_rate * w.grad.double() for w in weights]
    with torch.no_grad():
        for w, step in zip(weights, steps, strict=True):
            w.copy_(w.double() - step)
    for w in weights:
        w.grad = None


class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("unit", nn.Linear(2, 1))

    def forward(self, x):
        unit = self.unit
        z = einsum("ni,i->n", x, unit.weight[0]) + unit.bias
        return z.sigmoid()[:, None]


def train(model, X, y, epochs=100, lr=0.1):
    weights = list(model.parameters())
    losses = []
    for _ in range(epochs):
        p = model(X)
        loss = -torch.where(y > 0, p, 1 - p).clamp(min=1e-7).log().mean()
        slopes = torch.autograd.grad(loss, weights)  # nothing piles up in .grad
        with torch.no_grad():
            for w, slope in zip(weights, slopes, strict=True):
                w.sub_(slope, alpha=lr)
        losses.append(loss.item())
    return losses
