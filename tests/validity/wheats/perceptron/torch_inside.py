"""This student thinks in torch: nn.Linear inside, the rule as autograd's step on the perceptron
loss, and numpy only at the doors."""

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)


def tensor(a):
    return torch.tensor(np.asarray(a), dtype=torch.float64)


def heaviside(z):
    out = torch.heaviside(tensor(z), torch.zeros((), dtype=torch.float64))
    return out.item() if out.ndim == 0 else out.numpy()


def linear(weights, bias):
    """An nn.Linear without gradients, given its numbers."""
    weights = torch.atleast_2d(tensor(weights))
    layer = nn.Linear(weights.shape[1], weights.shape[0], dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(weights)
        layer.bias.copy_(tensor(bias).reshape(-1))
    return layer.requires_grad_(False)


class Threshold(nn.Module):
    def forward(self, z):
        return (z > 0).double()


def perceptron(inputs, weights, bias):
    z = linear(weights, bias)(tensor(inputs)).squeeze(-1)
    return heaviside(z.item() if z.ndim == 0 else z.numpy())


def gate_parameters(name):
    weights, bias = {
        "AND": (torch.full((2,), 0.5), torch.tensor(-0.75)),
        "OR": (torch.full((2,), 0.5), torch.tensor(-0.25)),
        "NAND": (torch.full((2,), -0.5), torch.tensor(0.75)),
        "NOT": (torch.full((1,), -0.5), torch.tensor(0.25)),
    }[name]
    return weights.numpy(), bias.item()


def perceptron_fit(X, y, eta=1.0, epochs=100):
    X, y = tensor(X), tensor(y)
    w = nn.Parameter(torch.zeros(X.shape[1], dtype=torch.float64))
    b = nn.Parameter(torch.zeros((), dtype=torch.float64))
    optimizer = torch.optim.SGD([w, b], lr=eta)

    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            z = torch.dot(w, x) + b
            error = target - (z > 0).double()
            if error == 0:
                continue
            mistakes += 1
            optimizer.zero_grad()
            loss = -error * z
            loss.backward()
            optimizer.step()
        if not mistakes:
            break
    return w.detach().numpy(), b.item()


def xor_network(x):
    net = nn.Sequential(
        linear([[1.0, 1.0], [-1.0, -1.0]], [-0.5, 1.5]),
        Threshold(),
        linear([[1.0, 1.0]], [-1.5]),
        Threshold(),
    )
    out = net(tensor(x)).squeeze(-1)
    return int(out) if out.ndim == 0 else out.long().numpy()
