"""This student leaves the mathematics to torch, in the numpy functions too."""

import copy

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def dropout(x, p, rng, training=True):
    if not training:
        return x
    stays = torch.as_tensor(rng.random(x.shape)).gt(p)
    return torch.as_tensor(x).masked_fill(~stays, 0.0).div(1 - p)


def leaves(weights):
    return [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in weights]


def l2_penalty(weights, lam):
    flat = torch.cat([w.flatten() for w in leaves(weights)])
    return float(lam * flat.dot(flat))


def l2_gradient(weights, lam):
    tensors = leaves(weights)
    sum(w.pow(2).sum() for w in tensors).mul(lam).backward()
    return [w.grad for w in tensors]


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best_weights = None
        self.register(torch.inf)

    def register(self, loss):
        self.best, self.epochs = torch.tensor(loss, dtype=torch.float64), 0

    def step(self, val_loss, weights):
        self.epochs += 1
        if (torch.tensor(val_loss, dtype=torch.float64) < self.best - self.min_delta).item():
            self.register(val_loss)
            self.best_weights = copy.deepcopy(weights)
        return self.epochs >= self.patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    generator = torch.Generator().manual_seed(seed)
    a, b = round(fractions[0] * n), round(fractions[1] * n)
    return torch.split(torch.randperm(n, generator=generator), [a, b, n - a - b])


class Net(nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(n_features, 40), nn.Linear(40, 40)])
        self.head = nn.Linear(40, 1)

    def forward(self, x):
        for layer in self.layers:
            x = F.dropout(F.elu(layer(x)), 0.1, training=self.training)
        return self.head(x).sigmoid()


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    net = Net(X_train.size(1)).to(X_train.device)
    decayed = [w for w in net.parameters() if w.dim() > 1]
    others = [w for w in net.parameters() if w.dim() == 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": others}]
    optimizer = torch.optim.Adam(groups, lr=0.01)
    stopping = EarlyStopping(patience=25)
    for _ in range(300):
        net.train()
        optimizer.zero_grad()
        F.binary_cross_entropy(net(X_train), y_train).backward()
        optimizer.step()
        net.eval()
        with torch.no_grad():
            stop = stopping.step(float(F.binary_cross_entropy(net(X_val), y_val)), net.state_dict())
        if stop:
            break
    net.load_state_dict(stopping.best_weights)
    return net
